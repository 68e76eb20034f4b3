"""Links, devices, tampered records, full disks: what is in the way of the writer, and what it must never do."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.diagnostics import Refused
from monitorgen.emit.tree import TreeWriter
from tests.support import trees
from tests.support.trees import FOLDER, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.emit.tree import Result
    from tests.support.trees import Files

RULES = "prometheus/rules/checkout.yml"
SHA = "0" * 64


def build(root: Path, files: Files, *, overwrite: bool = False) -> Result:
    return trees.build(root, {"checkout": files}, overwrite=overwrite)


def look(root: Path, files: Files) -> Result:
    return trees.look(root, {"checkout": files})


def code_of(act: Callable[[], Result]) -> str:
    """The one code that is said, whether it is raised or stands in the result."""
    try:
        result = act()
    except Refused as refused:
        return refused.diagnostic.code
    assert not result.written
    (code,) = {diagnostic.code for diagnostic in result.diagnostics}
    return code


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A folder beside the output, in which nothing may change."""
    folder = tmp_path / "outside"
    (folder / "rules").mkdir(parents=True)
    (folder / "rules/checkout.yml").write_text("precious")
    (folder / "lock").write_text("precious")
    (folder / "0.new").write_text("precious")
    before = snapshot(folder)
    yield folder
    assert snapshot(folder) == before


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("link", ["shop", FOLDER, f"{FOLDER}/prometheus", f"{FOLDER}/plan", ".monitorgen"])
def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path, outside: Path, link: str, overwrite: bool) -> None:
    path = tmp_path / "out" / link
    path.parent.mkdir(parents=True)
    path.symlink_to(outside)
    before = snapshot(tmp_path / "out")
    assert code_of(lambda: build(tmp_path / "out", {RULES: "a"}, overwrite=overwrite)) == "MG827"
    assert snapshot(tmp_path / "out") == before


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("link", [RULES, "plan/checkout.json"])
def test_a_file_that_is_a_link_is_not_followed(tmp_path: Path, outside: Path, link: str, overwrite: bool) -> None:
    root = tmp_path / "out"
    build(root, {RULES: "b"})
    (root / FOLDER / link).unlink()
    (root / FOLDER / link).symlink_to(outside / "rules/checkout.yml")
    before = snapshot(root)
    assert code_of(lambda: build(root, {RULES: "b", "new": "n"}, overwrite=overwrite)) == "MG827"
    assert code_of(lambda: look(root, {RULES: "b"})) == "MG827"
    assert snapshot(root) == before


@pytest.mark.parametrize("link", ["lock", "stage", "journal"])
def test_links_among_the_writer_s_own_files_are_not_followed(tmp_path: Path, outside: Path, link: str) -> None:
    root = tmp_path / "out"
    (root / ".monitorgen").mkdir(parents=True)
    (root / ".monitorgen" / link).symlink_to(outside / "lock" if link == "lock" else outside)
    with pytest.raises(Refused):
        build(root, {RULES: "a"})


def test_stale_files_behind_a_link_are_not_removed(tmp_path: Path, outside: Path) -> None:
    root = tmp_path / "out"
    build(root, {"rules/checkout.yml": "precious", "a": "a"})
    shutil.rmtree(root / FOLDER / "rules")
    (root / FOLDER / "rules").symlink_to(outside / "rules")
    assert code_of(lambda: build(root, {"a": "a"}, overwrite=True)) == "MG827"


def test_a_link_that_is_put_in_the_way_while_a_build_is_writing_is_not_followed(tmp_path: Path, outside: Path) -> None:
    root = tmp_path / "out"
    build(root, {RULES: "a"})

    def swap(step: str) -> None:
        if step == "write the journal":
            (root / FOLDER / "prometheus").rename(tmp_path / "moved")
            (root / FOLDER / "prometheus").symlink_to(outside)

    with TreeWriter(root, step=swap) as tree:
        tree.put(FOLDER, "checkout", RULES, b"b")
        tree.record(FOLDER, "checkout", {})
        tree.commit()  # into the folder that it had opened


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_something_else_where_a_file_belongs_is_reported_and_left(tmp_path: Path, kind: str) -> None:
    path = tmp_path / FOLDER / RULES
    path.parent.mkdir(parents=True)
    if kind == "folder":
        path.mkdir()
        (path / "mine").write_text("mine")
    else:
        os.mkfifo(path)
    for overwrite in (False, True):
        assert code_of(lambda: build(tmp_path, {RULES: "a"}, overwrite=overwrite)) == "MG816"  # noqa: B023 - run at once
    assert code_of(lambda: look(tmp_path, {RULES: "a"})) == "MG816"


@pytest.mark.parametrize("blocked", ["shop", FOLDER, f"{FOLDER}/prometheus"])
def test_a_file_where_a_folder_belongs_is_reported_and_left(tmp_path: Path, blocked: str) -> None:
    (tmp_path / blocked).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / blocked).write_text("mine")
    assert code_of(lambda: build(tmp_path, {RULES: "a"}, overwrite=True)) == "MG816"
    assert (tmp_path / blocked).read_text() == "mine"


def test_a_root_that_is_a_file_or_below_one_or_a_dangling_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    for root, codes in (("file", {"MG814"}), ("file/out", {"MG814", "MG815"}), ("link", {"MG814"})):
        assert code_of(lambda: build(tmp_path / root, {RULES: "a"})) in codes  # noqa: B023 - run at once
    assert code_of(lambda: look(tmp_path / "file", {RULES: "a"})) == "MG814"
    assert sorted(os.listdir(tmp_path)) == ["file", "link"]


@pytest.mark.parametrize("again", [False, True])
def test_a_root_that_vanishes_during_the_build_is_reported(tmp_path: Path, again: bool) -> None:
    root = tmp_path / "out"
    build(root, {RULES: "a"})

    def go() -> Result:
        with TreeWriter(root) as tree:
            tree.put(FOLDER, "checkout", RULES, b"b")
            tree.record(FOLDER, "checkout", {})
            root.rename(tmp_path / "moved")
            if again:
                root.mkdir()
            return tree.commit()

    assert code_of(go) == "MG814"
    assert (tmp_path / "moved" / FOLDER / RULES).read_text() == "a"


def test_a_root_that_is_removed_during_the_build_is_reported(tmp_path: Path) -> None:
    root = tmp_path / "out"

    def go() -> Result:
        with TreeWriter(root) as tree:
            shutil.rmtree(root)
            tree.put(FOLDER, "checkout", RULES, b"b")
            return tree.commit()

    assert code_of(go) == "MG815"


@pytest.mark.parametrize(
    "path",
    [
        "../../../victim",
        "/etc/passwd",
        "a/../../../../victim",
        "plan/other.json",
        ".git/config",
        "x\\..\\victim",
        "nul",
    ],
)
@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize("stale", [False, True])
def test_a_tampered_record_makes_us_remove_nothing_it_should_not(
    tmp_path: Path, path: str, overwrite: bool, stale: bool
) -> None:
    root = tmp_path / "out"
    build(root, {RULES: "a"})
    (tmp_path / "victim").write_text("precious")
    (root / FOLDER / "plan/other.json").write_text("precious")
    name = "old.json" if stale else "checkout.json"
    record = {"format": 1, "files": {path: SHA, RULES: SHA}}
    (root / FOLDER / "plan" / name).write_text(json.dumps(record))
    with TreeWriter(root, overwrite=overwrite) as tree:
        tree.put(FOLDER, "checkout", RULES, b"a")
        tree.record(FOLDER, "checkout", {})
        result = tree.plan()
        told = [diagnostic for diagnostic in result.diagnostics if name in diagnostic.message]
        assert [diagnostic.code for diagnostic in told] == ["MG818"]
        assert told[0].level == ("warning" if overwrite else "error")
        assert not [removed for removed in result.removed if "/plan/" not in removed]
        tree.commit()
    assert (tmp_path / "victim").read_text() == "precious"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        '{"format": 1}',
        '{"format": 1, "files": []}',
        '{"format": 1, "files": {"a": 5}}',
        '{"format": 1, "files": {"a": "short"}}',
        '{"format": "1", "files": {}}',
        '{"format": 1, "files": {"\\ud800": "' + SHA + '"}}',
        "[" * 100_000,
        "\x00",
    ],
)
def test_a_record_that_no_build_wrote_is_told_and_not_believed(tmp_path: Path, text: str) -> None:
    build(tmp_path, {RULES: "a"})
    (tmp_path / FOLDER / "plan/checkout.json").write_text(text)
    assert code_of(lambda: build(tmp_path, {RULES: "a"})) == "MG818"
    assert build(tmp_path, {RULES: "a"}, overwrite=True).written
    assert look(tmp_path, {RULES: "a"}).clean


def limited(act: Callable[[], Result], limit: int) -> str:
    """What is said when no file may grow beyond `limit` bytes: as on a full disk, in the middle of a write."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        return code_of(act)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("limit", [0, 10, 100, 5000])
def test_when_nothing_more_can_be_written_the_tree_stays_as_it_was(tmp_path: Path, limit: int) -> None:
    build(tmp_path, {RULES: "a", "big": "b" * 4000})
    before = snapshot(tmp_path)
    new = {RULES: "b", "big": "c" * 6000}
    assert limited(lambda: build(tmp_path, new), limit) == "MG815"
    assert snapshot(tmp_path) == before
    assert not (tmp_path / ".monitorgen").exists()


def test_a_full_disk_before_the_first_build_leaves_no_folder(tmp_path: Path) -> None:
    assert limited(lambda: build(tmp_path / "out", {RULES: "a"}), 0) == "MG815"
    assert not (tmp_path / "out").exists()


UNPRIVILEGED = """
import os, sys
sys.path.insert(0, sys.argv[2])
os.chdir("/")
from monitorgen.diagnostics import Refused
from monitorgen.emit.tree import TreeWriter
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    with TreeWriter(sys.argv[1], check_only=len(sys.argv) > 3) as tree:
        tree.put("shop/production", "checkout", "prometheus/rules/checkout.yml", b"b")
        tree.put("shop/production", "checkout", "x/y", b"b")
        tree.record("shop/production", "checkout", {})
        print(len((tree.plan() if len(sys.argv) > 3 else tree.commit()).diagnostics), "diagnostics")
except Refused as refused:
    print(refused.diagnostic.code, refused.diagnostic.hint)
"""


def unprivileged(root: Path, *more: str) -> str:
    """What a user without rights is told: the user of the tests, or nobody when that is root."""
    import monitorgen

    source = str(Path(monitorgen.__path__[0]).parent)
    run = [sys.executable, "-c", UNPRIVILEGED, str(root), source, *more]
    return subprocess.run(run, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that every user can reach."""
    import tempfile

    with tempfile.TemporaryDirectory() as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        for folder in path.rglob("*"):
            if folder.is_dir():
                folder.chmod(0o755)


def test_an_output_folder_without_the_right_to_write_is_refused_and_can_still_be_checked(readable: Path) -> None:
    build(readable / "out", {RULES: "a"})
    (readable / "out").chmod(0o555)
    before = snapshot(readable)
    assert unprivileged(readable / "out").startswith("MG815 give yourself the right")
    assert unprivileged(readable / "out", "check") == "0 diagnostics\n"
    assert snapshot(readable) == before


def test_a_single_folder_without_the_right_to_write_leaves_the_whole_tree_as_it_was(readable: Path) -> None:
    root = readable / "out"
    build(root, {RULES: "a"})
    for folder in (root, *root.rglob("*")):
        if folder.is_dir():
            folder.chmod(0o777 if folder.name != "rules" else 0o555)
    before = snapshot(readable)
    assert unprivileged(root).startswith("MG815 give yourself the right")
    assert snapshot(readable) == before


def test_the_output_of_another_user_can_be_built_where_folders_are_shared(readable: Path) -> None:
    """Where the kernel forbids a link to a file of another user, a copy is the way back."""
    root = readable / "out"
    build(root, {RULES: "a"})
    for folder in (root, *root.rglob("*")):
        if folder.is_dir():
            folder.chmod(0o777)
    assert unprivileged(root) == "0 diagnostics\n"
    assert (root / FOLDER / RULES).read_text() == "b"


HOSTILE = st.one_of(
    st.text(alphabet="a/.\\:~ \0\n", max_size=12),
    st.lists(st.sampled_from(["..", ".", "", "a", "b", ".git", ".monitorgen", "plan", "nul", "A"]), max_size=6).map(
        "/".join
    ),
    st.text(max_size=8),
    st.sampled_from(["/etc/passwd", "../outside/precious", "../../x", "a/../../../outside/precious", "//x", "~/x"]),
)


@pytest.mark.slow
@given(folder=st.one_of(HOSTILE, st.just(FOLDER)), unit=st.one_of(HOSTILE, st.just("unit")), paths=st.lists(HOSTILE))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_name_leads_out_of_the_output_folder(tmp_path: Path, folder: str, unit: str, paths: list[str]) -> None:
    box = tmp_path / "box"
    shutil.rmtree(box, ignore_errors=True)
    (box / "outside").mkdir(parents=True)
    (box / "outside/precious").write_text("precious")
    result = None
    try:
        with TreeWriter(box / "out") as tree:
            for path in paths:
                tree.put(folder, unit, path, b"x")
            tree.record(folder, unit, {})
            result = tree.commit()
    except Refused:
        pass
    written = {str(path.relative_to(box)) for path in box.rglob("*") if not path.is_dir()} - {"outside/precious"}
    assert (box / "outside/precious").read_text() == "precious"
    if result is None or not result.written:
        assert not (box / "out").exists()
        assert not written
    else:
        assert written == {f"out/{path}" for path in result.added}
        assert all(path.startswith(f"out/{folder}/") for path in written)
