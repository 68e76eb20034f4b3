"""CodeMentor: what its default rules do, judged by promtool, on requests that are counted and timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.behaviour import Case, Series, buckets, judge, memory, selector
from tests.support.items import items

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Example
    from tests.support.tools import FindTool

APP = {"job": "performance-monitoring", "instance": "performance-monitoring:3000"}
NODE = {"job": "node", "instance": "node-exporter:9100"}
ONE = {"job": "performance-monitoring"}
NAME = "performance-monitoring"
BOUNDS = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"


def requests(ok: int, failed: int, refused: int) -> Series:
    """Requests a minute: those that succeed, fail, and were wrong in the first place."""
    labels = {**APP, "method": "GET", "endpoint": "/api/projects"}
    by_code = {"200": ok, "502": failed, "401": refused}
    return {
        selector("http_requests_total", **labels, status_code=code): f"0+{count}x20" for code, count in by_code.items()
    }


def answers(above: float) -> Series:
    """Sixty a minute that all take longer than this many seconds, and no longer than the bucket after it."""
    labels = {**APP, "method": "GET", "endpoint": "/api/projects"}
    return buckets("http_request_duration_seconds", BOUNDS, "0x20", "0+60x20", above, **labels)


CASES = [
    Case("all take more than a second", "HighResponseTime", NAME, answers(1), [ONE]),
    Case("all take 0.5 to 1 s", "HighResponseTime", NAME, answers(0.5), [ONE], ("warning",)),
    Case("all take 0.1 to 0.25 s", "HighResponseTime", NAME, answers(0.1)),
    Case("6 % fail", "HighErrorRate", NAME, requests(940, 60, 0), [ONE]),
    Case("3 % fail", "HighErrorRate", NAME, requests(970, 30, 0), [ONE], ("warning",)),
    Case("many are refused, none fails", "HighErrorRate", NAME, requests(500, 0, 500)),
    Case("91 % are used", "HighMemoryUsage", "node", memory(9, **NODE), [NODE]),
    Case("85 % are used", "HighMemoryUsage", "node", memory(15, **NODE), [NODE], ("warning",)),
    Case("75 % are used", "HighMemoryUsage", "node", memory(25, **NODE)),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_alert_does_what_its_owner_means(example: Example, find_tool: FindTool, tmp_path: Path, case: Case) -> None:
    judge(case, example("codementor"), find_tool("promtool"), tmp_path)


def test_every_default_rule_is_seen_to_fire_and_to_stay_quiet() -> None:
    asked = {item.says["alert"] for item in items("default_rule")}
    assert asked <= {case.alert for case in CASES if case.fires}
    assert asked <= {case.alert for case in CASES if not case.fires}
