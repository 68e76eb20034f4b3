"""Run the command line as a user does: another process, a folder, nothing of the test's own environment."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class RunCli(Protocol):
    """The fixture `run_cli`."""

    def __call__(
        self, *arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None, limit: float = 120.0
    ) -> subprocess.CompletedProcess[str]:
        """The ended `monitorgen ARGUMENT...` with its two streams as text; `env` is added to a bare environment."""


def clean_environment(home: Path) -> dict[str, str]:
    """What a process needs, and what coverage needs to see into it."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
    return {"PATH": "/usr/bin:/bin", "HOME": str(home), "LC_ALL": "C.UTF-8", **kept}


def run_cli(
    *arguments: str | Path, cwd: Path, home: Path, env: Mapping[str, str] | None = None, limit: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """See `RunCli`."""
    return subprocess.run(
        [sys.executable, "-m", "monitorgen", *map(str, arguments)],
        cwd=cwd,
        env={**clean_environment(home), **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=limit,
        check=False,
    )
