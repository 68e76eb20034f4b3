"""Functions turned round: what their argument has to do so that they have a value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from monitorgen.promql.nodes import Call, MatrixSelector, Subquery, VectorSelector, bare, selectors, walk
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.quantiles import shares
from monitorgen.proof.raw import known
from monitorgen.proof.raw.courses import Course, key_of

if TYPE_CHECKING:
    from monitorgen.promql.nodes import Node
    from monitorgen.proof.raw.aim import Aim

_SAME = frozenset({
    *("abs", "ceil", "floor", "round", "sort", "sort_desc", "scalar", "vector", "label_replace", "label_join"),
    *("clamp", "clamp_min", "clamp_max", "sgn"),
})  # fmt: skip
_LEVELS = frozenset({"avg_over_time", "min_over_time", "max_over_time", "last_over_time"})
_GROWTHS = frozenset({"rate", "increase", "irate", "delta", "idelta", "deriv"})
_PRESENCE = frozenset({"present_over_time", "count_over_time", "timestamp"})


def push(aim: Aim, node: Call, value: float, slope: float) -> None:  # noqa: C901, PLR0912 - a case for each function
    """The call has this value, growing by `slope` a second."""
    args = node.args
    match node.func:
        case func if func in _SAME:
            aim.push(args[0], value, slope)
        case func if func in _LEVELS:
            aim.ask_within(args[0], Course(value))
        case func if func in _GROWTHS:
            aim.ask_counter(args[0], value / _seconds(node, aim.step))
        case func if func in _PRESENCE:
            _present(aim, node, value)
        case "quantile_over_time":
            aim.ask_within(args[1], Course(value))
        case "sum_over_time":
            aim.ask_within(args[0], Course(value / _samples(args[0], aim.step)))
        case "stddev_over_time" | "stdvar_over_time":
            aim.ask_within(args[0], Course(aim.choice.base) if value <= 0 else Course(1.0, None, "flips"))
        case "changes" | "resets":
            if value > 0:
                aim.ask_within(args[0], Course(1.0, None, "flips"))
            else:
                aim.ask_within(args[0], Course(1.0))
        case "predict_linear":
            _forecast(aim, node, value)
        case "histogram_quantile":
            _histogram(aim, node, value)
        case "absent" | "absent_over_time":
            if value != 1:
                raise UnsolvedError(f"`{node.func}` is 1 or nothing")
        case "sqrt":
            aim.push(args[0], value * value)
        case "exp" if value > 0:
            aim.push(args[0], math.log(value))
        case "ln":
            aim.push(args[0], math.exp(value))
        case "log2" | "log10" as func:
            aim.push(args[0], (2.0 if func == "log2" else 10.0) ** value)
        case "time" | "hour" | "minute" | "day_of_week" | "day_of_month" | "month" | "year" if not args:
            return  # the moment is chosen by the story
        case _:
            raise UnsolvedError(f"nothing is made up for `{node.func}`")


def _window(node: Node) -> MatrixSelector | Subquery:
    inner = bare(node)
    if isinstance(inner, MatrixSelector | Subquery):
        return inner
    raise UnsolvedError("no window is looked at")


def _seconds(node: Call, step: int) -> float:
    """What the growth per second is multiplied by."""
    match node.func:
        case "increase" | "delta":
            return _window(node.args[0]).window.ms / 1000
        case "idelta":
            return step / 1000
    return 1.0


def _samples(node: Node, step: int) -> float:
    window = _window(node)
    every = window.step.ms if isinstance(window, Subquery) and window.step is not None else step
    return max(1.0, window.window.ms // every)


def _present(aim: Aim, node: Call, value: float) -> None:
    if value > 0:
        inner = bare(node.args[0])
        if isinstance(inner, VectorSelector):
            aim.push(inner, 1.0)
        else:
            aim.ask_within(inner, Course(1.0))


def _forecast(aim: Aim, node: Call, value: float) -> None:
    """A line to the value, from where the series is; a level if nothing else is asked of it."""
    ahead = known.number(node.args[1])
    inner = next(selectors(node.args[0]))
    if ahead is None:
        raise UnsolvedError("how far it looks ahead is not known")
    key = key_of(inner)
    course = aim.courses.get(key) if key is not None else None
    level = course.value if course is not None and course.value is not None else None
    if level is None:
        level = aim.choice.base if value < aim.choice.base else value / 2
    aim.ask_line(node.args[0], Course(level, (value - level) / ahead * (1.5 if value < level else 1.0)))


def _histogram(aim: Aim, node: Call, value: float) -> None:
    quantile = known.number(node.args[0])
    found = list(selectors(node.args[1]))
    if quantile is None or len(found) != 1 or found[0].metric is None:
        raise UnsolvedError("the histogram is not one")
    metric = aim.metric(found[0].metric.removesuffix("_bucket"))
    declared = sorted(float(each) for each in metric.buckets) if metric is not None else []
    bounds = declared or [value / 4, value / 2, value * 2, value * 4]
    place = next((number for number, bound in enumerate(bounds) if value <= bound), None)
    if place is None or value <= 0:
        raise UnsolvedError(f"no bucket of {found[0].metric} holds {value:g}")
    below, upto = shares(value, quantile, bounds[place - 1] if place else 0.0, bounds[place])
    events = aim.choice.base
    grows = any(isinstance(each, Call) and each.func in {"rate", "increase", "irate"} for each in walk(node.args[1]))
    for number, bound in [*enumerate(bounds), (len(bounds), math.inf)]:
        level = events * (below if number < place else upto if number < len(bounds) else 1.0)
        le = "+Inf" if math.isinf(bound) else f"{bound:.12g}"
        aim.ask_bucket(found[0], le, Course(None, level) if grows else Course(level))
