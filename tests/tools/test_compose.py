"""docker-compose on good and bad files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from monitorgen.tools.compose import check_config
from monitorgen.tools.find import Absent, Tool, find
from monitorgen.tools.report import Skipped, ToolFinding, diagnostics

if TYPE_CHECKING:
    from tests.support.tools import FindTool

GOOD = """\
name: shop
services:
  prometheus:
    image: quay.io/prometheus/prometheus:v3.13.2
    networks:
      - monitoring
networks:
  monitoring: {}
"""


@pytest.fixture
def compose(find_tool: FindTool) -> Tool:
    tool = find("docker-compose", find_tool("docker-compose"))
    assert isinstance(tool, Tool)
    return tool


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "compose.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_good_file_has_no_findings(compose: Tool, file: Path) -> None:
    report = check_config(compose, file)
    assert (report.ran, report.ok, report.findings, report.skipped) == (True, True, (), None)


FAULTS = {
    "    netwrks:": ("    networks:", 3, "services.prometheus additional properties 'netwrks' not allowed"),
    "- other": ("- monitoring", 3, 'service "prometheus" refers to undefined network other: invalid compose project'),
    "mem_limit: 12q": (
        "image: quay.io/prometheus/prometheus:v3.13.2", 3, "'services[prometheus].mem_limit' invalid suffix: 'q'",
    ),
    "name: [shop": ("name: shop", 1, "did not find expected ',' or ']'"),
}  # fmt: skip


@pytest.mark.parametrize("new", FAULTS)
def test_a_fault_is_told_at_its_service(compose: Tool, file: Path, new: str) -> None:
    old, line, message = FAULTS[new]
    file.write_text(GOOD.replace(old, new), encoding="utf-8")
    assert check_config(compose, file).findings == (ToolFinding("compose.yaml", line, message),)


def test_a_variable_without_a_value_is_a_warning_without_the_time(compose: Tool, file: Path) -> None:
    file.write_text(GOOD.replace("v3.13.2", "$VERSION"), encoding="utf-8")
    report = check_config(compose, file)
    message = 'The "VERSION" variable is not set. Defaulting to a blank string.'
    assert report.findings[0] == ToolFinding("compose.yaml", None, message, "warning")


def test_variables_are_read_beside_the_file(compose: Tool, file: Path) -> None:
    file.write_text(GOOD.replace("v3.13.2", "${VERSION:?which}"), encoding="utf-8")
    (finding,) = check_config(compose, file).findings
    assert "required variable VERSION is missing a value: which" in finding.message
    (file.parent / ".env").write_text("VERSION=v3\n", encoding="utf-8")
    assert check_config(compose, file).ok


def test_findings_become_diagnostics_with_their_place(compose: Tool, file: Path) -> None:
    file.write_text(GOOD.replace("- monitoring", "- other"), encoding="utf-8")
    (found,) = diagnostics(check_config(compose, file), "shop/production")
    assert (found.code, found.level) == ("MG908", "error")
    assert str(found.where).startswith("Place(file='shop/production/compose.yaml', line=3")


def test_without_compose_or_with_the_first_one_nothing_is_checked(file: Path) -> None:
    absent = check_config(Absent("docker-compose", "is nowhere"), file)
    assert (absent.ran, absent.skipped) == (False, Skipped("absent", "is nowhere"))
    old = check_config(Tool("docker-compose", Path("/usr/bin/docker-compose"), (1, 29, 2)), file)
    assert (old.ran, old.skipped) == (False, Skipped("old", "1.29.2 is older than 2.24, which the files need"))


def test_a_program_that_says_nothing_and_fails_is_not_taken_for_a_success(tmp_path: Path, file: Path) -> None:
    program = tmp_path / "docker-compose"
    program.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    (finding,) = check_config(Tool("docker-compose", program, (2, 40, 3)), file).findings
    assert finding == ToolFinding(None, None, "docker-compose ended with code 3", "broken")
