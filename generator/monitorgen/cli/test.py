"""`monitorgen test`: all proofs of the alerts, judged by the real promtool."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from monitorgen.cli.findings import counted, failed, looked_up, show, spec_files
from monitorgen.cli.options import FORMATS, Lacking, reading, speaking

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.cli.proving import Judged, Staged, Wanted
    from monitorgen.pipeline import Report, Selection
    from monitorgen.render import Case
    from monitorgen.tools.find import Tool
    from monitorgen.tools.passed import Passed


@click.command(
    "test",
    short_help="Let promtool judge the proofs of all alerts.",
    epilog="""\b
Examples:
  monitorgen test
  monitorgen test --service checkout
  monitorgen test --alert checkout.HighErrorRate --alert TargetDown
  monitorgen test --all --report junit=tests.xml         for CI

A proof that passed before, with the same rule and the same promtool, is not judged again unless --all is given. What
a proof shows can be seen with `monitorgen proof`; the files are in the output, in prometheus/tests.""",
)
@reading
@click.option("--alert", "alerts", multiple=True, metavar="ALERT", help="Only this alert, `Name` or `unit.Name`.")
@click.option("--service", "units", multiple=True, metavar="NAME", help="Only the alerts of this service or entry.")
@click.option("--all", "everything", is_flag=True, help="Judge again what passed before, too.")
@click.option(
    "--promtool",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The promtool to use.",
)
@speaking(*FORMATS)
def command(
    *,
    selection: Selection,
    alerts: tuple[str, ...],
    units: tuple[str, ...],
    everything: bool,
    promtool: Path | None,
    console: Console,
) -> int:
    """Run the proofs of all alerts: that they fire when they should, and only then, and what they say."""
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.progress import Progress, watched
    from monitorgen.cli.proving import Wanted, judge, with_environments
    from monitorgen.tools.passed import Passed

    tool = _promtool(promtool)
    wanted = Wanted(frozenset(units), frozenset(alerts))
    reports: list[Report] = []
    passed = Passed(tool)
    with TemporaryDirectory(prefix="monitorgen-") as name:
        folder = Path(name)
        with watched(selection, console, "proving") as seen:
            work = _staged(seen, reports, wanted, folder, passed)
        check_environments(selection, reports)
        shown = looked_up(reports)
        if failed(shown):
            code = show(shown, console, {"tests": []}, cases=partial(spec_files, selection))
            console.tell("nothing was tested")
            return code
        _check_found(wanted, work, selection)
        todo = work if everything else [each for each in work if each.key not in passed]
        progress = Progress(console, doing="testing", what=f"of {len(todo):,}")
        try:
            judged = judge(tool, folder, todo, partial(progress.step, "alerts"))
        finally:
            progress.end()
    with_environments(judged)
    passed.add(each.staged.key for each in judged if not each.diagnostics)
    told = looked_up(reports)
    code = show(
        told,
        console,
        {"tests": [_fields(each) for each in judged], "passed_before": len(work) - len(todo)},
        cases=lambda: _cases(judged, work),
    )
    if console.form == "human":
        _tell(judged, work, console)
    return code


def _promtool(explicit: Path | None) -> Tool:
    from monitorgen.tools.find import Absent, find

    tool = find("promtool", explicit)
    if isinstance(tool, Absent):
        raise Lacking(f"promtool {tool.reason}; `monitorgen explain MG906` tells how to have it")
    return tool


def _staged(selection: Selection, reports: list[Report], wanted: Wanted, folder: Path, passed: Passed) -> list[Staged]:
    from monitorgen.cli.proving import proved, staged

    return [each for found in proved(selection, reports, wanted) for each in staged(found, wanted, folder, passed)]


def _check_found(wanted: Wanted, work: list[Staged], selection: Selection) -> None:
    """Raise `Lacking` for a service or an alert that there is no proof of."""
    units = {each.bundle.unit for each in work}
    names = {name for each in work for name in each.bundle.alerts}
    full = {f"{each.bundle.unit}.{name}" for each in work for name in each.bundle.alerts}
    for kind, asked, known in (("service", wanted.units, units), ("alert", wanted.alerts, names | full)):
        for name in sorted(asked - known):
            raise Lacking(f"there is no proof of {kind} {name!r}{_nearest(name, kind, selection)}")


def _nearest(name: str, kind: str, selection: Selection) -> str:
    """The nearest name that there is, now that all of them have to be looked at."""
    from difflib import get_close_matches

    from monitorgen.cli.proving import Wanted, proved

    known: set[str] = set()
    for found in proved(selection, [], Wanted()):
        known |= {found.unit} if kind == "service" else {each for each, _ in found.proofs.states}
        if kind == "alert":
            known |= {f"{found.unit}.{each}" for each, _ in found.proofs.states}
    near = get_close_matches(name, sorted(known), 1)
    return f"; did you mean {near[0]}?" if near else ""


def _fields(judged: Judged) -> dict[str, object]:
    staged = judged.staged
    return {
        "environment": staged.folder,
        "unit": staged.bundle.unit,
        "alerts": list(staged.bundle.alerts),
        "stories": [case.sentence for case in staged.bundle.cases],
        "passed": not judged.diagnostics,
    }


def _cases(judged: list[Judged], work: list[Staged]) -> list[Case]:
    """A test case for each bundle; what passed before is one that was passed over."""
    from monitorgen.render import Case
    from monitorgen.render import looked_up as look_up

    made = [
        Case(
            each.staged.folder,
            each.staged.name,
            found=tuple(look_up(each.diagnostics, each.staged.report.sources)),
        )
        for each in judged
    ]
    done = {id(each.staged) for each in judged}
    before = [Case(each.folder, each.name, found=(), skipped="passed before") for each in work if id(each) not in done]
    return sorted([*made, *before], key=lambda case: (case.suite, case.name))


def _tell(judged: list[Judged], work: list[Staged], console: Console) -> None:
    stories = sum(len(each.staged.bundle.cases) for each in judged)
    bad = sum(bool(each.diagnostics) for each in judged)
    alerts = {(each.folder, each.bundle.unit, name) for each in work for name in each.bundle.alerts}
    before = len(work) - len(judged)
    parts = [counted(len(alerts), "alert"), f"{counted(stories, 'story')} judged".replace("storys", "stories")]
    parts += [f"{before:,} of {len(work):,} bundles passed before"] if before else []
    parts += [f"{counted(bad, 'bundle')} failed"] if bad else ["all passed"]
    console.tell(", ".join(parts))
