"""How a story about an alert is cut into steps: before, while it should fire, and after."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.proof.levels import Levels

STEPS = (300_000, 60_000, 30_000, 15_000, 10_000, 5_000, 1_000)
"""Milliseconds between two samples, the largest first."""
_LEAST_OF_HOLD, _LEAST_OF_WINDOW = 5, 5
_DEFAULT_WINDOW = 300_000
_LEAST_OF_TIMES = 50
"""Steps in the threshold of what passes it by the time going on: all moments lie within a tenth of it."""
_MOMENT = 60_000
"""The largest step of what looks at the moment alone: a sample is seen for five minutes at most."""
_SLACK = 2
"""Steps by which a moment keeps away from the moment at which something changes."""


class Timing(Struct, frozen=True):
    """Steps of the parts of a story, with the moments at which something holds, counted from the start.

    `history` is what a change needs to have something to change from. `quiet`: the value has just not reached the
    threshold for as long as it would take to fire. `pending`: the threshold is passed, but not for long enough; None if
    the alert has no `for`. `firing` and `over`: it fires, it has ended. `kept`: it has ended, but goes on firing; None
    without `keep_firing_for`. `settled`: so long it takes until a window holds nothing but what came after a change.
    """

    step: int
    settled: int
    history: int
    before: int
    during: int
    after: int
    quiet: int
    pending: int | None
    firing: int
    kept: int | None
    over: int


def timing(alert: Alert, condition: Condition, *, counter: bool = False) -> Timing:
    """The timing of an alert on a condition; `counter` tells that it looks at the rate of one."""
    from monitorgen.proof.levels import levels

    window = window_of(condition, counter=counter)
    by_itself = condition.function in {"age", "until"} and condition.threshold is not None
    limit = float(condition.threshold or 0) * 1000 if by_itself else 0.0
    history = condition.over.ms if condition.function == "change" and condition.over is not None else 0
    crossing = _crossing(condition, levels(condition)) if condition.threshold is not None and window else 0.0
    return _cut(alert.hold.ms, alert.keep.ms, window, history, limit, crossing)


@lru_cache(maxsize=256)
def _cut(hold: int, keep: int, window: int, history: int, limit: float, crossing: float) -> Timing:
    """Times in milliseconds; `crossing` is the share of the window after which its value passes the threshold."""
    step = _step(hold, keep, window, limit)
    hold, keep, history = (-(-each // step) for each in (hold, keep, history))  # from here on in steps
    settled = -(-window // step) + 1 if window else 1
    part = settled + hold + 2 * _SLACK
    crossed, slack = (int(window / step * crossing), _SLACK) if window else (0, 1)
    pending = part + crossed + hold - slack if hold > 1.5 * (slack - 1) else None
    kept = 2 * part + settled + keep // 2 if keep > _SLACK else None
    after = settled + keep + 2 * _SLACK
    return Timing(
        step=step,
        settled=settled,
        history=history,
        before=part,
        during=part,
        after=after,
        quiet=history + part - 1,
        pending=None if pending is None else history + pending,
        firing=history + 2 * part - 1,
        kept=None if kept is None else history + kept,
        over=history + 2 * part + after - 1,
    )


def _crossing(condition: Condition, found: Levels) -> float:
    """The share of its window after which a value that goes from just quiet to just firing passes the threshold."""
    assert condition.threshold is not None
    if condition.function in {"max", "min"}:
        return float((condition.function == "max") is (condition.comparison == "below"))
    if condition.function == "count" or condition.comparison == "equals":
        return 1.0
    if condition.function == "forecast" and shares_series(condition):
        return 1.0  # from far away: only the whole window leads past it
    return abs(float(condition.threshold) - found.quiet) / (abs(found.firing - found.quiet) or 1.0)


def shares_series(condition: Condition) -> bool:
    """Whether the guard looks at series that the condition itself looks at."""
    if condition.only_if is None:
        return False
    own = {series.metric for series in condition.series.values()}
    return not own.isdisjoint(series.metric for series in condition.only_if.series.values())


def window_of(condition: Condition, *, counter: bool = False) -> int:
    """The time in milliseconds that the condition looks back on; 0 for the moment alone.

    Its guard's window is left out: what the guard looks at stays the same all the time.
    """
    if condition.function == "change":
        return _DEFAULT_WINDOW if counter else 0
    return condition.over.ms if condition.over is not None else 0


def _step(hold: int, keep: int, window: int, limit: float) -> int:
    least = _LEAST_OF_HOLD if window else 1
    for step in STEPS:
        if step * _LEAST_OF_TIMES > limit > 0:
            continue
        if all(not each or each >= least * step for each in (hold, keep)) and (
            window >= _LEAST_OF_WINDOW * step if window else step <= _MOMENT
        ):
            return step
    return STEPS[-1]
