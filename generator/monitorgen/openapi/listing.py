"""The operations of a source as a list, for whoever shows them: nothing is merged, schemas are not looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Origin, Refused
from monitorgen.openapi.bundle import said_internal
from monitorgen.openapi.references import Documents
from monitorgen.openapi.sides import Side, View, requirements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.openapi.tree import Files, Source


class Listed(Struct, frozen=True):
    """An operation: `path` has the prefix of its source, `auth` the schemes that are each enough, `a + b` for both.

    `internal` tells that nobody outside calls it, `kept` that it goes into the aggregate.
    """

    method: str
    path: str
    summary: str
    auth: tuple[str, ...]
    internal: bool
    kept: bool
    deprecated: bool
    at: Origin


def listed(source: Source, files: Files) -> Iterator[Listed]:
    """The operations below `paths` of a source, in its order; what is wrong in it is left out: merging tells it."""
    try:
        side = Side(Documents(files, source.file, source.origin))
        items = side.top("paths")
    except Refused:
        return
    for path, item in items.items():
        try:
            above = side.item(item).get("x-internal")
            operations = side.operations(item)
        except (Refused, RecursionError):
            continue
        for method, view in operations.items():
            yield _listed(source, side, (path, method), view, above.node if above is not None else None)


def _listed(source: Source, side: Side, place: tuple[str, str], view: View, above: Json) -> Listed:
    path, method = place
    node = _map(view.node)
    whole = source.prefix.rstrip("/") + path
    said = said_internal(node.get("x-internal"), above)
    tags = node.get("tags", [])
    summary = node.get("summary", "")
    return Listed(
        method=method.upper(),
        path=whole,
        summary=summary if isinstance(summary, str) else "",
        auth=_auth(side, view),
        internal=source.filter.hides(whole, said=said),
        kept=source.filter.keeps(path, whole, tags=tags if isinstance(tags, list) else [], said=said),
        deprecated=node.get("deprecated") is True,
        at=view.at,
    )


def _auth(side: Side, view: View) -> tuple[str, ...]:
    try:
        asked = requirements(side, view) or []
    except Refused:
        return ()
    return tuple(" + ".join(sorted(each)) or "nothing" for each in asked)


def _map(node: Json) -> Mapping[str, Json]:
    return node if isinstance(node, Mapping) else {}
