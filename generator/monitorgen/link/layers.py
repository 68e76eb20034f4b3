"""Layers: what an entry is made of, weakest first, and which of them had the last word on a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Origin
from monitorgen.link.merge import merge
from monitorgen.link.scope import Scope, patches

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitorgen.diagnostics import Path
    from monitorgen.raw import Raw
    from monitorgen.spec.shape import Shape
    from monitorgen.spec.written import Written


class Layer(Struct, frozen=True):
    """One layer of an entry: `node` stands at `at` inside it and was written at `origin`."""

    node: Raw
    origin: Origin
    at: Path = ()

    @property
    def whole(self) -> Raw:
        """The layer as a node of the whole entry."""
        node = self.node
        for step in reversed(self.at):
            node = {str(step): node}
        return node

    def reach(self, path: Path) -> int:
        """How many steps of `path` this layer speaks of: all of them, if it says something there."""
        start = len(self.at)
        if start and path[:start] != self.at:
            steps = enumerate(zip(path, self.at, strict=False))
            return next((number for number, (one, other) in steps if one != other), len(path))
        node, reached = self.node, start
        for step in path[start:] if start else path:
            if isinstance(node, dict) and step in node:
                node = node[str(step)]
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                node = node[step]
            else:
                break
            reached += 1
        return reached

    def place(self, path: Path) -> Origin:
        """Where this layer says what it says at `path`, which it must reach."""
        origin = self.origin
        return Origin(origin.file, (*origin.path, *path[len(self.at) :]), origin.layer)

    def says(self, path: Path) -> bool:
        """Whether this layer says something at `path` of the entry."""
        return self.reach(path) == len(path)

    def find(self, path: Path) -> Origin | None:
        """Where this layer says something at `path` of the entry, or None if it doesn't."""
        return self.place(path) if self.says(path) else None


def text_layers(written: Written, scope: Scope, layer: str | None = None) -> tuple[Layer, ...]:
    """What was written of an entry, and its patches in a scope."""
    origin = replace(written.origin, layer=layer) if layer else written.origin
    base = Layer(written.node, origin)
    return (base, *(Layer(patch.node, patch.origin, patch.at) for patch in patches(written, scope)))


def stack(layers: Sequence[Layer], shape: Shape, below: Raw | None = None) -> Raw:
    """The layers merged, the first one the weakest, onto `below`."""
    node: Raw = {} if below is None else below
    for layer in layers:
        node = merge(node, layer.whole, shape)
    return node


def origin_of(layers: Sequence[Layer], path: Path) -> Origin:
    """Where the value at `path` was written last: in the strongest layer that speaks of it, else of what holds it."""
    best, furthest = layers[-1], -1
    for layer in reversed(layers):
        reached = layer.reach(path)
        if reached == len(path):
            return layer.place(path)
        if reached > furthest:
            best, furthest = layer, reached
    return best.place(path[:furthest])


def origins_of(layers: Sequence[Layer], path: Path) -> tuple[Origin, ...]:
    """All places that say something at `path`, the one that counts first."""
    found = (layer.find(path) for layer in reversed(layers))
    return tuple(origin for origin in found if origin is not None)


def named(layers: Iterable[Layer], field: str) -> frozenset[str]:
    """The names in a field of an entry of which one of the layers says something."""
    wholes = [layer.whole for layer in layers]
    said = [whole.get(field) for whole in wholes if isinstance(whole, dict)]
    return frozenset().union(*[names for names in said if isinstance(names, dict)])
