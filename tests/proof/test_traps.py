"""Ten traps: each bad form fails its generated proof or a check, each good form passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml as reader
from msgspec.structs import replace

from monitorgen.units import Duration
from tests.link.made import BASE, make
from tests.proof.proved import REST, Unit, refuted, units
from tests.support.promtool import played
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitorgen.plan.rules import Alert
    from tests.support.tools import FindTool

FOLDER = ROOT / "tests" / "proof" / "traps"
METRICS = """\
    metrics:
      pg_stat_database_numbackends: {type: gauge, labels: [datid, datname]}
      pg_settings_max_connections: {type: gauge, labels: [server]}
      req_total: counter
      errs_total: counter
      flap: gauge
      used: {type: gauge, labels: [container]}
      limit: {type: gauge, labels: [container]}
      lat_seconds: {type: histogram, labels: [route], buckets: [0.1, 0.5, 1]}
"""
INTENT = f"""\
services:
  api:
    type: service
    address: ['a:1', 'b:1']
{METRICS}
    indicators: {{http: {{preset: prometheus, labels: [route]}}}}
    alerts:
      Connections:
        {{ratio: pg_stat_database_numbackends, of: pg_settings_max_connections, by: [instance], above: 80%, for: 5m,
         severity: warning}}
      Errors: {{increase: errs_total, over: 5m, above: 5, for: 1m, severity: warning}}
      Flaps: {{max: flap, above: 5, for: 0s, keep_firing_for: 4m, severity: warning}}
      LowTraffic: {{error_ratio: http, over: 1h, above: 1.44%, min_events: 20, for: 1m, severity: warning}}
      Slow: {{p95: lat_seconds, above: 400ms, for: 1m, severity: warning}}
      Gone: {{down: any, for: 2m, severity: critical}}
"""


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    """The entry whose alerts say what the traps are about."""
    folder = tmp_path_factory.mktemp("specs")
    (folder / "shop.yaml").write_text(BASE + REST + INTENT, encoding="utf-8")
    return next(each for each in units(folder) if each.found.unit == "api")


@pytest.fixture
def judged(unit: Unit, tmp_path: Path, find_tool: FindTool) -> Callable[[Alert], str]:
    """What promtool says when this rule stands in the place of the alert that was proven."""

    def judge(rule: Alert) -> str:
        (bundle,) = unit.bundles(lambda name: name == rule.name)
        groups = tuple(
            replace(group, rules=tuple(rule if each.name == rule.name else each for each in group.rules))
            for group in bundle.groups
        )
        return refuted(find_tool("promtool"), tmp_path, replace(bundle, groups=groups))

    return judge


def rule(unit: Unit, name: str) -> Alert:
    return next(each for each in unit.alerts if each.name == name)


ERRORS = 'sum by (job) (rate(http_requests_total{job="api",status=~"5.."}[1h]))'
ALL = 'sum by (job) (rate(http_requests_total{job="api"}[1h]))'
BAD = {
    "1 sides that never match": (
        "Connections",
        'pg_stat_database_numbackends{job="api"} / pg_settings_max_connections{job="api"} > 0.8',
    ),
    "3 a raw counter": ("Errors", 'sum by (job) (errs_total{job="api"}) > 5'),
    "3 the difference of a counter": (
        "Errors",
        'sum by (job) (errs_total{job="api"}) - sum by (job) (errs_total{job="api"} offset 1h) > 5',
    ),
    "4 absent of one of many": ("Gone", 'absent(up{job="api"})'),
    "7 low traffic": ("LowTraffic", f"{ERRORS} / {ALL} > 0.0144"),
    "9 a quantile without le": (
        "Slow",
        'histogram_quantile(0.95, sum by (job) (rate(lat_seconds_bucket{job="api"}[5m]))) > 0.4',
    ),
    "10 up == 0 clears when the target vanishes": ("Gone", 'up{job="api"} == 0'),
}


@pytest.mark.slow
@pytest.mark.parametrize(("name", "expr"), BAD.values(), ids=BAD.keys())
def test_a_bad_form_fails_the_proof_of_what_was_meant(
    unit: Unit, judged: Callable[[Alert], str], name: str, expr: str
) -> None:
    assert "FAILED" in judged(replace(rule(unit, name), expr=expr))


def test_without_keep_firing_for_the_proof_of_what_flaps_fails(unit: Unit, judged: Callable[[Alert], str]) -> None:
    assert "FAILED" in judged(replace(rule(unit, "Flaps"), keep=Duration(0)))


@pytest.mark.parametrize("name", ["Connections", "Errors", "Flaps", "LowTraffic", "Slow", "Gone"])
def test_the_good_form_is_what_a_condition_becomes(unit: Unit, judged: Callable[[Alert], str], name: str) -> None:
    assert judged(rule(unit, name)) == ""


def test_other_good_forms_pass_too(unit: Unit, judged: Callable[[Alert], str]) -> None:
    good = (
        'sum by (job, instance) (pg_stat_database_numbackends{job="api"})'
        ' / on (job, instance) max by (job, instance) (pg_settings_max_connections{job="api"}) > 0.8'
    )
    assert judged(replace(rule(unit, "Connections"), expr=good)) == ""
    quantile = 'histogram_quantile(0.95, sum by (job, le) (rate(lat_seconds_bucket{job="api"}[5m]))) > 0.4'
    assert judged(replace(rule(unit, "Slow"), expr=quantile)) == ""


CHECKED = {
    "1 sides that never match": ("expr: pg_stat_database_numbackends / pg_settings_max_connections > 0.8", "MG306"),
    "2 rate of a sum": ("expr: 'rate(sum by (job) (req_total)[5m:1m]) > 3'", "MG308"),
    "3 a raw counter": ("expr: errs_total > 10", "MG309"),
    "4 absent with a regular expression": ("expr: 'absent(up{job=~\"api|web\"})'", "MG316"),
    "8 a label that is dropped": (
        "expr: sum by (job) (flap) > 0, summary: 'instance {{ $labels.instance }} is down'",
        "MG331",
    ),
    "9 a quantile without le": (
        "expr: 'histogram_quantile(0.95, sum by (job) (rate(lat_seconds_bucket[5m]))) > 0.4'",
        "MG312",
    ),
    "9 division by zero": ("expr: used / limit > 0.9", "MG317"),
    "10 a selector on an external label": ("expr: 'flap{environment=\"production\"} > 5'", "MG318"),
    "10 a window of one scrape interval": ("expr: 'rate(req_total[15s]) > 5'", "MG315"),
}


@pytest.mark.parametrize(("words", "code"), CHECKED.values(), ids=CHECKED.keys())
def test_a_bad_form_is_found_by_a_check(tmp_path: Path, words: str, code: str) -> None:
    text = (
        f"services:\n  api:\n    port: 8080\n{METRICS}    alerts:\n      Own: {{{words}, for: 5m, severity: warning}}\n"
    )
    assert code in make(tmp_path / "specs", text, "", None).codes


GOOD = {
    "2 sum of rates": "expr: 'sum by (job) (rate(req_total[5m])) > 3'",
    "3 an increase": "expr: 'increase(errs_total[5m]) > 5'",
    "4 absent of one": "expr: 'absent(up{job=\"api\"})'",
    "8 a label that is kept": "expr: 'sum by (job, instance) (flap) > 0', summary: 'on {{ $labels.instance }}'",
    "9 the divisor above 0": "expr: used / (limit > 0) > 0.9",
    "10 an external label in a text": "expr: flap > 5, summary: 'in {{ $externalLabels.environment }}'",
}


@pytest.mark.parametrize("words", GOOD.values(), ids=GOOD.keys())
def test_a_good_form_is_fine_with_the_checks(tmp_path: Path, words: str) -> None:
    text = (
        f"services:\n  api:\n    port: 8080\n{METRICS}    alerts:\n"
        f"      Own: {{{words}, for: 5m, severity: warning, unproven: looked at below}}\n"
    )
    assert make(tmp_path / "specs", text, "", None).errors == []


def test_no_errors_yet_is_a_share_of_zero(tmp_path: Path) -> None:
    """The sixth trap: a share that is recorded has no gap where nothing has failed yet."""
    recorded = "    recording_rules: {'job:bad:ratio': '%s'}\n    alerts:\n"
    text = INTENT.replace("    alerts:\n", recorded, 1)
    bad = 'sum by (job) (rate(http_requests_total{status=~"5.."}[5m])) / sum by (job) (rate(http_requests_total[5m]))'
    good = bad.replace(" / ", " or 0 * sum by (job) (rate(http_requests_total[5m]))) / ", 1)
    assert "MG325" in make(tmp_path / "bad", text.replace("%s", bad), "", None).codes
    assert "MG325" not in make(tmp_path / "good", text.replace("%s", f"({good}"), "", None).codes


def test_prometheus_does_what_the_traps_say(find_tool: FindTool) -> None:
    assert played(find_tool("promtool"), FOLDER, "test.yml") == ""
    groups = reader.safe_load((FOLDER / "rules.yml").read_text())["groups"]
    assert {int(group["name"].partition("_")[0].strip("tb")) for group in groups} >= set(range(1, 11))
