"""Markdown read: the tree of its parts, the ids of its headings, and where its links may lead."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from monitorgen.markup.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

DEEPEST = 6
"""There is no heading below `<h6>`."""
ALLOWED = ("http://", "https://", "mailto:")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@lru_cache(maxsize=256)
def read(markdown: str) -> SyntaxTreeNode:
    """The tree of a text, to be looked at only: CommonMark with tables and strikethrough. HTML in it is text.

    What a type says stands on the pages of all that are of it, and each page reads it several times.
    """
    from markdown_it.tree import SyntaxTreeNode

    return SyntaxTreeNode(_parser().parse(visible(markdown.replace("\r\n", "\n").replace("\r", "\n"))))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def plain(node: SyntaxTreeNode) -> str:
    """The text of a part without its marks."""
    if node.type in {"softbreak", "hardbreak"}:
        return " "
    if node.type in {"text", "text_special", "code_inline", "fence", "code_block"}:
        return node.content
    return "".join(plain(child) for child in node.children)


def is_in_link(node: SyntaxTreeNode) -> bool:
    """Whether a part stands inside a link, where there is no room for another."""
    above = node.parent
    return above is not None and (above.type == "link" or is_in_link(above))


def headings(root: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    """The headings, in order."""
    return (node for node in root.walk() if node.type == "heading")


def ids_of(root: SyntaxTreeNode) -> Mapping[SyntaxTreeNode, str]:
    """An id for each heading: of its text, numbered where two would be the same."""
    made: dict[SyntaxTreeNode, str] = {}
    taken: set[str] = set()
    for node in headings(root):
        stem = name = _slug(plain(node))
        number = 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        made[node] = name
    return made


def _slug(text: str) -> str:
    """`What to do?` as `what-to-do`."""
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-") or "section"


def shifts(root: SyntaxTreeNode, first: int) -> int:
    """How many levels the headings go down, so that the highest is at level `first`."""
    return first - min((int(node.tag[1]) for node in headings(root)), default=1)


def target(url: str, ids: frozenset[str], prefix: str, follow: Callable[[str], str | None] | None) -> str | None:
    """Where a link leads, None if nowhere: on the web, to a heading of the text, or where `follow` says."""
    if url.startswith("#"):
        name = unquote(url[1:])
        return f"#{prefix}{name}" if name in ids else None
    if _SCHEME.match(url):
        return url if url.lower().startswith(ALLOWED) else None
    if not url or url.startswith(("/", "\\", "?")) or follow is None:
        return None
    return follow(url)
