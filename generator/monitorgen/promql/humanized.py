"""How Prometheus shows numbers in templates: its `humanize` functions, and Go's way of printing a float."""

from __future__ import annotations

import math
from decimal import Decimal

_ABOVE_1 = ("k", "M", "G", "T", "P", "E", "Z", "Y")
_BELOW_1 = ("m", "u", "n", "p", "f", "a", "z", "y")
_BINARY = ("ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi")


def printed(value: float) -> str:
    """A float as Go's `%v` prints it: the fewest digits, with an exponent below 1e-4 and from 1e6 on."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
    digits = Decimal(repr(value)).normalize()
    exponent = digits.adjusted()
    if value == 0 or -4 <= exponent < 6:
        return f"{digits:f}"
    mantissa = digits.scaleb(-exponent)
    return f"{mantissa:f}e{'-' if exponent < 0 else '+'}{abs(exponent):02}"


def short(value: float) -> str:
    """Four significant digits, Go's `%.4g`."""
    return f"{value:.4g}" if math.isfinite(value) else printed(value)


def humanize(value: float) -> str:
    """`1.235k`, `51m`: four digits and a metric prefix."""
    return _prefixed(value, "")


def humanize1024(value: float) -> str:
    """`1.5Gi`: four digits and a binary prefix; nothing at 1 and below."""
    if not math.isfinite(value) or abs(value) <= 1:
        return short(value)
    prefix = ""
    for each in _BINARY:
        if abs(value) < 1024:
            break
        prefix, value = each, value / 1024
    return short(value) + prefix


def humanize_percentage(value: float) -> str:
    """A ratio as per cent, `5.1%`."""
    return f"{short(value * 100)}%"


def humanize_duration(value: float) -> str:
    """Seconds, less than 2^63, as `1h 2m 3s`, whole ones from a minute on; `51ms` below one."""
    if not math.isfinite(value):
        return short(value)
    if abs(value) < 1:
        return _prefixed(value, "s")
    sign, whole = "-" if value < 0 else "", int(abs(value))
    parts = (("d", whole // 86_400), ("h", whole // 3600 % 24), ("m", whole // 60 % 60), ("s", whole % 60))
    for place, (_, count) in enumerate(parts[:-1]):
        if count:
            return sign + " ".join(f"{number}{unit}" for unit, number in parts[place:])
    return f"{sign}{short(abs(value))}s"


def _prefixed(value: float, unit: str) -> str:
    if value == 0 or not math.isfinite(value):
        return short(value) + unit
    prefix, large = "", abs(value) >= 1
    for each in _ABOVE_1 if large else _BELOW_1:
        if abs(value) < 1000 if large else abs(value) >= 1:
            break
        prefix, value = each, value / 1000 if large else value * 1000
    return short(value) + prefix + unit
