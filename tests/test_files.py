"""What holds for every file of the project."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = sorted(path for top in ("benchmarks", "generator", "scripts", "tests") for path in (ROOT / top).rglob("*.py"))
LONGEST = 400


def name(path: Path) -> str:
    """A file as people call it."""
    return path.relative_to(ROOT).as_posix()


def test_a_file_fits_in_a_head() -> None:
    assert [name(path) for path in SOURCES if path.read_bytes().count(b"\n") > LONGEST] == []


def test_a_file_tells_its_subject_in_its_first_line() -> None:
    assert [name(path) for path in SOURCES if not ast.get_docstring(ast.parse(path.read_bytes()))] == []
