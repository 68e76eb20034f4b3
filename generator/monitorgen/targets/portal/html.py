"""Lines of text as HTML. Whatever a text holds is shown; nothing of it is markup."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from monitorgen.markup.text import visible
from monitorgen.targets.portal.blocks import Badge, Code, Muted, Out, Strong, To, ToFile
from monitorgen.targets.portal.links import leads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.targets.portal.blocks import Line
    from monitorgen.targets.portal.links import LinkBase

ENDING = ".html"


def joined(said: Line, base: LinkBase) -> str:
    """A line as it stands on a page."""
    if isinstance(said, str):
        return safe(said)
    made = ""
    for each in said:  # few, so that a list of them would cost more than it spares
        made += safe(each) if isinstance(each, str) else _WRITTEN[type(each)](each, base)
    return made


def escaped(said: str) -> str:
    """A text as it stands between tags and in attributes; what nobody would see is written out."""
    return escape(visible(said))


safe = lru_cache(4096)(escaped)
"""The same of texts that come again: names, words, links to what many pages lead to."""


def comment(said: str) -> str:
    """What may stand in a comment: nothing that ends one."""
    return safe(said).replace("--", "- -").replace("-&gt;", "- &gt;")


def _code(part: Code, _: LinkBase) -> str:
    return f"<code>{safe(part.text)}</code>"


def _strong(part: Strong, _: LinkBase) -> str:
    return f"<strong>{safe(part.text)}</strong>"


def _muted(part: Muted, _: LinkBase) -> str:
    return f'<span class="muted">{safe(part.text)}</span>'


def _badge(part: Badge, _: LinkBase) -> str:
    return f'<span class="badge {part.tone}">{safe(part.text)}</span>'


def _to(part: To, base: LinkBase) -> str:
    return f'<a href="{safe(base.to(part.page))}">{safe(part.text)}</a>'


def _to_file(part: ToFile, base: LinkBase) -> str:
    return f'<a href="{safe(base.to_file(part.path))}">{safe(part.text)}</a>'


def _out(part: Out, _: LinkBase) -> str:
    if not leads(part.url):
        return f"{safe(part.text)} <code>{safe(part.url)}</code>"
    return f'<a class="out" href="{escaped(part.url)}" rel="noreferrer">{safe(part.text)}</a>'


_WRITTEN: Mapping[type, Callable[..., str]] = {
    Code: _code, Strong: _strong, Muted: _muted, Badge: _badge, To: _to, ToFile: _to_file, Out: _out,
}  # fmt: skip
"""What writes each kind of a line's parts that is no plain text."""
