"""The table of sizes: counted, rounded, and left alone while it is right to a tenth."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from generated_docs.sizes import alike, size_of, table, with_sizes
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_blank_lines_and_comments_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("# why\na: 1\n\n  # more\nb: 2\n", encoding="utf-8")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("x\n", encoding="utf-8")
    assert size_of([tmp_path]) == size_of([tmp_path / "a.yaml"])
    assert (size_of([tmp_path]).lines, size_of([tmp_path]).bytes) == (2, 10)
    assert str(size_of([tmp_path])) == "2 lines, 0.0 kB"


def test_a_figure_may_be_wrong_by_a_tenth_and_no_more() -> None:
    assert alike("| a | 1,000 lines, 10 kB |", "| a | 1,090 lines, 9.1 kB |")
    assert not alike("| a | 1,000 lines |", "| a | 1,200 lines |")
    assert not alike("| a | 1,000 lines |", "| b | 1,000 lines |")


@pytest.mark.slow
def test_a_page_that_is_wrong_is_mended() -> None:
    page = f"before\n\n<!-- sizes -->\n\n{table()}\n\n<!-- /sizes -->\n\nafter\n"
    assert with_sizes(page) == page
    wrong = re.sub(r"codementor \| \d+ lines", "codementor | 7 lines", page)
    assert wrong != page
    assert with_sizes(wrong) == page


def test_the_readme_has_a_row_for_every_system() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = text.partition("<!-- sizes -->")[2].partition("<!-- /sizes -->")[0]
    assert shown
    assert [line.split(" | ")[0] for line in shown.strip().splitlines()[2:]] == [
        f"| {folder.name}" for folder in sorted((ROOT / "specs").iterdir()) if folder.is_dir()
    ]
