"""Blocks as HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

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
from monitorgen.targets.portal.html import ENDING, escaped, joined
from monitorgen.targets.portal.links import LinkBase
from monitorgen.targets.portal.prose import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitorgen.targets.portal.blocks import Block


def blocks(every: Iterable[Block], base: LinkBase) -> str:
    """Blocks as they stand on a page."""
    return "".join([WRITERS[type(each)](each, base) for each in every])


# -- lines -------------------------------------------------------------------------------------------------------------


def _paragraph(block: Paragraph, base: LinkBase) -> str:
    return f"<p>{joined(block.line, base)}</p>\n"


def _note(block: Note, base: LinkBase) -> str:
    return f'<p class="note {block.tone}">{joined(block.line, base)}</p>\n'


def _bullets(block: Bullets, base: LinkBase) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "".join([f"<li>{joined(item, base)}</li>\n" for item in block.items])
    return f"<{tag}>\n{items}</{tag}>\n"


def _facts(block: Facts, base: LinkBase) -> str:
    rows = "".join([f"<div><dt>{escaped(word)}</dt><dd>{joined(said, base)}</dd></div>\n" for word, said in block.rows])
    return f'<dl class="facts">\n{rows}</dl>\n'


# -- what holds other blocks -------------------------------------------------------------------------------------------


def _fold(block: Fold, base: LinkBase) -> str:
    return f"<details>\n<summary>{escaped(block.title)}</summary>\n{blocks(block.blocks, base)}</details>\n"


def _group(block: Group, base: LinkBase) -> str:
    name = escaped(block.id)
    return (
        f'<section class="group" id="{name}" aria-labelledby="{name}-title">\n'
        f'<h3 id="{name}-title">{joined(block.title, base)}</h3>\n{blocks(block.blocks, base)}</section>\n'
    )


def _common(block: Common, base: LinkBase) -> str:
    return _written_once(block, base.up)


@lru_cache(512)
def _written_once(block: Common, up: str) -> str:
    """For all pages that lie equally deep."""
    return blocks(block.blocks, LinkBase("", ENDING, up))


# -- what is one thing -------------------------------------------------------------------------------------------------


def _prose(block: Prose, base: LinkBase) -> str:
    return f'<div class="prose">\n{as_html(block, base)}\n</div>\n'


def _fence(block: Fence, _: LinkBase) -> str:
    return f'<pre tabindex="0"><code>{escaped(block.text)}</code></pre>\n'


def _picture(block: Picture, _: LinkBase) -> str:
    """The room `pictures` escapes all that it is told."""
    return f'<div class="drawing" tabindex="0">\n{block.svg}\n</div>\n'


def _figure(block: Figure, base: LinkBase) -> str:
    path = escaped(f"{base.up}{block.path}")
    leads = escaped(base.to(block.page)) if block.page else path
    whole = " whole" if block.page else ""
    picture = f'<img src="{path}" alt="{escaped(block.words)}" loading="lazy">'
    return f'<a class="figure{whole}" href="{leads}">{picture}</a>\n'


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table, base: LinkBase) -> str:
    """A row a line."""
    tags = _tags(table.columns, named=table.look == "stacked")
    made = [_opened(table.columns, table.caption, table.look)]
    for row in table.rows:
        made.append("<tr>" if row.id is None else f'<tr id="{escaped(row.id)}">')
        for (opens, closes), said in zip(tags, row.cells, strict=True):
            made.append(f"{opens}{joined(said, base)}{closes}")
        made.append("</tr>\n")
    made.append("</tbody>\n</table>\n</div>\n")
    return "".join(made)


@lru_cache(256)
def _opened(columns: tuple[str, ...], caption: str, look: str) -> str:
    """All of a table that stands before its rows."""
    title = escaped(caption)
    head = "".join(f'<th scope="col">{escaped(each)}</th>' for each in columns)
    return (
        f'<div class="wide {look}" role="region" aria-label="{title}" tabindex="0">\n<table>\n'
        f"<caption>{title}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    )


@lru_cache(256)
def _tags(columns: tuple[str, ...], *, named: bool) -> tuple[tuple[str, str], ...]:
    """What opens and closes each cell of a row; where rows become cards, a cell has the name of its column."""
    others = [(f'<td data-name="{escaped(each)}">' if named else "<td>", "</td>") for each in columns[1:]]
    return ('<th scope="row">', "</th>"), *others


WRITERS: Mapping[type, Callable[..., str]] = {
    Paragraph: _paragraph, Note: _note, Bullets: _bullets, Facts: _facts, Fold: _fold, Group: _group, Common: _common,
    Prose: _prose, Fence: _fence, Picture: _picture, Figure: _figure, Table: _table,
}  # fmt: skip
"""What writes each kind of blocks."""
