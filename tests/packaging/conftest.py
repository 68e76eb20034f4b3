"""One sdist, one wheel made from it, one empty environment outside the checkout that it is installed into."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

_LIMIT = 900.0


@dataclass(frozen=True)
class Distributions:
    """What is published, and the copy of the checkout that it was made from."""

    source: Path
    sdist: Path
    wheel: Path


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """The sdist of the checkout, and the wheel that is built from the sdist alone."""
    folder = tmp_path_factory.mktemp("dist")
    source = folder / "source"
    # A copy, because nobody should have to stop working on the checkout meanwhile.
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".git", ".venv", ".tools", ".*_cache", ".hypothesis"))
    succeed([sys.executable, "-m", "build", "--outdir", str(folder), str(source)], folder)
    (sdist,) = folder.glob("*.tar.gz")
    (wheel,) = folder.glob("*.whl")
    return Distributions(source, sdist, wheel)


@pytest.fixture(scope="session")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with the wheel, what it depends on, and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    succeed([sys.executable, "-m", "venv", "environment"], folder)
    scripts = folder / "environment" / "bin"
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    succeed([*pip, "--constraint", str(ROOT / "constraints.txt"), str(distributions.wheel)], folder)
    return scripts


def succeed(command: list[str], cwd: Path) -> str:
    """What a command printed; the test fails with all of it unless the command succeeds."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=_LIMIT, check=False)
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout
