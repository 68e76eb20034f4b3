"""Blocks as HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.targets.portal.blocks import (
    Bullets,
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
from monitorgen.targets.portal.html import ENDING, joined, safe
from monitorgen.targets.portal.links import href, up
from monitorgen.targets.portal.prose import as_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.targets.portal.blocks import Block, Row


def blocks(every: Iterable[Block], page: str) -> str:
    """Blocks as they stand on a page (its path without an ending)."""
    return "".join([_block(each, page) for each in every])


def _block(block: Block, page: str) -> str:
    match block:
        case Table():
            return _table(block, page)
        case Facts():
            rows = "".join(
                f"<div><dt>{safe(word)}</dt><dd>{joined(said, page)}</dd></div>\n" for word, said in block.rows
            )
            return f'<dl class="facts">\n{rows}</dl>\n'
        case Fold():
            return f"<details>\n<summary>{safe(block.title)}</summary>\n{blocks(block.blocks, page)}</details>\n"
        case Group():
            name, title = safe(block.id), joined(block.title, page)
            return (
                f'<section class="group" id="{name}" aria-labelledby="{name}-title">\n'
                f'<h3 id="{name}-title">{title}</h3>\n{blocks(block.blocks, page)}</section>\n'
            )
        case Figure() | Picture() | Fence() | Prose():
            return _shown(block, page)
        case _:
            return _lines(block, page)


def _lines(block: Paragraph | Bullets | Note, page: str) -> str:
    """A block that is made of lines."""
    match block:
        case Paragraph():
            return f"<p>{joined(block.line, page)}</p>\n"
        case Note():
            return f'<p class="note {block.tone}">{joined(block.line, page)}</p>\n'
        case Bullets():
            tag = "ol" if block.ordered else "ul"
            items = "".join(f"<li>{joined(item, page)}</li>\n" for item in block.items)
            return f"<{tag}>\n{items}</{tag}>\n"


def _shown(block: Figure | Picture | Fence | Prose, page: str) -> str:
    """A block that is one thing."""
    match block:
        case Prose():
            return f'<div class="prose">\n{as_html(block, page, ENDING)}\n</div>\n'
        case Fence():
            return f'<pre tabindex="0"><code>{safe(block.text)}</code></pre>\n'
        case Picture():
            # The room `pictures` escapes all that it is told.
            return f'<div class="drawing" tabindex="0">\n{block.svg}\n</div>\n'
        case Figure():
            path = safe(f"{up(page)}{block.path}")
            leads = safe(href(page, block.page, ENDING)) if block.page else path
            whole = " whole" if block.page else ""
            picture = f'<img src="{path}" alt="{safe(block.words)}" loading="lazy">'
            return f'<a class="figure{whole}" href="{leads}">{picture}</a>\n'


def _table(table: Table, page: str) -> str:
    caption = safe(table.caption)
    rows = "".join(_rows(table, page))
    return (
        f'<div class="wide {table.look}" role="region" aria-label="{caption}" tabindex="0">\n<table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{_head(table.columns)}</tr></thead>\n"
        f"<tbody>\n{rows}</tbody>\n</table>\n</div>\n"
    )


@lru_cache(256)
def _head(columns: tuple[str, ...]) -> str:
    return "".join(f'<th scope="col">{safe(each)}</th>' for each in columns)


@lru_cache(256)
def _tags(columns: tuple[str, ...]) -> tuple[str, ...]:
    """How the cells of each column begin where rows become cards: with the column's name."""
    return tuple(f'<td data-name="{safe(each)}">' for each in columns)


def _rows(table: Table, page: str) -> Iterator[str]:
    """A row a line."""
    tags = _tags(table.columns) if table.look == "stacked" else ("<td>",) * len(table.columns)
    for each in table.rows:
        yield f"<tr{_id(each)}>{''.join(_cells(each, tags, page))}</tr>\n"


def _cells(row: Row, tags: tuple[str, ...], page: str) -> Iterator[str]:
    first, *others = row.cells
    yield f'<th scope="row">{joined(first, page)}</th>'
    for tag, each in zip(tags[1:], others, strict=True):
        yield f"{tag}{joined(each, page)}</td>"


def _id(row: Row) -> str:
    return f' id="{safe(row.id)}"' if row.id is not None else ""
