"""Where the boxes of a map stand: zones from left to right, in them bands below one another, columns across these.

    in front | our services, a band a team | what they stand on, what is somebody else's, what watches

All heights are whole steps of 12, and each kind of line has a remainder of its own (`OUT`, `IN`, lanes), so that two
lines that have nothing to do with one another never lie on one another.
"""

from __future__ import annotations

from math import ceil
from statistics import fmean
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.pictures.layering import columns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from monitorgen.pictures.graph import Kind, Node

STEP = 12
BOX = 36
"""The height of a box."""
OUT, IN = 16, 20
"""Where lines leave a box and enter it, below its top."""
_PITCH, _TITLE = BOX + STEP, 24
_FULL = 10
"""Boxes of a band in one column, before another column is begun."""
_LONELY = 4
"""Columns over which boxes without lines are spread."""
_SWEEPS = 6

_BANDS: dict[Kind, str] = {"infrastructure": "Infrastructure", "external": "External", "component": "Monitoring"}
_FRONT, _OURS, _BEHIND = range(3)

Pair = tuple[str, str]


class Band(Struct, frozen=True):
    """What stands together: its title, and for each column of its zone the names in it, from top to bottom."""

    title: str
    cells: list[list[str]]

    @property
    def height(self) -> int:
        """With its title and a margin."""
        return _TITLE + _PITCH * max(map(len, self.cells))


class Zone(Struct, frozen=True):
    """Bands with the same columns; `first` is the first of them, counted over all zones."""

    first: int
    bands: list[Band]

    @property
    def width(self) -> int:
        """The number of its columns."""
        return len(self.bands[0].cells)


def zoned(nodes: Sequence[Node], edges: Collection[Pair]) -> list[Zone]:
    """The zones that have something in them, rows not in order yet."""
    kinds = {node.name: node.kind for node in nodes}
    found: list[Zone] = []
    sides = _sides(kinds, edges)
    for side in (_FRONT, _OURS, _BEHIND):
        inside = sorted((node for node in nodes if sides[node.name] == side), key=lambda node: node.name)
        if inside:
            first = found[-1].first + found[-1].width if found else 0
            bands = _bands(inside, edges, by_team=side == _OURS)
            found.append(Zone(first, bands))
    return found


def _sides(kinds: Mapping[str, Kind], edges: Collection[Pair]) -> dict[str, int]:
    """The zone of each: what leads to services and is needed by none of them stands in front of them."""
    services = {name for name, kind in kinds.items() if kind in {"service", "team"}}
    leads = _reached(services, [(target, source) for source, target in edges])
    needed = _reached(services, edges)
    return {
        name: _OURS if name in services else _FRONT if name in leads and name not in needed else _BEHIND
        for name in kinds
    }


def _reached(starts: Collection[str], edges: Collection[Pair]) -> set[str]:
    after: dict[str, list[str]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    seen, waiting = set(starts), list(starts)
    while waiting:
        fresh = [each for each in after.get(waiting.pop(), ()) if each not in seen]
        seen.update(fresh)
        waiting += fresh
    return seen


def _bands(nodes: Sequence[Node], edges: Collection[Pair], *, by_team: bool) -> list[Band]:
    titles = {node.name: node.team if by_team and node.kind != "team" else _BANDS.get(node.kind, "") for node in nodes}
    inside = [(source, target) for source, target in edges if source in titles and target in titles]
    tied = {name for edge in edges for name in edge} & set(titles)
    placed = columns([name for name in titles if name in tied], inside, titles, _FULL)
    lonely = [name for name in titles if name not in tied]
    most = max((sum(titles[name] == title for name in lonely) for title in set(titles.values())), default=0)
    width = max(max(placed.values(), default=0) + 1, min(_LONELY, ceil(most / _LONELY)))
    made: dict[str, list[list[str]]] = {title: [[] for _ in range(width)] for title in titles.values()}
    for name, column in placed.items():
        made[titles[name]][column].append(name)
    for name in lonely:
        min(made[titles[name]], key=len).append(name)
    nameless = "Teams" if nodes[0].kind == "team" else "No team" if len(made) > 1 else "Services"
    order = sorted(made, key=_rank_of_team(made) if by_team else list(_BANDS.values()).index)
    return [Band(title or nameless, made[title]) for title in order]


def _rank_of_team(cells: Mapping[str, Sequence[Sequence[str]]]) -> Callable[[str], tuple[bool, float, str]]:
    """What begins further left stands higher, so that lines lead down to the right; without a team at the end."""
    middles = {title: fmean(column for column, cell in enumerate(held) for _ in cell) for title, held in cells.items()}
    return lambda title: (not title, middles[title], title)


def stacked(zones: Sequence[Zone], lanes: Mapping[tuple[int, int], int]) -> tuple[dict[str, int], list[list[int]], int]:
    """The tops of all boxes, those of each zone's bands, and the height of all.

    `lanes` are the numbers of lines that run above a band (or below the last one), by zone and band.
    """
    heights = [_height(zone, number, lanes) for number, zone in enumerate(zones)]
    whole = max(heights)
    tops: dict[str, int] = {}
    bands: list[list[int]] = []
    for number, zone in enumerate(zones):
        y = _stepped((whole - heights[number]) / 2)
        bands.append([])
        for place, band in enumerate(zone.bands):
            y += gutter(lanes.get((number, place), 0))
            bands[-1].append(y)
            for cell in band.cells:
                start = y + _TITLE + _stepped((max(map(len, band.cells)) - len(cell)) * _PITCH / 2)
                tops.update((name, start + _PITCH * row) for row, name in enumerate(cell))
            y += band.height
    return tops, bands, whole


def gutter(lanes: int) -> int:
    """The height of the room above a band that so many lines run through."""
    return STEP * (lanes + 1)


def _height(zone: Zone, number: int, lanes: Mapping[tuple[int, int], int]) -> int:
    rooms = range(len(zone.bands) + 1)
    return sum(band.height for band in zone.bands) + sum(gutter(lanes.get((number, room), 0)) for room in rooms)


def _stepped(height: float) -> int:
    return int(height // STEP) * STEP


def order_rows(zones: Sequence[Zone], edges: Collection[Pair]) -> None:
    """Put the rows of each column into an order in which few lines cross: each near what it is tied to."""
    near: dict[str, list[str]] = {}
    for source, target in edges:
        near.setdefault(source, []).append(target)
        near.setdefault(target, []).append(source)
    best, least = _rows(zones), _crossings(zones, edges)
    for sweep in range(_SWEEPS):
        for zone in zones if sweep % 2 == 0 else reversed(zones):
            for column in range(zone.width) if sweep % 2 == 0 else reversed(range(zone.width)):
                tops, _, _ = stacked(zones, {})
                for band in zone.bands:
                    band.cells[column].sort(key=lambda name: (_middle(name, near, tops), name))
        now = _crossings(zones, edges)
        if now < least:
            best, least = _rows(zones), now
    for cell, names in zip(_cells(zones), best, strict=True):
        cell[:] = names


def _middle(name: str, near: Mapping[str, Sequence[str]], tops: Mapping[str, int]) -> float:
    return fmean(tops[each] for each in near[name]) if name in near else float("inf")


def _cells(zones: Sequence[Zone]) -> Iterator[list[str]]:
    return (cell for zone in zones for band in zone.bands for cell in band.cells)


def _rows(zones: Sequence[Zone]) -> list[list[str]]:
    return [list(cell) for cell in _cells(zones)]


def _crossings(zones: Sequence[Zone], edges: Collection[Pair]) -> int:
    """How many pairs of lines would cross if all were straight and as wide as the map; then their length counts."""
    tops, _, whole = stacked(zones, {})
    ends = [(tops[source], tops[target]) for source, target in edges]
    crossed = sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for number, a in enumerate(ends) for b in ends[:number])
    return crossed * (whole + 1) * (len(ends) + 1) + sum(abs(a - b) for a, b in ends)
