"""What a page is made of, before it is HTML or Markdown: lines of text, blocks, sections.

All texts are plain: whatever they hold is shown as it is. Only `Prose` is Markdown of an owner's, only `Picture` is
SVG, which the room `pictures` makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Tone = Literal["plain", "ok", "info", "warning", "critical"]

# -- lines -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Code:
    """A name or an expression, as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """What a line is about."""

    text: str


@dataclass(frozen=True, slots=True)
class Badge:
    """A word that is seen at a glance; its tone never says what its text does not."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Muted:
    """What matters less than the rest of its line."""

    text: str


@dataclass(frozen=True, slots=True)
class To:
    """A link to a page of the portal: its path without an ending, and perhaps an id, `services/api#slos`."""

    text: str
    page: str


@dataclass(frozen=True, slots=True)
class ToFile:
    """A link to a file of the environment's folder, by its path there: `docs/api/index.html`, `compose.yaml`."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Out:
    """A link to somewhere else. What is neither http(s) nor mailto is shown and leads nowhere."""

    text: str
    url: str


Inline: TypeAlias = str | Code | Strong | Badge | Muted | To | ToFile | Out
Line: TypeAlias = str | tuple[Inline, ...]
"""A line of text: its parts, which are few, follow one another without a space in between."""

# -- blocks ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of something: a word and a line each."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; with an `id` links lead to it."""

    cells: tuple[Line, ...]
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
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


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `ordered` where one comes after the other."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Fence:
    """Text of a program: an expression, a command, an example."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown of an owner's, its highest heading at `level`.

    `prefix` keeps the ids of its headings apart from all others of the page. `follow` gives the path of the page that
    a relative link leads to, without an ending, None for one that leads nowhere.
    """

    markdown: str
    level: int = 3
    prefix: str = "text-"
    follow: Callable[[str], str | None] | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in the page; Markdown has no place for it and says `words` instead."""

    svg: str
    words: Line


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture in a file of its own, by its path below docs/. A click on it leads to `page`, else to the file."""

    path: str
    words: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What must not be overlooked."""

    line: Line
    tone: Tone = "info"


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that are there for who wants to know more."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks below a heading of their own, inside a section; `id` is unique on the page."""

    id: str
    title: Line
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Common:
    """Blocks that stand on many pages and link to no id of any of them: they are written once for all.

    Whoever makes them keeps them, for only the same object is known again.
    """

    blocks: tuple[Block, ...]


def common(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Common blocks as one; none if there are none."""
    return (Common(tuple(blocks)),) if blocks else ()


Block: TypeAlias = Paragraph | Facts | Table | Bullets | Fence | Prose | Picture | Figure | Note | Fold | Group | Common

# -- pages -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page; `id` is unique on it."""

    id: str
    title: str
    blocks: tuple[Block, ...]


def sections(*parts: tuple[str, str, Iterable[Block]]) -> tuple[Section, ...]:
    """Sections by id, title and blocks: those in which there is something."""
    return tuple([Section(name, title, found) for name, title, blocks in parts if (found := tuple(blocks))])


@dataclass(frozen=True, slots=True)
class Page:
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


@dataclass(frozen=True, slots=True)
class Site:
    """What all pages of a scope share: whose they are, and where one can go from each.

    `tabs` are title and path of pages (`channels`), `files` title and path of files of docs/ that are no pages of
    ours, `outside` title and URL of what runs.
    """

    title: str
    scope: str
    tabs: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
    outside: tuple[tuple[str, str], ...] = ()
