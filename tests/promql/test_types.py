"""Sets of labels keep what is true of each series in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.promql.narrowing import narrow, passes, verdict
from monitorgen.promql.series import family_names, resolve_series
from monitorgen.promql.types import ABSENT, LabelSchema, Matcher, unit_of
from tests.promql import written
from tests.promql.known import BUCKETS, SHOP, metric

Labels = dict[str, str]
NAMES = ("a", "b", "c")
VALUES = ("x", "y", "xz", "z")


@st.composite
def schemas(draw: st.DrawFn) -> LabelSchema:
    always = draw(st.sets(st.sampled_from(NAMES)))
    maybe = draw(st.sets(st.sampled_from(NAMES))) - always
    is_open = draw(st.booleans())
    values = {
        name: frozenset(draw(st.sets(st.sampled_from(VALUES), min_size=1)))
        for name in always | maybe
        if draw(st.booleans())
    }
    if is_open:
        values |= {name: ABSENT for name in NAMES if name not in always | maybe and draw(st.booleans())}
    return LabelSchema(frozenset(always), frozenset(maybe), values, is_open)


def admits(schema: LabelSchema, series: Labels) -> bool:
    return (
        schema.always <= series.keys()
        and all(map(schema.can_have, series))
        and all(series[name] in values for name, values in schema.values.items() if name in series)
    )


some_series = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES))
some_labels = st.sets(st.sampled_from(NAMES))
some_matchers = written.matchers(NAMES, st.sampled_from((*VALUES, "")))


@given(schemas(), some_series, some_labels)
def test_what_is_kept_or_dropped_of_a_series_is_in_what_is_kept_or_dropped_of_its_set(
    schema: LabelSchema, series: Labels, names: set[str]
) -> None:
    if admits(schema, series):
        assert admits(schema.keep(names), {name: value for name, value in series.items() if name in names})
        assert admits(schema.drop(names), {name: value for name, value in series.items() if name not in names})


@given(schemas(), schemas(), some_series)
def test_a_union_has_the_series_of_both_and_a_meet_those_that_are_in_both(
    one: LabelSchema, other: LabelSchema, series: Labels
) -> None:
    inside = admits(one, series), admits(other, series)
    if any(inside):
        assert admits(one.union(other), series)
    if all(inside):
        assert admits(one.meet(other), series)


@given(schemas(), some_series, st.lists(some_matchers, max_size=3))
def test_a_series_that_passes_matchers_is_in_what_they_leave(
    schema: LabelSchema, series: Labels, matchers: list[Matcher]
) -> None:
    passing = all(passes(each, series.get(each.label, "")) is not False for each in matchers)
    if admits(schema, series) and passing:
        assert admits(narrow(schema, matchers), series)


@given(schemas(), some_series, some_matchers)
def test_no_series_passes_a_matcher_that_is_said_to_be_impossible(
    schema: LabelSchema, series: Labels, matcher: Matcher
) -> None:
    if admits(schema, series) and verdict(schema, matcher) in {"no label", "no value"}:
        assert passes(matcher, series.get(matcher.label, "")) is not True


@given(schemas(), some_series, some_matchers)
def test_every_series_passes_a_matcher_that_is_said_to_have_no_effect(
    schema: LabelSchema, series: Labels, matcher: Matcher
) -> None:
    if admits(schema, series) and verdict(schema, matcher) == "no effect":
        assert passes(matcher, series.get(matcher.label, "")) is not False


def test_a_label_that_all_series_share_tells_none_apart() -> None:
    schema = LabelSchema(frozenset({"job"}), frozenset({"zone"}), {"job": frozenset({"api"})})
    assert schema.pinned("job")
    assert schema.pinned("unheard")
    assert not schema.pinned("zone")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("process_cpu_seconds_total", "seconds"),
        ("http_request_duration_seconds", "seconds"),
        ("http_request_duration_seconds_bucket", "seconds"),
        ("http_request_duration_seconds_sum", "seconds"),
        ("http_request_duration_seconds_count", ""),
        ("node_memory_MemAvailable_bytes", "bytes"),
        ("istio_request_duration_milliseconds", "milliseconds"),
        ("cache_hit_ratio", "ratio"),
        ("requests_total", ""),
        ("requests_created", "seconds"),
        ("up", ""),
        ("second_hand_sales", ""),
    ],
)
def test_a_name_tells_its_unit(name: str, unit: str) -> None:
    assert unit_of(name) == unit


@pytest.mark.parametrize(
    ("name", "part", "kind", "unit"),
    [
        ("requests_total", "value", "counter", ""),
        ("latency_seconds_bucket", "bucket", "counter", ""),
        ("latency_seconds_sum", "sum", "counter", "seconds"),
        ("latency_seconds_count", "count", "counter", ""),
        ("gc_seconds", "value", "gauge", "seconds"),
        ("gc_seconds_count", "count", "counter", ""),
        ("size_bytes", "value", "native_histogram", "bytes"),
        ("requests_created", "created", "gauge", "seconds"),
        ("latency_seconds_created", "created", "gauge", "seconds"),
        ("up", "value", "gauge", ""),
        ("ALERTS", "value", "gauge", ""),
        ("scrape_duration_seconds", "value", "gauge", "seconds"),
    ],
)
def test_a_name_in_an_expression_is_found_with_its_metric(name: str, part: str, kind: str, unit: str) -> None:
    found = resolve_series(name, SHOP.get)
    assert found is not None
    assert (found.part, found.type, found.unit) == (part, kind, unit)


@pytest.mark.parametrize(
    "name", ["latency_seconds", "gc_seconds_bucket", "queue_depth_sum", "nothing", "size_bytes_bucket"]
)
def test_a_name_without_series_is_not_found(name: str) -> None:
    assert resolve_series(name, SHOP.get) is None


def test_buckets_and_quantiles_have_their_labels() -> None:
    bucket = resolve_series("latency_seconds_bucket", SHOP.get)
    assert bucket is not None
    assert bucket.labels.values["le"] == {"0.1", "0.5", "1", "1.0", "2.5", "+Inf"}
    assert bucket.metric.buckets == BUCKETS
    summary = resolve_series("gc_seconds", SHOP.get)
    assert summary is not None
    assert "quantile" in summary.labels.always


def test_a_declared_metric_comes_before_a_part_and_before_what_prometheus_makes() -> None:
    own = {
        "x_count": metric("x_count", "gauge", "a"),
        "x": metric("x", "histogram"),
        "up": metric("up", "gauge", "mine"),
    }
    count, up = resolve_series("x_count", own.get), resolve_series("up", own.get)
    assert count is not None
    assert (count.part, count.type) == ("value", "gauge")
    assert up is not None
    assert up.labels.always == {"mine"}


def test_every_lookup_asks_for_a_family_name_only() -> None:
    for name in (*SHOP, "latency_seconds_bucket", "requests_created", "a_sum", "b_count", "nothing", "up"):
        asked: set[str] = set()
        resolve_series(name, lambda each, asked=asked: asked.add(each))  # type: ignore[misc]
        assert asked <= set(family_names(name))
