"""Quantiles of values and of the buckets of a classic histogram."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_BUCKETS = 2


def quantile(at: float, values: Sequence[float]) -> float:
    """The `at`-quantile of values, linear between ranks; NaN of none, infinite outside 0 to 1."""
    if not values or math.isnan(at):
        return math.nan
    if at < 0:
        return -math.inf
    if at > 1:
        return math.inf
    ordered = sorted(values)
    rank = at * (len(ordered) - 1)
    low = max(0, math.floor(rank))
    high = min(len(ordered) - 1, low + 1)
    weight = rank - math.floor(rank)
    return ordered[low] * (1 - weight) + ordered[high] * weight


def bucket_quantile(at: float, buckets: Sequence[tuple[float, float]]) -> float:
    """The `at`-quantile of a classic histogram, from pairs of upper bound and cumulative count.

    Formula: `bucketQuantile` of Prometheus: linear within the bucket; the last bucket gives its lower bound, the
    first one starts at 0 if its bound is above 0. NaN without a `+Inf` bucket or without observations.
    """
    if not 0 <= at <= 1:
        return quantile(at, (0.0,))
    ordered = sorted(dict(_merged(buckets)).items())
    if not ordered or not math.isinf(ordered[-1][0]) or len(ordered) < _LEAST_BUCKETS:
        return math.nan
    counts: list[float] = []
    for _, count in ordered:
        counts.append(max(count, counts[-1]) if counts else count)
    observations = counts[-1]
    if observations == 0 or math.isnan(observations):
        return math.nan
    rank = at * observations
    index = next((i for i, count in enumerate(counts[:-1]) if count >= rank), len(counts) - 1)
    if index == len(ordered) - 1:
        return ordered[-2][0]
    end = ordered[index][0]
    if index == 0:
        return end if end <= 0 else end * (rank / counts[0] if counts[0] else math.nan)
    start, below = ordered[index - 1][0], counts[index - 1]
    return start + (end - start) * ((rank - below) / (counts[index] - below))


def _merged(buckets: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    found: dict[float, float] = {}
    for bound, count in buckets:
        found[bound] = found.get(bound, 0.0) + count
    return list(found.items())
