"""Operands, confinement and units: what a name means where it stands, and what a threshold is in the metric's unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.link.made import Linked

SPEC = """\
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [route], route: handler}}
    metrics:
      {depth: gauge, wait_milliseconds: gauge, sent_bytes_total: counter, share_ratio: gauge, load_percent: gauge,
       free_bytes: gauge, age_seconds: gauge}
    alerts: {X: {%s, for: 5m, severity: warning, unproven: looked at}}
  web: {type: http-service, port: 8081, metrics: {sessions: gauge}}
alerts:
  Root: {%s, for: 5m, severity: warning, unproven: looked at}
"""


def expr(linked: Linked, condition: str) -> str:
    found = linked(SPEC % (condition, "value: up, equals: 0"))
    assert found.errors == []
    return found["api"].expr("X")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("value: depth, above: 1", 'depth{job="api"} > 1'),
        ("value: web.sessions, above: 1", 'sessions{job="web"} > 1'),
        ("value: sessions, above: 1", "sessions > 1"),
        ("rate: web.http, above: 1/s", 'sum by (job) (rate(http_requests_total{job="web"}[5m])) > 1'),
        ("rate: main, above: 1/s", 'sum by (job) (rate(http_requests_total{job="api"}[5m])) > 1'),
        (
            "rate: http, by: [route, service], above: 1/s",
            'sum by (job, handler) (rate(http_requests_total{job="api"}[5m])) > 1',
        ),
        (
            "rate: 'http{route=\"/pay\"}', above: 1/s",
            'sum by (job) (rate(http_requests_total{job="api",handler="/pay"}[5m])) > 1',
        ),
        ("value: up, equals: 0", 'up{job="api"} == 0'),
        ("value: prometheus.prometheus_ready, above: 0", 'prometheus_ready{job="prometheus"} > 0'),
        ("expr: sum(depth) + sum(sessions) > 1", 'sum(depth{job="api"}) + sum(sessions) > 1'),
        ("expr: 'depth{job=\"web\"} > 1'", 'depth{job="web"} > 1'),
    ],
)  # fmt: skip
def test_a_name_means_the_entrys_own_first_and_others_as_they_are_reached(
    linked: Linked, condition: str, expected: str
) -> None:
    assert expr(linked, condition) == expected


@pytest.mark.parametrize(
    ("condition", "limit"),
    [
        ("value: wait_milliseconds, above: 1.5s", "1500"),
        ("value: age_seconds, above: 1h30m", "5400"),
        ("value: share_ratio, above: 12.5%", "0.125"),
        ("value: load_percent, above: 12.5%", "12.5"),
        ("value: free_bytes, below: 10GiB", "10737418240"),
        ("value: free_bytes, below: 10MB", "10000000"),
        ("rate: sent_bytes_total, above: 10MB/s", "10000000"),
        ("rate: http, above: 30/m", "0.5"),
        ("increase: sent_bytes_total, above: 1KiB", "1024"),
        ("change: depth, over: 1h, above: 50%", "0.5"),
        ("change: depth, over: 1h, above: 50", "50"),
    ],
)
def test_thresholds_are_converted_to_the_unit_of_the_value(linked: Linked, condition: str, limit: str) -> None:
    assert expr(linked, condition).split()[-1] == limit


def test_the_root_speaks_of_all_entries_of_one_and_of_none(linked: Linked) -> None:
    def root(condition: str) -> str:
        return linked(
            SPEC.replace(", route: handler", "").replace("{labels: [route]}", "prometheus")
            % ("value: depth, above: 1", condition)
        )["system"].expr("Root")

    assert root("rate: '*.http', above: 1/s") == "sum by (job) (rate(http_requests_total[5m])) > 1"
    assert root("rate: api.http, above: 1/s") == 'sum by (job) (rate(http_requests_total{job="api"}[5m])) > 1'
    assert root("expr: sum(depth) > 1") == "sum(depth) > 1"


CONTAINERS = """\
services: {api: {port: 8080, alerts: {Full: {usage: memory, above: 80%, for: 5m, severity: warning}}}}
"""


def test_containers_are_measured_only_where_something_scraped_exposes_them(linked: Linked) -> None:
    assert linked(CONTAINERS).codes == ["MG356"]
    labels = "{type: gauge, labels: [container_label_com_docker_compose_service, name]}"
    found = linked(
        CONTAINERS + "infrastructure:\n  cadvisor:\n    exporter: 'cadvisor:8080'\n    metrics:\n"
        f"      container_memory_working_set_bytes: {labels}\n      container_spec_memory_limit_bytes: {labels}\n"
    )
    assert found.codes == []
    assert 'container_label_com_docker_compose_service="api"' in found["api"].expr("Full")


@pytest.mark.parametrize(
    ("condition", "what_must_be_there"),
    [
        ("p95: http, above: 1s", ["http_request_duration_seconds_count"]),
        ("error_ratio: http, above: 1%", ["http_requests_total"]),
        ("rate: http, above: 1/s", ["http_requests_total"]),
        ("value: depth, above: 1", ["depth"]),
    ],
)
def test_missing_fire_looks_for_series_that_are_there_in_good_times(
    linked: Linked, condition: str, what_must_be_there: list[str]
) -> None:
    text = expr(linked, f"{condition}, missing: fire")
    assert [part.partition("{")[0] for part in text.split("absent(")[1:]] == what_must_be_there
