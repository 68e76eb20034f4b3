"""Owners' Markdown on pages, its relative links led to pages of the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.markup import sentences
from monitorgen.markup.html import to_html
from monitorgen.markup.rewritten import to_markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.targets.portal.blocks import Prose
    from monitorgen.targets.portal.links import LinkBase


def as_html(block: Prose, base: LinkBase) -> str:
    """The text as HTML on a page."""
    plain = sentences.as_html(block.markdown)
    return plain if plain is not None else to_html(block.markdown, block.level, block.prefix, _follower(block, base))


def as_markdown(block: Prose, base: LinkBase) -> str:
    """The text as Markdown on a page."""
    plain = sentences.as_markdown(block.markdown)
    return (plain if plain is not None else to_markdown(block.markdown, block.level, _follower(block, base))).strip()


def _follower(block: Prose, base: LinkBase) -> Callable[[str], str | None] | None:
    """Where relative links of a text lead, seen from a page."""
    if (follow := block.follow) is None:
        return None

    def found(to: str) -> str | None:
        leads = follow(to)
        return base.to(leads) if leads is not None else None

    return found
