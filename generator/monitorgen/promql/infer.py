"""What an expression gives: kind, labels, unit and range of its values, from what is known of its metrics.

One recursive pass. Where nothing is known (a metric that nobody declared) everything is possible: labels are open, the
unit is empty, the range has no ends.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.promql import ranges
from monitorgen.promql.narrowing import narrow
from monitorgen.promql.nodes import (
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Negation,
    Number,
    Paren,
    String,
    Subquery,
    VectorSelector,
)
from monitorgen.promql.series import resolve_series
from monitorgen.promql.types import ANYTHING, NOTHING, LabelSchema, Metric, MetricLookup, MetricType

if TYPE_CHECKING:
    from decimal import Decimal

    from monitorgen.promql.nodes import Kind, Node
    from monitorgen.promql.series import SeriesInfo

TARGET_LABELS = frozenset({"job", "instance"})


class Inferred(Struct, frozen=True):
    """What an expression gives.

    `is_counter`: values that only grow and start again from 0, as nothing took their rate; `aggregated` if they are
    sums of several series, whose restarts can't be seen any more. `is_histogram`: samples are native histograms.
    `buckets` are the finite bounds of the histogram behind `le`. `low` and `high` bound the values for certain.
    `always_present`: there is a result whatever is scraped.
    """

    kind: Kind
    labels: LabelSchema = NOTHING
    unit: str = ""
    is_counter: bool = False
    aggregated: bool = False
    is_histogram: bool = False
    buckets: tuple[Decimal, ...] = ()
    low: float = -inf
    high: float = inf
    always_present: bool = False

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the greatest value."""
        return (self.low, self.high)


def infer(node: Node, lookup: MetricLookup, target_labels: frozenset[str] = TARGET_LABELS) -> Inferred:
    """What an expression gives. `target_labels` are on every series that is scraped, beside its metric's own."""
    return Inference(lookup, target_labels).of(node)


def recorded(name: str, inferred: Inferred, help_text: str = "") -> Metric:
    """The metric that a recording rule of this expression makes.

    Never a counter: after a sum the restarts of its parts can't be seen, so nobody may take its rate.
    """
    kind: MetricType = "native_histogram" if inferred.is_histogram else "gauge"
    return Metric(name, kind, inferred.unit, inferred.labels, (), help_text, recorded=True)


class Inference:
    """Infers the parts of one expression, each once."""

    def __init__(self, lookup: MetricLookup, target_labels: frozenset[str] = TARGET_LABELS) -> None:
        self.lookup = lookup
        self.target_labels = target_labels
        self._known: dict[int, tuple[Node, Inferred]] = {}
        self._series: dict[str, SeriesInfo | None] = {}

    def of(self, node: Node) -> Inferred:
        """What the node gives."""
        found = self._known.get(id(node))
        if found is None:
            # The node is kept beside the result, so that its id stays its own.
            found = self._known[id(node)] = (node, self._infer(node))
        return found[1]

    def _infer(self, node: Node) -> Inferred:  # noqa: C901, PLR0911 - a case for each kind of node
        from monitorgen.promql.infer_binary import infer_binary
        from monitorgen.promql.infer_calls import infer_call

        match node:
            case Number():
                return Inferred("scalar", low=node.value, high=node.value, always_present=True)
            case String():
                return Inferred("string", always_present=True)
            case VectorSelector():
                return self._selector(node)
            case MatrixSelector(vector=vector):
                return replace(self.of(vector), kind="range")
            case Subquery(expr=expr):
                # Its steps may all fall outside of the window.
                return replace(self.of(expr), kind="range", always_present=False)
            case Paren(expr=expr):
                return self.of(expr)
            case Negation(expr=expr):
                inner = self.of(expr)
                return replace(inner, low=-inner.high, high=-inner.low, buckets=(), is_histogram=False)
            case Aggregation():
                return self._aggregation(node)
            case Call():
                return infer_call(node, self)
            case Binary():
                return infer_binary(node, self)

    def series(self, name: str | None) -> SeriesInfo | None:
        """What is known of the series of a name."""
        if name is None:
            return None
        if name not in self._series:
            self._series[name] = resolve_series(name, self.lookup)
        return self._series[name]

    def series_labels(self, name: str | None) -> LabelSchema:
        """The labels of the series of a name before any matcher, its target's included."""
        series = self.series(name)
        if series is None:
            return ANYTHING
        labels = series.labels
        # A recording rule says itself what it keeps; by convention its name has a colon.
        if not series.metric.recorded and ":" not in series.name:
            for label in sorted(self.target_labels - labels.known):
                labels = labels.with_always(label)
        return labels

    def _selector(self, node: VectorSelector) -> Inferred:
        series = self.series(node.metric)
        labels = narrow(self.series_labels(node.metric), node.matchers)
        if series is None:
            return Inferred("instant", labels)
        return Inferred(
            "instant",
            labels,
            series.unit,
            is_counter=series.type == "counter",
            is_histogram=series.type == "native_histogram",
            buckets=series.metric.buckets if series.part == "bucket" else (),
            low=series.low,
            high=series.high,
        )

    def _aggregation(self, node: Aggregation) -> Inferred:
        inner = self.of(node.expr)
        if node.op in {"topk", "bottomk", "limitk", "limit_ratio"}:
            some = isinstance(node.param, Number) and node.param.value >= 1 and node.op != "limit_ratio"
            return replace(inner, always_present=inner.always_present and some)
        labels = NOTHING
        if node.grouping is not None:
            names = node.grouping.labels
            labels = inner.labels.drop(names) if node.grouping.without else inner.labels.keep(names)
        low, high = ranges.aggregated(node.op, inner.bounds)
        result = Inferred("instant", labels, low=low, high=high, always_present=inner.always_present)
        match node.op:
            case "count" | "group" | "stdvar":
                return result
            case "count_values":
                label = node.param.value if isinstance(node.param, String) else ""
                dropped = node.grouping is not None and node.grouping.without and label in node.grouping.labels
                return replace(result, labels=labels.with_always(label) if label and not dropped else labels)
        return replace(
            result,
            unit=inner.unit,
            is_counter=inner.is_counter,
            aggregated=True,
            is_histogram=inner.is_histogram and node.op in {"sum", "avg"},
            buckets=inner.buckets,
        )
