"""What a page is made of, before it is HTML or Markdown: lines of text, blocks, sections.

All texts are plain: whatever they hold is shown as it is. Only `Prose` is Markdown of an owner's, only `Picture` is
SVG, which the room `pictures` makes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Tone = Literal["plain", "ok", "info", "warning", "critical"]

# -- lines -------------------------------------------------------------------------------------------------------------


class Code(Struct, frozen=True):
    """A name or an expression, as it is written."""

    text: str


class Strong(Struct, frozen=True):
    """What a line is about."""

    text: str


class Badge(Struct, frozen=True):
    """A word that is seen at a glance; its tone never says what its text does not."""

    text: str
    tone: Tone = "plain"


class Muted(Struct, frozen=True):
    """What matters less than the rest of its line."""

    text: str


class To(Struct, frozen=True):
    """A link to a page of the portal: its path without an ending, and perhaps an id, `services/api#slos`."""

    text: str
    page: str


class ToFile(Struct, frozen=True):
    """A link to a file of the environment's folder, by its path there: `docs/api/index.html`, `compose.yaml`."""

    text: str
    path: str


class Out(Struct, frozen=True):
    """A link to somewhere else. What is neither http(s) nor mailto is shown and leads nowhere."""

    text: str
    url: str


Inline: TypeAlias = str | Code | Strong | Badge | Muted | To | ToFile | Out
Line: TypeAlias = str | tuple[Inline, ...]
"""A line of text: its parts, which are few, follow one another without a space in between."""

# -- blocks ------------------------------------------------------------------------------------------------------------


class Paragraph(Struct, frozen=True):
    """A paragraph."""

    line: Line


class Facts(Struct, frozen=True):
    """What is known of something: a word and a line each."""

    rows: tuple[tuple[str, Line], ...]


class Row(Struct, frozen=True):
    """A row of a table; with an `id` links lead to it."""

    cells: tuple[Line, ...]
    id: str | None = None


class Table(Struct, frozen=True):
    """A table. Its first cell names each row. `caption` is for those who do not see where it stands."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    caption: str
    look: Literal["plain", "stacked", "units"] = "plain"
    """Where there is little room, rows of the last two become cards, their cells one below the other. All tables of
    `units` have the same widths of columns."""


def table(
    columns: Sequence[str], rows: Sequence[Row], caption: str, *, look: Literal["plain", "stacked", "units"] = "plain"
) -> Table:
    """A table without the columns in which no row says anything; the first always stays."""
    kept = [number for number in range(len(columns)) if not number or any(row.cells[number] for row in rows)]
    if len(kept) < len(columns):
        columns = [columns[number] for number in kept]
        rows = [Row(tuple([row.cells[number] for number in kept]), row.id) for row in rows]
    return Table(tuple(columns), tuple(rows), caption, look)


class Bullets(Struct, frozen=True):
    """A list; `ordered` where one comes after the other."""

    items: tuple[Line, ...]
    ordered: bool = False


class Fence(Struct, frozen=True):
    """Text of a program: an expression, a command, an example."""

    text: str
    language: str = ""


class Prose(Struct, frozen=True):
    """Markdown of an owner's, its highest heading at `level`.

    `prefix` keeps the ids of its headings apart from all others of the page. `follow` gives the path of the page that
    a relative link leads to, without an ending, None for one that leads nowhere.
    """

    markdown: str
    level: int = 3
    prefix: str = "text-"
    follow: Callable[[str], str | None] | None = None


class Picture(Struct, frozen=True):
    """A drawing in the page; Markdown has no place for it and says `words` instead."""

    svg: str
    words: Line


class Figure(Struct, frozen=True):
    """A picture in a file of its own, by its path below docs/. A click on it leads to `page`, else to the file."""

    path: str
    words: str
    page: str = ""


class Note(Struct, frozen=True):
    """What must not be overlooked."""

    line: Line
    tone: Tone = "info"


class Fold(Struct, frozen=True):
    """Blocks that are there for who wants to know more."""

    title: str
    blocks: tuple[Block, ...]


class Group(Struct, frozen=True):
    """Blocks below a heading of their own, inside a section; `id` is unique on the page."""

    id: str
    title: Line
    blocks: tuple[Block, ...]


class Common(Struct, frozen=True, eq=False):
    """Blocks that stand on many pages and link to no id of any of them: they are written once for all.

    Whoever makes them keeps them, for only the same object is known again.
    """

    blocks: tuple[Block, ...]


def common(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Common blocks as one; none if there are none."""
    return (Common(tuple(blocks)),) if blocks else ()


Block: TypeAlias = Paragraph | Facts | Table | Bullets | Fence | Prose | Picture | Figure | Note | Fold | Group | Common

# -- pages -------------------------------------------------------------------------------------------------------------


class Section(Struct, frozen=True):
    """A part of a page; `id` is unique on it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def sections(*parts: tuple[str, str, Iterable[Block]]) -> tuple[Section, ...]:
    """Sections by id, title and blocks: those in which there is something."""
    return tuple([Section(name, title, found) for name, title, blocks in parts if (found := tuple(blocks))])


class Page(Struct, frozen=True):
    """A page. `path` is below docs/ and has no ending.

    `above` are the pages that lead here, with their titles, the first one first. `lead` stands below the title;
    `search` is whether there is a field to search with. `tab` is the page of the navigation that this one belongs to.
    """

    path: str
    title: str
    sections: tuple[Section, ...]
    lead: Line = ""
    badges: tuple[Badge, ...] = ()
    above: tuple[tuple[str, str], ...] = ()
    tab: str = ""
    search: bool = False
    contents: bool = True
    """Whether the sections are listed at the top, where there are several."""
    intro: tuple[Block, ...] = ()
    """Blocks before the first section."""


class Site(Struct, frozen=True):
    """What all pages of a scope share: whose they are, and where one can go from each.

    `tabs` are title and path of pages (`channels`), `files` title and path of files of docs/ that are no pages of
    ours, `outside` title and URL of what runs.
    """

    title: str
    scope: str
    tabs: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
    outside: tuple[tuple[str, str], ...] = ()
