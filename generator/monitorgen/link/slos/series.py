"""Reading back what is recorded of an objective."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_EVENTS, EVENTS
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.slos import Slo
    from monitorgen.units import Duration


def recorded(labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    """What picks the recorded series of an objective; those of the whole system have no service."""
    without = (Matcher("service", "=", ""),) if "slo" in labels and "service" not in labels else ()
    return (*without, *(Matcher(name, "=", text) for name, text in labels.items()))


def of_period(slo: Slo) -> tuple[Matcher, ...]:
    """What picks the period of an objective among others, where there may be others."""
    return tuple(Matcher(name, "=", text) for name, text in slo.period_labels.items())


def of_sums(labels: Mapping[str, str], window: Duration, *, idle: bool = False) -> str:
    """The ratio over a long window, from the events that are recorded slice by slice; with `idle` 0 without traffic."""
    picked = recorded(labels)
    bad, total = (f"sum_over_time({build.selector(name, picked, window=window)})" for name in (BAD_EVENTS, EVENTS))
    text = f"{bad} / ({total} > 0)"
    return f"{text} or 0 * {total}" if idle else text
