"""Where tools are looked for, and what is said of those that are of no use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.tools.find import Absent, Tool, find, located

if TYPE_CHECKING:
    from pathlib import Path


def program(path: Path, says: str = "promtool, version 3.5.3 (branch: HEAD)", code: str = "exit 0") -> Path:
    """A program that answers `--version`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\n{code}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder inside, and nothing on PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    (tmp_path / "above" / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "above" / "repository" / "specs").mkdir()
    return tmp_path / "above" / "repository"


def test_the_explicit_tool_is_taken_before_all_others(repository: Path, tmp_path: Path) -> None:
    program(repository / ".tools/bin/promtool")
    own = program(tmp_path / "own", says="promtool, version 9.9.9")
    assert find("promtool", own, start=repository) == Tool("promtool", own, (9, 9, 9))


def test_an_explicit_tool_that_does_not_work_is_not_replaced_by_another(repository: Path, tmp_path: Path) -> None:
    program(repository / ".tools/bin/promtool")
    outcome = find("promtool", tmp_path / "gone", start=repository)
    assert outcome == Absent("promtool", f"at {tmp_path / 'gone'} does not start: No such file or directory")


def test_the_repositorys_tools_come_before_those_on_path(repository: Path, tmp_path: Path) -> None:
    program(tmp_path / "path/promtool")
    own = program(repository / ".tools/bin/promtool")
    assert located("promtool", start=repository / "specs") == own


def test_nothing_above_the_repository_is_run(repository: Path) -> None:
    program(repository.parent / ".tools/bin/promtool")
    assert located("promtool", start=repository / "specs") is None


def test_outside_a_repository_no_folder_above_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    program(tmp_path / ".tools/bin/promtool")
    (tmp_path / "inside").mkdir()
    assert located("promtool", start=tmp_path / "inside") is None
    assert located("promtool", start=tmp_path) == tmp_path / ".tools/bin/promtool"


def test_a_tool_is_found_on_path_under_the_name_that_packages_give_it(repository: Path, tmp_path: Path) -> None:
    packaged = program(tmp_path / "path/prometheus-alertmanager", says="alertmanager, version 0.33.1")
    assert find("alertmanager", start=repository) == Tool("alertmanager", packaged, (0, 33, 1))


def test_a_file_that_may_not_be_run_is_passed_over(repository: Path) -> None:
    program(repository / ".tools/bin/promtool").chmod(0o644)
    assert find("promtool", start=repository) == Absent("promtool", "is neither in .tools/bin nor on PATH")


@pytest.mark.parametrize(
    ("says", "code", "reason"),
    [
        ("hello", "exit 0", "says none: 'hello'"),
        ("", "kill -ABRT $$", "was ended by SIGABRT"),
    ],
)
def test_a_tool_that_tells_no_version_is_absent(repository: Path, says: str, code: str, reason: str) -> None:
    path = program(repository / ".tools/bin/promtool", says, code)
    outcome = find("promtool", start=repository)
    assert outcome == Absent("promtool", f"at {path}, asked for its version, {reason}")
