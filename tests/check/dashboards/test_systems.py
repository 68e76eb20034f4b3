"""The dashboards that are committed, and one that means harm: nothing against them on three versions of Grafana."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from monitorgen import resources
from monitorgen.cli.group import monitorgen
from monitorgen.cli.ways_out import guarded
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = ("11.6", "12.4", "13.2")
FILES = sorted((ROOT / "out").glob("*/*/grafana/dashboards/*/*.json"))
SYSTEMS = {"codementor", "devmentor", "mysmartnotes", "qoderesume"}

NASTY = """\
monitorgen: v1
system: nasty
docs: {url: 'https://docs.example.org'}
environments: {production: {}}
secrets: {url: {}}
channels: {chat: {webhook: {url: {secret: url}}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: chat}}
services:
  api:
    type: http-service
    port: 8080
    title: '"><script>alert(1)</script>'
    description: '{{ $labels.x }} $__rate_interval \\ "quoted" ümlaut 漢字 🔥'
    indicators: {http: {labels: [route]}}
    metrics:
      jobs_total: {type: counter, labels: {outcome: [ok, failed]}, help: 'Jobs; {{ braces }} <b> & "quotes"'}
      depth: {type: gauge, labels: [queue]}
      size_bytes: {type: gauge}
    alerts:
      Deep: {value: depth, above: {warning: 10, critical: 100}, for: 5m}
    panels:
      'Own, {{legend}} $x "q"': {value: depth, legend: '{{queue}} {{instance}}', width: 7, height: 3}
dashboards:
  'x-1_y':
    title: "{{ title }} $$ ' \\" <i> 漢字"
    folder: '../../etc {{ folder }}'
    tags: ['a,b', '<b>', 'ü']
    range: 30d
    refresh: 1m
    variables: {queue: depth, fixed: {values: ['1', 'a,b', '$x'], label: outcome}}
    links: {'<script>': 'https://example.org/?a=b&c="d"', Overview: overview}
    panels:
      ' ':
        text: |
          # {{ title }} <script>alert(1)</script>
          | a | b |
    rows:
      '$row {{x}}':
        collapsed: true
        panels:
          line: {rate: api.http, by: [route], stack: percent, top: 3}
          stat: {value: api.size_bytes, type: stat, thresholds: {warning: 1GB, critical: 2GB}}
          gauge: {alert: api.Deep, type: gauge}
          bars: {increase: api.jobs_total, over: 24h, by: [outcome], type: bargauge}
          'table "x"': {value: api.depth, type: table}
          heat: {p95: api.http, type: heatmap}
          histogram: {value: api.depth, type: histogram}
          states: {value: up, type: state-timeline}
          pie: {rate: api.jobs_total, by: [outcome], type: piechart}
          alerts: {alerts: 'severity=~"critical|warning"'}
          both: {queries: {'left {{x}}': {rate: api.http}, right: {p99: api.http, axis: right}}}
          raw: {rate: api.http, grafana: {options: {legend: {placement: right}}, transparent: true}}
          raw expression: {expr: 'sum by (route) (rate(http_requests_total{job="api"}[$__rate_interval]))'}
"""
"""What words of panels there are, in one dashboard, with names that would break what puts texts together."""


@cache
def validator(version: str, kind: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        json.loads((resources.grafana_schemas() / version / f"{kind}.json").read_bytes())
    )


def faults(document: dict[str, object]) -> list[str]:
    """All that three versions have against a dashboard and what is in it."""
    panels = document["panels"]
    assert isinstance(panels, list)
    inner = [one for each in panels for one in (each, *each.get("panels", ()))]
    parts = [("dashboard", document), *((str(each["type"]), each) for each in inner)]
    return [
        f"{version} {kind} {error.instance_path}: {error.message}"
        for version in VERSIONS
        for kind, value in parts
        for error in validator(version, kind).iter_errors(value)
    ]


def test_each_of_the_four_systems_has_dashboards() -> None:
    assert {path.relative_to(ROOT / "out").parts[0] for path in FILES} == SYSTEMS


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT / "out").as_posix())
def test_a_committed_dashboard_is_valid_on_three_versions(path: Path) -> None:
    assert faults(json.loads(path.read_bytes())) == []


@pytest.fixture
def nasty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the nasty system's specs, which the test runs in."""
    (tmp_path / "specs/nasty").mkdir(parents=True)
    (tmp_path / "specs/nasty/system.yaml").write_text(NASTY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_nasty_dashboard_is_valid_too(nasty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = guarded(monitorgen, ["build"])
    said = capsys.readouterr()
    assert code == 0, said.out + said.err
    assert "warning" not in said.out + said.err
    made = sorted((nasty / "out").rglob("grafana/dashboards/*/*.json"))
    assert {path.parent.name for path in made} >= {"etc-folder", "services", "system"}
    assert all(path.is_relative_to(nasty / "out/nasty/production/grafana/dashboards") for path in made)
    for path in made:
        assert faults(json.loads(path.read_bytes())) == [], path.name
