"""Series that an alert must not look at: like those that it picks, but for one label.

A condition that lost one of its matchers would take them in, and then fire when it should not, or stay quiet when it
should fire.
"""

from __future__ import annotations

from math import ceil, log10
from typing import TYPE_CHECKING

from monitorgen.proof.labels import missed, picks_series
from monitorgen.proof.signals import QUANTILES, Signal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.rules import Condition
    from monitorgen.promql.types import Matcher
    from monitorgen.proof.levels import Levels

_PARTS = frozenset({"of", "errors", "good", "used", "free"})
_WHOLES = frozenset({"total", "limit"})
_ALONE = frozenset({"value", "avg", "min", "max"})
"""Functions that give a series which is alone its own value."""
_SHARES = frozenset({"error_ratio", "ratio", "usage"})


def decoys(condition: Condition, signals: Sequence[Signal], found: Levels) -> list[Signal]:
    """Signals beside those of the condition, for each matcher that is not shared by what it is divided by."""
    made: dict[tuple[str, frozenset[tuple[str, str]]], Signal] = {}
    for role, series in condition.series.items():
        own = [each for each in signals if each.role == role]
        for matcher in series.matchers:
            for each in _of_matcher(condition, own, matcher, found):
                made.setdefault((each.metric, frozenset(each.labels.items())), each)
    taken = {(each.metric, frozenset(each.labels.items())) for each in signals}
    return [each for key, each in made.items() if key not in taken and not _is_picked(condition, each)]


def _is_picked(condition: Condition, signal: Signal) -> bool:
    """Whether some part of the condition looks at the series after all: it would change what is proven."""
    names = {signal.metric, signal.metric.removesuffix("_bucket"), signal.metric.removesuffix("_count")}
    return any(
        series.metric in names and picks_series(series.matchers, signal.labels) for series in condition.series.values()
    )


def _of_matcher(condition: Condition, own: Sequence[Signal], matcher: Matcher, found: Levels) -> Iterator[Signal]:
    kept = condition.by is None or matcher.label in condition.by
    if kept and condition.function in _SHARES:
        return  # each side is matched with the other by this label: what is on one side only has no effect
    for each in own:
        other = missed(each.labels, matcher)
        if other is None:
            continue
        levels = _firing(condition, each, found) if kept else _shown(condition, each, found)
        yield Signal(each.role, each.metric, other, each.kind, levels)


def _firing(condition: Condition, signal: Signal, found: Levels) -> tuple[float | None, ...]:
    """Levels at which the series would fire by itself all the time, whatever the threshold is by a little."""
    large = _large(signal, found)
    if condition.function in QUANTILES:
        level = large if condition.comparison == "below" or signal.labels.get("le") in {None, "+Inf"} else 0.0
    elif condition.comparison == "equals" and condition.function in _ALONE:
        level = found.firing
    elif condition.comparison == "equals" or (condition.function == "count" and condition.comparison == "below"):
        return signal.levels
    elif condition.function == "count":
        level = 1.0
    elif condition.comparison == "below":
        level = 0.0 if signal.kind == "counter" else -large
    else:
        level = large
    return tuple(level for _ in signal.levels)


def _shown(condition: Condition, signal: Signal, found: Levels) -> tuple[float | None, ...]:
    """Levels that show in the value of the whole, whichever way the alert looks."""
    large = _large(signal, found)
    if condition.function in QUANTILES:
        level = large if signal.labels.get("le") in {None, "+Inf"} else 0.0
    elif condition.function == "min" or (condition.function == "avg" and condition.comparison == "below"):
        level = -large
    else:
        level = 1.0 if condition.function == "count" else large
    return tuple(level for _ in signal.levels)


def _large(signal: Signal, found: Levels) -> float:
    """A power of ten: it stays the same when the threshold changes a little."""
    most = max(abs(found.firing), abs(found.quiet), *(abs(each or 0) for each in signal.levels))
    return 10.0 ** (ceil(log10(most + 1)) + 1)
