"""What a reference of `show` leads to in one environment: an entry, an alert, a type, something of the root."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Findings, Refused
from monitorgen.link.layers import origin_of, origins_of
from monitorgen.link.types import ROOT_ALERT, Types
from monitorgen.raw import NONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.diagnostics import Origin, Path
    from monitorgen.link.layers import Layer
    from monitorgen.link.root import Root
    from monitorgen.link.shown import Resolved
    from monitorgen.questions.views import View
    from monitorgen.raw import Raw


class Unknown(Exception):  # noqa: N818 - what a reference is, not what went wrong
    """A reference leads nowhere; the text says what was not found, `near` what else there is."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        near = get_close_matches(name, list(known), 1)
        self.near = near[0] if near else None
        super().__init__(f"{what} {name!r}" + (f"; did you mean {self.near}?" if near else ""))


class Referred(Struct, frozen=True):
    """Something that can be shown: what it is part of, where it stands in it, and the alert that it is, if any."""

    resolved: Resolved
    path: Path = ()
    alert: tuple[str, str] | None = None
    """The unit and the name."""


class OfLayers(Struct, frozen=True):
    """A node and the layers that it was made of."""

    node: Mapping[str, Raw]
    layers: tuple[Layer, ...]

    def where(self, *path: str | int) -> Origin:
        """Where the value at a path was written last."""
        return origin_of(self.layers, path)

    def covered(self, *path: str | int) -> tuple[Origin, ...]:
        """The places that say something else there, the strongest first."""
        return origins_of(self.layers, path)[1:]


class OfRoot(Struct, frozen=True):
    """A part of the root: a setting or entries of a collection, under their own names."""

    root: Root
    node: Mapping[str, Raw]

    def where(self, *path: str | int) -> Origin:
        """Where the value at a path was written last."""
        return self.root.where(*path)

    def covered(self, *path: str | int) -> tuple[Origin, ...]:
        """The places that say something else there, the strongest first."""
        head, *rest = path
        if str(head) not in self.root.spec.collections:
            return origins_of(self.root.layers(str(head)), tuple(rest))[1:]
        if not rest:
            return ()
        return origins_of(self.root.layers(str(head), str(rest[0])), tuple(rest[1:]))[1:]


def referred(reference: str, view: View) -> Referred:
    """What a reference leads to; raises `Unknown`."""
    head, *rest = reference.split(".")
    if head == "alerts" and rest and view.linked.entry_of(rest[0]) is not None:
        return _of_entry(rest[0], ["alerts", *rest[1:]], view)
    if head == "alerts" and len(rest) > 1 and rest[0] not in view.linked.root.names("alerts"):
        raise Unknown("there is no entry", rest[0], view.summaries)
    if head in ("services", "infrastructure") and rest and view.linked.entry_of(rest[0]) is not None:
        return _of_entry(rest[0], rest[1:], view)
    if head in ("types", "catalog") and rest:
        return _of_type(rest[0], rest[1:], view, built_in=head == "catalog")
    if head in view.linked.root.spec.collections or head in view.linked.root.spec.settings:
        return _of_root(head, rest, view)
    if view.linked.entry_of(head) is not None:
        return _of_entry(head, rest, view)
    raise Unknown("there is nothing called", head, [*view.summaries, *view.linked.root.spec.collections])


def _of_entry(unit: str, path: list[str], view: View) -> Referred:
    entry = view.linked.entry_of(unit)
    assert entry is not None
    alerts = entry.node.get("alerts")
    names = list(alerts) if isinstance(alerts, dict) else []
    if path and path[0] not in entry.node and path[0] in names:
        path = ["alerts", *path]
    _check(entry.node, path, f"{unit} has no", also=names)
    alert = (unit, path[1]) if len(path) == 2 and path[0] == "alerts" else None
    return Referred(entry, tuple(path), alert)


def _of_type(name: str, path: list[str], view: View, *, built_in: bool) -> Referred:
    types = view.linked.types
    if built_in:
        # As it comes, before the spec has its say about the type or about everybody's TargetDown.
        collections = {**types.spec.collections, "types": {}, "alerts": {}}
        types = Types(replace(types.spec, collections=collections), types.scope, types.builtin, types.names, Findings())
    if not types.knows(name):
        raise Unknown("there is no type", name, [*types.names, *types.spec.collections["types"]])
    row = None
    for kind in ("service", "infrastructure"):
        try:
            row = types.row(kind, (name,), view.linked.spec.origin)
        except Refused:
            continue  # it is of the other kind
        break
    assert row is not None
    _check(row.node, path, f"type {name} has no")
    return Referred(OfLayers(row.node, row.layers), tuple(path))


def _of_root(head: str, path: list[str], view: View) -> Referred:
    root = view.linked.root
    if head not in root.spec.collections:
        node: Raw | None = root.setting(head)
    elif path:
        if path[0] not in root.names(head):
            raise Unknown(f"{head} has no", path[0], root.names(head))
        node = {path[0]: root.node(head, path[0])}
    else:
        found = {name: root.node(head, name) for name in root.names(head)}
        node = {name: each for name, each in found.items() if each is not NONE}
    whole: dict[str, Raw] = {head: NONE if node is None else node}
    _check(whole, [head, *path], "there is no")
    alert = ("system", path[0]) if head == "alerts" and len(path) == 1 and path[0] != ROOT_ALERT else None
    return Referred(OfRoot(root, whole), (head, *path), alert)


def _check(node: Mapping[str, Raw], path: list[str], what: str, also: Iterable[str] = ()) -> None:
    """Raise `Unknown` for a path that leads nowhere."""
    current: Raw = dict(node)
    for step in path:
        if not isinstance(current, dict) or step not in current:
            raise Unknown(what, step, [*(current if isinstance(current, dict) else ()), *also])
        current = current[step]
