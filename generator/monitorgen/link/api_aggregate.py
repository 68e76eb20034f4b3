"""The APIs of all units of a scope as one document, and that of one unit with all that is internal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Findings, Origin, Refused
from monitorgen.link.api import Apis, place, together
from monitorgen.link.placeholders import filled
from monitorgen.openapi.merge import Head, aggregate
from monitorgen.openapi.tree import Filter
from monitorgen.plan.api import Api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json
    from monitorgen.link.linked import Linked
    from monitorgen.openapi.tree import Source
    from monitorgen.plan.api import ApiSource


def aggregated(apis: Apis, said: Sequence[ApiSource]) -> Api | None:
    """The aggregate, None where no unit has an API or something is wrong in one, which is told (MG190 to MG199)."""
    sources = tuple(source for each in said if not each.planned for source in each.sources)
    found = _made(apis.linked, sources, [each.made for each in said], _head(apis))
    if found is None:
        return None
    shown = {each.unit: each.shown for each in said if each.shown is not None}
    routes = {each.unit: each.routes for each in said if each.routes}
    attachments = dict(_attachments(apis.linked, found.aggregate.attachments))
    return replace(found, shown=shown, routes=routes, attachments=attachments)


def of_unit(apis: Apis, said: ApiSource) -> Api | None:
    """The API of one unit as it is called at its own address: nothing is filtered away."""
    entry = apis.linked.entry_of(said.unit)
    assert entry is not None
    title, description = entry.model.title or said.unit, entry.model.description or ""
    sources = tuple(replace(source, filter=Filter(internal=True)) for source in said.sources)
    return _made(apis.linked, sources, [said.made], Head(title, apis.version, description))


def _made(linked: Linked, sources: tuple[Source, ...], made: Sequence[Mapping[str, Json]], head: Head) -> Api | None:
    if not sources:
        return None
    files, found = together(linked, made), Findings()
    merged = aggregate(sources, files, head, found)
    linked.findings.extend(_placed(diagnostic, linked) for diagnostic in found)
    if merged is None:
        return None
    provenance = {part: (service, place(at, linked)) for part, (service, at) in merged.provenance.items()}
    return Api(replace(merged, provenance=provenance), sources, files)


def _head(apis: Apis) -> Head:
    model, linked = apis.model, apis.linked
    title, description = linked.root.setting("title"), linked.root.setting("description")
    return Head(
        title=model.title or (str(title) if title is not None else linked.spec.name),
        version=apis.version,
        description=model.description or (str(description) if description is not None else ""),
        servers=tuple(_servers(apis)),
    )


def _servers(apis: Apis) -> Iterator[Mapping[str, Json]]:
    linked = apis.linked
    for title, url in (apis.model.servers or {}).items():
        where = linked.root.where("api", "servers", title)
        if (leads := filled(url, linked.ground.placeholders, where, linked.findings)) is not None:
            yield {"url": leads, "description": title}


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
