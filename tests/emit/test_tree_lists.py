"""Files that list what all units bring: a merge may do to them what it likes, a build puts them right."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from monitorgen.emit.tree import TreeWriter
from tests.support.trees import FOLDER, codes, fill

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.emit.outcome import Result

LIST, OWN = "docs/index.html", "docs/channels.html"


class Tree(TreeWriter):
    lists = frozenset({LIST})


def build(root: Path, files: dict[str, str], *, overwrite: bool = False) -> Result:
    with Tree(root, overwrite=overwrite) as tree:
        fill(tree, {"system": files})
        return tree.commit()


def test_a_list_that_was_merged_is_replaced(tmp_path: Path) -> None:
    build(tmp_path, {LIST: "a\n"})
    (tmp_path / FOLDER / LIST).write_text("<<<<<<< ours\n")
    result = build(tmp_path, {LIST: "a\nb\n"})
    assert (result.changed, result.edited, codes(result)) == ((f"{FOLDER}/{LIST}",), (), [])
    assert (tmp_path / FOLDER / LIST).read_text() == "a\nb\n"


def test_the_record_says_nothing_of_what_is_in_a_list_so_that_it_stays_as_it_is(tmp_path: Path) -> None:
    build(tmp_path, {LIST: "a\n", OWN: "x"})
    before = (tmp_path / FOLDER / "plan/system.json").read_text()
    build(tmp_path, {LIST: "a\nb\n", OWN: "x"})
    assert (tmp_path / FOLDER / "plan/system.json").read_text() == before
    assert json.loads(before)["files"].keys() == {LIST, OWN}


def test_a_file_beside_the_lists_that_was_edited_is_refused_as_ever(tmp_path: Path) -> None:
    build(tmp_path, {LIST: "a\n", OWN: "x"})
    (tmp_path / FOLDER / OWN).write_text("edited")
    assert codes(build(tmp_path, {LIST: "a\n", OWN: "y"})) == ["MG810"]


def test_a_list_that_is_no_longer_made_goes_whatever_is_in_it(tmp_path: Path) -> None:
    build(tmp_path, {LIST: "a\n", OWN: "x"})
    (tmp_path / FOLDER / LIST).write_text("merged")
    result = build(tmp_path, {OWN: "x"})
    assert (result.removed, codes(result)) == ((f"{FOLDER}/{LIST}",), [])


def test_a_file_that_nobody_made_is_not_taken_for_a_list(tmp_path: Path) -> None:
    build(tmp_path, {OWN: "x"})
    (tmp_path / FOLDER / LIST).write_text("somebody's own")
    assert codes(build(tmp_path, {LIST: "a\n", OWN: "x"})) == ["MG811"]
