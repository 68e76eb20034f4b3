"""Units of what functions and operators make of values.

A unit is the last word of a metric's name (`seconds`, `bytes`, `ratio`, ...), that word with `_per_second`,
`per_second` for a plain number, or empty where nothing is known.
"""

from __future__ import annotations

_PER_SECOND = "_per_second"


def per_second(unit: str) -> str:
    """The unit of a rate: seconds per second are a ratio."""
    if unit == "seconds":
        return "ratio"
    return f"{unit}{_PER_SECOND}" if unit else "per_second"


def added(left: str, right: str) -> str:
    """The unit of a sum or difference of two sets of series."""
    return left if left == right else ""


def multiplied(left: str, right: str) -> str:
    """The unit of a product of two sets of series."""
    if "ratio" in {left, right}:
        return right if left == "ratio" else left
    return ""


def divided(left: str, right: str) -> str:
    """The unit of a quotient of two sets of series."""
    if left and left == right:
        return "ratio"
    if right == "per_second":
        # The rate of `x_seconds_sum` by that of `x_seconds_count`: seconds each.
        return "seconds" if left == "ratio" else left.removesuffix(_PER_SECOND) if left.endswith(_PER_SECOND) else ""
    return left if right == "ratio" else ""


def scaled(unit: str, factor: float) -> str:
    """The unit of a value times a number."""
    if unit == "ratio" and factor == 100:
        return "percent"
    if unit == "percent" and factor == 0.01:
        return "ratio"
    if unit == "seconds" and factor == 1000:
        return "milliseconds"
    if unit == "milliseconds" and factor == 0.001:
        return "seconds"
    return unit if factor in {1, -1} else ""
