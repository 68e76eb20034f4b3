"""monitorgen as others get it, a repository that uses it, and programs that run what CI servers would run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import pytest

from tests.support.distributions import dependencies, distributions, from_wheels, succeed
from tests.support.once import once
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PUBLISHED = (
    ".pre-commit-hooks.yaml", "LICENSE", "README.md", "action.yml", "constraints.txt", "generator", "pyproject.toml",
    "templates",
)  # fmt: skip
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
FOLDERS = ("--specs", "monitoring/specs", "--out", "monitoring/out")
_LIMIT = 900.0
_COMMAND = re.compile(r"^::(error|warning|notice) ([^:]*)::(.*)$", re.MULTILINE)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of everything that runs: a home of its own, the versions that the project pins."""
    home = tmp_path_factory.mktemp("home")
    person = {"NAME": "Somebody", "EMAIL": "somebody@example.org"}
    return {
        **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
        **{f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER") for what, value in person.items()},
        **from_wheels(dependencies(tmp_path_factory)),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{os.path.dirname(sys.executable)}:/usr/bin:/bin",  # noqa: PTH120 - a text, not a file
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
    }


@dataclass(frozen=True)
class Repository:
    """A git repository, and commands in it."""

    root: Path
    env: Mapping[str, str]

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """An ended command, its two streams in one."""
        return subprocess.run(
            [str(part) for part in command],
            cwd=self.root, env=dict(self.env), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_LIMIT, check=False,
        )  # fmt: skip

    def git(self, *arguments: str) -> str:
        """What git prints; it has to succeed."""
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def begin(self, message: str) -> None:
        """Make it a repository with all that is there as its one commit."""
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def line(self, file: str, number: int) -> str:
        """A line of a file in it."""
        return (self.root / file).read_text(encoding="utf-8").splitlines()[number - 1]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, world: Mapping[str, str]) -> Repository:
    """monitorgen's own repository with this checkout as its one commit."""

    def fill(root: Path) -> None:
        for name in _PUBLISHED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, root)
        Repository(root, world).begin("everything")

    return Repository(once(tmp_path_factory, "monitorgen", fill), world)


@pytest.fixture(scope="session")
def released(world: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which pip finds the release of this checkout, as if it were on the index."""
    wheel = distributions(tmp_path_factory).wheel
    return {**world, **from_wheels(dependencies(tmp_path_factory), wheel.parent)}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, released: Mapping[str, str]) -> dict[str, str]:
    """Where the release can be had and a Python of its own comes first, as in an image: pip is all that it has."""
    folder = tmp_path_factory.mktemp("machine")
    # Not by venv, whose pip is compiled for seconds.
    succeed([sys.executable, "-m", "virtualenv", "--quiet", "machine"], folder, released)
    return {**released, "PATH": f"{folder}/machine/bin:/usr/bin:/bin"}


class Monitorgen(Protocol):
    """The fixture `monitorgen`."""

    def __call__(self, repository: Repository, *arguments: str) -> None:
        """Run the published monitorgen in a repository; it has to succeed."""


@pytest.fixture(scope="session")
def monitorgen(published: Repository) -> Monitorgen:
    """The command line of what was published, which may be older than the checkout while somebody works on that."""

    def run(repository: Repository, *arguments: str) -> None:
        env = {**repository.env, "PYTHONPATH": str(published.root / "generator")}
        done = Repository(repository.root, env).run(sys.executable, "-m", "monitorgen", *arguments)
        assert done.returncode == 0, done.stdout

    return run


@pytest.fixture
def project(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, world: Mapping[str, str], monitorgen: Monitorgen
) -> Repository:
    """A repository of somebody who uses monitorgen, specs and output below `monitoring/`."""

    def fill(root: Path) -> None:
        monitorgen(Repository(root, world), "init", "--name", "shop", "monitoring")
        monitorgen(Repository(root, world), "build", *FOLDERS)
        Repository(root, world).begin("monitoring")

    return Repository(shutil.copytree(once(tmp_path_factory, "project", fill), tmp_path / "project"), world)


@dataclass(frozen=True)
class Annotation:
    """What GitHub would show beside a line."""

    level: str
    properties: Mapping[str, str]
    message: str

    @property
    def file(self) -> str:
        """The file, from the repository's root."""
        return self.properties["file"]

    @property
    def line(self) -> int:
        """The line, which counts from 1."""
        return int(self.properties["line"])


def annotated(log: str) -> list[Annotation]:
    """The workflow commands of a log that annotate."""
    return [
        Annotation(level, dict(part.split("=", 1) for part in properties.split(",")), message)
        for level, properties, message in _COMMAND.findall(log)
    ]


@dataclass
class Runner:
    """Runs the shell lines of a CI job one after another as its server does: bash, ended by the first that fails."""

    folder: Path
    env: Mapping[str, str]
    log: str = ""
    ran: list[str] = field(default_factory=list)

    def run(self, name: str, script: str, *, within: str = ".", env: Mapping[str, str] | None = None) -> int:
        """Run a script; what it prints is added to the log."""
        self.ran.append(name)
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder / within, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=_LIMIT, check=False,
        )  # fmt: skip
        self.log += done.stdout
        return done.returncode


def filled(text: str, values: Mapping[str, str], opening: str, closing: str) -> str:
    """A text with each `<opening> name <closing>` replaced by its value; a name without one is a `KeyError`."""
    pattern = re.compile(rf"{re.escape(opening)}\s*([\w.-]+)\s*{re.escape(closing)}")
    return pattern.sub(lambda match: values[match[1]], text)
