"""The first page: what runs, who owns it, whether it is watched, what it promises, who is told.

Every unit is one line of the files that list them, sorted by name, and nothing is counted up, so that two branches that
each add a unit seldom touch the same line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.targets.portal import told, words
from monitorgen.targets.portal.alerts import severity
from monitorgen.targets.portal.blocks import Figure, Group, Muted, Out, Page, Paragraph, Row, Table, To, sections
from monitorgen.targets.portal.services import path_of, title_of, watched

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.plan.pages import Said, SystemPage
    from monitorgen.plan.routing import Intent, Routing
    from monitorgen.targets.portal.blocks import Block, Inline, Line, Site
    from monitorgen.targets.portal.model import Unit

MAP = "map"
"""The page of the map; its picture is beside it."""
_COLUMNS = ("Name", "What it is", "Watched", "Objectives", "Alerts")
_SHOWN = 2
"""Objectives of a unit on the first page; its own page has all."""
_WIDE = 110
"""Characters of a description on the first page, about."""
_NO_TEAM = ""


class Index(Struct):
    """What is kept of units for the lists of all: a row each, by kind and team."""

    services: dict[str, list[tuple[str, Row]]] = field(default_factory=dict)
    others: dict[str, list[tuple[str, Row]]] = field(default_factory=dict)
    teams: set[str] = field(default_factory=set)
    system: Unit | None = None

    def learn(self, unit: Unit) -> None:
        """Take in a unit when its page is made."""
        if unit.team:
            self.teams.add(unit.team)
        if unit.summary is None:
            self.system = unit
        elif unit.summary.kind == "service":
            self.services.setdefault(unit.team or _NO_TEAM, []).append((unit.name, _row(unit)))
        else:
            self.others.setdefault(unit.summary.kind, []).append((unit.name, _row(unit)))

    def page(self, site: Site, about: SystemPage, routing: Routing, *, has_map: bool) -> Page:
        """The page."""
        found = sections(
            ("services", "Services", self._services(about, routing)),
            ("infrastructure", "Infrastructure", self._others("infrastructure", "What services depend on")),
            ("monitoring", "Monitoring", self._others("component", "What watches")),
            ("system", "The whole system", self._system()),
            ("map", "Systems map", _map(site) if has_map else ()),
        )
        return Page(
            "index",
            site.title,
            found,
            lead=about.description,
            intro=tuple(_links(site)),
            tab="index",
            search=True,
        )

    def _services(self, about: SystemPage, routing: Routing) -> Iterator[Block]:
        for team in sorted({*self.services, *self.teams}, key=lambda each: (each == _NO_TEAM, each)):
            caption = f"Services of {team}" if team else "Services"
            rows = self.services.get(team)
            table = Table(_COLUMNS, _sorted(rows), caption, look="units") if rows else Paragraph("No services.")
            if not team and not self.teams:
                yield table
                continue
            said = about.teams.get(team)
            title = (said.title if said is not None else "") or team or "Nobody in particular"
            lines = tuple(_team(team, said, routing)) if team else ()
            yield Group(f"team-{team or 'none'}", title, (*lines, table))

    def _others(self, kind: str, caption: str) -> tuple[Block, ...]:
        rows = self.others.get(kind)
        return (Table(_COLUMNS, _sorted(rows), caption, look="units"),) if rows else ()

    def _system(self) -> Iterator[Block]:
        unit = self.system
        if unit is not None:
            alerts: Inline = To("its alerts and objectives", path_of(unit.name))
            yield Paragraph(("What belongs to no single entry: ", alerts, "."))


def _sorted(rows: Iterable[tuple[str, Row]]) -> tuple[Row, ...]:
    return tuple(row for _, row in sorted(rows, key=lambda each: each[0]))


def _links(site: Site) -> Iterator[Block]:
    if site.outside:
        parts: list[Inline] = ["Open "]
        for number, (title, url) in enumerate(site.outside):
            parts += [", " if number else "", Out(title, url)]
        yield Paragraph(tuple(parts))


def _map(site: Site) -> Iterator[Block]:
    yield Paragraph((To("The map with links", MAP), ": what needs what."))
    yield Figure(f"{MAP}.svg", f"Map of {site.title}: what needs what", MAP)


def _team(team: str, said: Said | None, routing: Routing) -> Iterator[Block]:
    """Who they are, and who is told of their alerts."""
    if said is not None and (said.description or said.links):
        links = [part for title, url in said.links for part in (" ", Out(title, url))]
        yield Paragraph((said.description, *links))
    parts: list[Inline] = []
    for name in routing.severities:
        intent = intent_of_class(routing.intents, team, name)
        if intent is not None:
            parts += ["\u2003" if parts else "", severity(name, routing.severities), " "]
            line = told.line(told.steps_of(intent, intent.steps))
            parts += [line] if isinstance(line, str) else line
    if parts:
        yield Paragraph(tuple(parts))


def intent_of_class(intents: Mapping[str, Intent], team: str | None, name: str) -> Intent | None:
    """Whom the alerts of a team and a severity tell that say nothing else."""
    return intents.get(f"{team}/{name}" if team else name)


def _row(unit: Unit) -> Row:
    title = title_of(unit)
    name: list[Inline] = [To(title, path_of(unit.name))]
    if title != unit.name:
        name.append(Muted(f" {unit.name}"))
    count = len(unit.alerts)
    alerts: Line = (To(str(count), f"{path_of(unit.name)}#alerts"),) if count else (Muted("none"),)
    return Row((tuple(name), _short(unit), (watched(unit),), _promises(unit), alerts))


def _short(unit: Unit) -> str:
    said = unit.page.description if unit.page is not None else ""
    if not said and unit.page is not None:
        return ", ".join(unit.page.types)
    if len(said) <= _WIDE:
        return said
    return f"{said[:_WIDE].rsplit(' ', 1)[0].rstrip(',;:')} …"


def _promises(unit: Unit) -> Line:
    """`99.9% availability (43.2 min in 30d)`, the first ones."""
    shown = [
        f"{words.share(slo.objective)} {slo.name} ({words.budget_minutes(slo)} in {slo.period})"
        for slo in unit.slos[:_SHOWN]
    ]
    more = len(unit.slos) - _SHOWN
    return "; ".join(shown) + (f"; {more} more" if more > 0 else "") if shown else ""
