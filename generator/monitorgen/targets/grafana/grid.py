"""Where panels stand: lines of 24 columns, filled in the order in which the panels are written.

Widths follow from what stands side by side: lines are broken where the panels come nearest to the widths that suit
their types, and each line is then filled to its end. Heights within a line are equal, so that nothing hangs below a
gap. A width or height that the owner says is kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.plan.dashboards import Panel, PanelKind

COLUMNS = 24


class Place(Struct, frozen=True):
    """A rectangle of the grid."""

    x: int
    y: int
    w: int
    h: int


class _Size(NamedTuple):
    """What suits a panel: the least and the best width, and the height. `wide`, `high`: its owner says that one."""

    least: int
    best: int
    height: int
    wide: bool = False
    high: bool = False


_SIZES: dict[PanelKind, _Size] = {
    "timeseries": _Size(8, 10, 8),
    "stat": _Size(3, 4, 4),
    "gauge": _Size(4, 5, 6),
    "bargauge": _Size(6, 10, 8),
    "table": _Size(12, 24, 8),
    "heatmap": _Size(8, 12, 8),
    "histogram": _Size(8, 10, 8),
    "state-timeline": _Size(8, 12, 6),
    "piechart": _Size(6, 8, 8),
    "logs": _Size(24, 24, 10),
    "text": _Size(24, 24, 3),
    "alertlist": _Size(8, 12, 8),
}
_LINES_OF_TEXT = 10
"""The highest that a text grows by itself."""


def placed(panels: Sequence[Panel], top: int) -> list[Place]:
    """The panels' places from the line `top` down, in their order."""
    sizes = tuple(_size(panel) for panel in panels)
    floor = [top] * COLUMNS
    made: list[Place] = []
    start = 0
    for end in _breaks(sizes):
        line = sizes[start:end]
        height, x = max(size.height for size in line), 0
        for size, width in zip(line, _widths(line), strict=True):
            own = size.height if size.high else height
            # Only heights that an owner says leave steps; a later panel stands on the highest below it.
            y = max(floor[x : x + width])
            made.append(Place(x, y, width, own))
            floor[x : x + width] = [y + own] * width
            x += width
        start = end
    return made


def bottom(places: Sequence[Place], top: int) -> int:
    """The first free line below places that begin at `top`."""
    return max((place.y + place.h for place in places), default=top)


def _size(panel: Panel) -> _Size:
    size = _SIZES[panel.kind]
    if panel.kind == "text" and panel.text:
        # A line of the grid holds a line and a half of text.
        size = size._replace(height=min(2 + panel.text.strip().count("\n"), _LINES_OF_TEXT))
    if panel.width is not None:
        width = min(panel.width, COLUMNS)
        size = size._replace(least=width, best=width, wide=True)
    return size if panel.height is None else size._replace(height=panel.height, high=True)


@lru_cache(maxsize=1024)
def _breaks(sizes: tuple[_Size, ...]) -> tuple[int, ...]:
    """Where lines end, so that the sum of what is unlike the best is least."""
    # The later of two equal breaks: lines are filled from the top.
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(sizes) + 1):
        options: list[tuple[float, int]] = []
        room = COLUMNS
        for start in range(end - 1, -1, -1):
            room -= sizes[start].least
            if room < 0:
                break
            options.append((best[start][0] + _strain(sizes[start:end]), start))
        best.append(min(options, key=lambda option: (option[0], -option[1])))
    ends: list[int] = []
    end = len(sizes)
    while end:
        ends.append(end)
        end = best[end][1]
    return tuple(reversed(ends))


@lru_cache(maxsize=1024)
def _strain(line: tuple[_Size, ...]) -> float:
    """How far a line is from what suits its panels: widths and heights pulled, columns left empty."""
    widths, height = _widths(line), max(size.height for size in line)
    pulled = sum(
        ((width - size.best) / size.best) ** 2 + (height / size.height - 1) ** 2 / 4
        for size, width in zip(line, widths, strict=True)
    )
    return pulled + (COLUMNS - sum(widths)) / COLUMNS


@lru_cache(maxsize=1024)
def _widths(line: tuple[_Size, ...]) -> tuple[int, ...]:
    """The least widths, and column by column to whoever is furthest below its best, until the line is full."""
    widths = [size.least for size in line]
    while sum(widths) < COLUMNS:
        growing = [index for index, size in enumerate(line) if not size.wide]
        if not growing:
            break
        widths[min(growing, key=lambda index: (widths[index] / line[index].best, index))] += 1
    return tuple(widths)
