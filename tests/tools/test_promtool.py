"""promtool on good and bad files, in the current version and in the one of the machine's own release."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.tools.find import Absent, Tool, find
from monitorgen.tools.promtool import check_agents, check_config, check_rules
from monitorgen.tools.report import Skipped, ToolFinding

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

GOOD_RULE = "groups:\n  - name: g\n    rules:\n      - {record: 'job:up:sum', expr: sum by (job) (up)}\n"
TWICE = GOOD_RULE + "      - {record: 'job:up:sum', expr: sum by (job) (up)}\n"
BAD_RULE = "groups:\n  - name: g\n    rules:\n      - {alert: Down, expr: up ==}\n"


@pytest.fixture
def promtool(find_tool: FindTool) -> Tool:
    return usable(find_tool("promtool"))


@pytest.fixture
def old_promtool(find_tool: FindTool) -> Tool:
    return usable(find_tool("promtool", old=True))


def usable(path: Path) -> Tool:
    tool = find("promtool", path)
    assert isinstance(tool, Tool)
    return tool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good configuration of one scrape file and one rule file."""
    (tmp_path / "scrape").mkdir()
    (tmp_path / "rules").mkdir()
    (tmp_path / "prometheus.yml").write_text("scrape_config_files: [scrape/*.yml]\nrule_files: [rules/*.yml]\n")
    (tmp_path / "scrape" / "api.yml").write_text("scrape_configs:\n  - job_name: api\n")
    (tmp_path / "rules" / "api.yml").write_text(GOOD_RULE)
    return tmp_path


def test_a_good_configuration_has_no_findings(promtool: Tool, folder: Path) -> None:
    report = check_config(promtool, folder / "prometheus.yml")
    assert (report.ran, report.ok, report.findings, report.skipped) == (True, True, (), None)
    assert (report.tool, report.version) == ("promtool", promtool.version)


def test_a_fault_is_found_in_the_file_that_has_it(promtool: Tool, folder: Path) -> None:
    (folder / "scrape" / "api.yml").write_text("scrape_configs:\n  - job_name: api\n    bogus: 1\n")
    report = check_config(promtool, folder / "prometheus.yml")
    message = "field bogus not found in type config.ScrapeConfig"
    assert report.findings == (ToolFinding("scrape/api.yml", 3, message),)
    assert not report.ok


def test_an_agent_is_checked_as_one(promtool: Tool, folder: Path) -> None:
    (folder / "shards").mkdir()
    (folder / "shards" / "prometheus.yml").write_text("remote_write: [{url: 'http://p:9090/api/v1/write'}]\n")
    assert check_agents(promtool, folder, ["shards/prometheus.yml"]).findings == ()
    (folder / "shards" / "prometheus.yml").write_text("rule_files: [rules/*.yml]\n")
    (found,) = check_agents(promtool, folder, ["shards/prometheus.yml"]).findings
    assert found.file == "shards/prometheus.yml"
    assert "not allowed in agent mode" in found.message


def test_a_missing_secret_is_a_fault(promtool: Tool, folder: Path) -> None:
    job = "scrape_configs:\n  - {job_name: api, authorization: {credentials_file: ../secrets/api}}\n"
    (folder / "scrape" / "api.yml").write_text(job)
    assert not check_config(promtool, folder / "prometheus.yml").ok


def test_rules_are_checked_file_by_file(promtool: Tool, folder: Path) -> None:
    (folder / "rules" / "bad.yml").write_text(BAD_RULE)
    report = check_rules(promtool, folder, ["rules/api.yml", "rules/bad.yml"])
    (finding,) = report.findings
    assert (finding.file, finding.line, finding.kind) == ("rules/bad.yml", 4, "refused")
    assert "unexpected end of input" in finding.message


def test_a_lint_is_a_finding_of_its_own_kind(promtool: Tool, folder: Path) -> None:
    (folder / "rules" / "twice.yml").write_text(TWICE)
    report = check_rules(promtool, folder, ["rules/twice.yml"])
    (finding,) = report.findings
    assert (finding.file, finding.kind) == ("rules/twice.yml", "lint")
    assert not report.ok


def test_a_scrape_interval_that_leaves_gaps_is_a_lint(promtool: Tool, folder: Path) -> None:
    (folder / "scrape" / "api.yml").write_text("scrape_configs:\n  - {job_name: api, scrape_interval: 10m}\n")
    (finding,) = check_config(promtool, folder / "prometheus.yml").findings
    assert finding.kind == "lint"


def test_thousands_of_rule_files_fit_on_command_lines(promtool: Tool, folder: Path) -> None:
    names = [f"rules/{number:04}-{'x' * 200}.yml" for number in range(1100)]
    for name in names:
        (folder / name).write_text("groups: []\n")
    (folder / names[-1]).write_text(BAD_RULE)
    (finding,) = check_rules(promtool, folder, names).findings
    assert finding.file == names[-1]


def test_no_rule_files_are_no_findings_and_no_waiting_for_input(promtool: Tool, folder: Path) -> None:
    assert check_rules(promtool, folder, []).ok


def test_a_tool_older_than_the_files_need_is_not_asked(old_promtool: Tool, folder: Path) -> None:
    report = check_config(
        old_promtool, folder / "prometheus.yml", needs=(2, 43) if old_promtool.version < (2, 43) else (99,)
    )
    assert (report.ran, report.ok, report.findings) == (False, False, ())
    assert report.skipped is not None
    assert report.skipped.why == "old"


def test_an_older_tool_says_that_it_knows_fewer_lints(old_promtool: Tool, folder: Path) -> None:
    if old_promtool.version >= (3, 5):
        pytest.skip("this machine's own release has the lints")
    report = check_rules(old_promtool, folder, ["rules/api.yml"])
    assert (report.ran, report.ok) == (True, True)
    assert report.skipped is not None
    assert report.skipped.why == "old"
    assert report.skipped.reason.endswith("is older than 3.5, which its lints need")


def test_without_a_tool_nothing_is_checked(folder: Path) -> None:
    report = check_rules(Absent("promtool", "is nowhere"), folder, ["rules/api.yml"])
    assert (report.ran, report.ok, report.skipped) == (False, False, Skipped("absent", "is nowhere"))
