"""Panels of what an entry exposes and nobody has said how to show: its resources, its own metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings, Origin
from monitorgen.link.dashboards import words
from monitorgen.link.dashboards.panels import panel
from monitorgen.spec.dashboard import Panel as Written
from monitorgen.spec.dashboard import Query as WrittenQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.link.dashboards.reading import Stand
    from monitorgen.link.surroundings import Exposed, Measure
    from monitorgen.plan.dashboards import Panel
    from monitorgen.promql.types import Metric

MOST_LABELS = 2
"""Labels that a panel keeps apart without being asked: more are a tangle of lines."""


def resources(exposed: Exposed, stand: Stand) -> Iterator[Panel]:
    """The used share of each resource, the events and failures of what is counted."""
    for name, measure in sorted(exposed.measures.items()):
        yield from _made(_of_measure(name, measure), stand)


def _of_measure(name: str, measure: Measure) -> Iterator[tuple[str, Written]]:
    title = words.spelled(name)
    if measure.limit is not None:
        yield f"{title} used", Written.model_construct(usage=name)
    if measure.total is not None:
        yield f"{title} per second", Written.model_construct(rate=name)
        if measure.errors is not None or measure.good is not None:
            yield f"{title}, failed share", Written.model_construct(error_ratio=name)
    if measure.duration is not None:
        yield f"{title}, duration", _quantiles(name)


def _quantiles(name: str) -> Written:
    queries = {
        "p50": WrittenQuery.model_construct(p50=name),
        "p95": WrittenQuery.model_construct(p95=name),
        "p99": WrittenQuery.model_construct(p99=name),
    }
    return Written.model_construct(queries=queries)


def metric_panels(metrics: Mapping[str, Metric], names: Iterable[str], stand: Stand) -> Iterator[Panel]:
    """A panel for each of these metrics, by its type: a counter's rate, a gauge, the quantiles of a histogram."""
    for name in names:
        metric = metrics.get(name)
        if metric is not None:
            said = _of_metric(metric)
            yield from _made([(name, said.model_copy(update={"title": words.of_metric(metric)}))], stand)


def _of_metric(metric: Metric) -> Written:
    own = sorted(metric.labels.known - {"job", "instance"})
    by = own if len(own) <= MOST_LABELS else []
    if metric.type == "counter":
        return Written.model_construct(rate=metric.name, by=by or None)
    if metric.type in ("histogram", "native_histogram"):
        return _quantiles(metric.name)
    if metric.type == "summary":
        return Written.model_construct(expr=metric.name)
    return Written.model_construct(value=metric.name) if by == own else Written.model_construct(sum=metric.name)


def _made(said: Iterable[tuple[str, Written]], stand: Stand) -> Iterator[Panel]:
    for title, each in said:
        found = panel(title, each, stand, _nowhere, Findings())
        if found is not None:
            yield found


def _nowhere(*path: str | int) -> Origin:
    return Origin("monitorgen:dashboards", path, "catalog")
