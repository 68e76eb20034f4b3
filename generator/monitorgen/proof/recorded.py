"""What an alert's value is recorded as, where a rule records it: labels and values that the alert alone would not show.

Panels draw what is recorded. A share is 0 while nothing has failed yet, of each series that its whole has; a quantile
is recorded for each group. An alert takes those that its condition picks, and no others of that name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.case import Input, Recorded, Run
from monitorgen.proof.labels import missed
from monitorgen.proof.signals import QUANTILES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.promql.types import Matcher

JOB = "job"
_LARGE = 1e6


def name_of(alert: Alert) -> str:
    """The series that the value of an alert's condition is recorded as; empty if there is none."""
    assert alert.condition is not None
    word = f":{alert.condition.function}_"
    return next((each.name for each in alert.recorded if word in each.name), "")


def strangers(alert: Alert, labels: Mapping[str, str], steps: int) -> Iterator[Input]:
    """Series of that name which the alert must not look at: of another service, far past the threshold."""
    condition, name = alert.condition, name_of(alert)
    if condition is None or not name:
        return
    level = -_LARGE if condition.comparison == "below" else _LARGE
    for matcher in _kept(condition):
        other = missed(labels, matcher)
        if other is not None:
            yield Input(name, other, (Run(level, 0, steps),))


def groups(alert: Alert, labels: Mapping[str, str], step: int) -> tuple[Recorded, ...]:
    """That a quantile is recorded for the group that fires, and for the strangers, which are fed."""
    condition, name = alert.condition, name_of(alert)
    if condition is None or not name or condition.function not in QUANTILES:
        return ()
    there = [labels, *(each.labels for each in strangers(alert, labels, 1))]
    return (Recorded(step, f"group without () ({name})", tuple(("", each, 1.0) for each in there)),)


def _kept(condition: Condition) -> Iterator[Matcher]:
    """The matchers that confine all parts of a condition to one job; what else is asked is asked by the recording."""
    first, *others = condition.series.values()
    for matcher in first.matchers:
        if matcher.label == JOB and JOB in (condition.by or ()) and all(matcher in each.matchers for each in others):
            yield matcher
