"""The profile that names series, labels, groups and alerts as Sloth does, beside what Sloth makes of the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest
import yaml

from tests.link.slos.promtool import Story, play

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.rules import Alert
    from tests.link import made
    from tests.support.tools import FindTool

GOLDEN = Path(__file__).parent / "sloth" / "rules.yml"
SPEC = """\
slo_profile: sloth
services:
  myservice:
    type: http-service
    port: 8080
    labels: {owner: myteam, repo: myorg/myservice, tier: '2'}
    metrics: {http_request_duration_seconds: {type: histogram, labels: [code]}}
    slos:
      requests-availability:
        objective: 99.9%
        alert_name: MyServiceHighErrorRate
        total: sum(rate(http_request_duration_seconds_count{job="myservice"}[$window]))
        errors: sum(rate(http_request_duration_seconds_count{job="myservice",code=~"(5..|429)"}[$window]))
      silent:
        objective: 95%
        burn_alerts: none
        error_ratio_query: |
          sum(rate(http_request_duration_seconds_count{job="myservice",code=~"(5..|429)"}[$window]))
          /
          sum(rate(http_request_duration_seconds_count{job="myservice"}[$window]))
        ignore: {MG325: as in Sloth}
      weeks:
        objective: 99.9%
        period: 28d
        alert_name: FourWeeks
        total: sum(rate(http_request_duration_seconds_count{job="myservice"}[$window]))
        errors: sum(rate(http_request_duration_seconds_count{job="myservice",code=~"(5..|429)"}[$window]))
        ignore: {MG291: another period}
"""
API = "services:\n  api: {type: http-service, port: 8080, indicators: {http: {labels: [region]}}, slos: {SLOS}}\n"


def parsed(rule: dict[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Name, expression and labels; expressions by their meaning, numbers by nine digits."""
    text = promql_parser.parse(rule["expr"]).prettify()
    text = re.sub(r"(?<![\w:.])\d+\.?\d*(?![\w:])", lambda found: f"{float(found.group()):.9g}", text)
    return rule.get("record") or rule["alert"], text, {k: str(v) for k, v in (rule.get("labels") or {}).items()}


def groups(text: str) -> dict[str, list[dict[str, Any]]]:
    found = {each["name"]: each for each in yaml.safe_load(text)["groups"]}
    assert all(each.keys() == {"name", "rules"} for name, each in found.items() if name.startswith("sloth-"))
    return {name: each["rules"] for name, each in found.items() if name.startswith("sloth-")}


def test_rules_are_those_of_sloth(linked: made.Linked) -> None:
    spec = linked(SPEC)
    assert spec.errors == []
    ours, its = groups(spec.files["shop/production/prometheus/rules/myservice.yml"]), groups(GOLDEN.read_text())
    assert sorted(ours) == sorted(its)
    for name, rules in its.items():
        assert [parsed(rule)[:2] for rule in ours[name]] == [parsed(rule)[:2] for rule in rules]
        for one, other in zip(ours[name], rules, strict=True):
            if "record" in other:
                assert parsed(one)[2] == parsed(other)[2]
            else:
                assert one["labels"]["sloth_severity"] == other["labels"]["sloth_severity"]
                assert one["annotations"].items() >= other["annotations"].items()
                assert "for" not in one


def test_numbers_are_exact_where_sloth_prints_binary_ones(linked: made.Linked) -> None:
    unit = linked(SPEC)["myservice"]
    text = " ".join([*(rule.expr for rule in unit.recordings), *(rule.expr for rule in unit.alerts)])
    assert "vector(0.999)" in text
    assert "(14.4 * 0.001)" in text
    assert not re.search(r"\d{10}", text.replace("0.933333333333", ""))


def test_people_are_told_as_of_any_objective(linked: made.Linked) -> None:
    spec = linked(SPEC)
    page, ticket = spec["myservice"].rules("MyServiceHighErrorRate")
    assert [alert.labels["severity"] for alert in (page, ticket)] == ["critical", "warning"]
    for alert in (page, ticket):
        assert alert.labels["service"] == "myservice"
        assert alert.labels["slo"] == "requests-availability"
    written = yaml.safe_load(spec.files["shop/production/alertmanager/alertmanager.yml"])
    (rule,) = [each for each in written["inhibit_rules"] if each["name"].startswith("higher-severity")]
    assert set(rule["equal"]) == {"alertname", "service", "slo"}


def test_what_monitorgen_makes_itself_keeps_its_guards(linked: made.Linked) -> None:
    unit = linked("slo_profile: sloth\n" + API.replace("{SLOS}", "{a: {objective: 99%, by: [region]}}"))["api"]
    ratio = next(rule.expr for rule in unit.recordings if rule.name == "slo:sli_error:ratio_rate5m")
    assert " or 0 * " in ratio
    assert " > 0)" in ratio
    assert "sum by (region)" in ratio
    assert all(name not in ratio for name in ("sloth_id", "slo:"))


def test_an_objective_chooses_against_its_system(linked: made.Linked) -> None:
    unit = linked(API.replace("{SLOS}", "{own: 99%, theirs: {objective: 99.5%, where: region='x', profile: sloth}}"))
    names = {rule.labels.get("slo") or rule.labels["sloth_slo"]: rule.name for rule in unit["api"].recordings[4:]}
    assert {"own", "theirs"} <= names.keys()
    left = [rule.name for rule in unit["api"].recordings if "error_budget_remaining" in rule.name]
    assert left == ["slo:error_budget_remaining:ratio", "slo:period_error_budget_remaining:ratio"]


def test_alerts_of_the_whole_system_have_its_name_as_their_service(linked: made.Linked) -> None:
    text = API.replace("{SLOS}", "{a: 99%, b: {objective: 99%, threshold: 500ms}}")
    spec = linked(f"slo_profile: sloth\n{text}slos: {{all: {{objective: 99%, all_of: [api.a, api.b]}}}}\n")
    assert spec.errors == []
    ids = {rule.labels["sloth_id"] for rule in spec["system"].recordings if "sloth_id" in rule.labels}
    assert ids == {"shop-all"}


def burns(alerts: list[Alert]) -> Iterator[str]:
    for alert in alerts:
        if alert.slo is not None:
            yield alert.expr


def test_windows_are_spelled_as_prometheus_spells_weeks(linked: made.Linked) -> None:
    pairs = "burn_alerts: [{long: 7d, short: 1d, burn_rate: 2, severity: warning}]"
    unit = linked(API.replace("{SLOS}", f"{{a: {{objective: 99%, profile: sloth, period: 90d, {pairs}}}}}"))["api"]
    names = {rule.name for rule in unit.recordings if rule.name.startswith("slo:sli_error")}
    assert names == {"slo:sli_error:ratio_rate1d", "slo:sli_error:ratio_rate1w", "slo:sli_error:ratio_rate90d"}
    (text,) = burns(unit.alerts)
    assert "ratio_rate1w" in text


OK, BAD = 'http_requests_total{job="api",status="200"}', 'http_requests_total{job="api",status="500"}'
STORY = (
    Story({OK: "0+9000x180", BAD: "0+1000x180"})
    .near("3h", "sum(slo:sli_error:ratio_rate30d)", 0.1, 0.001)
    .near("3h", "sum(slo:period_error_budget_remaining:ratio)", -9, 0.001)
    .near("3h", "sum(slo:current_burn_rate:ratio)", 10, 0.001)
    .gives("3h", "sum(slo:time_period:days)", 30)
    .fires("3h", "ABudgetBurn", "critical", "warning")
)


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_what_is_recorded_is_right(linked: made.Linked, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    unit = linked("slo_profile: sloth\n" + API.replace("{SLOS}", "{a: 99%}"))["api"]
    assert play(find_tool("promtool", old=old), tmp_path, unit, "a", STORY) == ""
