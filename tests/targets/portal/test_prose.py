"""Owners' Markdown on pages leads to pages."""

from __future__ import annotations

from monitorgen.targets.portal.blocks import Prose
from monitorgen.targets.portal.links import LinkBase
from monitorgen.targets.portal.prose import as_html, as_markdown


def test_links_lead_to_the_page_that_a_file_became() -> None:
    block = Prose("[x](x.md), [y](y.md)", follow={"x.md": "runbooks/api/X"}.get)
    assert '<a href="../runbooks/api/X.html">x</a>, y' in as_html(block, LinkBase.of("services/api", ".html"))
    assert as_markdown(block, LinkBase.of("services/api", ".md")) == "[x](../runbooks/api/X.md), y"


def test_a_sentence_and_what_the_parser_reads_end_alike() -> None:
    html, markdown = LinkBase.of("index", ".html"), LinkBase.of("index", ".md")
    assert (as_html(Prose("one"), html), as_markdown(Prose("one"), markdown)) == ("<p>one</p>\n", "one")
    assert (as_html(Prose("*one*"), html), as_markdown(Prose("*one*"), markdown)) == ("<p><em>one</em></p>\n", "*one*")
