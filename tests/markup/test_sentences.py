"""A plain sentence is written as it would be if it were read with the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.markup.html import to_html
from monitorgen.markup.rewritten import to_markdown
from monitorgen.markup.sentences import SENTENCE, as_html, as_markdown
from tests.support.hostile import texts

sentences = st.from_regex(SENTENCE, fullmatch=True)


def is_plain(text: str) -> bool:
    """Whether a text is taken for sentences, in both forms; if so, the parser must say the same of it."""
    html, markdown = as_html(text), as_markdown(text)
    assert html in {None, to_html(text)}
    assert markdown in {None, to_markdown(text)}
    assert (html is None) == (markdown is None)
    return html is not None


@given(sentences)
def test_a_plain_sentence_is_what_the_parser_makes_of_it(text: str) -> None:
    assert is_plain(text)


@given(st.lists(sentences, min_size=1))
def test_so_is_a_list_of_plain_sentences(items: list[str]) -> None:
    assert is_plain("\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1)))


@given(st.text("ab1 `_<>:.\"'(!?=-+/,;%*[]\n", max_size=25) | texts, st.booleans())
def test_no_text_is_taken_for_another(text: str, listed: bool) -> None:
    is_plain(f"1. {text}" if listed else text)


@pytest.mark.parametrize(
    "text", ["1. a\n3. b", "1. a\n\n2. b", "2. a", "1. a\n   b", "1. - a", "1. a\n2. *b*", "01. a", "1.  a"]
)
def test_a_list_that_may_be_another_is_left_to_the_parser(text: str) -> None:
    assert not is_plain(text)


@pytest.mark.parametrize(
    "text",
    [
        "a *b*",
        "a\nb",
        "# a",
        "a <b:c>",
        "a `b",
        "a ``b``",
        "`a``b`",
        "a ` b `",
        "a_ b _c",
        "_a",
        "&lt;",
        "[a](b)",
        "a | b",
        "a ~~b~~",
        "a &lt; b",
        "a \\* b",
        "a [b](c)",
        "a ",
        "https://a_/b",
        "a <https://a>",
        "![a](b)",
    ],
)
def test_what_may_mean_something_is_left_to_the_parser(text: str) -> None:
    assert not is_plain(text)
