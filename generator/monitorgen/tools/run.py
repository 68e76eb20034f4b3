"""Run one external tool to its end: no shell, no inherited environment, within a time limit.

A run has four ends, and each is a type of its own, so that a tool that crashed or hung is never taken for one that had
nothing to say.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Finished(Struct, frozen=True):
    """The tool ended by itself. `output` holds both of its streams in the order in which it wrote them."""

    code: int
    output: str


class Died(Struct, frozen=True):
    """The tool was ended by a signal: it crashed, or somebody killed it. `signal` is its name, `SIGSEGV`."""

    signal: str
    output: str


class TimedOut(Struct, frozen=True):
    """The tool was still running after `seconds`, and was killed with all that it had started."""

    seconds: float
    output: str


class Missing(Struct, frozen=True):
    """The tool could not be started; `reason` is the system's."""

    reason: str


Outcome: TypeAlias = Finished | Died | TimedOut | Missing

_LIMIT = 120.0
_LAST_WORDS = 5.0
# Nothing of the user's: amtool would read a configuration file below HOME, and the locale would reword messages.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def run(
    program: Path,
    arguments: Sequence[str],
    *,
    cwd: Path,
    limit: float = _LIMIT,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Outcome:
    """Run `program` in the folder `cwd`, without input, for at most `limit` seconds. Never raises for what it does.

    `environment` holds variables beside the few that every tool gets.
    """
    try:
        process = subprocess.Popen(
            [program, *arguments],
            cwd=cwd,
            env={**_ENVIRONMENT, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        return Missing(error.strerror or str(error))
    with process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            return TimedOut(limit, _killed(process))
        except BaseException:
            _killed(process)
            raise
    if process.returncode < 0:
        return Died(_name(-process.returncode), output)
    return Finished(process.returncode, output)


def _killed(process: subprocess.Popen[str]) -> str:
    """End the tool with all that it started; what it had printed, as far as it can be had."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    try:
        return process.communicate(timeout=_LAST_WORDS)[0]
    except subprocess.TimeoutExpired:  # something that left the group still holds the pipe
        return ""


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
