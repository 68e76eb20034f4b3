"""amtool on good and bad configurations and templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.tools.amtool import check_config
from monitorgen.tools.find import Absent, Tool, find
from monitorgen.tools.report import Skipped, ToolFinding

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

GOOD = """\
route: {receiver: chat}
receivers:
  - name: chat
    webhook_configs: [{url_file: ../secrets/hook}]
templates: [templates/*.tmpl]
"""


@pytest.fixture
def amtool(find_tool: FindTool) -> Tool:
    tool = find("amtool", find_tool("amtool"))
    assert isinstance(tool, Tool)
    return tool


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A good configuration with one template."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "chat.tmpl").write_text('{{ define "title" }}{{ .CommonLabels.alertname }}{{ end }}\n')
    path = tmp_path / "alertmanager.yml"
    path.write_text(GOOD)
    return path


def test_a_good_configuration_has_no_findings(amtool: Tool, config: Path) -> None:
    report = check_config(amtool, config)
    assert (report.ran, report.ok, report.findings, report.skipped) == (True, True, (), None)


def test_an_unknown_field_is_found_at_its_line(amtool: Tool, config: Path) -> None:
    config.write_text(GOOD + "bogus: 1\n")
    message = "field bogus not found in type config.plain"
    assert check_config(amtool, config).findings == (ToolFinding("alertmanager.yml", 6, message),)


def test_a_receiver_that_does_not_exist_is_found(amtool: Tool, config: Path) -> None:
    config.write_text(GOOD.replace("receiver: chat", "receiver: pager"))
    finding = ToolFinding("alertmanager.yml", None, 'undefined receiver "pager" used in route')
    assert check_config(amtool, config).findings == (finding,)


def test_a_fault_in_a_template_is_placed_in_the_template(amtool: Tool, config: Path) -> None:
    (config.parent / "templates" / "chat.tmpl").write_text('{{ define "x" }}\n{{ .Foo\n')
    (finding,) = check_config(amtool, config).findings
    assert finding.file == "templates/chat.tmpl"
    assert finding.line is not None


def test_a_tool_older_than_the_files_need_is_not_asked(amtool: Tool, config: Path) -> None:
    report = check_config(amtool, config, needs=(99,))
    assert (report.ran, report.ok) == (False, False)
    assert report.skipped is not None
    assert report.skipped.reason.endswith("is older than 99, which the files need")


def test_without_a_tool_nothing_is_checked(config: Path) -> None:
    report = check_config(Absent("amtool", "is nowhere"), config)
    assert (report.ran, report.skipped) == (False, Skipped("absent", "is nowhere"))
