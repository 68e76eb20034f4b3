"""A plain sentence is written as it would be if it were read as Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.markup.html import to_html
from monitorgen.markup.rewritten import to_markdown
from monitorgen.targets.portal.blocks import Prose
from monitorgen.targets.portal.links import LinkBase
from monitorgen.targets.portal.prose import SENTENCE, as_html, as_markdown


@given(st.from_regex(SENTENCE, fullmatch=True))
def test_a_plain_sentence_is_what_markdown_would_make_of_it(text: str) -> None:
    block = Prose(text)
    assert as_html(block, LinkBase.of("index", ".html")) == to_html(text, 3, "text-")
    assert as_markdown(block, LinkBase.of("index", ".md")) == to_markdown(text, 3).strip()


@given(st.lists(st.from_regex(SENTENCE, fullmatch=True), min_size=1))
def test_so_is_a_list_of_plain_sentences(items: list[str]) -> None:
    text = "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
    block = Prose(text)
    assert as_html(block, LinkBase.of("index", ".html")) == to_html(text, 3, "text-")
    assert as_markdown(block, LinkBase.of("index", ".md")) == to_markdown(text, 3).strip()


@given(st.text("ab1 `_<>:.\"'(!?=-+/,;%*[]\n", max_size=25), st.booleans())
def test_so_is_any_text(text: str, listed: bool) -> None:
    text = f"1. {text}" if listed else text
    block = Prose(text)
    assert as_html(block, LinkBase.of("index", ".html")) == to_html(text, 3, "text-")
    assert as_markdown(block, LinkBase.of("index", ".md")) == to_markdown(text, 3).strip()


@pytest.mark.parametrize(
    "text", ["1. a\n3. b", "1. a\n\n2. b", "2. a", "1. a\n   b", "1. - a", "1. a\n2. *b*", "01. a", "1.  a"]
)
def test_a_list_that_may_be_another_is_read(text: str) -> None:
    block = Prose(text)
    assert as_html(block, LinkBase.of("index", ".html")) == to_html(text, 3, "text-")
    assert as_markdown(block, LinkBase.of("index", ".md")) == to_markdown(text, 3).strip()


@pytest.mark.parametrize(
    "text",
    [
        "a *b*",
        "a\nb",
        "# a",
        "1. a",
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
        "a ",
        "https://a_/b",
        "a <https://a>",
        "![a](b)",
    ],
)
def test_what_may_mean_something_is_read(text: str) -> None:
    assert SENTENCE.fullmatch(text) is None


def test_links_lead_to_the_page_that_a_file_became() -> None:
    block = Prose("[x](x.md), [y](y.md)", follow={"x.md": "runbooks/api/X"}.get)
    assert '<a href="../runbooks/api/X.html">x</a>, y' in as_html(block, LinkBase.of("services/api", ".html"))
    assert as_markdown(block, LinkBase.of("services/api", ".md")) == "[x](../runbooks/api/X.md), y"
