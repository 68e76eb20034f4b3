"""The recording rules of an objective, in groups by how often they have to be evaluated.

Windows of up to six hours are read from the counters. Longer ones, and the period, are sums of what is recorded every
five minutes, each slice once, so that they cost as little as the short ones. What an objective is (who owns it, what it
asks for) stands on one info series: a label that changes there leaves the history of the others whole.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.link.slos.series import any_series, any_sums, filled, picking
from monitorgen.plan.rules import Recording
from monitorgen.plan.slos import (
    BAD_EVENTS,
    BAD_TIME,
    BUDGET,
    EVENTS,
    INFO,
    LONGEST_COUNTED,
    OBJECTIVE,
    PERIOD_RATIO,
    REMAINING,
    SLICE,
    events_series,
    ratio_series,
)
from monitorgen.promql import build
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from monitorgen.diagnostics import Origin
    from monitorgen.link.slos.sli import Sli
    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels

BUDGET_EVERY = Duration(60_000)
"""How often what is left of the budget is computed: it moves slowly."""


class Recorded(Struct, frozen=True):
    """An objective with what it measures. `told` are the labels of its info series; `exact`: only counters are read."""

    slo: Slo
    sli: Sli
    told: Labels
    exact: bool
    origin: Origin


def groups_of(it: Recorded) -> Iterator[tuple[str, Duration | None, tuple[Recording, ...]]]:
    """The recording rules: the ending of each group's name, how often it is evaluated, its rules."""
    picked = picking(it.slo.labels)
    if it.sli.watched is not None and it.sli.watched[1] is not None:
        yield ":slices", it.sli.watched[1], (_rule(it, BAD_TIME, it.sli.watched[0]),)
    yield "", None, tuple(_windows(it, picked))
    if it.sli.events is not None and it.sli.bad is not None:
        yield ":events", SLICE, (_rule(it, EVENTS, it.sli.events), _rule(it, BAD_EVENTS, it.sli.bad))
    yield ":budget", BUDGET_EVERY, tuple(_budget(it, picked))


def _windows(it: Recorded, picked: str) -> Iterator[Recording]:
    slo, sli = it.slo, it.sli
    if sli.watched is not None and sli.watched[1] is None:
        yield _rule(it, BAD_TIME, sli.watched[0])
    counted = sli.events is not None and not it.exact
    for name, window, text in _any_ratios(slo.windows):
        yield _rule(it, name, filled(text, picked) if text is not None and counted else sli.ratio(window))
    if slo.min_events:
        for window in sorted({pair.long for pair in slo.pairs}):
            yield _rule(it, events_series(window), filled(f"sum_over_time({any_series(EVENTS)}[{window}])", picked))


@lru_cache(256)
def _any_ratios(windows: tuple[Duration, ...]) -> tuple[tuple[str, Duration, str | None], ...]:
    """The name of each ratio, its window, and its text for any objective where the window is long enough for sums."""
    return tuple(
        (ratio_series(window), window, any_sums(window) if window > LONGEST_COUNTED else None) for window in windows
    )


def _budget(it: Recorded, picked: str) -> Iterator[Recording]:
    for period, objective in it.slo.periods:
        labels = _with(it, {"period": str(period)})
        left, aim, budget = _any_budget(period, objective)
        yield _rule(it, PERIOD_RATIO, _over_period(it, picked, period), labels)
        yield _rule(it, REMAINING, filled(left, picked), labels)
        yield _rule(it, OBJECTIVE, aim, labels)
        yield _rule(it, BUDGET, budget, labels)
    told = {"objective": f"{plain(it.slo.objective * 100)}%", "period": str(it.slo.period), **it.told}
    yield _rule(it, INFO, "vector(1)", _with(it, told))


@lru_cache(256)
def _any_budget(period: Duration, objective: Decimal) -> tuple[str, str, str]:
    """What is left of the budget of any objective, and as numbers what is asked for and what may be bad."""
    budget = build.number(1 - objective)
    ratio = any_series(PERIOD_RATIO, Matcher("period", "=", str(period)))
    return f"1 - {ratio} / {budget}", f"vector({build.number(objective)})", f"vector({budget})"


def _over_period(it: Recorded, picked: str, period: Duration) -> str:
    if it.sli.period is not None:
        return it.sli.period(period)
    if it.exact:
        assert it.sli.events is not None
        return f"{it.sli.ratio(period)} or 0 * ({it.sli.events})"
    return filled(any_sums(period, idle=True), picked)


def _with(it: Recorded, labels: Labels) -> Labels:
    """The labels of the objective and these."""
    return dict(sorted({**labels, **it.slo.labels}.items()))


def _rule(it: Recorded, name: str, expr: str, labels: Labels | None = None) -> Recording:
    return Recording(name, expr, it.slo.labels if labels is None else labels, it.origin)
