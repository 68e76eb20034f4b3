"""What was found, shown: on standard error for people, as part of the answer for programs; the exit code it means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitorgen.cli.ways_out import FINDINGS, FINE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from monitorgen.cli.console import Console
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.pipeline import Report, Selection
    from monitorgen.render import Case, Format, Shown


def looked_up(
    reports: Iterable[Report], others: Iterable[Diagnostic] = (), *, root: Path = Path(), name: Path = Path()
) -> list[Shown]:
    """The findings of a run with their places. `others` speak of files below `root`, which people know as `name`."""
    from monitorgen.load.sources import Sources
    from monitorgen.render import looked_up as look_up

    shown = [each for report in reports for each in look_up(report.findings, report.sources)]
    return shown + look_up(others, Sources(root, "" if name == Path() else name.as_posix()))


def failed(shown: Iterable[Shown]) -> bool:
    """Whether there is an error among them."""
    return any(each.level == "error" for each in shown)


def show(
    shown: Sequence[Shown],
    console: Console,
    answer: Mapping[str, object] | None = None,
    *,
    aside: Sequence[Shown] = (),
    cases: Callable[[], Sequence[Case]] = list,
) -> int:
    """Show what was found, and in JSON the rest of the answer with it; write the reports; the exit code that follows.

    For people `answer` is for the caller to tell, and `aside` is what they learn otherwise, from a list or a table.
    `--quiet` leaves out what is no error. `cases` is what was looked at, for reports that tell that too.
    """
    for form, file in console.reports:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_written([*shown, *aside], form, answer, cases), encoding="utf-8", newline="\n")
    told = shown if console.form == "human" else [*shown, *aside]
    told = [each for each in told if each.level == "error"] if console.quiet else told
    if console.form != "human":
        if text := _written(told, console.form, answer, cases):
            console.answer(text)
    elif told:
        from monitorgen.render import write

        console.insist(write(told, "human", colour=console.coloured))
    return FINDINGS if failed(shown) else FINE


def _written(
    shown: Sequence[Shown],
    form: Format,
    answer: Mapping[str, object] | None,
    cases: Callable[[], Sequence[Case]],
) -> str:
    """The findings for programs, with names of files as their readers know them."""
    from monitorgen.render import write

    if form == "json":
        import json

        return json.dumps({**json.loads(write(shown, form)), **(answer or {})}, indent=2) + "\n"
    from monitorgen.cli.repository import in_repository

    name = in_repository()
    looked_at = [case.renamed(name) for case in cases()] if form == "junit" else ()
    return write([each.renamed(name) for each in shown], form, cases=looked_at)


def spec_files(selection: Selection) -> list[Case]:
    """The spec files of the selected systems, each a thing that was looked at."""
    from monitorgen.diagnostics import Findings
    from monitorgen.load.discover import find_systems
    from monitorgen.render import Case

    return [
        Case(system.name, file, (selection.specs / system.within / file).as_posix())
        for system in find_systems(selection.specs, Findings())
        if selection.systems is None or system.name in selection.systems
        for file in system.specs
    ]


def counted(number: int, what: str) -> str:
    """`1 error`, `3 errors`, `2 entries`."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else plural}"
