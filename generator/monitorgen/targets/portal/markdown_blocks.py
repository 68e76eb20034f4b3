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
from monitorgen.targets.portal.links import Place
from monitorgen.targets.portal.markdown import ENDING, cell, escaped, line
from monitorgen.targets.portal.prose import as_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitorgen.targets.portal.blocks import Block

BETWEEN = "\n\n"
"""What stands between blocks: an empty line."""


def blocks(every: Iterable[Block], place: Place) -> list[str]:
    """Blocks as they stand on a page, with nothing between them."""
    return [_WRITTEN[type(each)](each, place) for each in every]


# -- lines -------------------------------------------------------------------------------------------------------------


def _paragraph(block: Paragraph, place: Place) -> str:
    return line(block.line, place)


def _note(block: Note, place: Place) -> str:
    return f"> {line(block.line, place)}"


def _bullets(block: Bullets, place: Place) -> str:
    if block.ordered:
        return "\n".join([f"{number}. {line(item, place)}" for number, item in enumerate(block.items, start=1)])
    return "\n".join([f"- {line(item, place)}" for item in block.items])


def _facts(block: Facts, place: Place) -> str:
    rows = [f"| {escaped(word)} | {cell(said, place)} |" for word, said in block.rows]
    return "\n".join(["| | |", "| --- | --- |", *rows])


# -- what holds other blocks -------------------------------------------------------------------------------------------


def _fold(block: Fold, place: Place) -> str:
    return BETWEEN.join([f"**{escaped(block.title)}**", *blocks(block.blocks, place)])


def _group(block: Group, place: Place) -> str:
    return BETWEEN.join([f'<a id="{block.id}"></a>', f"### {line(block.title, place)}", *blocks(block.blocks, place)])


def _common(block: Common, place: Place) -> str:
    return _written_once(block, place.up)


@lru_cache(512)
def _written_once(block: Common, up: str) -> str:
    """For all pages that lie equally deep."""
    return BETWEEN.join(blocks(block.blocks, Place("", ENDING, up)))


# -- what is one thing -------------------------------------------------------------------------------------------------


def _fence(block: Fence, _: Place) -> str:
    return fenced(block.text, block.language).rstrip("\n")


def _picture(block: Picture, place: Place) -> str:
    return line(block.words, place)


def _figure(block: Figure, place: Place) -> str:
    return f"![{escaped(block.words)}]({place.up}{block.path})"


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table, place: Place) -> str:
    lines = [_head(table.columns)]
    for row in table.rows:
        cells = " | ".join([cell(each, place) for each in row.cells])
        lines.append(f"| {cells} |" if row.id is None else f'| <a id="{row.id}"></a>{cells} |')
    return "\n".join(lines)


@lru_cache(256)
def _head(columns: tuple[str, ...]) -> str:
    rule = " | ".join("---" for _ in columns)
    return f"| {' | '.join(map(escaped, columns))} |\n| {rule} |"


_WRITTEN: Mapping[type, Callable[..., str]] = {
    Paragraph: _paragraph, Note: _note, Bullets: _bullets, Facts: _facts, Fold: _fold, Group: _group, Common: _common,
    Prose: as_markdown, Fence: _fence, Picture: _picture, Figure: _figure, Table: _table,
}  # fmt: skip
"""What writes each kind of blocks."""
