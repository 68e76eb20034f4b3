"""The GitLab template: its job's lines run as a runner does, its report holds findings at their lines."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal
from xml.etree import ElementTree as ET

import pytest
import yaml

from tests.cli.conftest import change
from tests.pull_requests.conftest import VERSION, Runner, filled
from tests.pull_requests.test_github_action import schema_accepts
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.pull_requests.conftest import Repository

SERVICES = "monitoring/specs/shop/services.yaml"
TEMPLATE = ROOT / "templates/ci/gitlab.yml"


def included(**inputs: str) -> dict[str, dict[str, object]]:
    """The jobs that a pipeline gets that includes the template."""
    head, _, jobs = TEMPLATE.read_text().partition("\n---\n")
    declared = yaml.safe_load(head)["spec"]["inputs"]
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert given.keys() <= declared.keys()
    values = {f"inputs.{name}": given.get(name, each["default"]) for name, each in declared.items()}
    made = interpolated(yaml.safe_load(jobs), values)
    assert isinstance(made, dict)
    return made


def interpolated(node: object, values: Mapping[str, str]) -> object:
    """A node with its inputs filled in; GitLab does that in values, after it has read the YAML."""
    if isinstance(node, dict):
        return {name: interpolated(value, values) for name, value in node.items()}
    if isinstance(node, list):
        return [interpolated(value, values) for value in node]
    return filled(node, values, "$[[", "]]") if isinstance(node, str) else node


def test_its_schema_accepts_what_a_pipeline_gets(tmp_path: Path) -> None:
    path = tmp_path / ".gitlab-ci.yml"
    path.write_text(yaml.safe_dump(included(args="--env production")))
    assert schema_accepts("vendor.gitlab-ci", path) == ""


def test_it_installs_the_release_that_it_belongs_to() -> None:
    (job,) = included().values()
    variables = job["variables"]
    assert isinstance(variables, dict)
    assert variables["MONITORGEN_PACKAGE"] == f"monitorgen=={VERSION}"


def run(
    project: Repository, machine: dict[str, str], *parts: Literal["before_script", "script"], **inputs: str
) -> tuple[int, Runner]:
    """Run these parts of the one job."""
    (job,) = included(**inputs).values()
    variables = job["variables"]
    assert isinstance(variables, dict)
    runner = Runner(project.root, {**machine, **variables})
    for part in parts:
        lines = job[part]
        assert isinstance(lines, list)
        for line in lines:
            if code := runner.run(part, line):
                return code, runner
    return 0, runner


@pytest.mark.slow
def test_findings_are_in_the_report_that_gitlab_reads(project: Repository, machine: dict[str, str]) -> None:
    inputs = {"specs": "monitoring/specs", "out": "monitoring/out"}
    code, runner = run(project, machine, "before_script", "script", **inputs)
    assert code == 0, runner.log
    (job,) = included().values()
    artifacts = job["artifacts"]
    assert isinstance(artifacts, dict)
    report = project.root / artifacts["reports"]["codequality"]
    assert [each for each in json.loads(report.read_text()) if each["severity"] != "info"] == []
    assert ET.fromstring((project.root / artifacts["reports"]["junit"]).read_bytes()).get("failures") == "0"

    change(project.root / SERVICES, "above: 2%", "above: 2")
    code, runner = run(project, machine, "script", **inputs)
    assert code == 1
    assert f"--> {SERVICES}:" in runner.log, "the log is for people"
    (only,) = json.loads(report.read_text())
    location = only["location"]
    assert (only["severity"], location["path"]) == ("critical", SERVICES)
    assert "above: 2," in project.line(SERVICES, location["lines"]["begin"])

    change(project.root / SERVICES, "above: 2,", "above: 3%,")
    code, runner = run(project, machine, "script", **inputs, args="--env production")
    assert code == 1
    assert "monitoring/out is not what the specs say" in runner.log
