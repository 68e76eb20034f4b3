"""The writer on random trees: whatever was there and whatever comes, the result is exact."""

from __future__ import annotations

import hashlib
import json
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.emit.tree import Result, TreeWriter
from tests.support.trees import Units, fill, snapshot

if TYPE_CHECKING:
    from pathlib import Path

Tree = dict[str, Units]  # folder, unit, path: content

PARTS = st.sampled_from(["a", "b", "c.yml", "d"])
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
TEXTS = st.sampled_from(["", "x", "y", "xy"])
UNITS = st.dictionaries(st.sampled_from(["u", "v", "w"]), st.dictionaries(PATHS, TEXTS, max_size=5), max_size=3)
FOLDERS = st.sampled_from(["s/p", "s/q", "t/p"])


def sound(tree: Tree) -> bool:
    """Whether no file is made twice and none is in the way of another."""
    for units in tree.values():
        paths = [path for files in units.values() for path in files]
        if len(paths) != len(set(paths)):
            return False
        if any(other.startswith(f"{path}/") for path in paths for other in paths):
            return False
    return True


TREES = st.dictionaries(FOLDERS, UNITS, max_size=3).filter(sound)


def build(root: Path, tree: Tree, *, check_only: bool = False) -> Result:
    with TreeWriter(root, check_only=check_only) as writer:
        for folder, units in tree.items():
            fill(writer, units, folder)
        return writer.plan() if check_only else writer.commit()


def without_records(root: Path) -> dict[str, str | None]:
    return {path: text for path, text in snapshot(root).items() if "plan" not in path.split("/")}


def expected(tree: Tree) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for folder, units in tree.items():
        for unit, files in units.items():
            for path, text in {**files, f"plan/{unit}.json": ""}.items():
                parts = f"{folder}/{path}".split("/")
                found |= {"/".join(parts[:depth]): None for depth in range(1, len(parts))}
                found["/".join(parts)] = text
    return {path: text for path, text in found.items() if "plan" not in path.split("/")}


def fresh(tmp_path: Path) -> Path:
    root = tmp_path / "out"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    return root


@pytest.mark.slow
@given(trees=st.lists(TREES, min_size=1, max_size=4))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_row_of_builds_the_tree_is_what_the_last_one_produced(tmp_path: Path, trees: list[Tree]) -> None:
    root = fresh(tmp_path)
    for tree in trees:
        before = without_records(root)
        planned = build(root, tree, check_only=True)
        assert without_records(root) == before
        result = build(root, tree)
        assert result.diagnostics == planned.diagnostics == ()
        assert (result.added, result.changed, result.removed) == (planned.added, planned.changed, planned.removed)
        assert without_records(root) == expected(tree)
        assert build(root, tree, check_only=True).clean
        assert not (root / ".monitorgen").exists()


@pytest.mark.slow
@given(old=TREES, new=TREES, hands=st.dictionaries(st.tuples(FOLDERS, PATHS), st.sampled_from(["mine", "x", None])))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_people_wrote_is_never_replaced_or_removed_unasked(
    tmp_path: Path, old: Tree, new: Tree, hands: dict[tuple[str, str], str | None]
) -> None:
    root = fresh(tmp_path)
    build(root, old)
    for (folder, path), text in hands.items():
        target = root / folder / path
        if text is None and target.is_file():
            target.unlink()
        elif text is not None and not target.is_dir() and not any(parent.is_file() for parent in target.parents):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    before = without_records(root)
    result = build(root, new)
    after = without_records(root)
    if not result.written:
        assert after == before
        assert result.failed
    precious = {path for path, text in before.items() if text == "mine"}
    assert precious <= {path for path, text in after.items() if text == "mine"}
    if result.written:
        assert {path: after[path] for path in expected(new)} == expected(new)


@pytest.mark.slow
@given(tree=TREES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_records_on_disk_list_all_that_was_generated(tmp_path: Path, tree: Tree) -> None:

    root = fresh(tmp_path)
    build(root, tree)
    listed = {}
    for record in root.glob("*/*/plan/*.json"):
        folder = record.parent.parent.relative_to(root)
        files = json.loads(record.read_text())["files"]
        listed.update({f"{folder}/{path}": digest for path, digest in files.items()})
    on_disk = {path: text for path, text in without_records(root).items() if text is not None}
    assert listed == {path: hashlib.sha256(text.encode()).hexdigest() for path, text in on_disk.items()}
