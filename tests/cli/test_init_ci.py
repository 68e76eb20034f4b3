"""`monitorgen init --ci`: files by which changes are checked, as their tools want them."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.cli.pull_requests import FILES
from tests.cli.conftest import tree, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

ALL = [part for kind in FILES for part in ("--ci", kind)]
JUDGES = {
    "github": ["check_jsonschema", "--builtin-schema", "vendor.github-workflows"],
    "gitlab": ["check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"],
    "pre-commit": ["pre_commit", "validate-config"],
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, which the test runs in."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", [".", "deep/shop"])
@pytest.mark.parametrize("kind", FILES)
def test_the_tool_accepts_its_file(kind: str, folder: str, repository: Path, run: Run) -> None:
    assert run("init", "--name", "shop", "--ci", kind, folder).code == 0
    command = [sys.executable, "-m", *JUDGES[kind], str(repository / FILES[kind][1])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_files_stand_at_the_top_of_the_repository_and_name_the_project_s_folders(
    repository: Path, run: Run
) -> None:
    told = run("init", "deep/shop", *ALL).out
    for _, path, what in FILES.values():
        text = (repository / path).read_text()
        assert "--specs deep/shop/specs --out deep/shop/out" in text
        assert f"  ../../{path} " in told
        assert what in told
    assert not (repository / "deep/shop/.github").exists()


def test_at_the_top_itself_nothing_has_to_be_named(repository: Path, run: Run) -> None:
    assert run("init", "--name", "shop", *ALL).code == 0
    assert not any("--specs" in (repository / path).read_text() for _, path, _ in FILES.values())


def test_without_a_repository_they_stand_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "shop", "--ci", "gitlab").code == 0
    assert (tmp_path / "shop/.gitlab-ci.yml").exists()


@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_there_is_not_overwritten_and_nothing_is_begun(kind: str, repository: Path, run: Run) -> None:
    write(repository / FILES[kind][1], "mine\n")
    done = run("init", "shop", *ALL)
    assert done.code == 2
    assert f"leave `--ci {kind}` out" in done.err
    assert [path for path in tree(repository) if not path.startswith(".git/")] == [FILES[kind][1]]


@pytest.mark.parametrize("folder", ["my shop", "a #b", "a: b", "$x"])
def test_a_folder_that_a_shell_would_read_otherwise_is_refused(folder: str, repository: Path, run: Run) -> None:
    assert run("init", folder, "--name", "shop", "--ci", "github").code == 2
    assert not (repository / folder).exists()
    assert run("init", folder, "--name", "shop").code == 0


def test_what_is_no_choice_is_wrong_use(repository: Path, run: Run) -> None:
    done = run("init", "shop", "--ci", "jenkins")
    assert done.code == 2
    assert "pre-commit" in done.err


def test_the_same_twice_is_the_same(repository: Path, run: Run) -> None:
    assert run("init", "shop", "--ci", "github", "--ci", "github").code == 0
    assert len(yaml.safe_load((repository / FILES["github"][1]).read_text())["jobs"]) == 1
