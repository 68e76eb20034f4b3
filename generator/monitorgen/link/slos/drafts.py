"""Alerts of an objective but for whose it is: what they say, ask and mean follows from its terms alone.

Of very many objectives few have terms of their own. What the terms decide is made once for all that have them, and is
kept for as many as are looked at in turn; `alerts` makes each an objective's.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from monitorgen.link.slos import guides, sloth
from monitorgen.link.slos.series import any_series
from monitorgen.plan.slos import (
    EVENTS,
    FORECAST_BASE,
    NO_DATA_AFTER,
    NO_DATA_BASE,
    Burn,
    BurnPair,
    Forecast,
    NoData,
    Spent,
    events_series,
    ratio_series,
    remaining_series,
    rounded,
)
from monitorgen.promql import build
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from decimal import Decimal

    from monitorgen.plan.documents import Guide
    from monitorgen.plan.slos import Profile, Slo, SloIntent
    from monitorgen.plan.values import Labels

_AT_ONCE = Duration(0)
WINDOW = "window"
_KEPT = 256


class Names(NamedTuple):
    """The names that the alerts of an objective have, should it have them."""

    burn: str
    spent: str
    forecast: str
    no_data: str


class Terms(Struct, frozen=True, cache_hash=True):
    """What is agreed of an objective, whoever's it is.

    `picked_by` are the names of the labels that pick its series, `promised` is what it is about, "" if nobody said so.
    """

    name: str
    objective: Decimal
    period: Duration
    pairs: tuple[BurnPair, ...]
    min_events: int
    profile: Profile
    alerts: Names
    picked_by: tuple[str, ...]
    promised: str

    @property
    def budget(self) -> Decimal:
        """The share that may be bad."""
        return 1 - self.objective

    @property
    def allowed(self) -> str:
        """The budget in words: `0.1% in 30d`."""
        return f"{plain(self.budget * 100)}% in {self.period}"

    @property
    def whole(self) -> str:
        """The budget of what: `error budget of availability (99.9% in 30d)`."""
        return f"error budget of {self.name} ({plain(self.objective * 100)}% in {self.period})"

    @property
    def period_label(self) -> Labels:
        """The label of alerts that look at a whole period."""
        return {"period": str(self.period)}

    @property
    def left(self) -> str:
        """What is left of the budget, of any objective."""
        of_period = () if self.profile == "sloth" else (Matcher("period", "=", str(self.period)),)
        return any_series(remaining_series(self.profile), *of_period)


class Draft(Struct, frozen=True):
    """An alert that is nobody's yet.

    `ending` is that of the group that it stands in. `expr` has a hole for what picks the series of an objective,
    `labels` are those that it has beside its owner's, `guide` has no runbook yet. `means` gives what it means of an
    objective.
    """

    ending: str
    name: str
    severity: str
    title: str
    text: str
    expr: str
    labels: Labels
    guide: Guide
    means: Callable[[Slo], SloIntent]
    hold: Duration = _AT_ONCE


@lru_cache(_KEPT)
def burning(terms: Terms) -> tuple[Draft, ...]:
    """The budget burns too fast: an alert for each severity and time for which its pairs of windows have to hold."""
    made: dict[tuple[str, Duration], list[BurnPair]] = {}
    for pair in terms.pairs:
        made.setdefault((pair.severity, pair.hold), []).append(pair)
    return tuple(_burning(terms, tuple(pairs)) for pairs in made.values())


def _burning(terms: Terms, pairs: tuple[BurnPair, ...]) -> Draft:
    is_sloth, first, title = terms.profile == "sloth", pairs[0], "error budget burns too fast"
    rates = " or ".join(f"{plain(rounded(pair.factor))} times over {pair.long} and {pair.short}" for pair in pairs)
    shown = "short" if is_sloth else "long"  # the left side of the comparison is what is shown
    over = f"the last {first.short if is_sloth else first.long}" if len(pairs) == 1 else f"the {shown} window"
    text = (
        f"{{{{ $value | humanizePercentage }}}} of {terms.name} was bad over {over}; its error budget of "
        f"{terms.allowed} burns faster than allowed: {rates}."
    )
    texts = [sloth.burn(each, terms.budget) if is_sloth else _pair(terms, each) for each in pairs]
    before = terms.pairs[: terms.pairs.index(first)]
    is_apart = any(each.severity == first.severity and each.hold != first.hold for each in before)
    return Draft(
        "",
        terms.alerts.burn,
        first.severity,
        title,
        text,
        texts[0] if len(texts) == 1 else " or ".join(f"({each})" for each in texts),
        {WINDOW: str(first.long)} if is_apart else {},
        guides.of_burning(terms, title),
        partial(Burn, pairs=pairs),
        first.hold,
    )


def _pair(terms: Terms, pair: BurnPair) -> str:
    limit = build.number(pair.threshold(terms.budget))
    long, short = (any_series(ratio_series(window, terms.profile)) for window in (pair.long, pair.short))
    text = f"{long} > {limit} and {short} > {limit}"
    if terms.min_events:
        text += f" and {any_series(events_series(pair.long))} >= {terms.min_events}"
    return text


@lru_cache(_KEPT)
def spent(terms: Terms, share: Decimal, severity: str) -> Draft:
    """A share of the budget is gone."""
    title, gone = "error budget is spent", plain(share * 100)
    text = f"{gone}% of the {terms.whole} is gone: {{{{ $value | humanizePercentage }}}} is left."
    expr = f"{terms.left} <= {build.number(1 - share)}"
    guide = guides.of_spent(terms, title, share)
    means = partial(Spent, share=share)
    return Draft(":budget", terms.alerts.spent, severity, title, text, expr, terms.period_label, guide, means)


@lru_cache(_KEPT)
def forecast(terms: Terms, ahead: Duration, severity: str) -> Draft:
    """At the pace of the last day the budget is soon gone."""
    title = "error budget will soon be spent"
    text = f"At the pace of the last day the {terms.whole} ends within {ahead}."
    expr = f"predict_linear({terms.left}[{FORECAST_BASE}], {build.number(ahead.seconds)}) <= 0 and {terms.left} > 0"
    guide = guides.of_forecast(terms, title)
    means = partial(Forecast, ahead=ahead)
    return Draft(":budget", terms.alerts.forecast, severity, title, text, expr, terms.period_label, guide, means)


@lru_cache(_KEPT)
def no_data(terms: Terms, severity: str) -> Draft:
    """Nothing is measured any more, though something was."""
    title = "nothing is measured"
    text = (
        f"Nothing has been measured of {terms.name} for {NO_DATA_AFTER}, though something was within the last "
        "day: its series are gone. Without traffic they would still be there."
    )
    before, now = (
        build.aggregate("max", terms.picked_by, f"present_over_time({any_series(EVENTS)}[{window}])")
        for window in (NO_DATA_BASE, NO_DATA_AFTER)
    )
    guide = guides.of_no_data(terms, title)
    return Draft(":budget", terms.alerts.no_data, severity, title, text, f"{before} unless {now}", {}, guide, NoData)
