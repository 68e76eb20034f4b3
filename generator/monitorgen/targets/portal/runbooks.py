"""The runbook of an alert, shared by its severities: what it means, what to do, where to look, who else is told."""

from __future__ import annotations

import re
from itertools import groupby
from posixpath import basename, dirname, join, normpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitorgen.plan.documents import in_words, runbook_path
from monitorgen.targets.portal import alerts, told, words
from monitorgen.targets.portal.blocks import (
    Badge,
    Bullets,
    Code,
    Facts,
    Fence,
    Group,
    Muted,
    Note,
    Out,
    Page,
    Paragraph,
    Prose,
    Row,
    Section,
    Strong,
    Table,
    To,
    ToFile,
)
from monitorgen.targets.portal.services import path_of, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.documents import Document, Guide
    from monitorgen.plan.rules import Alert
    from monitorgen.routing.cases import Case
    from monitorgen.targets.portal.blocks import Block, Line
    from monitorgen.targets.portal.model import Unit
    from monitorgen.targets.portal.services import Around

_HISTORY = "1w"
"""How far back the link to an alert's history looks."""


def pages(unit: Unit, cases: Sequence[Case], around: Around, pages_of: Mapping[str, str]) -> Iterator[Page]:
    """One page for each name of an alert; `pages_of` are the pages that files of owners became."""
    for name, rules in groupby(alerts.ordered(unit, around.severities), key=lambda each: each.name):
        mine = [case for case in cases if case.alert.alertname == name]
        yield _page(unit, tuple(rules), mine, around, pages_of)


def _page(
    unit: Unit, rules: tuple[Alert, ...], cases: Sequence[Case], around: Around, pages_of: Mapping[str, str]
) -> Page:
    first, guide = rules[0], rules[0].guide
    path = runbook_path(unit.name, first.name)
    sections = (
        Section("meaning", "What is the matter", tuple(_meaning(first, guide))),
        Section("first-steps", "What to do first", tuple(_steps(guide))),
        Section("runbook", _called(guide.runbook), tuple(_runbook(guide.runbook, path, pages_of))),
        Section("look", "Where to look", tuple(_look(unit, first, around.page.urls))),
        Section("condition", "When it fires", tuple(_condition(unit, rules, around))),
        Section("told", "Who is told, and when", tuple(_told(rules, cases, around))),
    )
    title = guide.title or in_words(first.name)
    return Page(
        path,
        first.name,
        tuple(each for each in sections if each.blocks),
        lead=(f"{title}, an alert of ", To(title_of(unit), path_of(unit.name)), "."),
        badges=tuple(dict.fromkeys(alerts.severity(each.severity, around.severities) for each in rules)),
        above=(("Overview", "index"), (title_of(unit), path_of(unit.name))),
        tab="index",
    )


# -- what to do --------------------------------------------------------------------------------------------------------


def _meaning(alert: Alert, guide: Guide) -> Iterator[Block]:
    said = guide.means or words.without_templates(alert.annotations.get("description", ""))
    if said:
        yield Prose(said)
    if guide.impact:
        yield Group("impact", "What users notice", (Prose(guide.impact, 4, "impact-"),))


def _steps(guide: Guide) -> Iterator[Block]:
    if guide.first_steps:
        steps = (f"{number}. {_indented(step)}" for number, step in enumerate(guide.first_steps, start=1))
        yield Prose("\n".join(steps), prefix="step-")
    elif guide.runbook is None:
        yield Note(
            (
                "Nobody has written yet what to do. Whoever finds out writes it into ",
                Code("first_steps"),
                " or a ",
                Code("runbook"),
                " of this alert.",
            ),
            "warning",
        )


def _indented(step: str) -> str:
    """A step of several lines inside an item of a list."""
    return step.strip().replace("\n", "\n   ")


def _called(runbook: Document | None) -> str:
    return runbook.title if runbook is not None and runbook.title else "Its owner's runbook"


def _runbook(runbook: Document | None, page: str, pages_of: Mapping[str, str]) -> Iterator[Block]:
    if runbook is None:
        return
    if runbook.url is not None:
        yield Paragraph(("It is kept elsewhere: ", Out(runbook.url, runbook.url), "."))
        return
    yield Prose(runbook.text, 3, "runbook-", follower(runbook.file, pages_of, page))
    if runbook.file:
        yield Paragraph((Muted("From "), Code(runbook.file), Muted(" of the specs.")))


def follower(file: str, pages_of: Mapping[str, str], page: str = "") -> Callable[[str], str | None]:
    """Where relative links of a text in a file lead: to the page that another file became."""

    def follow(link: str) -> str | None:
        # The place in it is left out: what ids a text has on its page is that page's own affair.
        found = pages_of.get(normpath(join(dirname(file), link.partition("#")[0])))
        return found if found != page else None

    return follow


# -- where to look -----------------------------------------------------------------------------------------------------


def _look(unit: Unit, alert: Alert, urls: Mapping[str, str]) -> Iterator[Block]:
    """Links to what runs; the queries alone where nobody said where it is."""
    items: list[Line] = []
    if (board := alert.annotations.get("dashboard")) is not None:
        items.append((Out("Dashboard", board), " that shows it"))
    elif unit.boards:
        items.append((To("Dashboards", f"{path_of(unit.name)}#dashboards"), f" of {title_of(unit)}"))
    prometheus, alertmanager = urls.get("prometheus"), urls.get("alertmanager")
    history = f"ALERTS{_selector(alert)}"
    if prometheus is not None:
        items.append((Out("Graph", _graph(prometheus, alert.expr, "1h")), " of its query, the last hour"))
        items.append((Out("History", _graph(prometheus, history, _HISTORY)), " of the alert, the last week"))
    else:
        items.append(("History of the alert, as a query: ", Code(history)))
    if alertmanager is not None:
        items.append((Out("Silence", _silence(alertmanager, alert)), " it while you work: say why, and for how long"))
    else:
        matchers = " ".join(f'{name}="{value}"' for name, value in _picked(alert).items())
        items.append(
            ("Silence it while you work: ", Code(f"amtool silence add --duration=2h --comment=WHY {matchers}"))
        )
    yield Bullets(tuple(items))


def _picked(alert: Alert) -> dict[str, str]:
    """The labels that tell an alert from others: its name, its service, its objective."""
    known = {"alertname": alert.name, **alert.labels}
    return {name: known[name] for name in ("alertname", "service", "slo") if known.get(name)}


def _selector(alert: Alert) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in _picked(alert).items()) + "}"


def _graph(prometheus: str, query: str, back: str) -> str:
    return f"{prometheus.rstrip('/')}/graph?g0.expr={quote(query, safe='')}&g0.tab=0&g0.range_input={back}"


def _silence(alertmanager: str, alert: Alert) -> str:
    return f"{alertmanager.rstrip('/')}/#/silences/new?filter={quote(_selector(alert), safe='')}"


# -- when it fires, who is told ----------------------------------------------------------------------------------------


def _condition(unit: Unit, rules: tuple[Alert, ...], around: Around) -> Iterator[Block]:
    yield Facts((("What is measured", words.meaning(rules[0])),))
    rows = []
    for rule in rules:
        state = words.PROOFS.get(unit.proofs.get((rule.name, rule.severity), ""))
        proof: Line = (Badge(state[0], state[1]), f" {rule.unproven or state[2]}") if state is not None else ""
        rows.append(Row(((alerts.severity(rule.severity, around.severities),), words.threshold(rule), proof)))
    yield Table(("Severity", "Fires", "Proof"), tuple(rows), "Severities")
    for expr, same in groupby(rules, key=lambda each: each.expr):
        names = ", ".join(each.severity for each in same)
        if len({each.expr for each in rules}) > 1:
            yield Paragraph((Strong(names), ":"))
        yield Fence(expr, "promql")
    recorded = {each.name: each.expr for rule in rules for each in rule.recorded}
    for name, expr in recorded.items():
        yield Paragraph((Code(name), " is recorded as:"))
        yield Fence(expr, "promql")
    yield Paragraph(
        (
            "Its rule stands in ",
            ToFile(f"prometheus/rules/{unit.name}.yml", f"prometheus/rules/{unit.name}.yml"),
            ".",
        )
    )


def _told(rules: tuple[Alert, ...], cases: Sequence[Case], around: Around) -> Iterator[Block]:
    severities = list(dict.fromkeys(each.severity for each in rules))
    by_severity = {case.alert.severity: case for case in cases}
    for severity in severities:
        case = by_severity.get(severity)
        blocks = tuple(_of_severity(case)) if case is not None else (Paragraph("Nobody is told."),)
        if len(severities) == 1:
            yield from blocks
        else:
            yield Group(f"told-{severity}", (alerts.severity(severity, around.severities),), blocks)


def _of_severity(case: Case) -> Iterator[Block]:
    steps = told.steps(case)
    if not steps:
        yield Paragraph("Nobody is told: it is shown, and may keep others quiet.")
    else:
        rows = (
            Row((f"after {each.after}, if it still fires" if each.after else "at first", _channels(each),
                 each.when or "always", f"every {each.repeats}"))
            for each in steps
        )  # fmt: skip
        yield Table(("When", "Channels", "In these times", "Told again"), tuple(rows), "Who is told")
    quiet = dict.fromkeys(
        f"rule {rule.name}" if source is None else f"{source.alertname} ({source.severity})"
        for rule, source in case.quiet
    )
    if quiet:
        yield Paragraph(f"Nobody is told while this fires: {', '.join(sorted(quiet))}.")


def _channels(step: told.Told) -> Line:
    parts: list[To | str] = []
    for channel in step.channels:
        parts += [", ", told.channel_link(channel)] if parts else [told.channel_link(channel)]
    return tuple(parts)


def files_of(rules: Iterable[Alert]) -> Mapping[str, str]:
    """The files of runbooks, each with the alert that they are for: of several the one that is called like it."""
    found: dict[str, str] = {}
    for rule in sorted(rules, key=lambda each: each.name):
        if rule.guide.runbook is not None and (file := rule.guide.runbook.file):
            called = re.sub(r"[-_]", "", splitext(basename(file))[0]).lower()
            if file not in found or rule.name.lower() == called:
                found[file] = rule.name
    return found
