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
from monitorgen.targets.portal.html import ENDING, escaped, joined, safe
from monitorgen.targets.portal.links import Place
from monitorgen.targets.portal.prose import as_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitorgen.targets.portal.blocks import Block


def blocks(every: Iterable[Block], place: Place) -> str:
    """Blocks as they stand on a page."""
    return "".join([_WRITTEN[type(each)](each, place) for each in every])


# -- lines -------------------------------------------------------------------------------------------------------------


def _paragraph(block: Paragraph, place: Place) -> str:
    return f"<p>{joined(block.line, place)}</p>\n"


def _note(block: Note, place: Place) -> str:
    return f'<p class="note {block.tone}">{joined(block.line, place)}</p>\n'


def _bullets(block: Bullets, place: Place) -> str:
    tag = "ol" if block.ordered else "ul"
    items = "".join([f"<li>{joined(item, place)}</li>\n" for item in block.items])
    return f"<{tag}>\n{items}</{tag}>\n"


def _facts(block: Facts, place: Place) -> str:
    rows = "".join([f"<div><dt>{safe(word)}</dt><dd>{joined(said, place)}</dd></div>\n" for word, said in block.rows])
    return f'<dl class="facts">\n{rows}</dl>\n'


# -- what holds other blocks -------------------------------------------------------------------------------------------


def _fold(block: Fold, place: Place) -> str:
    return f"<details>\n<summary>{safe(block.title)}</summary>\n{blocks(block.blocks, place)}</details>\n"


def _group(block: Group, place: Place) -> str:
    name = safe(block.id)
    return (
        f'<section class="group" id="{name}" aria-labelledby="{name}-title">\n'
        f'<h3 id="{name}-title">{joined(block.title, place)}</h3>\n{blocks(block.blocks, place)}</section>\n'
    )


def _common(block: Common, place: Place) -> str:
    return _written_once(block, place.up)


@lru_cache(512)
def _written_once(block: Common, up: str) -> str:
    """For all pages that lie equally deep."""
    return blocks(block.blocks, Place("", ENDING, up))


# -- what is one thing -------------------------------------------------------------------------------------------------


def _prose(block: Prose, place: Place) -> str:
    return f'<div class="prose">\n{as_html(block, place)}\n</div>\n'


def _fence(block: Fence, _: Place) -> str:
    return f'<pre tabindex="0"><code>{escaped(block.text)}</code></pre>\n'


def _picture(block: Picture, _: Place) -> str:
    """The room `pictures` escapes all that it is told."""
    return f'<div class="drawing" tabindex="0">\n{block.svg}\n</div>\n'


def _figure(block: Figure, place: Place) -> str:
    path = escaped(f"{place.up}{block.path}")
    leads = safe(place.to(block.page)) if block.page else path
    whole = " whole" if block.page else ""
    picture = f'<img src="{path}" alt="{safe(block.words)}" loading="lazy">'
    return f'<a class="figure{whole}" href="{leads}">{picture}</a>\n'


# -- tables ------------------------------------------------------------------------------------------------------------


def _table(table: Table, place: Place) -> str:
    """A row a line."""
    tags = _tags(table.columns, named=table.look == "stacked")
    made = [_opened(table.columns, table.caption, table.look)]
    for row in table.rows:
        made.append("<tr>" if row.id is None else f'<tr id="{safe(row.id)}">')
        for tag, said in zip(tags, row.cells, strict=True):
            made.append(tag)  # it ends the cell before it
            made.append(joined(said, place))
        made.append("</td></tr>\n" if len(tags) > 1 else "</th></tr>\n")
    made.append("</tbody>\n</table>\n</div>\n")
    return "".join(made)


@lru_cache(256)
def _opened(columns: tuple[str, ...], caption: str, look: str) -> str:
    """All of a table that stands before its rows."""
    title = safe(caption)
    head = "".join(f'<th scope="col">{safe(each)}</th>' for each in columns)
    return (
        f'<div class="wide {look}" role="region" aria-label="{title}" tabindex="0">\n<table>\n'
        f"<caption>{title}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
    )


@lru_cache(256)
def _tags(columns: tuple[str, ...], *, named: bool) -> tuple[str, ...]:
    """What stands before each cell of a row; where rows become cards, a cell begins with the name of its column."""
    named_cells = [f'<td data-name="{safe(each)}">' if named else "<td>" for each in columns[1:]]
    return ('<th scope="row">', *(f"{'</td>' if at else '</th>'}{tag}" for at, tag in enumerate(named_cells)))


_WRITTEN: Mapping[type, Callable[..., str]] = {
    Paragraph: _paragraph, Note: _note, Bullets: _bullets, Facts: _facts, Fold: _fold, Group: _group, Common: _common,
    Prose: _prose, Fence: _fence, Picture: _picture, Figure: _figure, Table: _table,
}  # fmt: skip
"""What writes each kind of blocks."""
