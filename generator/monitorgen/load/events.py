"""What the readers of YAML share: libyaml's events, their positions, and the bounds that keep them safe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from yaml._yaml import CParser
from yaml.events import CollectionStartEvent, Event, ScalarEvent

from monitorgen.diagnostics import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from yaml._yaml import Mark as CMark
    from yaml.error import Mark

Pull: TypeAlias = "Callable[[], Event | None]"

MAX_DEPTH = 64
"""How deep collections may nest, aliases expanded; libyaml needs time quadratic in the depth of brackets."""

MAX_ALIASED = 100_000
"""How many nodes the aliases of a file may stand for together; a long scalar counts once for each 100 characters."""


_HEAD = re.compile(r"(?:[ \t]*(?:#.*)?\n)*")
_OWN_DIRECTIVE = re.compile(r"%YAML[ \t]+1\.2[ \t]*(?:#.*)?$")


class Span(Struct, frozen=True):
    """Marked text: line and column count from 1, in characters; `end` is the column after its last character."""

    line: int
    column: int
    end: int

    def place(self, file: str) -> Place:
        """The same as a position in a file."""
        return Place(file, self.line, self.column, self.end)


def events(data: bytes | str) -> Pull:
    """A function that gives the next event of a file each time it is called; raises `yaml.MarkedYAMLError`."""
    pull: Pull = CParser(data).get_event
    return pull


def position(mark: Mark | CMark | None) -> tuple[int, int]:
    """Line and column of a mark, counted from 0."""
    return (mark.line, mark.column) if mark is not None else (0, 0)


def span(event: Event, lines: list[str], last: Event | None = None) -> Span:
    """What is marked of an event, or of all from it to the event `last`: never more than its first line.

    Of a block scalar it is the header, of a block collection the first entry.
    """
    line, column = position(event.start_mark)
    end_line, end = position((last or event).end_mark)
    text = lines[line] if line < len(lines) else ""
    if isinstance(event, ScalarEvent) and event.style in ("|", ">"):
        end = column + 1
    elif end_line != line or (isinstance(event, CollectionStartEvent) and not event.flow_style):
        end = len(text.rstrip())
    return Span(line + 1, column + 1, max(end, column + 1) + 1)


def split_lines(text: str) -> list[str]:
    r"""The lines of a text without their ends; `\n` and `\r\n` end one, as `load.text` lets nothing else through."""
    return text.replace("\r\n", "\n").split("\n")


def foreign_directive(text: str) -> int | None:
    """The line, counted from 0, of a directive at the head of a file other than `%YAML 1.2`; None if there is none.

    To be asked before libyaml sees a file: it needs time quadratic in the number of directives.
    """
    line = start = 0
    while head := _HEAD.match(text, start):
        line += text.count("\n", start, head.end())
        start = head.end()
        if not text.startswith("%", start):
            return None
        end = text.find("\n", start)
        if end < 0 or not _OWN_DIRECTIVE.match(text[start:end].rstrip()):
            return line
        line, start = line + 1, end + 1
    return None
