"""What monitorgen has to say about a spec: one shape for people and machines.

A diagnostic knows *where* it belongs as an `Origin` (a file and the path of a value inside it) or, for text that
could not be read at all, as a `Place` (line and column). Lines and columns of origins are looked up only when a
diagnostic is shown (`load.locate`), so that no stage has to carry positions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Level = Literal["error", "warning", "note"]
Part = Literal["key", "value"]
Path = tuple[str | int, ...]


class Origin(Struct, frozen=True):
    """Where a value was written: `path` leads to it from the top of `file`.

    `file` is relative to the system's folder with `/` between its parts, or `monitorgen:catalog/<type>.yaml` for
    what the built-in catalogue says. `layer` is `base`, `env:<environment>[/<region>]`, `type:<name>` or `catalog`.
    """

    file: str
    path: Path = ()
    layer: str = "base"

    def at(self, *steps: str | int) -> Origin:
        """The origin of something inside this value."""
        return Origin(self.file, (*self.path, *steps), self.layer)


class Place(Struct, frozen=True):
    """A position in a file: line and column count from 1; `end` is the column after the last marked character."""

    file: str
    line: int
    column: int
    end: int | None = None


Where = Origin | Place


class Related(Struct, frozen=True):
    """A second place that a diagnostic speaks of, such as the first of two declarations."""

    where: Where
    text: str


class Diagnostic(Struct, frozen=True):
    """One finding: a code (`MG214`), a one-line message, where it is, what to do about it.

    `label` stands under the marked text, `hint` says how to mend it, `part` says whether the key or the value at
    `where` is marked. `environments` names those in which it was found, empty if it does not depend on one.
    `redact` keeps the source line out of what is shown: it may hold a secret.
    """

    code: str
    message: str
    where: Where | None = None
    label: str = ""
    hint: str = ""
    level: Level = "error"
    part: Part = "value"
    related: tuple[Related, ...] = ()
    environments: tuple[str, ...] = ()
    redact: bool = False


class Refused(Exception):  # noqa: N818 - not a fault of monitorgen: the input is refused with a diagnostic
    """Raised where one diagnostic ends the work on a value; caught by the stage, which records it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Findings(Struct):
    """The diagnostics of one run, in the order in which they were found, the same one of several environments once."""

    _found: dict[Diagnostic, list[str]] = field(default_factory=dict)

    def add(self, diagnostic: Diagnostic) -> None:
        """Record a finding; one that differs only in its environments is joined with the earlier one."""
        environments = self._found.setdefault(replace(diagnostic, environments=()), [])
        environments += [name for name in diagnostic.environments if name not in environments]

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Record several findings."""
        for diagnostic in diagnostics:
            self.add(diagnostic)

    def __iter__(self) -> Iterator[Diagnostic]:
        for diagnostic, environments in self._found.items():
            yield replace(diagnostic, environments=tuple(environments))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def failed(self) -> bool:
        """Whether there is an error among the findings."""
        return any(diagnostic.level == "error" for diagnostic in self._found)
