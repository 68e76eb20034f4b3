"""Expressions that people write in PromQL: confined to their entry, read, and checked against what is known."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.link.conditions import function_of
from monitorgen.link.lowered import Lowered
from monitorgen.link.operands import read_matchers
from monitorgen.plan import rules as plan
from monitorgen.promql.infer import TARGET_LABELS, infer
from monitorgen.promql.infer import recorded as recorded_by
from monitorgen.promql.parse import PromqlError, parse, selectors
from monitorgen.promql.problems import Context, problems
from monitorgen.promql.rewrite import add_matchers, confine
from monitorgen.promql.series import family_names
from monitorgen.promql.types import ANYTHING, Matcher, Metric
from monitorgen.spec.condition import COMPARISONS, NARROWING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.link.surroundings import Reader, Surroundings
    from monitorgen.promql.finding import Problem, Use
    from monitorgen.promql.infer import Inferred
    from monitorgen.spec.alert import Alert
    from monitorgen.units import Duration


def confined(text: str, around: Surroundings, origin: Origin) -> str:
    """PromQL with the metrics of its entry confined to it; raises `Refused` if it does not parse."""
    own = around.own

    def scopes(name: str) -> tuple[Matcher, ...] | None:
        metric = own.metric(name) if own is not None else None
        # What a rule recorded without `job` would not be found under it.
        if own is None or metric is None or "job" not in metric.labels.always:
            return None
        return own.confinement_of(name)

    try:
        parse(text)
        return confine(text.strip(), scopes)
    except PromqlError as error:
        raise Refused(Diagnostic("MG350", f"this is no PromQL: {error}", origin, hint=error.hint)) from None


def lookup(around: Surroundings) -> Callable[[str], Metric | None]:
    """Finds a metric by name: the entry's own first, then the system's."""

    def find(name: str) -> Metric | None:
        return (around.own.declared(name) if around.own else None) or around.declared(name)

    return find


def judged(text: str, around: Surroundings, where: Callable[[], Origin], findings: Findings, *, use: Use) -> Inferred:
    """What an expression gives, after all that is wrong with it has been reported."""
    find = lookup(around)
    key = Judged(
        text,
        use,
        tuple([(name, find(name)) for name in metrics_in(text)]),
        around.own.target_labels if around.own else TARGET_LABELS,
        around.own.scrape_interval if around.own else around.scrape_interval,
        around.external_labels,
        around.reader,
    )
    problems, inferred = judge(key, around)
    for each in problems:
        findings.add(Diagnostic(each.code, each.message, where(), each.expr, each.hint, each.level))
    return inferred


@lru_cache(4096)
def metrics_in(text: str) -> tuple[str, ...]:
    """The names under which the metrics of an expression may have been declared, sorted."""
    names = {node.metric for node in selectors(parse(text)) if node.metric}
    return tuple(sorted({each for name in names for each in family_names(name)}))


class Judged(Struct, frozen=True):
    """All that the judgement on an expression depends on: services of one type share theirs."""

    text: str
    use: Use
    metrics: tuple[tuple[str, Metric | None], ...]
    target_labels: frozenset[str]
    scrape_interval: Duration
    external_labels: frozenset[str]
    reader: Reader


_KEPT: dict[Judged, tuple[tuple[Problem, ...], Inferred]] = {}
_MOST_KEPT = 4096


def judge(key: Judged, around: Surroundings) -> tuple[tuple[Problem, ...], Inferred]:
    """The problems of an expression and what it gives."""
    kept = _KEPT.get(key)
    if kept is None:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        known = dict(key.metrics)
        context = Context(
            lookup=known.get,
            names=around.names,
            use=key.use,
            scrape_interval=key.scrape_interval,
            target_labels=key.target_labels,
            external_labels=key.external_labels,
            retention=key.reader.retention,
            version=key.reader.version,
            experimental=key.reader.experimental,
        )
        inferred = infer(parse(key.text), context.lookup, context.target_labels)
        kept = tuple(problems(key.text, context)), inferred
        # What is said of a metric that there is not names others of its system.
        if not any(each.code == "MG301" for each in kept[0]):
            _KEPT[key] = kept
    return kept


def live(alert: Alert, around: Surroundings, where: Callable[..., Origin], findings: Findings) -> Lowered:
    """An alert written in PromQL. It states no intent: it can be shown to be able to fire, not to mean something."""
    assert alert.expr is not None
    for word in (*NARROWING, *COMPARISONS):
        if word not in {"where", "only_if"} and getattr(alert, word) is not None:
            hint = "write it into the expression"
            raise Refused(Diagnostic("MG365", f"`{word}:` does not go with `expr:`", where(word), hint=hint))
    if alert.only_if is not None:
        assert function_of(alert) == "expr"
        hint = "write it into the expression with `and`"
        raise Refused(Diagnostic("MG365", "`only_if:` does not go with `expr:`", where("only_if"), hint=hint))
    text = confined(alert.expr, around, where("expr"))
    if alert.where is not None:
        text = add_matchers(text, read_matchers(alert.where, where("where")))
    inferred = judged(text, around, lambda: where("expr"), findings, use="alert")
    intent = plan.Condition("expr", {}, None)
    return Lowered(text, intent, inferred.labels, None, unit=inferred.unit)


def recorded(name: str, text: str, metrics: Mapping[str, Metric], inventory: Callable[[str], Metric | None]) -> Metric:
    """What a recording rule of an entry records, as far as its own metrics tell; else anything may be there."""
    try:
        known = tuple([(each, metrics.get(each) or inventory(each)) for each in metrics_in(text)])
        return _recorded(name, text, known)
    except PromqlError:
        # Reported where the rule itself is made.
        return Metric(name, "gauge", "", ANYTHING, recorded=True)


@lru_cache(4096)
def _recorded(name: str, text: str, metrics: tuple[tuple[str, Metric | None], ...]) -> Metric:
    root, known = parse(text), dict(metrics)
    if all(node.metric and any(known[each] for each in family_names(node.metric)) for node in selectors(root)):
        return recorded_by(name, infer(root, known.get))
    return Metric(name, "gauge", "", ANYTHING, recorded=True)
