"""Owners' Markdown inside a page of Markdown: headings below the page's own, links that lead somewhere, no HTML.

It is written anew from its parts, so that nothing of it can mean what was not understood. Whether it still says the
same is looked at each time: a text that would not is shown as it was written, in a block of code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.markup.html import to_html
from monitorgen.markup.reading import DEEPEST, ids_of, is_in_link, plain, read, shifts, target
from monitorgen.markup.text import at_start, coded, fenced, special

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it.tree import SyntaxTreeNode

_MARKS = {"em": "*", "strong": "**", "s": "~~"}
_PLAIN = re.compile(r"[A-Za-z0-9/._~#?=&%:+@-]+")
"""Addresses that need no brackets."""
_ALIGNED = {"text-align:left": ":--", "text-align:center": ":-:", "text-align:right": "--:"}


def to_markdown(markdown: str, heading_level: int = 2, follow: Callable[[str], str | None] | None = None) -> str:
    """The Markdown with its highest heading at `heading_level`; it ends with a line's end unless it is empty."""
    if follow is None or "[" not in markdown:
        return _alike(markdown, heading_level)
    return _written(markdown, heading_level, follow)


@lru_cache(maxsize=512)
def _alike(markdown: str, heading_level: int) -> str:
    """A text without relative links, the same on every page."""
    return _written(markdown, heading_level, None)


def _written(markdown: str, heading_level: int, follow: Callable[[str], str | None] | None) -> str:
    root = read(markdown)
    parts = _Parts(shifts(root, heading_level), frozenset(ids_of(root).values()), follow)
    text = parts.blocks(root)
    text = f"{text}\n" if text else ""
    same = to_html(text, heading_level, follow=str).split() == to_html(markdown, heading_level, follow=follow).split()
    return text if same else fenced(markdown, "markdown")


class _Parts(Struct, frozen=True):
    """What holds for all parts of a text."""

    shift: int
    names: frozenset[str]
    follow: Callable[[str], str | None] | None

    def blocks(self, node: SyntaxTreeNode, between: str = "\n\n") -> str:
        return between.join(self.block(child) for child in node.children)

    def block(self, node: SyntaxTreeNode) -> str:
        match node.type:
            case "heading":
                level = min(DEEPEST, int(node.tag[1]) + self.shift)
                return f"{'#' * level} {self.line(node)}".rstrip()
            case "fence" | "code_block":
                return fenced(node.content, node.info.split()[0] if node.info.strip() else "").rstrip("\n")
            case "blockquote":
                return "\n".join(f"> {line}".rstrip() for line in self.blocks(node).split("\n"))
            case "bullet_list" | "ordered_list":
                return self.items(node)
            case "table":
                return "\n".join(self.rows(node))
            case "hr":
                return "***"
        return "\n".join(at_start(line) for line in self.inline(node).split("\n"))

    def items(self, node: SyntaxTreeNode) -> str:
        """A list; one after another of its kind has the other mark, or both would be one."""
        other, before = False, node.previous_sibling
        while before is not None and before.type == node.type:
            other, before = not other, before.previous_sibling
        number = int(node.attrs.get("start", 1))
        tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
        made: list[str] = []
        for at, item in enumerate(node.children):
            mark = ("*" if other else "-") if node.type == "bullet_list" else f"{number + at}{')' if other else '.'}"
            indent = " " * (len(mark) + 1)
            first, *more = self.blocks(item, "\n" if tight else "\n\n").split("\n")
            made.append("\n".join((f"{mark} {first}".rstrip(), *(f"{indent}{line}" if line else "" for line in more))))
        return ("\n" if tight else "\n\n").join(made)

    def rows(self, node: SyntaxTreeNode) -> list[str]:
        rows = [row for part in node.children for row in part.children]
        made = [f"| {' | '.join(self.line(cell, in_table=True) for cell in row.children)} |" for row in rows]
        aligned = [_ALIGNED.get(str(cell.attrs.get("style", "")), "---") for cell in rows[0].children]
        made.insert(1, f"| {' | '.join(aligned)} |")
        return made

    def line(self, node: SyntaxTreeNode, *, in_table: bool = False) -> str:
        return " ".join(self.inline(node, in_table=in_table).replace("\\\n", " ").split("\n"))

    def inline(self, node: SyntaxTreeNode, *, in_table: bool = False) -> str:
        match node.type:
            case "text" | "text_special":
                return special(node.content)
            case "code_inline":
                return coded(node.content, in_table=in_table)
            case "softbreak":
                return "\n"
            case "hardbreak":
                return "\\\n"
            case "link":
                return self._link(node, "href", self._inside(node, in_table=in_table))
            case "image":
                return self._link(node, "src", special(plain(node) or "picture"))
        mark = _MARKS.get(node.type, "")
        return f"{mark}{self._inside(node, in_table=in_table)}{mark}"

    def _inside(self, node: SyntaxTreeNode, *, in_table: bool) -> str:
        return "".join(self.inline(child, in_table=in_table) for child in node.children)

    def _link(self, node: SyntaxTreeNode, attribute: str, text: str) -> str:
        leads = None if is_in_link(node) else target(str(node.attrs.get(attribute, "")), self.names, "", self.follow)
        if leads is None:
            return text
        title = " ".join(special(str(node.attrs.get("title", ""))).replace('"', '\\"').split())
        said = f' "{title}"' if title else ""
        plainly = leads if _PLAIN.fullmatch(leads) else f"<{leads.replace('|', '%7C')}>"
        return f"[{text}]({plainly}{said})"
