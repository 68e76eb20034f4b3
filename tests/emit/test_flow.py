"""Rows: small documents on one line are read back as they were, by YAML 1.1 readers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml as reader
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.emit.yaml import flow

if TYPE_CHECKING:
    from monitorgen.document import Json

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "a, b",
        "[x]",
        "{a: b}",
        "it's {x}",
        "a: b",
        "- a",
        "# a",
        "yes",
        "1x9",
        "x]",
        "x?",
        'up{job="a"}',
        "a\nb",
        "\x85",
        "'",
        '"',
    ]
)
ROWS = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


@given(ROWS)
def test_what_is_written_on_one_line_is_read_back(row: Json) -> None:
    text = flow(row)
    assert "\n" not in text
    assert reader.safe_load(f"- {text}\n") == [row]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"series": 'up{job="a"}', "values": "1x9"}, """{series: 'up{job="a"}', values: "1x9"}"""),
        ({"a": "b, c", "d": []}, "{a: 'b, c', d: []}"),
        (["a", True, 3], "[a, true, 3]"),
    ],
)
def test_rows_are_quoted_only_where_they_have_to_be(value: Json, text: str) -> None:
    assert flow(value) == text
