"""Which dashboards a scope has: those that are made without asking, less those that are off, and those of people.

While units are indexed it is learnt which kinds there are and who shows something of its own; after that each unit's
dashboards are made on demand, like the rest of its part of the Plan.
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property, partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Refused, Related
from monitorgen.link.dashboards import objectives, own
from monitorgen.link.dashboards.frame import (
    ALERTS,
    INFRASTRUCTURE_FOLDER,
    OVERVIEW,
    OWN_FOLDER,
    SERVICES_FOLDER,
    Frame,
)
from monitorgen.link.dashboards.kinds import Kind, Kinds
from monitorgen.link.dashboards.leading import leads
from monitorgen.link.dashboards.objectives import SLOS
from monitorgen.link.dashboards.users import Said, of_user, tuned
from monitorgen.link.dashboards.words import spelled
from monitorgen.link.slos.declared import usual_profile
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.raw import NONE
from monitorgen.spec.dashboard import Dashboard as Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal

    from monitorgen.diagnostics import Origin
    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked
    from monitorgen.link.surroundings import Exposed
    from monitorgen.plan.dashboards import Dashboard
    from monitorgen.plan.slos import Profile
    from monitorgen.plan.values import UnitId

    Folder = Literal["services", "infrastructure", "own"]

_FOLDERS = {"services": SERVICES_FOLDER, "infrastructure": INFRASTRUCTURE_FOLDER, "own": OWN_FOLDER}


class Boards:
    """The dashboards of one scope."""

    def __init__(self, linked: Linked) -> None:
        self.linked = linked
        self.kinds = Kinds(linked.types)
        self._kind_of: dict[UnitId, Kind] = {}
        self._own: dict[UnitId, str] = {}
        self._slos: dict[UnitId, str] = {}
        self.profiles: set[Profile] = set()
        self._team_of: dict[UnitId, str | None] = {}

    # -- index ------------------------------------------------------------------------------------------------------

    def learn(self, entry: Entry, exposed: Exposed, team: str | None) -> None:
        """Take in a unit while it is indexed."""
        scraped = exposed.job is not None
        self._team_of[entry.name] = team
        if scraped:
            self._kind_of[entry.name] = self.kinds.learn(entry, team, exposed.scrape_interval)
        if entry.model.slos:
            self._slos[entry.name] = f"{entry.name}-{SLOS}"
            usual = usual_profile(self.linked.root)
            self.profiles |= {slo.profile or usual for slo in entry.model.slos.values()}
        if own.has_own(entry, scraped=scraped):
            # A database may be called like its type, whose dashboard has that name.
            self._own[entry.name] = f"{entry.name}-own" if self.linked.types.knows(entry.name) else entry.name

    def kind_of(self, entry: Entry) -> Kind | None:
        """The kind of an entry, None for what is not scraped."""
        return self._kind_of.get(entry.name)

    def team(self, entry: Entry) -> str | None:
        """The team of an entry."""
        return self._team_of.get(entry.name)

    # -- names ------------------------------------------------------------------------------------------------------

    @cached_property
    def said(self) -> dict[str, Said]:
        """What the spec says of dashboards in this scope, by name; not what it switches off."""
        made: dict[str, Said] = {}
        for name in self.linked.root.names("dashboards"):
            node = self.linked.root.node("dashboards", name)
            if node is not NONE and isinstance(node, dict):
                made[name] = Said(name, Written.model_validate(node), self._where(name))
        return made

    @cached_property
    def off(self) -> frozenset[str]:
        """The names that are switched off."""
        root = self.linked.root
        return frozenset(name for name in root.names("dashboards") if root.node("dashboards", name) is NONE)

    @cached_property
    def frame(self) -> Frame:
        """What all dashboards have in common."""
        return Frame(self.linked.spec.name, self.off)

    @cached_property
    def generated(self) -> frozenset[str]:
        """The names of the dashboards that are made without asking."""
        kinds = [kind.name for kind in self.kinds.found.values()]
        slos = {SLOS, *self._slos.values()} if self._slos or self.linked.root.names(SLOS) else set()
        own = (name for unit, name in self._own.items() if self._apart(unit))
        return frozenset({OVERVIEW, ALERTS, *kinds, *slos, *own})

    def names(self) -> list[str]:
        """The names of all dashboards that there are."""
        users = {name for name, said in self.said.items() if said.has_content}
        return sorted((self.generated | users) - self.off)

    def is_made(self, name: str) -> bool:
        """Whether there is a dashboard of this name."""
        said = self.said.get(name)
        return name not in self.off and (name in self.generated or (said is not None and said.has_content))

    def uid(self, name: str) -> str:
        """The uid of a dashboard by its name."""
        said = self.said.get(name)
        if said is None:
            return self.frame.uid(name)
        return said.model.uid or self.frame.uid(said.model.was or name)

    def folder(self, team: str | None, otherwise: Folder) -> str:
        """Grafana's folder: a team's own, else one for what it is."""
        if team is None:
            return _FOLDERS[otherwise]
        written = self.linked.teams.get(team)
        return (written.title if written is not None else None) or spelled(team)

    def _apart(self, unit: UnitId) -> bool:
        """Whether what a unit shows of itself stands in a dashboard beside that of its kind."""
        return not self._alone(unit)

    def _alone(self, unit: UnitId) -> bool:
        kind = self._kind_of.get(unit)
        return kind is not None and kind.members == [unit]

    def _where(self, name: str) -> Callable[..., Origin]:
        return partial(self.linked.root.where, "dashboards", name)

    # -- dashboards -------------------------------------------------------------------------------------------------

    def of_unit(self, entry: Entry, exposed: Exposed) -> tuple[Dashboard, ...]:
        """The dashboards of a unit's own."""
        if not self.linked.draws:
            return ()
        from monitorgen.link.dashboards import infrastructure

        made: list[Dashboard] = []
        kind = self._kind_of.get(entry.name)
        if kind is not None and self._alone(entry.name):
            if self._is_wanted(kind.name):
                made.append(infrastructure.of_entry(kind, entry, exposed, self))
        elif entry.name in self._own and self._is_wanted(self._own[entry.name]):
            made.append(own.of_entry(self._own[entry.name], entry, exposed, self))
        made += self._of_slos(entry)
        return tuple(self._finished(made))

    def _of_slos(self, entry: Entry) -> Iterator[Dashboard]:
        from monitorgen.link.slos.objectives import known_of

        name = self._slos.get(entry.name, "")
        if name and self._is_wanted(name) and (slos := known_of(self.linked, entry.name)):
            yield objectives.of_unit(name, entry.name, slos, self, entry.origin, self.team(entry))

    def kind_named(self, unit: UnitId) -> str | None:
        """The name of the dashboard of a unit's kind, None where there is none."""
        kind = self._kind_of.get(unit)
        return kind.name if kind is not None and self.is_made(kind.name) else None

    def of_system(self) -> tuple[Dashboard, ...]:
        """The dashboards of the system: overview, alerts, kinds, and those of people; by name."""
        if not self.linked.draws:
            return ()
        from monitorgen.link.dashboards import firing, infrastructure, overview, services

        made: list[Dashboard] = []
        if self._is_wanted(OVERVIEW):
            made.append(overview.overview(self))
        if self._is_wanted(ALERTS):
            made.append(firing.alerts(self))
        if SLOS in self.generated and self._is_wanted(SLOS):
            from monitorgen.link.slos.objectives import known_of

            made.append(objectives.of_system(known_of(self.linked, SYSTEM_UNIT), self))
        for kind in self.kinds.found.values():
            if not self._is_wanted(kind.name) or len(kind.members) == 1:
                continue
            found = services.of_kind(kind, self) if kind.of == "service" else infrastructure.of_type(kind, self)
            if found is not None:
                made.append(found)
        whole = [*self._finished(made), *self._users()]
        self._check_off()
        self._check_unique(whole)
        return tuple(sorted(whole, key=lambda each: each.name))

    def leads(self, entry: Entry, made: tuple[Dashboard, ...]) -> Callable[[str], str | None]:
        """What gives the address of the panel or page that shows an alert of a unit."""
        url = self._url
        kind = self._kind_of.get(entry.name) if url is not None else None
        shared = self.uid(kind.name) if kind is not None and self.is_made(kind.name) else None
        return leads(url, entry.name, made, shared)

    def leads_of_system(self, made: tuple[Dashboard, ...]) -> Callable[[str], str | None]:
        """The same for alerts of the whole system: a panel that somebody drew, else the overview."""
        overview = [each for each in made if each.name == OVERVIEW]
        return leads(self._url, SYSTEM_UNIT, [*overview, *(each for each in made if each not in overview)], None)

    @property
    def _url(self) -> str | None:
        grafana = self.linked.components.grafana
        return grafana.url if grafana is not None else None

    def _is_wanted(self, name: str) -> bool:
        """Whether a generated dashboard is made: not switched off, and not replaced by one of the same name."""
        said = self.said.get(name)
        return name not in self.off and (said is None or not said.has_content)

    def _finished(self, made: Iterable[Dashboard]) -> Iterator[Dashboard]:
        """Generated dashboards with what the spec says differently."""
        for each in made:
            said = self.said.get(each.name)
            if said is None:
                yield each
                continue
            try:
                yield tuned(each, said, self)
            except Refused as refused:
                self.linked.findings.add(refused.diagnostic)

    def _users(self) -> Iterator[Dashboard]:
        for name, said in self.said.items():
            if name in self.generated and not said.has_content:
                continue
            try:
                made = of_user(said, self._team_of_user(said), self)
            except Refused as refused:
                self.linked.findings.add(_or_near(refused.diagnostic, name, self.generated, said))
                continue
            if made is not None:
                yield made

    def _team_of_user(self, said: Said) -> str | None:
        where = said.where("team") if said.model.team is not None else said.where()
        return self.linked.ownership.team(said.model.team, where, said.where(), said.name, required=False)

    # -- checks -----------------------------------------------------------------------------------------------------

    def _check_off(self) -> None:
        """`X: none` of a dashboard that nobody would make."""
        declared = {name for name, each in self.linked.spec.collections["dashboards"].items() if each.node is not NONE}
        for name in sorted(self.off - self.generated - declared):
            near = get_close_matches(name, sorted(self.generated), 1)
            hint = (
                f"did you mean {near[0]}?" if near else f"made without asking: {', '.join(sorted(self.generated)[:8])}"
            )
            message = f"`{name}: none` switches nothing off: no dashboard of this name is made"
            where = self._where(name)()
            self.linked.findings.add(Diagnostic("MG250", message, where, part="key", hint=hint))

    def _check_unique(self, made: list[Dashboard]) -> None:
        """MG242: a title that two dashboards of a folder have; that uids differ is seen on what is written."""
        titles: dict[tuple[str, str], Dashboard] = {}
        for each in sorted(made, key=lambda one: (one.name in self.said, one.name)):
            first = titles.setdefault((each.folder, each.title), each)
            if first is not each:
                said = self.said.get(each.name)
                where = said.where("title") if said is not None else each.origin
                related = (Related(first.origin, f"{first.name} is here"),)
                message = f"{first.name} and {each.name} have the title {each.title!r} in the folder {each.folder!r}"
                hint = "say another `title:`"
                self.linked.findings.add(Diagnostic("MG242", message, where, hint=hint, related=related))


def _or_near(diagnostic: Diagnostic, name: str, generated: frozenset[str], said: Said) -> Diagnostic:
    """For a dashboard without content: perhaps one was to be tuned whose name is nearly the same."""
    if diagnostic.code != "MG244" or said.has_content:
        return diagnostic
    near = get_close_matches(name, sorted(generated), 1)
    if not near:
        return diagnostic
    return replace(diagnostic, hint=f"{diagnostic.hint}; to change what is made without asking, name {near[0]}")
