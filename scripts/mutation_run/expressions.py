"""Changes of an expression: numbers, operators, matchers, labels of aggregations, what stands for missing series."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.promql.nodes import (
    COMPARISONS,
    SET_OPERATORS,
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
from monitorgen.promql.printer import text_of
from monitorgen.units import plain
from mutation_run import equivalent_expressions as equivalent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.promql.nodes import ArithmeticOp, ComparisonOp, SetOp
    from monitorgen.promql.types import Matcher

_TURNED: dict[str, ComparisonOp] = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "!=", "!=": "=="}
_OTHER_SET: dict[str, SetOp] = {"and": "or", "or": "and", "unless": "and"}
_OTHER_WAY: dict[str, ArithmeticOp] = {"+": "-", "-": "+", "*": "/", "/": "*"}
SHARES = (0.9, 1.1)


class Changed(Struct, frozen=True):
    """A changed expression.

    `same` says why it can't be told from what it was, by a written rule; empty if it can.

    `dropped` is the matcher that a selector lost, `mixed` that what came in for it is mixed with the rest.
    """

    operator: str
    change: str
    node: Node
    same: str = ""
    dropped: Matcher | None = None
    mixed: bool = False


def changes(node: Node) -> Iterator[Changed]:
    """All changes of an expression, one at a time."""
    yield from everywhere(node, _of)


def everywhere(
    node: Node, change: Callable[[Node], Iterator[Changed]], below: Callable[[Node], bool] = lambda _: True
) -> Iterator[Changed]:
    """The changes of a node, and of all nodes under it that `below` lets in."""
    yield from change(node)
    for child, put in children(node):
        if below(child):
            for each in everywhere(child, change, below):
                yield _seen_from(node, child, replace(each, node=put(each.node)))


def _of(node: Node) -> Iterator[Changed]:
    match node:
        case VectorSelector(matchers=matchers):
            for matcher in matchers:
                without = replace(node, matchers=tuple(each for each in matchers if each is not matcher))
                yield Changed("label matcher dropped", f"{node.metric}{{{matcher}}}", without, dropped=matcher)
        case Aggregation(grouping=grouping) if grouping is not None and not grouping.without:
            for label in grouping.labels:
                kept = replace(grouping, labels=tuple(each for each in grouping.labels if each != label))
                yield Changed("aggregation label dropped", f"{node.op} by ({label})", replace(node, grouping=kept))
        case Binary():
            yield from _of_operator(node)


def _of_operator(node: Binary) -> Iterator[Changed]:
    op = node.op
    if op in COMPARISONS:
        yield from _of_comparison(node)
    elif op in SET_OPERATORS:
        yield Changed("set operator", f"{op} -> {_OTHER_SET[op]}", replace(node, op=_OTHER_SET[op]))
        if op == "or" and is_stand_in(node.rhs):
            yield Changed("stand-in dropped", f"or {text_of(node.rhs)}", node.lhs)
    elif op in _OTHER_WAY and not is_stand_in(node):
        yield Changed("arithmetic", f"{op} -> {_OTHER_WAY[op]}", replace(node, op=_OTHER_WAY[op]))
        yield from _constants(node)


def is_stand_in(node: Node) -> bool:
    """Whether it is the `0 * Y` of `X or 0 * Y`, which stands for series of X that are missing."""
    inner = bare(node)
    return isinstance(inner, Binary) and inner.op == "*" and bare(inner.lhs) == Number("0")


def scaled(node: Node, share: float) -> Node:
    """A number, so many times as large."""
    number = bare(node)
    return replace(number, literal=_times(number.literal, share), written="") if isinstance(number, Number) else node


def _constants(node: Binary) -> Iterator[Changed]:
    for side in (node.lhs, node.rhs):
        number = bare(side)
        if isinstance(number, Number) and number.value:
            for share in SHARES:
                changed = scaled(side, share)
                made = replace(node, lhs=changed) if side is node.lhs else replace(node, rhs=changed)
                yield Changed("constant", f"{number.literal}, {share:g} times it", made)


def _seen_from(node: Node, child: Node, changed: Changed) -> Changed:
    """A change below a node, with what the node makes of it."""
    if changed.same:
        return changed
    same, mixed = "", changed.mixed
    if changed.dropped is not None and not mixed:
        told = equivalent.matcher_dropped(node, child, changed.dropped)
        same, mixed = told or "", told is None
    if not same and equivalent.stand_in_changed(node, changed.node):
        same = equivalent.NO_NEED
    if not same and changed.dropped is not None and equivalent.stand_in_widened(node, changed.node):
        same = equivalent.FOUND_BELOW
    return replace(changed, same=same, mixed=mixed)


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
            same = equivalent.threshold(node, number.value, float(literal), other)
            yield Changed("threshold", f"{node.op} {number.literal} -> {literal}", made, same)


def _times(literal: str, share: float) -> str:
    from decimal import Decimal

    try:
        return plain(Decimal(literal) * Decimal(str(share)))
    except ArithmeticError:
        return literal


def children(node: Node) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
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
