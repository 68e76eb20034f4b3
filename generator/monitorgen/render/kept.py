"""Diagnostics with their places as JSON and back, for who tells them again without looking them up."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from monitorgen.render.shown import Shown, Spot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.diagnostics import Level

SpotKept = tuple[str, int, int, int, str | None]
"""A spot's fields in their order."""


class ShownKept(TypedDict):
    """The fields of a `Shown`."""

    code: str
    level: Level
    message: str
    spot: SpotKept | None
    label: str
    hint: str
    environments: list[str]
    related: list[tuple[SpotKept, str]]
    path: list[str | int]


def kept(shown: Iterable[Shown]) -> list[ShownKept]:
    """The diagnostics as JSON has them."""
    return [
        {
            "code": each.code,
            "level": each.level,
            "message": each.message,
            "spot": _kept(each.spot) if each.spot is not None else None,
            "label": each.label,
            "hint": each.hint,
            "environments": list(each.environments),
            "related": [(_kept(spot), text) for spot, text in each.related],
            "path": list(each.path),
        }
        for each in shown
    ]


def told_again(found: Iterable[ShownKept]) -> list[Shown]:
    """The diagnostics that `kept` was given."""
    return [
        Shown(
            each["code"],
            each["level"],
            each["message"],
            Spot(*each["spot"]) if each["spot"] is not None else None,
            each["label"],
            each["hint"],
            tuple(each["environments"]),
            tuple((Spot(*spot), text) for spot, text in each["related"]),
            tuple(each["path"]),
        )
        for each in found
    ]


def _kept(spot: Spot) -> SpotKept:
    return spot.file, spot.line, spot.column, spot.end, spot.text
