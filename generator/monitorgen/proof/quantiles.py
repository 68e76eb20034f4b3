"""Histograms whose quantile is a given value.

Prometheus takes the events of a bucket as evenly spread between its bounds. Turned round: which share of the events
has to lie below the bucket, or above it, for the quantile to fall on the wanted place inside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.proof.labels import UnsolvedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.plan.rules import Condition
    from monitorgen.proof.signals import Signal, Stage

_HAIR = 1e-9
"""A value on the bound of its bucket must not be looked for in the next one, because of the last digit of a float."""


def shares(value: float, quantile: float, low: float, high: float) -> tuple[float, float]:
    """Shares of events below `low` and up to `high`, so that the quantile is `value`, which lies in between.

    With r = (value - low) / (high - low), and f below and g above the bucket: r = (q - f) / (1 - f) for g = 0, and
    r = q / (1 - g) for f = 0 (histogram_quantile of Prometheus: linear between the bounds of the bucket).
    """
    place = (value - low) / (high - low)
    if place <= quantile:
        below = (quantile - place) / (1 - place) if place < 1 else 0.0
        return below, 1.0
    return 0.0, min(quantile / place * (1 + _HAIR), 1.0)


def quantile_signals(
    condition: Condition, values: Sequence[float | None], stage: Stage, quantile: float
) -> list[Signal]:
    """The buckets of a histogram, and its count."""
    from monitorgen.proof.signals import Signal, series_labels

    series = condition.series["of"]
    metric = stage.metric(series.metric)
    if metric is None or metric.type == "native_histogram":
        raise UnsolvedError("series of native histograms are not made up")
    labels = series_labels(series, stage, metric=metric)
    bounds = _bounds([float(each) for each in metric.buckets], [value for value in values if value is not None])
    levels: list[list[float | None]] = [[] for _ in bounds]
    for value in values:
        if value is None:
            for each in levels:
                each.append(None)
            continue
        place = _bucket(value, bounds)
        low = bounds[place - 1] if place else 0.0
        below, upto = shares(value, quantile, low, bounds[place])
        for number, each in enumerate(levels):
            each.append(stage.events * (below if number < place else upto))
    events = tuple(None if value is None else stage.events for value in values)
    made = [
        Signal("of", f"{series.metric}_bucket", {**labels, "le": f"{bound:g}"}, "counter", tuple(each))
        for bound, each in zip(bounds, levels, strict=True)
    ]
    made.append(Signal("of", f"{series.metric}_bucket", {**labels, "le": "+Inf"}, "counter", events))
    made.append(Signal("events", f"{series.metric}_count", labels, "counter", events))
    return made


def _bounds(declared: Sequence[float], values: Sequence[float]) -> list[float]:
    """The bounds around the values: those that are declared, or made up where nothing is said."""
    highest = max(values)
    if not declared:
        return [min(values) / 2, highest * 2]
    found = sorted(declared)
    if highest > found[-1]:
        raise UnsolvedError("the value lies above the last bucket")
    near = {_bucket(value, found) for value in values}
    wanted = {place for each in near for place in (each - 1, each) if place >= 0}
    return [found[place] for place in sorted(wanted)]


def _bucket(value: float, bounds: Sequence[float]) -> int:
    return next(place for place, bound in enumerate(bounds) if value <= bound)
