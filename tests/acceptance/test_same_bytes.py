"""Same specs, same bytes: wherever and by whomever they are compiled, in whatever order they are written.

`tests/packaging` shows the same for what is published.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.support.cli import clean_environment
from tests.support.here import run_here
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

pytestmark = pytest.mark.slow

SYSTEMS = (ROOT / "specs" / "mysmartnotes", ROOT / "tests" / "systems" / "company" / "specs" / "company")
ORDERED = {"severities", "notify", "rows", "panels", "queries"}
"""Maps whose order means something: the worst severity, the first fitting row of a time table, what is drawn first."""

Tree = dict[str, tuple[int, bytes]]


@dataclass(frozen=True)
class Surroundings:
    """Where and how a build runs; the sentence says what is not as usual."""

    sentence: str
    env: Mapping[str, str]
    umask: int = 0o022
    elsewhere: bool = False

    def __str__(self) -> str:
        return self.sentence


SURROUNDINGS = [
    Surroundings(
        "another locale, one hash seed, a closed umask, another time zone, another working directory",
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"}
        | {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"},
        umask=0o077,
        elsewhere=True,
    ),
    Surroundings(
        "no locale, another hash seed, an open umask, a narrow terminal with colours",
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONHASHSEED": "4294967295"}
        | {"COLUMNS": "20", "FORCE_COLOR": "1", "TERM": "xterm-256color"},
        umask=0,
    ),
    Surroundings(
        "another encoding, optimized",
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": "latin-1", "PYTHONOPTIMIZE": "2"},
    ),
]
"""Few, as each is a build: in all that it says it differs from how `expected` is built."""


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """What is built here."""
    return built(copied(tmp_path_factory.mktemp("plain")))


@pytest.mark.parametrize("surroundings", SURROUNDINGS, ids=str)
def test_surroundings_do_not_reach_the_output_and_specs_are_only_read(
    expected: Tree, tmp_path: Path, surroundings: Surroundings
) -> None:
    project = copied(tmp_path)
    specs = project / "specs"
    for path in [*specs.rglob("*"), specs]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in [*specs.rglob("*"), specs]}
    try:
        assert_same(built_in(surroundings, project), expected)
    finally:
        for path in (specs, *specs.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert {path: path.stat().st_mtime_ns for path in [*specs.rglob("*"), specs]} == before


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_keys_and_files_has_no_meaning(expected: Tree, tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    project = copied(tmp_path, dice)
    changed = 0
    for path in (project / "specs").rglob("*.yaml"):
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        assert node is not None
        changed += shuffled(node, dice)
        path.write_text(yaml.serialize(node, allow_unicode=True), encoding="utf-8")
    assert changed > 50
    assert_same(built(project), expected)


def copied(project: Path, dice: random.Random | None = None) -> Path:
    """A project with the systems, their files made in an order of chance where there are dice."""
    files = [(path, system.name, path.relative_to(system)) for system in SYSTEMS for path in written(system)]
    if dice is not None:
        dice.shuffle(files)
    for source, system, name in files:
        target = project / "specs" / system / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return project


def written(system: Path) -> Iterator[Path]:
    """The files that people wrote."""
    return (path for path in sorted(system.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def built(project: Path) -> Tree:
    """What is built from a project by this process: file modes and bytes by path."""
    done = run_here("build", "--no-cache", cwd=project)
    assert done.returncode == 0, done.stderr
    return tree(project / "out")


def built_in(surroundings: Surroundings, project: Path) -> Tree:
    """What is built by another process, in surroundings of its own."""
    home = project / "home"
    home.mkdir()
    at = home if surroundings.elsewhere else project
    places = [os.path.relpath(project / "specs", at), os.path.relpath(project / "out", at)]
    done = subprocess.run(
        [sys.executable, "-m", "monitorgen", "build", "--specs", places[0], "--out", places[1]],
        cwd=at,
        env={**clean_environment(home), **surroundings.env},
        umask=surroundings.umask,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return tree(project / "out")


def tree(out: Path) -> Tree:
    """File modes and bytes by path."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): (path.stat().st_mode, path.read_bytes()) for path in files}


def assert_same(tree: Tree, expected: Tree) -> None:
    """Two trees are the same; if not, the paths that differ are told."""
    assert sorted(tree) == sorted(expected)
    assert [path for path, content in tree.items() if content != expected[path]] == []


def shuffled(node: yaml.Node, dice: random.Random, name: str = "") -> int:
    """Shuffle the keys of every map whose order means nothing; gives how many were shuffled."""
    changed = 0
    if isinstance(node, yaml.MappingNode):
        if name not in ORDERED:
            dice.shuffle(node.value)
            changed += len(node.value) > 1
        for key, value in node.value:
            changed += shuffled(value, dice, key.value)
    elif isinstance(node, yaml.SequenceNode):
        changed += sum(shuffled(each, dice) for each in node.value)
    return changed
