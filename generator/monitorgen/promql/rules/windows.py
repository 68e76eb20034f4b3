"""Windows: long enough for the scrape interval, short enough for the retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.nodes import Call, MatrixSelector, Subquery, VectorSelector, bare, children, selectors
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem, ProblemLevel
    from monitorgen.promql.nodes import Node

_LEFT_OPEN = (3, 0)
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
    level: ProblemLevel = "warning"
    # Since 3.0 a sample at the very start of a window is outside of it.
    never = window.ms < every.ms + (analysis.context.version >= _LEFT_OPEN)
    if node.func in _COMPARING and never:
        message, level = f"a window of {window} never holds two {what}, which are {every} apart", "error"
    elif node.func in _COMPARING and window.ms < 4 * every.ms:
        message = f"a window of {window} holds fewer than 4 {what} of {every}: one that is missed leaves a gap"
    elif window.ms < every.ms:
        message = f"a window of {window} is often empty: {what} are {every} apart"
    else:
        return
    yield analysis.problem("MG315", node, message, f"write at least {Duration(4 * every.ms)}", level=level)


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
        level: ProblemLevel = "warning"
        message = f"the expression looks back {Duration(back + window)}, but Prometheus keeps {kept}"
        if back - outside >= kept.ms:
            message, level = f"nothing is kept for {Duration(back)}: Prometheus keeps {kept}", "error"
        yield analysis.problem("MG328", node, message, "shorten it, or raise the retention", level=level)
        return
    if not isinstance(node, MatrixSelector):
        for child in children(node):
            yield from _beyond(child, back, kept, analysis)
