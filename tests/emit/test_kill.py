"""SIGKILL at each step and at random moments: whole files, a mix only while a journal is pending, then old or new."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Self

import pytest

from monitorgen.diagnostics import Refused
from monitorgen.emit.tree import TreeWriter
from tests.support.tools import ROOT
from tests.support.trees import build, by_unit, snapshot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.trees import Files

PROCESS = "tests.emit.writer_process"


def long(text: str) -> str:
    """Enough to be written in several blocks, and to show if any is missing."""
    return f"{text}\n" * 2000


# Files that stay, change, come, go, become folders and take the place of folders; the first part is the unit.
FEW = {
    "old": {
        "a/stays": "1",
        "a/changes": long("old"),
        "b/goes": long("old"),
        "c/one": "1",
        "d/two/x": "1",
        "e/old": "1",
    },
    "new": {
        "a/stays": "1",
        "a/changes": long("new"),
        "b/comes": long("new"),
        "c/one/z": "2",
        "d/two": "2",
        "f/new": "2",
    },
}
MANY = {
    name: files
    | {f"u{n}/rules.yml": long(f"{name} {n}" if n % 2 else "same") for n in range(20)}
    | {f"{name}{n}/only.yml": long(name) for n in range(5)}
    for name, files in FEW.items()
}


class Builder:
    """The process that builds and gets killed; see `writer_process.py`."""

    def __init__(self, root: Path, trees: Path) -> None:
        command = [sys.executable, "-m", PROCESS, str(root), str(trees)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def __call__(self, order: str) -> str:
        """Give an order; its outcome."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().rstrip()


def looks_of(path: Path, trees: dict[str, Files]) -> list[dict[str, str | None]]:
    """Note the trees at `path` for the processes; what each looks like on disk."""
    path.write_text(json.dumps(trees))
    looks = []
    for name, files in trees.items():
        root = path.with_name(f"only-{name}")
        assert build(root, by_unit(files)).written
        looks.append(snapshot(root))
    return looks


def assert_guarantee(root: Path, looks: list[dict[str, str | None]]) -> bool:
    """What has to hold after a kill at any moment; whether a journal is pending."""
    found = snapshot(root)
    for path, content in found.items():
        wanted = [look[path] for look in looks if path in look]
        assert content in wanted or (content is None and any(p.startswith(f"{path}/") for p in found)), (
            f"{path} is torn"
        )
    pending = (root / ".monitorgen/journal").exists()
    if pending:
        with pytest.raises(Refused) as caught, TreeWriter(root, check_only=True, patience=0):
            pass
        assert caught.value.diagnostic.code == "MG813"
    else:
        assert found in looks, "a mix without a journal"
        with TreeWriter(root, check_only=True, patience=0):
            pass
    return pending


def recover(root: Path) -> bool:
    """What the next build does first; whether there was anything to undo."""
    with TreeWriter(root, patience=0) as tree:
        recovered = tree.plan().recovered
    assert not (root / ".monitorgen").exists()
    return recovered


@pytest.mark.slow
def test_a_kill_before_any_step_leaves_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    old, new = looks = looks_of(tmp_path / "trees.json", FEW)
    root, number, pending = tmp_path / "out", 0, []
    with Builder(root, tmp_path / "trees.json") as builder:
        while True:
            assert builder("build old") == "done"
            assert snapshot(root) == old
            outcome = builder(f"step new {number}")
            if outcome == "done":
                break
            assert outcome == "killed"
            if assert_guarantee(root, looks):
                pending.append(number)
                # The way back is killed too, at one step after the other, until a build gets through.
                back = 0
                while (outcome := builder(f"step old {back}")) == "killed":
                    assert_guarantee(root, looks)
                    back += 1
                assert back
                assert outcome == "done"
            else:
                assert not recover(root), "there was nothing to undo"
            assert snapshot(root) in looks
            number += 1
    assert snapshot(root) == new
    assert number > 40
    assert pending == list(range(pending[0], pending[-1] + 1)), "one stretch of time"
    assert len(pending) > 20


@pytest.mark.slow
def test_200_kills_at_random_moments_leave_the_old_tree_or_the_new_one(tmp_path: Path) -> None:
    looks = looks_of(tmp_path / "trees.json", MANY)
    root = tmp_path / "out"
    chance = random.Random(2)
    pending = 0
    with Builder(root, tmp_path / "trees.json") as builder:
        for number in range(200):
            if number % 20 == 0:  # as long as a build takes here and now, whatever else this machine does
                assert builder("build old") == "done"
                start = time.monotonic()
                assert builder("build new") == "done"
                window = 1.5 * (time.monotonic() - start)
            moment = chance.uniform(0, window)
            assert builder(f"moment {('old', 'new')[number % 2]} {moment:.4f}") == "killed"
            pending += assert_guarantee(root, looks)
            if number % 2:  # else the next process has to, and may be killed over it
                recover(root)
                assert snapshot(root) in looks
    assert pending >= 5, "the kills have to hit the moments that matter"
