"""The dashboard of a type of infrastructure: what its type shows, what its alerts compare, which targets answer.

A type with one entry is shown as that entry is: its own thresholds, its own panels. A type with several is shown by
what the type says, chosen by variables; what one of them says differently stands in a dashboard of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Findings
from monitorgen.link.dashboards import standing, words
from monitorgen.link.dashboards.finding import Finder
from monitorgen.link.dashboards.frame import INFRASTRUCTURE_TAG
from monitorgen.link.dashboards.reading import Stand
from monitorgen.link.dashboards.resources import resources
from monitorgen.link.dashboards.rows import alert_panels, expressions, of_catalogue, used, written_rows
from monitorgen.link.dashboards.templated import (
    ANY_INSTANCE,
    ANY_JOB,
    ANY_SERVICE,
    INSTANCE,
    JOB,
    SERVICE,
    chooses_instances,
    nobody,
)
from monitorgen.plan.dashboards import Row, Variable
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.link.dashboards.kinds import Kind
    from monitorgen.link.entries import Entry
    from monitorgen.link.surroundings import Exposed
    from monitorgen.plan.dashboards import Dashboard

CHOICES = {INSTANCE: INSTANCE}


def of_type(kind: Kind, boards: Boards) -> Dashboard | None:
    """The dashboard of a type that several entries have."""
    base = nobody("infrastructure", kind.types, boards.linked.types, boards.linked.ground)
    if base is None:
        return None
    finder = Finder(boards.linked, nobody=base)
    rows = _rows(base.entry, base.exposed, finder, (ANY_JOB,), (ANY_SERVICE,), boards)
    needed = used(rows)
    variables = [each for each in chooses_instances(kind) if each.name == SERVICE or each.name in needed]
    return _framed(kind, boards, rows, variables, (ANY_SERVICE,), None)


def of_entry(kind: Kind, entry: Entry, exposed: Exposed, boards: Boards) -> Dashboard:
    """The dashboard of a type that one entry has, and so of that entry."""
    service = (Matcher(SERVICE, "=", entry.name),)
    rows = _rows(entry, exposed, Finder(boards.linked, entry.name), exposed.confinement, service, boards)
    up = build.selector("up", exposed.confinement)
    variables = [Variable(INSTANCE, "Instance", up, INSTANCE)] if INSTANCE in used(rows) else []
    return _framed(kind, boards, rows, variables, service, entry)


def _framed(
    kind: Kind,
    boards: Boards,
    rows: list[Row],
    variables: list[Variable],
    marks: tuple[Matcher, ...],
    entry: Entry | None,
) -> Dashboard:
    title = words.spelled(kind.label)
    alone = entry is not None and entry.name != kind.label
    made = boards.frame.around(
        kind.name,
        f"{title}: {entry.model.title or entry.name}" if alone and entry is not None else title,
        boards.folder(None, "infrastructure"),
        INFRASTRUCTURE_TAG,
        rows,
        entry.origin if entry is not None else boards.linked.spec.origin,
        description=f"Use, saturation and errors of {title}. Lines are those of its alerts.",
        variables=variables,
        marks=marks,
    )
    return replace(made, team=boards.team(entry) if entry is not None else None)


def _rows(
    entry: Entry,
    exposed: Exposed,
    finder: Finder,
    picked: tuple[Matcher, ...],
    service: tuple[Matcher, ...],
    boards: Boards,
) -> list[Row]:
    around = boards.linked.surroundings(exposed)
    stand = Stand(around, boards.linked.severities, finder, CHOICES, frozenset({SERVICE, JOB, INSTANCE}))
    findings = Findings()
    said = written_rows(
        entry.model.panels or {},
        stand,
        lambda *path: entry.where("panels", *path),
        findings,
        "Overview",
        entry.model.alerts or {},
    )
    of_catalogue(findings, boards.linked.findings)
    here = (*picked, ANY_INSTANCE)
    rows = [Row(None, (*standing.numbers(here, service), standing.listed(service, 16))), *said]
    if not said:
        rows.append(Row("Use", tuple(resources(exposed, stand))))
    alerts = entry.model.alerts or {}
    shown = expressions(rows)
    more = alert_panels(alerts, stand, lambda *path: entry.where("alerts", *path), shown)
    rows += [Row("Alerts", tuple(more), collapsed=bool(said)), Row("Targets", tuple(standing.history(here, service)))]
    return apart(rows)


def apart(rows: list[Row]) -> list[Row]:
    """Rows whose panels have different keys: of two that are called alike the later one says its row."""
    seen: set[str] = set()
    made = []
    for row in rows:
        panels = []
        for each in row.panels:
            key = each.key if each.key not in seen else f"{each.key} ({row.title or 'top'})"
            seen.add(key)
            panels.append(each if key == each.key else replace(each, key=key, title=key))
        made.append(replace(row, panels=tuple(panels)))
    return made
