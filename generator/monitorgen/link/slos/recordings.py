"""The recording rules of an objective, in groups by how often they have to be evaluated.

Windows of up to six hours are read from the counters. Longer ones, and the period, are sums of what is recorded every
five minutes, each slice once, so that they cost as little as the short ones. What an objective is (who owns it, what it
asks for) stands on one info series: a label that changes there leaves the history of the others whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.link.slos.series import of_sums, recorded
from monitorgen.plan.rules import Recording, RuleGroup
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
    from collections.abc import Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.slos.sli import Sli
    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels

BUDGET_EVERY = Duration(60_000)
"""How often what is left of the budget is computed: it moves slowly."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An objective with what it measures. `told` are the labels of its info series; `exact`: only counters are read."""

    slo: Slo
    sli: Sli
    told: Labels
    exact: bool
    origin: Origin


def groups_of(it: Recorded) -> Iterator[tuple[str, Duration | None, tuple[Recording, ...]]]:
    """The recording rules: the ending of each group's name, how often it is evaluated, its rules."""
    if it.sli.watched is not None and it.sli.watched[1] is not None:
        yield ":slices", it.sli.watched[1], (_rule(it, BAD_TIME, it.sli.watched[0]),)
    yield "", None, tuple(_windows(it))
    if it.sli.events is not None and it.sli.bad is not None:
        yield ":events", SLICE, (_rule(it, EVENTS, it.sli.events), _rule(it, BAD_EVENTS, it.sli.bad))
    yield ":budget", BUDGET_EVERY, tuple(_budget(it))


def _windows(it: Recorded) -> Iterator[Recording]:
    slo, sli = it.slo, it.sli
    if sli.watched is not None and sli.watched[1] is None:
        yield _rule(it, BAD_TIME, sli.watched[0])
    for window in slo.windows:
        cheap = sli.events is not None and window > LONGEST_COUNTED and not it.exact
        yield _rule(it, ratio_series(window), of_sums(slo.labels, window) if cheap else sli.ratio(window))
    if slo.min_events:
        for window in sorted({pair.long for pair in slo.pairs}):
            counted = build.selector(EVENTS, recorded(slo.labels), window=window)
            yield _rule(it, events_series(window), f"sum_over_time({counted})")


def _budget(it: Recorded) -> Iterator[Recording]:
    picked = recorded(it.slo.labels)
    for period, objective in it.slo.periods:
        labels = {"period": str(period)}
        budget = 1 - objective
        ratio = build.selector(PERIOD_RATIO, (*picked, Matcher("period", "=", str(period))))
        yield _rule(it, PERIOD_RATIO, _over_period(it, period), labels)
        yield _rule(it, REMAINING, f"1 - {ratio} / {build.number(budget)}", labels)
        yield _rule(it, OBJECTIVE, f"vector({build.number(objective)})", labels)
        yield _rule(it, BUDGET, f"vector({build.number(budget)})", labels)
    told = {"objective": f"{plain(it.slo.objective * 100)}%", "period": str(it.slo.period), **it.told}
    yield _rule(it, INFO, "vector(1)", told)


def _over_period(it: Recorded, period: Duration) -> str:
    if it.sli.period is not None:
        return it.sli.period(period)
    if it.exact:
        assert it.sli.events is not None
        return f"{it.sli.ratio(period)} or 0 * ({it.sli.events})"
    return of_sums(it.slo.labels, period, idle=True)


def _rule(it: Recorded, name: str, expr: str, labels: Mapping[str, str] | None = None) -> Recording:
    return Recording(name, expr, dict(sorted({**(labels or {}), **it.slo.labels}.items())), it.origin)


def group(unit: str, slo: str, ending: str, every: Duration | None, rules: tuple[Recording, ...]) -> RuleGroup:
    """A group of an objective's rules."""
    return RuleGroup(f"{unit}:{slo}{ending}", every, rules)
