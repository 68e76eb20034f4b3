"""A page is written twice; whatever a text in it holds is shown, and is neither markup nor a script."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitorgen.markup.text import visible
from monitorgen.targets.portal.blocks import (
    Badge,
    Bullets,
    Code,
    Common,
    Facts,
    Fence,
    Figure,
    Fold,
    Group,
    Muted,
    Note,
    Out,
    Page,
    Paragraph,
    Prose,
    Row,
    Section,
    Site,
    Strong,
    To,
    ToFile,
    common,
    table,
)
from monitorgen.targets.portal.search import Search
from monitorgen.targets.portal.shell import pair
from tests.support.hostile import ELEMENTS, texts
from tests.support.portal import HTML, attributes, elements, links

if TYPE_CHECKING:
    from monitorgen.targets.portal.blocks import Block

FRAME = frozenset({
    "html", "head", "meta", "title", "link", "body", "a", "header", "nav", "ul", "ol", "li", "span", "main", "h1", "h2",
    "h3", "section", "p", "footer", "code", "search", "label", "input", "script", "dl", "div", "dt", "dd", "table",
    "caption", "thead", "tbody", "tr", "th", "td", "pre", "strong", "details", "summary", "img",
})  # fmt: skip
SITE = Site("Shop", "production", (("Overview", "index"), ("Who is told", "channels")))


def page(text: str, block: tuple[Block, ...] = ()) -> Page:
    """A page that has a text wherever there can be one."""
    line = (text, Code(text), Strong(text), Badge(text), Muted(text), To(text, "index"), ToFile(text, "compose.yaml"),
            Out(text, text), Out(text, "https://example.org/x"))  # fmt: skip
    blocks: tuple[Block, ...] = (
        Paragraph(text), Paragraph(line), Facts(((text, line),)), Bullets((line, text)), Bullets((text,), ordered=True),
        table((text, "b"), (Row((text, line), id="row"), Row((line, text))), text, look="stacked"), Fence(text, text),
        Note(line), Fold(text, (Paragraph(text),)), Group("group", line, (Paragraph(text),)), Figure("map.svg", text),
        Prose(text), Common((Paragraph(line), Prose(text))), *block,
    )  # fmt: skip
    return Page(
        "services/api", text, (Section("one", text, blocks),), lead=line, badges=(Badge(text),),
        above=((text, "index"),), search=True, intro=(Paragraph(text),),
    )  # fmt: skip


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(texts, texts)
def test_a_text_in_html_is_text(text: str, other: str) -> None:
    site = Site(other, text, ((other, "index"),), ((other, "api/index.html"),), ((text, text), (text, other)))
    html, _ = pair(page(text), site, f"{text}\n{other}")
    found = elements(html.data)
    assert {each.name for each in found} <= FRAME | ELEMENTS
    scripts = [attributes(each) for each in found if each.name == "script"]
    assert scripts == [{"src": "../assets/search.js", "data-search": ""}]
    for each in found:
        assert not [name for name in attributes(each) if name.startswith("on") or name in {"style", "srcdoc"}]
    for name, url in links(found):
        if url.startswith("data:image/svg+xml,"):
            assert name == "link", "the icon of all pages, and nothing else"
            continue
        assert re.match(r"(https?://|mailto:|\.\./|#)", url, re.IGNORECASE), url
        assert name == "a" or url.startswith("../")


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(texts)
def test_a_text_in_markdown_is_text(text: str) -> None:
    _, markdown = pair(page(text), SITE, text)
    assert visible(markdown.data) == markdown.data
    # Even where HTML in Markdown is let through there is none but our own.
    found = elements(
        f"<!DOCTYPE html><html><head><title>x</title></head><body>{HTML.render(markdown.data)}</body></html>"
    )
    assert {each.name for each in found} <= FRAME | ELEMENTS
    assert not [each for each in found if each.name in {"script", "style", "input"}]
    for each in found:
        own = attributes(each)
        assert not [name for name in own if name.startswith("on")]
        url = own.get("href", own.get("src", "https://x"))
        assert re.match(r"(https?://|mailto:|\.\./|#)", url, re.IGNORECASE), url


@given(st.lists(st.tuples(texts, texts, st.just("services/api#alerts"), st.just("alert")), min_size=1, max_size=5))
def test_an_entry_of_the_search_is_one_line_of_data(entries: list[tuple[str, str, str, str]]) -> None:
    search = Search()
    search.add(entries)
    script = search.artifact("Generated.\nDon't edit.").data
    assert "<" not in script
    assert visible(script) == script
    lines = script.splitlines()
    listed = lines[lines.index("globalThis.SEARCH = [") + 1 : -1]
    assert 1 <= len(listed) <= len(set(entries))
    for line in listed:
        title, _, url, _ = json.loads(line.removesuffix(","))
        assert title in {visible(each[0]) for each in entries}
        assert url == "services/api.html#alerts"


def test_a_page_is_the_same_in_both_forms() -> None:
    made = Page(
        "services/api",
        "API",
        (
            Section(
                "alerts",
                "Alerts",
                (table(("Alert", "Fires"), (Row(((Code("Slow"),), "above 2s"), id="a"),), "Alerts"),),
            ),
        ),
        lead=("Owned by ", To("ml", "index#team-ml")),
        above=(("Overview", "index"),),
    )
    html, markdown = pair(made, SITE, "Generated by monitorgen from api.yaml.")
    assert (html.path, markdown.path) == ("docs/services/api.html", "docs/services/api.md")
    assert '<a href="../index.html#team-ml">ml</a>' in html.data
    assert '<tr id="a"><th scope="row">' in html.data
    assert markdown.data == (
        "<!-- Generated by monitorgen from api.yaml. -->\n"
        "[Overview](../index.md) / API\n\n"
        "# API\n\n"
        "Owned by [ml](../index.md#team-ml)\n\n"
        '<a id="alerts"></a>\n\n'
        "## Alerts\n\n"
        "| Alert | Fires |\n"
        "| --- | --- |\n"
        '| <a id="a"></a>`Slow` | above 2s |\n'
    )


def test_columns_in_which_nothing_is_said_are_left_out() -> None:
    made = table(("A", "B", "C"), (Row(("a", "", "")), Row(("", "", "c"), id="x")), "Letters")
    assert made.columns == ("A", "C")
    assert [row.cells for row in made.rows] == [("a", ""), ("", "c")]
    assert made.rows[1].id == "x"


def test_what_many_pages_share_is_written_as_if_it_stood_on_each() -> None:
    said = (Paragraph(("As ", To("they", "channels#channel-chat"), " <say>.")), Prose("A *text* of [theirs](x.md)."))
    shared = Common(said)
    for path in ("index", "services/api", "services/shop", "runbooks/api/Slow", "services/api"):
        alike, apart = (
            Page(path, "Title", (Section("one", "One", blocks), Section("two", "Two", (Fold("More", blocks),))))
            for blocks in ((shared,), said)
        )
        assert pair(alike, SITE, "Generated.") == pair(apart, SITE, "Generated.")


def test_only_the_same_blocks_are_taken_for_the_same() -> None:
    html, _ = pair(Page("a", "A", (Section("one", "One", common([Paragraph("one")])),)), SITE, "Generated.")
    other, _ = pair(Page("a", "A", (Section("one", "One", common([Paragraph("two")])),)), SITE, "Generated.")
    assert html.data.replace("<p>one</p>", "<p>two</p>") == other.data
    assert common([]) == ()
