"""Service level objectives: what an owner meant, the pairs of windows that watch it, and the names of what is recorded.

A budget is the share that may be bad, `1 - objective`. A pair of windows fires when both have burnt it faster than
`factor` times its pace, that is when both error ratios are above `factor * budget`. All of it is exact: binary floats
would put an alert beside its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from monitorgen.units import Duration

if TYPE_CHECKING:
    from monitorgen.plan.values import Labels

SLICE = Duration(300_000)
"""Bad and total events are recorded in slices of this length, which follow one another without a gap or an overlap."""

EVENTS = "slo:events:increase5m"
BAD_EVENTS = "slo:bad_events:increase5m"
BAD_TIME = "slo:bad_time:bool"
PERIOD_RATIO = "slo:error_ratio:period"
REMAINING = "slo:error_budget_remaining:ratio"
OBJECTIVE = "slo:objective:ratio"
BUDGET = "slo:error_budget:ratio"
INFO = "slo_info"

SliKind = Literal["events", "latency", "native latency", "ratio", "time", "slices", "all of"]


def ratio_series(window: Duration) -> str:
    """The series of the error ratio over a window."""
    return f"slo:error_ratio:rate{window}"


def events_series(window: Duration) -> str:
    """The series of the number of events in a window, recorded where an alert asks for a least number of them."""
    return f"slo:events:sum{window}"


@dataclass(frozen=True, slots=True)
class BurnPair:
    """Two windows, both of which must burn faster than `factor` times the pace that the budget allows."""

    long: Duration
    short: Duration
    factor: Decimal
    hold: Duration
    severity: str


@dataclass(frozen=True, slots=True)
class Slo:
    """An objective. `service` is None for one of the whole system.

    `labels` pick its recorded series: they are on all of them, beside those in `by`. `other_periods` are recorded and
    shown, and never alert.
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

    @property
    def budget(self) -> Decimal:
        """The share that may be bad."""
        return 1 - self.objective

    def threshold(self, pair: BurnPair) -> Decimal:
        """The error ratio above which a pair's windows burn too fast."""
        return rounded(pair.factor * self.budget)

    @property
    def windows(self) -> tuple[Duration, ...]:
        """The windows of all pairs, the shortest first."""
        return tuple(sorted({window for pair in self.pairs for window in (pair.short, pair.long)}))

    @property
    def periods(self) -> tuple[tuple[Duration, Decimal], ...]:
        """Each period with its objective; the one that alerts first."""
        return ((self.period, self.objective), *self.other_periods)


@dataclass(frozen=True, slots=True)
class Burn:
    """The budget burns too fast, as one of these pairs of windows tells."""

    slo: Slo
    pairs: tuple[BurnPair, ...]


@dataclass(frozen=True, slots=True)
class Spent:
    """At least `share` of the period's budget is gone."""

    slo: Slo
    share: Decimal


@dataclass(frozen=True, slots=True)
class Forecast:
    """At the pace of the last day the budget ends within `ahead`."""

    slo: Slo
    ahead: Duration


@dataclass(frozen=True, slots=True)
class NoData:
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


def factor_of(share: Decimal, period: Duration, long: Duration) -> Decimal:
    """The burn rate at which `share` of the budget of `period` is gone after `long`."""
    return share * period.ms / long.ms


def rounded(number: Decimal) -> Decimal:
    """Twelve digits: more than anybody means, and no endless fraction."""
    return number if len(number.as_tuple().digits) <= 12 else Decimal(f"{number:.12g}").normalize()
