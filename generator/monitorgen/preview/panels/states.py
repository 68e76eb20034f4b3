"""What state something was in, and for how long."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, wide
from monitorgen.preview import axes
from monitorgen.preview.theme import SERIES, contrasting

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

_SMALL = 11


def state_timeline(scene: Scene) -> Svg:
    """A band for each series, cut where its value changes."""
    drawn = Svg()
    most = max(1, int((scene.h - 46) / 13))
    series = scene.series[:most]
    if not series:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    x = min(max(wide(each.name, 12) for each in series) + 14, scene.w * 0.3)
    w, h = scene.w - x - 8, scene.h - 46
    row = h / len(series)
    for index, each in enumerate(series):
        y = 4 + index * row
        drawn.text(x - 8, y + row * 0.45 + 4, cut(each.name, x - 10, 12), 12, css="t2", anchor="end")
        at = 0
        for value, run in groupby(each.values):
            length = sum(1 for _ in run)
            if value is not None:
                colour = scene.colour(value) or ("#6e6f7a" if scene.names else SERIES[int(value) % len(SERIES)])
                start, wide_ = x + w * at / len(each.values), w * length / len(each.values)
                drawn.box(start, y, max(wide_ - 0.5, 1), row * 0.9, fill=colour, opacity=0.85)
                words = scene.shown(value)
                if wide_ > wide(words, 12) + 12 and row > 16:
                    drawn.text(start + 6, y + row * 0.45 + 4, words, 12, fill=contrasting(colour))
            at += length
    bottom = 4 + row * len(series)
    for part, label in axes.times(scene.feed.end, scene.span, max(3, int(w / 70))):
        drawn.text(x + part * w, bottom + 15, label, _SMALL, css="t2", anchor="middle")
    at_x = 8.0
    for words, tone in scene.names.values():
        drawn.box(at_x, scene.h - 14, 14, 4, fill=tone or SERIES[0], radius=2)
        drawn.text(at_x + 20, scene.h - 8, words, 12)
        at_x += wide(words, 12) + 40
    return drawn
