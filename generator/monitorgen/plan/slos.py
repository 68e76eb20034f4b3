"""Service level objectives: what an owner meant, the pairs of windows that watch it, and the names of what is recorded.

A budget is the share that may be bad, `1 - objective`. A pair of windows fires when both have burnt it faster than
`factor` times its pace, that is when both error ratios are above `factor * budget`. All of it is exact: binary floats
would put an alert beside its line.

What is recorded has one of two sets of names and labels: monitorgen's own, or those of Sloth, for dashboards and alerts
that know them.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from monitorgen.plan.rules import Series
    from monitorgen.plan.values import Labels

_DAY = 86_400_000
SLICE = Duration(300_000)
"""Bad and total events are recorded in slices of this length, which follow one another without a gap or an overlap."""
LONGEST_COUNTED = Duration(6 * 3_600_000)
"""Up to this window ratios are computed from the counters themselves; longer windows are sums of slices."""

EVENTS = "slo:events:increase5m"
BAD_EVENTS = "slo:bad_events:increase5m"
BAD_TIME = "slo:bad_time:bool"
PERIOD_RATIO = "slo:error_ratio:period"
REMAINING = "slo:error_budget_remaining:ratio"
OBJECTIVE = "slo:objective:ratio"
BUDGET = "slo:error_budget:ratio"
INFO = "slo_info"

SLOTH_REMAINING = "slo:period_error_budget_remaining:ratio"
SLOTH_DAYS = "slo:time_period:days"
SLOTH_BURN_RATE = "slo:current_burn_rate:ratio"
SLOTH_PERIOD_BURN_RATE = "slo:period_burn_rate:ratio"
SLOTH_INFO = "sloth_slo_info"
SLOTH_WINDOW = "sloth_window"
SLOTH_SEVERITY = "sloth_severity"
SLOTH_IDS = ("sloth_id", "sloth_service", "sloth_slo")

Profile = Literal["native", "sloth"]
"""Whose names the recorded series have."""
SliKind = Literal["events", "latency", "native latency", "ratio", "time", "slices", "all of"]


def ratio_series(window: Duration, profile: Profile = "native") -> str:
    """The series of the error ratio over a window."""
    return f"slo:sli_error:ratio_rate{in_weeks(window)}" if profile == "sloth" else f"slo:error_ratio:rate{window}"


def in_weeks(window: Duration) -> str:
    """A window as Sloth spells it: whole weeks and years as such, `4w` for 28 days."""
    for unit, length in (("y", 365 * _DAY), ("w", 7 * _DAY)):
        if window.ms % length == 0:
            return f"{window.ms // length}{unit}"
    return str(window)


def identity(profile: Profile, service: str | None, name: str) -> Labels:
    """The labels that pick what is recorded of an objective, sorted; `service` is None for one of the whole system."""
    if profile == "sloth":
        return dict(zip(SLOTH_IDS, (f"{service}-{name}", str(service), name), strict=True))
    return {**({"service": service} if service is not None else {}), "slo": name}


def remaining_series(profile: Profile) -> str:
    """The series of what is left of a budget."""
    return SLOTH_REMAINING if profile == "sloth" else REMAINING


def events_series(window: Duration) -> str:
    """The series of the number of events in a window, recorded where an alert asks for a least number of them."""
    return f"slo:events:sum{window}"


class BurnPair(Struct, frozen=True):
    """Two windows, both of which must burn faster than `factor` times the pace that the budget allows."""

    long: Duration
    short: Duration
    factor: Decimal
    hold: Duration
    severity: str

    def threshold(self, budget: Decimal) -> Decimal:
        """The error ratio above which its windows burn too fast."""
        return rounded(self.factor * budget)


class Slo(Struct, frozen=True):
    """An objective. `service` is None for one of the whole system.

    `labels` pick its recorded series: they are on all of them, beside those in `by`. `other_periods` are recorded and
    shown, and never alert. `alert` is the name of the alert that its budget burns too fast. While `maintenance`
    is above 0 nothing is counted.
    """

    unit: str
    service: str | None
    name: str
    kind: SliKind
    objective: Decimal
    period: Duration
    other_periods: tuple[tuple[Duration, Decimal], ...]
    pairs: tuple[BurnPair, ...]
    by: tuple[str, ...]
    min_events: int
    labels: Labels
    alert: str
    profile: Profile = "native"
    maintenance: Series | None = None

    @property
    def budget(self) -> Decimal:
        """The share that may be bad."""
        return 1 - self.objective

    def threshold(self, pair: BurnPair) -> Decimal:
        """The error ratio above which a pair's windows burn too fast."""
        return pair.threshold(self.budget)

    def ratio(self, window: Duration) -> str:
        """The series of its error ratio over a window."""
        return ratio_series(window, self.profile)

    @property
    def period_ratio(self) -> str:
        """The series of its error ratio over a period; `period_labels` tell of which."""
        return self.ratio(self.period) if self.profile == "sloth" else PERIOD_RATIO

    @property
    def remaining(self) -> str:
        """The series of what is left of its budget; `period_labels` tell of which period."""
        return remaining_series(self.profile)

    @property
    def period_labels(self) -> Labels:
        """The labels that tell its period from others, where there may be others."""
        return {} if self.profile == "sloth" else {"period": str(self.period)}

    @property
    def told(self) -> Labels:
        """The labels by which people are told of it: its alerts have them whatever its series have."""
        return identity("native", self.service, self.name)

    @property
    def windows(self) -> tuple[Duration, ...]:
        """The windows of all pairs, the shortest first."""
        found = {window.ms: window for pair in self.pairs for window in (pair.short, pair.long)}
        return tuple([found[ms] for ms in sorted(found)])

    @property
    def periods(self) -> tuple[tuple[Duration, Decimal], ...]:
        """Each period with its objective; the one that alerts first."""
        return ((self.period, self.objective), *self.other_periods)


class Burn(Struct, frozen=True):
    """The budget burns too fast, as one of these pairs of windows tells."""

    slo: Slo
    pairs: tuple[BurnPair, ...]


class Spent(Struct, frozen=True):
    """At least `share` of the period's budget is gone."""

    slo: Slo
    share: Decimal


class Forecast(Struct, frozen=True):
    """At the pace of the last day the budget ends within `ahead`."""

    slo: Slo
    ahead: Duration


class NoData(Struct, frozen=True):
    """There was something to measure, and there is nothing any more; what is merely idle is still there to be seen."""

    slo: Slo


SloIntent: TypeAlias = "Burn | Spent | Forecast | NoData"
"""What an alert of an objective means."""

FORECAST_BASE = Duration(86_400_000)
"""What a forecast looks back on."""
NO_DATA_BASE = Duration(86_400_000)
"""Within this time something must have been measured, for its absence to be told."""
NO_DATA_AFTER = Duration(900_000)
"""Without anything in this time it counts as gone: three slices."""


@lru_cache(maxsize=256)
def factor_of(share: Decimal, period: Duration, long: Duration) -> Decimal:
    """The burn rate at which `share` of the budget of `period` is gone after `long`."""
    return Decimal(plain(share * period.ms / long.ms))


def rounded(number: Decimal) -> Decimal:
    """Twelve digits: more than anybody means, and no endless fraction."""
    return number if len(number.as_tuple().digits) <= 12 else Decimal(f"{number:.12g}").normalize()
