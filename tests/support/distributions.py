"""What is published of the checkout, and all that pip needs to install it, each made once a run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.once import once
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pytest

CONSTRAINTS = {"PIP_CONSTRAINT": str(ROOT / "constraints.txt")}
_PRE_COMMIT = "setuptools"
"""What pre-commit installs a hook of `repo: local` with."""
_LIMIT = 900.0


@dataclass(frozen=True)
class Distributions:
    """What is published, and the copy of the checkout that it was made from."""

    source: Path
    sdist: Path
    wheel: Path


def from_wheels(*folders: Path) -> dict[str, str]:
    """The environment in which pip knows the wheels of these folders alone: no index is asked, which takes seconds."""
    links = " ".join(map(str, folders))
    return {**CONSTRAINTS, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links, "PIP_COMPILE": "0"}


def dependencies(factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheels of what monitorgen says that it needs, to be built and to run."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [*declared["build-system"]["requires"], *declared["project"]["dependencies"], _PRE_COMMIT]

    def fill(folder: Path) -> None:
        pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
        succeed([*pip, "--wheel-dir", str(folder), *names], folder, CONSTRAINTS)

    return once(factory, "dependencies", fill)


def distributions(factory: pytest.TempPathFactory) -> Distributions:
    """The sdist of the checkout, and the wheel that is built from the sdist alone."""
    wheels = dependencies(factory)

    def fill(folder: Path) -> None:
        source = folder / "source"
        # A copy, because nobody should have to stop working on the checkout meanwhile.
        left = shutil.ignore_patterns(".git", ".venv", ".tools", ".*_cache", ".hypothesis")
        shutil.copytree(ROOT, source, ignore=left)
        succeed([sys.executable, "-m", "build", "--outdir", str(folder), str(source)], folder, from_wheels(wheels))

    folder = once(factory, "distributions", fill)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return Distributions(folder / "source", sdist, wheel)


def succeed(command: list[str], cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """What a command printed; the test fails with all of it unless the command succeeds. `env` is added to ours."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **(env or {})}, capture_output=True, text=True, timeout=_LIMIT, check=False
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
