"""A scope compiled: every file of every unit, judged as it will be written, and the record of each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.document import Json
    from monitorgen.passage import Passage
    from monitorgen.plan.system import Fragment
    from monitorgen.plan.workloads import Containers
    from monitorgen.proof.unit import UnitProofs
    from monitorgen.targets.alertmanager.cases import Tables
    from monitorgen.targets.artifact import Artifact
    from monitorgen.targets.grafana.compiled import Made


class Compiled(Struct, frozen=True):
    """What one unit of a scope becomes: its files and its record, which is None while more files are to come."""

    folder: str
    unit: str
    artifacts: tuple[Artifact, ...]
    record: dict[str, Json] | None
    tally: Mapping[str, int]


def compiled(passage: Passage) -> Iterator[Compiled]:
    """Every file of a scope, unit by unit; the system's own at last, when all that it depends on is known."""
    from monitorgen import compile_api as api
    from monitorgen.compile_pages import Pages
    from monitorgen.plan.held import Held
    from monitorgen.plan.record import record
    from monitorgen.plan.values import SYSTEM_UNIT
    from monitorgen.targets.alertmanager.features import unreadable
    from monitorgen.targets.artifact import Artifact, folders_of
    from monitorgen.targets.grafana import config as grafana
    from monitorgen.targets.prometheus import config as prometheus

    linked, made_for, seen, held = passage.linked, passage.made_for, passage.seen, Held()
    pages = Pages(passage, _notice)
    last: Compiled | None = None
    for summary, fragment in passage.units():
        source = summary.origin.file if summary is not None else f"the system {made_for.system}"
        proofs = proven(passage, fragment)
        note_links(passage, fragment)
        made = tuple(boards(passage, fragment))
        artifacts = (
            *prometheus.of_unit(fragment, made_for, _notice(source)),
            *(Artifact(path, text) for path, text in proofs.files(fragment.unit, _notice(source))),
            *grafana.of_unit(made),
            *api.of_unit(passage, fragment),
            *pages.hold(summary, fragment, proofs.states, made),
        )
        seen.made |= folders_of(artifacts)
        content = record(summary, fragment, proofs.states, proofs.untold)
        unit = Compiled(made_for.folder, fragment.unit, artifacts, content, proofs.tally)
        if fragment.unit == SYSTEM_UNIT:
            last = unit
        else:
            held.hold(fragment.unit, source, content)
            yield replace(unit, record=None)
    assert last is not None
    routing = passage.decide()
    linked.findings.extend(unreadable(routing, made_for.alertmanager))
    check_links(passage)
    own = (
        *_of_system(passage),
        *_provisioning(passage),
        *api.of_system(passage, pages.title, _notice(f"the system {made_for.system}")),
    )
    seen.made |= folders_of(own)
    pages.settle()
    compose = _compose(passage, passage.contain())
    tables = _tables(passage)
    for name, source, content in held.release():
        late = (*tables.of_unit(name, source), *pages.of_unit(name, tables.cases.get(name, ())))
        yield Compiled(made_for.folder, name, late, content, {})
    routes = tables.of_unit(SYSTEM_UNIT, f"the system {made_for.system}")
    portal = pages.of_system(tables.cases.get(SYSTEM_UNIT, ()))
    yield replace(last, artifacts=(*last.artifacts, *own, *compose, *routes, *portal))


def proven(passage: Passage, fragment: Fragment) -> UnitProofs:
    """Stories about the alerts of a unit; that there is none about an alert is told."""
    from monitorgen.proof.unit import prove_unit

    proofs = prove_unit(fragment, passage.linked.world.metric, passage.made_for)
    passage.linked.findings.extend(proofs.diagnostics())
    return proofs


def boards(passage: Passage, fragment: Fragment) -> Iterator[Made]:
    """The dashboards of a unit as Grafana's JSON, each judged as it will be written."""
    if not fragment.dashboards:
        return
    from monitorgen.check.dashboards import check_dashboard
    from monitorgen.check.dashboards.board import Board
    from monitorgen.check.dashboards.bundle import card
    from monitorgen.targets.grafana import config as grafana

    linked, seen = passage.linked, passage.seen
    for made in grafana.compiled(fragment.dashboards):
        board = Board(made.dashboard, made.json, made.panels, linked.ground.scrape_interval)
        linked.findings.extend(check_dashboard(board))
        seen.cards.append(card(board, made.path))
        seen.folders.add(made.dashboard.folder)
        seen.boards[made.dashboard.name] = made.path
        yield made


def note_links(passage: Passage, fragment: Fragment) -> None:
    """Keep which dashboards the alerts of a unit lead to, for `check_links`."""
    if fragment.groups:
        from monitorgen.check.dashboards.bundle import references_of

        passage.seen.led_to.update(references_of(fragment.groups))


def check_links(passage: Passage) -> None:
    """Whether dashboards and alerts lead to dashboards that there are."""
    linked, seen = passage.linked, passage.seen
    # What linking refused is left out, so that what leads there would be told for nothing.
    if (seen.cards or seen.led_to) and not linked.findings.failed:
        from monitorgen.check.dashboards.bundle import check_bundle

        alerts = {f"{each.alert.unit}.{each.alert.alertname}" for each in seen.told}
        linked.findings.extend(check_bundle(seen.cards, seen.led_to, alerts))


def _provisioning(passage: Passage) -> Iterator[Artifact]:
    from monitorgen.targets.grafana import config as grafana

    components, made_for = passage.linked.components, passage.made_for
    prometheus, *others = (f"http://{address}" for address in components.addresses("prometheus"))
    alertmanager = f"http://{components.address('alertmanager')}"
    sources = grafana.Sources(prometheus, made_for.prometheus, made_for.scrape_interval, alertmanager, tuple(others))
    return grafana.of_system(passage.seen.folders, sources, _notice(f"the system {made_for.system}"))


def _compose(passage: Passage, stack: Containers | None) -> Iterator[Artifact]:
    """What runs the stack, judged as it will be written; nothing where nothing is run."""
    if stack is None:
        return
    from monitorgen.check.containers import check_containers
    from monitorgen.targets.compose import config as compose
    from monitorgen.targets.compose.readme import readme

    document = compose.compose(stack)
    passage.linked.findings.extend(check_containers(stack, document, passage.seen.made))
    notice = _notice(f"the system {passage.made_for.system}")
    yield from compose.of_system(stack, document, notice)
    yield readme(stack, passage.made_for, notice)


def _tables(passage: Passage) -> Tables:
    """Who is told of every alert; that alertmanager.yml does something else is told."""
    from monitorgen.check.routes_document import check_document
    from monitorgen.targets.alertmanager.cases import Tables
    from monitorgen.targets.alertmanager.config import document

    linked, made_for, routing = passage.linked, passage.made_for, passage.routing
    made = Tables.of(routing, (each.alert for each in passage.seen.told), made_for.external_labels)
    if not linked.findings.failed:
        config = linked.root.where("stack", "alertmanager", "config")
        every = [case for of_unit in made.cases.values() for case in of_unit]
        linked.findings.extend(check_document(document(made_for, routing), routing, every, config))
    return made


def _of_system(passage: Passage) -> Iterator[Artifact]:
    from monitorgen.targets.alertmanager import config as alertmanager
    from monitorgen.targets.blackbox import config as blackbox
    from monitorgen.targets.prometheus import config as prometheus

    made_for, jobs = passage.made_for, passage.seen.jobs
    notice = _notice(f"the system {made_for.system}")
    yield from prometheus.of_system(made_for, jobs, notice)
    yield from alertmanager.of_system(made_for, passage.routing, notice)
    yield from blackbox.of_system(made_for, jobs, notice)


def _notice(source: str) -> str:
    from monitorgen.emit.header import notice

    return notice(source)
