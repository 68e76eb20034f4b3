"""`monitorgen proof`: the test of one alert, as a table over time and as a small plot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from msgspec import Struct
from msgspec.structs import replace

from monitorgen.cli.findings import looked_up, show
from monitorgen.cli.options import Lacking, reading, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitorgen.cli.console import Console
    from monitorgen.cli.proving import Proved
    from monitorgen.document import Json
    from monitorgen.pipeline import Report, Selection
    from monitorgen.plan.rules import Alert
    from monitorgen.proof.case import Case
    from monitorgen.proof.timeline import Timeline


class _Story(Struct, frozen=True):
    """A story about an alert, and what the alert does in it; `environments` are those in which it is the same."""

    alert: str
    name: str
    environments: tuple[str, ...]
    case: Case
    line: Timeline | None


@click.command(
    "proof",
    short_help="Show the test of an alert over time.",
    epilog="""\b
Examples:
  monitorgen proof checkout.HighErrorRate
  monitorgen proof TargetDown --env production
  monitorgen proof checkout.HighErrorRate --format json

The plot is computed from the rule that the alert became; whether it does what it should is promtool's to say, with
`monitorgen test`.""",
)
@click.argument("alert", metavar="ALERT")
@reading
@speaking("human", "json")
def command(*, alert: str, selection: Selection, console: Console) -> int:
    """Show the stories that prove ALERT (`Name` or `unit.Name`): what it sees, when it is pending, when it fires."""
    from monitorgen.cli.choice import check_environments

    reports: list[Report] = []
    stories, known, unproven = _stories(alert, selection, reports)
    check_environments(selection, reports)
    problems = looked_up(reports)
    if not stories:
        code = show(problems, replace(console, quiet=True))
        if code and not unproven:
            console.tell(f"{alert} can't be shown while there are errors")
            return code
        raise Lacking(unproven or _unknown(alert, known))
    code = show(problems, replace(console, quiet=True), {"proofs": _fields(stories)})
    if console.form == "human":
        from monitorgen.cli.drawn import text

        made = []
        several = len({(each.alert, each.environments) for each in stories}) > 1
        for each in stories:
            head = f"# {each.alert} in {', '.join(each.environments)}\n\n" if several else ""
            made.append(head + text(each.case, each.name, each.line))
        console.answer("\n\n\n".join(made))
    return code


def _stories(alert: str, selection: Selection, reports: list[Report]) -> tuple[list[_Story], set[str], str]:
    """The stories of all alerts of the name, those that environments share once; all names; why there is none."""
    from monitorgen.cli.proving import Wanted, proved
    from monitorgen.proof.timeline import timeline

    found: list[_Story] = []
    known: set[str] = set()
    unproven = ""
    for each in proved(selection, reports, Wanted()):
        rules = {rule.name: rule for rule in each.rules()}
        known |= {f"{each.unit}.{name}" for name in rules}
        for name, rule in rules.items():
            if alert not in {name, f"{each.unit}.{name}"}:
                continue
            for none in each.proofs.proofs.unproven:
                if none.alert.name == name:
                    unproven = f"{each.unit}.{name} is not proven: {none.alert.unproven or none.why}"
            for case in each.proofs.proofs.cases:
                if name in case.alerts:
                    mine = replace(case, moments=tuple(moment for moment in case.moments if moment.alert == name))
                    line = timeline(mine, _of(mine, each, rule), each.fragment.groups, closed=each.proofs.closed)
                    _add(found, _Story(f"{each.unit}.{name}", name, (each.folder,), mine, line))
    return found, known, unproven


def _of(case: Case, proved: Proved, rule: Alert) -> Alert:
    """The rule of the severity that the story is about."""
    wanted = {severity for moment in case.moments for severity in moment.severities}
    rules = (each for each in proved.rules() if each.name == rule.name)
    return next((each for each in rules if each.severity in wanted), rule)


def _add(found: list[_Story], new: _Story) -> None:
    for number, old in enumerate(found):
        if (old.alert, old.case, old.line) == (new.alert, new.case, new.line):
            found[number] = replace(old, environments=(*old.environments, *new.environments))
            return
    found.append(new)


def _fields(stories: Sequence[_Story]) -> list[Json]:
    from monitorgen.cli.drawn import fields

    return [
        {"alert": each.alert, "environments": list(each.environments), **fields(each.case, each.name, each.line)}
        for each in stories
    ]


def _unknown(alert: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(alert, [*names, *(name.partition(".")[2] for name in names)], 1)
    return f"there is no alert {alert!r}" + (f"; did you mean {near[0]}?" if near else "")
