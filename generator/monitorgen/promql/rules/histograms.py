"""Quantiles: what they are taken of, and which one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.finding import listed
from monitorgen.promql.nodes import Aggregation, Call, Grouping, Number, bare, selectors, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import Node


def quantile_without_le(analysis: Analysis) -> Iterator[Problem]:
    """MG312: without `le` there are no buckets, and the quantile is no series at all."""
    for node in _quantiles(analysis):
        inner = analysis.of(node.args[-1])
        if inner.is_histogram or inner.labels.can_have("le"):
            continue
        dropped = _dropping(node.args[-1], analysis)
        if dropped is not None:
            message = f"`{dropped.op}` drops `le`, by which the buckets are told apart: the quantile is always empty"
            grouping = dropped.grouping or Grouping(())
            kept = f"keep it: {dropped.op} by ({', '.join((*grouping.labels, 'le'))}) (...)"
            hint = "take `le` out of `without`" if grouping.without else kept
            yield analysis.problem("MG312", node, message, hint)
        else:
            message = "the quantile is taken of series without `le`: it is always empty"
            yield analysis.problem("MG312", node, message, "take it of the buckets: sum by (le) (rate(x_bucket[5m]))")


def _quantiles(analysis: Analysis) -> Iterator[Call]:
    for node in analysis.nodes:
        if isinstance(node, Call) and node.func in {"histogram_quantile", "histogram_fraction"}:
            yield node


def _dropping(node: Node, analysis: Analysis) -> Aggregation | None:
    """The aggregation that takes `le` away."""
    for each in walk(node):
        if isinstance(each, Aggregation) and analysis.of(each.expr).labels.can_have("le"):
            return each if not analysis.of(each).labels.can_have("le") else None
    return None


def quantile_of_no_rate(analysis: Analysis) -> Iterator[Problem]:
    """MG313: a quantile of all observations since the start, or of buckets that are not added up."""
    for node in _quantiles(analysis):
        inner = analysis.of(node.args[-1])
        if inner.is_counter and (inner.buckets or inner.labels.can_have("le")):
            message = "the quantile is taken of all observations since the process started: it hardly moves"
            hint = "take it of the rate: sum by (le) (rate(x_bucket[5m]))"
            yield analysis.problem("MG313", node, message, hint, level="warning")
        for each in walk(node.args[-1]):
            if (
                isinstance(each, Aggregation)
                and each.op not in {"sum", "avg"}
                and "le" in analysis.of(each).labels.always
            ):
                message = f"`{each.op}` of buckets is no histogram: buckets are added up"
                yield analysis.problem("MG313", each, message, "write sum", level="warning")


def quantile_of_each_series(analysis: Analysis) -> Iterator[Problem]:
    """MG329: a quantile for each path and instance, none of which is that of all; NaN where one is idle."""
    inside = {id(each) for node in analysis.nodes if isinstance(node, Aggregation) for each in walk(node.expr)}
    for node in _quantiles(analysis):
        if id(node) in inside or any(isinstance(each, Aggregation) for each in walk(node.args[-1])):
            continue
        inner = analysis.of(node.args[-1])
        found = [analysis.series(each) for each in selectors(node.args[-1])]
        if any(each is None or each.metric.recorded for each in found):
            continue
        if inner.is_counter or not (inner.is_histogram or inner.labels.can_have("le")):
            continue  # worse is said of it
        apart = sorted(label for label in inner.labels.known - {"le"} if not inner.labels.pinned(label))
        if apart:
            by = "" if inner.is_histogram else " by (le)"
            message = f"the quantile is taken of each {listed(apart)} by itself: it is not that of all"
            hint = f"add them up first: sum{by} (...); what is idle gives NaN, and each series an alert of its own"
            yield analysis.problem("MG329", node, message, hint, level="warning")


def quantile_out_of_range(analysis: Analysis) -> Iterator[Problem]:
    """MG327: the quantile to take is not between 0 and 1, so the result is infinite."""
    for node in analysis.nodes:
        wanted: Node | None = None
        if isinstance(node, Call) and node.func in {"histogram_quantile", "quantile_over_time"}:
            wanted = bare(node.args[0])
        elif isinstance(node, Aggregation) and node.op == "quantile" and node.param is not None:
            wanted = bare(node.param)
        if isinstance(wanted, Number) and not 0 <= wanted.value <= 1:
            hint = f"write {wanted.value / 100:g}" if 1 < wanted.value < 100 else "write one such as 0.95"
            yield analysis.problem("MG327", node, f"there is no quantile {wanted.written}: they go from 0 to 1", hint)
