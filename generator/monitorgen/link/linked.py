"""A system in one scope, linked: an index of all units, then each unit's part of the Plan on demand.

*Index* looks at every unit once and keeps what others may know of it: its metrics, its job, its targets. *Fragments*
are then made one by one and can be dropped again; the alerts that they bring are told to `notification`, which
decides over classes of alerts, not over alerts. Entries are kept in a bounded cache, so that a small system is
linked once and a large one still fits.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.alerts import Owner, Severities, rules_of
from monitorgen.link.components import PORTS, check_names, component_entry, components
from monitorgen.link.entries import Entry, effective
from monitorgen.link.exposure import exposed
from monitorgen.link.heartbeat import heartbeat
from monitorgen.link.jobs import Ground, job_of
from monitorgen.link.ownership import Ownership
from monitorgen.link.recordings import recordings_of
from monitorgen.link.root import Root
from monitorgen.link.surroundings import Exposed, Surroundings
from monitorgen.link.types import Builtin, Kind, Types, is_root_alert_of_targets
from monitorgen.link.world import World
from monitorgen.plan.rules import RuleGroup
from monitorgen.plan.system import Fragment, Summary
from monitorgen.plan.values import SYSTEM_UNIT, UnitId
from monitorgen.raw import NONE
from monitorgen.spec.alert import Alert
from monitorgen.spec.notification import Severity, Team
from monitorgen.spec.system import Network, Secret
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.link.notification.policy import Told
    from monitorgen.link.scope import Scope
    from monitorgen.plan.jobs import Job
    from monitorgen.spec.written import Spec, Written

DEFAULT_SCRAPE_INTERVAL = Duration(15_000)
KEPT = 2048
"""Units whose effective entries are kept at a time."""


class Linked:
    """Links the units of one system in one scope; findings are added as units are looked at."""

    def __init__(
        self, spec: Spec, scope: Scope, builtin: Builtin, type_names: tuple[str, ...], findings: Findings
    ) -> None:
        self.spec, self.scope, self.findings = spec, scope, findings
        self.root = Root(spec, scope)
        self.types = Types(spec, scope, builtin, type_names, findings)
        self.components = components(self.root)
        check_names(self.root, findings)
        self.teams, _ = self.root.collection("teams", Team)
        self.secrets, _ = self.root.collection("secrets", Secret)
        self.severities = _severities(self.root)
        self.ownership = Ownership(self.root, self.teams)
        self.ground = Ground(
            placeholders={
                "system": spec.name, "environment": scope.environment, "region": scope.region, "team": None,
            },
            containers=self.components.containers,
            scrape_interval=self.components.prometheus.scrape_interval or DEFAULT_SCRAPE_INTERVAL,
            secrets=self.secrets,
        )  # fmt: skip
        self._written = self._all_written()
        self.entry: Callable[[UnitId], Entry | None] = lru_cache(KEPT)(self._entry)
        self.exposed: Callable[[UnitId], Exposed | None] = lru_cache(KEPT)(self._exposed)
        self.world = World()

    def _all_written(self) -> dict[UnitId, tuple[Kind, Written]]:
        """Every unit that the spec or the stack has in some scope."""
        made: dict[UnitId, tuple[Kind, Written]] = {}
        for name in PORTS:
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
        for unit in sorted(self._written):
            entry = self.entry(unit)
            if entry is None:
                continue
            exposed = self.exposed(unit)
            if exposed is None:
                continue
            self.world.learn(exposed, entry.row.names)
            self._check_job(unit, exposed, jobs)
            summaries[unit] = self._summary(unit, entry, exposed)
        self.world.units = tuple(summaries)
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
        return Summary(
            unit=unit,
            kind="component" if unit in PORTS else entry.kind,
            team=self._team(entry),
            job=exposed.job,
            targets=exposed.targets,
            network=entry.model.network,
            needs=tuple(sorted(entry.model.depends_on or ())),
            origin=entry.origin,
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
        return exposed(entry, self.job(entry), self.ground, self.findings) if entry is not None else None

    def job(self, entry: Entry) -> Job | None:
        """The entry's scrape job; None if it has none or can't have one (then a finding says why)."""
        try:
            return job_of(entry, self.ground)
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return None

    def _team(self, entry: Entry) -> str | None:
        try:
            required = entry.name not in PORTS
            return self.ownership.team(
                entry.model.team, entry.where("team"), entry.origin, entry.name, required=required
            )
        except Refused as refused:
            self.findings.add(refused.diagnostic)
            return None

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
            external_labels=frozenset({"system", "environment", *self.root.texts("labels")}),
            severities=self.severities.names,
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
        job = self.job(entry)
        team = self._team(entry)
        mute = tuple(entry.model.mute) if isinstance(entry.model.mute, list) else ()
        owner = Owner(unit, unit, team, entry.model.labels or {}, mute)
        recordings = recordings_of(
            entry.model.recording_rules or {}, around, lambda name: entry.where("recording_rules", name), self.findings
        )
        rules, told = [], []
        for name, alert in sorted((entry.model.alerts or {}).items()):
            if job is None and alert.down is not None and not entry.says("alerts", name):
                continue  # what is not scraped can't be down, unless its owner says so
            made = rules_of(name, alert, owner, around, self.severities, self._of_alert(unit, name), self.findings)
            rules += made[0]
            told += made[1]
        if unit == "alertmanager" and isinstance(self.components.alertmanager.heartbeat, str):
            rules.append(heartbeat(entry.origin))
        groups = (RuleGroup(unit, entry.model.rule_interval, (*recordings, *rules)),) if recordings or rules else ()
        return Fragment(unit, team, (job,) if job else (), groups, own.metrics), told

    def _of_alert(self, unit: UnitId, name: str) -> Callable[..., Origin]:
        """Origins inside an alert; by the unit's name, so that whoever holds this does not hold the entry."""

        def where(*path: str | int) -> Origin:
            entry = self.entry(unit)
            assert entry is not None
            return entry.where("alerts", name, *path)

        return where

    def _system_fragment(self) -> tuple[Fragment, list[Told]]:
        around = self.surroundings(None)
        rules, told = [], []
        for name in sorted(self.root.names("alerts")):
            written = self.spec.collections["alerts"][name]
            node = self.root.node("alerts", name)
            if node is NONE or not isinstance(node, dict) or is_root_alert_of_targets(name, written):
                continue
            alert = Alert.model_validate(node)
            owner = Owner(SYSTEM_UNIT, None, self._root_team(written), {}, ())
            where = self._of_root_alert(name)
            made = rules_of(name, alert, owner, around, self.severities, where, self.findings)
            rules += made[0]
            told += made[1]
        recordings = recordings_of(
            self.root.texts("recording_rules"),
            around,
            lambda name: self.root.where("recording_rules", name),
            self.findings,
        )
        groups = (RuleGroup(SYSTEM_UNIT, None, (*recordings, *rules)),) if recordings or rules else ()
        return Fragment(SYSTEM_UNIT, None, (), groups, {}), told

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


def _severities(root: Root) -> Severities:
    """The severities of a scope in the order in which they are declared, worst first."""
    declared, _ = root.collection("severities", Severity)
    if not declared:
        return Severities(("critical", "warning"), {"critical": "critical", "warning": "warning"})
    return Severities(tuple(declared), {name: severity.means or name for name, severity in declared.items()})
