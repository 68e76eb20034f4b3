"""The action: its steps run one after another, as a runner does, in a repository with findings."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.conftest import change
from tests.pull_requests.conftest import VERSION, Runner, annotated, filled
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.pull_requests.conftest import Repository
    from tests.support.tools import FindTool

SERVICES = "monitoring/specs/shop/services.yaml"


def schema_accepts(schema: str, path: Path) -> str:
    """What check-jsonschema has against a file."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_its_schema_accepts_the_action() -> None:
    assert schema_accepts("vendor.github-actions", ROOT / "action.yml") == ""


def test_no_input_reaches_a_shell_but_through_its_environment() -> None:
    # `run: monitorgen ${{ inputs.args }}` would run whatever somebody else's branch name says.
    steps = yaml.safe_load((ROOT / "action.yml").read_text())["runs"]["steps"]
    assert all("${{" not in step["run"] for step in steps)


def act(
    project: Repository, published: Repository, temp: Path, env: Mapping[str, str], **inputs: str
) -> tuple[int, Runner]:
    """Run the action with these inputs (`check_args` is `check-args`)."""
    action = yaml.safe_load((published.root / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    assert given.keys() <= action["inputs"].keys()
    values = {f"inputs.{name}": given.get(name, each["default"]) for name, each in action["inputs"].items()}
    values |= {"github.action_path": str(published.root), "runner.temp": str(temp)}
    runner = Runner(project.root, env)
    for step in action["runs"]["steps"]:
        assert step.keys() <= {"name", "shell", "env", "run", "working-directory"}, "the runner knows no more"
        assert step["shell"] == "bash"
        env = {name: filled(text, values, "${{", "}}") for name, text in step["env"].items()}
        within = filled(step.get("working-directory", "."), values, "${{", "}}")
        if code := runner.run(step["name"], step["run"], within=within, env=env):
            return code, runner
    return 0, runner


@pytest.fixture(scope="module")
def temp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runner's temporary folder; one for all, so that monitorgen is installed once."""
    return tmp_path_factory.mktemp("runner")


@pytest.mark.slow
def test_a_sound_pull_request_passes(
    project: Repository, published: Repository, temp: Path, find_tool: FindTool
) -> None:
    validators = " ".join(f"--{name} {find_tool(name)}" for name in ("promtool", "amtool", "docker-compose"))
    code, runner = act(
        project,
        published,
        temp,
        project.env,
        working_directory="monitoring",
        check_args=f"--require-tools {validators}",
    )
    assert (code, annotated(runner.log)) == (0, []), runner.log
    assert runner.ran == ["Install monitorgen", "monitorgen check", "monitorgen build --check"]


@pytest.mark.slow
def test_a_slip_is_shown_once_at_its_line(
    project: Repository, published: Repository, released: dict[str, str], temp: Path
) -> None:
    change(project.root / SERVICES, "above: 2%", "above: 2")
    code, runner = act(project, published, temp, released, version=VERSION, working_directory="monitoring")
    assert code == 1
    (only,) = annotated(runner.log)
    assert (only.level, only.file) == ("error", SERVICES)
    assert "above: 2," in project.line(only.file, only.line)
    assert project.line(only.file, only.line)[int(only.properties["col"]) - 1] == "2"


@pytest.mark.slow
def test_an_output_that_is_not_up_to_date_is_shown_file_by_file(
    project: Repository, published: Repository, released: dict[str, str], temp: Path
) -> None:
    change(project.root / SERVICES, "above: 2%", "above: 3%")
    inputs = {"version": VERSION, "specs": "monitoring/specs", "out": "monitoring/out"}
    code, runner = act(project, published, temp, released, **inputs, args="--env production --no-python")
    assert code == 1
    errors = [each for each in annotated(runner.log) if each.level == "error"]
    assert {each.properties["title"] for each in errors} == {"MG819"}
    assert "monitoring/out/shop/production/prometheus/rules/checkout.yml" in {each.file for each in errors}
    assert all((project.root / each.file).is_file() for each in errors)
    assert all("/production/" in each.file for each in errors)
    assert project.git("status", "--porcelain").splitlines() == [f" M {SERVICES}"]
