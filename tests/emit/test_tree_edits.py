"""The writer and what people did to its files: edited, removed, put in the way, merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.trees import FOLDER, build, codes, look, snapshot

if TYPE_CHECKING:
    from pathlib import Path

RULES = "prometheus/rules/checkout.yml"


def test_a_hand_edited_file_is_not_replaced_and_then_nothing_else_is_written(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}, "mail": {"mail.txt": "m"}})
    (tmp_path / FOLDER / RULES).write_text("edited")
    before = snapshot(tmp_path)
    result = build(tmp_path, {"checkout": {RULES: "b"}, "mail": {"mail.txt": "n"}})
    assert not result.written
    assert result.edited == (f"{FOLDER}/{RULES}",)
    assert codes(result) == ["MG810"]
    assert f"{FOLDER}/{RULES}" in result.diagnostics[0].message
    assert snapshot(tmp_path) == before
    assert build(tmp_path, {"checkout": {RULES: "b"}}, overwrite=True).edited == (f"{FOLDER}/{RULES}",)
    assert (tmp_path / FOLDER / RULES).read_text() == "b"


def test_a_hand_edited_file_is_refused_too_if_its_unit_did_not_change(tmp_path: Path) -> None:
    units = {"checkout": {RULES: "a"}}
    build(tmp_path, units)
    (tmp_path / FOLDER / RULES).write_text("edited")
    assert codes(build(tmp_path, units)) == ["MG810"]
    assert codes(look(tmp_path, units)) == ["MG810"]


def test_a_hand_edit_that_is_what_would_be_generated_is_welcome(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}})
    (tmp_path / FOLDER / RULES).write_text("b")
    result = build(tmp_path, {"checkout": {RULES: "b"}})
    assert result.written
    assert result.changed == (f"{FOLDER}/plan/checkout.json",)


def test_a_stale_file_that_was_edited_is_not_removed(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}, "mail": {"mail.txt": "m"}})
    (tmp_path / FOLDER / "mail.txt").write_text("edited")
    result = build(tmp_path, {"checkout": {RULES: "a"}})
    assert codes(result) == ["MG810"]
    assert "removed" in result.diagnostics[0].message
    assert (tmp_path / FOLDER / "plan/mail.json").exists()
    assert build(tmp_path, {"checkout": {RULES: "a"}}, overwrite=True).written
    assert not (tmp_path / FOLDER / "mail.txt").exists()


def test_a_file_that_was_deleted_by_hand_comes_back(tmp_path: Path) -> None:
    units = {"checkout": {RULES: "a"}}
    build(tmp_path, units)
    (tmp_path / FOLDER / RULES).unlink()
    assert build(tmp_path, units).added == (f"{FOLDER}/{RULES}",)


def test_a_stale_file_that_was_deleted_by_hand_is_not_missed(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}, "mail": {"mail.txt": "m"}})
    (tmp_path / FOLDER / "mail.txt").unlink()
    assert build(tmp_path, {"checkout": {RULES: "a"}}).removed == (f"{FOLDER}/plan/mail.json",)


def test_a_foreign_file_is_not_replaced_unless_it_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / FOLDER / RULES
    path.parent.mkdir(parents=True)
    path.write_text("mine")
    result = build(tmp_path, {"checkout": {RULES: "a"}})
    assert codes(result) == ["MG811"]
    assert result.foreign == (f"{FOLDER}/{RULES}",)
    assert path.read_text() == "mine"
    path.write_text("a")
    assert build(tmp_path, {"checkout": {RULES: "a"}}).written
    path.write_text("mine")
    assert build(tmp_path, {"checkout": {RULES: "a"}}, overwrite=True).written
    assert path.read_text() == "a"


def test_a_file_that_goes_from_one_unit_to_another_is_neither_foreign_nor_stale(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}, "mail": {"mail.txt": "m"}})
    result = build(tmp_path, {"payment": {RULES: "b"}, "mail": {"mail.txt": "m"}})
    assert result.written
    assert result.changed == (f"{FOLDER}/{RULES}",)
    assert result.removed == (f"{FOLDER}/plan/checkout.json",)
    (tmp_path / FOLDER / RULES).write_text("edited")
    assert codes(build(tmp_path, {"third": {RULES: "c"}, "mail": {"mail.txt": "m"}})) == ["MG810"]


def test_a_folder_that_becomes_a_file_must_hold_nothing_else(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {"b/c": "1"}})
    (tmp_path / FOLDER / "b/mine").write_text("mine")
    before = snapshot(tmp_path)
    for overwrite in (False, True):
        assert codes(build(tmp_path, {"checkout": {"b": "2"}}, overwrite=overwrite)) == ["MG816"]
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("inside", [False, True])
def test_an_empty_folder_in_the_way_of_a_file_is_reported(tmp_path: Path, inside: bool) -> None:
    build(tmp_path, {"checkout": {"b/c": "1"}})
    path = tmp_path / FOLDER / ("b/empty" if inside else "x")
    path.mkdir()
    assert codes(build(tmp_path, {"checkout": {"b" if inside else "x": "2"}})) == ["MG816"]


def test_a_record_in_which_git_left_a_merge_conflict_is_told_and_not_believed(tmp_path: Path) -> None:
    units = {"checkout": {RULES: "a", "old.txt": "o"}}
    build(tmp_path, units)
    record = tmp_path / FOLDER / "plan/checkout.json"
    record.write_text("<<<<<<< ours\n" + record.read_text())
    result = build(tmp_path, {"checkout": {RULES: "a"}})
    assert codes(result) == ["MG818"]
    assert "merge conflict" in result.diagnostics[0].message
    assert codes(look(tmp_path, {"checkout": {RULES: "a"}})) == ["MG818"]
    result = build(tmp_path, {"checkout": {RULES: "a"}}, overwrite=True)
    assert [diagnostic.level for diagnostic in result.diagnostics] == ["warning"]
    assert result.written
    assert (tmp_path / FOLDER / "old.txt").exists(), "nobody can tell any more whose it is"


def test_units_of_a_stale_record_that_can_not_be_read_are_told_too(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}, "mail": {"mail.txt": "m"}})
    (tmp_path / FOLDER / "plan/mail.json").write_text('{"format": 2, "files": {}}')
    result = build(tmp_path, {"checkout": {RULES: "a"}})
    assert codes(result) == ["MG818"]
    assert "another version of monitorgen" in result.diagnostics[0].message


def test_only_what_can_be_a_record_is_taken_for_one(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}})
    (tmp_path / FOLDER / "plan/nul.json").write_text("mine")
    (tmp_path / FOLDER / "plan/notes.md").write_text("mine")
    (tmp_path / FOLDER / "plan/folder.json").mkdir()
    (tmp_path / "shop/file").write_text("mine")
    (tmp_path / "shop/nul/plan").mkdir(parents=True)
    (tmp_path / "shop/nul/plan/mail.json").write_text("mine")
    before = snapshot(tmp_path)
    assert build(tmp_path, {"checkout": {RULES: "a"}}).clean
    assert snapshot(tmp_path) == before
