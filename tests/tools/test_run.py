"""Four ends of a run: finished, died, timed out, missing."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from monitorgen.tools.run import Died, Finished, Missing, TimedOut, run

if TYPE_CHECKING:
    import pytest

SH = Path("/bin/sh")


def test_a_tool_that_ends_tells_its_code_and_both_streams_in_order(tmp_path: Path) -> None:
    script = "echo one; echo two >&2; echo three; exit 3"
    assert run(SH, ["-c", script], cwd=tmp_path) == Finished(3, "one\ntwo\nthree\n")


def test_a_tool_killed_by_a_signal_died(tmp_path: Path) -> None:
    assert run(SH, ["-c", "echo before; kill -SEGV $$"], cwd=tmp_path) == Died("SIGSEGV", "before\n")


def test_a_tool_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    begun = time.monotonic()
    outcome = run(SH, ["-c", "sleep 600 & echo $!; wait"], cwd=tmp_path, limit=0.5)
    assert time.monotonic() - begun < 5
    assert isinstance(outcome, TimedOut)
    child = int(outcome.output)
    assert _gone(child)


def test_a_tool_that_is_not_there_is_missing(tmp_path: Path) -> None:
    outcome = run(tmp_path / "promtool", [], cwd=tmp_path)
    assert outcome == Missing("No such file or directory")


def test_a_file_that_is_no_program_is_missing(tmp_path: Path) -> None:
    fake = tmp_path / "promtool"
    fake.write_text("not a program")
    assert isinstance(run(fake, [], cwd=tmp_path), Missing)


def test_arguments_are_never_read_by_a_shell(tmp_path: Path) -> None:
    argument = "$(touch broken); `touch broken` & *"
    assert run(Path("/bin/echo"), [argument], cwd=tmp_path) == Finished(0, f"{argument}\n")
    assert not list(tmp_path.iterdir())


def test_nothing_of_the_users_environment_reaches_the_tool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:password@proxy")
    outcome = run(Path("/usr/bin/env"), [], cwd=tmp_path)
    assert isinstance(outcome, Finished)
    assert sorted(line.partition("=")[0] for line in outcome.output.splitlines()) == ["HOME", "LC_ALL", "PATH", "TZ"]


def test_bytes_that_are_no_utf_8_do_no_harm(tmp_path: Path) -> None:
    assert run(SH, ["-c", r"printf '\377\n'"], cwd=tmp_path) == Finished(0, "\ufffd\n")


def _gone(pid: int) -> bool:
    """Whether the process ended; a killed one may be a zombie until its new parent has looked."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if ") Z" in Path(f"/proc/{pid}/stat").read_text():
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False
