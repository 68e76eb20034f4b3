"""What looking tells of files, and when it is not enough."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import pytest

from monitorgen.cache import looks
from monitorgen.cache.looks import Unaccountable
from monitorgen.diagnostics import Findings
from monitorgen.emit.folders import Folders
from monitorgen.load.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_everything_is_looked_at_that_the_walk_through_the_specs_gives(tmp_path: Path) -> None:
    for name in (
        "a.yaml",
        "b/c.yml",
        "b/out/d.yaml",
        "out/e.yaml",
        ".f.yaml",
        "b/.g/h.yaml",
        "node_modules/i.yaml",
        "j.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    walked = {entry.file for entry in walk(tmp_path, Findings())}
    assert walked == {"a.yaml", "b/c.yml", "b/out/d.yaml", "j.py"}
    assert set(looks.of_specs(str(tmp_path))) == {*walked, "b/", "b/out/"}


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("a")])
def test_what_is_no_file_is_not_accounted_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "special")
    with pytest.raises(Unaccountable):
        looks.of_specs(str(tmp_path))


def test_a_change_shows_whatever_time_is_given_to_the_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"one")
    os.utime(file, ns=(10**18, 10**18))
    before = looks.of_specs(str(tmp_path))
    time.sleep(0.05)
    file.write_bytes(b"two")
    os.utime(file, ns=(10**18, 10**18))
    assert looks.of_specs(str(tmp_path)) != before


def test_only_what_changed_long_before_is_settled(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    (state,) = looks.of_specs(str(tmp_path)).values()
    changed = file.stat().st_ctime_ns
    assert not looks.is_settled(state, changed)
    assert not looks.is_settled(state, changed + looks.MARGIN)
    assert looks.is_settled(state, changed + looks.MARGIN + 1)
    assert not looks.is_settled(state, changed - 10**15), "the clock was set back"
    os.utime(file, ns=(0, changed + 10**15))
    (state,) = looks.of_specs(str(tmp_path)).values()
    assert not looks.is_settled(state, changed + looks.MARGIN + 1), "its time is in the future"


def test_the_newest_file_of_the_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/old").touch()
    (tmp_path / "new").touch()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/newer").touch()
    future = time.time_ns() + 10**12
    os.utime(tmp_path / "new", ns=(future, future))
    states, newest = looks.of_program([("package", str(tmp_path))])
    assert set(states) == {"package/deep/old", "package/new"}
    assert newest == future


def test_no_link_is_followed_in_the_output(tmp_path: Path) -> None:
    (tmp_path / "real/rules").mkdir(parents=True)
    (tmp_path / "real/rules/a.yml").touch()
    (tmp_path / "real/rules/b.yml").symlink_to("a.yml")
    (tmp_path / "link").symlink_to("real")
    root = os.open(tmp_path, os.O_RDONLY)
    tree = Folders(root)
    try:
        states = looks.of_output(tree, ["real/rules"])
        assert states["real/rules/b.yml"] == "special"
        for folder in ("link/rules", "real/missing"):
            with pytest.raises(Unaccountable):
                looks.of_output(tree, [folder])
    finally:
        tree.close()
        os.close(root)
