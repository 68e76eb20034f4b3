"""What free scalars mean: the core schema of YAML 1.2, and text for everything that two versions read differently."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.raw import NONE, Nothing, Quoted, Raw, frozen, resolve, thawed

texts = st.sampled_from(["a", "b", "5"])
nodes: st.SearchStrategy[Raw] = st.recursive(
    texts | texts.map(Quoted) | st.just(NONE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


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


def exact(node: Raw) -> object:
    """A node with its kinds of scalars and the order of its keys."""
    if isinstance(node, dict):
        return ["map", *[(key, exact(value)) for key, value in node.items()]]
    if isinstance(node, list):
        return ["list", *map(exact, node)]
    return type(node), "none" if isinstance(node, Nothing) else str(node)


@given(nodes, nodes)
def test_a_frozen_node_is_equal_to_those_alone_that_were_written_alike(one: Raw, other: Raw) -> None:
    assert exact(thawed(frozen(one))) == exact(one)
    assert (frozen(one) == frozen(other)) == (exact(one) == exact(other))
    assert hash(frozen(one)) == hash(frozen(thawed(frozen(one))))
