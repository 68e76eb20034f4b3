"""What functions give."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.promql import ranges, units
from monitorgen.promql.infer import Inferred
from monitorgen.promql.nodes import MatrixSelector, String, VectorSelector, bare, selectors
from monitorgen.promql.regex import matches
from monitorgen.promql.series import resolve_series
from monitorgen.promql.types import NOTHING, LabelSchema

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.promql.infer import Inference
    from monitorgen.promql.nodes import Call, Node
    from monitorgen.promql.ranges import Range

_BOUNDS: dict[str, Range] = {
    "day_of_month": (1, 31),
    "day_of_week": (0, 6),
    "day_of_year": (1, 366),
    "days_in_month": (28, 31),
    "hour": (0, 23),
    "minute": (0, 59),
    "month": (1, 12),
    "sgn": (-1, 1),
    "exp": (0, inf),
    "sqrt": (0, inf),
    "changes": (0, inf),
    "resets": (0, inf),
    "count_over_time": (1, inf),
    "present_over_time": (1, 1),
    "stddev_over_time": (0, inf),
    "stdvar_over_time": (0, inf),
    "mad_over_time": (0, inf),
    "histogram_fraction": (0, 1),
    "histogram_count": (0, inf),
}
_SAME = frozenset(
    (
        *("sort", "sort_desc", "sort_by_label", "sort_by_label_desc", "info"),
        *("avg_over_time", "last_over_time", "max_over_time", "min_over_time"),
    )
)
_SAME_UNIT = frozenset(
    (
        *("delta", "idelta", "predict_linear", "double_exponential_smoothing", "sum_over_time", "quantile_over_time"),
        *("stddev_over_time", "mad_over_time", "abs", "ceil", "floor", "round", "clamp", "clamp_max", "clamp_min"),
        *("histogram_sum", "histogram_avg", "histogram_stddev"),
    )
)
_TIMES = frozenset({"timestamp", "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time"})


def infer_call(node: Call, inference: Inference) -> Inferred:
    """What a call gives."""
    special = _SPECIAL.get(node.func)
    if special is not None:
        return special(node, inference)
    low, high = _BOUNDS.get(node.func, ranges.ANY)
    if not node.args:
        return Inferred("instant", NOTHING, low=low, high=high, always_present=True)
    inner = inference.of(node.args[-1] if node.func == "quantile_over_time" else node.args[0])
    result = Inferred("instant", inner.labels, low=low, high=high, always_present=inner.always_present)
    if node.func in _SAME:
        return replace(inner, kind="instant")
    if node.func in _SAME_UNIT:
        low, high = _same_unit_bounds(node, inner, inference)
        return replace(result, unit=inner.unit, low=low, high=high)
    if node.func in _TIMES:
        return replace(result, unit="seconds", low=0.0)
    return result


def _same_unit_bounds(node: Call, inner: Inferred, inference: Inference) -> Range:
    low, high = inner.bounds
    match node.func:
        case "abs":
            return (0.0 if low <= 0 <= high else min(abs(low), abs(high)), max(abs(low), abs(high)))
        case "ceil" | "floor":
            return ranges.rounded(node.func, inner.bounds)
        case "sum_over_time":
            return ranges.aggregated("sum", inner.bounds)
        case "clamp" | "clamp_min" | "clamp_max":
            limits = [inference.of(each).bounds for each in node.args[1:]]
            if node.func != "clamp_max":
                low, high = max(low, limits[0][0]), max(high, limits[0][1])
            if node.func != "clamp_min":
                low, high = min(low, limits[-1][0]), min(high, limits[-1][1])
            return (low, high)
    return _BOUNDS.get(node.func, ranges.ANY)


def _rate(node: Call, inference: Inference) -> Inferred:
    inner = inference.of(node.args[0])
    unit = inner.unit if node.func == "increase" else units.per_second(inner.unit)
    # Below 0 a fall counts as a restart too, but to a value that is itself negative.
    low = 0.0 if node.func != "deriv" and inner.low >= 0 else -inf
    return Inferred(
        "instant",
        inner.labels,
        unit if not inner.is_histogram else inner.unit,
        is_histogram=inner.is_histogram,
        buckets=inner.buckets,
        low=low,
        always_present=inner.always_present,
    )


def _quantile(node: Call, inference: Inference) -> Inferred:
    inner = inference.of(node.args[-1])
    labels = inner.labels.drop(("le",))
    if node.func == "histogram_fraction":
        return Inferred("instant", labels, "ratio", low=0.0, high=1.0)
    low, high = -inf, inf
    if inner.buckets:
        high = float(max(inner.buckets))
        low = 0.0 if min(inner.buckets) > 0 else -inf
    # The unit of a rate of buckets is that of the events; the quantile's is the histogram's own.
    return Inferred("instant", labels, _observed_unit(node.args[-1], inference), low=low, high=high)


def _observed_unit(node: Node, inference: Inference) -> str:
    """The unit of what a histogram observes, if all of it comes from metrics of one unit."""
    found = {
        series.metric.unit if (series := resolve_series(each.metric or "", inference.lookup)) is not None else ""
        for each in selectors(node)
    }
    return found.pop() if len(found) == 1 else ""


def _absent(node: Call, inference: Inference) -> Inferred:
    del inference
    arg = bare(node.args[0])
    selector = arg.vector if isinstance(arg, MatrixSelector) else arg
    labels = NOTHING
    if isinstance(selector, VectorSelector):
        named = [each.label for each in selector.matchers]
        for matcher in selector.matchers:
            if matcher.op != "=" or not matcher.value or matcher.label == "__name__":
                continue
            # Where another matcher names the label too, the storage's order of matchers decides whether it stays.
            alone = named.count(matcher.label) == 1
            set_to = labels.with_always(matcher.label, {matcher.value})
            labels = set_to if alone else labels.with_maybe(matcher.label)
    return Inferred("instant", labels, low=1.0, high=1.0)


def _label_replace(node: Call, inference: Inference) -> Inferred:
    inner = inference.of(node.args[0])
    target, template, _, pattern = (_text(each) for each in node.args[1:5])
    if not target:
        return inner
    matches_all = pattern is not None and matches(pattern, "") is True and pattern in {"", ".*", "(.*)"}
    constant = template is not None and "$" not in template
    labels = inner.labels
    if constant and template and matches_all:
        return replace(inner, labels=labels.with_always(target, {template}))
    if constant and template and target in labels.always:
        known = labels.values.get(target)
        return replace(inner, labels=labels.with_always(target, None if known is None else {*known, template}))
    return replace(inner, labels=_perhaps(labels, target, stays=template != "" and constant))


def _perhaps(labels: LabelSchema, label: str, *, stays: bool) -> LabelSchema:
    return labels.with_always(label) if stays and label in labels.always else labels.with_maybe(label)


def _label_join(node: Call, inference: Inference) -> Inferred:
    inner = inference.of(node.args[0])
    target, separator = _text(node.args[1]), _text(node.args[2])
    sources = [_text(each) for each in node.args[3:]]
    if not target:
        return inner
    sure = any(source in inner.labels.always for source in sources) or (bool(separator) and len(sources) > 1)
    labels = inner.labels.with_always(target) if sure else inner.labels.with_maybe(target)
    return replace(inner, labels=labels)


def _text(node: Node) -> str | None:
    inner = bare(node)
    return inner.value if isinstance(inner, String) else None


def _vector(node: Call, inference: Inference) -> Inferred:
    return replace(inference.of(node.args[0]), kind="instant", labels=NOTHING, always_present=True)


def _scalar(node: Call, inference: Inference) -> Inferred:
    inner = inference.of(node.args[0])
    return Inferred(
        "scalar", NOTHING, inner.unit, inner.is_counter, low=inner.low, high=inner.high, always_present=True
    )


def _time(node: Call, inference: Inference) -> Inferred:
    del node, inference
    return Inferred("scalar", NOTHING, "seconds", low=0.0, always_present=True)


def _pi(node: Call, inference: Inference) -> Inferred:
    del node, inference
    return Inferred("scalar", NOTHING, low=3.0, high=4.0, always_present=True)


_SPECIAL: dict[str, Callable[[Call, Inference], Inferred]] = {
    "rate": _rate,
    "irate": _rate,
    "increase": _rate,
    "deriv": _rate,
    "histogram_quantile": _quantile,
    "histogram_fraction": _quantile,
    "absent": _absent,
    "absent_over_time": _absent,
    "label_replace": _label_replace,
    "label_join": _label_join,
    "vector": _vector,
    "scalar": _scalar,
    "time": _time,
    "pi": _pi,
}
