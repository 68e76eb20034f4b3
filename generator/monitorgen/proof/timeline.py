"""A story over time, to be drawn: the value that an alert looks at, whether it is pending or fires, what is expected.

Values are computed here from the rule that the alert became. That explains a story to people; it proves nothing:
promtool judges.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.plan.rules import Alert
from monitorgen.promql.evaluate.binary import nameless
from monitorgen.promql.evaluate.evaluator import Evaluator
from monitorgen.promql.evaluate.store import Key, NotEvaluatedError, Samples, Store, key_of
from monitorgen.promql.nodes import COMPARISONS, SET_OPERATORS, Binary, Number, Paren
from monitorgen.promql.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.rules import RuleGroup
    from monitorgen.promql.evaluate.binary import Vector
    from monitorgen.promql.nodes import Node
    from monitorgen.proof.case import Case, Input, Moment, Run

State = Literal["quiet", "pending", "firing", "kept"]
_PART = re.compile(
    r"(?P<gap>_)(?:x(?P<gaps>\d+))?|(?P<stale>stale)"
    r"|(?P<start>[-+]?[\d.]+(?:e[-+]?\d+)?)(?:(?P<slope>[-+][\d.]+(?:e[-+]?\d+)?))?(?:x(?P<more>\d+))?"
)


class Point(Struct, frozen=True):
    """A step: the value (None: there is none), what the alert does, and the moment that the story looks at, if any."""

    step: int
    value: float | None
    state: State
    moment: Moment | None


class Timeline(Struct, frozen=True):
    """The points of a story for one alert, and the threshold where it is a number."""

    points: tuple[Point, ...]
    threshold: float | None


def timeline(case: Case, alert: Alert, groups: Sequence[RuleGroup], *, closed: bool = False) -> Timeline | None:
    """What the alert does step by step; None if its expression is not evaluated here. `closed` as in `Store`."""
    looked_at = {moment.step: moment for moment in case.moments if moment.alert == alert.name}
    steps = range(max(looked_at) + 1)
    whole = parse(alert.expr)
    side, threshold = _compared(whole)
    try:
        store = _store(case, groups, steps, closed=closed)
        evaluator = Evaluator(store, case.step)
        active = [_alerts(evaluator.vector(whole, step * case.step)) for step in steps]
        values = [_alerts(evaluator.vector(side, step * case.step)) for step in steps]
    except NotEvaluatedError:
        return None
    key = next((key for vector in reversed(active) for key in vector), None)
    states = _states([key in vector for vector in active], alert, case.step)
    points = tuple(
        Point(step, _value(values[step], active[step], key), states[step], looked_at.get(step)) for step in steps
    )
    return Timeline(points, threshold)


def _alerts(vector: Vector) -> Vector:
    """An alert has no metric's name: whichever side of an `or` it comes from, it is the same one."""
    return {nameless(key): value for key, value in vector.items()}


def _compared(node: Node) -> tuple[Node, float | None]:
    """What is compared with a threshold, and that; the whole where nothing is."""
    while isinstance(node, Paren):
        node = node.expr
    if isinstance(node, Binary) and node.op in SET_OPERATORS:
        return _compared(node.lhs)
    if isinstance(node, Binary) and node.op in COMPARISONS and not node.is_bool:
        return node.lhs, node.rhs.value if isinstance(node.rhs, Number) else None
    return node, None


def _value(values: Vector, active: Vector, key: Key | None) -> float | None:
    """The value of the series that fires at some time, or of the first one."""
    if key is None:
        return next(iter(values.values()), None)
    return values.get(key, active.get(key))


def _states(active: Sequence[bool], alert: Alert, step: int) -> list[State]:
    """Pending until it has been active for as long as `for` says, kept while `keep_firing_for` lasts."""
    made: list[State] = []
    since: int | None = None
    last: int | None = None
    for number, now in enumerate(active):
        firing = bool(made) and made[-1] in {"firing", "kept"}
        if now:
            since = number if since is None else since
            last = number
            long_enough = (number - since) * step >= alert.hold.ms
            made.append("firing" if firing or long_enough else "pending")
        elif firing and last is not None and alert.keep.ms and (number - last - 1) * step < alert.keep.ms:
            made.append("kept")
        else:
            since = None
            made.append("quiet")
    return made


# -- series ------------------------------------------------------------------------------------------------------------


def _store(case: Case, groups: Sequence[RuleGroup], steps: range, *, closed: bool) -> Store:
    """The series that are fed and those that the rules record, in the order of the rules."""
    series = [_samples(each, case.step) for each in case.inputs]
    for group in groups:
        for rule in group.rules:
            if isinstance(rule, Alert):
                continue
            evaluator, node = Evaluator(Store(series, closed=closed), case.step), parse(rule.expr)
            found: dict[tuple[tuple[str, str], ...], list[tuple[int, float]]] = {}
            for step in steps:
                for key, value in evaluator.vector(node, step * case.step).items():
                    found.setdefault(key_of({**dict(key), "__name__": rule.name, **rule.labels}), []).append(
                        (step * case.step, value)
                    )
            series += [
                Samples(key, [at for at, _ in some], [value for _, value in some]) for key, some in found.items()
            ]
    return Store(series, closed=closed)


def _samples(given: Input, step: int) -> Samples:
    values = list(_written(given.runs) if isinstance(given.runs, str) else _played(given.runs))
    # Where nothing is written nothing is scraped: a series is stale only where that is said.
    kept = [(number * step, value) for number, value in enumerate(values) if value != "gap"]
    key = key_of({"__name__": given.metric, **given.labels})
    return Samples(key, [at for at, _ in kept], [value if isinstance(value, float) else None for _, value in kept])


def _played(runs: Sequence[Run]) -> Iterator[float | str | None]:
    for run in runs:
        for number in range(run.steps):
            if run.start is None:
                yield "gap" if number else None
            else:
                yield float(run.start + number * run.slope)


def _written(text: str) -> Iterator[float | str | None]:
    """Samples in promtool's notation."""
    for part in text.split():
        match = _PART.fullmatch(part)
        if match is None:
            raise NotEvaluatedError(f"the samples {part}")
        if match["gap"]:
            yield from ["gap"] * int(match["gaps"] or 1)
        elif match["stale"]:
            yield None
        else:
            slope = float(match["slope"] or 0)
            yield from (float(match["start"]) + number * slope for number in range(int(match["more"] or 0) + 1))
