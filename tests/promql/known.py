"""Metrics that the tests on expressions know of."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from monitorgen.promql.types import LabelSchema, Metric, unit_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.promql.types import MetricType

DATA = Path(__file__).parent / "data"
BUCKETS = tuple(map(Decimal, ("0.1", "0.5", "1", "2.5")))


def metric(
    name: str,
    kind: MetricType,
    *labels: str,
    maybe: tuple[str, ...] = (),
    values: Mapping[str, frozenset[str]] | None = None,
    buckets: tuple[Decimal, ...] = (),
    unit: str | None = None,
    recorded: bool = False,
) -> Metric:
    """A metric with these labels always on it; its unit follows from its name."""
    schema = LabelSchema(frozenset(labels), frozenset(maybe), values or {})
    return Metric(name, kind, unit_of(name) if unit is None else unit, schema, buckets, recorded=recorded)


@cache
def exporters() -> Mapping[str, Metric]:
    """Metrics of real exporters."""
    written = yaml.safe_load((DATA / "inventory.yaml").read_text(encoding="utf-8"))
    return {name: metric(name, kind, *labels, maybe=tuple(maybe)) for name, (kind, labels, maybe) in written.items()}


@cache
def alerts() -> Mapping[str, str]:
    """Alerts on those metrics, name: expression."""
    found: dict[str, str] = yaml.safe_load((DATA / "alerts.yaml").read_text(encoding="utf-8"))
    return found


SHOP: Mapping[str, Metric] = {
    each.name: each
    for each in (
        metric("requests_total", "counter", "method", "status", values={"method": frozenset({"GET", "POST"})}),
        metric("errors_total", "counter", "method", "status"),
        metric("jobs_total", "counter", "outcome", values={"outcome": frozenset({"ok", "failed"})}),
        metric("bytes_sent_bytes_total", "counter"),
        metric("cpu_seconds_total", "counter", "mode"),
        metric("queue_depth", "gauge", "queue"),
        metric("queue_limit", "gauge", "queue"),
        metric("workers", "gauge"),
        metric("disk_free_bytes", "gauge", "mountpoint"),
        metric("disk_size_bytes", "gauge", "mountpoint"),
        metric("cache_hit_ratio", "gauge"),
        metric("load_percent", "gauge"),
        metric("last_backup_timestamp_seconds", "gauge"),
        metric("latency_seconds", "histogram", "route", buckets=BUCKETS),
        metric("size_bytes", "native_histogram", "route"),
        metric("gc_seconds", "summary"),
        metric("db_connections", "gauge", "datid", "datname"),
        metric("db_max_connections", "gauge", "server"),
        metric("build_info", "gauge", "version"),
        metric("free_text", "unknown", maybe=("note",)),
        Metric("anything", "gauge", "", LabelSchema(frozenset(), frozenset(), {}, open=True)),
        metric("job:requests:sum", "gauge", "job", recorded=True),
        metric("job:requests:rate5m", "gauge", "job", unit="per_second", recorded=True),
    )
}
"""A shop's metrics, one of each kind."""

ORACLE_METRICS: Mapping[str, Metric] = {
    each.name: each
    for each in (
        metric("a_total", "counter", "kind", maybe=("zone",)),
        metric("b_total", "counter", "kind"),
        metric("g", "gauge", maybe=("zone",)),
        metric("s", "gauge"),
        metric("h", "histogram", buckets=()),
    )
}
"""What is known of the series below."""

ORACLE_SERIES = {
    'a_total{job="j",instance="1",kind="x",zone="x"}': "0+60x40",
    'a_total{job="j",instance="1",kind="y"}': "0+7x10 0+7x30",
    'a_total{job="j",instance="x",kind="x"}': "5x40",
    'b_total{job="j",instance="1",kind="x"}': "0+3x40",
    'b_total{job="y",instance="1",kind="y"}': "100+1x40",
    'g{job="j",instance="1",zone="x"}': "-5+1x40",
    'g{job="j",instance="1"}': "3x40",
    's{job="j",instance="1"}': "1x40",
    'h_bucket{job="j",instance="1",le="0.5"}': "0+1x40",
    'h_bucket{job="j",instance="1",le="+Inf"}': "0+3x40",
    'h_count{job="j",instance="1"}': "0+3x40",
    'h_sum{job="j",instance="1"}': "0+2x40",
}
"""Series for promtool to compute with, and their values minute by minute."""
