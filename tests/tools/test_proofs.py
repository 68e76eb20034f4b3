"""What promtool says of test files, read back: which passed, what went wrong where, and what it could not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.tools.find import Tool, find
from monitorgen.tools.proofs import Firing
from monitorgen.tools.proofs import test as run_tests

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

RULES = """\
groups:
  - name: a
    rules:
      - alert: Deep
        expr: depth > 5
        for: 2m
        labels: {severity: warning}
        annotations: {summary: 'a "deep" one, {{ $labels.queue }}'}
"""
HEAD = "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n"
STORY = """\
- name: "Deep: %s"
  interval: 1m
  input_series: [{series: 'depth{queue="q"}', values: 9x9}]
  alert_rule_test:
  - {eval_time: %s, alertname: Deep%s}
"""
FIRES = ", exp_alerts: [{exp_labels: {severity: warning, queue: q}, exp_annotations: {summary: 'a \"deep\" one, %s'}}]"


@pytest.fixture(params=[False, True], ids=["new", "old"])
def promtool(request: pytest.FixtureRequest, find_tool: FindTool) -> Tool:
    """promtool, a new one and an old one."""
    tool = find("promtool", find_tool("promtool", old=bool(request.param)))
    assert isinstance(tool, Tool)
    return tool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a rule and tests of it."""
    files = {
        "rules.yml": RULES,
        "good.yml": HEAD + STORY % ("pending", "1m", "") + STORY % ("fires", "5m", FIRES % "q"),
        "early.yml": HEAD + STORY % ("is quiet", "5m", ""),
        "late.yml": HEAD + STORY % ("fires at once", "1m", FIRES % "q"),
        "text.yml": HEAD + STORY % ("says r", "5m", FIRES % "r"),
        "counted.yml": HEAD + STORY % ("fires", "5m", FIRES % "q") + "  promql_expr_test:\n"
        "  - {expr: 'ALERTS{alertname=\"Deep\"}', eval_time: 5m, exp_samples: []}\n",
        "broken.yml": HEAD + "- name: x\n  interval: 1m\n  input_series: [{series: 'depth{', values: 9x9}]\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_what_passes_has_nothing_to_say(promtool: Tool, folder: Path) -> None:
    (good,) = run_tests(promtool, folder, ["good.yml"])
    assert good.passed


def test_each_file_has_its_own_verdict_in_the_order_in_which_it_was_given(promtool: Tool, folder: Path) -> None:
    found = run_tests(promtool, folder, ["early.yml", "good.yml", "late.yml", "text.yml"])
    assert [each.file for each in found if not each.passed] == ["early.yml", "late.yml", "text.yml"]
    early, _, late, text = (each.mismatches for each in found)
    assert (early[0].story, early[0].alert, early[0].at) == ("Deep: is quiet", "Deep", "5m")
    fires = Firing('alertname="Deep", queue="q", severity="warning"', 'summary="a \\"deep\\" one, q"')
    assert (early[0].expected, early[0].got) == ((), (fires,))
    assert (late[0].expected, late[0].got) == ((fires,), ())
    assert text[0].expected[0].annotations != text[0].got[0].annotations
    assert text[0].expected[0].labels == text[0].got[0].labels


def test_what_an_expression_gives_is_read_too(promtool: Tool, folder: Path) -> None:
    (counted,) = run_tests(promtool, folder, ["counted.yml"])
    (mismatch,) = counted.mismatches
    assert (mismatch.alert, mismatch.at, mismatch.expected) == ("", "5m", ())
    assert "ALERTS" in mismatch.expr
    assert len(mismatch.got) == 1


def test_a_file_that_can_not_be_read_is_told_and_the_others_are_judged(promtool: Tool, folder: Path) -> None:
    found = run_tests(promtool, folder, ["good.yml", "broken.yml", "early.yml"])
    assert [(each.passed, bool(each.broken)) for each in found] == [(True, False), (False, True), (False, False)]


def test_a_tool_that_does_not_start_judges_nothing(folder: Path) -> None:
    (found,) = run_tests(Tool("promtool", folder / "nowhere", (3, 5, 3)), folder, ["good.yml"])
    assert not found.passed
    assert "does not start" in found.broken
