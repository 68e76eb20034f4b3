"""A commit that fails or is interrupted at any step, and what the next build makes of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitorgen.diagnostics import Refused
from monitorgen.emit.tree import TreeWriter
from tests.support.trees import FOLDER, build, by_unit, snapshot

if TYPE_CHECKING:
    from pathlib import Path

# Everything that can happen to a file: it stays, changes, comes, goes, becomes a folder, takes a folder's place.
OLD = by_unit(
    {"a/stays": "1", "a/changes": "1", "b/goes/far": "1", "c/one": "1", "d/two/x": "1", "d/two/y": "1", "e/old": "1"}
)
NEW = by_unit({"a/stays": "1", "a/changes": "2", "b/comes/far": "2", "c/one/z": "2", "d/two": "2", "f/new": "2"})


def ids(root: Path) -> dict[str, tuple[int, int]]:
    """Which files are the very same ones."""
    found = {path: path.stat() for path in root.rglob("*") if path.is_file() and ".monitorgen" not in path.parts}
    return {str(path): (stat.st_ino, stat.st_mtime_ns) for path, stat in found.items()}


class Stop:
    """Raises an error before the given steps, counted from 0, and remembers all of them."""

    def __init__(self, error: BaseException, *at: int) -> None:
        self.error = error
        self.at = at
        self.seen: list[str] = []

    def __call__(self, step: str) -> None:
        self.seen.append(step)
        if len(self.seen) - 1 in self.at:
            raise self.error


@pytest.fixture
def steps(tmp_path: Path) -> list[str]:
    """The steps of the build that makes NEW of OLD."""
    seen: list[str] = []
    build(tmp_path / "steps", OLD)
    build(tmp_path / "steps", NEW, step=seen.append)
    return seen


def test_the_steps_come_in_an_order_in_which_none_relies_on_a_later_one(steps: list[str]) -> None:
    kinds = list(dict.fromkeys(step.split(" shop/")[0].split(" 0")[0].split(" 1")[0] for step in steps))
    assert [kind for kind in kinds if not kind.startswith("unstage")] == [
        "remove the stage",  # an empty one: nothing was left from before
        "back up",
        "flush the stage",
        "write the journal",
        "publish the journal",
        "clear",
        "prune",
        "make",
        "place",
        "remove",
        "flush the tree",
        "drop the journal",
    ]
    records = [number for number, step in enumerate(steps) if "/plan/" in step and step.startswith(("place", "remove"))]
    files = [
        number for number, step in enumerate(steps) if "/plan/" not in step and step.startswith(("place", "remove"))
    ]
    assert max(files[:-1]) < min(records), "a record speaks of what is there"


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whatever_step_fails_the_tree_is_the_old_or_the_new_one(
    tmp_path: Path, steps: list[str], error: BaseException
) -> None:
    published = steps.index("drop the journal")
    for number in range(len(steps)):
        root = tmp_path / str(number)
        build(root, OLD)
        old, old_ids = snapshot(root), ids(root)
        with pytest.raises((Refused, KeyboardInterrupt)):
            build(root, NEW, step=Stop(error, number))
        if number <= published:
            assert snapshot(root) == old, steps[number]
            assert ids(root) == old_ids, steps[number]
        else:
            assert snapshot(root) == snapshot(tmp_path / "steps"), steps[number]
        assert build(root, NEW).written
        assert snapshot(root) == snapshot(tmp_path / "steps")
        assert not (root / ".monitorgen").exists()


def test_when_the_way_back_fails_too_the_next_build_goes_on_with_it(tmp_path: Path, steps: list[str]) -> None:
    first, last = steps.index("publish the journal") + 1, steps.index("drop the journal")
    pending = 0
    for number in range(first, last + 1, 3):
        for later in range(1, 30, 4):
            root = tmp_path / f"{number}-{later}"
            build(root, OLD)
            old, old_ids = snapshot(root), ids(root)
            stop = Stop(OSError(5, "Input/output error"), number, number + later)
            with pytest.raises(Refused) as caught:
                build(root, NEW, step=stop)
            if not (root / ".monitorgen/journal").exists():
                assert snapshot(root) == old  # there were fewer steps back than that
                continue
            pending += 1
            assert caught.value.diagnostic.code == "MG817"
            with pytest.raises(Refused) as caught, TreeWriter(root, check_only=True):
                pass
            assert caught.value.diagnostic.code == "MG813"
            with TreeWriter(root) as tree:
                assert snapshot(root) == old
                assert ids(root) == old_ids
                assert tree.plan().recovered
            assert not (root / ".monitorgen").exists()
    assert pending > 20


def interrupted(root: Path) -> None:
    """Leave a tree half written, as a kill would: all new, but not yet declared to be."""
    build(root, OLD)

    def stop(step: str) -> None:
        if step.startswith(("drop", "restore")):
            raise OSError(5, "Input/output error")

    with pytest.raises(Refused):
        build(root, NEW, step=stop)
    assert (root / ".monitorgen/journal").exists()
    assert (root / FOLDER / "a/changes").read_text() == "2"


def test_a_change_by_hand_to_a_half_written_tree_is_not_lost_unasked(tmp_path: Path) -> None:
    interrupted(tmp_path)
    (tmp_path / FOLDER / "a/changes").write_text("mine")
    before = snapshot(tmp_path)
    with pytest.raises(Refused) as caught:
        build(tmp_path, NEW)
    assert caught.value.diagnostic.code == "MG817"
    assert "a/changes" in caught.value.diagnostic.message
    assert snapshot(tmp_path) == before
    assert build(tmp_path, NEW, overwrite=True).recovered


@pytest.mark.parametrize(
    "journal",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        "[" * 100_000,
        '{"clear": [], "made": ["../x"], "moves": []}',
        '{"clear": [], "made": [], "moves": [[0, "../victim", null, "' + "0" * 64 + '"]]}',
        '{"clear": [], "made": [], "moves": [["../../victim", "shop/x", "' + "0" * 64 + '", null]]}',
        '{"clear": [], "made": [], "moves": [[0, "shop/x", 5, null]]}',
        '{"clear": [], "made": [], "moves": [[0, "shop/x", null]]}',
        '{"clear": 3, "made": [], "moves": []}',
    ],
)
def test_a_journal_that_no_build_wrote_is_not_followed(tmp_path: Path, journal: str) -> None:
    root = tmp_path / "out"
    build(root, OLD)
    (tmp_path / "victim").write_text("precious")
    (root / ".monitorgen").mkdir()
    (root / ".monitorgen/journal").write_text(journal)
    before = snapshot(root)
    with pytest.raises(Refused) as caught:
        build(root, NEW, overwrite=True)
    assert caught.value.diagnostic.code == "MG817"
    assert snapshot(root) == before
    assert (tmp_path / "victim").read_text() == "precious"


def test_a_damaged_copy_is_not_put_back(tmp_path: Path) -> None:
    interrupted(tmp_path)
    moves = json.loads((tmp_path / ".monitorgen/journal").read_text())["moves"]
    number = next(number for number, path, old, _ in moves if path.endswith("a/changes") and old)
    copy = tmp_path / f".monitorgen/stage/{number}.old"
    copy.unlink()
    copy.write_text("something else")
    with pytest.raises(Refused, match="damaged"):
        build(tmp_path, NEW)
    assert (tmp_path / ".monitorgen/journal").exists()


def test_what_a_killed_build_staged_without_a_journal_is_discarded(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    (tmp_path / ".monitorgen/stage").mkdir(parents=True)
    (tmp_path / ".monitorgen/stage/0.new").write_text("half")
    (tmp_path / ".monitorgen/journal.new").write_text("half")
    with TreeWriter(tmp_path, check_only=True) as tree:
        assert not tree.plan().recovered
    result = build(tmp_path, OLD)
    assert result.clean
    assert not result.recovered
    assert not (tmp_path / ".monitorgen").exists()


def test_a_build_that_begins_during_a_check_is_noticed_at_its_end(tmp_path: Path) -> None:
    build(tmp_path, OLD)
    with TreeWriter(tmp_path, check_only=True) as tree:
        (tmp_path / ".monitorgen").mkdir()
        (tmp_path / ".monitorgen/journal").write_text("{}")
        with pytest.raises(Refused) as caught:
            tree.plan()
    assert caught.value.diagnostic.code == "MG813"
