"""Shares of a whole, as a ring."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, number
from monitorgen.preview.theme import SERIES, contrasting

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

_ROW = 20


def piechart(scene: Scene) -> Svg:
    """A ring, and its parts in a table beside it."""
    drawn = Svg()
    values = [(each.name, max(each.last or 0, 0)) for each in scene.series]
    whole = sum(value for _, value in values)
    if not whole:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    radius = max(20, min(scene.h / 2 - 8, scene.w * 0.22))
    x, y = radius + 12, scene.h / 2
    angle = math.pi / 2
    for index, (_, value) in enumerate(values):
        share = value / whole
        colour = SERIES[index % len(SERIES)]
        end = angle - share * 2 * math.pi * 0.9999
        drawn.path(_slice(x, y, radius, angle, end), fill=colour, css="gap")
        if share > 0.06:
            middle = (angle + end) / 2
            across, down = x + radius * 0.78 * math.cos(middle), y - radius * 0.78 * math.sin(middle) + 4
            drawn.text(across, down, f"{share * 100:.0f}%", 11, fill=contrasting(colour), anchor="middle", weight=600)
        angle = end
    left = x + radius + 22
    top = max(16.0, scene.h / 2 - len(values) * _ROW / 2 + 4)
    drawn.text(scene.w - 62, top - 4, "Value", 11, css="link", anchor="end")
    drawn.text(scene.w - 8, top - 4, "Percent", 11, css="link", anchor="end")
    for index, (name, value) in enumerate(values[: int((scene.h - 20) / _ROW)]):
        line = top + 14 + index * _ROW
        drawn.box(left, line - 7, 14, 4, fill=SERIES[index % len(SERIES)], radius=2)
        drawn.text(left + 20, line, cut(name, scene.w - left - 150, 12), 12)
        drawn.text(scene.w - 62, line, scene.shown(value), 12, anchor="end")
        drawn.text(scene.w - 8, line, f"{value / whole * 100:.0f}%", 12, anchor="end")
    return drawn


def _slice(x: float, y: float, radius: float, start: float, end: float) -> str:
    large = 1 if start - end > math.pi else 0

    def point(size: float, angle: float) -> str:
        return f"{number(x + size * math.cos(angle))} {number(y - size * math.sin(angle))}"

    inner = radius * 0.56
    return (
        f"M{point(radius, start)}A{number(radius)} {number(radius)} 0 {large} 1 {point(radius, end)}"
        f"L{point(inner, end)}A{number(inner)} {number(inner)} 0 {large} 0 {point(inner, start)}Z"
    )
