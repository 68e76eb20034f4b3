"""A story from the courses of two states: quiet, then firing, then quiet again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.promql.evaluate.evaluator import Evaluator
from monitorgen.promql.evaluate.store import Samples, Store, key_of
from monitorgen.promql.nodes import (
    COMPARISONS,
    SET_OPERATORS,
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Node,
    Subquery,
    VectorSelector,
    children,
    walk,
)
from monitorgen.proof.case import Input, Run
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.timing import STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.plan.rules import Alert
    from monitorgen.promql.evaluate.store import Key
    from monitorgen.proof.raw.courses import Course
    from monitorgen.proof.raw.series import Acted

_SLACK = 2
_MOST_STEPS = 12_000
_MOMENT = 60_000
_SAMPLES_IN_WINDOW = 5
_CHECKED = 40
"""Moments of a phase that are evaluated here; promtool evaluates all of them."""
_FLIP = 5.0


class Plot(Struct, frozen=True):
    """How many steps of so many milliseconds each part of a story takes."""

    step: int
    history: int
    before: int
    during: int
    after: int

    @property
    def quiet(self) -> int:
        """The last step before it should fire."""
        return self.history + self.before - 1

    @property
    def firing(self) -> int:
        """The last step at which it should fire."""
        return self.quiet + self.during

    @property
    def over(self) -> int:
        """The last step of all."""
        return self.firing + self.after


def plot(node: Node, alert: Alert, hours: int) -> Plot:
    """The parts of a story about an expression."""
    back, offset, narrow = _backs(node)
    finest = narrow // _SAMPLES_IN_WINDOW if narrow else _MOMENT
    held = [each.ms for each in (alert.hold, alert.keep) if each.ms]
    step = next((each for each in STEPS if each <= finest and all(length >= each for length in held)), STEPS[-1])
    settled = -(-back // step) + 1 if back else 1
    hold, keep = -(-alert.hold.ms // step), -(-alert.keep.ms // step)
    part = settled + hold + 2 * _SLACK
    past = (-(-offset // step) + part if offset else 0) + hours * 3_600_000 // step
    made = Plot(step, past, part, part, settled + keep + 2 * _SLACK)
    if made.over > _MOST_STEPS:
        raise UnsolvedError(f"it looks so far back that a proof takes {made.over} steps")
    return made


def _backs(node: Node) -> tuple[int, int, int]:
    """How far it looks back by windows, by offsets, and its narrowest window, in milliseconds."""
    windows, offset, narrow = 0, 0, 0
    for each in walk(node):
        match each:
            case MatrixSelector():
                narrow = min(narrow, each.window.ms) if narrow else each.window.ms
            case Subquery(step=step) if step is not None:
                narrow = min(narrow, step.ms * _SAMPLES_IN_WINDOW) if narrow else step.ms * _SAMPLES_IN_WINDOW
            case VectorSelector():
                offset = max(offset, each.offset)
    windows = _depth(node)
    return windows, offset, narrow


def _depth(node: Node) -> int:
    own = node.window.ms if isinstance(node, MatrixSelector | Subquery) else 0
    return own + max((_depth(each) for each in children(node)), default=0)


def inputs(series: Sequence[Acted], at: Plot, past: Sequence[Course | None]) -> list[Input]:
    """The series with their samples: quiet, firing, quiet; before that what they did long ago."""
    made = []
    for each, earlier in zip(series, past, strict=True):
        quiet, firing = each.states
        courses = [(earlier or quiet, at.history), (quiet, at.before), (firing, at.during), (quiet, at.after)]
        runs = _runs(courses, at.step / 1000)
        if any(run.start is not None for run in runs):
            made.append(Input(each.metric, each.labels, tuple(_short(run) for run in runs)))
    return made


def _short(run: Run) -> Run:
    """As many digits as are written."""
    start = None if run.start is None else float(f"{run.start:.12g}")
    return Run(start, float(f"{run.slope:.12g}"), run.steps)


def _runs(courses: Sequence[tuple[Course | None, int]], seconds: float) -> list[Run]:
    grown = sum(abs(course.slope or 0) * steps * seconds for course, steps in courses if course is not None)
    total, at, runs = float(round(2 * grown)), 0, list[Run]()
    for course, steps in courses:
        if not steps:
            continue
        slope = (course.slope or 0.0) * seconds if course is not None else 0.0
        if course is None:
            runs.append(Run(None, 0, steps))
        elif course.shape == "clock":
            runs.append(Run((course.value or 0.0) + slope * at, slope, steps))
        elif course.shape == "flips":
            runs += [Run(_FLIP * (number % 2), 0, 1) for number in range(steps)]
        elif course.value is not None:
            runs.append(Run(course.value - slope * (steps - 1), slope, steps))
        else:
            runs.append(Run(total, slope, steps))
            total += slope * steps
        at += steps
    return runs


class Judge:
    """Evaluates alerts over the inputs of a story; `closed` as in `Store`."""

    def __init__(self, given: Sequence[Input], at: Plot, *, closed: bool) -> None:
        self._evaluator = Evaluator(Store((_samples(each, at.step) for each in given), closed=closed), at.step)
        self._at = at

    def gives(self, node: Node, step: int) -> dict[Key, float]:
        """What the expression gives at a step."""
        return self._evaluator.vector(node, step * self._at.step)

    def fires(self, node: Node, alert: Alert, step: int) -> dict[Key, float]:
        """What fires at a step: series that were there for all of the alert's `for`."""
        found = self.gives(node, step)
        held = -(-alert.hold.ms // self._at.step)
        for earlier in _spread(step - held, step):
            if not found:
                break
            there = {_bare(key) for key in self.gives(node, earlier)} if earlier >= 0 else set()
            found = {key: value for key, value in found.items() if _bare(key) in there}
        return found

    def is_quiet(self, node: Node, alert: Alert, first: int, last: int) -> bool:
        """Whether nothing fires from one step to the other."""
        return not any(self.fires(node, alert, step) for step in _spread(first, last + 1))


def _bare(key: Key) -> Key:
    return tuple(pair for pair in key if pair[0] != "__name__")


def _spread(first: int, end: int) -> range:
    """Steps from `first` to before `end`, with the first one, at most `_CHECKED` of them."""
    return range(first, end, max(1, -(-(end - first) // _CHECKED)))


def _samples(given: Input, step: int) -> Samples:
    times: list[int] = []
    values: list[float | None] = []
    at = 0
    assert not isinstance(given.runs, str)
    for run in given.runs:
        if run.start is not None:
            for number in range(run.steps):
                times.append((at + number) * step)
                values.append(run.start + run.slope * number)
        elif times:
            times.append(at * step)
            values.append(None)
        at += run.steps
    return Samples(key_of({"__name__": given.metric, **given.labels}), times, values)


def looks_at_the_clock(node: Node) -> bool:
    """Whether it asks for the hour or the day."""
    names = {"hour", "minute", "day_of_week", "day_of_month", "day_of_year", "days_in_month", "month", "year"}
    return any(isinstance(each, Call) and each.func in names and not each.args for each in walk(node))


_ROUNDING = frozenset({"avg", "stddev", "stdvar", "quantile", "sum"})
_EXACT_CALLS = frozenset(
    {"absent", "absent_over_time", "min_over_time", "max_over_time", "last_over_time", "count_over_time"}
    | {"present_over_time", "changes", "resets", "abs", "label_replace", "label_join", "sort", "vector", "sgn"}
)


def is_exact(node: Node) -> bool:
    """Whether its value is one of its samples or a count, so that two programs agree on the last digit."""
    for each in walk(node):
        match each:
            case Binary(op=op) if op not in COMPARISONS and op not in SET_OPERATORS:
                return False
            case Aggregation(op=op) if op in _ROUNDING:
                return False
            case Call(func=func) if func not in _EXACT_CALLS:
                return False
    return True
