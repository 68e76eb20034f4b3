"""Lines over time, with their axes, thresholds and legend; and how values are spread."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, wide
from monitorgen.pictures.svg import number as short
from monitorgen.preview import axes
from monitorgen.preview.scene import BEFORE, number, objects, part, text
from monitorgen.preview.theme import SERIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.preview.axes import Axis
    from monitorgen.preview.feed import Series
    from monitorgen.preview.scene import Scene

_SMALL = 11
_ROW = 19
_BELOW = 20


def timeseries(scene: Scene) -> Svg:
    """A graph."""
    drawn = Svg()
    legend = _legend(scene)
    if not scene.series:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    stacked = _stacked(scene)
    right = [index for index, _, on_right in _sides(scene) if on_right]
    left = [index for index, _, on_right in _sides(scene) if not on_right]
    main = _axis(scene, [stacked[index] for index in left or right])
    other = _axis(scene, [stacked[index] for index in right]) if right and left else None
    room = max((wide(scene.shown(tick), _SMALL) for tick in main.ticks), default=20) + 12
    unit = _own_unit(scene, right)
    beside = max((wide(scene.shown(tick, unit), _SMALL) for tick in other.ticks), default=0) + 12 if other else 8
    h = scene.h - _BELOW - legend.height
    plot = _Plot(scene, room, scene.w - room - beside, h, main)
    plot.frame(drawn, other, unit)
    plot.thresholds(drawn)
    for index in range(len(scene.series)):
        axis = other if other is not None and index in right else main
        below = stacked[index - 1] if _is_stacked(scene) and index else None
        plot.line(drawn, stacked[index], below, axis, SERIES[index % len(SERIES)])
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


def _sides(scene: Scene) -> list[tuple[int, Series, bool]]:
    """The series with whether they are measured on the right."""
    right = set()
    for override in objects(part(scene.panel, "fieldConfig").get("overrides")):
        for each in objects(override.get("properties")):
            if each.get("id") == "custom.axisPlacement" and each.get("value") == "right":
                right.add(text(part(override, "matcher").get("options")))
    found: list[tuple[int, Series, bool]] = []
    for target, series in scene.answers:
        found += [(len(found) + index, each, text(target.get("refId")) in right) for index, each in enumerate(series)]
    return found


def _own_unit(scene: Scene, right: Sequence[int]) -> str | None:
    """The unit of the right side, where it is another one."""
    for override in objects(part(scene.panel, "fieldConfig").get("overrides")):
        for each in objects(override.get("properties")):
            if right and each.get("id") == "unit":
                return text(each.get("value"))
    return None


def _axis(scene: Scene, rows: Sequence[Sequence[float | None]]) -> Axis:
    found = [each for row in rows for each in row if each is not None and math.isfinite(each)] or [0.0, 1.0]
    low, high = min(found), max(found)
    soft_low, soft_high = number(scene.custom.get("axisSoftMin")), number(scene.custom.get("axisSoftMax"))
    low = min(low, soft_low) if soft_low is not None else low
    high = max(high, soft_high) if soft_high is not None else high
    said_low, said_high = scene.bound("min"), scene.bound("max")
    low = low if said_low is None else said_low
    high = high if said_high is None else said_high
    most = max(3, int(scene.h / 45))
    if scene.defaults.get("decimals") == 0:
        # No two marks with one number.
        high = max(high, low + 1)
        most = max(1, min(most, int(high - low)))
    return axes.values(low, high, scene.unit, most)


class _Plot:
    """The room between the axes: where values and times are."""

    def __init__(self, scene: Scene, x: float, w: float, h: float, axis: Axis) -> None:
        self.scene, self.x, self.w, self.h, self.axis = scene, x, w, h, axis

    def y(self, value: float, axis: Axis | None = None) -> float:
        part_ = (axis or self.axis).part(value)
        return 6 + (self.h - 6) * (1 - max(-0.02, min(1.02, part_)))

    def frame(self, drawn: Svg, other: Axis | None, unit: str | None) -> None:
        for tick in self.axis.ticks:
            y = self.y(tick)
            drawn.line(self.x, y, self.x + self.w, y, css="rule")
            drawn.text(self.x - 8, y + 4, self.scene.shown(tick), _SMALL, css="t2", anchor="end")
        for tick in other.ticks if other is not None else ():
            drawn.text(self.x + self.w + 8, self.y(tick, other) + 4, self.scene.shown(tick, unit), _SMALL, css="t2")
        for at, label in axes.times(self.scene.feed.end, self.scene.span, max(3, int(self.w / 70))):
            x = self.x + at * self.w
            drawn.line(x, 6, x, self.h, css="rule")
            drawn.text(x, self.h + 15, label, _SMALL, css="t2", anchor="middle")

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
        count = max(len(row) - 1, 1)
        pieces: list[list[tuple[float, float]]] = [[]]
        for index, value in enumerate(row):
            if value is None or not math.isfinite(value):
                pieces.append([])
            else:
                pieces[-1].append((self.x + self.w * index / count, self.y(value, axis)))
        fill = number(self.scene.custom.get("fillOpacity")) or 0
        floor = self.y(max(axis.low, 0) if axis.high > 0 else axis.low, axis)
        for piece in (each for each in pieces if each):
            steps = "L".join(f"{short(x)} {short(y)}" for x, y in piece)
            if fill:
                base = f"L{short(piece[-1][0])} {short(floor)}L{short(piece[0][0])} {short(floor)}Z"
                if below is not None:
                    back = [
                        (self.x + self.w * index / count, self.y(value, axis))
                        for index, value in enumerate(below)
                        if value is not None
                    ]
                    base = "L" + "L".join(f"{short(x)} {short(y)}" for x, y in reversed(back)) + "Z"
                drawn.path(f"M{steps}{base}", fill=colour, opacity=fill / 100)
            drawn.path(f"M{steps}", stroke=colour, width=1.5)


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
    drawn.text(8, 14, "Name", _SMALL, css="link", weight=500)
    for x, calc in zip(columns, calcs, strict=True):
        drawn.text(x, 14, titles.get(calc, calc), _SMALL, css="link", anchor="end", weight=500)
    for line, (index, series) in enumerate(rows[:most]):
        y = 32.0 + line * _ROW
        drawn.line(6, y - 13.5, scene.w - 6, y - 13.5, css="rule")
        drawn.box(8, y - 7, 14, 4, fill=SERIES[index % len(SERIES)], radius=2)
        drawn.text(28, y, cut(series.name, columns[0] - 100, 12), 12)
        for x, calc in zip(columns, calcs, strict=True):
            drawn.text(x, y, scene.shown(_calculated(series, calc)), 12, anchor="end")
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
        drawn.text(x - 8, y + 4, f"{tick:g}", _SMALL, css="t2", anchor="end")
    for index, count in enumerate(counts):
        top = 6 + (h - 6) * (1 - axis.part(count))
        drawn.box(x + w * index / 18 + 1, top, w / 18 - 2, h - top, fill=SERIES[0], opacity=0.8)
    for index in range(0, 19, 6):
        drawn.text(
            min(x + w * index / 18, scene.w - 24),
            h + 15,
            scene.shown(low + size * index),
            _SMALL,
            css="t2",
            anchor="middle",
        )
    return drawn
