"""What was found, shown: on standard error for people, as part of the answer for programs; the exit code it means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from monitorgen.cli.ways_out import FINDINGS, FINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitorgen.cli.console import Console
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.pipeline import Report
    from monitorgen.render import Shown


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


def show(shown: Sequence[Shown], console: Console, answer: Mapping[str, object] | None = None) -> int:
    """Show what was found, and in JSON the rest of the answer with it; the exit code that follows from it.

    For people `answer` is for the caller to tell. `--quiet` leaves out what is no error.
    """
    from monitorgen.render import write

    code = FINDINGS if failed(shown) else FINE
    wanted = [each for each in shown if each.level == "error"] if console.quiet else shown
    if console.form == "json":
        import json

        console.document({**json.loads(write(wanted, "json")), **(answer or {})})
    elif console.form == "github":
        if wanted:
            console.answer(write(wanted, "github"))
    elif wanted:
        console.insist(write(wanted, "human", colour=console.coloured))
    return code


def counted(number: int, what: str) -> str:
    """`1 error`, `3 errors`, `2 entries`."""
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else plural}"
