"""Functions of the samples in a window: `rate`, `avg_over_time`, `predict_linear`, ..."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING

from monitorgen.promql.evaluate.quantiles import quantile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitorgen.promql.evaluate.store import Sample

_NEAR = 1.1
"""How many average distances between samples a window's end may be from the next one to count as covered."""


def extrapolated(samples: Sequence[Sample], start: int, end: int, *, counter: bool, per_second: bool) -> float | None:
    """`rate`, `increase` and `delta`: the growth in the window, extrapolated to its ends; None with one sample.

    Formula: `extrapolatedRate` of Prometheus. Half a distance is added at an end that is further than 1.1 average
    distances away; a counter is not extended to before it would have been 0.
    """
    if len(samples) < 2:
        return None
    (first_time, first), (last_time, last) = samples[0], samples[-1]
    growth = last - first
    if counter:
        growth += sum(before for (_, before), (_, after) in pairwise(samples) if after < before)
    to_start, to_end = (first_time - start) / 1000, (end - last_time) / 1000
    sampled = (last_time - first_time) / 1000
    average = sampled / (len(samples) - 1)
    limit = average * _NEAR
    if to_start >= limit:
        to_start = average / 2
    if counter and growth > 0 and first >= 0:
        to_start = min(to_start, sampled * (first / growth))
    if to_end >= limit:
        to_end = average / 2
    factor = (sampled + to_start + to_end) / sampled
    if per_second:
        factor /= (end - start) / 1000
    return growth * factor


def instant(samples: Sequence[Sample], *, counter: bool, per_second: bool) -> float | None:
    """`irate` and `idelta`: what the last two samples tell."""
    if len(samples) < 2:
        return None
    (before, old), (now, new) = samples[-2:]
    growth = new if counter and new < old else new - old
    return growth / ((now - before) / 1000) if per_second else growth


def regression(samples: Sequence[Sample], moment: int) -> tuple[float, float] | None:
    """Slope per second and value at `moment` of the line of least squares; None with one sample."""
    if len(samples) < 2:
        return None
    values = [value for _, value in samples]
    if all(value == values[0] for value in values):
        return (math.nan, math.nan) if math.isinf(values[0]) else (0.0, values[0])
    times = [(time - moment) / 1000 for time, _ in samples]
    mean_time, mean = fmean(times), fmean(values)
    spread = sum((time - mean_time) ** 2 for time in times)
    slope = sum((time - mean_time) * (value - mean) for time, value in zip(times, values, strict=True)) / spread
    return slope, mean - slope * mean_time


def _changes(values: Sequence[float]) -> float:
    pairs = pairwise(values)
    return float(sum(a != b and not (math.isnan(a) and math.isnan(b)) for a, b in pairs))


def _resets(values: Sequence[float]) -> float:
    return float(sum(b < a for a, b in pairwise(values)))


def _variance(values: Sequence[float]) -> float:
    mean = fmean(values)
    return fmean([(value - mean) ** 2 for value in values])


def quantile_of(values: Sequence[float], at: float) -> float:
    """`quantile_over_time` and the aggregation `quantile`: linear between the values' ranks."""
    return quantile(at, list(values))


OVER_TIME: dict[str, Callable[[Sequence[float]], float]] = {
    "avg_over_time": fmean,
    "sum_over_time": math.fsum,
    "min_over_time": min,
    "max_over_time": max,
    "count_over_time": lambda values: float(len(values)),
    "last_over_time": lambda values: values[-1],
    "present_over_time": lambda _: 1.0,
    "stddev_over_time": lambda values: math.sqrt(_variance(values)),
    "stdvar_over_time": _variance,
    "changes": _changes,
    "resets": _resets,
}
"""Functions of the values alone."""

KEEPS_NAME = frozenset({"last_over_time"})
