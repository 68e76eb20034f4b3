"""Values that parts of an expression have already, from what the series were asked to do."""

from __future__ import annotations

import math
import operator
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
    Number,
    Paren,
    VectorSelector,
    bare,
)
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.raw.courses import Course, Courses, key_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.promql.nodes import Node

_HOLDS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_SAME = frozenset({"sum", "avg", "min", "max"})
_SAME_CALLS = frozenset(
    {"avg_over_time", "min_over_time", "max_over_time", "last_over_time", "sort", "sort_desc", "scalar", "vector"}
)


def holds(op: str, left: float, right: float) -> bool:
    """Whether `left op right`."""
    return _HOLDS[op](left, right)


def number(node: Node) -> float | None:
    """The number that an expression without series is; None if it has any or the time in it."""
    return value(node, {})


def value(node: Node, courses: Courses) -> float | None:
    """The value that the expression has, None if that is not settled."""
    match node:
        case Number():
            return node.value
        case Paren(expr=inner):
            return value(inner, courses)
        case Negation(expr=inner):
            found = value(inner, courses)
            return None if found is None else -found
        case VectorSelector():
            course = _course(node, courses)
            return course.value if course is not None and course.shape == "line" else None
        case Aggregation(op=op, expr=inner) if op in _SAME:
            return value(inner, courses)
        case Call(func=func, args=args):
            return _of_call(func, args, courses)
        case Binary(op=op, lhs=lhs, rhs=rhs) if op not in COMPARISONS and op not in SET_OPERATORS:
            left, right = value(lhs, courses), value(rhs, courses)
            return None if left is None or right is None else scalars(op, left, right)
    return None


def _of_call(func: str, args: tuple[Node, ...], courses: Courses) -> float | None:
    inner = bare(args[0]) if args else None
    if isinstance(inner, MatrixSelector):
        course = _course(inner.vector, courses)
        if course is None:
            return None
        if func in {"rate", "irate", "deriv"}:
            return course.slope
        if func in {"increase", "delta"}:
            return None if course.slope is None else course.slope * inner.window.ms / 1000
        return course.value if func in _SAME_CALLS else None
    return value(inner, courses) if inner is not None and func in _SAME_CALLS else None


def _course(selector: VectorSelector, courses: Courses) -> Course | None:
    key = key_of(selector)
    return None if key is None else courses.get(key)


def inverse_left(op: str, wanted: float, slope: float, right: float) -> tuple[float, float]:
    """What the left side of `left op right` has to be, with the slope in time that it then has."""
    match op:
        case "+":
            return wanted - right, slope
        case "-":
            return wanted + right, slope
        case "*" if right:
            return wanted / right, slope / right
        case "/":
            return wanted * right, slope * right
        case "%" if 0 <= wanted < right:
            return wanted or right, slope
        case "^" if right and wanted >= 0:
            return math.pow(wanted, 1 / right), 0.0
    raise UnsolvedError(f"`{op} {right:g}` is not turned round")


def inverse_right(op: str, wanted: float, slope: float, left: float) -> tuple[float, float]:
    """What the right side of `left op right` has to be, with the slope in time that it then has."""
    match op:
        case "+":
            return wanted - left, slope
        case "-":
            return left - wanted, -slope
        case "*" if left:
            return wanted / left, slope / left
        case "/" if wanted:
            return left / wanted, 0.0
    raise UnsolvedError(f"`{left:g} {op}` is not turned round")
