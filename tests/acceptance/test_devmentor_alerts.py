"""DevMentor: what the alerts of its guide do, judged by promtool, where its own expressions were silent or wrong.

Its pool alert divided series that never match, its memory alert was infinite without a limit, its error rate counted
errors a second and called them a percentage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.behaviour import Case, Series, buckets, connections, judge, selector
from tests.support.items import items

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Example
    from tests.support.tools import FindTool

LEARNING = {"job": "learning-service", "instance": "learning-service:3001"}
PATTERNS = {"job": "pbml-service", "instance": "pbml-service:3005"}
POSTGRES = {"job": "postgres", "instance": "postgres-exporter:9187"}
CONTAINERS = {"job": "cadvisor", "instance": "cadvisor-exporter:8080"}
BOUNDS = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"
POOL = "DatabaseConnectionPoolExhausted"


def requests(ok: str, failed: str) -> Series:
    """Requests of one route, those that succeed and those that fail."""
    labels = {**LEARNING, "method": "GET", "route": "/sessions"}
    return {
        selector("http_requests_total", **labels, status="200"): ok,
        selector("http_requests_total", **labels, status="503"): failed,
    }


def answers(slow: str, fast: str) -> Series:
    """How long they take: `slow` between one and 2.5 s and longer, `fast` at most a second."""
    return buckets(
        "http_request_duration_seconds", BOUNDS, fast, slow, 2.5, **LEARNING, method="GET", route="/sessions"
    )


def storing(slow: str, fast: str) -> Series:
    """How long storing patterns takes."""
    return buckets("pbml_pattern_storage_duration_seconds", BOUNDS, fast, slow, 2.5, **PATTERNS)


def container(name: str, used: int, limit: int) -> Series:
    """A container and its limit in MB; 0 is none."""
    labels = {**CONTAINERS, "id": f"/docker/{name}", "name": name, "image": "x:1"}
    return {
        selector("container_memory_working_set_bytes", **labels): f"{used * 10**6}x20",
        selector("container_spec_memory_limit_bytes", **labels): f"{limit * 10**6}x20",
    }


ONE = {"job": "learning-service"}

CASES = [
    Case("does not answer", "ServiceDown", "learning-service", {selector("up", **LEARNING): "1x5 0x15"}, [LEARNING]),
    Case("vanished", "ServiceDown", "pbml-service", {selector("up", **PATTERNS): "1x5 stale"}, [PATTERNS]),
    Case("restarts within a minute", "ServiceDown", "learning-service", {selector("up", **LEARNING): "1x18 0 1"}),
    Case("one request in ten fails", "HighErrorRate", "learning-service", requests("0+90x20", "0+10x20"), [ONE]),
    Case("24 of 570 a second fail", "HighErrorRate", "learning-service", requests("0+32700x20", "0+1474x20")),
    Case("one request at night, which fails", "HighErrorRate", "learning-service", requests("0x20", "0x17 1 1 1")),
    Case("all take more than 2.5 s", "HighResponseTime", "learning-service", answers("0+60x20", "0x20"), [ONE]),
    Case("nobody asks", "HighResponseTime", "learning-service", answers("7x20", "7x20")),
    Case("85 of 100 connections", POOL, "postgres", connections(80, 5, 100, **POSTGRES), [POSTGRES]),
    Case("79 of 100 connections", POOL, "postgres", connections(70, 9, 100, **POSTGRES)),
    Case(
        "one container of two is near its limit",
        "HighMemoryUsage",
        "cadvisor",
        {**container("api", 950, 1000), **container("web", 500, 1000)},
        [{**CONTAINERS, "name": "api"}],
    ),
    Case("a container without a limit", "HighMemoryUsage", "cadvisor", container("api", 950, 0)),
    Case(
        "it fails three times a minute",
        "LearningAlgorithmFailure",
        "learning-service",
        {selector("learning_algorithm_errors_total", **LEARNING): "0+3x20"},
        [ONE],
    ),
    Case(
        "it fails now and then",
        "LearningAlgorithmFailure",
        "learning-service",
        {selector("learning_algorithm_errors_total", **LEARNING): "0+1x20"},
    ),
    Case(
        "storing is slow",
        "PatternStorageLatency",
        "pbml-service",
        storing("0+60x20", "0x20"),
        [{"job": "pbml-service"}],
    ),
    Case("storing is quick", "PatternStorageLatency", "pbml-service", storing("0+60x20", "0+60x20")),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_alert_does_what_its_owner_means(example: Example, find_tool: FindTool, tmp_path: Path, case: Case) -> None:
    judge(case, example("devmentor", "local"), find_tool("promtool"), tmp_path)


def test_every_alert_of_the_guide_is_seen_to_fire_and_to_stay_quiet() -> None:
    asked = {item.says["alert"] for item in items("alert") if item.document == "000"}
    assert asked <= {case.alert for case in CASES if case.fires}
    assert asked <= {case.alert for case in CASES if not case.fires}
