"""Arithmetic on ranges of values; ends that are not certain are infinite."""

from __future__ import annotations

import math
from math import inf

Range = tuple[float, float]
ANY: Range = (-inf, inf)
NOT_NEGATIVE: Range = (0.0, inf)


def _ends(values: list[float]) -> Range:
    return ANY if any(math.isnan(value) for value in values) else (min(values), max(values))


def arithmetic(op: str, left: Range, right: Range) -> Range:
    """The values of `left op right`."""
    match op:
        case "+":
            return _ends([left[0] + right[0], left[1] + right[1]])
        case "-":
            return _ends([left[0] - right[1], left[1] - right[0]])
        case "*":
            # Nothing times infinitely much is NaN here as there: then nothing is certain.
            return _sign(left, right, [a * b for a in left for b in right])
        case "/":
            return _quotient(left, right)
        case "^" | "%":
            return NOT_NEGATIVE if left[0] >= 0 and right[0] >= 0 else ANY
    return ANY


def _sign(left: Range, right: Range, corners: list[float]) -> Range:
    ends = _ends(corners)
    return NOT_NEGATIVE if ends == ANY and left[0] >= 0 and right[0] >= 0 else ends


def _quotient(left: Range, right: Range) -> Range:
    if right[0] > 0 or right[1] < 0:
        return _sign(left, right, [a / b for a in left for b in right])
    return NOT_NEGATIVE if left[0] >= 0 and right[0] >= 0 else ANY


def aggregated(op: str, inner: Range) -> Range:
    """The values of an aggregation of at least one series."""
    match op:
        case "sum":
            return (inner[0] if inner[0] >= 0 else -inf, inner[1] if inner[1] <= 0 else inf)
        case "count" | "count_values":
            return (1.0, inf)
        case "group":
            return (1.0, 1.0)
        case "stddev" | "stdvar":
            return NOT_NEGATIVE
        case "quantile":
            return ANY
    return inner


def compared(op: str, left: Range, right: Range) -> Range:
    """What a filter `left op right` lets through of the left side."""
    match op:
        case ">" | ">=":
            return (max(left[0], right[0]), left[1])
        case "<" | "<=":
            return (left[0], min(left[1], right[1]))
        case "==":
            return (max(left[0], right[0]), min(left[1], right[1]))
    return left


def hull(left: Range, right: Range) -> Range:
    """The values of either."""
    return (min(left[0], right[0]), max(left[1], right[1]))


def always(op: str, left: Range, right: Range) -> bool:
    """Whether `left op right` holds for all values."""
    match op:
        case ">":
            return left[0] > right[1]
        case ">=":
            return left[0] >= right[1]
        case "<":
            return left[1] < right[0]
        case "<=":
            return left[1] <= right[0]
        case "==":
            return left[0] == left[1] == right[0] == right[1]
        case "!=":
            return left[0] > right[1] or left[1] < right[0]
    return False


_OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}


def never(op: str, left: Range, right: Range) -> bool:
    """Whether `left op right` holds for no values."""
    return always(_OPPOSITE[op], left, right)


def rounded(func: str, inner: Range) -> Range:
    """The values of `floor` and `ceil`."""
    change = math.floor if func == "floor" else math.ceil
    low, high = (end if math.isinf(end) else float(change(end)) for end in inner)
    return (low, high)
