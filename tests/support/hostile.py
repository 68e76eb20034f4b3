"""Texts that want to be more than text, and what a browser would make of a page that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from justhtml import Element, JustHTML

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</code></pre><b>", "<style>*{}</style>", "<!--",
    "-->", "<svg/onload=alert(1)>", "<a href='javascript:alert(1)'>", "<![CDATA[", "<?php", "</html>",
    "<div onclick=x>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#10;script:alert(1))",
    "[x](data:text/html,x)", "[x](vbscript:x)", "[x](//evil.example)", "[x](\\\\evil.example)", "[x](/etc)", "[x](file:///etc/passwd)",
    "[x](https://a.example/'\"<>)", '[x](https://a.example "t\\" onclick=x")', "[x](rel/ative.md)", "[x](#head)",
    "[x]: javascript:alert(1)", "[x][x]", "![x](https://a.example/p.png)", "![x](data:image/png;base64,AAAA)",
    "[![a](b.png)](c.md)", "<https://a.example/?<script>>", "<javascript:alert(1)>", "&lt;script&gt;", "&#60;b&#62;",
    "&#x202E;", "\u202egnp.exe", "\u2066", "\u200f", "\x00", "\x1b[31m", "\u2028", "\ud800", "\U000e0041",
    "`", "``", "```", "````", "~~~", "```html\"><script>", "``` onclick=x", "    ", "\t", "> ", "- ", "* ", "1. ",
    "7) ", "# ", "###### ", "# Head", "===", "---", "***", "|", "|-|", "| a | b |\n|:-:|--:|\n", "{{ $value }}",
    "{% raw %}", "${x}", "*", "**", "_", "__", "~~", "\\", "\\\\", "&", "<", ">", "\"", "'", "\n", "\n\n", "\r\n",
    "  \n", "a", "b c", "ü", "1",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=14).map("".join)
lines = texts.map(lambda text: " ".join(text.split()))

ELEMENTS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "s", "a",
    "br", "hr", "table", "thead", "tbody", "tr", "th", "td",
})  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "ol": {"start"}, "pre": {"tabindex"}, "code": {"class"}, "th": {"class"}, "td": {"class"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}  # fmt: skip


def parsed(html: str) -> Element:
    """The body of a page that shows it, as a browser reads it."""
    page = f"<!DOCTYPE html><html><head><title>x</title></head><body><main>{html}</main></body></html>"
    (main,) = JustHTML(page, sanitize=False).query("body > *")
    assert isinstance(main, Element)
    assert main.name == "main", "what is shown has left its place"
    return main


def elements(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element with its attributes."""
    for node in parsed(html).query("*"):
        yield node.name, {name: value or "" for name, value in (node.attrs or {}).items()}


def shown(html: str) -> str:
    """What people read, with white space joined."""
    return " ".join(parsed(html).to_text(separator="", strip=False).split())
