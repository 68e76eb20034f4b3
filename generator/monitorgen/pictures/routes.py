"""The tree of routes by which Alertmanager decides who is told, drawn from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.pictures.frame import framed, link
from monitorgen.pictures.plain import safe
from monitorgen.pictures.svg import Svg, cut, number

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST = 150
"""Routes in a picture; in a larger one those below the first level are counted only, then the last ones too."""
_MARGIN, _GAP, _STEP = 12, 12, 44
_WIDTH, _PAD = 250, 10
_SIZE, _SMALL, _LINE = 13.0, 11.0, 16


class RouteNode(Struct, frozen=True):
    """A route: who is told of the alerts that all its matchers match and none of its children takes.

    `matchers` are as Alertmanager writes them, `timings` some words each, such as `repeats every 4h`. `continues`: an
    alert goes on to the next route beside it too. `href` is where one reads of the receiver. `left_out` is how many
    routes below or behind it are not drawn.
    """

    receiver: str
    matchers: tuple[str, ...] = ()
    continues: bool = False
    timings: tuple[str, ...] = ()
    children: tuple[RouteNode, ...] = ()
    href: str = ""
    left_out: int = 0


class _Placed(Struct, frozen=True):
    node: RouteNode
    x: float
    y: float
    height: float
    children: tuple[_Placed, ...]

    @property
    def bottom(self) -> float:
        """Where it and all below it end."""
        return max([self.y + self.height, *(each.bottom for each in self.children)])

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    def walk(self) -> Iterator[_Placed]:
        yield self
        for each in self.children:
            yield from each.walk()


def routing_tree(root: RouteNode, *, alone: bool = False) -> str:
    """The tree as an SVG element of a page, or (`alone`) as a document without links."""
    total = sum(1 for _ in _nodes(root))
    shown = _thinned(root, total)
    placed = _place(shown, _MARGIN, _MARGIN)
    drawn = Svg()
    every = list(placed.walk())
    for each in every:
        _connectors(drawn, each)
    for each in every:
        _box(drawn, each, alone=alone)
    size = max(each.x for each in every) + _WIDTH + _MARGIN, placed.bottom + _MARGIN
    said = (
        f"{total} route{'s' if total > 1 else ''}. An alert starts at the left and goes into the first route that "
        "matches, from top to bottom; one that says continue lets it go on to the next."
    )
    return framed("routing-tree", size, "Who is told: the tree of routes", said, drawn, alone=alone)


def _nodes(node: RouteNode) -> Iterator[RouteNode]:
    yield node
    for each in node.children:
        yield from _nodes(each)


def _thinned(root: RouteNode, total: int) -> RouteNode:
    """The tree, or if it is too large what stands highest in it."""
    if total <= _MOST:
        return root
    first = [replace(each, children=(), left_out=sum(1 for _ in _nodes(each)) - 1) for each in root.children]
    rest = sum(1 + each.left_out for each in first[_MOST - 1 :])
    return replace(root, children=tuple(first[: _MOST - 1]), left_out=rest)


def _place(node: RouteNode, x: float, y: float) -> _Placed:
    """Children stand to the right, from the top of their parent downwards."""
    height = 2 * _PAD + _LINE * len(_lines(node)) - 2
    children: list[_Placed] = []
    below = y
    for each in node.children:
        children.append(_place(each, x + _WIDTH + _STEP, below))
        below = children[-1].bottom + _GAP
    return _Placed(node, x, y, height, tuple(children))


def _lines(node: RouteNode) -> list[tuple[str, str]]:
    """The lines of a route's box, each with its class."""
    conditions = [(each, "") for each in node.matchers] or [("every alert", "dim")]
    marks = [*node.timings, *(["continue: the next route is asked too"] if node.continues else [])]
    if node.left_out:
        marks.append(f"and {node.left_out:,} route{'s' if node.left_out > 1 else ''} that {_are(node)} not drawn")
    return [*conditions, (f"→ {node.receiver}", "strong"), *((each, "dim") for each in marks)]


def _are(node: RouteNode) -> str:
    return "are" if node.left_out > 1 else "is"


def _connectors(drawn: Svg, placed: _Placed) -> None:
    start = placed.x + _WIDTH
    across = start + _STEP / 2
    from_y = placed.y + _PAD + _LINE / 2
    for each in placed.children:
        to_y = each.y + _PAD + _LINE / 2
        bend = min(8.0, abs(to_y - from_y))
        steps = (
            f"M{number(start)} {number(from_y)}H{number(each.x)}"
            if bend < 1
            else f"M{number(start)} {number(from_y)}H{number(across - bend)}q{number(bend)} 0 {number(bend)} "
            f"{number(bend)}V{number(to_y - bend)}q0 {number(bend)} {number(bend)} {number(bend)}H{number(each.x)}"
        )
        drawn.raw("path", d=steps, class_="edge", marker_end="url(#routing-tree-head)")


def _box(drawn: Svg, placed: _Placed, *, alone: bool) -> None:
    node = placed.node
    href = None if alone else link(node.href)
    lines = _lines(node)
    inside = Svg()
    inside.raw("title", safe("\n".join(words for words, _ in lines)))
    inside.box(placed.x, placed.y, _WIDTH, placed.height, css="box dashed" if node.continues else "box", radius=4)
    for number_, (words, css) in enumerate(lines):
        size = _SMALL if css == "dim" else _SIZE
        base = placed.y + _PAD + _LINE * number_ + 11
        inside.text(placed.x + _PAD, base, cut(words, _WIDTH - 2 * _PAD, size), size, css=css)
    drawn.raw("a" if href else "g", "".join(inside), href=href, class_="route")
