"""A diagnostic with its place and the lines it speaks of: what every format is written from."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Level, Origin, Part, Path, Place, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class SourceFiles(Protocol):
    """What showing a diagnostic asks of the files it speaks of; `load.sources.Sources` answers it."""

    def name(self, file: str) -> str:
        """The file as people know it."""

    def place(self, where: Where, part: Part) -> Place | None:
        """The position of an origin; None if it cannot be had."""

    def line(self, file: str, number: int) -> str | None:
        """The text of a line, which counts from 1; None if there is none."""


class Spot(Struct, frozen=True):
    """A place and the text of its line. `line` 0 is the whole file; columns count from 1, `end` is behind the last."""

    file: str
    line: int = 0
    column: int = 0
    end: int = 0
    text: str | None = None

    def renamed(self, name: Callable[[str], str]) -> Spot:
        """The same in a file of another name."""
        return replace(self, file=name(self.file))


@dataclass(frozen=True, slots=True)
class Shown:
    """A diagnostic ready to be written; `spot` is None for what belongs to no file.

    `path` leads to the value that it speaks of, as far as that is known: it stays when lines move.
    """

    code: str
    level: Level
    message: str
    spot: Spot | None
    label: str = ""
    hint: str = ""
    environments: tuple[str, ...] = ()
    related: tuple[tuple[Spot, str], ...] = ()
    path: Path = field(default=(), compare=False)

    def order(self) -> tuple[str, int, int, str, str]:
        """The key to sort by: file, line, column, code, message."""
        spot = self.spot or Spot("")
        return spot.file, spot.line, spot.column, self.code, self.message

    def renamed(self, name: Callable[[str], str]) -> Shown:
        """The same with other names for its files."""
        spot = self.spot.renamed(name) if self.spot is not None else None
        return dataclasses.replace(
            self, spot=spot, related=tuple((other.renamed(name), text) for other, text in self.related)
        )


class Case(Struct, frozen=True):
    """Something that was looked at, a test case of a report: a file of the specs, a check of one environment.

    `found` are the diagnostics that belong to it; None: those of `file`. `skipped` says why it was not looked at.
    """

    suite: str
    name: str
    file: str | None = None
    found: tuple[Shown, ...] | None = None
    skipped: str = ""

    def renamed(self, name: Callable[[str], str]) -> Case:
        """The same with other names for its files."""
        found = tuple(each.renamed(name) for each in self.found) if self.found is not None else None
        return replace(self, file=name(self.file) if self.file is not None else None, found=found)


def looked_up(diagnostics: Iterable[Diagnostic], sources: SourceFiles) -> list[Shown]:
    """The diagnostics with their places, in their own order; what aliases bring to one place again is told once.

    A line of which one diagnostic says that it may hold a secret is shown by none.
    """
    found = [(diagnostic.redact, _shown(diagnostic, sources)) for diagnostic in diagnostics]
    secret = {(shown.spot.file, shown.spot.line) for redact, shown in found if redact and shown.spot is not None}
    return list(dict.fromkeys(_without(secret, shown) if secret else shown for _, shown in found))


def _shown(diagnostic: Diagnostic, sources: SourceFiles) -> Shown:
    return Shown(
        diagnostic.code,
        diagnostic.level,
        diagnostic.message,
        _spot(diagnostic.where, diagnostic.part, sources) if diagnostic.where is not None else None,
        diagnostic.label,
        diagnostic.hint,
        diagnostic.environments,
        tuple((_spot(related.where, "key", sources), related.text) for related in diagnostic.related),
        diagnostic.where.path if isinstance(diagnostic.where, Origin) else (),
    )


def _without(secret: set[tuple[str, int]], shown: Shown) -> Shown:
    """The diagnostic without the text of lines that may hold a secret."""

    def hidden(spot: Spot) -> Spot:
        return replace(spot, text=None) if (spot.file, spot.line) in secret else spot

    related = tuple((hidden(spot), text) for spot, text in shown.related)
    return dataclasses.replace(shown, spot=hidden(shown.spot) if shown.spot is not None else None, related=related)


def _spot(where: Where, part: Part, sources: SourceFiles) -> Spot:
    name = sources.name(where.file)
    # An origin without a path is the file as a whole: no line of it is to blame.
    place = None if isinstance(where, Origin) and not where.path else sources.place(where, part)
    if place is None:
        return Spot(name)
    end = max(place.end or 0, place.column + 1)
    return Spot(name, place.line, place.column, end, sources.line(place.file, place.line))
