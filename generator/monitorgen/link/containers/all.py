"""All containers of a scope, once its units, who is told and what they need are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.link.containers.ports import reserved
from monitorgen.link.containers.reach import neighbours_of
from monitorgen.link.containers.site import project_of
from monitorgen.link.containers.stack import Scene, component_workloads
from monitorgen.link.jobs import exporter_name, exporter_of
from monitorgen.plan.workloads import Containers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.link.linked import Linked
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Globals, Summary
    from monitorgen.plan.values import UnitId
    from monitorgen.plan.workloads import SecretSource, Workload


class Parts(Struct, frozen=True):
    """What is known once all units are through. `boards` are the files of dashboards by name, "" where none is made."""

    summaries: Mapping[UnitId, Summary]
    jobs: Sequence[Job]
    routing: Routing
    exporters: Sequence[Workload]
    boards: Mapping[str, str]


def containers_of(linked: Linked, made_for: Globals, parts: Parts) -> Containers | None:
    """The containers of a scope; None where nothing is run."""
    site = linked.site
    if site is None:
        return None
    summaries, exporters = parts.summaries, parts.exporters
    neighbours = neighbours_of(summaries, exporters, linked, site)
    scene = Scene(linked, site, made_for, summaries, parts.jobs, parts.routing, parts.boards)
    workloads = (*component_workloads(scene, exporters, neighbours), *exporters)
    workloads = tuple(_patient(each, {other.name: other for other in workloads}) for each in workloads)
    used = {network for workload in workloads for network in (*workload.networks, *_named(workload, "networks"))}
    return Containers(
        project=project_of(made_for.folder),
        workloads=tuple(sorted(workloads, key=lambda each: each.name)),
        networks=tuple(network for name, network in sorted(site.networks.items()) if name in used),
        secrets=tuple(_read(site.sources, workloads)),
        reserved=tuple(
            claim
            for unit, summary in sorted(summaries.items())
            if summary.kind != "component" and (entry := linked.entry_of(unit)) is not None
            for claim in reserved(entry, linked.findings)
        ),
        neighbours=tuple(neighbours[name] for name in sorted(neighbours)),
        declared=frozenset(site.networks),
        locks=tuple(site.locks.values()),
        refused=frozenset(_wanted(linked, scene) - {each.name for each in workloads}),
    )


def _wanted(linked: Linked, scene: Scene) -> set[str]:
    """The containers that there should be."""
    names = {name for name in linked.components.named if scene.runs(name)}
    for unit in scene.summaries:
        entry = linked.entry_of(unit)
        if entry is not None and (exporter := exporter_of(entry)) is not None:
            names.add(exporter_name(entry, exporter))
    return names


def _read(sources: Mapping[str, SecretSource], workloads: Sequence[Workload]) -> list[SecretSource]:
    """The secrets that some container reads, by name."""
    names = {use.name for workload in workloads for use in workload.uses()}
    names.update(name for workload in workloads for name in _named(workload, "secrets"))
    return [source for name, source in sorted(sources.items()) if name in names]


def _named(workload: Workload, field: str) -> list[str]:
    """The names that an owner's own words for a container bring in: of networks, of secrets."""
    said = workload.raw.get(field) if isinstance(workload.raw, dict) else None
    if isinstance(said, dict):
        return list(said)
    items = said if isinstance(said, list) else []
    return [str(each.get("source")) if isinstance(each, dict) else str(each) for each in items]


def _patient(workload: Workload, there: Mapping[str, Workload]) -> Workload:
    """The workload, waiting only as far as what it needs can tell that it is well."""
    needs = tuple(
        replace(need, condition="healthy" if there[need.workload].probe is not None else "started")
        for need in workload.needs
        if need.workload in there
    )
    return replace(workload, needs=needs)
