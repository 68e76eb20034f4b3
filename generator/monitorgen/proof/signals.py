"""Signals: what each series of a condition does so that the condition has a given value.

A signal is a gauge at a level or a counter that grows by so much a second. Each function of the language is turned
round here: from the value to the series.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.proof.case import Input, Run
from monitorgen.proof.labels import UnsolvedError, fits, labels_of, others, picks, solutions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.rules import Condition, Series
    from monitorgen.promql.types import Metric, MetricLookup

QUANTILES = {"p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p999": 0.999}
WHOLE = 100.0
"""What a share is a share of, where nothing else is said."""
EVENTS = 2.0
"""Events a second, where nothing else is said. Not 1: a share of it is the same whether it is divided or multiplied."""
_MOST_SERIES = 100


class Phase(Struct, frozen=True):
    """`steps` steps in which the condition has this value; None: its series are missing."""

    value: float | None
    steps: int


class Signal(Struct, frozen=True):
    """A series and its level in each phase; None is no sample. `role` is the part it plays in the condition."""

    role: str
    metric: str
    labels: Mapping[str, str]
    kind: Literal["gauge", "counter"]
    levels: tuple[float | None, ...]


class Stage(Struct, frozen=True):
    """What series are made up from: metrics by name, labels that the targets give, events a second at least."""

    metric: MetricLookup
    known: Mapping[str, str]
    events: float = EVENTS


def played(signals: Sequence[Signal], phases: Sequence[Phase], step: int) -> list[Input]:
    """The signals as series with a sample every `step` milliseconds."""
    steps = tuple(phase.steps for phase in phases)
    return [Input(each.metric, each.labels, _runs(each.kind, each.levels, steps, step / 1000)) for each in signals]


@lru_cache(maxsize=1024)
def _runs(
    kind: Literal["gauge", "counter"], levels: tuple[float | None, ...], steps: tuple[int, ...], seconds: float
) -> tuple[Run, ...]:
    made: list[Run] = []
    # A counter that starts at 0 is not extrapolated to before it was there.
    total = float(round(2 * sum(abs(level or 0) * each * seconds for level, each in zip(levels, steps, strict=True))))
    for level, each in zip(levels, steps, strict=True):
        counts = kind == "counter" and level is not None
        run = Run(total if counts else level, (level or 0) * seconds if counts else 0, each)
        if counts:
            total += run.slope * run.steps
        before = made[-1] if made else None
        if before is not None and before.slope == run.slope and (counts or before.start == run.start):
            made[-1] = Run(before.start, before.slope, before.steps + run.steps)
        else:
            made.append(run)
    return tuple(made)


def signals_of(condition: Condition, phases: Sequence[Phase], stage: Stage) -> list[Signal]:
    """Signals that give the condition the value of each phase; raises `UnsolvedError`."""
    values = [phase.value for phase in phases]
    match condition.function:
        case "value" | "avg" | "min" | "max":
            return [_one(condition, "of", "gauge", values, stage)]
        case "sum":
            return [_one(condition, "of", "gauge", _spread(condition, values), stage)]
        case "count":
            return _counted(condition, values, stage)
        case "rate":
            return [_one(condition, "of", "counter", values, stage)]
        case "increase":
            return [_one(condition, "of", "counter", _over(values, float(_window(condition))), stage)]
        case "error_ratio" | "ratio" | "usage":
            return _shares(condition, values, stage)
        case name if name in QUANTILES:
            from monitorgen.proof.quantiles import quantile_signals

            return quantile_signals(condition, values, stage, QUANTILES[name])
    raise UnsolvedError(f"nothing is made up for `{condition.function}`")


def series_labels(series: Series, stage: Stage, *, metric: Metric | None = None) -> dict[str, str]:
    """Labels of a series of the condition."""
    found = metric or stage.metric(series.metric)
    if found is None:
        raise UnsolvedError(f"nothing is known of {series.metric}")
    return labels_of(series, found.labels, stage.known)


def _one(
    condition: Condition,
    role: str,
    kind: Literal["gauge", "counter"],
    values: Sequence[float | None],
    stage: Stage,
) -> Signal:
    series = condition.series[role]
    return Signal(role, series.metric, series_labels(series, stage), kind, tuple(values))


def _window(condition: Condition) -> float:
    assert condition.over is not None
    return condition.over.ms / 1000


def _over(values: Sequence[float | None], by: float) -> list[float | None]:
    return [None if value is None else value / by for value in values]


def _spread(condition: Condition, values: Sequence[float | None]) -> Sequence[float | None]:
    if condition.over is None or condition.by is not None:
        return values
    raise UnsolvedError("a sum of samples depends on how often Prometheus scrapes")


def _counted(condition: Condition, values: Sequence[float | None], stage: Stage) -> list[Signal]:
    series = condition.series["of"]
    if condition.over is not None and condition.by is None:
        raise UnsolvedError("a count of samples depends on how often Prometheus scrapes")
    most = int(max((value or 0 for value in values), default=0))
    if most > _MOST_SERIES:
        raise UnsolvedError(f"it takes {most} series")
    labels = series_labels(series, stage)
    pinned = {each.label for each in series.matchers} | set(condition.by or ())
    free = sorted(labels.keys() - pinned)
    if not free and most > 1:
        raise UnsolvedError("no label tells the series apart that are counted")
    made = []
    for number in range(most):
        own = {**labels, free[-1]: f"{labels[free[-1]]}-{number}"} if free and number else labels
        present = tuple(1.0 if value is not None and number < value else None for value in values)
        made.append(Signal("of", series.metric, own, "gauge", present))
    return made


def _shares(condition: Condition, values: Sequence[float | None], stage: Stage) -> list[Signal]:
    """A part and the whole that it is a part of, which may be series of one metric."""
    part_role = next(role for role in ("errors", "good", "used", "free", "of") if role in condition.series)
    whole_role = "limit" if "limit" in condition.series else "total"
    part, whole = condition.series[part_role], condition.series[whole_role]
    kind: Literal["gauge", "counter"] = "gauge" if condition.over is None else "counter"
    total = WHOLE if kind == "gauge" else stage.events
    turned = part_role in {"good", "free"} or condition.invert
    parts = [None if value is None else (1 - value if turned else value) * total for value in values]
    wholes = [None if value is None else total for value in values]
    part_labels = series_labels(part, stage)
    if part.metric != whole.metric:
        shared = {**part_labels, **stage.known}
        whole_labels = series_labels(whole, Stage(stage.metric, shared, stage.events))
        return [
            Signal(part_role, part.metric, part_labels, kind, tuple(parts)),
            Signal(whole_role, whole.metric, whole_labels, kind, tuple(wholes)),
        ]
    rest = [
        None if value is None or given is None else value - given for value, given in zip(wholes, parts, strict=True)
    ]
    return [
        Signal(part_role, part.metric, part_labels, kind, tuple(parts)),
        Signal(whole_role, whole.metric, beside(part_labels, part, whole, stage), kind, tuple(rest)),
    ]


def beside(labels: Mapping[str, str], part: Series, whole: Series, stage: Stage) -> dict[str, str]:
    """Labels of a series that is of the whole but not of the part."""
    for matcher in part.matchers:
        if matcher in whole.matchers:
            continue
        schema = stage.metric(part.metric)
        said = sorted(schema.labels.values.get(matcher.label, ())) if schema is not None else []
        wanted = [each for each in whole.matchers if each.label == matcher.label]
        likely = (text for each in wanted for text in solutions(each))
        for value in chain(said, ("200", "ok"), likely, others(matcher)):
            if picks(wanted, value) and not fits(matcher, value):
                return {name: text for name, text in {**labels, matcher.label: value}.items() if text}
    raise UnsolvedError("the part is all of the whole")
