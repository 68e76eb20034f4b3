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


def is_counter(condition: Condition, stage: Stage) -> bool:
    """Whether the condition looks at the course of a counter, by its rate."""
    metric = stage.metric(condition.series["of"].metric)
    return metric is not None and metric.type == "counter"


def courses(condition: Condition, at: Timing, stage: Stage, base: float) -> tuple[list[Input], dict[int, float]]:
    """Inputs of a story, and the value of the condition at its moments `quiet` and `firing`.

    `base` is the level from which a change or a slope begins; 0 leaves it to the threshold.
    """
    series = condition.series["of"]
    labels = series_labels(series, stage)
    if condition.function == "change":
        runs, values = _change(condition, at, base, counter=is_counter(condition, stage))
    elif condition.function == "forecast":
        runs, values = _forecast(condition, at, base)
    else:
        runs, values = _times(condition, at)
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


def _forecast(condition: Condition, at: Timing, base: float) -> tuple[tuple[Run, ...], dict[int, float]]:
    """Level, then straight towards the threshold, and level again, far from it."""
    assert condition.ahead is not None
    found, seconds = levels(condition), at.step / 1000
    ahead = condition.ahead.ms / 1000
    level = base or found.quiet
    slope = _slope(condition, level)
    firing = level + slope * ((at.firing - at.before + 1) * seconds + ahead)
    back = level + (found.calm - found.firing) + abs(level)
    runs = (
        Run(level, 0, at.before),
        Run(level + slope * seconds, slope * seconds, at.during),
        Run(back if condition.comparison == "below" else 2 * level - back, 0, at.after),
    )
    return runs, {at.quiet: level, at.firing: firing}


def _slope(condition: Condition, level: float) -> float:
    """Change a second: once the window holds nothing else, the forecast is just past the threshold, and goes on."""
    assert condition.ahead is not None
    assert condition.over is not None
    return (levels(condition).firing - level) / ((condition.over.ms + condition.ahead.ms) / 1000)


def forecast_level(condition: Condition, at: Timing, base: float, step: int) -> float:
    """What the series of a forecast that begins at `base` is at a step, up to the one at which the alert fires."""
    return base + _slope(condition, base) * max(0, step - at.before + 1) * at.step / 1000


def level_of_change(condition: Condition, at: Timing, step: int, window: int, stage: Stage) -> float:
    """What the series of a change that begins at 1 is at a step, or what a counter's rate is over `window` steps."""
    counter = is_counter(condition, stage)
    runs, _ = _change(condition, at, 1.0, counter=counter)
    courses = [(each.slope * 1000 / at.step if counter else each.start or 0.0, each.steps) for each in runs]
    first, begins, whole = max(0, step - window), 0, 0.0
    for level, steps in courses:
        ends = begins + steps
        if not window and begins <= step < ends:
            return level
        whole += level * max(0, min(ends, step) - max(begins, first))
        begins = ends
    return whole / window if window else 0.0


def _change(
    condition: Condition, at: Timing, base: float, *, counter: bool
) -> tuple[tuple[Run, ...], dict[int, float]]:
    """Level; then changed by a little less than the threshold, by a little more, and level again.

    All of that within the window, so that it is the first level which the value is compared with.
    """
    if at.before + at.during > at.history:
        raise UnsolvedError("the alert has to hold for longer than the change that it looks for lasts")
    found, seconds = levels(condition), at.step / 1000

    def changed(value: float) -> float:
        return base * (1 + value) if condition.unit == "ratio" else base + value

    parts = (
        (base, at.history),
        (changed(found.quiet), at.before),
        (changed(found.firing), at.during),
        (base, at.after),
    )
    runs: list[Run] = []
    total: float = round(2 * base * (at.over + 1) * seconds)
    for level, steps in parts:
        runs.append(Run(total, level * seconds, steps) if counter else Run(level, 0, steps))
        total += level * seconds * steps
    return tuple(runs), {at.quiet: found.quiet, at.firing: found.firing}
