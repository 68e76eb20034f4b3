"""Owners' Markdown on pages. Most of it is a plain sentence, or the same for many alerts: neither is read twice."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from monitorgen.markup.html import to_html
from monitorgen.markup.rewritten import to_markdown
from monitorgen.markup.text import escaped

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.targets.portal.blocks import Prose
    from monitorgen.targets.portal.links import Place

SENTENCE = re.compile(r"""[A-Za-z](?:[A-Za-z0-9 ,;.%()/'"+-]|[A-Za-z0-9]_(?=[A-Za-z0-9])|<[a-z][a-z0-9]*>)*(?<! )""")
"""A line in which nothing means anything to Markdown, or only looks so: `<value>` is no HTML where there is none."""


def as_html(block: Prose, place: Place) -> str:
    """The text as HTML on a page."""
    if block.follow is None or "[" not in block.markdown:
        return _html(block.markdown, block.level, block.prefix)
    return to_html(block.markdown, block.level, block.prefix, _follower(block.follow, place))


def as_markdown(block: Prose, place: Place) -> str:
    """The text as Markdown on a page."""
    if block.follow is None or "[" not in block.markdown:
        return _markdown(block.markdown, block.level)
    return to_markdown(block.markdown, block.level, _follower(block.follow, place)).strip()


def _follower(follow: Callable[[str], str | None], place: Place) -> Callable[[str], str | None]:
    """Where relative links lead, seen from a page."""

    def found(to: str) -> str | None:
        leads = follow(to)
        return place.to(leads) if leads is not None else None

    return found


@lru_cache(1024)
def _html(text: str, level: int, prefix: str) -> str:
    if SENTENCE.fullmatch(text):
        return f"<p>{escape(text)}</p>\n"
    return to_html(text, level, prefix)


@lru_cache(1024)
def _markdown(text: str, level: int) -> str:
    if SENTENCE.fullmatch(text):
        return escaped(text)
    return to_markdown(text, level).strip()
