"""Objectives: exact thresholds, who silences whom, what a changed label touches, and how they stay apart."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.plan.slos import INFO

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.plan.rules import Recording
    from tests.link import made
    from tests.support.tools import FindTool

API = """\
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [region]}}
"""


def test_budgets_and_thresholds_are_exact(linked: made.Linked) -> None:
    spec = linked(f"{API}    slos: {{a: 99.9%, b: {{objective: 99.95%, period: 28d, where: region!='x'}}}}\n")
    found = {rule.severity: rule.expr for rule in spec["api"].rules("ABudgetBurn")}
    assert "> 0.0144 and" in found["critical"]
    assert "> 0.006 and" in found["critical"]
    assert "> 0.003 and" in found["warning"]
    assert "> 0.001 and" in found["warning"]
    assert "> 0.0072 and" in spec["api"].rules("BBudgetBurn")[0].expr
    budgets = {rule.expr for rule in spec["api"].recordings if rule.name == "slo:error_budget:ratio"}
    assert budgets == {"vector(0.001)", "vector(0.0005)"}


def test_the_worse_silences_the_milder_of_the_same_objective_and_group(linked: made.Linked) -> None:
    spec = linked(f"{API}    slos: {{a: {{objective: 99.9%, by: [region]}}}}\n")
    written = yaml.safe_load(spec.files["shop/production/alertmanager/alertmanager.yml"])
    (rule,) = [each for each in written["inhibit_rules"] if each["name"].startswith("higher-severity")]
    assert set(rule["equal"]) == {"alertname", "service", "slo", "region"}


def test_a_label_of_an_owner_changes_the_info_series_alone(linked: made.Linked) -> None:
    def recorded(labels: str) -> dict[tuple[str, str], Recording]:
        unit = linked(f"{API}    labels: {labels}\n    slos: {{a: 99.9%}}\n")["api"]
        rules = [rule for rule in unit.recordings if rule.name.startswith("slo")]
        return {(rule.name, str(rule.labels.get("period"))): rule for rule in rules}

    one, other = recorded("{tier: gold}"), recorded("{tier: silver, owner: ann}")
    assert one.keys() == other.keys()
    changed = {name for name, rule in one.items() if rule.labels != other[name].labels}
    assert {name for name, _ in changed} == {INFO}


@pytest.mark.slow
def test_hundred_objectives_on_one_metric_stay_apart(linked: made.Linked) -> None:
    slos = "".join(f"      s{number}: {{objective: 99.9%, where: region='r{number}'}}\n" for number in range(100))
    unit = linked(f"{API}    slos:\n{slos}")["api"]
    rules = [rule for rule in unit.recordings if rule.name == "slo:events:increase5m"]
    assert len({rule.expr for rule in rules}) == len({rule.labels["slo"] for rule in rules}) == 100
    for alert in unit.alerts:
        if alert.slo is not None:
            assert alert.expr.count(f'slo="{alert.slo.slo.name}"') == alert.expr.count("slo:")


@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("profile", ["native", "sloth"])
def test_promtool_counts_every_rule_and_finds_nothing_wrong(
    linked: made.Linked, tmp_path: Path, find_tool: FindTool, profile: str, old: bool
) -> None:
    slos = "{a: 99.9%, b: {objective: 99%, threshold: 500ms, by: [region]}, c: {objective: 99%, all_of: [a, b]}}"
    spec = linked(f"slo_profile: {profile}\n{API}    slos: {slos}\n")
    assert spec.errors == []
    text = spec.files["shop/production/prometheus/rules/api.yml"]
    assert len(list(yaml.safe_load_all(text))) == 1
    (tmp_path / "rules.yml").write_text(text)
    command: list[str | Path] = [
        find_tool("promtool", old=old),
        "check",
        "rules",
        "--lint=all",
        "--lint-fatal",
        "rules.yml",
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    emitted = sum(len(group.rules) for group in spec["api"].fragment.groups)
    assert f"SUCCESS: {emitted} rules found" in done.stdout


def test_nobody_is_told_of_an_objective_without_burn_alerts(linked: made.Linked) -> None:
    unit = linked(f"{API}    slos: {{a: {{objective: 99.9%, burn_alerts: none}}}}\n")["api"]
    assert [alert for alert in unit.alerts if alert.slo is not None] == []
    assert any(rule.name == "slo:error_budget_remaining:ratio" for rule in unit.recordings)
