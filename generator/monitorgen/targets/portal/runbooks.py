"""The runbook of an alert, shared by its severities: what it means, what to do, where to look, who else is told."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from posixpath import basename, dirname, join, normpath, splitext
from typing import TYPE_CHECKING
from urllib.parse import quote

from monitorgen.plan.documents import in_words, runbook_path
from monitorgen.targets.portal import words
from monitorgen.targets.portal.blocks import (
    Badge,
    Bullets,
    Code,
    Common,
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
    common,
)
from monitorgen.targets.portal.services import path_of, title_of
from monitorgen.targets.portal.told import channel_link

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.documents import Document
    from monitorgen.plan.rules import Alert
    from monitorgen.targets.portal.alerts import AlertWords
    from monitorgen.targets.portal.blocks import Block, Line
    from monitorgen.targets.portal.model import Unit
    from monitorgen.targets.portal.services import Around
    from monitorgen.targets.portal.told import Told

_HISTORY = "1w"
"""How far back the link to an alert's history looks."""


def pages(unit: Unit, shown: Sequence[AlertWords], around: Around, pages_of: Mapping[str, str]) -> Iterator[Page]:
    """One page for each name of an alert; `pages_of` are the pages that files of owners became."""
    for _, same in groupby(shown, key=lambda each: each.alert.name):
        yield _page(unit, tuple(same), around, pages_of)


def _page(unit: Unit, shown: Sequence[AlertWords], around: Around, pages_of: Mapping[str, str]) -> Page:
    first, guide = shown[0].alert, shown[0].alert.guide
    path, title, above = runbook_path(unit.name, first.name), title_of(unit), path_of(unit.name)
    sections = [
        _meaning(guide.means or words.without_templates(first.annotations.get("description", "")), guide.impact),
        _steps(guide.first_steps, is_all=guide.runbook is None),
        Section("look", "Where to look", tuple(_look(unit, first, around.page.urls))),
        Section("condition", "When it fires", tuple(_condition(unit, shown))),
        _told(shown),
    ]
    if guide.runbook is not None:
        sections.insert(2, _runbook(guide.runbook, path, pages_of))
    return Page(
        path,
        first.name,
        tuple([each for each in sections if each.blocks]),
        lead=(f"{guide.title or in_words(first.name)}, an alert of ", To(title, above), "."),
        badges=tuple(dict.fromkeys([each.severity for each in shown])),
        above=(("Overview", "index"), (title, above)),
        tab="index",
    )


# -- what to do --------------------------------------------------------------------------------------------------------


@lru_cache(512)
def _meaning(said: str, impact: str) -> Section:
    """What comes from a type is the same for all units that are of it."""
    blocks: list[Block] = [Prose(said)] if said else []
    if impact:
        blocks.append(Group("impact", "What users notice", (Prose(impact, 4, "impact-"),)))
    return Section("meaning", "What is the matter", common(blocks))


@lru_cache(512)
def _steps(steps: tuple[str, ...], *, is_all: bool) -> Section:
    """The first steps; that there are none is told where they would be all that there is."""
    blocks: tuple[Block, ...] = ()
    if steps:
        items = (f"{number}. {_indented(step)}" for number, step in enumerate(steps, start=1))
        blocks = (Prose("\n".join(items), prefix="step-"),)
    elif is_all:
        blocks = (_UNWRITTEN,)
    return Section("first-steps", "What to do first", common(blocks))


_UNWRITTEN = Note(
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


def _runbook(runbook: Document, page: str, pages_of: Mapping[str, str]) -> Section:
    blocks: list[Block]
    if runbook.url is not None:
        blocks = [Paragraph(("It is kept elsewhere: ", Out(runbook.url, runbook.url), "."))]
    else:
        blocks = [Prose(runbook.text, 3, "runbook-", follower(runbook.file, pages_of, page))]
        if runbook.file:
            blocks.append(Paragraph((Muted("From "), Code(runbook.file), Muted(" of the specs."))))
    return Section("runbook", runbook.title or "Its owner's runbook", tuple(blocks))


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
    picked = _picked(alert)
    selector = f"{{{','.join(picked)}}}"
    history = f"ALERTS{selector}"
    if prometheus is not None:
        items.append((Out("Graph", _graph(prometheus, alert.expr, "1h")), " of its query, the last hour"))
        items.append((Out("History", _graph(prometheus, history, _HISTORY)), " of the alert, the last week"))
    else:
        items.append(("History of the alert, as a query: ", Code(history)))
    if alertmanager is not None:
        silence = f"{alertmanager.rstrip('/')}/#/silences/new?filter={quote(selector, safe='')}"
        items.append((Out("Silence", silence), " it while you work: say why, and for how long"))
    else:
        command = f"amtool silence add --duration=2h --comment=WHY {' '.join(picked)}"
        items.append(("Silence it while you work: ", Code(command)))
    yield Bullets(tuple(items))


def _picked(alert: Alert) -> list[str]:
    """Matchers of the labels that tell an alert from others: its name, its service, its objective."""
    known = {"alertname": alert.name, **alert.labels}
    return [f'{name}="{known[name]}"' for name in ("alertname", "service", "slo") if known.get(name)]


def _graph(prometheus: str, query: str, back: str) -> str:
    return f"{prometheus.rstrip('/')}/graph?g0.expr={quote(query, safe='')}&g0.tab=0&g0.range_input={back}"


# -- when it fires, who is told ----------------------------------------------------------------------------------------


def _condition(unit: Unit, shown: Sequence[AlertWords]) -> Iterator[Block]:
    yield _fires(shown[0].measured, tuple([(each.severity, each.fires, _proof(each)) for each in shown]))
    exprs = {each.alert.expr for each in shown}
    for expr, same in groupby(shown, key=lambda each: each.alert.expr):
        if len(exprs) > 1:
            yield Paragraph((Strong(", ".join([each.alert.severity for each in same])), ":"))
        yield Fence(expr, "promql")
    recorded = {each.name: each.expr for one in shown for each in one.alert.recorded}
    for name, expr in recorded.items():
        yield Paragraph((Code(name), " is recorded as:"))
        yield Fence(expr, "promql")
    rules = f"prometheus/rules/{unit.name}.yml"
    yield Paragraph(("Its rule stands in ", ToFile(rules, rules), "."))


@lru_cache(512)
def _fires(measured: Line, severities: tuple[tuple[Badge, str, Line], ...]) -> Common:
    """What comes from a type fires for all units at the same."""
    rows = tuple([Row(((severity,), fires, proof)) for severity, fires, proof in severities])
    return Common((Facts((("What is measured", measured),)), Table(("Severity", "Fires", "Proof"), rows, "Severities")))


def _proof(each: AlertWords) -> Line:
    if each.proof is None:
        return ""
    state, said = each.proof
    return state, f" {each.alert.unproven or said}"


def _told(shown: Sequence[AlertWords]) -> Section:
    return _of_severities(
        tuple({each.alert.severity: (each.severity, each.told, each.quiet) for each in shown}.values())
    )


@lru_cache(512)
def _of_severities(every: tuple[tuple[Badge, tuple[Told, ...] | None, tuple[str, ...]], ...]) -> Section:
    """Who is told of each severity; of most alerts that is one of a few."""
    blocks: list[Block] = []
    for severity, steps, quiet in every:
        said = _ladder(steps, quiet)
        blocks += said if len(every) == 1 else [Group(f"told-{severity.text}", (severity,), said)]
    return Section("told", "Who is told, and when", common(blocks))


def _ladder(steps: tuple[Told, ...] | None, quiet: tuple[str, ...]) -> tuple[Block, ...]:
    if steps is None:
        return (Paragraph("Nobody is told."),)
    told: Block = Paragraph("Nobody is told: it is shown, and may keep others quiet.")
    if steps:
        rows = (
            Row((f"after {each.after}, if it still fires" if each.after else "at first", _channels(each),
                 each.when or "always", f"every {each.repeats}"))
            for each in steps
        )  # fmt: skip
        told = Table(("When", "Channels", "In these times", "Told again"), tuple(rows), "Who is told")
    return (told, Paragraph(f"Nobody is told while this fires: {', '.join(quiet)}.")) if quiet else (told,)


def _channels(step: Told) -> Line:
    parts: list[To | str] = []
    for channel in step.channels:
        parts += [", ", channel_link(channel)] if parts else [channel_link(channel)]
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
