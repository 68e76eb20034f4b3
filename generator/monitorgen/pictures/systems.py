"""The map of a system: what runs, who owns it, and what needs what, from left to right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.crowd import gathered
from monitorgen.pictures.frame import framed, link
from monitorgen.pictures.placing import BOX, order_rows, zoned
from monitorgen.pictures.plain import safe
from monitorgen.pictures.svg import Svg, cut, number
from monitorgen.pictures.wiring import PAD, wired

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.pictures.graph import Edge, Kind, Node
    from monitorgen.pictures.placing import Pair, Zone
    from monitorgen.pictures.wiring import Point, Wired

_WIDTH = 168
_BEND = 6.0
_KINDS: dict[Kind, str] = {
    "service": "service", "infrastructure": "infrastructure", "component": "monitoring", "external": "external",
    "team": "team",
}  # fmt: skip
_COUNTED: dict[Kind, tuple[str, str]] = {
    "service": ("service", "services"),
    "infrastructure": ("infrastructure entry", "infrastructure entries"),
    "component": ("monitoring component", "monitoring components"),
    "external": ("external entry", "external entries"),
    "team": ("team", "teams"),
}


def systems_map(
    nodes: Iterable[Node], edges: Iterable[Edge], *, alone: bool = False, teams: Mapping[str, str] | None = None
) -> str:
    """The map as an SVG element of a page, or (`alone`) as a document without links.

    Names of nodes differ; edges of other names are not drawn. Where there are too many of either for a picture, a box
    stands for all services of a team (`teams` are the links of those boxes) and another for all of one product.
    """
    every, given = sorted(nodes, key=lambda node: node.name), list(edges)
    shown, lines = gathered(every, given, teams or {})
    pairs = {(line.source, line.target): line.count for line in lines}
    drawn = Svg()
    size = (2.0 * PAD + _WIDTH, 2.0 * PAD + BOX)
    if shown:
        zones = zoned(shown, [pair for pair in pairs if pair[0] != pair[1]])
        order_rows(zones, pairs)
        plan = wired(zones, pairs, _WIDTH)
        by_name = {node.name: node for node in shown}
        _bands(drawn, zones, plan)
        for pair, points in plan.wires.items():
            _line(drawn, points, f"{by_name[pair[0]].called} needs {by_name[pair[1]].called}", pairs[pair])
        needs = _needs(by_name, pairs)
        for name, place in _places(zones, plan):
            _box(drawn, by_name[name], place, needs.get(name, ()), alone=alone)
            if (name, name) in pairs:
                _loop(drawn, place, by_name[name].called)
        size = plan.width, plan.height
    said = _told(every, shown, left_out=bool(given) and not lines and shown is not every)
    return framed("systems-map", size, "Systems map", said, drawn, alone=alone)


def _places(zones: Sequence[Zone], plan: Wired) -> Iterator[tuple[str, Point]]:
    """The boxes in the order in which one reads them: band by band, in each from left to right."""
    for zone in zones:
        for band in zone.bands:
            for column, cell in enumerate(band.cells, zone.first):
                for name in cell:
                    yield name, (plan.lefts[column], plan.tops[name])


def _told(every: Sequence[Node], shown: Sequence[Node], *, left_out: bool) -> str:
    counts = {kind: sum(node.kind == kind for node in every) for kind in _COUNTED}
    said = [f"{count:,} {_COUNTED[kind][count > 1]}" for kind, count in counts.items() if count]
    drawn = "What needs what is too much to be drawn" if left_out else "Lines lead from what needs something to that"
    boxes = "" if shown is every else " The services of a team are one box."
    return f"{', '.join(said) or 'Nothing'}. {drawn}.{boxes}"


def _needs(nodes: Mapping[str, Node], pairs: Iterable[Pair]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, target in sorted(pairs):
        found.setdefault(source, []).append(nodes[target].called)
    return found


def _bands(drawn: Svg, zones: Sequence[Zone], plan: Wired) -> None:
    for zone, tops in zip(zones, plan.bands, strict=True):
        left = plan.lefts[zone.first]
        right = plan.lefts[zone.first + zone.width - 1] + _WIDTH
        for band, top in zip(zone.bands, tops, strict=True):
            drawn.box(left - PAD, top, right - left + 2 * PAD, band.height, css="band", radius=6)
            drawn.text(left, top + 16, cut(band.title, _WIDTH, 12), 12, css="dim", weight=600)


def _box(drawn: Svg, node: Node, place: Point, needs: Sequence[str], *, alone: bool) -> None:
    x, y = place
    href = None if alone else link(node.href)
    team = f" of {node.team}" if node.team and node.kind != "team" else ""
    said = f"{node.called}: {_KINDS[node.kind]}{team}"
    inside = Svg()
    inside.raw("title", safe("\n".join((said, *([f"needs {', '.join(needs)}"] if needs else [])))))
    inside.box(x, y, _WIDTH, BOX, css="box dashed" if node.kind == "external" else "box", radius=4)
    inside.box(x, y, 4, BOX, css=node.kind, radius=2)
    room = _WIDTH - 20.0
    base = y + (15 if node.note else 22.5)
    inside.text(x + 12, base, cut(node.called, room, 13), 13, css="name")
    if node.note:
        inside.text(x + 12, y + 29, cut(node.note, room, 11), 11, css="dim")
    drawn.raw("a" if href else "g", "".join(inside), href=href, class_="node")


def _line(drawn: Svg, points: Sequence[Point], said: str, count: int) -> None:
    words = said if count == 1 else f"{said}: {count:,} dependencies"
    back = points[-1][0] <= points[0][0]
    drawn.raw(
        "path", f"<title>{safe(words)}</title>", d=_rounded(points), class_="edge back" if back else "edge",
        marker_end="url(#systems-map-head)",
    )  # fmt: skip


def _loop(drawn: Svg, place: Point, called: str) -> None:
    x, y = place
    left, right, peak = number(x + _WIDTH - 34), number(x + _WIDTH - 14), number(y - 11)
    steps = f"M{left} {number(y)}C{left} {peak} {right} {peak} {right} {number(y)}"
    drawn.raw(
        "path", f"<title>{safe(called)} needs itself</title>", d=steps, class_="edge back",
        marker_end="url(#systems-map-head)",
    )  # fmt: skip


def _rounded(points: Sequence[Point]) -> str:
    """Lines along the axes with round corners."""
    (x, y), *rest = points
    steps = [f"M{number(x)} {number(y)}"]
    for place, (corner_x, corner_y) in enumerate(rest[:-1]):
        next_x, next_y = rest[place + 1]
        before, after = (corner_x - x, corner_y - y), (next_x - corner_x, next_y - corner_y)
        bend = min(_BEND, max(map(abs, before)) / 2, max(map(abs, after)) / 2)
        from_x, from_y = corner_x - bend * _sign(before[0]), corner_y - bend * _sign(before[1])
        to_x, to_y = corner_x + bend * _sign(after[0]), corner_y + bend * _sign(after[1])
        steps.append(f"L{number(from_x)} {number(from_y)}")
        steps.append(f"Q{number(corner_x)} {number(corner_y)} {number(to_x)} {number(to_y)}")
        x, y = corner_x, corner_y
    steps.append(f"L{number(rest[-1][0])} {number(rest[-1][1])}")
    return "".join(steps)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
