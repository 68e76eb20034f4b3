"""Windows: long enough for the scrape interval, short enough for the retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.nodes import Call, MatrixSelector, Subquery, VectorSelector, bare, children, selectors
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import Node

_COMPARING = frozenset(
    {
        *("rate", "irate", "increase", "delta", "idelta", "deriv", "predict_linear", "double_exponential_smoothing"),
        *("changes", "resets"),
    }
)


def short_window(analysis: Analysis) -> Iterator[Problem]:
    """MG315: a window with too few samples for what is done with it."""
    for node in analysis.nodes:
        if not isinstance(node, Call):
            continue
        for arg in map(bare, node.args):
            if isinstance(arg, MatrixSelector):
                every = analysis.interval(arg.vector.metric)
                yield from _judged(node, arg.window, every, "scrapes", analysis)
            elif isinstance(arg, Subquery) and next(selectors(arg), None) is not None:
                every = arg.step or analysis.context.step or analysis.context.scrape_interval
                yield from _judged(node, arg.window, every, "steps", analysis)


def _judged(node: Call, window: Duration, every: Duration, what: str, analysis: Analysis) -> Iterator[Problem]:
    least = 4 if node.func in _COMPARING else 1
    if window.ms >= least * every.ms:
        return
    if least == 4 and window.ms < 2 * every.ms:
        message = f"a window of {window} never holds two {what}, which are {every} apart: the result is empty"
        level = "error"
    elif least == 4:
        message = f"a window of {window} holds fewer than 4 {what} of {every}: one that is missed leaves a gap"
        level = "warning"
    else:
        message = f"a window of {window} is often empty: {what} are {every} apart"
        level = "warning"
    hint = f"write at least {Duration(4 * every.ms)}"
    yield analysis.problem("MG315", node, message, hint, level="error" if level == "error" else "warning")


def beyond_retention(analysis: Analysis) -> Iterator[Problem]:
    """MG328: data from before the retention is asked for."""
    kept = analysis.context.retention
    if kept is not None:
        yield from _beyond(analysis.root, 0, kept, analysis)


def _beyond(node: Node, outside: int, kept: Duration, analysis: Analysis) -> Iterator[Problem]:
    """`outside` is how far back the subqueries around already look, in milliseconds."""
    back, window = outside, 0
    match node:
        case VectorSelector(offset=offset) | MatrixSelector(vector=VectorSelector(offset=offset)):
            back += max(offset, 0)
            window = node.window.ms if isinstance(node, MatrixSelector) else 0
        case Subquery(offset=offset):
            back += max(offset, 0) + node.window.ms
    if back + window > kept.ms and not isinstance(node, Subquery):
        shown = Duration(back + window)
        if back - outside >= kept.ms:
            message, level = f"nothing is kept for {Duration(back)}: Prometheus keeps {kept}", "error"
        else:
            message, level = f"the expression looks back {shown}, but Prometheus keeps {kept}", "warning"
        hint = "shorten it, or raise the retention"
        yield analysis.problem("MG328", node, message, hint, level="error" if level == "error" else "warning")
        return
    if not isinstance(node, MatrixSelector):
        for child in children(node):
            yield from _beyond(child, back, kept, analysis)
