"""Changes of an expression: thresholds, comparisons, label matchers, labels of aggregations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from monitorgen.promql.evaluate.binary import scalars
from monitorgen.promql.nodes import (
    COMPARISONS,
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Negation,
    Node,
    Number,
    Paren,
    Subquery,
    VectorSelector,
    bare,
)
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.promql.nodes import ComparisonOp

_TURNED: dict[str, ComparisonOp] = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "!=", "!=": "=="}
_COUNTING = frozenset({"changes", "resets", "count_over_time"})
SHARES = (0.9, 1.1)


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed expression. `same` says why it can't be told from what it was, by a written rule; empty if it can."""

    operator: str
    change: str
    node: Node
    same: str = ""


def changes(node: Node) -> Iterator[Changed]:
    """All changes of an expression, one at a time."""
    if isinstance(node, Binary) and node.op in COMPARISONS:
        yield from _of_comparison(node)
    if isinstance(node, VectorSelector):
        for matcher in node.matchers:
            kept = tuple(each for each in node.matchers if each is not matcher)
            yield Changed("label matcher dropped", f"{node.metric}{{{matcher}}}", replace(node, matchers=kept))
    if isinstance(node, Aggregation) and node.grouping is not None and not node.grouping.without:
        for label in node.grouping.labels:
            labels = tuple(each for each in node.grouping.labels if each != label)
            grouping = replace(node.grouping, labels=labels)
            yield Changed("aggregation label dropped", f"{node.op} by ({label})", replace(node, grouping=grouping))
    for child, put in _children(node):
        for each in changes(child):
            yield replace(each, node=put(each.node))


def _of_comparison(node: Binary) -> Iterator[Changed]:
    yield Changed("comparison", f"{node.op} turned round", replace(node, op=_TURNED[node.op]))
    for side, number in (("rhs", bare(node.rhs)), ("lhs", bare(node.lhs))):
        if not isinstance(number, Number):
            continue
        other = node.lhs if side == "rhs" else node.rhs
        for share in SHARES:
            literal = _times(number.literal, share)
            changed = replace(number, literal=literal, written="")
            made = replace(node, rhs=changed) if side == "rhs" else replace(node, lhs=changed)
            same = _same_threshold(node, number.value, float(literal), other)
            yield Changed("threshold", f"{node.op} {number.literal} -> {literal}", made, same)


def _times(literal: str, share: float) -> str:
    from decimal import Decimal

    try:
        return plain(Decimal(literal) * Decimal(str(share)))
    except ArithmeticError:
        return literal


def _same_threshold(node: Binary, old: float, new: float, other: Node) -> str:
    if old == new:
        return "ten percent of nothing is nothing"
    if _is_whole(other) and node.op in {">", ">=", "<", "<="}:
        low, high = int(min(old, new)) - 1, int(max(old, new)) + 2
        if all(scalars(node.op, value, old) == scalars(node.op, value, new) for value in range(low, high)):
            return "no whole number lies between the two thresholds"
    return ""


def _is_whole(node: Node) -> bool:
    """Whether its value is a number of things."""
    inner = bare(node)
    match inner:
        case Aggregation(op="count"):
            return True
        case Aggregation(op="max" | "min" | "sum", expr=below):
            return _is_whole(below)
        case Call(func=func):
            return func in _COUNTING
    return False


def _children(node: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """The nodes below, each with what puts another one in its place."""
    match node:
        case Paren() | Negation() | Subquery():
            yield node.expr, lambda new: replace(node, expr=new)
        case MatrixSelector():
            yield node.vector, lambda new: replace(node, vector=_selector(new))
        case Call(args=args):
            for number, arg in enumerate(args):
                yield arg, partial(_with_argument, node, number)
        case Aggregation():
            yield node.expr, lambda new: replace(node, expr=new)
        case Binary():
            yield node.lhs, lambda new: replace(node, lhs=new)
            yield node.rhs, lambda new: replace(node, rhs=new)


def _with_argument(node: Call, number: int, new: Node) -> Node:
    return replace(node, args=(*node.args[:number], new, *node.args[number + 1 :]))


def _selector(node: Node) -> VectorSelector:
    assert isinstance(node, VectorSelector)
    return node
