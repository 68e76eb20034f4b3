"""Maintenance counts against no budget, spoils no window that ends after it, and is no loss of data."""

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
  deployer:
    type: service
    port: 9000
    metrics: {maintenance_mode: {type: gauge, labels: [service]}}
  api:
    type: http-service
    port: 8080
    slos:
      a: {objective: 99%, maintenance: 'deployer.maintenance_mode{service="api"}'}
      b: {objective: 99%, good_when: {value: up, equals: 1}, maintenance: 'deployer.maintenance_mode{service="api"}'}
"""
OK, BAD = 'http_requests_total{job="api",status="200"}', 'http_requests_total{job="api",status="500"}'
OURS = 'maintenance_mode{job="deployer",service="api"}'
OTHERS = OURS.replace("api", "other")
UP = 'up{job="api",instance="api:8080"}'
PERIOD, LEFT = "sum(slo:error_ratio:period)", "sum(slo:error_budget_remaining:ratio)"

STORIES = {
    # an hour well, an hour in which half of all fails, then a tenth of a percent
    "kept out": Story(
        {
            OK: "0+600x60 36000+300x60 54000+999x60",
            BAD: "0x60 0+300x60 18000+1x60",
            OURS: "0x59 1x60 0x60",
            OTHERS: "1x180",
        }
    )
    .gives("110m", PERIOD, 0)
    .near("3h", PERIOD, 60 / 96000, 0.15)
    .near("135m", "sum(slo:error_ratio:rate1h)", 0.001, 0.15)
    .fires("110m", "ABudgetBurn")
    .fires("130m", "ABudgetBurn")
    .fires("3h", "ABudgetBurn"),
    "somebody else's": Story(
        {OK: "0+600x60 36000+300x60", BAD: "0x60 0+300x60", OURS: "0x120", OTHERS: "1x120"}
    ).fires("2h", "ABudgetBurn", "critical", "warning"),
    "nothing known of it": Story({OK: "0+600x60 36000+300x60", BAD: "0x60 0+300x60"}).fires(
        "2h", "ABudgetBurn", "critical", "warning"
    ),
    "down in it": Story(
        {OK: "0+600x60 stale _x120", BAD: "0x60 stale _x120", OURS: "0x59 1x60 0x60"}
    )
    .fires("110m", "ANoData")
    .fires("125m", "ANoData")
    .fires("3h", "ANoData", "warning"),
}  # fmt: skip


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> made.Unit:
    return made.make(tmp_path_factory.mktemp("maintenance") / "specs", SPEC)["api"]


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("name", STORIES)
def test_events(name: str, unit: made.Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    assert play(find_tool("promtool", old=old), tmp_path, unit, "a", STORIES[name]) == ""


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_time_that_is_watched(unit: made.Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    story = Story({UP: "1x59 0x60 1x60", OURS: "0x59 1x60 0x60"}).near("3h", f"1 + {PERIOD}", 1, 0.001)
    story.fires("110m", "BBudgetBurn").fires("125m", "BBudgetBurn").fires("3h", "BBudgetBurn")
    assert play(find_tool("promtool", old=old), tmp_path, unit, "b", story) == ""


def test_all_windows_are_sums_of_slices(unit: made.Unit) -> None:
    ratios = [rule.expr for rule in unit.recordings if rule.name.startswith("slo:error_ratio:rate")]
    assert len(ratios) == 14
    assert all("slo:events:increase5m" in text for text in ratios)


def test_a_schedule_is_a_recording_rule(linked: made.Linked) -> None:
    weekly = "(day_of_week() == bool 0) * (hour() >= bool 2) * (hour() < bool 4)"
    spec = linked(
        "services:\n"
        "  api:\n"
        "    type: http-service\n"
        "    port: 8080\n"
        f"    recording_rules: {{'api:maintenance:bool': '{weekly}'}}\n"
        "    slos: {a: {objective: 99%, maintenance: 'api:maintenance:bool'}}\n"
    )
    assert spec.errors == []
    assert "MG297" not in spec.codes
    events = next(rule.expr for rule in spec["api"].recordings if rule.name == "slo:events:increase5m")
    assert 'max_over_time(api:maintenance:bool{job="api"}[5m])' in events
    (rule,) = [each for each in spec["api"].recordings if each.name == "api:maintenance:bool"]
    assert rule.labels == {"job": "api"}
