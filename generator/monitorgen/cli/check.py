"""`monitorgen check`: compile, and let the official validators have the last word.

What is judged is always what the specs say now, compiled into a temporary folder: an out/ that somebody forgot to
build could be fine while the specs are not. Whether out/ is the same is told as well.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from monitorgen.cli.findings import counted, failed, looked_up, show, spec_files
from monitorgen.cli.options import FORMATS, reading, speaking, writing
from monitorgen.cli.table import table

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.cli.validators import Judged
    from monitorgen.pipeline import Selection
    from monitorgen.render import Case, Shown

_PROGRAM = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    "check",
    short_help="Build, then run promtool, amtool and docker-compose on the result.",
    epilog="""\b
Examples:
  monitorgen check
  monitorgen check --require-tools         for CI: a missing validator is an error
  monitorgen check --promtool /opt/prometheus-3.5/promtool

The validators are taken from .tools/bin of the repository, else from PATH. Secrets need not be there: placeholders
stand in for them.""",
)
@reading
@writing
@click.option("--require-tools", is_flag=True, help="A check that can't run is an error.")
@click.option("--promtool", type=_PROGRAM, metavar="FILE", help="The promtool to use.")
@click.option("--amtool", type=_PROGRAM, metavar="FILE", help="The amtool to use.")
@click.option("--docker-compose", type=_PROGRAM, metavar="FILE", help="The docker-compose to use.")
@speaking(*FORMATS)
def command(
    *,
    selection: Selection,
    out: Path,
    require_tools: bool,
    promtool: Path | None,
    amtool: Path | None,
    docker_compose: Path | None,
    console: Console,
) -> int:
    """Compile into a temporary folder and let promtool, amtool and docker-compose judge it, as far as there are any."""
    from monitorgen import pipeline
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.progress import watched
    from monitorgen.cli.scope import scope_of
    from monitorgen.cli.validators import Programs, judge, same
    from monitorgen.cli.writer import OutputTree

    with TemporaryDirectory(prefix="monitorgen-") as folder:
        made = Path(folder)
        with OutputTree(made, scope_of(selection)) as tree:
            with watched(selection, console, "compiling") as seen:
                reports = pipeline.build(seen, tree)
            check_environments(selection, reports)
            shown = looked_up(reports)
            if failed(shown):
                code = show(shown, console, {"checks": []}, cases=partial(spec_files, selection))
                console.tell("nothing was checked")
                return code
            shown += looked_up((), tree.commit().diagnostics, root=made, name=out)
        built = [each for report in reports for each in report.built]
        judged = list(judge(built, made, Programs(promtool, amtool, docker_compose)))
        found = [_found(each, made, out, required=require_tools) for each in judged]
        fresh = same(made, out, [each.folder for each in judged])
    told = [each for some in found for each in some]
    # People see in the table what was left out.
    notes = [] if console.verbose else [each for each in told if each.level == "note"]
    code = show(
        [*shown, *(each for each in told if each not in notes)],
        console,
        {"checks": [each.fields() for each in judged], "up_to_date": fresh},
        aside=notes,
        cases=lambda: [*spec_files(selection), *map(_case, judged, found)],
    )
    if console.form == "human":
        _tell(judged, out, console, fresh=fresh)
    return code


def _found(judged: Judged, made: Path, out: Path, *, required: bool) -> list[Shown]:
    """What a check found, in the output as it will be; what it left out is an error where the tools are required."""
    weighed = (
        replace(each, level="error") if required and each.level == "note" else each for each in judged.diagnostics
    )
    return looked_up((), weighed, root=made, name=out)


def _case(judged: Judged, found: list[Shown]) -> Case:
    from monitorgen.render import Case

    skipped = judged.report.skipped
    reason = f"{judged.report.tool} {skipped.reason}" if skipped is not None and not judged.report.ran else ""
    return Case(judged.folder, judged.report.check, found=tuple(found), skipped=reason)


def _tell(judged: list[Judged], out: Path, console: Console, *, fresh: bool) -> None:
    if not console.quiet:
        console.answer(table(("environment", "check", "version", "for", "result"), [each.row() for each in judged]))
    ran = sum(each.report.ran for each in judged)
    console.tell(f"{counted(ran, 'check')} ran, {len(judged) - ran} skipped")
    if any(each.report.version is None for each in judged):
        console.tell("monitorgen explain MG906 tells how to have the missing tools")
    if not fresh:
        console.tell(f"{out} is not up to date: what was checked is what `monitorgen build` would write")
