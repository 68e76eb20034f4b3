"""What dashboards show of objectives: the numbers of a story, panels of owners, and whose series are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.link.dashboards.levels import LEFT
from tests.link.slos.promtool import Story, play

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.plan.dashboards import Dashboard, Panel
    from tests.link import made
    from tests.support.tools import FindTool

SPEC = """\
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [region]}}
    slos:
      a: {objective: 99%, by: [region]}
      b: {objective: 99.9%, threshold: 500ms}
  old: {type: http-service, port: 8081, slos: {c: {objective: 99%, profile: sloth}}}
slos:
  whole: {objective: 99%, all_of: [api.a, api.b]}
dashboards:
  mine:
    variables: {region: api.http}
    panels:
      One: {slo: api.a}
      Number: {slo: api.a, type: stat}
      Number of one: {slo: api.b, type: gauge, thresholds: {critical: 0%, ok: 50%}}
      Sloths: {slo: old.c}
      Of the system: {slo: whole, legend: budget}
      All: {slo: all}
      All over time: {slo: all, type: timeseries}
"""


def panels(board: Dashboard) -> dict[str, Panel]:
    return {panel.key: panel for row in board.rows for panel in row.panels}


def test_panels_of_owners_show_what_is_left(linked: made.Linked) -> None:
    spec = linked(SPEC)
    assert spec.errors == []
    mine = panels(spec["system"].dashboards["mine"])
    texts = {name: panel.queries[0].expr for name, panel in mine.items()}
    one = 'slo:error_budget_remaining:ratio{service="api",slo="a",region=~"$region",period="30d"}'
    assert texts["One"] == one
    assert texts["Number"] == f"min({one})"
    assert texts["Number of one"] == 'slo:error_budget_remaining:ratio{service="api",slo="b",period="30d"}'
    assert texts["Sloths"].startswith('slo:period_error_budget_remaining:ratio{sloth_id="old-c"')
    assert texts["Of the system"] == 'slo:error_budget_remaining:ratio{service="",slo="whole",period="30d"}'
    assert texts["All"] == f"sort({texts['All over time']})"
    assert "label_replace" in texts["All"]
    kinds = {name: panel.kind for name, panel in mine.items()}
    assert list(kinds.values()) == ["timeseries", "stat", "gauge", "timeseries", "timeseries", "bargauge", "timeseries"]
    assert {panel.unit for panel in mine.values()} == {"ratio"}
    assert mine["One"].steps == LEFT
    assert [step.tone for step in mine["Number of one"].steps if step.value is not None] == ["critical", "ok"]
    assert mine["Of the system"].queries[0].legend == "budget"
    assert mine["All"].queries[0].legend == "{{service}} {{slo}} {{period}}"


def test_an_entry_shows_its_own_by_name_alone(linked: made.Linked) -> None:
    spec = linked(SPEC.replace("    slos:\n      a:", "    panels: {Budget: {slo: b}}\n    slos:\n      a:", 1))
    assert spec.errors == []
    shown = [panel for board in spec["api"].dashboards.values() for name, panel in panels(board).items()]
    assert [panel.queries[0].expr for panel in shown if panel.title == "Budget"] == [
        'slo:error_budget_remaining:ratio{service="api",slo="b",period="30d"}'
    ]


def test_a_system_of_one_profile_reads_its_series_alone(linked: made.Linked) -> None:
    api = "services: {api: {type: http-service, port: 8080, slos: {a: 99%}}}\n"
    native, sloth = (linked(f"{head}{api}")["system"].dashboards["slos"] for head in ("", "slo_profile: sloth\n"))
    assert all("sloth" not in query.expr for panel in panels(native).values() for query in panel.queries)
    left = panels(sloth)["Budget left"].queries[0].expr
    assert left.startswith("sort(label_replace(")
    assert "slo:error_budget_remaining" not in left


def test_whoever_looks_finds_the_service_and_what_to_do(linked: made.Linked) -> None:
    api = "services: {api: {type: http-service, port: 8080, slos: {a: 99%, b: {objective: 98%, runbook: RUNBOOK}}}}\n"
    text = api.replace("RUNBOOK", "'https://wiki.example.org/{service}'")
    spec = linked(f"docs: {{url: 'https://docs.example.org'}}\n{text}")
    assert spec.errors == []
    board = spec["api"].dashboards["api-slos"]
    assert ("api", {"service": "api"}) in [(link.title, link.variables) for link in board.links]
    shown = panels(board)
    links = [shown[f"{name}: Burn rate by window"].links[0].url for name in "ab"]
    assert links == [
        spec["api"].rules("ABudgetBurn")[0].annotations["runbook_url"],
        "https://wiki.example.org/api",
    ]


OK = 'http_requests_total{job="api",region="eu",status="200"}'
BAD = OK.replace("200", "500")
STORY = Story({OK: "0+995x180", BAD: "0+5x180"}, every="1m")
NUMBERS = {"a: Objective": 0.99, "a: Good": 0.995, "a: Budget left": 0.5, "a: Burn rate": 0.5}


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["native", "sloth"])
def test_panels_show_the_numbers_of_a_story(
    linked: made.Linked, tmp_path: Path, find_tool: FindTool, profile: str
) -> None:
    unit = linked(f"slo_profile: {profile}\n{SPEC.partition('  old:')[0]}")["api"]
    shown = panels(unit.dashboards["api-slos"])
    story = Story(STORY.series, every="1m")
    for name, value in NUMBERS.items():
        story.near("3h", f"sum({chosen(shown[name])})", value, 0.01)
    for name, panel in shown.items():
        if name.startswith("a: "):
            for query in panel.queries:
                story.gives("3h", f"count({chosen(panel, query.expr)}) > bool 0", 1)
    events = [name for name in shown if name.endswith(": Events")]
    assert len(events) == (0 if profile == "sloth" else 2)
    assert play(find_tool("promtool"), tmp_path, unit, "a", story) == ""


def chosen(panel: Panel, text: str = "") -> str:
    """A query of a panel, of all groups."""
    return (text or panel.queries[0].expr).replace("$region", ".+")
