"""Programs of a test session on loopback: started, waited for, ended by their own process groups."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.servers import wait_until
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

INSTALLED = ROOT / ".tools" / "catalogue"
SERVERS = INSTALLED / "servers"
EXPORTERS = INSTALLED / "exporters" / "usr" / "bin"


@dataclass(slots=True)
class Running:
    """The programs of a session. Anybody may enter `folder`: PostgreSQL refuses to be root's."""

    folder: Path
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(
        self, name: str, *command: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a program in a process group of its own; its output is added to `<name>.log`."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                list(map(str, command)),
                env={**environment(), **(env or {})},
                cwd=cwd or self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def until(self, what: str, holds: Callable[[], bool], limit: float = 60.0) -> None:
        """Wait until `holds()`. If it never does the test fails, and shows the end of each log."""

        def tried() -> bool:
            try:
                return holds()
            except (OSError, subprocess.CalledProcessError):
                return False  # not up yet: that is what is waited for

        if not wait_until(tried, limit, every=0.2):
            logs = (f"== {log.name}\n{log.read_text(errors='replace')[-1500:]}" for log in self.folder.glob("*.log"))
            pytest.fail(f"{what} did not come within {limit:g} s\n" + "\n".join(logs))

    def end(self) -> None:
        """End all programs, the last one started first; none waits for the end of another."""
        for process in reversed(self.processes):
            if not _over(process, 0):
                os.killpg(process.pid, signal.SIGINT)
        for process in reversed(self.processes):
            _end(process)
        self.processes.clear()

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End one program, as an operator or the kernel would."""
        self.processes.remove(process)
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask a program to end, ever more firmly."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if not _over(process, 0):
            os.killpg(process.pid, number)
            _over(process, 2)


def _over(process: subprocess.Popen[bytes], limit: float) -> bool:
    """Whether a process is over within `limit` seconds."""
    try:
        process.wait(limit)
    except subprocess.TimeoutExpired:
        return False
    return True


@contextmanager
def running() -> Iterator[Running]:
    """A session's programs, in a folder that goes with them."""
    folder = Path(tempfile.mkdtemp(prefix="monitorgen-live-"))
    folder.chmod(0o755)
    session = Running(folder)
    try:
        yield session
    finally:
        session.end()
        shutil.rmtree(folder)


def environment() -> dict[str, str]:
    """What a server needs: the libraries that came with it, nothing of the caller's."""
    libraries = map(str, (SERVERS / "usr" / "lib").glob("*-linux-gnu"))
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "LD_LIBRARY_PATH": ":".join(libraries)}


def output_of(*command: str | Path) -> str:
    """What a program says until it ends. Raises `CalledProcessError` if it ends badly."""
    done = subprocess.run(
        list(map(str, command)), env=environment(), cwd="/", check=True, capture_output=True, timeout=60
    )
    return str(done.stdout, "utf-8")


def installed(program: Path) -> Path:
    """A program of `scripts/install-exporters`; else the test is skipped, or fails in CI."""
    if program.exists():
        return program
    if os.environ.get("CI"):
        pytest.fail(f"{program.name} is missing: scripts/install-exporters has to come before the tests", pytrace=False)
    pytest.skip(f"{program.name} IS MISSING, so this is NOT TESTED: run scripts/install-exporters")
