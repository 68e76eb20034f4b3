"""The axes of a graph: one for each side and unit, as Grafana has them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.pictures.svg import wide
from monitorgen.preview import axes
from monitorgen.preview.scene import number, overridden, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.preview.axes import Axis
    from monitorgen.preview.scene import Scene

SMALL = 11
"""The size of what stands at the marks."""
_BESIDE = 12


class Side(Struct, frozen=True):
    """An axis with the series that are measured by it, by their places in the panel. `room` is the width it takes."""

    right: bool
    unit: str | None
    members: tuple[int, ...]
    axis: Axis
    room: float


def sides_of(scene: Scene, rows: Sequence[Sequence[float | None]]) -> list[Side]:
    """The axes, those on the left first; the lines of the first one run through the graph.

    `rows` are the values of each series as they are drawn.
    """
    groups: dict[tuple[bool, str | None], list[int]] = {}
    place = 0
    for target, found in scene.answers:
        right = text(overridden(scene.panel, target, "custom.axisPlacement")) == "right"
        for series in found:
            groups.setdefault((right, series.unit), []).append(place)
            place += 1
    sides = []
    for (right, unit), members in sorted(groups.items(), key=lambda group: group[0][0]):
        axis = _axis(scene, [rows[member] for member in members], unit)
        room = max((wide(scene.shown(tick, unit), SMALL) for tick in axis.ticks), default=20) + _BESIDE
        sides.append(Side(right, unit, tuple(members), axis, room))
    return sides


def _axis(scene: Scene, rows: Sequence[Sequence[float | None]], unit: str | None) -> Axis:
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
    return axes.values(low, high, unit or scene.unit, most)
