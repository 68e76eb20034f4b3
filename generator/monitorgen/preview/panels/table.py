"""Rows of labels and values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.pictures.svg import Svg, cut
from monitorgen.preview.scene import objects, part, text
from monitorgen.preview.theme import contrasting

if TYPE_CHECKING:
    from monitorgen.preview.scene import Scene

_ROW = 28


def table(scene: Scene) -> Svg:
    """A column for each label, then one for each query."""
    drawn = Svg()
    labels, columns, rows = _read(scene)
    names = [*labels, *columns]
    if not names:
        drawn.text(scene.w / 2, scene.h / 2, "No data", 14, css="t3", anchor="middle")
        return drawn
    w = scene.w / len(names)
    for index, name in enumerate(names):
        drawn.text(index * w + 8, 18, cut(name, w - 12, 12), 12, css="link", weight=500)
    drawn.line(0, _ROW, scene.w, _ROW, css="axis")
    most = int((scene.h - _ROW) / _ROW)
    for line, (key, values) in enumerate(sorted(rows.items())[:most]):
        y = _ROW * (line + 1)
        for index, cell in enumerate(key):
            drawn.text(index * w + 8, y + 18, cut(cell, w - 12, 12.5), 12.5)
        for index, column in enumerate(columns, start=len(labels)):
            value = values.get(column)
            colour = scene.colour(value) if _is_coloured(scene) else None
            if colour is not None:
                drawn.box(index * w + 1, y + 1, w - 2, _ROW - 2, fill=colour)
            words = scene.shown(value) if value is not None else ""
            ink = contrasting(colour) if colour is not None else None
            drawn.text(index * w + 8, y + 18, cut(words, w - 12, 12.5), 12.5, fill=ink)
        drawn.line(0, y + _ROW, scene.w, y + _ROW, css="rule")
    if not rows:
        drawn.text(scene.w / 2, scene.h / 2 + 10, "No rows: all is well", 13, css="t3", anchor="middle")
    return drawn


def _read(scene: Scene) -> tuple[list[str], list[str], dict[tuple[str, ...], dict[str, float | None]]]:
    organize = next(
        (part(each, "options") for each in objects(scene.panel.get("transformations")) if each.get("id") == "organize"),
        {},
    )
    renamed = part(organize, "renameByName")
    order = part(organize, "indexByName")
    labels = [name for name in order if not name.startswith("Value")]
    rows: dict[tuple[str, ...], dict[str, float | None]] = {}
    columns: list[str] = []
    several = len(scene.answers) > 1
    for target, series in scene.answers:
        field = f"Value #{text(target.get('refId'))}" if several else "Value"
        column = text(renamed.get(field)) or field
        columns.append(column)
        if not labels and series:
            labels = list(series[0].labels)
        for each in series:
            key = tuple(each.labels.get(label, "") for label in labels)
            rows.setdefault(key, {})[column] = each.last
    return labels, columns, rows


def _is_coloured(scene: Scene) -> bool:
    return bool(scene.names) or len(scene.steps) > 1
