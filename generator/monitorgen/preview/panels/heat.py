"""Buckets over time: the more samples, the brighter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, wide
from monitorgen.preview import axes
from monitorgen.preview.scene import part, text
from monitorgen.preview.theme import CIVIDIS

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

_MOST = 72
_SMALL = 11


def heatmap(scene: Scene) -> Svg:
    """A row of cells for each bucket, the smallest at the bottom."""
    drawn = Svg()
    series = scene.series
    if not series:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    unit = text(part(scene.options, "yAxis").get("unit")) or scene.unit
    bounds = [_bound(each.labels.get("le", each.name)) for each in series]
    words = [scene.shown(bound, unit) if bound is not None else "+Inf" for bound in bounds]
    x = max(wide(each, _SMALL) for each in words) + 12
    w, h = scene.w - x - 8, scene.h - 42
    count = min(_MOST, max(len(each.values) for each in series))
    cell, row = w / count, h / len(series)
    highest = max((value or 0 for each in series for value in each.values), default=1) or 1
    for index, each in enumerate(series):
        y = 4 + h - (index + 1) * row
        drawn.text(
            x - 8, y + row / 2 + 4, words[index], _SMALL, css="t2", anchor="end"
        ) if row > 12 or index % 2 == 0 else None
        for column in range(count):
            value = each.values[column * len(each.values) // count] or 0
            if value > highest * 1e-3:
                shade = CIVIDIS[min(len(CIVIDIS) - 1, int((value / highest) ** 0.5 * len(CIVIDIS)))]
                drawn.box(x + column * cell, y + 0.5, cell - 1, row - 1, fill=shade)
    for at, label in axes.times(scene.feed.end, scene.span, max(3, int(w / 70))):
        drawn.text(x + at * w, h + 19, label, _SMALL, css="t2", anchor="middle")
    _scale(drawn, scene, x, h + 26, highest)
    return drawn


def _scale(drawn: Svg, scene: Scene, x: float, y: float, highest: float) -> None:
    from monitorgen.preview.numbers import digits

    size = min(180.0, scene.w * 0.3) / len(CIVIDIS)
    drawn.text(x, y + 10, "0", _SMALL, css="t2")
    for index, shade in enumerate(CIVIDIS):
        drawn.box(x + 14 + index * size, y + 2, size, 8, fill=shade)
    drawn.text(x + 20 + size * len(CIVIDIS), y + 10, digits(highest), _SMALL, css="t2")


def _bound(text_: str) -> float | None:
    try:
        found = float(text_)
    except ValueError:
        return None
    return None if found == float("inf") else found
