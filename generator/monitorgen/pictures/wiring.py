"""The lines of a map: between columns they run up and down, past columns in lanes between bands, never through a box.

Lines to one box are bundled: they share its lane, and its rail between two columns.
"""

from __future__ import annotations

from statistics import fmean
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.pictures.placing import IN, OUT, STEP, gutter, stacked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from monitorgen.pictures.placing import Pair, Zone

_RAIL, _SIDE = 8, 18
"""From one rail to the next, and from the outer ones to the boxes."""
PAD = 12
"""Room around the boxes of a band, and around all bands."""

Point = tuple[float, float]
_Bundle = tuple[str, bool]
"""The box that lines lead to, and whether they come from the right of it."""


class Wired(Struct, frozen=True):
    """Where all is: the left sides of columns, the tops of boxes and of each zone's bands, and the corners of lines."""

    lefts: list[float]
    tops: dict[str, int]
    bands: list[list[int]]
    wires: dict[Pair, list[Point]]
    width: float
    height: float


class _Part(Struct, frozen=True):
    """A line between two columns: where it comes in and goes out, each on the left side or else the right one."""

    gap: int
    enters: int
    leaves: int
    from_left: bool
    to_left: bool


class _Rail(Struct):
    """A vertical line, and at which heights others join it from either side."""

    left: set[int] = field(default_factory=set)
    right: set[int] = field(default_factory=set)

    @property
    def ends(self) -> tuple[int, int]:
        both = self.left | self.right
        return min(both), max(both)


class _Columns:
    """Which column each box stands in, and which zone each column is of."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self.zones = zones
        self.zone_of = [number for number, zone in enumerate(zones) for _ in range(zone.width)]
        self.of = {
            name: zone.first + column
            for zone in zones
            for band in zone.bands
            for column, cell in enumerate(band.cells)
            for name in cell
        }

    def bundle(self, line: Pair) -> _Bundle:
        return line[1], self.of[line[0]] >= self.of[line[1]]

    def passed(self, line: Pair) -> range:
        """The columns that a line runs past, from left to right."""
        start, end = self.of[line[0]], self.of[line[1]]
        return range(end, start + 1) if start >= end else range(start + 1, end)


def wired(zones: Sequence[Zone], edges: Collection[Pair], box: float) -> Wired:
    """Place boxes of this width, and lead a line along each edge but those from a box to itself."""
    where = _Columns(zones)
    lines = sorted(line for line in edges if line[0] != line[1])
    rooms = _rooms(where, lines)
    counts = {room: len(bundles) for room, bundles in rooms.items()}
    tops, bands, height = stacked(zones, counts)
    lanes = {
        (zone, bundle): _room_top(zones[zone], bands[zone], room, len(bundles)) + STEP * place + STEP // 2 * (zone % 2)
        for (zone, room), bundles in rooms.items()
        for place, bundle in enumerate(bundles, 1)
    }
    ways = {line: _way(line, where, tops, lanes) for line in lines}
    rails: list[dict[_Bundle, _Rail]] = [{} for _ in range(len(where.zone_of) + 1)]
    for line, way in ways.items():
        for part in way:
            rail = rails[part.gap].setdefault(where.bundle(line), _Rail())
            (rail.left if part.from_left else rail.right).add(part.enters)
            (rail.left if part.to_left else rail.right).add(part.leaves)
    lefts, places, width = _across(where, [_ordered(each) for each in rails], box)
    wires = {
        line: [
            (lefts[where.of[line[0]]] + box, float(tops[line[0]] + OUT)),
            *_corners(way, where.bundle(line), places),
            (lefts[where.of[line[1]]], float(tops[line[1]] + IN)),
        ]
        for line, way in ways.items()
    }
    return Wired(lefts, tops, bands, wires, width, float(height))


def _rooms(where: _Columns, lines: Sequence[Pair]) -> dict[tuple[int, int], list[_Bundle]]:
    """For each zone and room above one of its bands (or below the last one) the bundles that run there, from above."""
    tops, bands, _ = stacked(where.zones, {})
    ends: dict[tuple[int, _Bundle], list[int]] = {}
    for line in lines:
        for zone in dict.fromkeys(where.zone_of[column] for column in where.passed(line)):
            ends.setdefault((zone, where.bundle(line)), []).extend(tops[name] for name in line)
    chosen: dict[tuple[int, int], list[_Bundle]] = {}
    for (zone, bundle), near in ends.items():
        middles = [_room_top(where.zones[zone], bands[zone], room, 0) for room in range(len(bands[zone]) + 1)]
        room = min(range(len(middles)), key=lambda place: (abs(middles[place] - fmean(near)), place))
        chosen.setdefault((zone, room), []).append(bundle)
    return {room: sorted(bundles, key=lambda each: (tops[each[0]], each)) for room, bundles in chosen.items()}


def _room_top(zone: Zone, tops: Sequence[int], room: int, lanes: int) -> int:
    if room == len(tops):
        return tops[-1] + zone.bands[-1].height
    return tops[room] - gutter(lanes)


def _way(line: Pair, where: _Columns, tops: Mapping[str, int], lanes: Mapping[tuple[int, _Bundle], int]) -> list[_Part]:
    """The gaps between columns that a line goes through; gap 0 is left of the first column."""
    bundle = where.bundle(line)
    start, end = where.of[line[0]], where.of[line[1]]
    heights = [lanes[where.zone_of[column], bundle] for column in where.passed(line)]
    if bundle[1]:
        heights.reverse()
    stops = [tops[line[0]] + OUT, *heights, tops[line[1]] + IN]
    gaps = range(start + 1, end - 1, -1) if bundle[1] else range(start + 1, end + 1)
    last = len(gaps) - 1
    return [
        _Part(gap, stops[number], stops[number + 1], not bundle[1] or not number, bundle[1] and number != last)
        for number, gap in enumerate(gaps)
    ]


def _ordered(rails: Mapping[_Bundle, _Rail]) -> list[_Bundle]:
    """The rails of a gap from left to right, so that few lines cross; none where a bundle runs straight through."""
    kept = {bundle: rail for bundle, rail in rails.items() if rail.ends[0] != rail.ends[1]}
    order = sorted(kept, key=lambda bundle: (kept[bundle].ends, bundle))
    for _ in order:
        moved = False
        for place in range(len(order) - 1):
            a, b = order[place : place + 2]
            if _crossed(kept[b], kept[a]) < _crossed(kept[a], kept[b]):
                order[place : place + 2] = b, a
                moved = True
        if not moved:
            break
    return order


def _crossed(left: _Rail, right: _Rail) -> int:
    """How many lines cross a rail if these two stand in this order."""
    (left_low, left_high), (right_low, right_high) = left.ends, right.ends
    return sum(right_low < y < right_high for y in left.right) + sum(left_low < y < left_high for y in right.left)


def _across(
    where: _Columns, rails: Sequence[Sequence[_Bundle]], box: float
) -> tuple[list[float], dict[tuple[int, _Bundle], float], float]:
    """The left sides of the columns, the places of the rails by gap and bundle, and the width of all."""
    lefts: list[float] = []
    places: dict[tuple[int, _Bundle], float] = {}
    x, last = 0.0, len(rails) - 1
    for gap, bundles in enumerate(rails):
        outer = gap in {0, last}
        pads = PAD if outer or where.zone_of[gap - 1] != where.zone_of[gap] else 0
        side = _SIDE if bundles or not outer else 0
        places.update(((gap, bundle), x + pads + side + _RAIL * number) for number, bundle in enumerate(bundles))
        x += 2 * pads + 2 * side + _RAIL * max(len(bundles) - 1, 0)
        if gap < last:
            lefts.append(x)
            x += box
    return lefts, places, x


def _corners(way: Sequence[_Part], bundle: _Bundle, places: Mapping[tuple[int, _Bundle], float]) -> list[Point]:
    return [
        (places[part.gap, bundle], float(y))
        for part in way
        if part.enters != part.leaves
        for y in (part.enters, part.leaves)
    ]
