"""Text as a terminal shows it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.render.cells import excerpt, safe, width


@pytest.mark.parametrize(
    ("text", "cells"),
    [("abc", 3), ("鍵", 2), ("é", 1), ("e\u0301", 1), ("🔑", 2), ("ｶ", 1), ("", 0)],
)
def test_width_counts_the_cells_of_a_terminal(text: str, cells: int) -> None:
    assert width(text) == cells


@given(st.text())
def test_safe_text_has_no_character_that_acts(text: str) -> None:
    shown = safe(text)
    assert len(shown.splitlines()) <= 1
    assert not {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"}
    assert not {unicodedata.bidirectional(character) for character in shown} & {"RLO", "LRO", "RLE", "LRE", "PDF"}


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 40))
def test_an_excerpt_fits_and_its_mark_lies_inside(line: str, column: int, length: int) -> None:
    part = excerpt(line, column, column + length, 60)
    assert width(part.text) <= 60 + 2 * len("...") + 10  # a mark of one escaped character may stand out
    assert part.marked >= 1
    assert part.before <= width(part.text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=400), st.data())
def test_the_marked_cells_are_the_marked_characters(line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(line)))
    end = data.draw(st.integers(column + 1, min(len(line) + 1, column + 30)))
    part = excerpt(line, column, end, 60)
    assert part.text[part.before : part.before + part.marked] == line[column - 1 : end - 1]
