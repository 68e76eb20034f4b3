"""The value of a condition: each function of the language as PromQL, with its unit and the labels that it keeps.

The forms are those that survive what hand-written rules trip over: rate before sum, no error series yet counts as
no errors, a divisor that is zero leaves the series out, `le` kept for quantiles, both sides of a division by the
same labels.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.functions import QUANTILES
from monitorgen.link.asking import (
    Asked,
    Value,
    events_of,
    group,
    metric_of,
    per_second,
    rate_of,
    schema,
    spoken,
    unit_of,
)
from monitorgen.link.presence import check_is_series
from monitorgen.link.surroundings import Picked
from monitorgen.promql import build
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.link.operands import Operand
    from monitorgen.promql.types import Metric
    from monitorgen.spec.condition import Condition


def value(ask: Asked) -> Value:
    """The value of the condition; raises `Refused` if its operand does not fit the function."""
    if ask.function in QUANTILES:
        return _quantile(ask)
    return _MAKERS[ask.function](ask)


def _rate(ask: Asked) -> Value:
    on = ask.operand()
    picked, metric = events_of(ask, on)
    keep = group(ask, on)
    unit = unit_of(metric)
    return Value(
        rate_of(picked, keep, ask.window, function=ask.function),
        per_second(unit) if ask.function == "rate" else unit,
        schema(ask, keep, on),
        keep,
        {"of": picked},
        spoken(on, ask.function),
        ask.window,
        picked,
    )


def _quantile(ask: Asked) -> Value:
    on = ask.operand()
    picked, metric = _histogram(ask, on)
    keep = group(ask, on)
    q = QUANTILES[ask.function]
    if metric is not None and metric.type == "native_histogram":
        inner = rate_of(picked, keep, ask.window)
        events = picked
    else:
        inner = rate_of(Picked(f"{picked.name}_bucket", picked.matchers), (*keep, "le"), ask.window)
        events = Picked(f"{picked.name}_count", picked.matchers)
    return Value(
        f"histogram_quantile({q}, {inner})",
        unit_of(metric),
        schema(ask, keep, on),
        keep,
        {"of": picked},
        spoken(on, ask.function),
        ask.window,
        events,
    )


def _histogram(ask: Asked, on: Operand) -> tuple[Picked, Metric | None]:
    if on.measure is not None:
        if on.measure.duration is None:
            raise ask.refuse("MG364", f"indicator {on.name!r} does not say how long it takes", "give it `duration:`")
        return on.picked(on.measure.duration, ask.matchers), metric_of(ask, on, on.measure.duration)
    assert on.metric is not None
    if on.metric.type not in {"histogram", "native_histogram", "unknown"}:
        hint = "a quantile needs a histogram; name one, or an indicator with `duration:`"
        raise ask.refuse("MG363", f"{on.name} is a {on.metric.type}, not a histogram", hint)
    return on.picked(Picked(on.name), ask.matchers), on.metric


def _error_ratio(ask: Asked) -> Value:
    on = ask.operand()
    if on.measure is None:
        hint = "name an indicator, or write `ratio:` and `of:`"
        raise ask.refuse("MG364", f"{on.name} is a metric, not an indicator", hint)
    total, _ = events_of(ask, on)
    bad, good = on.measure.errors, on.measure.good
    if bad is None and good is None:
        raise ask.refuse("MG364", f"indicator {on.name!r} does not say what failed", "give it `errors:` or `good:`")
    keep = group(ask, on)
    series = {"total": total}
    part = on.picked(bad or good or total, ask.matchers)
    series["errors" if bad is not None else "good"] = part
    text = _share(part, total, keep, ask.window)
    text = text if bad is not None else f"1 - {text}"
    labels = schema(ask, keep, on)
    return Value(text, "ratio", labels, keep, series, f"failed share of {on.name}", ask.window, total)


def _share(part: Picked, total: Picked, keep: tuple[str, ...], window: Duration) -> str:
    whole = rate_of(total, keep, window)
    return f"({rate_of(part, keep, window)} or 0 * {whole}) / ({whole} > 0)"


def _ratio(ask: Asked) -> Value:
    if ask.condition.of is None:
        raise ask.refuse("MG365", "`ratio:` needs what it is divided by", "write `of:` beside it")
    top, bottom = ask.operand(), ask.operand("of")
    what = f"ratio of {top.name} to {bottom.name}"
    if _is_counter(top) and _is_counter(bottom):
        above, _ = events_of(ask, top)
        below, _ = events_of(ask, bottom, "of")
        keep = group(ask, top)
        schema(ask, keep, bottom)
        text = _share(above, below, keep, ask.window)
        over: Duration | None = ask.window
        events: Picked | None = below
    else:
        for on, word in ((top, "ratio"), (bottom, "of")):
            if on.measure is not None or _is_counter(on):
                hint = "divide a counter by a counter, a gauge by a gauge"
                other = bottom if on is top else top
                raise ask.refuse("MG363", f"{on.name} is a counter, {other.name} is not", hint, word)
        if ask.condition.by is None:
            hint = "write `by: [instance]`, or the labels that both have"
            raise ask.refuse("MG365", "a ratio of gauges must say by which labels", hint)
        keep, over, events = group(ask, top), None, None
        _check_units(ask, top, bottom)
        schema(ask, keep, bottom)
        above, below = top.picked(Picked(top.name), ask.matchers), bottom.picked(Picked(bottom.name), ask.matchers)
        text = f"{_sum(above, keep)} / ({_sum(below, keep)} > 0)"
    text = f"1 - {text}" if ask.condition.invert else text
    series = {"of": above, "total": below}
    return Value(text, "ratio", schema(ask, keep, top), keep, series, what, over, events)


def _check_units(ask: Asked, top: Operand, bottom: Operand) -> None:
    one, other = unit_of(top.metric), unit_of(bottom.metric)
    if one != other:
        message = f"{top.name} is {one or 'a plain number'}, {bottom.name} is {other or 'a plain number'}"
        hint = "a ratio is a share: divide by something of the same unit, or write the whole as `expr:`"
        raise ask.refuse("MG363", message, hint, "of")


def _is_counter(on: Operand) -> bool:
    return on.measure is not None or (on.metric is not None and on.metric.type == "counter")


def _sum(picked: Picked, keep: tuple[str, ...]) -> str:
    return build.aggregate("sum", keep, build.selector(picked.name, picked.matchers))


def _usage(ask: Asked) -> Value:
    on = ask.operand()
    measure = on.measure
    if measure is None or measure.limit is None or (measure.used is None and measure.free is None):
        hint = "name an indicator with `limit:` and `used:` or `free:`"
        raise ask.refuse("MG364", _no_resource(on), hint)
    part = on.picked(measure.used or measure.free or measure.limit, ask.matchers)
    limit = on.picked(measure.limit, ask.matchers)
    metric = metric_of(ask, on, measure.limit)
    keep = group(ask, on, ("instance",))
    if metric is not None and metric.type == "counter":
        text = f"{rate_of(part, keep, ask.window)} / ({rate_of(limit, keep, ask.window)} > 0)"
        over: Duration | None = ask.window
    else:
        text, over = f"{_sum(part, keep)} / ({_sum(limit, keep)} > 0)", None
    text = text if measure.used is not None else f"1 - {text}"
    series = {"used" if measure.used is not None else "free": part, "limit": limit}
    labels = schema(ask, keep, on)
    return Value(text, "ratio", labels, keep, series, f"usage of {on.name}", over, None)


def _no_resource(on: Operand) -> str:
    if on.measure is None:
        return f"{on.name} is a metric, not an indicator"
    if on.measure.used is not None or on.measure.free is not None:
        return f"indicator {on.name!r} says what is used, but no limit"
    return f"indicator {on.name!r} is not a resource"


def _each(ask: Asked) -> Value:
    """`value`: every series of a metric, or its average over time."""
    on = ask.operand()
    metric = _sampled(ask, on)
    picked = on.picked(Picked(on.name), ask.matchers)
    if ask.condition.by is not None:
        raise ask.refuse(
            "MG366", "`value:` takes each series; `by:` would join them", "write sum, avg, min or max", "by"
        )
    over = ask.condition.over
    text = build.selector(picked.name, picked.matchers, window=over)
    text = f"avg_over_time({text})" if over else text
    return Value(text, unit_of(metric), metric.labels, None, {"of": picked}, on.name, over)


def _sampled(ask: Asked, on: Operand) -> Metric:
    if on.metric is None:
        hint = "name a metric, or a function of indicators: rate, increase, p95, error_ratio, usage"
        raise ask.refuse("MG364", f"{on.name} is an indicator, not a metric", hint)
    if on.metric.type == "counter":
        hint = f"write `rate: {on.name}` or `increase: {on.name}`"
        raise ask.refuse("MG363", f"{on.name} is a counter: it only grows, so an alert on it never ends", hint)
    if on.metric.type in {"histogram", "native_histogram", "summary"}:
        raise ask.refuse("MG363", f"{on.name} is a {on.metric.type}", f"write `p95: {on.name}`")
    return on.metric


def _aggregate(ask: Asked) -> Value:
    """`sum avg min max count`: over time first, then over series; with `over` alone each series stays."""
    on = ask.operand()
    metric = _counted(ask, on) if ask.function == "count" else _sampled(ask, on)
    picked = on.picked(Picked(on.name), ask.matchers)
    over, by, operation = ask.condition.over, ask.condition.by, ask.function
    unit = "" if operation == "count" else unit_of(metric)
    what = spoken(on, operation)
    if over and by is None:
        text = build.selector(picked.name, picked.matchers, window=over)
        return Value(f"{operation}_over_time({text})", unit, metric.labels, None, {"of": picked}, what, over)
    inner = build.selector(picked.name, picked.matchers, window=over)
    if over:
        # A sum over series of sums over time counts each sample; what is meant is the sum of the usual values.
        inner = f"{'avg' if operation == 'sum' else operation}_over_time({inner})"
    keep = group(ask, on)
    return Value(build.aggregate(operation, keep, inner), unit, schema(ask, keep, on), keep, {"of": picked}, what, over)


def _counted(ask: Asked, on: Operand) -> Metric:
    if on.metric is None:
        raise ask.refuse("MG364", f"{on.name} is an indicator, not a metric", "name a metric")
    check_is_series(ask, on.metric)
    return on.metric


def _change(ask: Asked) -> Value:
    on = ask.operand()
    over = ask.condition.over
    assert over is not None
    keep = group(ask, on)
    if _is_counter(on):
        picked, metric = events_of(ask, on)
        unit = per_second(unit_of(metric))
        now = rate_of(picked, keep, ask.default_window)
        then = rate_of(picked, keep, ask.default_window, offset=str(over))
        events: Picked | None = picked
    else:
        metric = _sampled(ask, on)
        picked, events = on.picked(Picked(on.name), ask.matchers), None
        unit = unit_of(metric)
        now = _sum(picked, keep)
        then = build.aggregate("sum", keep, build.selector(picked.name, picked.matchers, offset=str(over)))
    labels = schema(ask, keep, on)
    what = spoken(on, "change")
    if unit != "ratio" and _in_percent(ask.condition):
        text = f"({now} - {then}) / ({then} > 0)"
        return Value(text, "ratio", labels, keep, {"of": picked}, f"relative {what}", over, events)
    return Value(f"{now} - {then}", unit, labels, keep, {"of": picked}, what, over, events)


def _in_percent(condition: Condition) -> bool:
    said = condition.above or condition.below or condition.equals
    quantities = said.values() if isinstance(said, dict) else (said,)
    return any(quantity is not None and quantity.dimension == "ratio" for quantity in quantities)


def _forecast(ask: Asked) -> Value:
    on = ask.operand()
    metric = _sampled(ask, on)
    if ask.condition.ahead is None:
        raise ask.refuse("MG365", "`forecast:` needs how far it looks", "write `ahead:` beside it, for example 24h")
    over = ask.condition.over
    assert over is not None
    picked = on.picked(Picked(on.name), ask.matchers)
    seconds = plain(Decimal(ask.condition.ahead.seconds))
    text = f"predict_linear({build.selector(picked.name, picked.matchers, window=over)}, {seconds})"
    if ask.condition.by is None:
        return Value(text, unit_of(metric), metric.labels, None, {"of": picked}, spoken(on, "forecast"), over)
    keep = group(ask, on)
    text = build.aggregate("sum", keep, text)
    labels = schema(ask, keep, on)
    return Value(text, unit_of(metric), labels, keep, {"of": picked}, spoken(on, "forecast"), over)


def _time(ask: Asked) -> Value:
    on = ask.operand()
    metric = _sampled(ask, on)
    if metric.unit != "seconds":
        hint = "name a metric that holds a Unix time in seconds"
        raise ask.refuse("MG363", f"{on.name} is not a timestamp in seconds", hint)
    picked = on.picked(Picked(on.name), ask.matchers)
    keep = group(ask, on)
    text = build.selector(picked.name, picked.matchers)
    age = ask.function == "age"
    text = f"time() - {build.aggregate('max', keep, text)}" if age else f"{build.aggregate('min', keep, text)} - time()"
    what = f"{'time since' if age else 'time until'} {on.name}"
    return Value(text, "seconds", schema(ask, keep, on), keep, {"of": picked}, what, None, None)


_MAKERS: dict[str, Callable[[Asked], Value]] = {
    "value": _each,
    "rate": _rate,
    "increase": _rate,
    "sum": _aggregate,
    "avg": _aggregate,
    "min": _aggregate,
    "max": _aggregate,
    "count": _aggregate,
    "error_ratio": _error_ratio,
    "ratio": _ratio,
    "usage": _usage,
    "change": _change,
    "forecast": _forecast,
    "age": _time,
    "until": _time,
}
