"""The scalars of some kinds in expanded nodes, each with the path to it; what leads to none is left aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitorgen.spec.api import API_FILE
from monitorgen.spec.base import written_shape
from monitorgen.spec.scalars import CONTENT, DASHBOARD_FILE, DOCUMENT, RUNBOOK, Scalar
from monitorgen.spec.shape import Choice, Leading, ListOf, MapOf, ModelOf

if TYPE_CHECKING:
    from monitorgen.diagnostics import Path
    from monitorgen.raw import Raw
    from monitorgen.spec.shape import Shape

FILES = frozenset((DOCUMENT, RUNBOOK, CONTENT, DASHBOARD_FILE, API_FILE))
"""The kinds of scalars that may name a file."""


class Leaf(NamedTuple):
    """A scalar as it was written, its kind, and the path to it."""

    path: Path
    text: str
    kind: Scalar


class Leaves:
    """What looks for scalars of these kinds."""

    __slots__ = ("_kinds", "_leading")

    def __init__(self, kinds: frozenset[Scalar]) -> None:
        self._kinds = kinds
        self._leading = Leading(lambda shape: isinstance(shape, Scalar) and shape in kinds)

    def of(self, node: Raw, shape: Shape) -> list[Leaf]:
        """All of them in a node of this shape, in the order in which they were written."""
        found: list[Leaf] = []
        self._look(node, shape, (), found)
        return found

    def _look(self, node: Raw, shape: Shape, path: Path, found: list[Leaf]) -> None:
        if isinstance(shape, Choice):
            shape = shape.forms.get(written_shape(node), shape)
        if isinstance(node, str):
            if isinstance(shape, Scalar) and shape in self._kinds:
                found.append(Leaf(path, node, shape))
        elif isinstance(node, dict):
            shapes = self._inside(node, shape)
            for key, value in node.items() if shapes else ():
                if key in shapes:
                    self._look(value, shapes[key], (*path, key), found)
        elif isinstance(node, list) and isinstance(shape, ListOf):
            for index, value in enumerate(node):
                self._look(value, shape.item, (*path, index), found)

    def _inside(self, node: dict[str, Raw], shape: Shape) -> dict[str, Shape]:
        """What leads on from a map."""
        if isinstance(shape, ModelOf):
            return self._leading.fields(shape)
        if isinstance(shape, MapOf) and not (isinstance(shape.item, ModelOf) and not self._leading.fields(shape.item)):
            return dict.fromkeys(node, shape.item)
        return {}


def with_text(node: Raw, path: Path, text: Raw) -> Raw:
    """The node with another text at a path. What is around it is made anew, and everything else shared."""
    if not path:
        return text
    step, rest = path[0], path[1:]
    if isinstance(node, dict):
        key = str(step)
        return {**node, key: with_text(node[key], rest, text)}
    assert isinstance(node, list)
    assert isinstance(step, int)
    return [*node[:step], with_text(node[step], rest, text), *node[step + 1 :]]
