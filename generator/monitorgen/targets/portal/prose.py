"""Owners' Markdown on pages. Most of it is a sentence, or a list of them, or the same for many: that is soon read."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from monitorgen.markup.html import to_html
from monitorgen.markup.rewritten import to_markdown
from monitorgen.markup.text import special

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.targets.portal.blocks import Prose
    from monitorgen.targets.portal.links import LinkBase

_CODE = r"`[!-_a-~](?:[ -_a-~]*[!-_a-~])?`(?!`)"
_WORDS = r"""[A-Za-z0-9 ,;:.?!%()/'"+=-]|[A-Za-z0-9]_(?=[A-Za-z0-9])|<[a-z][a-z0-9]*>"""
SENTENCE = re.compile(rf"""(?:[A-Za-z"'(]|{_CODE})(?:{_WORDS}|{_CODE})*(?<! )""")
"""A line in which only code means anything to Markdown, or looks so: `<value>` is no HTML where there is none."""


def as_html(block: Prose, base: LinkBase) -> str:
    """The text as HTML on a page."""
    if block.follow is None or "[" not in block.markdown:
        return _html(block.markdown, block.level, block.prefix)
    return to_html(block.markdown, block.level, block.prefix, _follower(block.follow, base))


def as_markdown(block: Prose, base: LinkBase) -> str:
    """The text as Markdown on a page."""
    if block.follow is None or "[" not in block.markdown:
        return _markdown(block.markdown, block.level)
    return to_markdown(block.markdown, block.level, _follower(block.follow, base)).strip()


def _follower(follow: Callable[[str], str | None], base: LinkBase) -> Callable[[str], str | None]:
    """Where relative links lead, seen from a page."""

    def found(to: str) -> str | None:
        leads = follow(to)
        return base.to(leads) if leads is not None else None

    return found


@lru_cache(1024)
def _html(text: str, level: int, prefix: str) -> str:
    if SENTENCE.fullmatch(text):
        return f"<p>{_sentence_as_html(text)}</p>\n"
    steps = _steps(text)
    if steps:
        items = "".join([f"<li>\n{_sentence_as_html(each)}\n</li>\n" for each in steps])
        return f"<ol>\n{items}</ol>\n"
    return to_html(text, level, prefix)


@lru_cache(1024)
def _markdown(text: str, level: int) -> str:
    if SENTENCE.fullmatch(text):
        return _sentence_as_markdown(text)
    steps = _steps(text)
    if steps:
        return "\n".join([f"{number}. {_sentence_as_markdown(each)}" for number, each in enumerate(steps, start=1)])
    return to_markdown(text, level).strip()


def _steps(text: str) -> list[str]:
    """The items of a list of sentences, one a line and numbered; none where a text is anything else."""
    items: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        mark, dot, item = line.partition(". ")
        if not dot or mark != str(number) or SENTENCE.fullmatch(item) is None:
            return []
        items.append(item)
    return items


def _sentence_as_html(text: str) -> str:
    parts = (f"<code>{escape(each)}</code>" if at % 2 else escape(each) for at, each in enumerate(text.split("`")))
    return "".join(parts)


def _sentence_as_markdown(text: str) -> str:
    return "`".join(each if at % 2 else special(each) for at, each in enumerate(text.split("`")))
