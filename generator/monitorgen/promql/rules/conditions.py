"""Whole expressions: does an alert have a condition, does a rule give series, does `absent` say what is gone?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.nodes import (
    COMPARISONS,
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Negation,
    Node,
    Paren,
    Subquery,
    VectorSelector,
    bare,
    kind_of,
    selectors,
)
from monitorgen.promql.parts import unguarded
from monitorgen.promql.regex import alternatives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem


def no_condition(analysis: Analysis) -> Iterator[Problem]:
    """MG305: an alert that fires for every series that is there."""
    if analysis.context.use != "alert" or kind_of(analysis.root) not in {"instant", "scalar"}:
        return
    yield from _unconditional(analysis.root, analysis)


def _unconditional(node: Node, analysis: Analysis) -> Iterator[Problem]:
    inner = bare(node)
    if isinstance(inner, Binary) and inner.op == "or":
        yield from _unconditional(inner.lhs, analysis)
        yield from _unconditional(inner.rhs, analysis)
        return
    # Without a series it is a constant: an alert that always fires, on purpose.
    if is_condition(inner) or next(selectors(inner), None) is None:
        return
    message = f"`{analysis.shown(inner)}` is compared with nothing: the alert fires whenever there is such a series"
    hint = "compare it: > 0, == 1, ..."
    if isinstance(inner, Binary) and inner.is_bool:
        message = "`bool` makes the comparison give 0 or 1, and the alert fires for both"
        hint = f"drop `bool`, or compare the result: ({analysis.shown(inner)}) == 1"
    yield analysis.problem("MG305", inner, message, hint)


def is_condition(node: Node) -> bool:  # noqa: C901, PLR0911 - a case for each kind of node
    """Whether an expression is empty while nothing is wrong."""
    match node:
        case Paren(expr=expr) | Negation(expr=expr) | Subquery(expr=expr) | Aggregation(expr=expr):
            return is_condition(expr)
        case VectorSelector(name="ALERTS" | "ALERTS_FOR_STATE"):
            return True
        case MatrixSelector(vector=vector):
            return is_condition(vector)
        case Call(func="absent" | "absent_over_time"):
            return True
        case Call(func="scalar" | "vector"):
            return False
        case Call(args=args):
            return any(is_condition(each) for each in args)
        case Binary(op="unless"):
            return True
        case Binary(op="or", lhs=lhs, rhs=rhs):
            return is_condition(lhs) and is_condition(rhs)
        case Binary(op=op, is_bool=False) if op in COMPARISONS:
            return True
        case Binary(op="/", lhs=lhs, rhs=rhs):
            # `/ (total > 0)` only keeps the division from failing.
            return is_condition(lhs) or is_condition(unguarded(rhs))
        case Binary(lhs=lhs, rhs=rhs):
            return is_condition(lhs) or is_condition(rhs)
    return False


def no_series(analysis: Analysis) -> Iterator[Problem]:
    """MG326: an expression that gives something that a rule or a panel can't take."""
    kind = kind_of(analysis.root)
    if kind == "string":
        yield analysis.problem("MG326", analysis.root, "the expression is a text, not series", "write a metric")
    elif kind == "range":
        message = "the expression gives series over a window; what reads it takes one value each"
        shown = analysis.shown(analysis.root)
        yield analysis.problem("MG326", analysis.root, message, f"put a function around it: rate({shown})")


def vague_absent(analysis: Analysis) -> Iterator[Problem]:
    """MG316: `absent` of several series is quiet while one of them is there, and can't say which one is gone."""
    for node in analysis.nodes:
        if not isinstance(node, Call) or node.func not in {"absent", "absent_over_time"}:
            continue
        arg = bare(node.args[0])
        selector = arg.vector if isinstance(arg, MatrixSelector) else arg
        hint = f"write one {node.func} for each, joined by `or`, or: max_over_time(x[10m]) unless x"
        if isinstance(selector, VectorSelector):
            several = next((each for each in selector.matchers if each.op == "=~" and _is_several(each.value)), None)
            if several is None:
                continue
            message = f"`{node.func}` stays quiet while one of `{several}` is there, and drops `{several.label}`"
            yield analysis.problem("MG316", node, message, hint, level="warning")
        elif isinstance(selector, Binary) and selector.op == "or":
            message = f"`{node.func}` stays quiet while one of its series is there, and has no labels"
            yield analysis.problem("MG316", node, message, hint, level="warning")


def _is_several(pattern: str) -> bool:
    values = alternatives(pattern)
    return values is None or len(values) > 1
