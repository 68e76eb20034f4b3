"""Presets of indicators: what they name they declare, with the labels behind their words."""

from __future__ import annotations

import itertools

import pytest

from monitorgen.catalog import Preset, presets
from monitorgen.diagnostics import Origin
from monitorgen.link.operands import read_matchers
from monitorgen.promql.parse import parse_selector
from monitorgen.spec.metric import PRESET

WORDS = ("status", "route", "method", "version")


@pytest.fixture(params=list(presets()))
def preset(request: pytest.FixtureRequest) -> Preset:
    return presets()[str(request.param)]


def test_the_presets_are_those_of_the_language() -> None:
    assert tuple(presets()) == PRESET.words


def test_what_a_preset_names_it_declares(preset: Preset) -> None:
    for text in (preset.total, preset.good, preset.duration, preset.used, preset.free, preset.limit):
        assert text is None or parse_selector(text).name in preset.metrics


def test_a_preset_counts_events_or_is_a_resource(preset: Preset) -> None:
    assert (preset.total is None) != (preset.used is None and preset.free is None)
    if preset.total:
        assert preset.metrics[parse_selector(preset.total).name].type == "counter"
        assert preset.status
    if preset.duration:
        histogram = preset.metrics[preset.duration]
        assert histogram.type == "histogram"
        assert histogram.unit in {"seconds", "milliseconds"}
        assert len(histogram.buckets) > 5
        assert all(lower < upper for lower, upper in itertools.pairwise(histogram.buckets))


def test_errors_are_matchers_on_the_total(preset: Preset) -> None:
    if preset.errors:
        matchers = read_matchers(preset.errors.strip("{}"), Origin("presets.yaml"))
        assert {matcher.label for matcher in matchers} <= set(WORDS)


def test_status_is_a_label_of_the_total(preset: Preset) -> None:
    if preset.total:
        assert preset.status in preset.metrics[parse_selector(preset.total).name].labels


def test_what_another_exporter_knows_is_picked_by_the_service(preset: Preset) -> None:
    assert (preset.exposed_by is None) == (preset.scope is None)
    if preset.scope:
        assert "{service}" in preset.scope
        labels = {matcher.label for matcher in read_matchers(preset.scope, Origin("presets.yaml"))}
        for metric in preset.metrics.values():
            assert labels <= set(metric.labels)


def test_istio_counts_in_milliseconds() -> None:
    duration = presets()["istio"].metrics["istio_request_duration_milliseconds"]
    assert duration.unit == "milliseconds"
    assert duration.buckets[-1] == 3_600_000
