"""The fixture `run_cli` itself: the command line in a process of its own, with nothing of the test's environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.support.cli import RunCli


def test_the_command_line_answers(run_cli: RunCli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "nowhere"))
    done = run_cli("--help", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "build" in done.stdout


def test_wrong_use_is_told_by_the_exit_code(run_cli: RunCli, tmp_path: Path) -> None:
    assert run_cli("--no-such-option", cwd=tmp_path).returncode == 2
