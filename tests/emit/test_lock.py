"""Two builds at once, a check during a build, and what is left of the lock."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Refused
from monitorgen.emit.tree import TreeWriter
from tests.support.tools import ROOT
from tests.support.trees import FOLDER, by_unit, fill

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROCESS = "tests.emit.writer_process"
TREES = {
    "one": {"mail/rules.yml": "one", "mail/only-one.yml": "1", "checkout/rules.yml": "same"},
    "two": {"mail/rules.yml": "two", "mail/only-two.yml": "2", "checkout/rules.yml": "same", "two/x": "2"},
}
Process = subprocess.Popen[str]


@contextmanager
def builder(root: Path) -> Iterator[Process]:
    trees = root.with_name("trees.json")
    trees.write_text(json.dumps(TREES))
    command = [sys.executable, "-m", PROCESS, str(root), str(trees)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def order(process: Process, text: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def answer(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip()


def files(root: Path) -> dict[str, str]:
    """The generated files of the one environment, without the records."""
    base = root / FOLDER
    paths = [path for path in base.rglob("*") if path.is_file() and path.parent.name != "plan"]
    return {str(path.relative_to(base)): path.read_text() for path in paths}


@pytest.mark.parametrize(("first", "second"), [("one", "two"), ("two", "one")])
@pytest.mark.parametrize("moment", ["flush the stage", "publish the journal", "drop the journal", "remove the stage"])
def test_a_build_that_comes_second_waits_and_then_has_the_last_word(
    tmp_path: Path, first: str, second: str, moment: str
) -> None:
    root = tmp_path / "out"
    with builder(root) as early, builder(root) as late:
        order(early, f"pause {first} {moment}")
        assert answer(early) == "paused"
        order(late, f"build {second}")
        assert answer(late).startswith(f"waits for process {early.pid} on ")
        order(early, "go on")
        while (said := answer(early)) == "paused":  # the stage is removed twice: an old one, the own one
            order(early, "go on")
        assert said == "done"
        assert answer(late) == "done"
    assert files(root) == TREES[second]
    assert not (root / ".monitorgen").exists()


def test_a_build_that_waits_too_long_tells_for_whom_and_changes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "out"
    waited: list[str] = []
    with builder(root) as other:
        order(other, "pause one drop the journal")
        assert answer(other) == "paused"
        with (
            pytest.raises(Refused) as caught,
            TreeWriter(root, patience=0.2, on_wait=waited.append),
        ):
            pass
        assert caught.value.diagnostic.code == "MG812"
        assert f"process {other.pid} on {os.uname().nodename}" in caught.value.diagnostic.message
        assert len(waited) == 1
        order(other, "go on")
        assert answer(other) == "done"
    assert files(root) == TREES["one"]


def test_the_death_of_the_one_that_is_waited_for_lets_the_next_one_in(tmp_path: Path) -> None:
    root = tmp_path / "out"
    with builder(root) as early, builder(root) as late:
        order(early, "pause one drop the journal")
        assert answer(early) == "paused"
        order(late, "build two")
        assert answer(late).startswith("waits for")
        early.kill()
        assert answer(late) == "done"
    assert files(root) == TREES["two"]


def test_a_check_during_a_build_waits_for_its_end(tmp_path: Path) -> None:
    root = tmp_path / "out"
    with builder(root) as other:
        order(other, "pause one drop the journal")
        assert answer(other) == "paused"
        with pytest.raises(Refused) as caught, TreeWriter(root, check_only=True, patience=0.2):
            pass
        assert caught.value.diagnostic.code == "MG812"

        def go_on(holder: str) -> None:
            assert holder.startswith(f"process {other.pid} on ")
            order(other, "go on")

        with TreeWriter(root, check_only=True, on_wait=go_on) as tree:
            fill(tree, by_unit(TREES["one"]))
            assert tree.plan().clean
        assert answer(other) == "done"


def test_a_build_waits_for_a_check_that_found_a_lock_to_hold(tmp_path: Path) -> None:
    (tmp_path / ".monitorgen").mkdir()
    (tmp_path / ".monitorgen/lock").write_text("left by a killed build")
    with TreeWriter(tmp_path, check_only=True), pytest.raises(Refused) as caught, TreeWriter(tmp_path, patience=0.1):
        pass
    assert caught.value.diagnostic.code == "MG812"


def test_a_lock_file_that_a_killed_build_left_holds_nobody_up(tmp_path: Path) -> None:
    (tmp_path / ".monitorgen").mkdir()
    (tmp_path / ".monitorgen/lock").write_text("process 1 on elsewhere")
    with TreeWriter(tmp_path, patience=0) as tree:
        assert tree.commit().written
    assert list(tmp_path.iterdir()) == []


def test_a_lock_on_a_file_that_was_removed_meanwhile_is_not_taken_for_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other build ends between the moments at which this one opens the lock file and locks it."""
    root = tmp_path / "out"
    lock = fcntl.flock
    tries: list[int] = []

    def late(descriptor: int, how: int) -> None:
        tries.append(descriptor)
        if len(tries) == 1:
            (root / ".monitorgen/lock").unlink()
            (root / ".monitorgen").rmdir()
            root.rmdir()
        lock(descriptor, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with TreeWriter(root, patience=0):
        assert len(tries) == 2
        monkeypatch.undo()
        with pytest.raises(Refused) as caught, TreeWriter(root, patience=0):
            pass
        assert caught.value.diagnostic.code == "MG812"


def test_a_file_system_without_locks_is_refused_and_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unsupported(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with pytest.raises(Refused) as caught, TreeWriter(tmp_path / "new" / "out"):
        pass
    assert caught.value.diagnostic.code == "MG814"
    assert list(tmp_path.iterdir()) == []
    with TreeWriter(tmp_path, check_only=True) as tree:
        assert tree.plan().clean


@pytest.mark.slow
def test_many_builds_at_once_leave_the_tree_of_one_of_them(tmp_path: Path) -> None:
    root = tmp_path / "out"
    with builder(root) as first, builder(root) as second, builder(root) as third:
        processes = (first, second, third)
        for turn in range(40):
            for number, process in enumerate(processes):
                order(process, f"build {('one', 'two')[(turn + number) % 2]}")
            for process in processes:
                while (said := answer(process)).startswith("waits for"):
                    pass
                assert said == "done"
            assert files(root) in TREES.values()
            assert not (root / ".monitorgen").exists()
