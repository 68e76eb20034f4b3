"""Conditions lowered: the value compared with its threshold, its guards, and the intent kept beside the PromQL."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from monitorgen.functions import QUANTILES
from monitorgen.link.asking import Asked, Value, Where, asked, rate_of
from monitorgen.link.kept import kept
from monitorgen.link.lowered import Lowered
from monitorgen.link.matched import check_matchers
from monitorgen.link.presence import absent, down
from monitorgen.link.thresholds import threshold
from monitorgen.link.values import value
from monitorgen.plan import rules as plan
from monitorgen.promql import build
from monitorgen.promql.printer import PRECEDENCE
from monitorgen.spec.condition import COMPARISONS, FUNCTIONS, NARROWING, Condition
from monitorgen.units import Quantity, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.functions import FunctionName
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.spec.condition import Measurement

OPERATORS = {"above": ">", "below": "<", "equals": "=="}
COUNTING = frozenset({"rate", "increase", "error_ratio", "ratio", "change", *QUANTILES})
"""Functions of events, of which `min_events` can ask for some."""
_NAMES = frozenset(FUNCTIONS)
_COMPARING = frozenset({"missing", "min_events", "only_if"})


def function_of(condition: Measurement) -> FunctionName | None:
    """The function that a condition names, None if it names none; one of two is refused or displaced before."""
    said = [word for word in _NAMES & condition.model_fields_set if getattr(condition, word) is not None]
    assert len(said) <= 1
    return said[0] if said else None


def lower(condition: Condition, around: Surroundings, where: Where, *, keep: bool = True) -> list[Lowered]:
    """A structured condition as one expression, or one for each severity of its threshold; raises `Refused`.

    Without `keep` the expressions read no recording rules.
    """
    function = function_of(condition)
    assert function is not None
    assert function != "expr"
    ask = asked(condition, function, around, where)
    check_companions(ask)
    if function == "down":
        return [down(ask)]
    if function == "absent":
        return [absent(ask)]
    lowered = value(ask)
    check_matchers(ask, lowered.series.values())
    word = _comparison(ask)
    said = getattr(condition, word)
    recorded: tuple[plan.Recording, ...] = ()
    if keep and (found := kept(ask, lowered)) is not None:
        lowered, recorded = found[0], found[1:]
    if not isinstance(said, dict):
        return [_compare(ask, lowered, word, said, None, recorded)]
    return [
        _compare(ask, lowered, word, quantity, severity, recorded)
        for severity, quantity in _from_worst(said, around.severities).items()
    ]


def _from_worst(thresholds: Mapping[str, Quantity], severities: tuple[str, ...]) -> dict[str, Quantity]:
    order = {name: place for place, name in enumerate(severities)}
    return dict(sorted(thresholds.items(), key=lambda item: order.get(item[0], len(order))))


def _comparison(ask: Asked) -> plan.Comparison:
    said: list[plan.Comparison] = [word for word in COMPARISONS if getattr(ask.condition, word) is not None]
    if len(said) == 1:
        return said[0]
    if said:
        raise ask.refuse("MG367", f"{' and '.join(said)} can't stand together", "write two alerts", said[1])
    hint = "write `above:`, `below:` or `equals:` beside it"
    raise ask.refuse("MG368", f"`{ask.function}:` is compared with nothing, so it always fires", hint)


def _compare(
    ask: Asked,
    of: Value,
    word: plan.Comparison,
    quantity: Quantity,
    severity: str | None,
    recorded: tuple[plan.Recording, ...],
) -> Lowered:
    place = (word, severity) if severity else (word,)
    limit = threshold(quantity, of.unit, of.what, partial(ask.where, *place))
    _check_reach(ask, of, word, limit)
    missing = ask.condition.missing or _missing_by_default(ask, of, word)
    # Arithmetic binds tighter than a comparison, and that tighter than `and`: no parentheses are needed here.
    text = f"{_with_zero(ask, of) if missing == 'zero' else of.text} {OPERATORS[word]} {build.number(limit)}"
    labels = of.labels
    if ask.condition.min_events is not None:
        text += f" and {_enough(ask, of)}"
    only_if = None
    if ask.condition.only_if is not None:
        guard = _guard(ask)
        only_if = guard.intent
        recorded = (*recorded, *guard.recorded)
        text += f" and {_on(of, guard)}{build.inside(guard.expr, PRECEDENCE['and'] + 1)}"
    if missing == "fire":
        text = f"({text})"
        for gone in absent_of(ask, of):
            text, labels = f"{text} or {gone.expr}", labels.union(gone.labels)
    intent = plan.Condition(
        function=ask.function,
        series={name: plan.Series(each.name, each.matchers) for name, each in of.series.items()},
        by=of.group,
        over=of.over,
        ahead=ask.condition.ahead,
        invert=bool(ask.condition.invert),
        comparison=word,
        threshold=limit,
        unit=of.unit,
        missing=missing,
        min_events=ask.condition.min_events or 0,
        only_if=only_if,
    )
    return Lowered(text, intent, labels, of, word, quantity, severity, recorded)


def _missing_by_default(ask: Asked, of: Value, word: str) -> plan.Missing:
    confined = ask.around.own is not None and of.group == ("job",)
    return "zero" if confined and word == "below" and ask.function in {"rate", "increase"} else "quiet"


def _with_zero(ask: Asked, of: Value) -> str:
    """The value, 0 where its series is missing: the targets are known by `up`, which is always there."""
    own = ask.around.own
    if own is None or own.job is None or of.group != ("job",):
        hint = "leave `by:` out, or write `missing: quiet`"
        raise ask.refuse("MG369", "`missing: zero` can't know which label values are missing", hint, "missing")
    up = build.aggregate("max", ("job",), build.selector("up", own.confinement))
    return f"({of.text} or 0 * {up})"


def _enough(ask: Asked, of: Value) -> str:
    if of.events is None or of.group is None or of.over is None:
        hint = "it belongs to error_ratio, ratio of counters, rate, increase, change and quantiles"
        raise ask.refuse("MG365", f"`min_events:` does not go with `{ask.function}:`", hint, "min_events")
    if (ask.condition.min_events or 0) < 1:
        raise ask.refuse("MG365", "`min_events:` is a count of at least 1", "drop it, or raise it", "min_events")
    return f"{rate_of(of.events, of.group, of.over, function='increase')} >= {ask.condition.min_events}"


def _guard(ask: Asked) -> Lowered:
    inner = ask.condition.only_if
    assert inner is not None
    function = function_of(inner)
    if function is None or function == "expr":
        hint = "write a function and a threshold: {usage: disk, above: 60%}"
        raise ask.refuse("MG368", "`only_if:` is not a condition", hint, "only_if")
    lowered = lower(inner, ask.around, lambda *path: ask.where("only_if", *path))
    if len(lowered) > 1:
        raise ask.refuse("MG367", "`only_if:` takes one threshold, not one per severity", "write a scalar", "only_if")
    return lowered[0]


def _on(of: Value, guard: Lowered) -> str:
    """`and` matches on all labels; it must be told which ones if the two sides keep different ones."""
    if of.group is not None and guard.intent.by == of.group:
        return ""
    shared = sorted(of.labels.always & guard.labels.always)
    return f"on ({', '.join(shared)}) "


def absent_of(ask: Asked, of: Value) -> list[Lowered]:
    """The alert's own series gone: what `missing: fire` adds. No errors yet are not gone, so that events must be."""
    needed = (of.events,) if of.events is not None else tuple(of.series.values())
    return [absent(ask, each) for each in needed]


def check_companions(ask: Asked, *, shown: bool = False) -> None:
    """Refuses words that do not go with the function, a window that is missing, or one too short to hold anything.

    `shown`: the value is shown, not compared, so that words of comparisons are not offered.
    """
    table = FUNCTIONS[ask.function]
    for word in _strangers(ask.function):
        if getattr(ask.condition, word) is not None:
            allowed = _companions(ask.function)
            takes = ", ".join(sorted(allowed - _COMPARING if shown else allowed)) or "nothing"
            message = f"`{word}:` does not go with `{ask.function}:`"
            raise ask.refuse("MG365", message, f"beside it may stand: {takes}", word)
    if table.over == "required" and ask.condition.over is None:
        raise ask.refuse("MG365", f"`{ask.function}:` needs a window", "write `over:` beside it")
    window = ask.condition.over
    interval = ask.around.own.scrape_interval if ask.around.own else ask.around.scrape_interval
    if window is not None and window.ms < 4 * interval.ms:
        message = f"a window of {window} holds fewer than 4 scrapes of {interval}"
        raise ask.refuse("MG370", message, f"write at least {type(window)(4 * interval.ms)}", "over")


@cache
def _companions(function: FunctionName) -> frozenset[str]:
    """The words that narrow a function."""
    table = FUNCTIONS[function]
    allowed = {"where", *table.companions}
    if table.over != "refused":
        allowed.add("over")
    if table.by != "refused":
        allowed |= {"by", "missing"}
    if function in COUNTING:
        allowed.add("min_events")
    if table.compared:
        allowed.add("only_if")
    return frozenset(allowed)


@cache
def _strangers(function: FunctionName) -> tuple[str, ...]:
    """The words that do not go with a function."""
    compared = COMPARISONS if FUNCTIONS[function].compared else ()
    return tuple(word for word in (*NARROWING, *COMPARISONS) if word not in {*_companions(function), *compared})


def _check_reach(ask: Asked, of: Value, word: str, limit: Decimal) -> None:
    """A comparison that no value of this kind can pass, or that every value passes."""
    lowest, highest = _range(ask, of)
    if word == "above" and highest is not None and limit >= highest:
        message = f"can never fire: {of.what} is never above {_shown(limit, of)}"
        raise ask.refuse("MG371", message, _reach_hint(ask), word)
    if word == "below" and lowest is not None and limit <= lowest:
        message = f"can never fire: {of.what} is never below {_shown(limit, of)}"
        raise ask.refuse("MG371", message, "raise the threshold", word)
    if word == "above" and lowest is not None and limit < lowest:
        raise ask.refuse(
            "MG372", f"always fires: {of.what} is never below {_shown(lowest, of)}", "raise the threshold", word
        )


def _range(ask: Asked, of: Value) -> tuple[Decimal | None, Decimal | None]:
    if ask.function == "error_ratio":
        return Decimal(0), Decimal(1)
    if ask.function in {"rate", "increase", "count"}:
        return Decimal(0), None
    if ask.function in QUANTILES and of.series:
        buckets = _buckets(ask, of)
        return Decimal(0), max(buckets) if buckets else None
    return None, None


def _buckets(ask: Asked, of: Value) -> tuple[Decimal, ...]:
    name = of.series["of"].name
    own = ask.around.own
    metric = (own.metric(name) if own else None) or ask.around.anywhere(name)
    return metric.buckets if metric is not None else ()


def _reach_hint(ask: Asked) -> str:
    if ask.function in QUANTILES:
        return "a quantile never exceeds the last bucket: lower the threshold, or declare the `buckets:` that are there"
    return "lower the threshold"


def _shown(limit: Decimal, of: Value) -> str:
    if of.unit == "ratio":
        return f"{plain(limit * 100)}%"
    return plain(limit) + {"seconds": "s", "milliseconds": "ms", "bytes": "B", "per_second": "/s"}.get(of.unit, "")
