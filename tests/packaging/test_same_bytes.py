"""What is published compiles as the checkout does, byte for byte."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support.distributions import succeed
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import RunCli

pytestmark = pytest.mark.slow


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a folder by their paths."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert files, f"{folder} is empty"
    return files


def test_a_new_project_is_the_same(installed: Path, run_cli: RunCli, tmp_path: Path) -> None:
    for place in ("published", "checkout"):
        (tmp_path / place).mkdir()
    succeed([str(installed / "monitorgen"), "init", "shop"], tmp_path / "published")
    done = run_cli("init", "shop", cwd=tmp_path / "checkout")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "published") == tree(tmp_path / "checkout")


def test_mysmartnotes_compiles_to_what_is_committed(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "specs" / "mysmartnotes", tmp_path / "specs" / "mysmartnotes")
    succeed([str(installed / "monitorgen"), "build"], tmp_path)
    assert tree(tmp_path / "out" / "mysmartnotes") == tree(ROOT / "out" / "mysmartnotes")
