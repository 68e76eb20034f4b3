"""The text around the point where libyaml stopped, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from yaml.error import MarkedYAMLError
from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from monitorgen.diagnostics import Diagnostic, Place, Related
from monitorgen.load.events import MAX_DEPTH, events, position
from monitorgen.load.quoting import block_value, flow_value, quote_hint

if TYPE_CHECKING:
    from monitorgen.load.complaints import Source

Point = tuple[int, int]
"""Line and column, counted from 0."""


class Slip(Struct, frozen=True):
    """What went wrong, and how reading can go on behind it.

    `drop` is the line (from 0) to leave out with all that is indented below it, None if there is no going on; with
    `tabs` nothing is left out, the tabs of the indentation are taken for blanks. `certain` says that leaving out
    other lines cannot have brought the slip about.
    """

    diagnostic: Diagnostic
    drop: int | None = None
    certain: bool = True
    tabs: bool = False


class Scene(Struct, frozen=True):
    """Where libyaml stopped (`line`, `column`), what it missed, and what it had read by then.

    `began` is where the construct began that it was reading; `last` the last scalar that was complete; `brackets`
    the `{` and `[` still open, innermost last.
    """

    source: Source
    context: str
    problem: str
    line: int
    column: int
    began: Point
    last: ScalarEvent | None
    brackets: tuple[Point, ...]

    @property
    def text(self) -> str:
        """The line on which it stopped."""
        return self.source.line(self.line)

    @property
    def character(self) -> str:
        """The character at which it stopped; empty at the end of a line or of the file."""
        return self.text[self.column : self.column + 1]

    @property
    def before(self) -> str:
        """What stands before it on the line."""
        return self.text[: self.column]

    def value_at(self, line: int, column: int) -> Point:
        """First column and end of the value that `column` lies in: an entry of brackets that are open, or a line's."""
        text = self.source.line(line)
        if any(opened[0] < line or (opened[0] == line and opened[1] < column) for opened in self.brackets):
            return flow_value(text, column)
        return block_value(text)

    def slip(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        label: str = "",
        hint: str = "",
        related: tuple[Related, ...] = (),
        certain: bool = True,
        drop: int | None = None,
    ) -> Slip:
        """A slip; what is left out is the line of its place unless `drop` names another."""
        diagnostic = Diagnostic(code, message, place, label=label, hint=hint, related=related)
        line = place.line - 1 if drop is None else drop
        return Slip(diagnostic, line if self._stands_alone(line) else None, certain)

    def needs_quotes(self, message: str, line: int, start: int, end: int, label: str = "") -> Slip:
        """MG109 for the text of a line from `start` to `end`, with the hint that shows it in quotes."""
        written = self.source.line(line)[start:end]
        return self.slip("MG109", message, self.source.between(line, start, end), label=label, hint=quote_hint(written))

    def _stands_alone(self, line: int) -> bool:
        """Whether a line can be left out: inside brackets of an earlier line only if it opens and closes none."""
        text = self.source.line(line)
        balanced = all(text.count(left) == text.count(right) for left, right in ("{}", "[]"))
        return balanced or not any(opened < line for opened, _ in self.brackets)

    def here(self, end: int | None = None) -> Place:
        """The place at which libyaml stopped; at the end of the file the end of what is written."""
        line, column = self.line, self.column
        while line > 0 and not self.source.line(line).strip():
            line -= 1
            column = max(len(self.source.line(line).rstrip()) - 1, 0)
        return self.source.between(line, column, column + 1 if end is None or line != self.line else end)


def survey(error: MarkedYAMLError, source: Source) -> Scene:
    """Read the file again up to the error, keeping what explains it."""
    last: ScalarEvent | None = None
    still_open: list[CollectionStartEvent] = []
    pull = events(source.text)
    try:
        while (event := pull()) is not None and len(still_open) <= MAX_DEPTH:
            if isinstance(event, ScalarEvent):
                last = event if event.value or event.style else last
            elif isinstance(event, CollectionStartEvent):
                still_open.append(event)
            elif isinstance(event, CollectionEndEvent):
                still_open.pop()
    except MarkedYAMLError:
        pass  # the error that is being explained
    line, column = position(error.problem_mark)
    return Scene(
        source,
        error.context or "",
        error.problem or "",
        line,
        column,
        position(error.context_mark),
        last,
        tuple(position(event.start_mark) for event in still_open if event.flow_style),
    )
