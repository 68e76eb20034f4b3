"""Selectors: is there such a metric, can it have such a label, such a value?"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from monitorgen.promql.finding import listed, nearest
from monitorgen.promql.narrowing import narrow, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import VectorSelector
    from monitorgen.promql.types import LabelSchema, Matcher


def unknown_metric(analysis: Analysis) -> Iterator[Problem]:
    """MG301: nothing exposes or records a metric of this name."""
    seen: set[str] = set()
    for node in analysis.selectors():
        name = node.metric
        if name is None or name in seen or analysis.series(node) is not None:
            continue
        seen.add(name)
        message, hint = _why_unknown(name, analysis)
        yield analysis.problem("MG301", node, message, hint)


def _why_unknown(name: str, analysis: Analysis) -> tuple[str, str]:
    lookup = analysis.context.lookup
    if (metric := lookup(name)) is not None and metric.type == "histogram":
        hint = f"write {name}_bucket, {name}_count or {name}_sum"
        return f"`{name}` is a histogram and has no series of its own name", hint
    base = name.removesuffix("_bucket")
    if base != name and (metric := lookup(base)) is not None:
        if metric.type == "native_histogram":
            hint = f"write histogram_quantile(0.95, rate({base}[5m])), without `le`"
            return f"`{base}` is a native histogram and has no buckets as series", hint
        return f"`{base}` is a {metric.type} and has no buckets", f"declare `{base}` a histogram, if it is one"
    message = f"nothing exposes or records a metric `{name}`"
    names = analysis.context.names()
    if f"{name}_total" in names:
        return message, f"did you mean {name}_total?"
    return message, nearest(name, names) or "declare it in `metrics:` of the entry that exposes it"


def impossible_matcher(analysis: Analysis) -> Iterator[Problem]:
    """MG302, MG303, MG318: a matcher that no series of the metric can pass, or that says nothing."""
    for node in analysis.selectors():
        if node.metric is None:
            continue
        schema = analysis.labels_before(node)
        left = schema
        for matcher in node.matchers:
            yield from _judged(matcher, schema, left, node, analysis)
            left = narrow(left, (matcher,))


def _judged(
    matcher: Matcher, schema: LabelSchema, left: LabelSchema, node: VectorSelector, analysis: Analysis
) -> Iterator[Problem]:
    label = matcher.label
    if label in analysis.context.external_labels and label not in schema.known:
        message = f"`{label}` is an external label: it is added to what leaves Prometheus, no stored series has it"
        hint = "drop the matcher: this Prometheus only has series of its own"
        yield analysis.problem("MG318", node, message, hint, level="warning" if schema.open else "error")
        return
    match verdict(schema, matcher):
        case "no label":
            yield analysis.problem("MG302", node, f"`{node.metric}` never has the label `{label}`", has(label, schema))
        case "no effect":
            message = f"`{matcher}` excludes nothing: `{node.metric}` never has the label `{label}`"
            yield analysis.problem("MG302", node, message, has(label, schema), level="warning")
        case "no value":
            values = schema.values[label]
            message = f"no series of `{node.metric}` passes `{matcher}`"
            near = nearest(matcher.value, values) if matcher.op == "=" else ""
            yield analysis.problem("MG303", node, message, near or f"its values are {_values(label, values)}")
        case "possible" if verdict(left, matcher) in {"no value", "no label"}:
            message = f"nothing can pass `{matcher}` and the matchers before it"
            yield analysis.problem("MG303", node, message, 'for alternatives write one: =~"a|b"')


def has(label: str, schema: LabelSchema) -> str:
    """A hint: the labels that are there."""
    near = nearest(label, schema.known)
    return near or (f"it has {listed(schema.known)}" if schema.known else "it has no labels")


def _values(label: str, values: frozenset[str]) -> str:
    if label != "le":
        return listed(values)
    bounds = sorted({float(value) for value in values})
    return ", ".join("+Inf" if bound == inf else f"{bound:g}" for bound in bounds)


def whole_bound(analysis: Analysis) -> Iterator[Problem]:
    """MG324: a bucket named by a whole number, which Prometheus 3 stores with `.0` and older releases without."""
    for node in analysis.selectors():
        for matcher in node.matchers:
            if matcher.label in {"le", "quantile"} and matcher.op in {"=", "!="} and matcher.value.isdigit():
                message = f"`{matcher}` depends on the release: Prometheus 3 stores `{matcher.value}.0`"
                op = "=~" if matcher.op == "=" else "!~"
                hint = f'write {matcher.label}{op}"{matcher.value}|{matcher.value}[.]0"'
                yield analysis.problem("MG324", node, message, hint, level="warning")
