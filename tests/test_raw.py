"""What free scalars mean: the core schema of YAML 1.2, and text for everything that two versions read differently."""

from __future__ import annotations

from decimal import Decimal

import pytest

from monitorgen.raw import NONE, Quoted, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-17", -17),
        ("+5", 5),
        ("0.5", Decimal("0.5")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("1e3", Decimal(1000)),
        ("2.5E-3", Decimal("0.0025")),
    ],
)
def test_plain_words_and_numbers_are_what_yaml_says(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "True",
        "NO",
        "yes",
        "on",
        "010",
        "0x1F",
        "0o17",
        "22:22",
        "1_000",
        ".inf",
        ".nan",
        "1e999",
        "-",
        ".",
        "e5",
        "none",
    ],
)
def test_what_is_read_differently_stays_text(text: str) -> None:
    assert resolve(text) == text


def test_quotes_make_text_of_everything() -> None:
    found = resolve([Quoted("true"), Quoted("5"), Quoted("")])
    assert found == ["true", "5", ""]
    assert isinstance(found, list)
    assert [type(each) for each in found] == [str, str, str]


def test_maps_and_lists_are_resolved_inside() -> None:
    assert resolve({"a": ["1", {"b": "x"}], "c": NONE}) == {"a": [1, {"b": "x"}], "c": "none"}
