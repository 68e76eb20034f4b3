"""A page as Markdown: what a repository shows. Whatever a text holds is shown; nothing of it is markup."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.markup import text as plain
from monitorgen.markup.text import fenced, visible
from monitorgen.targets.portal.blocks import (
    Badge,
    Bullets,
    Code,
    Facts,
    Fence,
    Figure,
    Fold,
    Group,
    Muted,
    Note,
    Out,
    Paragraph,
    Picture,
    Prose,
    Strong,
    Table,
    To,
    ToFile,
)
from monitorgen.targets.portal.links import file_href, href, leads, up
from monitorgen.targets.portal.prose import as_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.targets.portal.blocks import Block, Inline, Line, Page, Site

ENDING = ".md"
_NOT_IN_ADDRESS = re.compile(r'[\\()<>|`" {}]')
escaped, coded = lru_cache(4096)(plain.escaped), lru_cache(4096)(plain.coded)


@lru_cache(4096)
def inside(said: str) -> str:
    """A text where no line begins."""
    return plain.special(" ".join(visible(said).split()))


def line(said: Line, page: str, *, in_table: bool = False) -> str:
    """A line as it stands on a page (its path without an ending)."""
    if isinstance(said, str):
        return inside(said) if in_table else escaped(said)
    made = "".join([_inline(each, page, in_table=in_table) for each in said]).strip()
    return made if in_table else plain.at_start(made)


def _inline(part: Inline, page: str, *, in_table: bool) -> str:
    match part:
        case str():
            return _spaced(part)
        case Code():
            return coded(part.text, in_table=in_table)
        case Strong():
            return f"**{escaped(part.text)}**" if part.text.strip() else ""
        case Muted():
            return _spaced(part.text)
        case Badge():
            return coded(part.text, in_table=in_table)
        case _:
            return _link(part, page, in_table=in_table)


def _spaced(text: str) -> str:
    """A text; a space at an end keeps it from its neighbour."""
    if not text.strip():
        return " " * bool(text)
    return f"{' ' * text[0].isspace()}{inside(text)}{' ' * text[-1].isspace()}"


def _link(part: To | ToFile | Out, page: str, *, in_table: bool) -> str:
    match part:
        case To():
            return f"[{escaped(part.text)}]({_address(href(page, part.page, ENDING))})"
        case ToFile():
            return f"[{escaped(part.text)}]({_address(file_href(page, part.path))})"
        case Out():
            if not leads(part.url):
                return f"{escaped(part.text)} {coded(part.url, in_table=in_table)}"
            return f"[{escaped(part.text)}]({_address(part.url)})"


def _address(url: str) -> str:
    """An address between parentheses."""
    return _NOT_IN_ADDRESS.sub(lambda sign: f"%{ord(sign[0]):02X}", visible(url))


# -- pages -------------------------------------------------------------------------------------------------------------


def document(page: Page, site: Site, notice: str) -> str:
    """A page of a site."""
    said = " ".join(visible(notice).split()).replace("--", "- -").replace(">", "\\>")
    return f"<!-- {said} -->\n" + "\n\n".join(_page(page, site)) + "\n"


def _page(page: Page, site: Site) -> Iterator[str]:
    ways = [f"[{escaped(title)}]({href(page.path, path, ENDING)})" for title, path in page.above or site.tabs]
    if page.above:
        yield f"{' / '.join(ways)} / {escaped(page.title)}"
    yield f"# {escaped(page.title)}"
    badges = " ".join(coded(each.text) for each in page.badges)
    if badges:
        yield badges
    if page.lead:
        yield line(page.lead, page.path)
    if not page.above:
        files = [f"[{escaped(title)}]({up(page.path)}{path})" for title, path in site.files]
        outside = [f"[{escaped(title)}]({_address(url)})" for title, url in site.outside if leads(url)]
        yield " · ".join([*ways, *files, *outside])
    yield from _blocks(page.intro, page.path)
    for section in page.sections:
        yield f'<a id="{section.id}"></a>\n\n## {escaped(section.title)}'
        yield from _blocks(section.blocks, page.path)


def _blocks(blocks: tuple[Block, ...], page: str) -> Iterator[str]:
    for each in blocks:
        yield from _block(each, page)


def _block(block: Block, page: str) -> Iterator[str]:
    match block:
        case Fold():
            yield f"**{escaped(block.title)}**"
            yield from _blocks(block.blocks, page)
        case Group():
            yield f'<a id="{block.id}"></a>\n\n### {line(block.title, page)}'
            yield from _blocks(block.blocks, page)
        case Facts() if not block.rows:
            return
        case Fence():
            yield fenced(block.text, block.language).rstrip("\n")
        case Prose():
            yield as_markdown(block, page, ENDING)
        case Figure():
            yield f"![{escaped(block.words)}]({up(page)}{block.path})"
        case _:
            yield _lines(block, page)


def _lines(block: Paragraph | Facts | Table | Bullets | Picture | Note, page: str) -> str:
    """A block that is made of lines."""
    match block:
        case Paragraph():
            return line(block.line, page)
        case Facts():
            rows = "\n".join(f"| {escaped(word)} | {_cell(said, page)} |" for word, said in block.rows)
            return f"| | |\n| --- | --- |\n{rows}"
        case Table():
            return _table(block, page)
        case Bullets():
            marks = (f"{number}." if block.ordered else "-" for number in range(1, len(block.items) + 1))
            return "\n".join(f"{mark} {line(item, page)}" for mark, item in zip(marks, block.items, strict=True))
        case Picture():
            return line(block.words, page)
        case Note():
            return f"> {line(block.line, page)}"


def _table(table: Table, page: str) -> str:
    lines = [_head(table.columns)]
    for row in table.rows:
        cells = [_cell(each, page) for each in row.cells]
        if row.id is not None:
            cells[0] = f'<a id="{row.id}"></a>{cells[0]}'
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


@lru_cache(256)
def _head(columns: tuple[str, ...]) -> str:
    rule = " | ".join("---" for _ in columns)
    return f"| {' | '.join(map(escaped, columns))} |\n| {rule} |"


def _cell(said: Line, page: str) -> str:
    return line(said, page, in_table=True) or " "
