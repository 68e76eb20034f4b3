"""Reading a function of a panel: the PromQL of a condition, over the window that Grafana chooses."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Refused
from monitorgen.functions import QUANTILES
from monitorgen.link.asking import Asked, asked, metric_of, metrics_of
from monitorgen.link.conditions import check_companions
from monitorgen.link.dashboards import words
from monitorgen.link.dashboards.variables import RATE_INTERVAL, Windows, chosen, named, settled, without_choices
from monitorgen.link.matched import check_matchers
from monitorgen.link.presence import check_is_series
from monitorgen.link.raw_expressions import confined, judged, metrics_in
from monitorgen.link.surroundings import Picked
from monitorgen.link.values import value
from monitorgen.promql import build
from monitorgen.promql.rewrite import add_matchers
from monitorgen.spec.condition import FUNCTIONS, NARROWING, Condition, Measurement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.asking import Where
    from monitorgen.link.operands import Operand
    from monitorgen.link.severities import Severities
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.plan.dashboards import PanelKind, Tone
    from monitorgen.plan.slos import Profile, Slo
    from monitorgen.promql.types import Matcher, Metric
    from monitorgen.spec.alert import Alert
    from monitorgen.units import Duration

ZERO, ONE = Decimal(0), Decimal(1)
UP: Mapping[str, tuple[str, Tone]] = {"0": ("down", "critical"), "1": ("up", "ok")}
GONE: Mapping[str, tuple[str, Tone]] = {"0": ("there", "ok"), "1": ("gone", "critical")}


class AlertOf(Struct, frozen=True):
    """An alert where it was written: what a panel that draws it reads."""

    unit: str
    name: str
    alert: Alert
    around: Surroundings
    where: Where


class Finds(Protocol):
    """Leads from `entry.Alert` to the alert, from `entry.slo` to the objective; raises `Refused`."""

    def __call__(self, reference: str, origin: Origin) -> AlertOf:
        """The alert of a reference."""

    def slo(self, reference: str, origin: Origin) -> Slo:
        """The objective of a reference."""

    def profiles(self) -> frozenset[Profile]:
        """Whose names the series of the system's objectives have; none without objectives."""


class Stand(Struct, frozen=True):
    """Where a panel stands.

    `choices` are the dashboard's variables with the labels that they narrow by, `variables` all that may be named in
    it. `find` leads to what a panel names.
    """

    around: Surroundings
    severities: Severities
    find: Finds
    choices: Mapping[str, str] = field(default_factory=dict)
    variables: frozenset[str] = frozenset()


class Reading(Struct, frozen=True):
    """A query before it is put into a panel. `labels` tell its series apart; `open`: others may, too.

    `used` are the variables that it speaks of. `lowest` and `highest` bound its values for certain. `fixed`: its window
    is what its owner said, not what fits the graph.
    """

    text: str
    unit: str
    labels: tuple[str, ...]
    help: str
    kind: PanelKind = "timeseries"
    open: bool = False
    lowest: Decimal | None = None
    highest: Decimal | None = None
    mappings: Mapping[str, tuple[str, Tone]] = field(default_factory=dict)
    interval: Duration | None = None
    used: frozenset[str] = frozenset()
    heatmap: bool = False
    fixed: bool = False


def reading(said: Measurement, stand: Stand, where: Where, findings: Findings, *, heatmap: bool = False) -> Reading:
    """What a function of a panel shows; raises `Refused` if it shows nothing."""
    function = next((name for name in FUNCTIONS if getattr(said, name) is not None), None)
    if function is None:
        hint = "write a function such as `rate:`, `p95:` or `value:`, or what else it shows: `alert:`, `text:`"
        raise Refused(Diagnostic("MG240", "the panel shows nothing", where(), part="key", hint=hint))
    if heatmap and function not in QUANTILES:
        hint = "name what it is a distribution of: {p95: http, type: heatmap}"
        raise Refused(Diagnostic("MG249", f"a heatmap shows a histogram, not `{function}:`", where("type"), hint=hint))
    if function == "expr":
        return _expression(said, stand, where, findings)
    ask = asked(_condition(said), function, stand.around, where, RATE_INTERVAL)
    check_companions(ask, shown=True)
    check_variables(said.where or "", stand, where, "where")
    check_variables(getattr(said, function) or "", stand, where, function)
    if function in ("down", "absent"):
        return (_down if function == "down" else _absent)(ask, stand)
    return _heatmap(ask, stand) if heatmap else _value(ask, stand)


def _condition(said: Measurement) -> Condition:
    fields = {name: getattr(said, name) for name in Measurement.model_fields}
    return Condition.model_construct(**fields)


def check_variables(text: str, stand: Stand, where: Where, word: str) -> None:
    """Refuses a variable that the dashboard does not have: Grafana would send it as it is written."""
    for name in named(text):
        if name not in stand.variables:
            from difflib import get_close_matches

            near = get_close_matches(name, sorted(stand.variables), 1)
            text_itself = f'the text itself is =~"[$]{name}"'
            hint = f"did you mean ${near[0]}?" if near else f"declare it: variables: {{{name}: metric}}; {text_itself}"
            raise Refused(Diagnostic("MG253", f"the dashboard has no variable ${name}", where(word), hint=hint))


def _value(ask: Asked, stand: Stand) -> Reading:
    found = value(ask)
    extra = narrowing(ask.around, stand, found.series.values())
    if extra:
        ask = replace(ask, matchers=(*ask.matchers, *extra))
        found = value(ask)
    check_matchers(ask, [Picked(each.name, settled(each.matchers)) for each in found.series.values()])
    operands = [ask.operand(), *([ask.operand("of")] if ask.function == "ratio" else [])]
    metric = operands[0].metric or next(iter(metrics_of(ask, operands[0])), None)
    labels = found.labels.known if found.group is None else frozenset(found.group)
    lowest, highest = bounds(ask.function, found.unit, metric)
    text = words.measured(ask.function, ask.condition, [noun(each, ask.function) for each in operands], found.over)
    return Reading(
        found.text,
        found.unit,
        apart(labels, found.series.values(), found.group),
        words.helped(operands[0].metric, text),
        kind="stat" if ask.function in ("age", "until") else "timeseries",
        open=found.group is None and found.labels.open,
        lowest=lowest,
        highest=highest,
        interval=interval_of(operands[0], ask.around),
        used=used_in(found.text),
        fixed=ask.condition.over is not None,
    )


def noun(on: Operand, function: str) -> str:
    """What an operand is called in a sentence: `requests` for an indicator `http`."""
    if on.measure is None or function == "usage":
        return on.name
    return {"http": "requests", "grpc": "calls"}.get(on.name, f"events of {on.name}")


def _down(ask: Asked, stand: Stand) -> Reading:
    own = ask.around.own
    if own is None or own.job is None:
        raise ask.refuse("MG373", "`down:` has no targets here", "write `value: up`, or name it in an entry")
    up = Picked("up", own.confinement)
    matchers = (*own.confinement, *ask.matchers, *narrowing(ask.around, stand, (up,)))
    text = build.selector("up", matchers)
    labels: tuple[str, ...] = ("instance",)
    if ask.condition.down == "all":
        text, labels = build.aggregate("max", ("job",), text), ("job",)
    told = words.measured("down", ask.condition, (), None)
    return Reading(text, "", labels, told, "state-timeline", mappings=UP, used=used_in(text))


def _absent(ask: Asked, stand: Stand) -> Reading:
    on = ask.operand()
    if on.metric is None:
        raise ask.refuse("MG364", f"{on.name} is an indicator, not a metric", "name a metric")
    check_is_series(ask, on.metric)
    picked = on.picked(Picked(on.name), ask.matchers)
    picked = Picked(picked.name, (*picked.matchers, *narrowing(ask.around, stand, (picked,))))
    text = build.selector(picked.name, picked.matchers)
    text = f"absent({text}) or 0 * count({text})"
    told = words.helped(on.metric, words.measured("absent", ask.condition, (on.name,), None))
    return Reading(text, "", (), told, "state-timeline", mappings=GONE, used=used_in(text))


def _heatmap(ask: Asked, stand: Stand) -> Reading:
    """How many events ended in each bucket."""
    on = ask.operand()
    found = value(ask)
    picked = found.series["of"]
    metric = metric_of(ask, on, picked)
    extra = narrowing(ask.around, stand, (picked,))
    matchers = (*picked.matchers, *(each for each in extra if each not in picked.matchers))
    if metric is not None and metric.type == "native_histogram":
        selector = build.selector(picked.name, matchers, window=ask.window)
        text = build.aggregate("sum", None, f"increase({selector})")
    else:
        selector = build.selector(f"{picked.name}_bucket", matchers, window=ask.window)
        text = build.aggregate("sum", ("le",), f"increase({selector})")
    told = words.helped(on.metric, f"How many {on.name} took how long; the darker, the more.")
    interval = interval_of(on, ask.around)
    return Reading(
        text,
        found.unit,
        ("le",),
        told,
        "heatmap",
        interval=interval,
        used=used_in(text),
        heatmap=True,
        fixed=ask.condition.over is not None,
    )


def _expression(said: Measurement, stand: Stand, where: Where, findings: Findings) -> Reading:
    assert said.expr is not None
    for word in NARROWING:
        if word != "where" and getattr(said, word, None) is not None:
            hint = "write it into the expression"
            raise Refused(Diagnostic("MG365", f"`{word}:` does not go with `expr:`", where(word), hint=hint))
    check_variables(said.expr, stand, where, "expr")
    windows = Windows(said.expr)
    text = confined(windows.filled(said.expr), stand.around, where("expr"))
    if said.where is not None:
        from monitorgen.link.operands import read_matchers

        check_variables(said.where, stand, where, "where")
        text = add_matchers(text, read_matchers(said.where, where("where")))
    inferred = judged(without_choices(text), stand.around, lambda: where("expr"), findings, use="panel")
    names = metrics_in(text)
    own = stand.around.own
    metrics = [
        metric for each in names if (metric := (own.metric(each) if own else None) or stand.around.anywhere(each))
    ]
    metric = metrics[0] if len(metrics) == 1 else None
    text = windows.restored(text)
    told = words.helped(metric, words.measured("expr", said, [each.name for each in metrics], None))
    labels = apart(inferred.labels.known, _confined_to(stand.around), None)
    return Reading(text, inferred.unit, labels, told, open=inferred.labels.open, used=used_in(text), fixed=True)


def _confined_to(around: Surroundings) -> tuple[Picked, ...]:
    own = around.own
    return (Picked("up", own.confinement),) if own is not None and own.job is not None else ()


def narrowing(around: Surroundings, stand: Stand, series: Iterable[Picked]) -> tuple[Matcher, ...]:
    """The choices that narrow these series: those of a label that all of them have and none of them names."""
    picked = list(series)
    metrics = [(around.own.metric(each.name) if around.own else None) or around.anywhere(each.name) for each in picked]
    named_labels = {matcher.label for each in picked for matcher in each.matchers}
    return tuple(
        chosen(label, variable)
        for variable, label in stand.choices.items()
        if label not in named_labels and all(_has(metric, label) for metric in metrics)
    )


def _has(metric: Metric | None, label: str) -> bool:
    return metric is not None and label in metric.labels.known


def apart(labels: Iterable[str], series: Iterable[Picked], group: tuple[str, ...] | None) -> tuple[str, ...]:
    """The labels that tell series apart in a legend: all but those that every one has with the same value."""
    picked = list(series)
    pinned = {
        matcher.label
        for matcher in (picked[0].matchers if picked else ())
        if matcher.op == "=" and all(matcher in each.matchers for each in picked)
    }
    there = group if group is not None else (*sorted(set(labels) - {"job", "instance"}), "instance", "job")
    return tuple(label for label in dict.fromkeys(there) if label in set(labels) and label not in pinned)


def bounds(function: str, unit: str, metric: Metric | None) -> tuple[Decimal | None, Decimal | None]:
    """What the values of a function can't be below or above."""
    if function == "usage":
        return ZERO, ONE
    if function in ("change", "forecast", "until", "age"):
        return None, None
    if function in ("rate", "increase", "count", "error_ratio", "ratio") or function in QUANTILES:
        return ZERO, None
    never_negative = unit in ("bytes", "ratio", "percent") or (metric is not None and metric.type == "counter")
    return (ZERO if never_negative else None), None


def interval_of(on: Operand, around: Surroundings) -> Duration | None:
    """How often the series of an operand get a value, None for the global interval."""
    owner = on.owner or around.own
    if owner is None or owner.scrape_interval == around.scrape_interval:
        return None
    return owner.scrape_interval


def used_in(text: str) -> frozenset[str]:
    """The variables that a query speaks of."""
    return frozenset(named(text))
