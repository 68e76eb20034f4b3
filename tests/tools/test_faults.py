"""What promtool and amtool print, taken apart; the texts are theirs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.tools.faults import faults, judged
from monitorgen.tools.report import ToolFinding
from monitorgen.tools.run import Died, Finished, Missing, TimedOut

RULES = """\
Checking rules/a.yml
  FAILED:
rules/a.yml: 5:15: group "g", rule 1, "x": could not parse expression: 1:5: parse error: unclosed left parenthesis
rules/a.yml: group "g", rule 2, "bad name": annotation "a": template: __alert_bad name:1: unclosed action
rules/a.yml: 0:0: groupname: "g" is repeated in the same file
Checking rules/b c.yml
  FAILED:
lint error 1 duplicate rule(s) found.
Metric: x
Label(s):
\ta: b
Might cause inconsistency while recording expressions

Checking rules/good.yml
  SUCCESS: 3 rules found

Checking rules/c.yml
  FAILED:
rules/c.yml: yaml: unmarshal errors:
  line 3: field ruls not found in type rulefmt.RuleGroup
  line 9: cannot unmarshal !!str `x` into rulefmt.Rule
Checking rules/d.yml
  FAILED:
rules/d.yml: yaml: line 2: did not find expected node content
rules/d.yml: yaml: line 2: did not find expected node content
"""

CONFIG = """\
Checking prometheus.yml
  WARNING: file "scrape/sd/a.json" for file_sd in scrape job "a" does not exist
  FAILED: parsing YAML file prometheus.yml: yaml: unmarshal errors:
  line 2: field scrape_config_files not found in type config.plain
  line 4: field bogus not found in type config.plain
"""


def test_rule_files_are_named_with_their_lines() -> None:
    expression = 'group "g", rule 1, "x": could not parse expression: 1:5: parse error: unclosed left parenthesis'
    template = 'group "g", rule 2, "bad name": annotation "a": template: __alert_bad name:1: unclosed action'
    duplicate = (
        "lint error 1 duplicate rule(s) found. Metric: x Label(s): a: b "
        "Might cause inconsistency while recording expressions"
    )
    assert faults(RULES, Path("/")) == (
        ToolFinding("rules/a.yml", 5, expression),
        ToolFinding("rules/a.yml", None, template),
        ToolFinding("rules/a.yml", None, 'groupname: "g" is repeated in the same file'),
        ToolFinding("rules/b c.yml", None, duplicate, "lint"),
        ToolFinding("rules/c.yml", 3, "field ruls not found in type rulefmt.RuleGroup"),
        ToolFinding("rules/c.yml", 9, "cannot unmarshal !!str `x` into rulefmt.Rule"),
        ToolFinding("rules/d.yml", 2, "did not find expected node content"),
    )


def test_a_warning_is_told_apart_from_a_fault() -> None:
    assert faults(CONFIG, Path("/")) == (
        ToolFinding(
            "prometheus.yml", None, 'file "scrape/sd/a.json" for file_sd in scrape job "a" does not exist', "warning"
        ),
        ToolFinding("prometheus.yml", 2, "field scrape_config_files not found in type config.plain"),
        ToolFinding("prometheus.yml", 4, "field bogus not found in type config.plain"),
    )


def test_paths_of_this_machine_are_not_repeated(tmp_path: Path) -> None:
    output = (
        "Checking prometheus.yml\n"
        f'  FAILED: error loading scrape configs: "{tmp_path}/scrape/b.yml": found multiple scrape configs '
        f'with job name "a", first found in "{tmp_path}/scrape/a.yml"\n'
    )
    message = 'found multiple scrape configs with job name "a", first found in "scrape/a.yml"'
    assert faults(output, tmp_path) == (ToolFinding("scrape/b.yml", None, message),)


def test_amtools_verdict_stands_on_the_line_of_the_file() -> None:
    output = (
        "Checking 'alertmanager.yml'  FAILED: yaml: unmarshal errors:\n"
        "  line 1: field bogus not found in type config.plain\n"
        "\n"
        "amtool: error: failed to validate 1 file(s)\n"
    )
    finding = ToolFinding("alertmanager.yml", 1, "field bogus not found in type config.plain")
    assert faults(output, Path("/")) == (finding,)


def test_amtools_fault_in_a_template_names_the_template() -> None:
    output = (
        "Checking 'alertmanager.yml'  SUCCESS\nFound:\n - global config\n - 1 templates\n"
        "  FAILED: template: a.tmpl:2: unclosed action started at a.tmpl:1\n"
    )
    assert faults(output, Path("/")) == (ToolFinding("a.tmpl", 2, "unclosed action started at a.tmpl:1"),)


def test_a_clean_run_has_no_fault() -> None:
    assert judged("promtool", Finished(0, "Checking a.yml\n  SUCCESS: 3 rules found\n"), Path("/")) == ()


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        (
            Finished(1, "promtool: error: path 'x.yml' does not exist"),
            "ended with code 1: promtool: error: path 'x.yml'",
        ),
        (Finished(2, ""), "ended with code 2"),
        (Died("SIGSEGV", "goroutine 1"), "was ended by SIGSEGV: goroutine 1"),
        (TimedOut(60, ""), "did not end within 60 s"),
        (Missing("Permission denied"), "does not start: Permission denied"),
    ],
)
def test_a_run_that_did_not_come_to_a_verdict_is_a_fault_of_its_own(
    outcome: Finished | Died | TimedOut | Missing, message: str
) -> None:
    (finding,) = judged("promtool", outcome, Path("/"))
    assert finding.kind == "broken"
    assert finding.message.startswith(f"promtool {message}")


_WORDS = st.sampled_from(
    [
        "Checking a.yml",
        "  FAILED:",
        "  FAILED: x",
        "  WARNING: y",
        "SUCCESS",
        "a.yml: 1:2: m",
        "yaml: line 3: n",
        "",
        "x",
    ]
)


@given(st.lists(_WORDS | st.text()).map("\n".join), st.integers(1, 255))
def test_whatever_is_printed_a_failed_run_has_a_fault(output: str, code: int) -> None:
    assert any(finding.kind != "warning" for finding in judged("promtool", Finished(code, output), Path("/nowhere")))
