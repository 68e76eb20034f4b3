"""Blocks as Markdown."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.markup.text import fenced
from monitorgen.targets.portal.blocks import (
    Bullets,
    Common,
    Facts,
    Fence,
    Figure,
    Fold,
    Group,
    Note,
    Paragraph,
    Picture,
    Prose,
    Table,
)
from monitorgen.targets.portal.links import LinkBase
from monitorgen.targets.portal.markdown import ENDING, cell, escaped, line
from monitorgen.targets.portal.prose import as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitorgen.targets.portal.blocks import Block

BETWEEN = "\n\n"
"""What stands between blocks: an empty line."""


def blocks(every: Iterable[Block], base: LinkBase) -> list[str]:
    """Blocks as they stand on a page, with nothing between them."""
    return [WRITERS[type(each)](each, base) for each in every]


# -- lines -------------------------------------------------------------------------------------------------------------


def _paragraph(block: Paragraph, base: LinkBase) -> str:
    return line(block.line, base)


def _note(block: Note, base: LinkBase) -> str:
    return f"> {line(block.line, base)}"


def _bullets(block: Bullets, base: LinkBase) -> str:
    if block.ordered:
        return "\n".join([f"{number}. {line(item, base)}" for number, item in enumerate(block.items, start=1)])
    return "\n".join([f"- {line(item, base)}" for item in block.items])


def _facts(block: Facts, base: LinkBase) -> str:
    rows = [f"| {escaped(word)} | {cell(said, base)} |" for word, said in block.rows]
    return "\n".join(["| | |", "| --- | --- |", *rows])


# -- what holds other blocks -------------------------------------------------------------------------------------------


def _fold(block: Fold, base: LinkBase) -> str:
    return BETWEEN.join([f"**{escaped(block.title)}**", *blocks(block.blocks, base)])


def _group(block: Group, base: LinkBase) -> str:
    return BETWEEN.join([f'<a id="{block.id}"></a>', f"### {line(block.title, base)}", *blocks(block.blocks, base)])


def _common(block: Common, base: LinkBase) -> str:
    return _written_once(block, base.up)


@lru_cache(512)
def _written_once(block: Common, up: str) -> str:
    """For all pages that lie equally deep."""
    return BETWEEN.join(blocks(block.blocks, LinkBase("", ENDING, up)))


# -- what is one thing -------------------------------------------------------------------------------------------------


def _fence(block: Fence, _: LinkBase) -> str:
    return fenced(block.text, block.language).rstrip("\n")


def _picture(block: Picture, base: LinkBase) -> str:
    return line(block.words, base)


def _figure(block: Figure, base: LinkBase) -> str:
    return f"![{escaped(block.words)}]({base.up}{block.path})"


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table, base: LinkBase) -> str:
    lines = [_head(table.columns)]
    for row in table.rows:
        cells = " | ".join([cell(each, base) for each in row.cells])
        lines.append(f"| {cells} |" if row.id is None else f'| <a id="{row.id}"></a>{cells} |')
    return "\n".join(lines)


@lru_cache(256)
def _head(columns: tuple[str, ...]) -> str:
    rule = " | ".join("---" for _ in columns)
    return f"| {' | '.join(map(escaped, columns))} |\n| {rule} |"


WRITERS: Mapping[type, Callable[..., str]] = {
    Paragraph: _paragraph, Note: _note, Bullets: _bullets, Facts: _facts, Fold: _fold, Group: _group, Common: _common,
    Prose: as_markdown, Fence: _fence, Picture: _picture, Figure: _figure, Table: _table,
}  # fmt: skip
"""What writes each kind of blocks."""
