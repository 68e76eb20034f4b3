"""Counters and gauges: which functions go with which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.nodes import COMPARISONS, Binary, Call, MatrixSelector, Number, Subquery, bare, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import Node

_RATES = frozenset({"rate", "irate", "increase"})
_FOR_GAUGES = frozenset({"delta", "idelta", "deriv", "predict_linear", "double_exponential_smoothing"})


def rate_of_sum(analysis: Analysis) -> Iterator[Problem]:
    """MG308: the rate of a sum takes the restart of one process for a jump of all."""
    for node, arg in _calls(analysis, _RATES):
        if isinstance(arg, Subquery):
            inner = analysis.of(arg.expr)
            summed = inner.is_counter and inner.aggregated
        else:
            name = arg.vector.metric or ""
            series = analysis.series(arg.vector)
            summed = series is not None and series.type != "counter" and name.rpartition(":")[2] == "sum"
        if summed:
            message = f"`{node.func}` of a sum: when one process restarts, the sum drops and the rate jumps"
            hint = f"take the rate first, then sum: sum by (...) ({node.func}(x_total[5m]))"
            yield analysis.problem("MG308", node, message, hint)


def rate_of_gauge(analysis: Analysis) -> Iterator[Problem]:
    """MG310: the rate of a gauge takes each fall for a restart."""
    for node, arg in _calls(analysis, _RATES | {"resets"}):
        if isinstance(arg, Subquery):
            if any(isinstance(each, Call) and each.func in _RATES for each in walk(arg.expr)):
                message = f"`{node.func}` of a rate: a rate goes up and down, it is no counter"
                yield analysis.problem("MG310", node, message, "write deriv(...) for how fast a rate changes")
            continue
        series = analysis.series(arg.vector)
        if series is None or series.type != "gauge" or series.name.rpartition(":")[2] == "sum":
            continue
        message = f"`{node.func}` of `{series.name}`, which is a gauge: each time it falls counts as a restart"
        instead = {"resets": "changes", "increase": "delta"}.get(node.func, "deriv")
        hint = f"write {instead}(...), or declare the metric a counter if it only grows"
        yield analysis.problem("MG310", node, message, hint)


def gauge_function_of_counter(analysis: Analysis) -> Iterator[Problem]:
    """MG311: a function for gauges takes the restart of a counter for a fall."""
    for node, arg in _calls(analysis, _FOR_GAUGES):
        if isinstance(arg, Subquery) or (series := analysis.series(arg.vector)) is None or series.type != "counter":
            continue
        message = f"`{node.func}` of `{series.name}`, which is a counter: at a restart it falls to 0"
        instead = {"delta": "increase(...)", "idelta": "increase(...)", "deriv": "rate(...)"}
        hint = f"write {instead.get(node.func) or f'{node.func}(rate(x_total[5m])[1h:], ...)'}"
        yield analysis.problem("MG311", node, message, hint, level="warning")


def _calls(analysis: Analysis, names: frozenset[str]) -> Iterator[tuple[Call, MatrixSelector | Subquery]]:
    for node in analysis.nodes:
        if isinstance(node, Call) and node.func in names:
            arg = bare(node.args[0])
            if isinstance(arg, MatrixSelector | Subquery):
                yield node, arg


def raw_counter(analysis: Analysis) -> Iterator[Problem]:
    """MG309: a counter compared as it is: once over the threshold it stays there until the process restarts."""
    if analysis.context.use != "alert":
        return
    for node in analysis.nodes:
        if not isinstance(node, Binary) or node.op not in COMPARISONS:
            continue
        sides = analysis.of(node.lhs).is_counter, analysis.of(node.rhs).is_counter
        if not any(sides) or (all(sides) and node.op in {"==", "!="}) or _is_zero_test(node):
            continue
        counter = node.lhs if sides[0] else node.rhs
        message = f"`{analysis.shown(counter)}` counts since the process started: over the threshold it stays there"
        yield analysis.problem(
            "MG309", node, message, "write increase(x_total[5m]) or rate(x_total[5m])", level="warning"
        )


def _is_zero_test(node: Binary) -> bool:
    """Nothing has been counted since the start: that does end."""
    return node.op == "==" and any(_is_number(side, 0) for side in (node.lhs, node.rhs))


def _is_number(node: Node, value: float) -> bool:
    inner = bare(node)
    return isinstance(inner, Number) and inner.value == value


def irate_in_alert(analysis: Analysis) -> Iterator[Problem]:
    """MG320: irate looks at the last two samples only."""
    if analysis.context.use != "alert":
        return
    for node in analysis.nodes:
        if isinstance(node, Call) and node.func == "irate":
            message = "`irate` looks at the last two samples only: one quiet moment sets `for` back to its start"
            yield analysis.problem("MG320", node, message, "write rate(...)", level="warning")
