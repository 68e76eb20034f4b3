"""The APIs of all units of a scope as one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings, Origin, Refused
from monitorgen.link.api import DEFAULT_VERSION, Apis, place, together
from monitorgen.link.placeholders import fill
from monitorgen.openapi.merge import Head, aggregate
from monitorgen.plan.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json
    from monitorgen.link.linked import Linked
    from monitorgen.plan.api import ApiSource


def aggregated(apis: Apis, said: Sequence[ApiSource]) -> Api | None:
    """The aggregate, None where no unit has an API or something is wrong in one, which is told (MG190 to MG199)."""
    linked = apis.linked
    sources = tuple(source for each in said for source in each.sources)
    if not sources:
        return None
    files = together(linked, [each.made for each in said])
    found = Findings()
    made = aggregate(sources, files, _head(apis), found)
    linked.findings.extend(_placed(diagnostic, linked) for diagnostic in found)
    if made is None:
        return None
    provenance = {part: (service, place(at, linked)) for part, (service, at) in made.provenance.items()}
    shown = {each.unit: each.shown for each in said if each.shown is not None}
    attachments = dict(_attachments(linked, made.attachments))
    return Api(replace(made, provenance=provenance), sources, files, shown, attachments)


def _head(apis: Apis) -> Head:
    model, linked = apis.model, apis.linked
    title, description = linked.root.setting("title"), linked.root.setting("description")
    return Head(
        title=model.title or (str(title) if title is not None else linked.spec.name),
        version=model.version or DEFAULT_VERSION,
        description=model.description or (str(description) if description is not None else ""),
        servers=tuple(_servers(apis)),
    )


def _servers(apis: Apis) -> Iterator[Mapping[str, Json]]:
    linked = apis.linked
    for title, url in (apis.model.servers or {}).items():
        try:
            filled = fill(url, linked.ground.placeholders, linked.root.where("api", "servers", title))
        except Refused as refused:
            linked.findings.add(refused.diagnostic)
        else:
            yield {"url": filled, "description": title}


def _attachments(linked: Linked, files: Sequence[str]) -> Iterator[tuple[str, str]]:
    for file in files:
        try:
            yield file, linked.spec.api_files.text(file, Origin(file))
        except Refused as refused:
            linked.findings.add(refused.diagnostic)


def _placed(diagnostic: Diagnostic, linked: Linked) -> Diagnostic:
    """A diagnostic that points into files, not into documents that endpoints became."""

    def moved(where: object) -> Origin | None:
        return place(where, linked) if isinstance(where, Origin) else None

    related = tuple(replace(each, where=moved(each.where) or each.where) for each in diagnostic.related)
    return replace(diagnostic, where=moved(diagnostic.where) or diagnostic.where, related=related)
