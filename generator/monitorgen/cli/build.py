"""`monitorgen build`: compile the specs into the output folder, or tell whether it is up to date."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from monitorgen.cli.findings import counted, looked_up, show, spec_files
from monitorgen.cli.options import FORMATS, Lacking, reading, speaking, writing
from monitorgen.cli.ways_out import FINDINGS, USAGE
from monitorgen.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from monitorgen.cli.console import Console
    from monitorgen.cli.writer import OutputTree
    from monitorgen.emit.outcome import Result, Scope
    from monitorgen.pipeline import Report, Selection

_LISTED = 20
"""Files that are named before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is built, where to, and how; no `targets` are all of them."""

    selection: Selection
    out: Path
    targets: tuple[str, ...]
    check: bool
    fail_on_change: bool
    overwrite: bool
    faster: int | None


@click.command(
    "build",
    short_help="Compile the specs into the output folder.",
    epilog="""\b
Examples:
  monitorgen build
  monitorgen build --system shop --env staging
  monitorgen build --watch                 again after each change, until Ctrl-C
  monitorgen build --check                 for CI: is out/ what the specs say?
  monitorgen build --out ../infrastructure/monitoring --target prometheus --target alertmanager
  monitorgen build --faster 60 --out rehearsal      see an escalation of hours in minutes

Nothing is written if there is an error. What a build no longer makes is removed, within the chosen systems,
environments and targets; other files of the folder are left alone.""",
)
@reading
@writing
@click.option(
    "--target",
    "targets",
    type=click.Choice(NAMES),
    multiple=True,
    help="Only the files of this target, though all is checked; may be repeated.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a build would change something.")
@click.option("--fail-on-change", is_flag=True, help="Exit with 1 if something was written, as a commit hook has to.")
@click.option("--watch", "watched", is_flag=True, help="Build again whenever a file of the specs changes.")
@click.option("--overwrite", is_flag=True, help="Replace generated files that were edited by hand, too.")
@click.option(
    "--faster",
    type=click.IntRange(2, 10_000),
    metavar="TIMES",
    help="A rehearsal, not for production: divide all intervals, waits and ranges. Needs an --out of its own.",
)
@speaking(*FORMATS)
def command(
    *,
    selection: Selection,
    out: Path,
    targets: tuple[str, ...],
    check: bool,
    fail_on_change: bool,
    watched: bool,
    overwrite: bool,
    faster: int | None,
    console: Console,
) -> int:
    """Compile the specs into the output folder: all of it, or nothing if there is an error."""
    if out.resolve().is_relative_to(selection.specs.resolve()):
        raise Lacking(f"{out} is in the folder of the specs: the output needs a folder of its own")
    if check and fail_on_change:
        raise click.UsageError("--check writes nothing that --fail-on-change could tell of: choose one")
    if watched and (check or fail_on_change or console.form != "human"):
        raise click.UsageError("--watch is for people at work: without --check, --fail-on-change and --format")
    if faster is not None:
        from monitorgen.cli.faster import check_place

        named = click.get_current_context().get_parameter_source("out") is not ParameterSource.DEFAULT
        check_place(out, chosen=named, otherwise=check or fail_on_change or bool(targets))
    wish = _Wish(selection, out, targets, check, fail_on_change, overwrite, faster)
    if not watched:
        return _build(wish, console)
    from monitorgen.cli.watching import watch

    return watch(selection.specs, partial(_build, wish, console), console, apart=out)


def _build(wish: _Wish, console: Console) -> int:
    from monitorgen.diagnostics import Refused

    out = wish.out
    try:
        reports, result = _compiled(wish, console)
    except Refused as refused:
        show(looked_up((), [refused.diagnostic], root=out, name=out), console)
        return USAGE
    cases = partial(spec_files, wish.selection)
    if result is None:
        code = show(looked_up(reports), console, {"out": out.as_posix(), "written": False}, cases=cases)
        console.tell(f"{out} was not compared" if wish.check else f"{out} was not touched")
        return code
    # People get a list, and one word on what to do; programs a diagnostic for each file.
    outdated = looked_up((), result.outdated() if wish.check else (), root=out, name=out)
    shown = looked_up(reports, result.diagnostics, root=out, name=out)
    tally = sum((report.tally for report in reports), Counter[str]())
    code = show(shown, console, {**_answer(out, result), "alerts": _states(tally)}, aside=outdated, cases=cases)
    if console.form == "human":
        _tell(wish, result, console)
        if tally:
            states = ", ".join(f"{number:,} {state}" for state, number in _states(tally).items() if number)
            console.tell(f"{counted(tally.total(), 'alert')}: {states}")
    return FINDINGS if (wish.check or wish.fail_on_change) and not result.clean else code


def _compiled(wish: _Wish, console: Console) -> tuple[list[Report], Result | None]:
    """Build, and commit unless it is only to be looked at; None in place of a result if the specs have errors."""
    from monitorgen import pipeline
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.progress import watched
    from monitorgen.cli.writer import scope_of

    def waiting(holder: str) -> None:
        console.tell(f"waiting for {holder}, which is writing {wish.out}")

    scope = scope_of(wish.selection, wish.targets)
    with _tree(wish, scope, waiting) as tree:
        with watched(wish.selection, console, "compiling") as selection:
            reports = pipeline.build(selection, tree)
        check_environments(wish.selection, reports)
        if any(report.findings.failed for report in reports):
            return reports, None
        return reports, tree.plan() if wish.check else tree.commit()


def _tree(wish: _Wish, scope: Scope, waiting: Callable[[str], None]) -> OutputTree:
    """What writes the output, all times divided if that is wished."""
    from monitorgen.cli.writer import OutputTree

    if wish.faster is None:
        return OutputTree(wish.out, scope, overwrite=wish.overwrite, check_only=wish.check, on_wait=waiting)
    from monitorgen.cli.faster import RehearsedTree
    from monitorgen.targets.rehearsal.pace import Pace

    tree = RehearsedTree(wish.out, scope, overwrite=wish.overwrite, on_wait=waiting)
    tree.pace = Pace(wish.faster)
    return tree


def _answer(out: Path, result: Result) -> dict[str, object]:
    """What a program is told of a build."""
    return {
        "out": out.as_posix(),
        "written": result.written,
        "recovered": result.recovered,
        "added": list(result.added),
        "changed": list(result.changed),
        "removed": list(result.removed),
        "unchanged": result.unchanged,
    }


def _states(tally: Counter[str]) -> dict[str, int]:
    return {state: tally[state] for state in ("proven", "live", "unproven")}


def _tell(wish: _Wish, result: Result, console: Console) -> None:
    out = wish.out
    if result.recovered:
        console.tell(f"an interrupted build of {out} was undone first")
    number = len(result.added) + len(result.changed) + len(result.removed)
    if number and (wish.check or wish.fail_on_change or console.verbose):
        console.answer("\n".join(_listed(result, None if console.verbose else _LISTED)))
    if result.failed:
        console.tell(f"{out} was not touched")
    elif not number:
        console.tell(f"{out} is up to date, {counted(result.unchanged, 'file')}")
    elif wish.check:
        console.tell(f"{out} is not what the specs say ({_counts(result)}); mend it with `monitorgen build`")
    else:
        console.tell(f"{out}: {_counts(result)}" + ("; add it to the commit" if wish.fail_on_change else ""))


def _counts(result: Result) -> str:
    added, changed, removed = len(result.added), len(result.changed), len(result.removed)
    return f"{added:,} added, {changed:,} changed, {removed:,} removed, {result.unchanged:,} unchanged"


def _listed(result: Result, most: int | None) -> list[str]:
    """A line a file, at most so many, and how many more there are."""
    verbs = (("added", result.added), ("changed", result.changed), ("removed", result.removed))
    lines = [f"{verb:<8} {path}" for verb, paths in verbs for path in paths]
    rest = len(lines) - (most if most is not None else len(lines))
    return [*lines[:most], f"and {rest:,} more"] if rest > 0 else lines
