"""Alerts that fire, and lines of logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut, wide
from monitorgen.preview.scene import objects, text

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

_STATES = {"firing": "#d2123c", "pending": "#d78000"}


def alertlist(scene: Scene) -> Svg:
    """A card for each alert: its state, its name, what it is about, since when."""
    drawn = Svg()
    alerts = scene.feed.alerts(scene.panel)
    if not alerts:
        drawn.text(scene.w / 2, scene.h / 2 + 4, "No alerts matching filters", 14, css="t3", anchor="middle")
    for index, alert in enumerate(alerts[: int(scene.h / 44)]):
        y = index * 44.0
        colour = _STATES.get(alert.state, "#6e6f7a")
        drawn.box(2, y, scene.w - 4, 39, css="raised", radius=3)
        drawn.box(2, y, 4, 39, fill=colour, radius=1)
        drawn.text(18, y + 17, cut(alert.name, scene.w - 180, 13), 13, weight=600)
        drawn.text(scene.w - 14, y + 17, f"{alert.state} for {alert.since}", 12, fill=colour, anchor="end")
        x = 18.0
        for name, value in alert.labels.items():
            words = f"{name}={value}"
            room = wide(words, 10.5) + 12
            if x + room > scene.w - 10:
                break
            drawn.box(x, y + 22, room, 14, css="panel", radius=7)
            drawn.text(x + 6, y + 32.5, words, 10.5, css="t2")
            x += room + 6
    return drawn


_LINES = (
    ("info", "request finished method=GET path=/ status=200 duration=42ms"),
    ("info", "request finished method=POST path=/items status=201 duration=87ms"),
    ("warn", "retrying connection attempt=2 host=database"),
    ("info", "job done name=cleanup removed=128"),
    ("error", "request failed method=GET path=/items status=500 error=timeout"),
)


def logs(scene: Scene) -> Svg:
    """Lines of a log, newest first; made ones, as nobody was asked."""
    drawn = Svg()
    colours = {"info": "#73bf69", "warn": "#d78000", "error": "#d2123c"}
    query = next((text(each.get("expr")) for each in objects(scene.panel.get("targets"))), "")
    for index in range(int((scene.h - 18) / 20)):
        level, words = _LINES[(index * 3 + len(query)) % len(_LINES)]
        y = 14 + index * 20
        drawn.box(4, y - 10, 3, 14, fill=colours[level])
        drawn.text(14, y, f"{59 - index:02d}.{(index * 137) % 1000:03d}", 11.5, css="t3")
        drawn.text(70, y, cut(f"level={level} {words}", scene.w - 80, 12), 12)
    return drawn
