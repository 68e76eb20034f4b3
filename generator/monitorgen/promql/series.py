"""The series behind a name in an expression: `x_bucket`, `x_sum`, `x_count` belong to the histogram `x`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.promql.types import LabelSchema, Metric, MetricLookup
from monitorgen.units import plain

if TYPE_CHECKING:
    from decimal import Decimal

Part = Literal["value", "bucket", "sum", "count", "created"]
SeriesType = Literal["counter", "gauge", "native_histogram", "unknown"]


class SeriesInfo(Struct, frozen=True):
    """What a name in an expression stands for.

    `metric` is what was declared, `part` which of its series is meant. `labels` are without those of the target unless
    the declaration has them. `low` and `high` bound the values where they are certain.
    """

    name: str
    metric: Metric
    part: Part
    type: SeriesType
    unit: str
    labels: LabelSchema
    low: float = float("-inf")
    high: float = float("inf")


_NONE = LabelSchema()


def _known(name: str, unit: str = "", labels: LabelSchema = _NONE, *, recorded: bool = False) -> tuple[str, Metric]:
    return name, Metric(name, "gauge", unit, labels, recorded=recorded)


_ALERT = LabelSchema(always=frozenset({"alertname"}), open=True)
_STATES = LabelSchema(
    always=frozenset({"alertname", "alertstate"}), values={"alertstate": frozenset({"pending", "firing"})}, open=True
)

WELL_KNOWN: dict[str, Metric] = dict(
    (
        _known("up"),
        _known("scrape_duration_seconds", "seconds"),
        _known("scrape_samples_scraped"),
        _known("scrape_samples_post_metric_relabeling"),
        _known("scrape_series_added"),
        _known("scrape_timeout_seconds", "seconds"),
        _known("scrape_sample_limit"),
        _known("scrape_body_size_bytes", "bytes"),
        _known("ALERTS", "", _STATES, recorded=True),
        _known("ALERTS_FOR_STATE", "seconds", _ALERT, recorded=True),
    )
)
"""Series that Prometheus makes itself."""

_FLAGS = frozenset({"up", "ALERTS"})


def resolve_series(name: str, lookup: MetricLookup) -> SeriesInfo | None:
    """What the series `name` are, None if nothing has them.

    A classic histogram has no series under its own name. What `lookup` knows comes before what Prometheus makes.
    """
    metric = lookup(name)
    if metric is not None:
        return _own(name, metric)
    for suffix, part in _SUFFIXES:
        if name.endswith(suffix) and (found := _part_of(name, name.removesuffix(suffix), part, lookup)) is not None:
            return found
    known = WELL_KNOWN.get(name)
    return _own(name, known) if known is not None else None


_SUFFIXES: tuple[tuple[str, Part], ...] = (
    ("_bucket", "bucket"),
    ("_sum", "sum"),
    ("_count", "count"),
    ("_created", "created"),
)


def family_names(name: str) -> tuple[str, ...]:
    """The names under which a series may have been declared: its own first."""
    bases = [name.removesuffix(suffix) for suffix, _ in _SUFFIXES if name.endswith(suffix)]
    totals = [f"{base}_total" for base in bases if name.endswith("_created")]
    return (name, *bases, *totals)


def _own(name: str, metric: Metric) -> SeriesInfo | None:
    if metric.type == "histogram":
        return None
    if metric.type == "summary":
        labels = metric.labels.with_always("quantile")
        return SeriesInfo(name, metric, "value", "gauge", metric.unit, labels)
    if name in _FLAGS:
        return SeriesInfo(name, metric, "value", "gauge", metric.unit, metric.labels, 0.0, 1.0)
    low = 0.0 if metric.type == "counter" else float("-inf")
    return SeriesInfo(name, metric, "value", metric.type, metric.unit, metric.labels, low)


def _part_of(name: str, base: str, part: Part, lookup: MetricLookup) -> SeriesInfo | None:
    metric = lookup(base)
    if part == "created":
        metric = metric or lookup(f"{base}_total")
        if metric is None or metric.type not in {"counter", "histogram", "summary"}:
            return None
        return SeriesInfo(name, metric, part, "gauge", "seconds", metric.labels, 0.0)
    if metric is None or metric.type not in ({"histogram"} if part == "bucket" else {"histogram", "summary"}):
        return None
    unit = metric.unit if part == "sum" else ""
    labels = metric.labels
    if part == "bucket":
        labels = labels.with_always("le", _bounds(metric.buckets) if metric.buckets else None)
    low = float("-inf") if part == "sum" else 0.0
    return SeriesInfo(name, metric, part, "counter", unit, labels, low)


@lru_cache(maxsize=256)
def _bounds(buckets: tuple[Decimal, ...]) -> frozenset[str]:
    """The values of `le`: Prometheus 3 stores whole bounds as `1.0`, older releases as they come, mostly `1`."""
    texts = {"+Inf"}
    for bound in buckets:
        text = plain(bound)
        texts.add(text)
        if "." not in text:
            texts.add(f"{text}.0")
    return frozenset(texts)
