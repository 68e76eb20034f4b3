"""Changes of expressions that change nothing, whatever series there are: the rules that say so.

Each rule is a sentence, printed with its count, and a function that holds only where the sentence does. What is the
same only on the series of the stories is no rule: a story is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.evaluate.binary import scalars
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

if TYPE_CHECKING:
    from monitorgen.promql.types import Matcher

OTHER_SIDE = "the other side of a vector match asks for the same, of a label that both keep"
"""What one side takes in beyond has a value of the label that no series of the other side has. It finds no partner, so
an operator or `and` drops it; to the right of `unless` it takes nothing away. `or` would keep it: there the rule does
not hold."""
NO_NEED = "what stands for missing series is 0, which never passes the threshold"
"""`(X or 0 * Y) > c` with c >= 0: series of X stay as they are whatever Y is, those of `0 * Y` are 0 or NaN."""
FOUND_BELOW = "what stands for missing series is there for each that is divided by, and others find no partner"
"""`(X or 0 * Y) / (Y > 0)`: without a matcher Y has series for all groups that it had, each still 0; a group that it
did not have has none to be divided by. So it is with `Y - (X or 0 * Y)`: there is nothing to take it from."""
NOTHING = "ten percent of nothing is nothing"
"""A threshold of 0 is the same after being multiplied."""
NO_WHOLE_NUMBER = "no whole number lies between the two thresholds"
"""A count is whole, so that both thresholds part the counts alike."""

_COUNTING = frozenset({"changes", "resets", "count_over_time"})
_DROPPING = frozenset({"absent", "absent_over_time", "scalar", "vector", "time", "label_replace", "label_join"})
"""Functions of which a series more or less changes others, or changes labels."""


def threshold(node: Binary, old: float, new: float, other: Node) -> str:
    """Why a comparison with another number is the same; empty if it isn't."""
    if old == new:
        return NOTHING
    if _is_whole(other) and node.op in {">", ">=", "<", "<="}:
        low, high = int(min(old, new)) - 1, int(max(old, new)) + 2
        if all(scalars(node.op, value, old) == scalars(node.op, value, new) for value in range(low, high)):
            return NO_WHOLE_NUMBER
    return ""


def matcher_dropped(node: Node, below: Node, matcher: Matcher) -> str | None:
    """Why it can't be told at `node` that a selector in its operand `below` lost a matcher.

    Empty if it can be told here, but perhaps not further up; None if what came in may be mixed with the rest.
    """
    label = matcher.label
    match node:
        case Paren() | Negation() | MatrixSelector() | Subquery():
            return ""
        case Call(func=func):
            return None if func in _DROPPING or (func == "histogram_quantile" and label == "le") else ""
        case Aggregation(op=op):
            return "" if op not in {"topk", "bottomk", "limitk"} and _keeps(node, label) else None
        case Binary(lhs=lhs, rhs=rhs, op=op):
            other = rhs if below is lhs else lhs
            if isinstance(bare(other), Number):
                return ""
            if not _matched_by(node, label):
                return None
            drops = op not in {"or", "unless"} or (op == "unless" and below is rhs)
            return OTHER_SIDE if drops and guarantees(other, matcher) else ""
    return None


def guarantees(node: Node, matcher: Matcher) -> bool:
    """Whether every series of an expression has a value of the label that the matcher picks."""
    match node:
        case VectorSelector(matchers=matchers):
            return matcher in matchers
        case Paren(expr=inner) | Negation(expr=inner) | Subquery(expr=inner) | MatrixSelector(vector=inner):
            return guarantees(inner, matcher)
        case Call(func=func, args=args):
            return func not in _DROPPING and any(guarantees(each, matcher) for each in args)
        case Aggregation(expr=expr):
            return _keeps(node, matcher.label) and guarantees(expr, matcher)
        case Binary(op="or", lhs=lhs, rhs=rhs):
            return guarantees(lhs, matcher) and guarantees(rhs, matcher)
        case Binary(op="and", lhs=lhs, rhs=rhs):
            return guarantees(lhs, matcher) or (_matched_by(node, matcher.label) and guarantees(rhs, matcher))
        case Binary(op=op, lhs=lhs, rhs=rhs):
            right = op != "unless" and guarantees(rhs, matcher)
            matched = op in SET_OPERATORS or _matched_by(node, matcher.label)
            numbers = any(isinstance(bare(each), Number) for each in (lhs, rhs))
            return (guarantees(lhs, matcher) or right) and (numbers or matched)
    return False


def stand_in_changed(node: Node, changed: Node) -> bool:
    """Whether nothing is changed but the `0 * Y` of `(X or 0 * Y) > c`, or of a quotient of it, with c >= 0.

    It may have been changed into another one, or be gone; or X may be cut down to the groups of a Y that divides it.
    """
    before = _beside_stand_in(node)
    if before is None:
        return False
    return before in (_beside_stand_in(changed), _without_stand_in(changed)) or before == _filtered(changed)


def stand_in_widened(node: Node, changed: Node) -> bool:
    """Whether the `0 * Y` of `(X or 0 * Y) / (Y > 0)`, or of `Y - (X or 0 * Y)`, is all that is changed."""
    if not isinstance(node, Binary) or not isinstance(changed, Binary) or node.matching != changed.matching:
        return False
    if node.op == "/":
        top, below, upper = bare(node.lhs), bare(node.rhs), bare(changed.lhs)
        whole = bare(below.lhs) if isinstance(below, Binary) and below.op == ">" else below
        kept = node.rhs == changed.rhs
    elif node.op == "-":
        top, whole, upper = bare(node.rhs), bare(node.lhs), bare(changed.rhs)
        kept = node.lhs == changed.lhs
    else:
        return False
    zero = _stand_in(top)
    if zero is None or _stand_in(upper) is None or not isinstance(top, Binary) or not isinstance(upper, Binary):
        return False
    return kept and (top.lhs, top.matching) == (upper.lhs, upper.matching) and bare(zero.rhs) == whole


def _stand_in(node: Node) -> Binary | None:
    """The `0 * Y` of `X or 0 * Y`."""
    zero = bare(node.rhs) if isinstance(node, Binary) and node.op == "or" else None
    is_zero = isinstance(zero, Binary) and zero.op == "*" and bare(zero.lhs) == Number("0")
    return zero if is_zero and isinstance(zero, Binary) else None


def _beside_stand_in(node: Node) -> tuple[object, ...] | None:
    """All of a comparison but the `0 * Y` in it, if it has one and 0 does not pass the threshold."""
    found = _compared(node)
    if found is None:
        return None
    value, *rest = found
    if not isinstance(value, Binary) or _stand_in(value) is None or value.matching is not None:
        return None
    return bare(value.lhs), *rest


def _filtered(node: Node) -> tuple[object, ...] | None:
    """All of the comparison of `(X and 0 * Y) / (Y > 0)` but the `0 * Y`, if 0 does not pass the threshold."""
    found = _compared(node)
    if found is None or found[1] is None:
        return None
    value, below = found[0], bare(found[1][0])
    whole = bare(below.lhs) if isinstance(below, Binary) and below.op == ">" else below
    if not isinstance(value, Binary) or value.op != "and" or value.matching is not None:
        return None
    zero = bare(value.rhs)
    return (bare(value.lhs), *found[1:]) if isinstance(zero, Binary) and bare(zero.rhs) == whole else None


def _without_stand_in(node: Node) -> tuple[object, ...] | None:
    """All of a comparison of which the `0 * Y` is gone, if 0 does not pass the threshold."""
    found = _compared(node)
    return None if found is None else (bare(found[0]), *found[1:])


def _compared(node: Node) -> tuple[Node, tuple[Node, object] | None, object, object] | None:
    """What is compared, less what divides it; what divides it; the operator and the number, which 0 does not pass."""
    if not isinstance(node, Binary) or node.op not in COMPARISONS - {"!="} or node.is_bool:
        return None
    limit, value = bare(node.rhs), bare(node.lhs)
    if not isinstance(limit, Number) or scalars(node.op, 0.0, limit.value):
        return None
    if isinstance(value, Binary) and value.op == "/":
        return bare(value.lhs), (value.rhs, value.matching), node.op, limit
    return value, None, node.op, limit


def _matched_by(node: Binary, label: str) -> bool:
    """Whether series of both sides find each other by this label, and it stays."""
    if node.matching is None:
        return True
    if node.matching.include and label in node.matching.include:
        return False
    return (label in node.matching.labels) is node.matching.on


def _keeps(node: Aggregation, label: str) -> bool:
    return node.grouping is not None and (label in node.grouping.labels) is not node.grouping.without


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
