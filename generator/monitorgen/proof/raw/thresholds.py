"""Values on the two sides of a threshold."""

from __future__ import annotations

_WHOLES = (1.0, 100.0)
"""What shares and percentages do not exceed."""


def beyond(op: str, limit: float, margin: float, base: float, *, whole: bool) -> float:
    """A value for which `value op limit` holds, as near as the margin says; `whole` asks for a number of things.

    `base` says how far away from 0 is near, at most 1.
    """
    if op == "==":
        return limit
    if op == "!=":
        return 0.0 if limit == 1 else limit + 1
    up = op in {">", ">="}
    if whole:
        return _counted(op, limit)
    if limit == 0 and op in {">=", "<="}:
        return limit
    step = abs(limit) * margin or min(base, 1.0)
    if up:
        for most in _WHOLES:
            if most * 0.9 < limit < most <= limit + step:
                return (limit + most) / 2
        return limit + step
    if 0 < limit <= step:
        return limit / 2
    return limit - step


def short_of(op: str, limit: float, margin: float, base: float, *, whole: bool) -> float:
    """A value for which `value op limit` does not hold, as near as the margin says."""
    if op == "==":
        return 0.0 if limit == 1 else limit + 1
    if op == "!=":
        return limit
    opposite = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}[op]
    return beyond(opposite, limit, margin, base, whole=whole)


def _counted(op: str, limit: float) -> float:
    low = int(limit // 1)
    match op:
        case ">":
            return low + 1
        case ">=":
            return low if low == limit else low + 1
        case "<":
            return low - 1 if low == limit else low
    return low
