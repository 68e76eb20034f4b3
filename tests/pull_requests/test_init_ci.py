"""What `init --ci` writes does its work: run as GitHub, GitLab and pre-commit would."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.conftest import change
from tests.pull_requests.conftest import Repository, Runner, annotated
from tests.support.once import once

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pull_requests.conftest import Monitorgen

SERVICES = "shop/specs/shop/services.yaml"


@pytest.fixture
def fresh(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, released: dict[str, str], monitorgen: Monitorgen
) -> Repository:
    """A repository just begun, its output committed."""

    def fill(root: Path) -> None:
        made = Repository(root, released)
        made.git("init", "--quiet")  # its top is where such files belong
        monitorgen(made, "init", "shop", "--ci", "github", "--ci", "gitlab", "--ci", "pre-commit")
        monitorgen(made, "build", "--specs", "shop/specs", "--out", "shop/out")
        made.begin("shop")

    return Repository(shutil.copytree(once(tmp_path_factory, "fresh", fill), tmp_path / "fresh"), released)


def run(scripts: list[str], repository: Repository, machine: dict[str, str]) -> tuple[int, Runner]:
    runner = Runner(repository.root, machine)
    return next((code for script in scripts if (code := runner.run(script, script))), 0), runner


def without_install(scripts: list[str]) -> list[str]:
    """What comes after the first, which installs."""
    assert scripts[0].startswith("pip install")
    return scripts[1:]


@pytest.mark.slow
def test_the_workflow_and_the_pipeline_pass_what_is_sound_and_show_what_is_not(
    fresh: Repository, machine: dict[str, str]
) -> None:
    workflow = yaml.safe_load((fresh.root / ".github/workflows/monitoring.yml").read_text())
    github = [step["run"] for step in workflow["jobs"]["monitorgen"]["steps"] if "run" in step]
    job = yaml.safe_load((fresh.root / ".gitlab-ci.yml").read_text())["monitorgen"]
    gitlab = [*job["before_script"], *job["script"]]
    for scripts in (github, gitlab):
        code, runner = run(scripts, fresh, machine)
        assert code == 0, runner.log
        assert runner.ran == scripts
    change(fresh.root / SERVICES, "above: 2%", "above: 2")
    code, runner = run(without_install(github), fresh, machine)
    assert code == 1
    (only,) = annotated(runner.log)
    assert "above: 2," in fresh.line(only.file, only.line)
    assert run(without_install(gitlab), fresh, machine)[0] == 1


@pytest.mark.slow
def test_a_commit_that_is_not_up_to_date_is_kept_back(fresh: Repository) -> None:
    installed = fresh.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout
    change(fresh.root / SERVICES, "above: 2%", "above: 3%")
    fresh.git("add", "--all")
    assert fresh.run("git", "commit", "--message", "threshold").returncode == 1
    fresh.git("add", "--all")
    fresh.git("commit", "--message", "threshold")
