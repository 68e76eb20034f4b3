"""`monitorgen who`: who is told of an alert, when, on which way, and what keeps it quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from monitorgen.cli.options import Lacking, reading, speaking

if TYPE_CHECKING:
    from monitorgen.cli.console import Console
    from monitorgen.pipeline import Report, Selection
    from monitorgen.questions.answers import Answer
    from monitorgen.questions.moment import Wanted


@click.command(
    "who",
    short_help="Tell who is told of an alert, and when.",
    epilog="""\b
Examples:
  monitorgen who checkout.TargetDown
  monitorgen who checkout.TargetDown --env production --at 'sat 03:00'
  monitorgen who TargetDown --at '2026-12-24 18:00 Europe/Berlin'
  monitorgen who severity=critical team=payments         bare labels: an alert with these and no others

Without --at the times at which somebody is told are listed. With it they are looked at: a day of the week or a time
alone is the next one from now, on the clock of the intervals in question if they share a time zone, else on UTC's; a
zone after the time or --zone says another. Clocks that go forward or back in that night are told.""",
)
@click.argument("reference", nargs=-1, required=True, metavar="ALERT | LABEL=VALUE...")
@click.option("--at", "at", metavar="TIME", help="Look at this time: 'sat 03:00', '2026-12-24 18:00', '03:00', now.")
@click.option("--zone", metavar="ZONE", help="The time zone of --at, such as Europe/Berlin.")
@reading
@speaking("human", "json")
def command(
    *, reference: tuple[str, ...], at: str | None, zone: str | None, selection: Selection, console: Console
) -> int:
    """Walk through the policy for ALERT, `entry.Alert` or `Alert`: who is told, after how long, and why."""
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.findings import looked_up, show
    from monitorgen.questions.answers_text import written
    from monitorgen.questions.asked import asked

    reports: list[Report] = []
    moment = _read(at)
    try:
        question = asked(reference)
        answers = list(question.answers(selection, reports, moment, zone))
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    check_environments(selection, reports)
    problems = looked_up(reports)
    if not answers:
        # With errors it may be there and not be seen.
        if code := show(problems, replace(console, quiet=True)):
            console.tell(f"who is told of {' '.join(reference)} can't be said while there are errors")
            return code
        raise Lacking(question.missing())
    joined = _joined(answers)
    code = show(problems, replace(console, quiet=True), {"answers": [each.fields() for each in joined]})
    if console.form == "human":
        several = len({each.system for each in joined}) > 1
        console.answer("\n\n\n".join(written(each, with_system=several) for each in joined))
    return code


def _read(at: str | None) -> Wanted | None:
    from monitorgen.questions.moment import UnreadableMomentError, wanted

    try:
        return wanted(at) if at is not None else None
    except UnreadableMomentError as error:
        raise click.BadParameter(str(error), param_hint="--at") from error


def _joined(answers: list[Answer]) -> list[Answer]:
    """Environments that agree told once."""
    joined: list[Answer] = []
    for each in answers:
        same = next((index for index, other in enumerate(joined) if other.agrees(each)), None)
        if same is None:
            joined.append(each)
        else:
            joined[same] = replace(joined[same], environments=(*joined[same].environments, *each.environments))
    return joined
