"""A bar for each series, the longest as wide as the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, wide

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

_ROW = 28


def bargauge(scene: Scene) -> Svg:
    """Horizontal bars with their values."""
    drawn = Svg()
    most = max(1, int((scene.h + 4) / 24))
    series = scene.series[:most]
    if not series:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    high = scene.bound("max") or max((each.last or 0 for each in series), default=0) or 1.0
    low = scene.bound("min") or 0.0
    row = min(scene.h / len(series), 46 if len(series) < 6 else _ROW)
    names = min(max(wide(each.name, 12) for each in series) + 12, scene.w * 0.42)
    values = max(wide(scene.shown(each.last, each.unit), 13) for each in series) + 14
    room = scene.w - names - values
    top = (scene.h - row * len(series)) / 2
    for index, each in enumerate(series):
        y, bar = top + index * row, max(row - 6, 10)
        colour = scene.colour(each.last) or "#73bf69"
        drawn.text(names - 8, y + bar / 2 + 4, cut(each.name, names - 10, 12), 12, css="t2", anchor="end")
        drawn.box(names, y, room, bar, css="raised", radius=2)
        part = max(0.0, min(1.0, ((each.last or 0) - low) / (high - low or 1)))
        drawn.box(names, y, max(room * part, 2), bar, fill=colour, opacity=0.82, radius=2)
        drawn.text(
            scene.w - 4,
            y + bar / 2 + 4.5,
            scene.shown(each.last, each.unit),
            13,
            fill=scene.colour(each.last),
            anchor="end",
            weight=600,
        )
    return drawn
