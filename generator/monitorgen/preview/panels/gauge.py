"""A value on a half circle between its bounds, its thresholds around it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, number, wide
from monitorgen.preview.scene import BEFORE

if TYPE_CHECKING:
    from monitorgen.preview.feed import Series
    from monitorgen.preview.scene import Scene

_MOST = 6
_FROM, _TO = math.radians(200), math.radians(-20)


def gauge(scene: Scene) -> Svg:
    """A gauge for each series, side by side."""
    drawn = Svg()
    series = scene.series[:_MOST]
    if not series:
        drawn.text(scene.w / 2, scene.h / 2 + 8, scene.shown(None), 22, css="t2", anchor="middle")
        return drawn
    columns = min(len(series), max(1, int(scene.w / 130)))
    rows = math.ceil(len(series) / columns)
    w, h = scene.w / columns, scene.h / rows
    for index, each in enumerate(series):
        drawn.open((index % columns) * w, (index // columns) * h, each.name)
        _one(drawn, scene.within(w, h), each, named=len(series) > 1)
        drawn.close()
    return drawn


def _one(drawn: Svg, scene: Scene, series: Series, *, named: bool) -> None:
    value = series.last or 0.0
    low = scene.bound("min") or 0.0
    high = scene.bound("max") or max(value * 1.2, low + 1)
    below = 22 if named else 4
    radius = max(14, min((scene.w - 12) / 2, (scene.h - below - 6) / 1.36))
    x, y = scene.w / 2, (scene.h - below - radius * 1.36) / 2 + radius + 2

    def at(part: float) -> float:
        return _FROM + (_TO - _FROM) * max(0.0, min(1.0, part))

    colour = scene.colour(series.last) or "#73bf69"
    drawn.path(_band(x, y, radius * 0.9, radius * 0.66, at(0), at(1)), fill="currentColor", css="raised")
    drawn.path(_band(x, y, radius * 0.9, radius * 0.66, at(0), at((value - low) / (high - low))), fill=colour)
    for index, step in enumerate(scene.steps):
        upper = scene.steps[index + 1].value if index + 1 < len(scene.steps) else high
        start = low if step.value == BEFORE else step.value
        if step.colour is not None and upper > start:
            ring = _band(
                x, y, radius, radius * 0.94, at((start - low) / (high - low)), at((upper - low) / (high - low))
            )
            drawn.path(ring, fill=step.colour)
    words = scene.shown(series.last, series.unit)
    size = min(radius * 0.42, radius * 1.15 / max(wide(words, 1), 1), 40)
    drawn.text(x, y + size * 0.2, words, size, fill=scene.colour(series.last), anchor="middle", weight=600)
    if named:
        drawn.text(x, scene.h - 5, cut(series.name, scene.w - 8, 12), 12, css="t2", anchor="middle")


def _band(x: float, y: float, outer: float, inner: float, start: float, end: float) -> str:
    """A part of a ring; angles go against the clock from the right."""
    large = 1 if start - end > math.pi else 0

    def point(radius: float, angle: float) -> str:
        return f"{number(x + radius * math.cos(angle))} {number(y - radius * math.sin(angle))}"

    return (
        f"M{point(outer, start)}A{number(outer)} {number(outer)} 0 {large} 1 {point(outer, end)}"
        f"L{point(inner, end)}A{number(inner)} {number(inner)} 0 {large} 0 {point(inner, start)}Z"
    )
