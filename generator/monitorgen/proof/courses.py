"""Series whose value matters by its course: forecasts, changes, times.

They are given as runs over the parts of a story, not as a level for each part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.case import Input, Run
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.levels import levels
from monitorgen.proof.signals import series_labels

if TYPE_CHECKING:
    from monitorgen.plan.rules import Condition
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.timing import Timing

COURSES = frozenset({"forecast", "change", "age", "until"})


def courses(condition: Condition, at: Timing, stage: Stage) -> tuple[list[Input], dict[int, float]]:
    """Inputs of a story, and the value of the condition at its moments `quiet` and `firing`."""
    series = condition.series["of"]
    labels = series_labels(series, stage)
    metric = stage.metric(series.metric)
    if metric is not None and metric.type == "counter":
        raise UnsolvedError("the change of a rate is not made up")
    runs, values = _MAKERS[condition.function](condition, at)
    return [Input(series.metric, labels, runs)], values


def _times(condition: Condition, at: Timing) -> tuple[tuple[Run, ...], dict[int, float]]:
    """`age` grows by itself, `until` shrinks; the threshold is passed where the second part begins."""
    assert condition.threshold is not None
    limit, seconds = float(condition.threshold), at.step / 1000
    grows = condition.function == "age"
    if (condition.comparison == "above") is not grows or condition.comparison == "equals":
        raise UnsolvedError("time only goes on: an age grows, what is left shrinks")
    passed = (at.before - 0.5) * seconds
    stamp = passed - limit if grows else passed + limit
    now = (at.before + at.during) * seconds
    later = now if grows else now + 2 * limit
    both = Run(stamp, 0, at.before + at.during)
    values = {step: abs(step * seconds - stamp) for step in (at.quiet, at.firing)}
    return (both, Run(later, 1.0 * seconds, at.after)), values


def _forecast(condition: Condition, at: Timing) -> tuple[tuple[Run, ...], dict[int, float]]:
    """Level, then straight towards the threshold, and level again, far from it."""
    assert condition.ahead is not None
    assert condition.over is not None
    found, seconds = levels(condition), at.step / 1000
    ahead, window = condition.ahead.ms / 1000, condition.over.ms / 1000
    # When the window holds nothing but the slope, the forecast is just past the threshold; from then on it goes on.
    slope = (found.firing - found.quiet) / (window + ahead)
    here = found.quiet + slope * at.during * seconds
    back = found.calm + (found.calm - here)
    firing = found.quiet + slope * ((at.firing - at.before + 1) * seconds + ahead)
    runs = (
        Run(found.quiet, 0, at.before),
        Run(found.quiet + slope * seconds, slope * seconds, at.during),
        Run(back, 0, at.after),
    )
    return runs, {at.quiet: found.quiet, at.firing: firing}


def _change(condition: Condition, at: Timing) -> tuple[tuple[Run, ...], dict[int, float]]:
    """Steadily by a little less than the threshold within the window, then by a little more, then not at all."""
    assert condition.over is not None
    if condition.unit == "ratio":
        raise UnsolvedError("a relative change is not made up")
    found, seconds, window = levels(condition), at.step / 1000, condition.over.ms / 1000
    slow, fast = (level / window * seconds for level in (found.quiet, found.firing))
    start = 1000.0 * max(1.0, abs(found.firing))
    middle = start + slow * at.before
    end = middle + fast * at.during
    runs = (Run(start, slow, at.before), Run(middle, fast, at.during), Run(end, 0, at.after))
    return runs, {at.quiet: found.quiet, at.firing: found.firing}


_MAKERS = {"age": _times, "until": _times, "forecast": _forecast, "change": _change}
