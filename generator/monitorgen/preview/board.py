"""A whole dashboard as one picture: its bar with variables and links, its rows, its panels in their places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen import units
from monitorgen.pictures.svg import Svg, cut, wide
from monitorgen.preview.panels import DRAWN
from monitorgen.preview.scene import Scene, number, objects, part, text
from monitorgen.preview.theme import FONT, css

if TYPE_CHECKING:
    from monitorgen.preview.feed import Feed, Object
    from monitorgen.preview.theme import Theme

WIDTH = 1600
_MARGIN, _GAP, _CELL, _COLUMNS = 16, 8, 30, 24
_LOWEST, _HIGHEST = 10_000.0, 100.0
_USUAL, _SHORTEST, _LONGEST = 21_600.0, 60.0, 20 * 365 * 86_400.0
_HEAD = 34
_BAR = 108
_FROM = re.compile(r"now-(\w+)")


Drawn = dict[str, Svg]
"""What is in panels, by what they are: of dashboards that share panels and a feed each is drawn once."""


def picture(
    dashboard: Object,
    folder: str,
    feed: Feed,
    theme: Theme | None = None,
    *,
    alone: bool = True,
    known: Drawn | None = None,
) -> str:
    """A dashboard as an SVG document; `alone`: with its own colours, not those of the page that it is put into.

    Collapsed rows are drawn open, so that nothing stays unseen. `known` are panels that were drawn from this feed
    before; new ones are put there.
    """
    drawn = Svg()
    known = {} if known is None else known
    _bar(drawn, dashboard, folder)
    span, opened, lowest = span_of(dashboard), 0.0, 0.0
    for panel in objects(dashboard.get("panels")):
        if panel.get("type") == "row":
            inside = objects(panel.get("panels"))
            _row(drawn, panel, opened)
            start = _grid(panel)[1] + 1
            bottoms = [_grid(each)[1] + _grid(each)[3] for each in inside]
            for each in inside:
                _panel(drawn, each, opened, _inside(each, feed, span, known))
            lowest = max([lowest, start + opened, *(each + opened for each in bottoms)])
            opened += max(bottoms, default=start) - start
        else:
            _panel(drawn, panel, opened, _inside(panel, feed, span, known))
            lowest = max(lowest, _grid(panel)[1] + _grid(panel)[3] + opened)
    height = _BAR + lowest * (_CELL + _GAP) + _MARGIN
    style = f"<style>text {{ font-family: {FONT}; }}\n{css(theme)}</style>" if alone else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {WIDTH} {height:.0f}">\n{style}\n<rect class="canvas" width="{WIDTH}" height="{height:.0f}"/>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )


def span_of(dashboard: Object) -> float:
    """The seconds that a dashboard shows when it is opened."""
    said = _FROM.match(text(part(dashboard, "time").get("from")))
    try:
        found = float(units.duration(said[1]).seconds) if said else _USUAL
    except units.UnitError:
        found = _USUAL
    return min(max(found, _SHORTEST), _LONGEST)


def _bar(drawn: Svg, dashboard: Object, folder: str) -> None:
    """Folder and title, the range, and below them what people choose from and where they can go."""
    title = text(dashboard.get("title"))
    drawn.text(_MARGIN, 34, f"{folder}  /", 16, css="t2")
    drawn.text(_MARGIN + wide(f"{folder}  / ", 16), 34, title, 18, weight=600)
    said = _FROM.match(text(part(dashboard, "time").get("from")))
    right = f"Last {said[1]}" if said else "Chosen time"
    refresh = text(dashboard.get("refresh"))
    _pill(drawn, WIDTH - _MARGIN, 18, f"{right}   ⟳ {refresh}" if refresh else right, from_right=True)
    x = float(_MARGIN)
    for each in objects(part(dashboard, "templating").get("list")):
        if each.get("hide") == 2:
            continue
        label = text(each.get("label")) or text(each.get("name"))
        chosen = part(each, "current").get("text")
        words = ", ".join(map(str, chosen)) if isinstance(chosen, list) else str(chosen or "")
        drawn.box(x, 60, wide(label, 12) + 18, 30, css="raised", radius=2)
        drawn.text(x + 9, 79.5, label, 12, weight=500)
        x += wide(label, 12) + 18
        x = _pill(drawn, x, 60, f"{words or '—'}  ▾") + 12
    x = WIDTH - _MARGIN
    for link in reversed(objects(dashboard.get("links"))):
        mark = "☰ " if link.get("type") == "dashboards" else "↗ " if link.get("targetBlank") else ""
        x = _pill(drawn, x, 60, f"{mark}{text(link.get('title'))}", from_right=True) - 8


def _pill(drawn: Svg, x: float, y: float, words: str, *, from_right: bool = False) -> float:
    """A box with a text; the edge on the other side."""
    room = wide(words, 12) + 22
    left = x - room if from_right else x
    drawn.box(left, y, room, 30, css="panel", radius=2)
    drawn.text(left + 11, y + 19.5, words, 12)
    return left if from_right else left + room


def _row(drawn: Svg, panel: Object, opened: float) -> None:
    y = _BAR + (_grid(panel)[1] + opened) * (_CELL + _GAP)
    title = text(panel.get("title"))
    drawn.text(_MARGIN + 4, y + 20, "▾", 13, css="t2")
    drawn.text(_MARGIN + 24, y + 20.5, title, 15, weight=500)
    repeated = text(panel.get("repeat"))
    note = f"once for each {repeated}" if repeated else "closed until it is opened" if panel.get("collapsed") else ""
    if note:
        drawn.text(_MARGIN + 24 + wide(title, 15) + 16, y + 20, note, 12, css="t3")


def _panel(drawn: Svg, panel: Object, opened: float, inside: Svg) -> None:
    x, y, _, _ = _grid(panel)
    column, height = _cell()
    drawn.open(_MARGIN + x * column, _BAR + (y + opened) * height, text(panel.get("description")))
    drawn.add(inside)
    drawn.close()


def _inside(panel: Object, feed: Feed, span: float, known: Drawn) -> Svg:
    """What is drawn of a panel, wherever it stands."""
    key = f"{span} {panel!r}"
    if key not in known:
        known[key] = _painted(panel, feed, span)
    return known[key]


def _painted(panel: Object, feed: Feed, span: float) -> Svg:
    _, _, w, h = _grid(panel)
    column, height = _cell()
    wide_, high = w * column - _GAP, h * height - _GAP
    drawn = Svg()
    if panel.get("transparent") is not True:
        drawn.box(0.5, 0.5, wide_ - 1, high - 1, css="panel", radius=2)
    title = cut(text(panel.get("title")), wide_ - 60, 13.5)
    drawn.text(10, 22, title, 13.5, weight=500)
    if panel.get("description"):
        _info(drawn, 10 + wide(title, 13.5) + 14, 17.5)
    if objects(panel.get("links")):
        drawn.text(wide_ - 12, 22, "↗", 13, css="t2", anchor="end")
    draw = DRAWN.get(text(panel.get("type")))
    drawn.open(8, _HEAD)
    scene = Scene(panel, feed, wide_ - 16, high - _HEAD - 8, span)
    if draw is not None:
        drawn.add(draw(scene))
    else:
        drawn.text(scene.w / 2, scene.h / 2, f"{text(panel.get('type'))}: no picture", 13, css="t3", anchor="middle")
    drawn.close()
    return drawn


def _cell() -> tuple[float, float]:
    """How wide a column of the grid is, and how high a line of it."""
    return (WIDTH - 2 * _MARGIN + _GAP) / _COLUMNS, float(_CELL + _GAP)


def _info(drawn: Svg, x: float, y: float) -> None:
    drawn.raw("circle", cx=x, cy=y, r=6.5, class_="axis")
    drawn.text(x, y + 3.6, "i", 10, css="t2", anchor="middle")


def _grid(panel: Object) -> tuple[float, float, float, float]:
    grid = part(panel, "gridPos")
    x, y, w, h = (number(grid.get(name)) or 0.0 for name in "xywh")
    # Grafana moves what an owner has put beside the grid back into it, too.
    w = min(max(w, 1.0), float(_COLUMNS))
    return min(max(x, 0.0), _COLUMNS - w), min(max(y, 0.0), _LOWEST), w, min(max(h, 2.0), _HIGHEST)
