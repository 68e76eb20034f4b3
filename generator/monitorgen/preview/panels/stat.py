"""One number, or a few, as large as the room takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, wide
from monitorgen.preview.scene import text
from monitorgen.preview.theme import contrasting

if TYPE_CHECKING:
    from monitorgen.preview.feed import Series
    from monitorgen.preview.scene import Scene

_MOST = 12
_GAP = 4


def stat(scene: Scene) -> Svg:
    """The last value of each series, on a tile of its own where there are several."""
    drawn = Svg()
    series = scene.series[:_MOST]
    if not series:
        drawn.text(scene.w / 2, scene.h / 2 + 8, scene.shown(None), 22, css="t2", anchor="middle")
        return drawn
    columns, rows = _tiled(len(series), scene.w, scene.h)
    w = (scene.w - _GAP * (columns - 1)) / columns
    h = (scene.h - _GAP * (rows - 1)) / rows
    for index, each in enumerate(series):
        drawn.open((index % columns) * (w + _GAP), (index // columns) * (h + _GAP), each.name)
        _tile(drawn, scene.within(w, h), each, named=text(scene.options.get("textMode")) == "value_and_name")
        drawn.close()
    return drawn


def _tiled(count: int, w: float, h: float) -> tuple[int, int]:
    """Columns and rows whose tiles come nearest to three by two."""

    def unlike(columns: int) -> float:
        rows = math.ceil(count / columns)
        return abs(math.log((w / columns) / (h / rows) / 2.2)) + (columns * rows - count) * 0.1

    columns = min(range(1, count + 1), key=unlike)
    return columns, math.ceil(count / columns)


def _tile(drawn: Svg, scene: Scene, series: Series, *, named: bool) -> None:
    value = series.last
    colour = scene.colour(value)
    mode = text(scene.options.get("colorMode"))
    fill = colour if mode == "value" else None
    if colour is not None and mode.startswith("background"):
        drawn.box(0, 0, scene.w, scene.h, fill=colour, radius=2)
        fill = contrasting(colour)
    words = scene.shown(value, series.unit)
    room = scene.h * (0.62 if named else 0.8)
    size = min(room * 0.62, (scene.w - 16) / max(wide(words, 1), 1), 56)
    middle = scene.h / 2 + size * 0.35
    if named and scene.h > 34:
        label = min(max(size * 0.42, 11), 15)
        both = size + label * 1.4
        top = (scene.h - both) / 2
        drawn.text(scene.w / 2, top + label, cut(series.name, scene.w - 12, label), label, fill=fill, anchor="middle")
        middle = top + label * 1.4 + size * 0.8
    drawn.text(scene.w / 2, middle, words, size, fill=fill, anchor="middle", weight=600)
