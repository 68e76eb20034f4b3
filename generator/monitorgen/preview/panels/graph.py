"""Lines over time, with their axes, thresholds and legend; and how values are spread."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, wide
from monitorgen.pictures.svg import number as short
from monitorgen.preview import axes
from monitorgen.preview.panels.sides import SMALL, sides_of
from monitorgen.preview.scene import BEFORE, number, part, text
from monitorgen.preview.theme import SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.preview.axes import Axis
    from monitorgen.preview.feed import Series
    from monitorgen.preview.panels.sides import Side
    from monitorgen.preview.scene import Scene

_ROW = 19
_MARGIN = 8
_BELOW = 20


def timeseries(scene: Scene) -> Svg:
    """A graph."""
    drawn = Svg()
    legend = _legend(scene)
    if not scene.series:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    stacked = _stacked(scene)
    sides = sides_of(scene, stacked)
    left = sum(side.room for side in sides if not side.right) or _MARGIN
    right = sum(side.room for side in sides if side.right) or _MARGIN
    plot = _Plot(scene, left, scene.w - left - right, scene.h - _BELOW - legend.height, sides[0].axis)
    plot.frame(drawn, sides)
    plot.thresholds(drawn)
    of = {member: side.axis for side in sides for member in side.members}
    for index in range(len(scene.series)):
        below = stacked[index - 1] if _is_stacked(scene) and index else None
        plot.line(drawn, stacked[index], below, of[index], SERIES[index % len(SERIES)])
    drawn.open(0, scene.h - legend.height)
    drawn.add(legend)
    drawn.close()
    return drawn


def _is_stacked(scene: Scene) -> bool:
    return text(part(scene.custom, "stacking").get("mode")) in {"normal", "percent"}


def _stacked(scene: Scene) -> list[list[float | None]]:
    rows = [list(each.values) for each in scene.series]
    if not _is_stacked(scene):
        return rows
    for lower, upper in pairwise(rows):
        upper[:] = [None if high is None else high + (low or 0) for low, high in zip(lower, upper, strict=False)]
    if part(scene.custom, "stacking").get("mode") == "percent":
        whole = [each or 1 for each in rows[-1]]
        rows = [[None if each is None else each / all_ for each, all_ in zip(row, whole, strict=False)] for row in rows]
    return rows


class _Plot:
    """The room between the axes: where values and times are."""

    def __init__(self, scene: Scene, x: float, w: float, h: float, axis: Axis) -> None:
        self.scene, self.x, self.w, self.h, self.axis = scene, x, w, h, axis
        self._places: list[str] = []

    def y(self, value: float, axis: Axis | None = None) -> float:
        part_ = (axis or self.axis).part(value)
        # What is beyond the axis is drawn right outside of it.
        kept = part_ if -0.02 <= part_ <= 1.02 else -0.02 if part_ < 0 else 1.02
        return 6 + (self.h - 6) * (1 - kept)

    def frame(self, drawn: Svg, sides: Sequence[Side]) -> None:
        """The axes, each further one outside of those before it."""
        for tick in self.axis.ticks:
            drawn.line(self.x, self.y(tick), self.x + self.w, self.y(tick), css="rule")
        left, right = self.x - 8, self.x + self.w + 8
        for side in sides:
            x, anchor = (right, "start") if side.right else (left, "end")
            for tick in side.axis.ticks:
                y = self.y(tick, side.axis) + 4
                drawn.text(x, y, self.scene.shown(tick, side.unit), SMALL, css="t2", anchor=anchor)
            left, right = (left, right + side.room) if side.right else (left - side.room, right)
        for at, label in axes.times(self.scene.feed.end, self.scene.span, max(3, int(self.w / 70))):
            x = self.x + at * self.w
            drawn.line(x, 6, x, self.h, css="rule")
            drawn.text(x, self.h + 15, label, SMALL, css="t2", anchor="middle")

    def thresholds(self, drawn: Svg) -> None:
        """Lines at thresholds, and what is beyond them filled, where the panel says so."""
        mode = text(part(self.scene.custom, "thresholdsStyle").get("mode")) or "off"
        steps = self.scene.steps
        if mode == "off":
            return
        for index, step in enumerate(steps):
            upper = steps[index + 1].value if index + 1 < len(steps) else self.axis.high
            low, high = max(step.value, self.axis.low), min(upper, self.axis.high)
            if step.colour is None:
                colour = steps[index - 1].colour if index else None
            else:
                colour = step.colour
                if "area" in mode and high > low:
                    top = self.y(high)
                    drawn.box(self.x, top, self.w, self.y(low) - top, fill=colour, opacity=0.13)
            if step.value != BEFORE and self.axis.low <= step.value <= self.axis.high and colour is not None:
                y = self.y(step.value)
                dash = "10 10" if "dashed" in mode else None
                drawn.line(self.x, y, self.x + self.w, y, stroke=colour, width=1.5, dash=dash)

    def line(
        self, drawn: Svg, row: Sequence[float | None], below: Sequence[float | None] | None, axis: Axis, colour: str
    ) -> None:
        across = self._across(len(row))
        pieces: list[list[tuple[str, str]]] = [[]]
        for x, value in zip(across, row, strict=True):
            if value is None or not math.isfinite(value):
                pieces.append([])
            else:
                pieces[-1].append((x, short(self.y(value, axis))))
        fill = number(self.scene.custom.get("fillOpacity")) or 0
        floor = self.y(max(axis.low, 0) if axis.high > 0 else axis.low, axis)
        for piece in (each for each in pieces if each):
            steps = "L".join([f"{x} {y}" for x, y in piece])
            if fill:
                base = f"L{piece[-1][0]} {short(floor)}L{piece[0][0]} {short(floor)}Z"
                if below is not None:
                    there = zip(across, below, strict=False)
                    back = [f"{x} {short(self.y(value, axis))}" for x, value in there if value is not None]
                    base = f"L{'L'.join(reversed(back))}Z"
                drawn.path(f"M{steps}{base}", fill=colour, opacity=fill / 100)
            drawn.path(f"M{steps}", stroke=colour, width=1.5)

    def _across(self, count: int) -> list[str]:
        """Where the values of a series are, from left to right."""
        if len(self._places) != count:
            self._places = [short(self.x + self.w * index / max(count - 1, 1)) for index in range(count)]
        return self._places


class _Legend(Svg):
    """A legend and how high it is."""

    height: float = 0


def _legend(scene: Scene) -> _Legend:
    drawn = _Legend()
    options = part(scene.options, "legend")
    if not scene.series or options.get("showLegend") is False:
        return drawn
    calcs = options.get("calcs")
    if options.get("displayMode") == "table" and isinstance(calcs, list):
        _table(drawn, scene, [str(each) for each in calcs])
    else:
        _list(drawn, scene)
    return drawn


def _list(drawn: _Legend, scene: Scene) -> None:
    x, y = 8.0, 16.0
    for index, series in enumerate(scene.series):
        name = cut(series.name, scene.w - 40, 12)
        room = wide(name, 12) + 34
        if x + room > scene.w and x > 8:
            x, y = 8.0, y + _ROW
        drawn.box(x, y - 7, 14, 4, fill=SERIES[index % len(SERIES)], radius=2)
        drawn.text(x + 20, y, name, 12)
        x += room
    drawn.height = min(y + 6, scene.h * 0.4)


def _table(drawn: _Legend, scene: Scene, calcs: Sequence[str]) -> None:
    rows = list(enumerate(scene.series))
    if part(scene.options, "legend").get("sortDesc"):
        rows.sort(key=lambda row: -(row[1].highest or 0))
    most = max(1, int((scene.h * 0.36 - 20) / _ROW))
    titles = {"lastNotNull": "Last", "max": "Max", "mean": "Mean", "min": "Min"}
    columns = [scene.w - 10 - 84 * (len(calcs) - 1 - index) for index in range(len(calcs))]
    drawn.text(8, 14, "Name", SMALL, css="link", weight=500)
    for x, calc in zip(columns, calcs, strict=True):
        drawn.text(x, 14, titles.get(calc, calc), SMALL, css="link", anchor="end", weight=500)
    for line, (index, series) in enumerate(rows[:most]):
        y = 32.0 + line * _ROW
        drawn.line(6, y - 13.5, scene.w - 6, y - 13.5, css="rule")
        drawn.box(8, y - 7, 14, 4, fill=SERIES[index % len(SERIES)], radius=2)
        drawn.text(28, y, cut(series.name, columns[0] - 100, 12), 12)
        for x, calc in zip(columns, calcs, strict=True):
            drawn.text(x, y, scene.shown(_calculated(series, calc), series.unit), 12, anchor="end")
    drawn.height = 24 + min(len(rows), most) * _ROW


def _calculated(series: Series, calc: str) -> float | None:
    there = [each for each in series.values if each is not None]
    if not there:
        return None
    return {"max": max(there), "min": min(there), "mean": sum(there) / len(there)}.get(calc, series.last)


def histogram(scene: Scene) -> Svg:
    """How often values were within equal ranges."""
    drawn = Svg()
    found = [each for series in scene.series for each in series.values if each is not None]
    if not found:
        return drawn
    low, high = min(found), max(found)
    size = (high - low) / 18 or 1.0
    counts = [0] * 18
    for value in found:
        counts[min(17, int((value - low) / size))] += 1
    axis = axes.values(0, max(counts), "short", max(3, int(scene.h / 50)))
    x, h = 40.0, scene.h - _BELOW
    w = scene.w - x - 8
    for tick in axis.ticks:
        y = 6 + (h - 6) * (1 - axis.part(tick))
        drawn.line(x, y, x + w, y, css="rule")
        drawn.text(x - 8, y + 4, f"{tick:g}", SMALL, css="t2", anchor="end")
    for index, count in enumerate(counts):
        top = 6 + (h - 6) * (1 - axis.part(count))
        drawn.box(x + w * index / 18 + 1, top, w / 18 - 2, h - top, fill=SERIES[0], opacity=0.8)
    for index in range(0, 19, 6):
        drawn.text(
            min(x + w * index / 18, scene.w - 24),
            h + 15,
            scene.shown(low + size * index),
            SMALL,
            css="t2",
            anchor="middle",
        )
    return drawn
