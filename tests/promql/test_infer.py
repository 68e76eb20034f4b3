"""What an expression gives is inferred from its metrics, and Prometheus computes nothing else."""

from __future__ import annotations

import math
from math import inf
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, Verbosity, given, settings

from monitorgen.promql.infer import infer, recorded
from monitorgen.promql.parse import parse
from monitorgen.promql.printer import text_of
from monitorgen.promql.types import LabelSchema, Metric
from tests.promql import oracle, written
from tests.promql.known import ORACLE_METRICS, ORACLE_SERIES, SHOP, metric

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.promql.infer import Inferred
    from monitorgen.promql.nodes import Node
    from tests.support.tools import FindTool


def of(text: str, metrics: Mapping[str, Metric] = SHOP) -> Inferred:
    return infer(parse(text), metrics.get)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("queue_depth", "instance job queue"),
        ("sum(queue_depth)", ""),
        ("sum by (job, nothing) (queue_depth)", "job"),
        ("sum without (instance) (queue_depth)", "job queue"),
        ("topk(3, queue_depth)", "instance job queue"),
        ('count_values("depth", queue_depth)', "depth"),
        ('count_values by (job) ("depth", queue_depth)', "depth job"),
        ("rate(latency_seconds_bucket[5m])", "instance job le route"),
        ("histogram_quantile(0.9, sum by (job, le) (rate(latency_seconds_bucket[5m])))", "job"),
        ("gc_seconds", "instance job quantile"),
        ("gc_seconds_count", "instance job"),
        ("job:requests:rate5m", "job"),
        ("sum by (job) (queue_depth) / on (job) sum by (job) (queue_limit)", "job"),
        ("queue_depth / queue_limit", "instance job queue"),
        ("queue_depth / ignoring (queue) workers", "instance job"),
        ("queue_depth * on (job) group_left (version) build_info", "instance job queue version"),
        ("build_info * on (job) group_right (version) queue_depth", "instance job queue version"),
        ("queue_depth > 5", "instance job queue"),
        ("5 < queue_depth", "instance job queue"),
        ("queue_depth and on (job) workers", "instance job queue"),
        ("queue_depth or workers", "instance job"),
        ("queue_depth unless workers", "instance job queue"),
        ("absent(up{job='api', instance=~'a|b', zone='x'})", "job zone"),
        ("absent(up{job='api', job='b'})", ""),
        ("absent(up{job='api', job=~'a.*'})", ""),
        ("absent(sum(up{job='api'}))", ""),
        ("absent_over_time(up{job='api'}[5m])", "job"),
        ("label_replace(workers, 'team', 'a', '', '.*')", "instance job team"),
        ("label_replace(workers, 'team', '$1', 'job', '(.*)')", "instance job"),
        ("label_join(workers, 'both', '-', 'job', 'instance')", "both instance job"),
        ("vector(1)", ""),
        ("max_over_time(rate(requests_total[5m])[1h:])", "instance job method status"),
        ("-queue_depth", "instance job queue"),
        ("(queue_depth)", "instance job queue"),
        ("queue_depth offset 5m", "instance job queue"),
        ("ALERTS", "alertname alertstate"),
        ('queue_depth{queue=""}', "instance job"),
        ('anything{zone="x"}', "instance job zone"),
    ],
)
def test_labels_that_are_always_there(text: str, labels: str) -> None:
    assert " ".join(sorted(of(text).labels.always)) == labels


def test_labels_that_may_be_missing() -> None:
    assert of("queue_depth or workers").labels.maybe == {"queue"}
    assert of("free_text").labels.maybe == {"note"}
    assert of("label_replace(workers, 'team', '$1', 'job', '(.*)')").labels.maybe == {"team"}
    assert of("count by (note) (free_text)").labels.maybe == {"note"}


def test_what_nobody_declared_may_have_any_label_until_an_aggregation_says_which() -> None:
    assert of("unheard_of").labels.open
    assert of("rate(unheard_of[5m]) / anything").labels.open
    assert not of("sum by (job) (unheard_of)").labels.open
    assert not of("sum without (zone) (unheard_of)").labels.can_have("zone")
    assert of("sum without (zone) (unheard_of)").labels.can_have("job")


def test_values_of_labels_are_followed() -> None:
    assert of('jobs_total{outcome!="ok"}').labels.values["outcome"] == {"failed"}
    assert of('up{job="api"}').labels.values["job"] == {"api"}
    assert of('up{job=~"a|b"} or up{job="c"}').labels.values["job"] == {"a", "b", "c"}
    assert of('up{job=~"a|b"} and up{job=~"b|c"}').labels.values["job"] == {"b"}
    assert "job" not in of('up{job=~"a.*"} or up{job="c"}').labels.values


def test_target_labels_are_on_what_is_scraped_only() -> None:
    own = {"errors:ratio": metric("errors:ratio", "gauge"), "saved": metric("saved", "gauge", recorded=True)}
    for name in own:
        assert of(name, own).labels.always == frozenset()
    given_labels = infer(parse("workers"), SHOP.get, frozenset({"job", "namespace"})).labels
    assert given_labels.always == {"job", "namespace"}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("rate(requests_total[5m])", "per_second"),
        ("increase(requests_total[5m])", ""),
        ("sum(rate(bytes_sent_bytes_total[5m]))", "bytes_per_second"),
        ("rate(cpu_seconds_total[5m])", "ratio"),
        ("disk_free_bytes / disk_size_bytes", "ratio"),
        ("1 - disk_free_bytes / disk_size_bytes", "ratio"),
        ("100 * disk_free_bytes / disk_size_bytes", ""),
        ("100 * (disk_free_bytes / disk_size_bytes)", "percent"),
        ("sum(rate(errors_total[5m])) / sum(rate(requests_total[5m]))", "ratio"),
        ('increase(requests_total{status="500"}[5m]) / increase(requests_total[5m])', "ratio"),
        ("rate(latency_seconds_sum[5m]) / rate(latency_seconds_count[5m])", "seconds"),
        ("histogram_quantile(0.9, rate(latency_seconds_bucket[5m]))", "seconds"),
        ("histogram_quantile(0.9, rate(size_bytes[5m]))", "bytes"),
        ("histogram_quantile(0.9, rate(latency_seconds_bucket[5m])) * 1000", "milliseconds"),
        ("time() - last_backup_timestamp_seconds", "seconds"),
        ("max_over_time(disk_free_bytes[1h])", "bytes"),
        ("predict_linear(disk_free_bytes[6h], 3600)", "bytes"),
        ("deriv(disk_free_bytes[1h])", "bytes_per_second"),
        ("count(disk_free_bytes)", ""),
        ("avg(cache_hit_ratio)", "ratio"),
        ("disk_free_bytes + cache_hit_ratio", ""),
        ("disk_free_bytes * cache_hit_ratio", "bytes"),
        ("disk_free_bytes > 5", "bytes"),
        ("disk_free_bytes > bool 5", ""),
        ("disk_free_bytes / 1024", ""),
        ("queue_depth", ""),
    ],
)
def test_units_follow_the_arithmetic(text: str, unit: str) -> None:
    assert of(text).unit == unit


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("requests_total", 0, inf),
        ("rate(requests_total[5m])", 0, inf),
        ("up", 0, 1),
        ("1 - up", 0, 1),
        ("sum(up)", 0, inf),
        ("count(up)", 1, inf),
        ("avg(up) * 100", 0, 100),
        ("up > 0", 0, 1),
        ("queue_depth > 5", 5, inf),
        ("queue_depth", -inf, inf),
        ("clamp_max(requests_total, 3)", 0, 3),
        ("clamp(queue_depth, 1, 3)", 1, 3),
        ("sum(rate(requests_total{status='500'}[5m])) / sum(rate(requests_total[5m]))", 0, 1),
        (
            "(rate(requests_total{status='500'}[5m]) or 0 * rate(requests_total[5m])) / (rate(requests_total[5m]) > 0)",
            0,
            1,
        ),
        ("rate(latency_seconds_bucket{le='0.5'}[5m]) / ignoring (le) rate(latency_seconds_count[5m])", 0, 1),
        ("sum(rate(requests_total[5m])) / sum(rate(requests_total{status='500'}[5m]))", 0, inf),
        ("rate(requests_total{status='500'}[5m]) / rate(requests_total[10m])", 0, inf),
        ("histogram_quantile(0.9, rate(latency_seconds_bucket[5m]))", 0, 2.5),
        ("up == bool 1", 0, 1),
        ("absent(up)", 1, 1),
        ("vector(3)", 3, 3),
        ("-up", -1, 0),
        ("abs(-up)", 0, 1),
        ("up or queue_depth", -inf, inf),
        ("day_of_week()", 0, 6),
        ("up / 0", 0, inf),
        ("up - requests_total", -inf, 1),
    ],
)
def test_ranges_hold_what_is_certain(text: str, low: float, high: float) -> None:
    assert of(text).bounds == (low, high)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("requests_total", True),
        ("sum(requests_total)", True),
        ("latency_seconds_count", True),
        ("requests_total - requests_total offset 5m", True),
        ("max_over_time(requests_total[5m])", True),
        ("rate(requests_total[5m])", False),
        ("queue_depth", False),
        ("gc_seconds", False),
        ("count(requests_total)", False),
        ("requests_created", False),
    ],
)
def test_a_counter_stays_one_until_its_rate_is_taken(text: str, expected: bool) -> None:
    assert of(text).is_counter is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vector(1)", True),
        ("time()", True),
        ("up or vector(0)", True),
        ("sum(up) or vector(0)", True),
        ("up and vector(1)", False),
        ("vector(1) > 0", False),
        ("up", False),
        ("absent(up)", False),
    ],
)
def test_what_is_there_whatever_is_scraped(text: str, expected: bool) -> None:
    assert of(text).always_present is expected


def test_kinds() -> None:
    kinds = {text: of(text).kind for text in ("up", "up[5m]", "up[5m:]", "time()", "'a'", "1 + 2", "scalar(up)")}
    assert list(kinds.values()) == ["instant", "range", "range", "scalar", "string", "scalar", "scalar"]


def test_a_recording_rule_makes_a_metric_that_is_no_counter() -> None:
    made = recorded("job:requests:sum", of("sum by (job) (requests_total)"))
    assert (made.type, made.labels, made.recorded) == ("gauge", LabelSchema(frozenset({"job"})), True)
    made = recorded("job:size:rate5m", of("sum by (job) (rate(size_bytes[5m]))"))
    assert made.type == "native_histogram"


@given(written.expressions())
def test_every_expression_is_inferred_with_and_without_knowledge(node: Node) -> None:
    for metrics in (ORACLE_METRICS, {}):
        found = infer(node, metrics.get)
        assert not found.labels.always & found.labels.maybe


@pytest.mark.slow
@settings(max_examples=6, phases=[Phase.generate], verbosity=Verbosity.quiet)
@given(batch=written.batches(written.plain_selectors))
def test_prometheus_computes_nothing_that_was_not_inferred(
    batch: written.Batch, find_tool: FindTool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tests")
    results = oracle.evaluated(find_tool("promtool"), ORACLE_SERIES, batch.texts, folder)
    wrong = []
    for node, samples in zip(batch.nodes, results, strict=True):
        if isinstance(samples, str):
            continue  # many-to-many matches and the like fail when they are evaluated
        found = infer(node, ORACLE_METRICS.get)
        if found.always_present and not samples:
            wrong.append((text_of(node), "nothing", found))
        wrong += [(text_of(node), str(each), found) for each in samples if not fits(each, found)]
    assert wrong == []


def fits(sample: oracle.Sample, found: Inferred) -> bool:
    there = sample.labels.keys()
    return (
        found.labels.always <= there
        and all(map(found.labels.can_have, there))
        and all(sample.labels[name] in values for name, values in found.labels.values.items() if name in there)
        and (math.isnan(sample.value) or found.low <= sample.value <= found.high)
    )
