"""Operators between numbers and vectors, and how the series of two sides find each other."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, TypeAlias

from monitorgen.promql.evaluate.store import NotEvaluatedError
from monitorgen.promql.nodes import COMPARISONS, SET_OPERATORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.promql.evaluate.store import Key
    from monitorgen.promql.nodes import Binary, Matching

Vector: TypeAlias = "dict[Key, float]"

_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip


def scalars(op: str, left: float, right: float) -> float:
    """`left op right` of two numbers; a comparison gives 1 or 0."""
    if op in COMPARISONS:
        return float(_COMPARE[op](left, right))
    return _arithmetic(op, left, right)


def _arithmetic(op: str, left: float, right: float) -> float:
    match op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return _divided(left, right)
        case "%":
            return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)
        case "atan2":
            return math.atan2(left, right)
    return _power(left, right)


def _divided(left: float, right: float) -> float:
    if right != 0:
        return left / right
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1.0, right)


def _power(left: float, right: float) -> float:
    try:
        found = left**right
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return math.nan if isinstance(found, complex) else float(found)


def with_number(node: Binary, vector: Vector, number: float, *, number_left: bool) -> Vector:
    """A vector and a number: arithmetic on each value, or a filter that keeps the vector's."""
    made: Vector = {}
    for key, value in vector.items():
        left, right = (number, value) if number_left else (value, number)
        if node.op not in COMPARISONS:
            made[nameless(key)] = _arithmetic(node.op, left, right)
        elif node.is_bool:
            made[nameless(key)] = float(_COMPARE[node.op](left, right))
        elif _COMPARE[node.op](left, right):
            made[key] = value
    return made


def vectors(node: Binary, left: Vector, right: Vector) -> Vector:
    """Two vectors, matched as `on`, `ignoring` and the groups say; raises `NotEvaluatedError` if two match."""
    if node.op in SET_OPERATORS:
        return _set(node, left, right)
    many_left = node.matching is None or node.matching.card != "one-to-many"
    many, one = (left, right) if many_left else (right, left)
    grouped = node.matching is not None and node.matching.card in {"many-to-one", "one-to-many"}
    partners: dict[Key, tuple[Key, float]] = {}
    for key, value in one.items():
        shared = signature(key, node.matching)
        if shared in partners:
            raise NotEvaluatedError("several series of the one side match")
        partners[shared] = key, value
    made: Vector = {}
    taken: set[Key] = set()
    for key, value in many.items():
        shared = signature(key, node.matching)
        if shared not in partners:
            continue
        if shared in taken and not grouped:
            raise NotEvaluatedError("several series of the left side match")
        taken.add(shared)
        partner, other = partners[shared]
        a, b = (value, other) if many_left else (other, value)
        found = _result(node, a, b)
        if found is not None:
            made[_labels(node, key, partner, grouped=grouped)] = found
    return made


def _result(node: Binary, left: float, right: float) -> float | None:
    if node.op not in COMPARISONS:
        return _arithmetic(node.op, left, right)
    holds = _COMPARE[node.op](left, right)
    return float(holds) if node.is_bool else (left if holds else None)


def _labels(node: Binary, many: Key, one: Key, *, grouped: bool) -> Key:
    kept = dict(many)
    if node.op not in COMPARISONS or node.is_bool:
        kept.pop("__name__", None)
    matching = node.matching
    if matching is None:
        return tuple(sorted(kept.items()))
    if not grouped:
        kept = {name: text for name, text in kept.items() if _counts(name, matching)}
    for name in matching.include:
        kept.pop(name, None)
        text = dict(one).get(name)
        if text:
            kept[name] = text
    return tuple(sorted(kept.items()))


def _counts(label: str, matching: Matching) -> bool:
    return (label in matching.labels) == matching.on


def signature(key: Key, matching: Matching | None) -> Key:
    """What two series must have in common to match."""
    if matching is None:
        return nameless(key)
    return tuple((name, text) for name, text in key if name != "__name__" and _counts(name, matching))


def nameless(key: Key) -> Key:
    """The labels without the metric's name."""
    return tuple(pair for pair in key if pair[0] != "__name__")


def _set(node: Binary, left: Vector, right: Vector) -> Vector:
    there = {signature(key, node.matching) for key in right}
    match node.op:
        case "and":
            return {key: value for key, value in left.items() if signature(key, node.matching) in there}
        case "unless":
            return {key: value for key, value in left.items() if signature(key, node.matching) not in there}
    here = {signature(key, node.matching) for key in left}
    return {**left, **{key: value for key, value in right.items() if signature(key, node.matching) not in here}}
