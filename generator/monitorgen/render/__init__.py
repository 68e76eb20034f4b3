"""Showing diagnostics: to people in a terminal, to programs as JSON, to pull requests as annotations.

Two steps: `looked_up` finds the place of each diagnostic, sorted; `write` puts them into a format. `render` does both
for the diagnostics of one set of files; who has several (a run over several systems) looks each up with its own
sources and writes them together. A further format is a function from `Shown`s to text, entered in `_FORMATS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from monitorgen.render.annotations import github
from monitorgen.render.document import as_json
from monitorgen.render.human import human
from monitorgen.render.shown import Shown, SourceFiles, looked_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.diagnostics import Diagnostic

__all__ = ["FORMATS", "Format", "Shown", "SourceFiles", "looked_up", "render", "write"]

Format = Literal["human", "json", "github"]

FORMATS: tuple[Format, ...] = get_args(Format)


def render(diagnostics: Iterable[Diagnostic], sources: SourceFiles, form: Format, *, colour: bool = False) -> str:
    """The diagnostics in a format, each with its place; empty for `human` and `github` if there are none."""
    return write(looked_up(diagnostics, sources), form, colour=colour)


def write(shown: Iterable[Shown], form: Format, *, colour: bool = False) -> str:
    """Diagnostics whose places are known, sorted by file, line, column and code; `colour` is for `human` alone."""
    in_order = sorted(shown, key=Shown.order)
    if form == "json":
        return as_json(in_order)
    if form == "github":
        return github(in_order)
    return human(in_order, colour=colour)
