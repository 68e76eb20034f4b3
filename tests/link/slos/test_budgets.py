"""Budgets and ratios are right where others are wrong: uneven traffic, gaps, no errors yet, idle or broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.link import made
from tests.link.slos.promtool import Story, play

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

SPEC = """\
services:
  api:
    type: http-service
    port: 8080
    slos: {availability: 99.9%}
"""
OK, BAD = 'http_requests_total{job="api",status="200"}', 'http_requests_total{job="api",status="500"}'
PERIOD, LEFT = "sum(slo:error_ratio:period)", "sum(slo:error_budget_remaining:ratio)"
BURN, GONE = "AvailabilityBudgetBurn", "AvailabilityNoData"

STORIES = {
    "uneven traffic": Story({OK: "0+6000x1380 8280000x60", BAD: "0x1380 0+60x60"}, every="5m").near(
        "24h", PERIOD, 3600 / 8283600
    ),
    "a gap": Story({OK: "0+600x60 _x10 42000+600x120", BAD: "0+6x60 _x10 420+6x120"}, every="5m")
    .near("3h", PERIOD, 6 / 606)
    .near("3h", LEFT, 1 - 6 / 606 / 0.001)
    .near("3h", "sum(slo:error_ratio:rate5m)", 6 / 606)
    .fires("3h", GONE),
    "no errors yet": Story({OK: "0+600x120"}, every="5m")
    .gives("2h", "sum(slo:error_ratio:rate5m)", 0)
    .gives("2h", "sum(slo:error_ratio:rate1d)", 0)
    .gives("2h", PERIOD, 0)
    .gives("2h", LEFT, 1)
    .fires("2h", BURN)
    .fires("2h", GONE),
    "no traffic": Story({OK: "0+600x30 18000x120", BAD: "0+6x30 180x120"}, every="5m")
    .gives("150m", "count(slo:error_ratio:rate5m) or vector(0)", 0)
    .near("150m", PERIOD, 6 / 606)
    .fires("150m", GONE),
    "never any traffic": Story({OK: "0x120"}, every="5m").gives("2h", LEFT, 1).fires("2h", BURN).fires("2h", GONE),
    "broken": Story({OK: "0+600x30 stale _x120", BAD: "0x30 stale _x120"}, every="5m")
    .gives("150m", PERIOD, 0)
    .fires("150m", BURN)
    .fires("150m", GONE, "warning"),
    "never there": Story({'up{job="api"}': "0x120"}, every="5m")
    .gives("2h", "count(slo:error_ratio:period) or vector(0)", 0)
    .fires("2h", GONE),
}


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> made.Unit:
    return made.make(tmp_path_factory.mktemp("budgets") / "specs", SPEC)["api"]


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("name", STORIES)
def test_budgets_are_right(name: str, unit: made.Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    assert play(find_tool("promtool", old=old), tmp_path, unit, "availability", STORIES[name]) == ""
