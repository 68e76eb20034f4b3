"""The command line in this process: a build costs what it does, and not the start of a program each time."""

from __future__ import annotations

import contextlib
import io
from subprocess import CompletedProcess
from typing import TYPE_CHECKING

from monitorgen.cli.group import monitorgen
from monitorgen.cli.ways_out import guarded

if TYPE_CHECKING:
    from pathlib import Path


def run_here(*arguments: str | Path, cwd: Path) -> CompletedProcess[str]:
    """The ended `monitorgen ARGUMENT...` with its two streams as text, as `run_cli` gives it."""
    given = [str(argument) for argument in arguments]
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(io.StringIO()) as out,
        contextlib.redirect_stderr(io.StringIO()) as err,
    ):
        code = guarded(monitorgen, given)
    return CompletedProcess(["monitorgen", *given], code, out.getvalue(), err.getvalue())
