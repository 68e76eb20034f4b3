"""Axes: round values on the left, round times below."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from msgspec import Struct

_BYTES = frozenset({"bytes", "binBps", "kbytes", "mbytes"})
_STEPS = (60, 300, 600, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800)


class Axis(Struct, frozen=True):
    """From `low` to `high`, with a mark at each of `ticks`."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def part(self, value: float) -> float:
        """Where a value is: 0 at the low end, 1 at the high one."""
        return (value - self.low) / (self.high - self.low)


def values(low: float, high: float, unit: str, most: int = 6) -> Axis:
    """An axis that shows both values, with round marks."""
    if not high > low:
        high = low + (abs(low) or 1.0)
    step = _round((high - low) / most, 1024.0 if unit in _BYTES else 1000.0)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Axis(first * step, last * step, tuple(index * step for index in range(first, last + 1)))


def times(end: float, span: float, most: int = 7) -> tuple[tuple[float, str], ...]:
    """Round times within the last `span` seconds: the part of the way from left to right, and the time in words."""
    step = next((each for each in _STEPS if span / each <= most), _STEPS[-1] * math.ceil(span / _STEPS[-1] / most))
    first = math.ceil((end - span) / step) * step
    found = []
    at = float(first)
    while at <= end:
        moment = datetime.fromtimestamp(at, UTC)
        found.append(((at - end + span) / span, moment.strftime("%H:%M" if span <= 172_800 else "%m/%d")))
        at += step
    return tuple(found)


def _round(step: float, base: float) -> float:
    """The next larger step that people find round; for bytes one of powers of two."""
    power = base ** math.floor(math.log(step, base)) if step > 0 else 1.0
    for factor in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512) if base == 1024 else (1, 2, 5, 10, 20, 50, 100, 200, 500):
        if factor * power >= step * (1 - 1e-9):
            return factor * power
    return base * power
