"""Reading back what is recorded of an objective."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_EVENTS, EVENTS
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.plan.slos import Slo
    from monitorgen.units import Duration

    Series = Callable[[str], str]
    """What picks the series of an objective that are recorded under a name."""


def recorded(labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    """What picks the recorded series of an objective; those of the whole system have no service."""
    own = tuple([Matcher(name, "=", text) for name, text in labels.items()])
    return (Matcher("service", "=", ""), *own) if "slo" in labels and "service" not in labels else own


def series_of(labels: Mapping[str, str]) -> Series:
    """The recorded series of an objective, by name."""
    return build.selectors(recorded(labels))


def of_period(slo: Slo) -> tuple[Matcher, ...]:
    """What picks the period of an objective among others, where there may be others."""
    return tuple(Matcher(name, "=", text) for name, text in slo.period_labels.items())


def of_sums(series: Series, window: Duration, *, idle: bool = False) -> str:
    """The ratio over a long window, from the events that are recorded slice by slice; with `idle` 0 without traffic."""
    bad, total = (f"sum_over_time({series(name)}[{window}])" for name in (BAD_EVENTS, EVENTS))
    text = f"{bad} / ({total} > 0)"
    return f"{text} or 0 * {total}" if idle else text
