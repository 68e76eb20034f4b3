"""The way through the house: load, link, compile, check, write. Commands are different ends of this one way.

    specs/ --load--> Spec --link--> Plan --compile--> Artifacts --check--> --write--> out/

A system is loaded once and linked for each of its scopes. Units then go through one by one, so that nothing of a large
system is held that the next unit does not need; nothing is committed before all of them are through without an error.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitorgen.check.dashboards.bundle import Card, Reference
    from monitorgen.document import Json
    from monitorgen.emit.tree import TreeWriter
    from monitorgen.link.linked import Linked
    from monitorgen.link.notification.policy import Told
    from monitorgen.load.discover import SystemFolder
    from monitorgen.load.sources import Sources
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Fragment, Globals, Summary
    from monitorgen.plan.workloads import Containers, Workload
    from monitorgen.proof.unit import UnitProofs
    from monitorgen.spec.written import Spec
    from monitorgen.targets.alertmanager.cases import Tables
    from monitorgen.targets.artifact import Artifact
    from monitorgen.targets.grafana.compiled import Made


PYTHON_TIMEOUT = 10.0
"""Seconds that a Python spec may take unless the command says otherwise."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a command works on: the folder of specs, as it was named, and which systems and environments (None: all)."""

    specs: Path
    systems: frozenset[str] | None = None
    environments: frozenset[str] | None = None
    python: bool = True
    python_timeout: float = PYTHON_TIMEOUT


@dataclass(slots=True)
class Report:
    """What was found in one set of files, and how places in them are looked up.

    `scopes` are the names that `Selection.environments` may hold for a system; None if it could not be read. `tally`
    counts its alerts by whether they are proven.
    """

    sources: Sources
    findings: Findings = field(default_factory=Findings)
    scopes: frozenset[str] | None = frozenset()
    tally: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A system as it was written; `spec` is None if it could not be read, and then its report says why."""

    folder: SystemFolder
    spec: Spec | None
    report: Report


@dataclass(frozen=True, slots=True)
class Compiled:
    """What one unit of a scope becomes: its files and its record, which is None while more files are to come."""

    folder: str
    unit: str
    artifacts: tuple[Artifact, ...]
    record: dict[str, Json] | None
    tally: Mapping[str, int]


@dataclass(slots=True)
class Seen:
    """What is kept of the units of a scope when they are through, for what needs all of them."""

    told: list[Told] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    exporters: list[Workload] = field(default_factory=list)
    summaries: dict[str, Summary] = field(default_factory=dict)
    cards: list[Card] = field(default_factory=list)
    folders: set[str] = field(default_factory=set)
    boards: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    led_to: set[Reference] = field(default_factory=set)

    def look_at(self, summary: Summary | None, fragment: Fragment, told: list[Told]) -> None:
        """Keep what others need of a unit."""
        self.told += told
        self.jobs += fragment.jobs
        self.exporters += fragment.workloads
        self.boards |= {each.name: "" for each in fragment.dashboards}
        if fragment.groups:
            from monitorgen.check.dashboards.bundle import references_of

            self.led_to.update(references_of(fragment.groups))
        if summary is not None:
            self.summaries[summary.unit] = summary


# -- load --------------------------------------------------------------------------------------------------------------


def load(selection: Selection, reports: list[Report]) -> Iterator[Loaded]:
    """The selected systems. A report is added for the specs folder, then one for each system when it is read."""
    from monitorgen.load.discover import find_systems
    from monitorgen.load.sources import Sources
    from monitorgen.load.system import load_system

    shown = selection.specs.as_posix()
    top = Report(Sources(selection.specs, shown))
    reports.append(top)
    for folder in find_systems(selection.specs, top.findings):
        if selection.systems is None or folder.name in selection.systems:
            report = Report(Sources(folder.folder, f"{shown}/{folder.within}" if folder.within else shown))
            reports.append(report)
            spec = load_system(
                folder,
                report.findings,
                python=selection.python,
                time_limit=selection.python_timeout,
                sources=report.sources,
            )
            report.scopes = _scopes_of(spec) if spec is not None else None
            yield Loaded(folder, spec, report)


def _scopes_of(spec: Spec) -> frozenset[str]:
    """The environments of a system and their regions, as a selection names them."""
    declared = spec.environments.values()
    regions = (f"{each.name}/{region}" for each in declared for region in each.regions)
    return frozenset((*(each.name for each in declared), *regions))


# -- link --------------------------------------------------------------------------------------------------------------


def link(loaded: Loaded, selection: Selection) -> Iterator[Linked]:
    """A system linked for each selected scope; what is found in one is told under its name, less what is ignored."""
    from monitorgen.link.linked import Linked
    from monitorgen.link.scope import scopes
    from monitorgen.link.suppression import suppressed
    from monitorgen.load.builtin import builtin, type_names

    spec, told = loaded.spec, Findings()
    if spec is None:
        return
    everywhere = list(scopes(spec))
    here = [scope for scope in everywhere if _is_selected(scope.environment, scope.name, selection)]
    for scope in here:
        own = Findings()
        yield Linked(spec, scope, builtin, type_names(), own)
        told.extend(replace(each, environments=(scope.name,)) for each in own)
    names = tuple(scope.name for scope in here)
    for each in suppressed(told, spec, complete=len(here) == len(everywhere)):
        # What holds everywhere is told without naming where.
        loaded.report.findings.add(replace(each, environments=()) if each.environments == names else each)


def _is_selected(environment: str, scope: str, selection: Selection) -> bool:
    return selection.environments is None or not selection.environments.isdisjoint((environment, scope))


def fragments(linked: Linked) -> Iterator[tuple[Summary | None, Fragment, list[Told]]]:
    """The Plan of a scope, unit by unit; None is the summary of what belongs to the system."""
    from monitorgen.check.references import check_references
    from monitorgen.link.hygiene import check_hygiene
    from monitorgen.link.secrets import check_secrets_of_root, check_secrets_of_unit

    linked.findings.extend(check_secrets_of_root(linked))
    summaries = linked.index()
    linked.findings.extend(check_references(summaries, linked.declared, linked.networks, linked.where))
    for unit in linked.units():
        linked.findings.extend(check_secrets_of_unit(linked, unit))
        fragment, told = linked.fragment(unit)
        linked.findings.extend(check_hygiene(linked.entry_of(unit), fragment))
        yield summaries.get(unit), fragment, told


def decide(linked: Linked, told: list[Told]) -> Routing:
    """Who is told, once all alerts are known; the tree of routes is judged by what was meant."""
    from monitorgen.check.routes import check_routes
    from monitorgen.link.notification.decide import decide as decided
    from monitorgen.link.notify import policy_of

    routing, diagnostics = decided(policy_of(linked), told)
    linked.findings.extend(diagnostics)
    if not any(each.level == "error" for each in diagnostics):
        # What linking refused is left out of the tree, so that it can't do what was meant.
        linked.findings.extend(check_routes(routing, [each.alert for each in told]))
    return routing


def contain(linked: Linked, made_for: Globals, seen: Seen, routing: Routing) -> Containers | None:
    """The containers of a scope, once everything is known that they have to reach; None where nothing is run."""
    from monitorgen.link.containers.all import Parts, containers_of

    parts = Parts(seen.summaries, seen.jobs, routing, seen.exporters, seen.boards)
    return containers_of(linked, made_for, parts)


# -- compile -----------------------------------------------------------------------------------------------------------


def compiled(linked: Linked) -> Iterator[Compiled]:
    """Every file of a scope, unit by unit; the system's own at last, when all that it depends on is known."""
    from monitorgen.link.settings import globals_of
    from monitorgen.plan.held import Held
    from monitorgen.plan.record import record
    from monitorgen.plan.values import SYSTEM_UNIT
    from monitorgen.targets.alertmanager.features import unreadable
    from monitorgen.targets.artifact import Artifact, folders_of
    from monitorgen.targets.prometheus import config as prometheus

    made_for = globals_of(linked, linked.findings)
    seen, held = Seen(), Held()
    last: Compiled | None = None
    for summary, fragment, alerts in fragments(linked):
        seen.look_at(summary, fragment, alerts)
        source = summary.origin.file if summary is not None else f"the system {made_for.system}"
        proofs = proven(linked, fragment, made_for)
        artifacts = (
            *prometheus.of_unit(fragment, made_for, _notice(source)),
            *(Artifact(path, text) for path, text in proofs.files(fragment.unit, _notice(source))),
            *_dashboards(linked, fragment, seen),
        )
        seen.made |= folders_of(artifacts)
        content = record(summary, fragment, proofs.states)
        unit = Compiled(made_for.folder, fragment.unit, artifacts, content, proofs.tally)
        if fragment.unit == SYSTEM_UNIT:
            last = unit
        elif fragment.groups:
            held.hold(fragment.unit, source, content)
            yield replace(unit, record=None)
        else:
            yield unit
    assert last is not None
    routing = decide(linked, seen.told)
    linked.findings.extend(unreadable(routing, made_for.alertmanager))
    check_links(linked, seen)
    own = (*_of_system(made_for, routing, seen.jobs), *_provisioning(linked, made_for, seen))
    seen.made |= folders_of(own)
    compose = _compose(linked, made_for, seen, contain(linked, made_for, seen, routing))
    tables = tables_of(linked, made_for, routing, seen.told)
    for name, source, content in held.release():
        yield Compiled(made_for.folder, name, tables.of_unit(name, source), content, {})
    routes = tables.of_unit(SYSTEM_UNIT, f"the system {made_for.system}")
    yield replace(last, artifacts=(*last.artifacts, *own, *compose, *routes))


def proven(linked: Linked, fragment: Fragment, made_for: Globals) -> UnitProofs:
    """Stories about the alerts of a unit; that there is none about an alert is told."""
    from monitorgen.proof.unit import prove_unit

    proofs = prove_unit(fragment, linked.world.metric, made_for.external_labels)
    linked.findings.extend(proofs.diagnostics())
    return proofs


def boards(linked: Linked, fragment: Fragment, seen: Seen) -> Iterator[Made]:
    """The dashboards of a unit as Grafana's JSON, each judged as it will be written."""
    if not fragment.dashboards:
        return
    from monitorgen.check.dashboards import check_dashboard
    from monitorgen.check.dashboards.board import Board
    from monitorgen.check.dashboards.bundle import card
    from monitorgen.targets.grafana import config as grafana

    for made in grafana.compiled(fragment.dashboards):
        board = Board(made.dashboard, made.json, made.panels, linked.ground.scrape_interval)
        linked.findings.extend(check_dashboard(board))
        seen.cards.append(card(board, made.path))
        seen.folders.add(made.dashboard.folder)
        seen.boards[made.dashboard.name] = made.path
        yield made


def check_links(linked: Linked, seen: Seen) -> None:
    """Whether dashboards and alerts lead to dashboards that there are."""
    # What linking refused is left out, so that what leads there would be told for nothing.
    if (seen.cards or seen.led_to) and not linked.findings.failed:
        from monitorgen.check.dashboards.bundle import check_bundle

        alerts = {f"{each.alert.unit}.{each.alert.alertname}" for each in seen.told}
        linked.findings.extend(check_bundle(seen.cards, seen.led_to, alerts))


def _dashboards(linked: Linked, fragment: Fragment, seen: Seen) -> Iterator[Artifact]:
    from monitorgen.targets.grafana import config as grafana

    return grafana.of_unit(boards(linked, fragment, seen))


def _provisioning(linked: Linked, made_for: Globals, seen: Seen) -> Iterator[Artifact]:
    from monitorgen.targets.grafana import config as grafana

    prometheus, *others = (f"http://{address}" for address in linked.components.addresses("prometheus"))
    alertmanager = f"http://{linked.components.address('alertmanager')}"
    sources = grafana.Sources(prometheus, made_for.prometheus, made_for.scrape_interval, alertmanager, tuple(others))
    return grafana.of_system(seen.folders, sources, _notice(f"the system {made_for.system}"))


def _compose(linked: Linked, made_for: Globals, seen: Seen, stack: Containers | None) -> Iterator[Artifact]:
    """What runs the stack, judged as it will be written; nothing where nothing is run."""
    if stack is None:
        return
    from monitorgen.check.containers import check_containers
    from monitorgen.targets.compose import config as compose
    from monitorgen.targets.compose.readme import readme

    document = compose.compose(stack)
    linked.findings.extend(check_containers(stack, document, seen.made))
    notice = _notice(f"the system {made_for.system}")
    yield from compose.of_system(stack, document, notice)
    yield readme(stack, made_for, notice)


def tables_of(linked: Linked, made_for: Globals, routing: Routing, told: list[Told]) -> Tables:
    """Who is told of every alert; that alertmanager.yml does something else is told."""
    from monitorgen.check.routes_document import check_document
    from monitorgen.targets.alertmanager.cases import Tables
    from monitorgen.targets.alertmanager.config import document

    made = Tables.of(routing, (each.alert for each in told), made_for.external_labels)
    if not linked.findings.failed:
        config = linked.root.where("stack", "alertmanager", "config")
        every = (case for of_unit in made.cases.values() for case in of_unit)
        linked.findings.extend(check_document(document(made_for, routing), routing, every, config))
    return made


def _of_system(made_for: Globals, routing: Routing, jobs: list[Job]) -> Iterator[Artifact]:
    from monitorgen.targets.alertmanager import config as alertmanager
    from monitorgen.targets.blackbox import config as blackbox
    from monitorgen.targets.prometheus import config as prometheus

    notice = _notice(f"the system {made_for.system}")
    yield from prometheus.of_system(made_for, jobs, notice)
    yield from alertmanager.of_system(made_for, routing, notice)
    yield from blackbox.of_system(made_for, jobs, notice)


def _notice(source: str) -> str:
    from monitorgen.emit.header import notice

    return notice(source)


# -- the ends ----------------------------------------------------------------------------------------------------------


def validate(selection: Selection) -> list[Report]:
    """Load and link; nothing is compiled or written."""
    from monitorgen.link.settings import globals_of

    reports: list[Report] = []
    for loaded in load(selection, reports):
        for linked in link(loaded, selection):
            made_for, seen = globals_of(linked, linked.findings), Seen()
            for unit in fragments(linked):
                seen.look_at(*unit)
            contain(linked, made_for, seen, decide(linked, seen.told))
    return reports


def build(selection: Selection, tree: TreeWriter) -> list[Report]:
    """Compile everything that is selected into the tree. The caller commits it, if no report has an error."""
    reports: list[Report] = []
    for loaded in load(selection, reports):
        for linked in link(loaded, selection):
            for unit in compiled(linked):
                for artifact in unit.artifacts:
                    tree.put(unit.folder, unit.unit, artifact.path, artifact.data.encode())
                if unit.record is not None:
                    tree.record(unit.folder, unit.unit, unit.record)
                loaded.report.tally.update(unit.tally)
    return reports
