"""Reading back what is recorded of an objective.

Which series and windows an expression reads is the same for very many objectives. It is written once as a text about
*any* objective, with a hole where the matchers of one stand, and filled in for each.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_EVENTS, EVENTS
from monitorgen.promql.build import HOLE
from monitorgen.promql.types import Matcher, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.plan.slos import Slo
    from monitorgen.units import Duration


def recorded(labels: Mapping[str, str]) -> tuple[Matcher, ...]:
    """What picks the recorded series of an objective; those of the whole system have no service."""
    own = tuple([Matcher(name, "=", text) for name, text in labels.items()])
    return (Matcher("service", "=", ""), *own) if "slo" in labels and "service" not in labels else own


def of_period(slo: Slo) -> tuple[Matcher, ...]:
    """What picks the period of an objective among others, where there may be others."""
    return tuple(Matcher(name, "=", text) for name, text in slo.period_labels.items())


def picking(labels: Mapping[str, str]) -> str:
    """What picks the recorded series of an objective, as it stands between braces."""
    return joined(recorded(labels))


def filled(text: str, picked: str) -> str:
    """A text about any objective as one about that whose series are `picked`."""
    return text.replace(HOLE, picked)


def any_series(name: str, *more: Matcher) -> str:
    """The series that are recorded of any objective under a name, those of them that `more` pick."""
    return f"{name}{{{HOLE},{joined(more)}}}" if more else f"{name}{{{HOLE}}}"


@lru_cache(256)
def any_sums(window: Duration, *, idle: bool = False) -> str:
    """The ratio of any objective over a long window, from the events that are recorded slice by slice.

    With `idle` it is 0 without traffic.
    """
    bad, total = (f"sum_over_time({any_series(name)}[{window}])" for name in (BAD_EVENTS, EVENTS))
    text = f"{bad} / ({total} > 0)"
    return f"{text} or 0 * {total}" if idle else text
