"""One sdist, one wheel made from it, one empty environment outside the checkout that it is installed into."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.distributions import Distributions, dependencies, from_wheels, succeed
from tests.support.distributions import distributions as made
from tests.support.once import once

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """See `Distributions`."""
    return made(tmp_path_factory)


@pytest.fixture(scope="session")
def installed(distributions: Distributions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of an environment with the wheel, what it depends on, and nothing else."""
    env = from_wheels(dependencies(tmp_path_factory))

    def fill(folder: Path) -> None:
        succeed([sys.executable, "-m", "venv", "--without-pip", "environment"], folder)
        pip = [sys.executable, "-m", "pip", "--python", str(folder / "environment"), "install", "--quiet"]
        succeed([*pip, "--disable-pip-version-check", str(distributions.wheel)], folder, env)

    return once(tmp_path_factory, "elsewhere", fill) / "environment" / "bin"
