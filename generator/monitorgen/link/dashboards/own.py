"""The dashboard of one entry: its panels, its routes, its own metrics and alerts, in the file of its own unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.dashboards import standing, words
from monitorgen.link.dashboards.finding import Finder
from monitorgen.link.dashboards.frame import SERVICE_TAG
from monitorgen.link.dashboards.infrastructure import apart
from monitorgen.link.dashboards.reading import Stand
from monitorgen.link.dashboards.red import Red, noun_of
from monitorgen.link.dashboards.resources import metric_panels
from monitorgen.link.dashboards.rows import alert_panels, expressions, written_rows
from monitorgen.link.dashboards.services import about, compared_share, lines_of
from monitorgen.link.dashboards.templated import SERVICE
from monitorgen.link.dashboards.variables import Windows, without_choices
from monitorgen.link.raw_expressions import metrics_in
from monitorgen.plan.dashboards import Link, Row
from monitorgen.promql.naming import may_name
from monitorgen.promql.types import Matcher
from monitorgen.spec.condition import COMPARISONS, FUNCTIONS

if TYPE_CHECKING:
    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.link.entries import Entry
    from monitorgen.link.surroundings import Exposed
    from monitorgen.plan.dashboards import Dashboard

_CONDITIONS = (*FUNCTIONS, *COMPARISONS, "where", "by", "over")


def has_own(entry: Entry, *, scraped: bool) -> bool:
    """Whether an entry says something that the dashboard of its kind does not show."""
    if _own(entry, "panels"):
        return True
    return scraped and bool(_own(entry, "metrics") or _own(entry, "indicators") or own_alerts(entry))


def _own(entry: Entry, field: str) -> list[str]:
    return sorted(entry.said(field).intersection(getattr(entry.model, field) or ()))


def own_alerts(entry: Entry) -> list[str]:
    """The alerts whose condition the entry says itself, in whole or in part."""
    said = {name for name in _own(entry, "alerts") if any(entry.says("alerts", name, word) for word in _CONDITIONS)}
    return sorted(said | (entry.starts.keys() & (entry.model.alerts or {}).keys()))


def of_entry(name: str, entry: Entry, exposed: Exposed, boards: Boards) -> Dashboard:
    """The dashboard of an entry beside that of its kind."""
    linked = boards.linked
    around = linked.surroundings(exposed)
    stand = Stand(around, linked.severities, Finder(linked, entry.name), {}, frozenset())
    mine = {each: said for each, said in (entry.model.panels or {}).items() if entry.says("panels", each)}
    rows = written_rows(
        mine, stand, lambda *path: entry.where("panels", *path), linked.findings, "Own panels", entry.model.alerts or {}
    )
    scraped = exposed.job is not None
    red = _red(entry, exposed, boards) if scraped else None
    if red is not None:
        rows += red.rows()
    if scraped:
        alerts = {each: (entry.model.alerts or {})[each] for each in own_alerts(entry)}
        shown = expressions(rows)
        drawn = alert_panels(alerts, stand, lambda *path: entry.where("alerts", *path), shown)
        rows.append(Row("Alerts of its own", tuple(drawn)))
        names = _own(entry, "metrics")
        told = _spoken_of(names, rows)
        names = [each for each in names if each not in told]
        rows.append(Row("Metrics of its own", tuple(metric_panels(exposed.metrics, names, stand))))
        service = (Matcher(SERVICE, "=", entry.name),)
        numbers = [*standing.numbers(exposed.confinement, service), *(red.stats() if red is not None else ())]
        left = standing.COLUMNS - standing.WIDTH * len(numbers)
        if left >= standing.READABLE:
            top = (*numbers, standing.listed(service, left))
        else:
            top = (*standing.spread(numbers), standing.listed(service))
        rows = [Row(None, top), *rows, Row("Targets", tuple(standing.history(exposed.confinement, service)))]
    team = boards.team(entry)
    kind = boards.kind_of(entry)
    links: tuple[Link, ...] = ()
    if kind is not None and boards.is_made(kind.name):
        title = words.of_services(kind.types) if entry.kind == "service" else words.spelled(kind.label)
        links = (Link(title, uid=boards.uid(kind.name), variables={SERVICE: entry.name}, keep_variables=False),)
    return boards.frame.around(
        name,
        entry.model.title or entry.name,
        boards.folder(team, "services" if entry.kind == "service" else "infrastructure"),
        SERVICE_TAG,
        apart(rows),
        entry.origin,
        description=entry.model.description or f"What {entry.name} says of itself, with the lines of its own alerts.",
        team=team,
        marks=(Matcher(SERVICE, "=", entry.name),),
        links=links,
    )


def _red(entry: Entry, exposed: Exposed, boards: Boards) -> Red | None:
    """The entry's main measure, where its series can be picked."""
    measure = exposed.measures.get(exposed.main or "")
    around = boards.linked.surroundings(exposed)
    if measure is None or (measure.total is None and measure.duration is None):
        return None
    parts = [each for each in (measure.total, measure.errors, measure.duration) if each is not None]
    known = {each.name: exposed.metric(each.name) or around.anywhere(each.name) for each in parts}
    if None in known.values():
        return None
    duration = known.get(measure.duration.name) if measure.duration is not None else None
    route = measure.words.get("route")
    routed = {name for name, metric in known.items() if metric is not None and route in metric.labels.known}
    alerts = list(about(entry, around, measure.name))
    alert, kept = compared_share(entry, alerts)
    return Red(
        measure,
        measure.scope if measure.scope is not None else exposed.confinement,
        (),
        duration.unit if duration is not None else "seconds",
        lines_of(alerts, boards),
        noun_of(measure.name),
        exposed.scrape_interval if exposed.scrape_interval != around.scrape_interval else None,
        native=duration is not None and duration.type == "native_histogram",
        routed=frozenset(routed),
        kept=kept,
        alert=alert,
    )


def _spoken_of(names: list[str], rows: list[Row]) -> set[str]:
    """The metrics that panels show already, these among them, under any of their series' names."""
    found: set[str] = set()
    for text in may_name(names, expressions(rows)) if names else ():
        found.update(metrics_in(without_choices(Windows(text).filled(text))))
    return found
