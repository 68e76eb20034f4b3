"""Long work shows how far it is, to people at a terminal, and ends when they have enough of it."""

from __future__ import annotations

import io
import os
import pty
import signal
import subprocess
import sys
from contextlib import redirect_stderr
from typing import TYPE_CHECKING

import pytest

from benchmarks import synthetic
from monitorgen import pipeline
from monitorgen.cli.console import Console
from monitorgen.cli.progress import Progress

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = Console("human", "never", quiet=False, verbose=False)


class Terminal(io.StringIO):
    """A terminal that keeps what it is told."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that somebody else moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def shown(console: Console, *times: float) -> str:
    """What a terminal is told, to the end, of a unit at each of these times."""
    clock = Clock()
    with redirect_stderr(Terminal()) as terminal:
        progress = Progress(console, clock, doing="linking")
        for clock.now in times:
            progress.step("shop/production")
        progress.end()
    return terminal.getvalue()


def test_what_is_over_at_once_is_not_told() -> None:
    assert shown(PEOPLE, 0.0, 0.1, 0.4) == ""


def test_what_takes_longer_is_counted_on_one_line_which_is_gone_at_the_end() -> None:
    told = shown(PEOPLE, 0.1, 0.6, 0.61, 0.9)
    erased = "\r\x1b[K"
    assert told == (f"{erased}linking shop/production: 2 units{erased}linking shop/production: 4 units{erased}")


@pytest.mark.parametrize(
    "console",
    [Console("human", "never", quiet=True, verbose=False), Console("json", "never", quiet=False, verbose=False)],
    ids=["quiet", "for programs"],
)
def test_nothing_is_shown_to_who_does_not_look(console: Console) -> None:
    assert shown(console, 0.1, 5.0) == ""


def test_every_unit_of_every_environment_is_told_once(tmp_path: Path) -> None:
    synthetic.write(tmp_path, 3)
    told: list[str] = []
    pipeline.validate(pipeline.Selection(tmp_path, watch=told.append))
    # Three services, and Prometheus, Alertmanager, Grafana and the system itself.
    assert told == ["synthetic/production"] * 7


@pytest.mark.slow
def test_a_long_build_counts_and_ends_at_ctrl_c_with_the_output_untouched(tmp_path: Path) -> None:
    synthetic.write(tmp_path / "specs", 400)
    out = tmp_path / "out"
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "monitorgen", "build"],
        cwd=tmp_path,
        stderr=follower,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(follower)
    seen = b""
    while b"compiling synthetic/production: " not in seen:
        seen += os.read(leader, 4096)
    process.send_signal(signal.SIGINT)
    # Where it hits code made from text, a dataclass's, CPython ends itself by the signal; a shell says 130 of both.
    assert process.wait(timeout=30) in {130, -signal.SIGINT}
    assert b"interrupted" in os.read(leader, 65536)
    os.close(leader)
    assert not [path for path in out.rglob("*") if path.is_file() and ".monitorgen" not in path.parts]
