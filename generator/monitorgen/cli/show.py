"""`monitorgen show`: what something became once everything was put together, each value with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from monitorgen.cli.options import Lacking, reading, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitorgen.cli.console import Console
    from monitorgen.cli.shown import Shown
    from monitorgen.pipeline import Report, Selection


@click.command(
    "show",
    short_help="Show a resolved entry, each value with its place.",
    epilog="""\b
Examples:
  monitorgen show checkout
  monitorgen show services.checkout --env staging
  monitorgen show alerts.checkout.HighErrorRate      with PromQL, texts and who is told
  monitorgen show checkout.HighErrorRate             the same
  monitorgen show severities.critical
  monitorgen show catalog.postgres                   what a built-in type brings

Environments in which it is the same are shown once. A place tells the file and line, and the layer if it is not the
entry itself: an environment, a type, the catalogue.""",
)
@click.argument("reference", metavar="REFERENCE")
@reading
@speaking("human", "json")
def command(*, reference: str, selection: Selection, console: Console) -> int:
    """Show what REFERENCE became once types and environments were put together, in the spec language."""
    from monitorgen.cli.choice import check_environments
    from monitorgen.cli.findings import looked_up, show

    reports: list[Report] = []
    found, missing = _found(reference, selection, reports)
    check_environments(selection, reports)
    problems = looked_up(reports)
    if not found:
        # With errors it may be there and not be seen.
        code = show(problems, replace(console, quiet=True))
        if code:
            console.tell(f"{reference} can't be shown while there are errors")
            return code
        raise Lacking(missing or f"there is no system to look for {reference} in")
    code = show(problems, replace(console, quiet=True), {"shown": [each.fields() for each in found]})
    if console.form == "human":
        several = len({each.system for each in found}) > 1
        console.answer("\n\n".join(each.text(with_system=several) for each in found))
    return code


def _found(reference: str, selection: Selection, reports: list[Report]) -> tuple[list[Shown], str]:
    """What there is by this name, once for environments that agree; and what to say if there is nothing."""
    from monitorgen.cli.referred import Unknown, referred
    from monitorgen.cli.shown import shown
    from monitorgen.questions.views import views

    found: list[Shown] = []
    unknown: list[Unknown] = []
    for view in views(selection, reports):
        try:
            found.append(shown(reference, referred(reference, view), view))
        except Unknown as error:
            unknown.append(error)
    best: Iterable[Unknown] = sorted(unknown, key=lambda error: error.near is None)
    return _joined(found), next((str(error) for error in best), "")


def _joined(found: Sequence[Shown]) -> list[Shown]:
    joined: list[Shown] = []
    for each in found:
        same = next((index for index, other in enumerate(joined) if other.agrees(each)), None)
        if same is None:
            joined.append(each)
        else:
            joined[same] = replace(joined[same], environments=(*joined[same].environments, *each.environments))
    return joined
