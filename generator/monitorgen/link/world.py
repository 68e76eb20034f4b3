"""The metrics of a whole system: which names there are, and what is known of each whoever exposes it."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING

from monitorgen.link.exposure import TARGET, known
from monitorgen.link.surroundings import part_of
from monitorgen.promql.types import Metric, MetricType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.link.surroundings import Exposed
    from monitorgen.plan.values import UnitId


class World:
    """Grows while units are indexed; complete once all are. What is known of a name is remembered until it grows."""

    def __init__(self) -> None:
        self.units: tuple[UnitId, ...] = ()
        self.recorders: dict[str, list[UnitId]] = {}
        self._metrics: dict[str, Metric] = {}
        self._rows: dict[tuple[str, ...], None] = {}
        # It is made of what it needs, not of a method of ours: that would be a circle.
        self._known = lru_cache(1024)(partial(_metric, self._metrics, self._rows))

    def learn(self, exposed: Exposed, types: tuple[str, ...]) -> None:
        """Take in what a unit exposes. The same metric of several units has the labels of all."""
        self._known.cache_clear()
        self._rows.setdefault(types)
        told = {**exposed.probes.metrics, **(exposed.metrics if exposed.job is not None else {})}
        for name, metric in told.items():
            other = self._metrics.get(name)
            if other is None:
                self._metrics[name] = metric
            elif other is not metric and other != metric:
                self._metrics[name] = _joined(other, metric)

    def add(self, metric: Metric) -> None:
        """Take in a metric that no unit exposes, such as a recording rule of the root."""
        self._known.cache_clear()
        self._metrics.setdefault(metric.name, metric)

    def metric(self, name: str) -> Metric | None:
        """What is known of a metric by its name in an expression, None if nothing exposes it."""
        return self._known(name)

    def declared(self, name: str) -> Metric | None:
        """What is known of a metric by the name that it is declared under."""
        return _declared(self._metrics, self._rows, name)

    def names(self) -> frozenset[str]:
        """The names of all metrics that units list, for suggestions."""
        return frozenset(self._metrics)


def _metric(metrics: Mapping[str, Metric], rows: Iterable[tuple[str, ...]], name: str) -> Metric | None:
    declared = partial(_declared, metrics, rows)
    return declared(name) or part_of(name, declared, TARGET)


def _declared(metrics: Mapping[str, Metric], rows: Iterable[tuple[str, ...]], name: str) -> Metric | None:
    found = metrics.get(name)
    if found is not None:
        return found
    return next((metric for types in rows if (metric := known(name, types, TARGET)) is not None), None)


def _joined(one: Metric, other: Metric) -> Metric:
    kind: MetricType = one.type if one.type == other.type else "unknown"
    unit = one.unit if one.unit == other.unit else ""
    buckets = one.buckets if one.buckets == other.buckets else ()
    return Metric(
        one.name, kind, unit, one.labels.union(other.labels), buckets, one.help, one.recorded or other.recorded
    )
