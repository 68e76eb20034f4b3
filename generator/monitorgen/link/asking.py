"""Asking for a value: a condition's function with what stands beside it, and what its operand turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.functions import QUANTILES
from monitorgen.link.operands import Operand, operand, read_matchers
from monitorgen.link.surroundings import Picked
from monitorgen.promql import build
from monitorgen.promql.types import LabelSchema
from monitorgen.spec.condition import DEFAULT_WINDOW, Condition

if TYPE_CHECKING:
    from monitorgen.functions import FunctionName
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.link.thresholds import ValueUnit
    from monitorgen.promql.types import Matcher, Metric
    from monitorgen.units import Duration

Where = Callable[..., Origin]
"""Gives the origin of a word of the condition: `where("by")`."""


class Value(Struct, frozen=True):
    """A value as PromQL. `group` are the labels it is kept apart by, None if every series stands for itself.

    `events` counts what the value is made of, for `min_events`. `what` names it for people: `p95 of http`.
    """

    text: str
    unit: ValueUnit
    labels: LabelSchema
    group: tuple[str, ...] | None
    series: Mapping[str, Picked]
    what: str
    over: Duration | None = None
    events: Picked | None = None


class Asked(Struct, frozen=True):
    """A condition being lowered: its function, what stands beside it, and where all that was written."""

    function: FunctionName
    condition: Condition
    around: Surroundings
    where: Where
    matchers: tuple[Matcher, ...] = field(default=())
    default_window: Duration = DEFAULT_WINDOW

    @property
    def window(self) -> Duration:
        """`over`, or its default."""
        return self.condition.over or self.default_window

    def operand(self, word: str | None = None) -> Operand:
        """The operand of the function, or of a companion such as `of`."""
        text = getattr(self.condition, word or self.function)
        return operand(text, self.around, partial(self.where, word or self.function))

    def refuse(self, code: str, message: str, hint: str, word: str | None = None) -> Refused:
        """A diagnostic at the function or at another word of the condition."""
        return Refused(Diagnostic(code, message, self.where(word or self.function), hint=hint))


def asked(
    condition: Condition,
    function: FunctionName,
    around: Surroundings,
    where: Where,
    default_window: Duration = DEFAULT_WINDOW,
) -> Asked:
    """A condition made ready for lowering: `where:` read once. `default_window` is what `over` is if it is not said."""
    matchers = read_matchers(condition.where, where("where")) if condition.where else ()
    return Asked(function, condition, around, where, matchers, default_window)


def group(ask: Asked, on: Operand, otherwise: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The labels of the result: `job` always stays, then `by` with real labels behind the indicator's words."""
    by = ask.condition.by
    words = otherwise if by is None else tuple(on.words.get(label, label) for label in by)
    return tuple(dict.fromkeys(("job", *(word for word in words if word != "service"))))


def schema(ask: Asked, group: tuple[str, ...], on: Operand) -> LabelSchema:
    """The labels of a grouped result; `by` may only name labels that the series have."""
    metrics = metrics_of(ask, on)
    always = {label for label in group if all(label in metric.labels.always for metric in metrics)}
    for label in group:
        if label != "job" and not all(metric.labels.can_have(label) for metric in metrics):
            lacking = next(metric for metric in metrics if not metric.labels.can_have(label))
            have = ", ".join(sorted(lacking.labels.always | lacking.labels.maybe))
            raise ask.refuse("MG362", f"{lacking.name} has no label {label!r}", f"it has: {have}", "by")
    return LabelSchema(frozenset({"job", *always}), frozenset(group) - always - {"job"}, {}, open=False)


def metrics_of(ask: Asked, on: Operand) -> list[Metric]:
    """The metrics behind an operand, as far as they are known."""
    if on.metric is not None:
        return [on.metric]
    assert on.measure is not None
    measure = on.measure
    if ask.function in QUANTILES:
        parts: tuple[Picked | None, ...] = (measure.duration,)
    elif ask.function == "usage":
        parts = (measure.used, measure.free, measure.limit)
    elif ask.function == "error_ratio":
        parts = (measure.total, measure.errors or measure.good)
    else:
        parts = (measure.total,)
    return [metric for part in parts if part is not None and (metric := metric_of(ask, on, part)) is not None]


def metric_of(ask: Asked, on: Operand, picked: Picked) -> Metric | None:
    """What is known of the metric of picked series."""
    found = on.owner.metric(picked.name) if on.owner else None
    return found or ask.around.anywhere(picked.name)


def events_of(ask: Asked, on: Operand, word: str | None = None) -> tuple[Picked, Metric | None]:
    """The counter behind an operand: the metric itself, or an indicator's `total`."""
    if on.measure is None:
        assert on.metric is not None
        if on.metric.type not in {"counter", "unknown"}:
            name = on.name
            if on.metric.type in {"histogram", "summary"}:
                hint = f"count its events with {name}_count, or ask for p95: {name}"
                raise ask.refuse("MG363", f"{name} is a {on.metric.type}, not a counter", hint, word)
            hint = f"a gauge has no rate: write `value:`, `max:` or `change:` of {name}"
            raise ask.refuse("MG363", f"{name} is a {on.metric.type}, not a counter", hint, word)
        return on.picked(Picked(on.name), ask.matchers), on.metric
    if on.measure.total is None:
        raise ask.refuse("MG364", f"indicator {on.name!r} does not say what is counted", "give it `total:`", word)
    return on.picked(on.measure.total, ask.matchers), metric_of(ask, on, on.measure.total)


def rate_of(
    picked: Picked, keep: tuple[str, ...], window: Duration, *, function: str = "rate", offset: str = ""
) -> str:
    """Sum of the rates (or increases) of a counter, kept apart by `keep`."""
    text = build.selector(picked.name, picked.matchers, window=window, offset=offset or None)
    return build.aggregate("sum", keep, f"{function}({text})")


def per_second(unit: str) -> ValueUnit:
    """The unit of the rate of a counter: seconds per second are a ratio."""
    return {"seconds": "ratio", "bytes": "bytes_per_second", "": "per_second"}.get(unit, f"{unit}_per_second")


def unit_of(metric: Metric | None) -> ValueUnit:
    """The unit of a metric's samples, `` if it has none."""
    return metric.unit if metric is not None else ""


def spoken(on: Operand, verb: str) -> str:
    """A value's name in messages: `rate of http`."""
    return f"{verb} of {on.name}"
