"""Values on both sides of a threshold: just above, just below, and far on the quiet side."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from monitorgen.functions import QUANTILES

if TYPE_CHECKING:
    from monitorgen.plan.rules import Condition

MARGIN = 0.02
"""How far from its threshold a value is that just fires, or is just quiet, as a share of the threshold."""
AWAY_FROM_0 = 3.0
"""Not 1: a rate that is a hair below it would be shown in thousandths."""
_WHOLE_SECONDS = 60
_SHARES = frozenset({"error_ratio", "usage", "ratio"})
_NEVER_NEGATIVE = frozenset({"rate", "increase", "count", "error_ratio", "usage", "ratio"})


@dataclass(frozen=True, slots=True)
class Levels:
    """What the left side of a comparison is while its alert should fire, should just be quiet, and is far from it."""

    firing: float
    quiet: float
    calm: float


def levels(condition: Condition) -> Levels:
    """The levels of a condition that has a threshold."""
    assert condition.threshold is not None
    limit = float(condition.threshold)
    if condition.function == "count":
        return _counts(condition, limit)
    step = abs(limit) * MARGIN or (MARGIN if condition.unit == "ratio" else AWAY_FROM_0)
    match condition.comparison:
        case "equals":
            return Levels(limit, limit + 1, limit + 1)
        case "below":
            found = Levels(limit - step, limit + step, limit + max(abs(limit), step))
        case _:
            found = Levels(limit + step, limit - step, limit - abs(limit) / 2 - (0 if limit else step))
    return _bounded(condition, limit, found)


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


def _counts(condition: Condition, limit: float) -> Levels:
    whole = floor(limit)
    if condition.comparison == "below":
        most = whole - 1 if whole == limit else whole
        return Levels(most, most + 1, most + 2)
    if condition.comparison == "equals":
        return Levels(whole, whole + 1, whole + 1)
    return Levels(whole + 1, whole, max(whole - 1, 0))


def _bounded(condition: Condition, limit: float, found: Levels) -> Levels:
    firing, quiet, calm = found.firing, found.quiet, found.calm
    if condition.function in _NEVER_NEGATIVE or condition.function in QUANTILES:
        quiet, calm, firing = max(quiet, 0.0), max(calm, 0.0), max(firing, 0.0)
    if condition.function in _SHARES and not condition.invert:
        if firing > 1 and limit < 1:
            firing = (1 + limit) / 2
        quiet, calm = min(quiet, 1.0), min(calm, 1.0)
    if condition.unit == "seconds":
        firing, quiet = _off_whole(firing), _off_whole(quiet)
    return Levels(firing, quiet, calm)


def _off_whole(value: float) -> float:
    """Durations are shown in whole seconds: a value away from the edge is shown alike by whoever computes it."""
    return floor(value) + 0.4 if abs(value) >= _WHOLE_SECONDS else value
