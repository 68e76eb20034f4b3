"""A real Prometheus answers every query of the dashboards of objectives, and sorts all budgets by what is left."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import quote

import pytest

from tests.link.made import make
from tests.support.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.plan.dashboards import Dashboard
    from monitorgen.plan.rules import Recording
    from tests.link.made import Made
    from tests.support.servers import Serve, Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

SPEC = """\
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [region]}}
    slos:
      many: {objective: 99%, by: [region], other_periods: {7d: 98%}}
      latency: {objective: 99.9%, threshold: 500ms}
      up: {objective: 99%, good_when: {value: up, equals: 1}}
  old: {type: http-service, port: 8081, slos: {requests: {objective: 99%, profile: sloth}}}
slos:
  whole: {objective: 99%, all_of: [api.many, api.latency]}
dashboards:
  mine: {panels: {One: {slo: api.many}, Number: {slo: api.many, type: stat}, All: {slo: all}}}
"""
LEFT = ("slo:error_budget_remaining:ratio", "slo:period_error_budget_remaining:ratio")


def test_all_queries_are_answered(tmp_path: Path, serve: Serve) -> None:
    spec = make(tmp_path / "specs", SPEC)
    assert spec.errors == []
    (tmp_path / "rules.yml").write_text(json.dumps({"groups": [{"name": "fed", "rules": list(fed(spec))}]}))
    config = tmp_path / "prometheus.yml"
    config.write_text(json.dumps({"global": {"evaluation_interval": "1s"}, "rule_files": ["rules.yml"]}))
    boards = [spec["api"].dashboards["api-slos"], spec["old"].dashboards["old-slos"]]
    boards += [spec["system"].dashboards[name] for name in ("slos", "mine")]
    with serve("prometheus", config) as server:
        assert wait_until(lambda: len(asked(server, "{__name__=~'slo.*'}")) > 0)
        silent = [text for board in boards for text in queries(board) if not asked(server, text)]
        assert silent == []
        (worst,) = [text for text in queries(boards[2]) if text.startswith("sort(")]
        found = [float(each["value"][1]) for each in asked(server, worst)]
    assert len(found) == 8  # two periods of two groups, and one each of four more
    assert found == sorted(found)


def fed(spec: Made) -> Iterator[dict[str, Any]]:
    """Rules that give each recorded series a value, budgets one each, and both values of `by` a series."""
    number = 0
    for unit in ("system", "old", "api"):
        for rule in spec[unit].recordings:
            if not rule.name.startswith("slo"):
                continue
            groups = ("eu", "us") if rule.labels.get("slo") == "many" and grouped(rule) else ("",)
            for region in groups:
                number += 1
                value = 1 - 7 * number % 13 / 13 if rule.name in LEFT else 0.5
                labels = {**rule.labels, **({"region": region} if region else {})}
                yield {"record": rule.name, "expr": f"vector({value})", "labels": labels}


def grouped(rule: Recording) -> bool:
    return not rule.expr.startswith("vector(")


def queries(board: Dashboard) -> list[str]:
    panels = [panel for row in board.rows for panel in row.panels]
    return [query.expr.replace("$region", ".+") for panel in panels for query in panel.queries]


def asked(server: Server, text: str) -> list[dict[str, Any]]:
    try:
        answer: Any = server.get(f"/api/v1/query?query={quote(text)}")
    except HTTPError as refused:
        raise AssertionError(f"{text}: {refused.read().decode()}") from None
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found
