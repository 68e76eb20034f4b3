"""What holds for every file of the project."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = sorted(path for top in ("benchmarks", "generator", "scripts", "tests") for path in (ROOT / top).rglob("*.py"))
LONGEST = 400


def name(path: Path) -> str:
    """A file as people call it."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_has_one_subject_told_by_its_first_line_and_fits_in_a_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST, f"{name(path)} is too long: it has more than one subject"
    assert ast.get_docstring(ast.parse(text)), f"{name(path)} does not say what it is about"
