"""Alerts of the catalogue that are written in PromQL: promtool runs the tests that stand beside them."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from monitorgen import catalog
from monitorgen.load.builtin import builtin
from monitorgen.spec.service import Type

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.spec.alert import Alert
    from tests.support.tools import FindTool


def written_in_promql() -> dict[str, Alert]:
    """Alerts with `expr`, by `type.Name`."""
    found: dict[str, Alert] = {}
    for name in catalog.types():
        written = builtin(name)
        assert written is not None
        alerts = Type.model_validate(written.node).alerts or {}
        found |= {f"{name}.{alert}": said for alert, said in alerts.items() if said.expr is not None}
    return found


@pytest.mark.parametrize("name", sorted(written_in_promql()))
def test_an_alert_in_promql_fires_and_stays_quiet_as_its_tests_say(
    name: str, tmp_path: Path, find_tool: FindTool
) -> None:
    alert = written_in_promql()[name]
    assert alert.tests
    rule = {"alert": "It", "expr": alert.expr, "for": str(alert.for_)}
    (tmp_path / "rules.json").write_text(json.dumps({"groups": [{"name": "g", "rules": [rule]}]}))
    tests = [
        {
            "name": sentence,
            "interval": "1m",
            "input_series": [{"series": series, "values": values} for series, values in (test.series or {}).items()],
            # What it fires with is not asked here, only whether: one alert counts as 1, none as nothing.
            "promql_expr_test": [
                {
                    "expr": 'count(ALERTS{alertstate="firing"})',
                    "eval_time": str(test.at),
                    "exp_samples": [{"labels": "{}", "value": 1}] if test.fires == "true" else [],
                }
            ],
        }
        for sentence, test in alert.tests.items()
    ]
    (tmp_path / "tests.json").write_text(json.dumps({"rule_files": ["rules.json"], "tests": tests}))
    done = subprocess.run(
        [find_tool("promtool"), "test", "rules", "tests.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
