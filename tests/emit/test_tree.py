"""The writer: what it writes, leaves alone, removes and refuses."""

from __future__ import annotations

import hashlib
import json
import os
import resource
from pathlib import Path

import pytest

from monitorgen.diagnostics import Refused
from monitorgen.emit.tree import EVERYTHING, Scope, TreeWriter
from tests.support.trees import FOLDER, build, codes, fill, look, snapshot

RULES = "prometheus/rules/checkout.yml"


def test_files_are_written_and_their_hashes_stand_in_the_record_of_their_unit(tmp_path: Path) -> None:
    out = tmp_path / "some" / "out"
    result = build(out, {"checkout": {RULES: "groups: []\n", "docs/checkout.md": "# Checkout\n"}})
    assert result.written
    assert (out / FOLDER / RULES).read_text() == "groups: []\n"
    assert json.loads((out / FOLDER / "plan/checkout.json").read_text()) == {
        "format": 1,
        "summary": {"unit": "checkout"},
        "files": {
            "docs/checkout.md": hashlib.sha256(b"# Checkout\n").hexdigest(),
            RULES: hashlib.sha256(b"groups: []\n").hexdigest(),
        },
    }
    assert result.added == tuple(f"{FOLDER}/{path}" for path in (RULES, "docs/checkout.md", "plan/checkout.json"))
    assert sorted(path.name for path in out.iterdir()) == ["shop"], "nothing of the writer's own may stay"


def test_a_second_build_of_the_same_touches_nothing(tmp_path: Path) -> None:
    units = {"checkout": {RULES: "a"}, "mail": {"prometheus/rules/mail.yml": "b"}}
    build(tmp_path, units)
    before = {path: path.stat() for path in tmp_path.rglob("*")}
    result = build(tmp_path, units)
    assert result.clean
    assert result.unchanged == 4
    after = {path: path.stat() for path in tmp_path.rglob("*")}
    assert {path: (s.st_ino, s.st_mtime_ns) for path, s in after.items()} == {
        path: (s.st_ino, s.st_mtime_ns) for path, s in before.items()
    }


def test_only_the_files_that_differ_are_replaced_and_their_unit_s_record(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", "x.txt": "x"}, "mail": {"m.txt": "m"}})
    result = build(tmp_path, {"checkout": {RULES: "b", "x.txt": "x"}, "mail": {"m.txt": "m"}})
    assert result.changed == (f"{FOLDER}/{RULES}", f"{FOLDER}/plan/checkout.json")
    assert (result.added, result.removed, result.unchanged) == ((), (), 3)


def test_leaving_without_a_commit_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}})
    before = snapshot(tmp_path)
    with TreeWriter(tmp_path) as tree:
        fill(tree, {"checkout": {RULES: "b", "new/file": "c"}})
    assert snapshot(tmp_path) == before
    assert not (tmp_path / ".monitorgen").exists()


def test_leaving_without_a_commit_removes_an_output_folder_that_was_not_there_before(tmp_path: Path) -> None:
    with TreeWriter(tmp_path / "deep" / "out") as tree:
        tree.put(FOLDER, "checkout", RULES, b"a")
    assert not (tmp_path / "deep").exists()


def test_an_error_inside_the_build_leaves_the_tree_as_it_was(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}})
    before = snapshot(tmp_path)

    def fail() -> None:
        with TreeWriter(tmp_path) as tree:
            tree.put(FOLDER, "checkout", RULES, b"b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert snapshot(tmp_path) == before


def test_a_plan_tells_what_a_commit_would_do_and_writes_nothing(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", "old.txt": "o"}, "gone": {"gone.txt": "g"}})
    before = snapshot(tmp_path)
    planned = look(tmp_path, {"checkout": {RULES: "b", "new.txt": "n"}})
    assert snapshot(tmp_path) == before
    assert [diagnostic.code for diagnostic in planned.outdated()] == ["MG819"] * 6
    with TreeWriter(tmp_path) as tree:
        fill(tree, {"checkout": {RULES: "b", "new.txt": "n"}})
        assert tree.plan() == planned
        done = tree.commit()
    assert (done.added, done.changed, done.removed) == (planned.added, planned.changed, planned.removed)


def test_checking_a_folder_that_is_not_there_finds_everything_missing_and_makes_no_folder(tmp_path: Path) -> None:
    result = look(tmp_path / "out", {"checkout": {RULES: "a"}})
    assert len(result.added) == 2
    assert not (tmp_path / "out").exists()


def test_checking_a_tree_that_is_as_it_should_be_is_clean(tmp_path: Path) -> None:
    units = {"checkout": {RULES: "a"}}
    build(tmp_path, units)
    result = look(tmp_path, units)
    assert result.clean
    assert result.outdated() == []


def test_a_great_many_outdated_files_are_counted_rather_than_listed(tmp_path: Path) -> None:
    result = look(tmp_path, {"checkout": {f"f{number}.txt": "a" for number in range(99)}})
    told = [diagnostic.message for diagnostic in result.outdated()]
    assert len(told) == 51
    assert told[-1] == "50 more files are out of date"


def test_stale_files_go_with_the_folders_that_they_leave_empty(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a", "docs/deep/er/page.md": "d"}, "mail": {"mail/mail.txt": "m"}})
    result = build(tmp_path, {"checkout": {RULES: "a"}})
    assert sorted(result.removed) == [
        f"{FOLDER}/docs/deep/er/page.md",
        f"{FOLDER}/mail/mail.txt",
        f"{FOLDER}/plan/mail.json",
    ]
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == ["plan", "prometheus"]


def test_a_system_that_is_gone_from_the_specs_is_removed_whole(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {RULES: "a"}})
    with TreeWriter(tmp_path) as tree:
        assert tree.commit().written
    assert list(tmp_path.iterdir()) == []


def test_files_that_no_record_lists_stay(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {"docs/page.md": "a"}})
    (tmp_path / FOLDER / "docs/notes.md").write_text("mine")
    (tmp_path / "README.md").write_text("mine too")
    build(tmp_path, {"checkout": {RULES: "a"}})
    assert (tmp_path / FOLDER / "docs/notes.md").read_text() == "mine"
    assert (tmp_path / "README.md").read_text() == "mine too"
    assert not (tmp_path / FOLDER / "docs/page.md").exists()


TREES = ("bank/production", "bank/staging", "shop/production.eu", "shop/production.us", "shop/staging")


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope(systems=frozenset({"shop"})), ["bank/production", "bank/staging"]),
        (Scope(environments=frozenset({"staging"})), ["bank/production", "shop/production.eu", "shop/production.us"]),
        (
            Scope(frozenset({"bank"}), frozenset({"staging"})),
            ["bank/production", "shop/production.eu", "shop/production.us", "shop/staging"],
        ),
        (Scope(environments=frozenset({"production"})), ["bank/staging", "shop/staging"]),
        (
            Scope(environments=frozenset({"production/eu"})),
            ["bank/production", "bank/staging", "shop/production.us", "shop/staging"],
        ),
        (Scope(environments=frozenset({"staging/eu"})), [*TREES]),
        (EVERYTHING, []),
    ],
)
def test_pruning_stays_inside_the_scope(tmp_path: Path, scope: Scope, left: list[str]) -> None:
    with TreeWriter(tmp_path) as tree:
        for folder in TREES:
            fill(tree, {"unit": {"a.txt": folder}}, folder)
        tree.commit()
    with TreeWriter(tmp_path, scope) as tree:
        tree.commit()
    assert sorted(str(path.parent.relative_to(tmp_path)) for path in tmp_path.rglob("a.txt")) == left


def test_writing_outside_the_scope_is_a_fault_of_the_caller(tmp_path: Path) -> None:
    with TreeWriter(tmp_path, Scope(frozenset({"bank"}))) as tree, pytest.raises(ValueError, match="outside the scope"):
        tree.put(FOLDER, "checkout", RULES, b"a")


def test_files_may_become_folders_and_folders_files(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {"a": "1", "b/c/d": "2", "b/e": "3", "keep": "4"}})
    result = build(tmp_path, {"checkout": {"a/x/y": "5", "b": "6", "keep": "4"}})
    assert result.written
    assert snapshot(tmp_path / FOLDER) | {"plan/checkout.json": ""} == {
        "a": None,
        "a/x": None,
        "a/x/y": "5",
        "b": "6",
        "keep": "4",
        "plan": None,
        "plan/checkout.json": "",
    }


def test_several_environments_can_be_written_in_any_order(tmp_path: Path) -> None:
    with TreeWriter(tmp_path) as tree:
        tree.put("shop/staging", "mail", "mail.txt", b"1")
        tree.put("shop/production", "mail", "mail.txt", b"2")
        tree.put("shop/staging", "mail", "more.txt", b"3")
        tree.record("shop/production", "mail", {})
        tree.record("shop/staging", "mail", {})
        assert tree.commit().written
    assert (tmp_path / "shop/staging/mail.txt").read_text() == "1"
    assert (tmp_path / "shop/production/mail.txt").read_text() == "2"


def test_misuse_is_a_fault_of_the_caller(tmp_path: Path) -> None:
    with TreeWriter(tmp_path) as tree:
        tree.put(FOLDER, "checkout", RULES, b"a")
        with pytest.raises(ValueError, match="without a record"):
            tree.commit()
        tree.record(FOLDER, "checkout", {})
        with pytest.raises(ValueError, match="closed by its record"):
            tree.put(FOLDER, "checkout", "more.txt", b"a")
        with pytest.raises(ValueError, match="the writer's to say"):
            tree.record(FOLDER, "mail", {"files": {}})
    with TreeWriter(tmp_path, check_only=True) as tree, pytest.raises(ValueError, match="only looked at"):
        tree.commit()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_files_can_be_read_by_the_servers_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        build(tmp_path / "x/out", {"checkout": {RULES: "a"}})
        build(tmp_path / "x/out", {"checkout": {RULES: "b"}})
    finally:
        os.umask(before)
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in (tmp_path / "x").rglob("*")}
    assert modes == {True: 0o755, False: 0o644}
    assert (tmp_path / "x").stat().st_mode & 0o777 == 0o755


def test_a_folder_keeps_the_group_that_its_parent_hands_down(tmp_path: Path) -> None:
    tmp_path.chmod(0o2775)
    build(tmp_path, {"checkout": {RULES: "a"}})
    assert (tmp_path / FOLDER).stat().st_mode & 0o7777 == 0o2755


def test_a_root_that_is_a_link_to_a_folder_is_the_user_s_own_choice(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to("real")
    build(tmp_path / "out", {"checkout": {RULES: "a"}})
    assert (tmp_path / "real" / FOLDER / RULES).read_text() == "a"


def test_a_relative_root_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    build(Path("out"), {"checkout": {RULES: "a"}})
    assert (tmp_path / "out" / FOLDER / RULES).read_text() == "a"


@pytest.mark.parametrize(("folder", "unit"), [("shop", "mail"), ("shop/eu/production", "mail"), (FOLDER, "mail/eu")])
def test_systems_environments_and_units_are_one_part_of_a_path_each(tmp_path: Path, folder: str, unit: str) -> None:
    with TreeWriter(tmp_path) as tree, pytest.raises(Refused) as caught:
        tree.put(folder, unit, RULES, b"a")
    assert caught.value.diagnostic.code == "MG820"


def test_a_file_may_change_the_case_of_its_name(tmp_path: Path) -> None:
    build(tmp_path, {"checkout": {"README.md": "a"}})
    build(tmp_path, {"checkout": {"readme.md": "a"}})
    assert sorted(path.name for path in (tmp_path / FOLDER).iterdir()) == ["plan", "readme.md"]


def test_a_stale_file_is_not_removed_where_the_file_system_takes_it_for_a_new_one(tmp_path: Path) -> None:
    """On macOS both spellings lead to one file, which two links stand for here."""
    build(tmp_path, {"checkout": {"README.md": "a"}})
    (tmp_path / FOLDER / "readme.md").hardlink_to(tmp_path / FOLDER / "README.md")
    assert build(tmp_path, {"checkout": {"readme.md": "a"}}).removed == ()
    assert (tmp_path / FOLDER / "README.md").exists()


def test_the_folder_of_the_records_is_for_nothing_else(tmp_path: Path) -> None:
    result = build(tmp_path, {"checkout": {"plan/mail.json": "{}", "Plan/x": "x", "plan": "x"}})
    assert codes(result) == ["MG821"] * 3
    assert list(tmp_path.iterdir()) == []


def test_a_great_many_files_and_folders_need_few_descriptors(tmp_path: Path) -> None:
    """And are flushed to the disk at once."""
    old = {f"unit{number}": {f"folder{number}/a.yml": "old", f"folder{number}/b.yml": "old"} for number in range(150)}
    new = {f"unit{number}": {f"folder{number}/a.yml": "new"} for number in range(50, 200)}
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) + 90, hard))
    try:
        assert len(build(tmp_path, old).added) == 450
        result = build(tmp_path, new)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert result.written
    expected = {f"folder{number}" for number in range(50, 200)}
    assert {path.name for path in (tmp_path / FOLDER).iterdir()} == {*expected, "plan"}
    assert {path.read_text() for path in tmp_path.rglob("*.yml")} == {"new"}
    assert len(list(tmp_path.rglob("*.yml"))) == 150
