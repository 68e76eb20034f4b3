"""The hooks, run by pre-commit itself in a repository that uses them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.conftest import change, write
from tests.pull_requests.conftest import FOLDERS
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from tests.pull_requests.conftest import Monitorgen, Repository

SERVICES = "monitoring/specs/shop/services.yaml"
RULES = "monitoring/out/shop/production/prometheus/rules"


def test_pre_commit_accepts_the_hooks() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def use(project: Repository, published: Repository, *hooks: str) -> None:
    """Let the project use hooks of monitorgen at every commit."""
    used = [{"id": hook, "args": list(FOLDERS)} for hook in hooks]
    commit = published.git("rev-parse", "HEAD").strip()
    config = {"fail_fast": True, "repos": [{"repo": str(published.root), "rev": commit, "hooks": used}]}
    write(project.root / ".pre-commit-config.yaml", yaml.safe_dump(config))
    installed = project.run(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout
    project.git("add", "--all")
    project.git("commit", "--no-verify", "--quiet", "--message", "hooks")


@pytest.mark.slow
def test_what_is_committed_is_sound_and_up_to_date(
    project: Repository, published: Repository, monitorgen: Monitorgen
) -> None:
    use(project, published, "monitorgen-build", "monitorgen-check")

    # A changed spec and a new one alone: the hook builds, and the commit waits for what it built. Files that are new
    # pre-commit does not see, but the hook does.
    without = project.git("ls-files")
    change(project.root / SERVICES, "above: 2%", "above: 3%")
    write(project.root / "monitoring/specs/shop/search.yaml", "monitorgen: v1\nservices: {search: {port: 9000}}\n")
    project.git("add", "--all")
    refused = project.run("git", "commit", "--message", "threshold and search")
    assert refused.returncode == 1, refused.stdout
    assert "; add it to the commit\n" in refused.stdout
    assert f"{RULES}/checkout.yml" in project.git("diff", "--name-only").splitlines()
    assert f"?? {RULES}/search.yml" in project.git("status", "--porcelain", "--untracked-files=all").splitlines()
    project.git("add", "--all")
    project.git("commit", "--message", "threshold and search")

    # A deleted one: nothing that pre-commit calls a changed file.
    project.git("rm", "--quiet", "monitoring/specs/shop/search.yaml")
    assert project.run("git", "commit", "--message", "no search").returncode == 1
    project.git("add", "--all")
    project.git("commit", "--message", "no search")
    assert project.git("ls-files") == without

    # A slip: nothing is written, and its place is told.
    change(project.root / SERVICES, "above: 3%", "above: 3")
    project.git("add", "--all")
    refused = project.run("git", "commit", "--message", "slip")
    assert refused.returncode == 1
    number = next(n for n in range(1, 99) if "above: 3," in project.line(SERVICES, n))
    assert f"{SERVICES}:{number}:" in refused.stdout
    assert project.git("diff", "--name-only") == ""

    # An output that was built and not added is told too, and what was built stays.
    change(project.root / SERVICES, "above: 3,", "above: 4%,")
    monitorgen(project, "build", *FOLDERS)
    project.git("add", SERVICES)
    assert project.run("git", "commit", "--message", "half").returncode == 1
    assert "0.04" in (project.root / RULES / "checkout.yml").read_text()


@pytest.mark.slow
def test_a_check_writes_nothing(project: Repository, published: Repository) -> None:
    use(project, published, "monitorgen-build-check")
    change(project.root / SERVICES, "above: 2%", "above: 3%")
    project.git("add", "--all")
    refused = project.run("git", "commit", "--message", "threshold")
    assert refused.returncode == 1
    assert "monitoring/out is not what the specs say" in refused.stdout
    assert project.git("diff", "--name-only") == ""
