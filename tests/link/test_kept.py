"""A value that an alert compares and a panel draws is recorded once: under which name, and nothing else is changed."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.plan.rules import Alert, Recording
from tests.support.kept import written_out

if TYPE_CHECKING:
    from pathlib import Path

    from tests.link.made import Linked, Made
    from tests.support.tools import FindTool

API = """\
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [route]}, jobs: {total: jobs_total, errors: jobs_failed_total}}
    metrics: {jobs_total: counter, jobs_failed_total: counter, wait_seconds: {type: histogram, buckets: [1, 2, 4]}}
    alerts:
      HighErrorRate: {above: {warning: 5%, critical: 20%}}
      MINE
"""
ERRORS, SLOW = "job:http_requests:error_ratio_rate5m", "job:http_request_duration_seconds:p95_rate5m"


def api(linked: Linked, alert: str = "", more: str = "") -> Made:
    found = linked(API.replace("MINE", alert) + more)
    assert found.errors == []
    return found


def queries(found: Made, unit: str, dashboard: str) -> dict[str, list[str]]:
    """What the panels of a dashboard ask."""
    rows = found[unit].dashboards[dashboard].rows
    return {each.title: [query.expr for query in each.queries] for row in rows for each in row.panels}


def test_both_severities_and_the_panel_read_one_rule(linked: Linked) -> None:
    found = api(linked)
    (errors,) = [each for each in found["api"].recordings if each.name == ERRORS]
    warning, critical = sorted(found["api"].rules("HighErrorRate"), key=lambda rule: rule.severity, reverse=True)
    assert f'{ERRORS}{{job="api"}} > 0.05' in warning.expr
    assert f'{ERRORS}{{job="api"}} > 0.2' in critical.expr
    assert errors.expr.endswith('/ (sum by (job) (rate(http_requests_total{job="api"}[5m])) > 0)')
    assert queries(found, "api", "api")["Error ratio"] == [f'{ERRORS}{{job="api"}}']


def test_the_panel_has_the_lines_of_the_alert_and_is_where_its_notifications_lead(linked: Linked) -> None:
    found = api(linked)
    (panel,) = [
        each for row in found["api"].dashboards["api"].rows for each in row.panels if each.title == "Error ratio"
    ]
    assert [str(step.value) for step in panel.steps[1:]] == ["0.05", "0.2"]
    assert panel.alert == "api.HighErrorRate"


def test_rules_that_record_stand_before_those_that_read_them(linked: Linked) -> None:
    (group,) = api(linked)["api"].fragment.groups
    kinds = [isinstance(rule, Alert) for rule in group.rules]
    assert kinds == sorted(kinds)
    names = [rule.name for rule in group.rules if isinstance(rule, Recording)]
    assert len(names) == len(set(names))


def test_an_owners_panel_of_the_alert_reads_it_too(linked: Linked) -> None:
    more = "dashboards: {mine: {panels: {Slow: {alert: api.HighResponseTime}, Routes: {%s}}}}\n"
    found = api(linked, more=more % "alert: api.HighErrorRate, where: 'route=\"/pay\"'")
    asked = queries(found, "system", "mine")
    assert asked["Slow"] == [f'{SLOW}{{job="api"}}']
    assert ERRORS not in asked["Routes"][0], "what is narrowed is not what was recorded"


def test_what_many_services_share_is_computed_for_those_that_are_chosen(linked: Linked) -> None:
    found = api(linked, more="  other: {type: http-service, port: 8081, alerts: {HighErrorRate: none}}\n")
    kind = queries(found, "system", "http-service")
    assert not [text for texts in kind.values() for text in texts if ":error_ratio" in text or ":p95" in text]


@pytest.mark.parametrize(
    ("alert", "name"),
    [
        ("Mine: {error_ratio: http, by: [route], above: 9%, for: 1m}", "job_route:http_requests:error_ratio_rate5m"),
        ("Mine: {error_ratio: http, over: 1h30m, above: 9%, for: 1m}", "job:http_requests:error_ratio_rate1h30m"),
        ("Mine: {p99: wait_seconds, over: 10m, above: 3s, for: 1m}", "job:wait_seconds:p99_rate10m"),
    ],
)
def test_a_name_says_level_metric_and_operations(linked: Linked, alert: str, name: str) -> None:
    found = api(linked, alert.replace("for:", "severity: warning, for:"))
    assert name in [each.name for each in found["api"].recordings]
    assert found["api"].rule("Mine").expr.startswith(f'{name}{{job="api"}} > ')


DEFINITIONS = [
    "error_ratio: http", "error_ratio: http, by: [route]", "error_ratio: http, over: 10m",
    "error_ratio: http, where: 'route=\"/\"'", "error_ratio: http, where: 'route=\"/a\"'", "error_ratio: jobs",
    "p95: http", "p99: http", "p95: wait_seconds", "p95: http, by: [route]", "p95: http, where: 'route=\"/\"'",
]  # fmt: skip


@pytest.mark.slow
def test_two_definitions_never_share_a_name_and_one_is_recorded_once(linked: Linked) -> None:
    services = [
        API.partition("services:\n")[2]
        .replace("  api:", f"  s{index}:", 1)
        .replace(
            "MINE", f"Mine: {{{said}, above: {'50%' if 'error' in said else '1500ms'}, for: 1m, severity: warning}}"
        )
        for index, said in enumerate([*DEFINITIONS, *DEFINITIONS])
    ]
    found = linked("services:\n" + "".join(services))
    assert found.errors == []
    defined: dict[str, set[str]] = {}
    for unit in [f"s{index}" for index in range(len(services))]:
        names = [each.name for each in found[unit].recordings]
        assert len(names) == len(set(names))
        for each in found[unit].recordings:
            defined.setdefault(each.name, set()).add(each.expr.replace(f'"{unit}"', '"it"'))
    assert all(len(texts) == 1 for texts in defined.values())
    assert len(defined) == len({text for texts in defined.values() for text in texts}) == len(DEFINITIONS)


@pytest.mark.parametrize(
    "alert",
    [
        "Mine: {rate: http, above: 9/s, for: 1m, severity: warning}",
        "Mine: {ratio: jobs_failed_total, of: jobs_total, above: 9%, for: 1m, severity: warning}",
        "Mine: {expr: 'max(rate(wait_seconds_bucket[5m])) > 2', for: 1m, severity: warning, unproven: old}",
    ],
)
def test_what_costs_no_more_to_compute_than_to_read_is_left_as_it_is(linked: Linked, alert: str) -> None:
    found = api(linked, alert)
    assert found["api"].rule("Mine").recorded == ()
    assert {each.name for each in found["api"].recordings} == {ERRORS, SLOW}


def test_a_rule_of_peoples_own_under_the_name_stays_theirs(linked: Linked) -> None:
    found = api(linked, more=f"    recording_rules: {{'{ERRORS}': 'sum by (job) (rate(jobs_total[5m]))'}}\n")
    (theirs,) = [each for each in found["api"].recordings if each.name == ERRORS]
    assert "jobs_total" in theirs.expr
    assert all(ERRORS not in rule.expr for rule in found["api"].rules("HighErrorRate"))


SERIES = {
    # Quiet, then failing, then well again; gaps, a restart, an end of what was scraped, and nothing for a while.
    'http_requests_total{job="api",status="200"}': "0+60x60 0+60x20 _x8 9000+60x30 stale _x10 0+60x40",
    'http_requests_total{job="api",status="500"}': "_x20 0+30x25 750+0x30 _x8 0+45x20 stale",
    'http_request_duration_seconds_bucket{job="api",le="1"}': "0+60x50 3000+5x60 _x9 0+60x60",
    'http_request_duration_seconds_bucket{job="api",le="2.5"}': "0+60x50 3000+30x60 _x9 0+60x60",
    'http_request_duration_seconds_bucket{job="api",le="+Inf"}': "0+60x50 3000+60x60 _x9 0+60x60",
    'up{job="api"}': "1x100 0x20 1x60",
}


@pytest.mark.parametrize("old", [False, True])
def test_an_alert_fires_exactly_when_it_would_without_the_rule(
    linked: Linked, tmp_path: Path, find_tool: FindTool, *, old: bool
) -> None:
    found = api(linked)
    (group,) = found["api"].fragment.groups
    rules: list[dict[str, object]] = [{"record": each.name, "expr": each.expr} for each in found["api"].recordings]
    plain: list[dict[str, object]] = []
    for each in found["api"].alerts:
        written = written_out(each.expr, {one.name: one.expr for one in each.recorded})
        assert each.name == "TargetDown" or written != each.expr
        for to, expr, name in ((rules, each.expr, each.name), (plain, written, f"Plain{each.name}")):
            to.append({"alert": name, "expr": expr, "for": str(each.hold), "labels": dict(each.labels)})
    groups = [{"name": "shared", "rules": rules}, {"name": "plain", "rules": plain}]
    names = {each.name for each in found["api"].alerts}
    tests = [
        {"eval_time": f"{minute}m", "expr": differs(name), "exp_samples": []}
        for minute in range(0, 180, 3)
        for name in sorted(names)
    ]
    ever = 'count(count_over_time(ALERTS{{alertname="{}",alertstate="firing"}}[3h])) > bool 0'
    fired = [
        {"eval_time": "179m", "expr": ever.format(name), "exp_samples": [{"labels": "{}", "value": 1}]}
        for name in sorted(names)
    ]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": groups}), encoding="utf-8")
    test = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "1m",
        "tests": [{
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in SERIES.items()],
            "promql_expr_test": [*tests, *fired],
        }],
    }  # fmt: skip
    (tmp_path / "test.yml").write_text(yaml.safe_dump(test), encoding="utf-8")
    assert group.interval is None
    done = subprocess.run(
        [find_tool("promtool", old=old), "test", "rules", "test.yml"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def differs(name: str) -> str:
    """What one of two alerts says at a moment and the other one does not."""
    one, other = f'ALERTS{{alertname="{name}"}}', f'ALERTS{{alertname="Plain{name}"}}'
    return f"({one} unless ignoring (alertname) {other}) or ({other} unless ignoring (alertname) {one})"
