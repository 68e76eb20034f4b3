"""Values on both sides of a threshold: just above, just below, and far on the quiet side."""

from __future__ import annotations

from functools import lru_cache
from math import floor
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.functions import QUANTILES

if TYPE_CHECKING:
    from monitorgen.plan.rules import Comparison, Condition

MARGIN = 0.02
"""How far from its threshold a value is that just fires, or is just quiet, as a share of the threshold."""
AWAY_FROM_0 = 3.0
"""Not 1: a rate that is a hair below it would be shown in thousandths."""
_WHOLE_SECONDS = 60
_SHARES = frozenset({"error_ratio", "usage", "ratio"})
_NEVER_NEGATIVE = frozenset({"rate", "increase", "count", "error_ratio", "usage", "ratio"})


class Levels(Struct, frozen=True):
    """What the left side of a comparison is while its alert should fire, should just be quiet, and is far from it."""

    firing: float
    quiet: float
    calm: float


def levels(condition: Condition) -> Levels:
    """The levels of a condition that has a threshold."""
    assert condition.threshold is not None
    limit = float(condition.threshold)
    return _levels(condition.function, condition.comparison, limit, condition.unit, inverted=condition.invert)


@lru_cache(maxsize=256)
def _levels(function: str, comparison: Comparison | None, limit: float, unit: str, *, inverted: bool) -> Levels:
    if function == "count":
        return _counts(comparison, limit)
    step = abs(limit) * MARGIN or (MARGIN if unit == "ratio" else AWAY_FROM_0)
    match comparison:
        case "equals":
            return Levels(limit, limit + 1, limit + 1)
        case "below":
            found = Levels(limit - step, limit + step, limit + max(abs(limit), step))
        case _:
            found = Levels(limit + step, limit - step, limit - abs(limit) / 2 - (0 if limit else step))
    found = _bounded(function, limit, found, inverted=inverted)
    return Levels(_off_whole(found.firing), _off_whole(found.quiet), found.calm) if unit == "seconds" else found


def fires(condition: Condition, value: float) -> bool:
    """Whether a value lies on the side of the threshold on which the alert fires."""
    assert condition.threshold is not None
    limit = float(condition.threshold)
    match condition.comparison:
        case "equals":
            return value == limit
        case "below":
            return value < limit
    return value > limit


def _counts(comparison: Comparison | None, limit: float) -> Levels:
    whole = floor(limit)
    if comparison == "below":
        most = whole - 1 if whole == limit else whole
        return Levels(most, most + 1, most + 2)
    if comparison == "equals":
        return Levels(whole, whole + 1, whole + 1)
    return Levels(whole + 1, whole, max(whole - 1, 0))


def _bounded(function: str, limit: float, found: Levels, *, inverted: bool) -> Levels:
    firing, quiet, calm = found.firing, found.quiet, found.calm
    if function in _NEVER_NEGATIVE or function in QUANTILES:
        quiet, calm, firing = max(quiet, 0.0), max(calm, 0.0), max(firing, 0.0)
    if function in _SHARES and not inverted:
        if firing > 1 and limit < 1:
            firing = (1 + limit) / 2
        quiet, calm = min(quiet, 1.0), min(calm, 1.0)
    return Levels(firing, quiet, calm)


def _off_whole(value: float) -> float:
    """Durations are shown in whole seconds: a value away from the edge is shown alike by whoever computes it."""
    return floor(value) + 0.4 if abs(value) >= _WHOLE_SECONDS else value
