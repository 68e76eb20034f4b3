"""Expressions that people write by hand: series are found for almost all, and promtool confirms each that is found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.raw.solve import stories
from tests.proof.raw.promtool import SETTING, raw_alert, refuted
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from tests.support.tools import FindTool

EXPRESSIONS = [
    line
    for line in Path(__file__).with_name("expressions.promql").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
NOT_FOUND = {
    (
        "count without (instance, job) (redis_connected_slaves) - sum without (instance, job) (redis_connected_slaves)"
        " - 1 > 1"
    ),
    "count_over_time(heartbeat[10m]) < 5",
}
"""Expressions that fire, and for which no series are found."""


def written() -> list[tuple[str, str]]:
    """The expressions and `for`s of all alerts of the example systems, as if their owners had written PromQL."""
    found: dict[tuple[str, str], None] = {}
    for path in sorted((ROOT / "out").glob("*/*/prometheus/rules/*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            for rule in group["rules"]:
                if "alert" in rule:
                    found[rule["expr"], rule.get("for", "0s")] = None
    return list(found)


def test_there_are_enough_expressions() -> None:
    assert len(set(EXPRESSIONS)) == len(EXPRESSIONS) >= 200


@pytest.mark.slow
def test_what_is_found_is_confirmed(find_tool: FindTool, tmp_path: Path) -> None:
    found = []
    for number, expr in enumerate(EXPRESSIONS):
        alert = raw_alert(f"A{number}", expr)
        try:
            cases = stories(alert, [alert], SETTING)
        except UnsolvedError:
            assert expr in NOT_FOUND
            continue
        assert expr not in NOT_FOUND
        shown = {shows for case in cases for moment in case.moments for shows in moment.shows}
        assert "fires" in shown
        assert "quiet" in shown or expr == "vector(1)"
        found.append((alert, cases))
    assert refuted(found, tmp_path, find_tool("promtool")) == ""


@pytest.mark.slow
def test_alerts_of_the_example_systems_are_found_too(find_tool: FindTool, tmp_path: Path) -> None:
    found, missed = [], []
    expressions = written()
    for number, (expr, hold) in enumerate(expressions):
        alert = raw_alert(f"A{number}", expr, hold)
        try:
            found.append((alert, stories(alert, [alert], SETTING)))
        except UnsolvedError as unsolved:
            missed.append(f"{expr}: {unsolved}")
    assert len(missed) <= 0.15 * len(expressions), "\n".join(missed)
    assert refuted(found, tmp_path, find_tool("promtool")) == ""


@pytest.mark.parametrize(
    "expr",
    [
        'count(redis_instance_info{role="master"}) == 0',
        (
            'mongodb_connections{state="current"} / (mongodb_connections{state="current"}'
            ' + ignoring(state) mongodb_connections{state="available"}) > 0.8'
        ),
        "up > 1 and up < 1",
        "absent(up) and up == 1",
        'up{job="a"} == 0 and up{job="b"} == 1',
        "histogram_quantile(0.9, sum(rate(request_seconds_bucket[5m]))) > 1",
        "sin(angle) > 0.5",
        "histogram_avg(rate(request_seconds[5m])) > 1",
    ],
)
def test_what_never_fires_or_is_not_understood_is_not_claimed(expr: str) -> None:
    alert = raw_alert("Never", expr)
    with pytest.raises(UnsolvedError):
        stories(alert, [alert], SETTING)
