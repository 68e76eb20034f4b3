"""Series beside a course, like it but for one label, which would make its alert fire by themselves all the time.

Where the guard looks at the same metric, they would change what it sees as well, if it lost the same matcher.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.case import Input, Run
from monitorgen.proof.courses import is_counter
from monitorgen.proof.labels import missed, picks_series

if TYPE_CHECKING:
    from monitorgen.plan.rules import Condition
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.timing import Timing

_LARGE = 1e15
_LONG = 1e9
_ROOM = 0.95
"""How much of the time that is looked ahead a story may take."""


def course_decoys(condition: Condition, at: Timing, course: Input, stage: Stage) -> list[Input]:
    """A series for each matcher of the condition's own, if one can be made up that stays past every threshold."""
    runs = _past(condition, at)
    if runs is None or is_counter(condition, stage):
        return []
    made = {}
    guard = condition.only_if
    asked = [each for series in guard.series.values() for each in series.matchers] if guard is not None else []
    for matcher in condition.series["of"].matchers:
        labels = missed(course.labels, matcher)
        if guard is not None and matcher in asked and matcher.label in (condition.by or ()):
            continue  # value and guard are matched by this label: what the value has of another finds no guard
        if labels is not None and not _is_picked(condition, course.metric, labels):
            made[frozenset(labels.items())] = Input(course.metric, labels, runs)
    return list(made.values())


def _is_picked(condition: Condition, metric: str, labels: dict[str, str]) -> bool:
    parts = [*condition.series.values(), *(condition.only_if.series.values() if condition.only_if is not None else ())]
    return any(each.metric == metric and picks_series(each.matchers, labels) for each in parts)


def _past(condition: Condition, at: Timing) -> tuple[Run, ...] | None:
    """A course that is far past the threshold all the time; None if there is no simple one."""
    below, steps, seconds = condition.comparison == "below", at.over + 1, at.step / 1000
    match condition.function:
        case "age" | "until":
            long_ago = (condition.function == "age") is not below
            return (Run(-_LONG if long_ago else _LONG, 0, steps),)
        case "forecast" if condition.ahead is not None:
            ahead = condition.ahead.ms / 1000
            if not below:
                return (Run(_LARGE, _LARGE * seconds / ahead, steps),)
            if steps * seconds > _ROOM * ahead:
                return None
            # Much is left all the time, so that it shows in a sum, but none at the time that is looked at.
            return (Run(_LARGE, -1.02 * _LARGE * seconds / ahead, steps),)
    return None
