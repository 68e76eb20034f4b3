"""`monitorgen validate`: load and link, write nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitorgen.cli.options import FORMATS, reading, speaking

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.pipeline import Selection


@click.command(
    "validate",
    short_help="Read and link the specs; write nothing.",
    epilog="""\b
Examples:
  monitorgen validate
  monitorgen validate --system shop --env production
  monitorgen validate --format github      annotations in a pull request""",
)
@reading
@speaking(*FORMATS)
def command(*, selection: Selection, console: Console) -> int:
    """Read the specs and work out what they mean. All errors are shown, not the first; nothing is written."""
    from functools import partial

    from monitorgen import pipeline
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.findings import failed, looked_up, show, spec_files
    from monitorgen.cli.progress import watched

    with watched(selection, console, "linking") as seen:
        reports = pipeline.validate(seen)
    check_environments(selection, reports)
    shown = looked_up(reports)
    code = show(shown, console, {"specs": selection.specs.as_posix()}, cases=partial(spec_files, selection))
    if not failed(shown):
        console.tell(f"{selection.specs}: no errors")
    return code
