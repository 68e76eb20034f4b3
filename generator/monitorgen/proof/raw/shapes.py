"""What an expression looks like, as far as turning it round depends on it."""

from __future__ import annotations

from monitorgen.promql.nodes import (
    COMPARISONS,
    SET_OPERATORS,
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Node,
    VectorSelector,
    bare,
    selectors,
)
from monitorgen.proof.labels import UnsolvedError


def innermost(node: Node) -> VectorSelector:
    """The selector of a window, or that of what a subquery looks at."""
    found = list(selectors(node))
    if len(found) != 1:
        raise UnsolvedError("nothing is made up for a window over several series")
    return found[0]


def sides(node: Node, op: str) -> list[Node]:
    """What stands on the sides of a chain of one operator."""
    inner = bare(node)
    if isinstance(inner, Binary) and inner.op == op:
        return [*sides(inner.lhs, op), *sides(inner.rhs, op)]
    return [node]


def weight(node: Node) -> int:
    """What looks at few series leaves the others free; the time of the day looks at none."""
    return sum(1 for _ in selectors(node))


def filters(node: Node) -> bool:
    """Whether it lets some series through and others not."""
    inner = bare(node)
    return isinstance(inner, Binary) and (inner.op in SET_OPERATORS or (inner.op in COMPARISONS and not inner.is_bool))


def counts(node: Node) -> bool:
    """Whether its value is a number of series."""
    inner = bare(node)
    return isinstance(inner, Aggregation) and (
        inner.op == "count" or (isinstance(bare(inner.expr), Binary) and inner.op == "sum" and says_bool(inner.expr))
    )


def says_bool(node: Node) -> bool:
    """Whether it is a comparison that gives 0 or 1."""
    inner = bare(node)
    return isinstance(inner, Binary) and inner.is_bool


def is_time(node: Node) -> bool:
    """Whether it is the moment at which it is asked."""
    inner = bare(node)
    return isinstance(inner, Call) and inner.func in {"time", "timestamp"}


def by(node: Node) -> frozenset[str]:
    """The labels that an aggregation keeps apart."""
    inner = bare(node)
    if not isinstance(inner, Aggregation) or inner.grouping is None or inner.grouping.without:
        return frozenset()
    return frozenset(inner.grouping.labels)


def spread(node: Binary) -> MatrixSelector | None:
    """The window of `max_over_time(x[5m]) - min_over_time(x[5m])`."""
    found = [
        (each.func, bare(each.args[0]))
        for each in (bare(node.lhs), bare(node.rhs))
        if isinstance(each, Call) and each.args
    ]
    if node.op != "-" or [func for func, _ in found] != ["max_over_time", "min_over_time"]:
        return None
    window = found[0][1]
    return window if window == found[1][1] and isinstance(window, MatrixSelector) else None
