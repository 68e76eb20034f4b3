"""A system in one scope, linked: an index of all units, then each unit's part of the Plan on demand.

*Index* looks at every unit once and keeps what others may know of it: its metrics, its job, its targets. *Fragments*
are then made one by one and can be dropped again; the alerts that they bring are told to `notification`, which
decides over classes of alerts, not over alerts. Entries are kept in a bounded cache, so that a small system is
linked once and a large one still fits.
"""

from __future__ import annotations

from functools import cached_property, lru_cache, partial
from typing import TYPE_CHECKING
from weakref import proxy

from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.alerts import check_spelling, rules_of
from monitorgen.link.components import check_names, component_entry, components
from monitorgen.link.containers.exporters import exporter_workload
from monitorgen.link.containers.site import site_of
from monitorgen.link.dashboards.boards import Boards
from monitorgen.link.dashboards.info import METRIC, info
from monitorgen.link.discovery import engine_of, hosts_of, published
from monitorgen.link.entries import Entry, effective, is_probed
from monitorgen.link.exposure import exposed
from monitorgen.link.heartbeat import heartbeat
from monitorgen.link.inherited import OF_NO_JOB, inherited
from monitorgen.link.jobs import Ground, is_planned, job_of, pages
from monitorgen.link.kept import read_by
from monitorgen.link.owners import owner_of, owner_of_root
from monitorgen.link.ownership import Ownership
from monitorgen.link.probes import BLACKBOX, job_name, probe_job, probes_of
from monitorgen.link.probing import lacks_its_probe, metrics_of_probes
from monitorgen.link.recordings import recordings_of
from monitorgen.link.root import Root
from monitorgen.link.settings import documents_of, reader_of
from monitorgen.link.severities import severities_of
from monitorgen.link.slos.objectives import learn, objectives_of, objectives_of_root
from monitorgen.link.surroundings import Exposed, Seen, Surroundings
from monitorgen.link.types import Builtin, Kind, Types, is_root_alert_of_targets
from monitorgen.link.world import World
from monitorgen.plan.rules import RuleGroup
from monitorgen.plan.system import Fragment, Summary
from monitorgen.plan.values import SYSTEM_UNIT, UnitId
from monitorgen.raw import NONE
from monitorgen.spec.alert import Alert
from monitorgen.spec.notification import Team
from monitorgen.spec.slo import Slo
from monitorgen.spec.system import Network, Secret
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.link.documents import Documents
    from monitorgen.link.notification.policy import Told
    from monitorgen.link.scope import Scope
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.probing import Probe
    from monitorgen.plan.workloads import Workload
    from monitorgen.spec.written import Spec, Written

DEFAULT_SCRAPE_INTERVAL = Duration(15_000)
KEPT = 2048
"""Units whose effective entries are kept. Of more, which come by in order twice, each is gone when it is needed."""


class Linked:
    """Links the units of one system in one scope; findings are added as units are looked at."""

    def __init__(
        self, spec: Spec, scope: Scope, builtin: Builtin, type_names: tuple[str, ...], findings: Findings
    ) -> None:
        self.spec, self.scope, self.findings = spec, scope, findings
        self.root = Root(spec, scope)
        self.types = Types(spec, scope, builtin, type_names, findings)
        placeholders = {
            "system": spec.name, "environment": scope.environment, "region": scope.region, "team": None,
        }  # fmt: skip
        self.components = components(self.root, placeholders, findings)
        check_names(self.components, self.root, findings)
        self.reader = reader_of(self.components.prometheus, spec)
        self.teams, _ = self.root.collection("teams", Team)
        self.secrets, _ = self.root.collection("secrets", Secret)
        self.severities = severities_of(self.root)
        self.ownership = Ownership(self.root, self.teams)
        self.ground = Ground(
            placeholders=placeholders,
            containers=self.components.containers,
            runs_prometheus=self.components.prometheus.address is None,
            engine=engine_of(self.root, scope.folder, self.components),
            scrape_interval=self._scrape_interval(),
            secrets=self.secrets,
        )
        self.site = site_of(self, findings) if self.components.containers else None
        self._written = self._all_written()
        kept = KEPT if len(self._written) <= KEPT else KEPT // 32
        # What is held by this knows it weakly, so that it goes when it is let go, without waiting for a collector.
        self._weak: Linked = proxy(self)
        self.entry: Callable[[UnitId], Entry | None] = lru_cache(kept)(partial(Linked._entry, self._weak))
        self.job: Callable[[UnitId], Job | None] = lru_cache(kept)(partial(Linked._job, self._weak))
        self.exposed: Callable[[UnitId], Exposed | None] = lru_cache(kept)(partial(Linked._exposed, self._weak))
        self.world = World()
        self.draws = True  # False leaves out dashboards and recordings, for who asks about alerts only
        self.boards = Boards(self._weak)

    def _scrape_interval(self) -> Duration:
        said = self.components.prometheus.scrape_interval
        if said is not None and said.ms == 0:
            where = self.root.where("stack", "prometheus", "scrape_interval")
            self.findings.add(Diagnostic("MG607", "the scrape interval is 0", where, hint="write it like 15s"))
            return DEFAULT_SCRAPE_INTERVAL
        return said or DEFAULT_SCRAPE_INTERVAL

    def _all_written(self) -> dict[UnitId, tuple[Kind, Written]]:
        """Every unit that the spec or the stack has in some scope."""
        made: dict[UnitId, tuple[Kind, Written]] = {}
        for name in self.components.named:
            made[name] = ("infrastructure", component_entry(name, self.components, self.root))
        for name, written in self.spec.collections["infrastructure"].items():
            made.setdefault(name, ("infrastructure", written))
        for name, written in self.spec.collections["services"].items():
            made.setdefault(name, ("service", written))
        return made

    # -- index -----------------------------------------------------------------------------------------------------

    def index(self) -> dict[UnitId, Summary]:
        """Look at every unit once; what others may know of each, by name, sorted."""
        summaries: dict[UnitId, Summary] = {}
        jobs: dict[str, UnitId] = {}
        self.boards = Boards(self._weak)
        self.world.add(METRIC)
        for name in self.root.names("recording_rules"):
            self.world.recorders[name] = [SYSTEM_UNIT]
        learn(self, self.root.collection("slos", Slo)[0])
        for unit in sorted(self._written):
            entry = self.entry(unit)
            if entry is None:
                continue
            exposed = self.exposed(unit)
            if exposed is None:
                continue
            self.world.learn(exposed, entry.row.names)
            learn(self, entry.model.slos)
            for name in entry.model.recording_rules or ():
                self.world.recorders.setdefault(name, []).append(unit)
            self._check_job(unit, exposed, jobs)
            summaries[unit] = self._summary(unit, entry, exposed)
            self.boards.learn(entry, exposed, summaries[unit].team)
        self.world.units = tuple(summaries)
        self.types.judge()
        self.findings.extend(self.ownership.idle())
        # An edge to what this scope lacks is dropped here; one to what no scope has is still to be told.
        for unit, summary in summaries.items():
            needs = tuple(need for need in summary.needs if need in summaries or need not in self._written)
            if needs != summary.needs:
                summaries[unit] = replace(summary, needs=needs)
        return summaries

    def _check_job(self, unit: UnitId, exposed: Exposed, jobs: dict[str, UnitId]) -> None:
        if exposed.job is None:
            return
        other = jobs.setdefault(exposed.job, unit)
        if other == unit:
            return
        entry, first = self.entry(unit), self.entry(other)
        assert entry is not None
        assert first is not None
        message = f"{unit} and {other} have the same scrape job {exposed.job!r}"
        related = (Related(first.where("job"), "the other one is here"),)
        hint = "their series could not be told apart; drop `job:`"
        self.findings.add(Diagnostic("MG601", message, entry.where("job"), hint=hint, related=related))

    def _summary(self, unit: UnitId, entry: Entry, exposed: Exposed) -> Summary:
        job = self.job(unit)
        return Summary(
            unit=unit,
            kind="component" if unit in self.components.named else entry.kind,
            team=self._team(entry),
            job=exposed.job,
            targets=exposed.targets,
            pages=pages(job) if job is not None else (),
            hosts=hosts_of(job, unit) if job is not None else (),
            network=entry.model.network,
            needs=tuple(sorted(entry.model.depends_on or ())),
            origin=entry.origin,
            publishes=published(entry),
        )

    def where(self, unit: UnitId, *path: str | int) -> Origin:
        """Where something of a unit was written."""
        entry = self.entry(unit)
        assert entry is not None
        return entry.where(*path)

    def entry_of(self, unit: UnitId) -> Entry | None:
        """A unit's entry; None for what belongs to the system."""
        return self.entry(unit) if unit in self._written else None

    @property
    def declared(self) -> frozenset[UnitId]:
        """The names of all units that some scope has."""
        return frozenset(self._written)

    @cached_property
    def external_labels(self) -> frozenset[str]:
        """The names of the labels that this scope's Prometheus adds to what leaves it."""
        regional = {"region"} if self.scope.region is not None else set()
        return frozenset({"system", "environment", *regional, *self.root.texts("labels")})

    @cached_property
    def documents(self) -> Documents:
        """Texts of owners, and where the pages of this scope are served."""
        return documents_of(self, Findings())  # what is wrong with it is told with what holds for all units

    @property
    def networks(self) -> tuple[str, ...]:
        """The networks of this scope, by name."""
        return tuple(self.root.collection("networks", Network)[0])

    # -- units -----------------------------------------------------------------------------------------------------

    def _entry(self, unit: UnitId) -> Entry | None:
        kind, written = self._written[unit]
        return effective(unit, kind, written, self.types, self.findings)

    def _exposed(self, unit: UnitId) -> Exposed | None:
        entry = self.entry(unit) if unit in self._written else None
        if entry is None:
            return None
        seen = Seen(job_name(unit), metrics_of_probes(self.probes(entry)))
        return exposed(entry, self.job(unit), self.ground, self.findings, seen)

    def probes(self, entry: Entry) -> tuple[Probe, ...]:
        """What is looked at from outside of the entry."""
        return probes_of(entry, self.ground, self.findings) if is_probed(entry.node) else ()

    def _job(self, unit: UnitId) -> Job | None:
        """The unit's scrape job; None if it has none or can't have one (then a finding says why)."""
        entry = self.entry(unit)
        assert entry is not None
        try:
            return job_of(entry, self.ground)
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return None

    def _team(self, entry: Entry) -> str | None:
        try:
            required = entry.name not in self.components.named
            return self.ownership.team(
                entry.model.team, entry.where("team"), entry.origin, entry.name, required=required
            )
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return None

    def placeholders_of(self, entry: Entry) -> dict[str, str | None]:
        """What placeholders stand for in what an entry says of itself."""
        return {**self.ground.placeholders, "service": entry.name, "team": self.boards.team(entry)}

    def surroundings(self, own: Exposed | None) -> Surroundings:
        """What conditions of a unit (None: of the root) may speak of."""
        return Surroundings(
            own=own,
            unit=lambda name: self.exposed(name) if name in self._written else None,
            units=lambda: self.world.units,
            anywhere=self.world.metric,
            declared=self.world.declared,
            names=self.world.names,
            scrape_interval=self.ground.scrape_interval,
            external_labels=self.external_labels,
            severities=self.severities.names,
            reader=self.reader,
        )

    # -- fragments -------------------------------------------------------------------------------------------------

    def fragment(self, unit: UnitId) -> tuple[Fragment, list[Told]]:
        """A unit's part of the Plan, and its alerts for whoever decides who is told."""
        if unit == SYSTEM_UNIT:
            return self._system_fragment()
        entry, own = self.entry(unit), self.exposed(unit)
        assert entry is not None
        assert own is not None
        around = self.surroundings(own)
        job = self.job(unit)
        team = self._team(entry)
        boards = self.boards.of_unit(entry, own)
        owner = owner_of(self, entry, team, self.boards.leads(entry, boards))
        if is_planned(entry):
            return Fragment(unit, team, (), (), own.metrics), []
        recordings = recordings_of(
            (entry.model.recording_rules or {}) if self.draws else {},
            around,
            lambda name: entry.where("recording_rules", name),
            self.findings,
            partial(self._other_recorder, unit),
        )
        kind = self.boards.kind_of(entry)
        if kind is not None and own.job is not None:
            recordings.append(info(unit, own.job, kind.label, team, owner.labels, entry.origin))
        rules, told = [], []
        check_spelling(entry.model.alerts or {}, lambda name: entry.where("alerts", name), self.findings)
        for name, alert in sorted((entry.model.alerts or {}).items()):
            if lacks_its_probe(alert, own.probes.metrics) and not entry.says("alerts", name):
                continue  # no certificate, no alert on its expiry
            found = Findings()
            made = rules_of(name, alert, owner, around, self.severities, self._of_alert(unit, name), found)
            if job is None and not entry.says("alerts", name) and not OF_NO_JOB.isdisjoint(each.code for each in found):
                continue  # of what is not scraped there is nothing to alert on, unless its owner says so
            self.findings.extend(inherited(found, name, entry.origin))
            rules += made[0]
            told += made[1]
        if unit == "alertmanager" and isinstance(self.components.alertmanager.heartbeat, str):
            rules.append(heartbeat(entry.origin, self.documents))
        recordings += read_by(rules)
        groups = (RuleGroup(unit, entry.model.rule_interval, (*recordings, *rules)),) if recordings or rules else ()
        slos = objectives_of(self, entry.model.slos or {}, owner, around, lambda *path: entry.where("slos", *path))
        probes = self.probes(entry)
        looked = probe_job(entry, probes, self.components.address(BLACKBOX)) if probes else None
        jobs = tuple(each for each in (job, looked) if each is not None)
        return Fragment(unit, team, jobs, groups + slos[0], own.metrics, boards, self._exporters(entry)), told + slos[1]

    def _exporters(self, entry: Entry) -> tuple[Workload, ...]:
        """The container of the entry's exporter, if one is run for it."""
        try:
            made = exporter_workload(entry, self.site, self.ground) if self.site is not None else None
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return ()
        return (made,) if made is not None else ()

    def _other_recorder(self, unit: UnitId, name: str) -> tuple[str, Callable[[], Origin]] | None:
        """Who else records under a name, and where."""
        other = next((each for each in self.world.recorders.get(name, ()) if each != unit), None)
        if other is None:
            return None
        if other == SYSTEM_UNIT:
            return "the system", partial(self.root.where, "recording_rules", name)
        return other, partial(self.where, other, "recording_rules", name)

    def _of_alert(self, unit: UnitId, name: str) -> Callable[..., Origin]:
        """Origins inside an alert; by the unit's name, so that whoever holds this does not hold the entry."""

        def where(*path: str | int) -> Origin:
            entry = self.entry(unit)
            assert entry is not None
            return entry.where("alerts", name, *path)

        return where

    def _system_fragment(self) -> tuple[Fragment, list[Told]]:
        around = self.surroundings(None)
        boards = self.boards.of_system()
        page = self.boards.leads_of_system(boards)
        rules, told = [], []
        check_spelling(self.root.names("alerts"), lambda name: self.root.where("alerts", name), self.findings)
        for name in sorted(self.root.names("alerts")):
            written = self.spec.collections["alerts"][name]
            node = self.root.node("alerts", name)
            if node is NONE or not isinstance(node, dict) or is_root_alert_of_targets(name, written):
                continue
            alert = Alert.model_validate(node)
            team = self._root_team(written)
            owner = owner_of_root(self, team, page)
            where = self._of_root_alert(name)
            made = rules_of(name, alert, owner, around, self.severities, where, self.findings)
            rules += made[0]
            told += made[1]
        recordings = recordings_of(
            self.root.texts("recording_rules"),
            around,
            lambda name: self.root.where("recording_rules", name),
            self.findings,
            partial(self._other_recorder, SYSTEM_UNIT),
        )
        groups = (RuleGroup(SYSTEM_UNIT, None, (*recordings, *rules)),) if recordings or rules else ()
        slos = objectives_of_root(self, around, self._root_team, page)
        return Fragment(SYSTEM_UNIT, None, (), groups + slos[0], {}, boards), told + slos[1]

    def _of_root_alert(self, name: str) -> Callable[..., Origin]:
        return lambda *path: self.root.where("alerts", name, *path)

    def _root_team(self, written: Written) -> str | None:
        try:
            return self.ownership.owner(written.origin.file)
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return None

    def units(self) -> Iterator[UnitId]:
        """All units with a part in the Plan, in the order in which they are compiled."""
        yield SYSTEM_UNIT
        yield from self.world.units
