"""Lines of text as HTML. Whatever a text holds is shown; nothing of it is markup."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.markup.text import in_html
from monitorgen.targets.portal.blocks import Badge, Code, Muted, Out, Strong, To, ToFile
from monitorgen.targets.portal.links import leads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.targets.portal.blocks import Line
    from monitorgen.targets.portal.links import LinkBase

ENDING = ".html"
escaped = lru_cache(4096)(in_html)
"""A text as it stands between tags and in attributes; most come again on other pages."""


def joined(said: Line, base: LinkBase) -> str:
    """A line as it stands on a page."""
    if isinstance(said, str):
        return escaped(said)
    made = ""
    for each in said:
        made += escaped(each) if isinstance(each, str) else WRITERS[type(each)](each, base)
    return made


def comment(said: str) -> str:
    """What may stand in a comment: nothing that ends one."""
    return escaped(said).replace("--", "- -").replace("-&gt;", "- &gt;")


def _code(part: Code, _: LinkBase) -> str:
    return f"<code>{escaped(part.text)}</code>"


def _strong(part: Strong, _: LinkBase) -> str:
    return f"<strong>{escaped(part.text)}</strong>"


def _muted(part: Muted, _: LinkBase) -> str:
    return f'<span class="muted">{escaped(part.text)}</span>'


def _badge(part: Badge, _: LinkBase) -> str:
    return f'<span class="badge {part.tone}">{escaped(part.text)}</span>'


def _to(part: To, base: LinkBase) -> str:
    return f'<a href="{escaped(base.to(part.page))}">{escaped(part.text)}</a>'


def _to_file(part: ToFile, base: LinkBase) -> str:
    return f'<a href="{escaped(base.to_file(part.path))}">{escaped(part.text)}</a>'


def _out(part: Out, _: LinkBase) -> str:
    if not leads(part.url):
        return f"{escaped(part.text)} <code>{escaped(part.url)}</code>"
    return f'<a class="out" href="{escaped(part.url)}" rel="noreferrer">{escaped(part.text)}</a>'


WRITERS: Mapping[type, Callable[..., str]] = {
    Code: _code, Strong: _strong, Muted: _muted, Badge: _badge, To: _to, ToFile: _to_file, Out: _out,
}  # fmt: skip
"""What writes each kind of a line's parts that is no plain text."""
