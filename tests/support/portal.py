"""Pages as a browser and as a repository read them, and what is wrong with them."""

from __future__ import annotations

import posixpath
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from justhtml import Element, JustHTML
from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markdown_it.token import Token

LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "object": "data", "embed": "src"}
"""Elements that make a browser ask for something, with the attribute that says for what."""
HTML = MarkdownIt("commonmark", {"html": True}).enable("table")


def elements(text: str) -> list[Element]:
    """Every element of a page, in order; what a browser would have to mend is an error here."""
    page = JustHTML(text, sanitize=False, collect_errors=True)
    assert not page.errors, page.errors[:3]
    return [node for node in page.query("*") if isinstance(node, Element)]


def attributes(element: Element) -> dict[str, str]:
    """The attributes of an element."""
    return {name: value or "" for name, value in (element.attrs or {}).items()}


def ids(found: list[Element]) -> Counter[str]:
    """How often each id stands on a page."""
    return Counter(own["id"] for own in map(attributes, found) if "id" in own)


def links(found: list[Element]) -> Iterator[tuple[str, str]]:
    """Every address that a page leads to or asks for, with its element; those of drawings too."""
    for each in found:
        own = attributes(each)
        for name in ("href", "xlink:href", LOADED.get(each.name, "")):
            if name and name in own:
                yield each.name, own[name]


def markdown(text: str) -> list[Token]:
    """All tokens of a Markdown page, those inside of lines too."""
    return [token for block in HTML.parse(text) for token in (block, *(block.children or ()))]


def markdown_links(tokens: list[Token]) -> Iterator[str]:
    """Every address that a Markdown page leads to."""
    for token in tokens:
        if token.type in {"link_open", "image"}:
            yield str(token.attrs["href" if token.type == "link_open" else "src"])


def anchors(tokens: list[Token]) -> set[str]:
    """The ids that a Markdown page sets itself."""
    html = "".join(token.content for token in tokens if token.type in {"html_inline", "html_block"})
    found = JustHTML(html, sanitize=False).query("a[id]")
    return {attributes(each)["id"] for each in found if isinstance(each, Element)}


def is_outside(url: str) -> bool:
    """Whether an address leads out of the folder of pages."""
    return bool(urlsplit(url).scheme or urlsplit(url).netloc)


def target(page: Path, url: str) -> tuple[str, str]:
    """The file that a relative address of a page means, and the id in it."""
    parts = urlsplit(url)
    assert not parts.query, url
    path = (
        posixpath.normpath(posixpath.join(page.parent.as_posix(), unquote(parts.path)))
        if parts.path
        else page.as_posix()
    )
    return path, unquote(parts.fragment)


def dead(page: Path, urls: Iterator[str], known: Mapping[str, set[str]]) -> list[str]:
    """The relative addresses that lead to no file, or to no id of a page of which the ids are `known`."""
    found = []
    for url in urls:
        if is_outside(url):
            continue
        path, anchor = target(page, url)
        if path in known:
            if anchor and anchor not in known[path]:
                found.append(f"{page.name}: {url}: no such place")
        elif not Path(path).is_file():
            found.append(f"{page.name}: {url}: no such file")
    return found
