"""All containers of a scope, once its units, who is told and what they need are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.containers.ports import reserved
from monitorgen.link.containers.reach import neighbours_of
from monitorgen.link.containers.stack import Scene, component_workloads
from monitorgen.plan.workloads import Containers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.link.linked import Linked
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Globals, Summary
    from monitorgen.plan.values import UnitId
    from monitorgen.plan.workloads import SecretSource, Workload


def containers_of(
    linked: Linked,
    made_for: Globals,
    summaries: Mapping[UnitId, Summary],
    jobs: Sequence[Job],
    routing: Routing,
    exporters: Sequence[Workload],
) -> Containers | None:
    """The containers of a scope; None where nothing is run."""
    site = linked.site
    if site is None:
        return None
    neighbours = neighbours_of(summaries, exporters, linked, site)
    scene = Scene(linked, site, made_for, summaries, jobs, routing)
    workloads = (*component_workloads(scene, exporters, neighbours), *exporters)
    used = {network for workload in workloads for network in workload.networks}
    return Containers(
        project=made_for.folder.replace("/", "-").replace(".", "-"),
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
    )


def _read(sources: Mapping[str, SecretSource], workloads: Sequence[Workload]) -> list[SecretSource]:
    """The secrets that some container reads, by name."""
    names = {use.name for workload in workloads for use in workload.uses()}
    return [source for name, source in sorted(sources.items()) if name in names]
