"""What is generated stands up to the judgement that is passed on expressions of the owners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.plan.jobs import Static
from monitorgen.promql.infer import TARGET_LABELS
from monitorgen.promql.problems import Context, problems
from monitorgen.units import Duration
from tests.link.test_rules_in_promtool import SPEC
from tests.support.kept import written_out

if TYPE_CHECKING:
    from tests.link.made import Linked, Made

CATALOGUE = """\
infrastructure:
  nginx: {address: 'nginx:80'}
  node: {exporter: ['10.0.0.5:9100']}
  postgres: {address: 'postgres:5432', user: monitoring}
  redis: {address: 'redis:6379'}
  celery: {address: 'celery:1'}
"""


@pytest.mark.parametrize("spec", [SPEC, CATALOGUE], ids=["functions", "catalogue"])
def test_nothing_is_wrong_with_generated_expressions(linked: Linked, spec: str) -> None:
    found = linked(spec)
    assert found.errors == []
    wrong = []
    for name, unit in found.units.items():
        if name == "system":
            continue
        assert isinstance(unit.job.discovery, Static)
        context = Context(
            lookup=unit.fragment.metrics.get,
            names=frozenset,
            use="alert",
            scrape_interval=Duration(15_000),
            target_labels=TARGET_LABELS,
            external_labels=frozenset({"system", "environment"}),
        )
        wrong += [
            f"{name}.{rule.name}: {each.code} {each.message}"
            for rule in unit.alerts
            for each in problems(written_out(rule.expr, {each.name: each.expr for each in rule.recorded}), context)
        ]
    assert wrong == []


ASKED = """\
services:
  api:
    type: service
    port: 80
    alerts: {Deep: {expr: queue_dept > 1, severity: warning, means: x, impact: x, first_steps: [x]}}
"""
NEAR = "did you mean queue_depth?"


def test_what_another_system_has_is_no_hint(linked: Linked) -> None:
    alone = _hint(linked(ASKED))
    assert alone != NEAR
    assert _hint(linked(f"{ASKED}    metrics: {{queue_depth: gauge}}\n")) == NEAR
    assert _hint(linked(ASKED)) == alone


def _hint(found: Made) -> str:
    (hint,) = (each.hint for each in found.findings if each.code == "MG301")
    return hint
