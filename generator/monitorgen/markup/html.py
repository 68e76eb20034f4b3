"""Markdown as HTML that only shows something: no script, no style, no request, no link to where it does not say.

Each part of the text is written by a function of its own, so that nothing comes out that is not listed here. HTML
inside Markdown is text. A link leads to http, https or mailto, to a heading of the same text, or where `follow` says
that a relative path leads; any other is its text alone. A picture is a link to it: to show it would be a request.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.markup.reading import DEEPEST, ids_of, is_in_link, plain, read, shifts, target
from monitorgen.markup.text import in_html

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it.tree import SyntaxTreeNode

_SAME = {
    "blockquote": "blockquote", "bullet_list": "ul", "list_item": "li", "table": "table", "thead": "thead",
    "tbody": "tbody", "tr": "tr", "em": "em", "strong": "strong", "s": "s",
}  # fmt: skip
_INLINE = frozenset({"em", "strong", "s"})
_CELLS = frozenset({"th", "td"})
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]+")
_ALIGNED = re.compile(r"text-align:(left|center|right)")


def to_html(
    markdown: str, heading_level: int = 2, prefix: str = "", follow: Callable[[str], str | None] | None = None
) -> str:
    """The Markdown as HTML, its highest heading as `<hN>` with N = `heading_level`.

    Ids of headings begin with `prefix`, so that those of two texts of a page differ. `follow` tells where a relative
    link leads, None for one that leads nowhere.
    """
    if follow is None or "[" not in markdown:
        return _alike(markdown, heading_level, prefix)
    return _written(markdown, heading_level, prefix, follow)


@lru_cache(maxsize=512)
def _alike(markdown: str, heading_level: int, prefix: str) -> str:
    """A text without relative links, the same on every page: what a type says stands on those of all that are of it."""
    return _written(markdown, heading_level, prefix, None)


def _written(markdown: str, heading_level: int, prefix: str, follow: Callable[[str], str | None] | None) -> str:
    root = read(markdown)
    ids = ids_of(root)
    page = _Page(shifts(root, heading_level), prefix, follow, ids, frozenset(ids.values()))
    return page.children(root)


class _Page(Struct, frozen=True):
    """What holds for all parts of a text."""

    shift: int
    prefix: str
    follow: Callable[[str], str | None] | None
    ids: Mapping[SyntaxTreeNode, str]
    names: frozenset[str]

    def children(self, node: SyntaxTreeNode) -> str:
        return "".join(self.part(child) for child in node.children)

    def part(self, node: SyntaxTreeNode) -> str:
        written = _LEAVES.get(node.type)
        if written is not None:
            return written(node)
        match node.type:
            case "root" | "inline":
                return self.children(node)
            case "link":
                return self._link(node, str(node.attrs.get("href", "")), self.children(node))
            case "image":
                return self._link(node, str(node.attrs.get("src", "")), in_html(plain(node) or "picture"))
            case "heading":
                return self._heading(node)
            case "paragraph":
                inside = self.children(node)
                return f"{inside}\n" if node.hidden else f"<p>{inside}</p>\n"
        tag, attribute = _tag(node)
        inside = self.children(node)
        if node.type in _INLINE:
            return f"<{tag}>{inside}</{tag}>"
        return f"<{tag}{attribute}>{inside}</{tag}>\n" if tag in _CELLS else f"<{tag}{attribute}>\n{inside}</{tag}>\n"

    def _heading(self, node: SyntaxTreeNode) -> str:
        level = min(DEEPEST, int(node.tag[1]) + self.shift)
        name = in_html(self.prefix + self.ids[node])
        return f'<h{level} id="{name}">{self.children(node)}</h{level}>\n'

    def _link(self, node: SyntaxTreeNode, url: str, text: str) -> str:
        """A link, or its text: inside another link there is no room for one."""
        leads = None if is_in_link(node) else target(url, self.names, self.prefix, self.follow)
        if leads is None:
            return text
        title = str(node.attrs.get("title", ""))
        said = f' title="{in_html(title)}"' if title else ""
        return f'<a href="{in_html(leads)}"{said}>{text}</a>'


def _tag(node: SyntaxTreeNode) -> tuple[str, str]:
    """The element of a part, and its attribute with a space before it."""
    if node.type in _CELLS:
        aligned = _ALIGNED.fullmatch(str(node.attrs.get("style", "")))
        return node.type, f' class="{aligned[1]}"' if aligned is not None else ""
    if node.type == "ordered_list":
        start = int(node.attrs.get("start", 1))
        return "ol", f' start="{start}"' if start != 1 else ""
    return _SAME[node.type], ""


def _code(node: SyntaxTreeNode) -> str:
    """A block of code; it can be reached by keyboard, for it may be wider than the page."""
    language = node.info.split(maxsplit=1)[0] if node.type == "fence" and node.info.strip() else ""
    named = f' class="language-{language}"' if _LANGUAGE.fullmatch(language) else ""
    return f'<pre tabindex="0"><code{named}>{in_html(node.content)}</code></pre>\n'


_LEAVES: Mapping[str, Callable[[SyntaxTreeNode], str]] = {
    "text": lambda node: in_html(node.content),
    "text_special": lambda node: in_html(node.content),
    "code_inline": lambda node: f"<code>{in_html(node.content)}</code>",
    "softbreak": lambda _: "\n",
    "hardbreak": lambda _: "<br>\n",
    "hr": lambda _: "<hr>\n",
    "fence": _code,
    "code_block": _code,
}
