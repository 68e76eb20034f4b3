"""Showing diagnostics: to people in a terminal, to programs as JSON, to the tools beside a pull request.

Two steps: `looked_up` finds the place of each diagnostic, sorted; `write` puts them into a format. `render` does both
for the diagnostics of one set of files; who has several (a run over several systems) looks each up with its own
sources and writes them together. A further format is a module with a function from `Shown`s to text, entered in
`write`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never, get_args

from monitorgen.render.shown import Case, Shown, SourceFiles, looked_up

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.diagnostics import Diagnostic

__all__ = ["FORMATS", "Case", "Format", "Shown", "SourceFiles", "looked_up", "render", "write"]

Format = Literal["human", "json", "github", "gitlab", "sarif", "junit"]

FORMATS: tuple[Format, ...] = get_args(Format)


def render(diagnostics: Iterable[Diagnostic], sources: SourceFiles, form: Format, *, colour: bool = False) -> str:
    """The diagnostics in a format, each with its place; empty for `human` and `github` if there are none."""
    return write(looked_up(diagnostics, sources), form, colour=colour)


def write(shown: Iterable[Shown], form: Format, *, colour: bool = False, cases: Iterable[Case] = ()) -> str:
    """Diagnostics whose places are known, sorted by file, line, column and code.

    `colour` is for `human` alone, `cases` (what was looked at, found faulty or not) for `junit`.
    """
    in_order = sorted(shown, key=Shown.order)
    if form == "human":
        from monitorgen.render.human import human

        return human(in_order, colour=colour)
    if form == "json":
        from monitorgen.render.document import as_json

        return as_json(in_order)
    if form == "github":
        from monitorgen.render.github import github

        return github(in_order)
    if form == "gitlab":
        from monitorgen.render.gitlab import gitlab

        return gitlab(in_order)
    if form == "sarif":
        from monitorgen.render.sarif import sarif

        return sarif(in_order)
    if form == "junit":
        from monitorgen.render.junit import junit

        return junit(in_order, tuple(cases))
    assert_never(form)
