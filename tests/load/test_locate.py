"""Positions: where the value at a path stands, as deep as the file goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.load.events import Span
from monitorgen.load.locate import Located, Positions, locate

if TYPE_CHECKING:
    from monitorgen.diagnostics import Path

SPEC = b"""\
monitorgen: v1
services:
  checkout:
    port: 8080
    slos: {availability: 99.9%}
    depends_on: [postgres, redis]
    'quoted key': "a: b"
    metrics:
      - name: x
        help: |
          Long
          text
    description: one
      two
"""


def marked(data: bytes, path: Path) -> tuple[str | None, str]:
    """The texts of the key and the value that are found."""
    lines = data.decode("utf-8-sig").split("\n")
    located = locate(data, path)
    assert located is not None

    def text(span: Span) -> str:
        return lines[span.line - 1][span.column - 1 : span.end - 1]

    return (text(located.key) if located.key else None), text(located.value)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("services", "checkout", "port"), ("port", "8080")),
        (("services", "checkout", "slos"), ("slos", "{availability: 99.9%}")),
        (("services", "checkout", "depends_on", 1), (None, "redis")),
        (("services", "checkout", "quoted key"), ("'quoted key'", '"a: b"')),
        (("services", "checkout", "metrics", 0, "name"), ("name", "x")),
        (("services", "checkout", "metrics", 0, "help"), ("help", "|")),
        (("services", "checkout", "description"), ("description", "one")),
        (("services",), ("services", "checkout:")),
        ((), (None, "monitorgen: v1")),
    ],
)
def test_a_path_leads_to_its_key_and_value(path: Path, expected: tuple[str | None, str]) -> None:
    assert marked(SPEC, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("services", "checkout", "slos", "availability", "objective"), ("availability", "99.9%")),
        (("services", "checkout", "depends_on", "redis"), (None, "redis")),
        (("services", "checkout", "depends_on", "redis", "for"), (None, "redis")),
        (("services", "checkout", "team"), ("checkout", "port: 8080")),
        (("services", "cart", "port"), ("services", "checkout:")),
        (("services", "checkout", "depends_on", 5), ("depends_on", "[postgres, redis]")),
        (("services", "checkout", "depends_on", "x"), ("depends_on", "[postgres, redis]")),
    ],
)
def test_short_forms_and_what_is_missing_lead_as_deep_as_the_file_goes(
    path: Path, expected: tuple[str | None, str]
) -> None:
    assert marked(SPEC, path) == expected


def test_of_a_map_over_several_lines_its_key_is_marked() -> None:
    located = locate(SPEC, ("services", "checkout", "team"))
    assert located is not None
    assert not located.exact
    assert located.part("value") == located.part("key") == Span(3, 3, 11)


def test_of_a_scalar_or_a_map_in_braces_the_value_is_marked_unless_the_key_is_asked_for() -> None:
    located = locate(SPEC, ("services", "checkout", "port"))
    assert located == Located(Span(4, 5, 9), Span(4, 11, 15))
    assert (located.part("value"), located.part("key")) == (Span(4, 11, 15), Span(4, 5, 9))


def test_an_alias_leads_to_its_anchor() -> None:
    data = b"a: &x\n  k: v\nb: *x\nc: [*x]\n"
    assert marked(data, ("b", "k")) == ("k", "v")
    assert marked(data, ("c", 0, "k")) == ("k", "v")
    assert marked(data, ("b", "gone")) == ("b", "&x")


def test_the_first_of_two_equal_keys_counts() -> None:
    assert marked(b"a: 1\na: 2\n", ("a",)) == ("a", "1")


def test_columns_count_characters_behind_a_byte_order_mark_and_wide_ones() -> None:
    located = locate("\ufeff'鍵 🔑': {é: ü}\r\n".encode(), ("鍵 🔑", "é"))
    assert located == Located(Span(1, 9, 10), Span(1, 12, 13))


def test_a_broken_file_leads_to_what_stands_before_the_fault() -> None:
    data = b"a:\n  b: 1\n  c: @x\nd: 2\n"
    assert marked(data, ("a", "b")) == ("b", "1")
    assert marked(data, ("a", "z")) == ("a", "b: 1")
    assert marked(data, ("d",)) == (None, "a:")


@pytest.mark.parametrize("data", [b"", b"# x\n", b"\0", b"@", b"%TAG ! x\n---\na: b\n"])
def test_a_file_without_content_leads_nowhere(data: bytes) -> None:
    assert locate(data, ("a",)) is None


def test_a_text_or_list_at_the_top_answers_for_everything() -> None:
    assert marked(b"- a\n- b\n", ("b",)) == (None, "b")
    assert marked(b"text\n", ("a", 0)) == (None, "text")


def test_one_reading_answers_any_number_of_questions() -> None:
    positions = Positions(SPEC)
    assert positions.find(("services",)) == positions.find(("services",))
    assert positions.lines[0] == "monitorgen: v1"
