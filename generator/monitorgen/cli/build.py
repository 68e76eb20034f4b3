"""`monitorgen build`: compile the specs into the output folder, or tell whether it is up to date."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource
from msgspec import Struct

from monitorgen.cli.findings import counted, looked_up, show, spec_files
from monitorgen.cli.options import FORMATS, Lacking, reading, speaking, writing
from monitorgen.cli.remembering import opened, recalled, remembering, told
from monitorgen.cli.ways_out import FINDINGS, USAGE
from monitorgen.targets import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from monitorgen.cache.builds import BuildCache
    from monitorgen.cli.console import Console
    from monitorgen.cli.writer import OutputTree
    from monitorgen.emit.outcome import Result, Scope
    from monitorgen.load.inputs import Inputs
    from monitorgen.pipeline import Report, Selection
    from monitorgen.render import Shown

_LISTED = 20
"""Files that are named before the rest is only counted."""


class _Wish(Struct, frozen=True):
    """What is built, where to, and how; no `targets` are all of them."""

    selection: Selection
    out: Path
    targets: tuple[str, ...]
    check: bool
    fail_on_change: bool
    overwrite: bool
    faster: int | None
    cache: Path | None

    @property
    def scope(self) -> Scope:
        """The part of the output that is built."""
        from monitorgen.cli.scope import scope_of

        return scope_of(self.selection, self.targets)


class _Done(Struct, frozen=True):
    """A build that went through: `result` is None if the specs have errors; `made` and `inputs` are for the cache."""

    reports: list[Report]
    result: Result | None
    made: dict[str, str]
    inputs: Inputs


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
@remembering
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
    cache: Path | None,
    console: Console,
) -> int:
    """Compile the specs into the output folder: all of it, or nothing if there is an error."""
    if out.resolve().is_relative_to(selection.specs.resolve()):
        raise Lacking(f"{out} is in the folder of the specs: the output needs a folder of its own")
    if cache is not None and click.get_current_context().get_parameter_source("cache") is not ParameterSource.DEFAULT:
        for folder, what in ((selection.specs, "specs"), (out, "output")):
            if cache.resolve().is_relative_to(folder.resolve()):
                raise Lacking(f"{cache} is in the folder of the {what}: what is remembered needs a folder of its own")
    if check and fail_on_change:
        raise click.UsageError("--check writes nothing that --fail-on-change could tell of: choose one")
    if watched and (check or fail_on_change or console.form != "human"):
        raise click.UsageError("--watch is for people at work: without --check, --fail-on-change and --format")
    if faster is not None:
        from monitorgen.cli.faster import check_place

        named = click.get_current_context().get_parameter_source("out") is not ParameterSource.DEFAULT
        check_place(out, chosen=named, otherwise=check or fail_on_change or bool(targets))
    # A rehearsal has other times in its files, and one who watches may change monitorgen itself meanwhile.
    cache = None if watched or faster is not None else cache
    wish = _Wish(selection, out, targets, check, fail_on_change, overwrite, faster, cache)
    if not watched:
        return _build(wish, console)
    from monitorgen.cli.watching import watch

    return watch(selection.specs, partial(_build, wish, console), console, apart=out)


def _build(wish: _Wish, console: Console) -> int:
    cache = opened(wish.cache, wish.selection, wish.out, wish.scope, wish.targets) if wish.cache is not None else None
    if cache is not None and (known := recalled(cache)) is not None:
        return _tell(wish, console, known.shown, _unchanged(known.files, wish), known.alerts)
    from monitorgen.diagnostics import Refused

    try:
        done = _compiled(wish, console, cache)
    except Refused as refused:
        show(looked_up((), [refused.diagnostic], root=wish.out, name=wish.out), console)
        return USAGE
    if done.result is None:
        answer = {"out": wish.out.as_posix(), "written": False}
        code = show(looked_up(done.reports), console, answer, cases=partial(spec_files, wish.selection))
        console.tell(f"{wish.out} was not compared" if wish.check else f"{wish.out} was not touched")
        return code
    shown = looked_up(done.reports, done.result.diagnostics, root=wish.out, name=wish.out)
    alerts = sum((report.tally for report in done.reports), Counter[str]())
    code = _tell(wish, console, shown, done.result, alerts)
    if cache is not None and _is_lasting(done.result):
        cache.keep(told(shown, alerts, len(done.made)), done.made, done.inputs)
    return code


def _is_lasting(result: Result) -> bool:
    """Whether the next build would tell the same, and write nothing, if all stays as it is."""
    return result.clean or (result.written and not result.failed and not result.diagnostics)


def _unchanged(files: int, wish: _Wish) -> Result:
    """What comes of a build that finds its files on disk."""
    from monitorgen.emit.outcome import Result

    return Result((), (), (), (), (), files, (), written=not wish.check)


def _compiled(wish: _Wish, console: Console, cache: BuildCache | None) -> _Done:
    """Build, and commit unless it is only to be looked at."""
    from monitorgen import pipeline
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.progress import watched
    from monitorgen.load.inputs import noted

    def waiting(holder: str) -> None:
        console.tell(f"waiting for {holder}, which is writing {wish.out}")

    with _tree(wish, waiting) as tree, noted() as inputs:
        made: dict[str, str] = {}
        tree.made = made if cache is not None else None
        with watched(wish.selection, console, "compiling") as selection:
            reports = pipeline.build(selection, tree)
        check_environments(wish.selection, reports)
        if any(report.findings.failed for report in reports):
            return _Done(reports, None, made, inputs)
        return _Done(reports, tree.plan() if wish.check else tree.commit(), made, inputs)


def _tree(wish: _Wish, waiting: Callable[[str], None]) -> OutputTree:
    """What writes the output, all times divided if that is wished."""
    from monitorgen.cli.writer import OutputTree

    if wish.faster is None:
        return OutputTree(wish.out, wish.scope, overwrite=wish.overwrite, check_only=wish.check, on_wait=waiting)
    from monitorgen.cli.faster import RehearsedTree
    from monitorgen.targets.rehearsal.pace import Pace

    tree = RehearsedTree(wish.out, wish.scope, overwrite=wish.overwrite, on_wait=waiting)
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


def _tell(wish: _Wish, console: Console, shown: Sequence[Shown], result: Result, alerts: Counter[str]) -> int:
    """What was found, what was done, how well alerts are proven; the exit code."""
    # People get a list, and one word on what to do; programs a diagnostic for each file.
    outdated = looked_up((), result.outdated(), root=wish.out, name=wish.out) if wish.check and not result.clean else []
    answer = {**_answer(wish.out, result), "alerts": _states(alerts)}
    code = show(shown, console, answer, aside=outdated, cases=partial(spec_files, wish.selection))
    if console.form == "human":
        _tell_people(wish, result, console)
        if alerts:
            states = ", ".join(f"{number:,} {state}" for state, number in _states(alerts).items() if number)
            console.tell(f"{counted(alerts.total(), 'alert')}: {states}")
    return FINDINGS if (wish.check or wish.fail_on_change) and not result.clean else code


def _tell_people(wish: _Wish, result: Result, console: Console) -> None:
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
