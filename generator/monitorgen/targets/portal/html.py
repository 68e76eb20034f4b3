"""Lines of text as HTML. Whatever a text holds is shown; nothing of it is markup."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from monitorgen.markup.text import visible
from monitorgen.targets.portal.blocks import Badge, Code, Muted, Out, Strong, To, ToFile
from monitorgen.targets.portal.links import file_href, href, leads

if TYPE_CHECKING:
    from monitorgen.targets.portal.blocks import Inline, Line

ENDING = ".html"


def joined(said: Line, page: str) -> str:
    """A line as it stands on a page (its path without an ending)."""
    return safe(said) if isinstance(said, str) else "".join([_inline(each, page) for each in said])


def comment(said: str) -> str:
    """What may stand in a comment: nothing that ends one."""
    return safe(said).replace("--", "- -").replace("-&gt;", "- &gt;")


@lru_cache(4096)
def safe(said: str) -> str:
    """A text as it stands between tags and in attributes; what nobody would see is written out."""
    return escape(visible(said))


def _inline(part: Inline, page: str) -> str:
    match part:
        case str():
            return safe(part)
        case Code():
            return f"<code>{safe(part.text)}</code>"
        case Strong():
            return f"<strong>{safe(part.text)}</strong>"
        case Muted():
            return f'<span class="muted">{safe(part.text)}</span>'
        case Badge():
            return f'<span class="badge {part.tone}">{safe(part.text)}</span>'
        case _:
            return _link(part, page)


def _link(part: To | ToFile | Out, page: str) -> str:
    match part:
        case To():
            return f'<a href="{safe(href(page, part.page, ENDING))}">{safe(part.text)}</a>'
        case ToFile():
            return f'<a href="{safe(file_href(page, part.path))}">{safe(part.text)}</a>'
        case Out():
            if not leads(part.url):
                return f"{safe(part.text)} <code>{safe(part.url)}</code>"
            return f'<a class="out" href="{safe(part.url)}" rel="noreferrer">{safe(part.text)}</a>'
