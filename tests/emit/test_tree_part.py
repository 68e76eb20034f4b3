"""A build of a part of the files: of one target, say. The others stay as they are, and so does what records say."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from monitorgen.emit.tree import EVERYTHING, Result, Scope, TreeWriter
from tests.emit.test_tree_property import TREES, Tree, expected, without_records
from tests.support.trees import FOLDER, build, codes, fill, snapshot

if TYPE_CHECKING:
    from pathlib import Path

RULES, ROUTES = "prometheus/rules/checkout.yml", "alertmanager/alertmanager.yml"
PROMETHEUS = Scope(part=lambda path: path.startswith("prometheus/"))


def record(root: Path, unit: str) -> dict[str, dict[str, str]]:
    made = json.loads((root / FOLDER / "plan" / f"{unit}.json").read_text())
    assert isinstance(made, dict)
    return made


def test_only_files_of_the_part_are_written_and_recorded(tmp_path: Path) -> None:
    result = build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b"}}, scope=PROMETHEUS)
    assert result.added == (f"{FOLDER}/{RULES}", f"{FOLDER}/plan/checkout.json")
    assert list(record(tmp_path, "checkout")["files"]) == [RULES]
    assert not (tmp_path / FOLDER / ROUTES).exists()


def test_the_other_files_stay_and_stay_recorded(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b", "compose.yaml": "c"}})
    before = record(tmp_path, "checkout")["files"]
    result = build(tmp_path, {"checkout": {RULES: "A", ROUTES: "B"}}, scope=PROMETHEUS)
    assert sorted(result.changed) == [f"{FOLDER}/plan/checkout.json", f"{FOLDER}/{RULES}"]
    assert result.removed == ()
    after = record(tmp_path, "checkout")["files"]
    assert {name for name in after if after[name] != before[name]} == {RULES}
    assert (tmp_path / FOLDER / ROUTES).read_text() == "b"
    assert (tmp_path / FOLDER / "compose.yaml").read_text() == "c"


def test_after_it_a_check_of_the_part_is_clean_and_one_of_everything_is_not(tmp_path: Path) -> None:
    units = {"checkout": {RULES: "A", ROUTES: "B"}}
    build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b"}})
    build(tmp_path, units, scope=PROMETHEUS)
    assert look(tmp_path, units, PROMETHEUS).clean
    found = look(tmp_path, units, EVERYTHING)
    assert sorted(found.changed) == [f"{FOLDER}/{ROUTES}", f"{FOLDER}/plan/checkout.json"]
    assert not found.diagnostics, "what a part left alone was not edited by hand"


def look(root: Path, units: dict[str, dict[str, str]], scope: Scope) -> Result:
    with TreeWriter(root, scope, check_only=True) as tree:
        fill(tree, units)
        return tree.plan()


def test_a_unit_that_is_gone_loses_its_files_of_the_part_and_its_record_with_the_last(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b"}, "mail": {"prometheus/rules/mail.yml": "m"}})
    result = build(tmp_path, {}, scope=PROMETHEUS)
    assert set(result.removed) == {
        f"{FOLDER}/{path}" for path in (RULES, "prometheus/rules/mail.yml", "plan/mail.json")
    }
    assert list(record(tmp_path, "checkout")["files"]) == [ROUTES]
    assert record(tmp_path, "checkout")["summary"] == {"unit": "checkout"}
    build(tmp_path, {})
    assert snapshot(tmp_path) == {}


def test_what_was_edited_by_hand_is_still_known_afterwards(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b"}})
    (tmp_path / FOLDER / ROUTES).write_text("mine")
    assert build(tmp_path, {"checkout": {RULES: "A", ROUTES: "B"}}, scope=PROMETHEUS).written
    assert codes(build(tmp_path, {"checkout": {RULES: "A", ROUTES: "B"}})) == ["MG810"]


def test_a_record_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b"}})
    (tmp_path / FOLDER / "plan/checkout.json").write_text("<<<<<<< HEAD\n")
    before = snapshot(tmp_path)
    assert codes(build(tmp_path, {"checkout": {RULES: "A", ROUTES: "B"}}, scope=PROMETHEUS))[0] == "MG818"
    assert snapshot(tmp_path) == before


def test_a_plan_before_the_commit_changes_nothing_of_it(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", ROUTES: "b"}})
    with TreeWriter(tmp_path, PROMETHEUS) as tree:
        planned = tree.plan()
        done = tree.commit()
    assert (planned.changed, planned.removed) == (done.changed, done.removed)
    assert not (tmp_path / FOLDER / RULES).exists()
    assert list(record(tmp_path, "checkout")["files"]) == [ROUTES]


def in_part(path: str) -> bool:
    return path.partition("/")[0] in {"a", "c.yml"}


PART = Scope(part=in_part)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TREES, TREES)
def test_whatever_was_there_the_part_is_new_the_rest_old_and_a_whole_build_mends_it(
    tmp_path: Path, old: Tree, new: Tree
) -> None:
    root = tmp_path / "out"
    shutil.rmtree(root, ignore_errors=True)
    write(root, old)
    with TreeWriter(root, PART) as tree:
        give(tree, new)
        result = tree.commit()
    if result.failed:  # a file of the rest has the place of a folder of the part, or the other way round
        assert files(root) == kept(old, in_part, keep=True) | kept(old, in_part, keep=False)
        return
    assert files(root) == kept(new, in_part, keep=True) | kept(old, in_part, keep=False)
    with TreeWriter(root, PART, check_only=True) as tree:
        give(tree, new)
        assert tree.plan().clean
    write(root, new)
    assert without_records(root) == {path: text for path, text in expected(new).items() if "plan" not in path}


def give(tree: TreeWriter, made: Tree) -> None:
    for folder, units in made.items():
        fill(tree, units, folder)


def write(root: Path, made: Tree) -> None:
    with TreeWriter(root) as tree:
        give(tree, made)
        assert not tree.commit().failed


def files(root: Path) -> dict[str, str | None]:
    return {path: text for path, text in without_records(root).items() if text is not None}


def kept(made: Tree, part: object, *, keep: bool) -> dict[str, str | None]:
    assert callable(part)
    return {
        f"{folder}/{path}": text
        for folder, units in made.items()
        for unit in units.values()
        for path, text in unit.items()
        if bool(part(path)) is keep
    }
