"""Whether one expression counts a part of what another counts: errors of a total, a bucket of all observations."""

from __future__ import annotations

from monitorgen.promql.nodes import (
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Node,
    Number,
    Subquery,
    VectorSelector,
    bare,
)

_ADDITIVE = frozenset({"rate", "irate", "increase", "sum_over_time"})


def is_part_of(part: Node, whole: Node) -> bool:
    """Whether `part` is `whole` with more matchers, so that their quotient lies between 0 and 1.

    A guard such as `(total > 0)` and a stand-in such as `errors or 0 * total` make no difference.
    """
    part, whole = bare(part), unguarded(whole)
    if isinstance(part, Binary) and part.op == "or":
        return is_part_of(part.lhs, whole) and (is_zero(part.rhs) or is_part_of(part.rhs, whole))
    match part, whole:
        case VectorSelector(), VectorSelector():
            return _narrower(part, whole)
        case MatrixSelector(), MatrixSelector():
            return part.window == whole.window and _narrower(part.vector, whole.vector)
        case Call(func=func, args=(inner,)), Call(func=other, args=(outer,)):
            return func == other and func in _ADDITIVE and is_part_of(inner, outer)
        case Aggregation(op="sum"), Aggregation(op="sum"):
            return part.grouping == whole.grouping and is_part_of(part.expr, whole.expr)
        case Subquery(), Subquery():
            same = (part.window, part.step, part.offset, part.at) == (whole.window, whole.step, whole.offset, whole.at)
            return same and is_part_of(part.expr, whole.expr)
    return False


def unguarded(node: Node) -> Node:
    """An expression without the comparison that keeps it from being 0: `(total > 0)` is `total`."""
    inner = bare(node)
    if isinstance(inner, Binary) and not inner.is_bool and inner.op in {">", ">=", "!="}:
        bound = bare(inner.rhs)
        if isinstance(bound, Number) and bound.value >= 0:
            return bare(inner.lhs)
    return inner


def is_zero(node: Node) -> bool:
    """Whether an expression is 0 wherever it has a value: `0`, `vector(0)`, `0 * total`."""
    match bare(node):
        case Number(literal=literal):
            return literal in {"0", "-0"}
        case Call(func="vector", args=(inner,)):
            return is_zero(inner)
        case Binary(op="*", lhs=lhs, rhs=rhs):
            return is_zero(lhs) or is_zero(rhs)
    return False


def _narrower(part: VectorSelector, whole: VectorSelector) -> bool:
    if (part.offset, part.at) != (whole.offset, whole.at):
        return False
    if part.metric is None or whole.metric is None:
        return False
    same = part.metric == whole.metric
    bucket = part.metric.endswith("_bucket") and whole.metric == f"{part.metric.removesuffix('_bucket')}_count"
    ours = {each for each in part.matchers if each.label != "__name__"}
    theirs = {each for each in whole.matchers if each.label != "__name__"}
    return (same or bucket) and theirs <= ours
