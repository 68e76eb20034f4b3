"""blackbox.yml: the modules that the probes of a system ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.emit.merge import merged
from monitorgen.plan.jobs import Probed
from monitorgen.plan.probing import Module
from monitorgen.targets.artifact import Artifact

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.document import Json
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.probing import Probe
    from monitorgen.plan.system import Globals


USUAL = Module("http_2xx", "http", {"preferred_ip_protocol": "ip4"})
"""There is always a module to try the exporter with."""


def of_system(made_for: Globals, jobs: Iterable[Job], header: str) -> Iterator[Artifact]:
    """The configuration of the blackbox exporter, where there is one."""
    if made_for.blackbox:
        modules = {USUAL.name: USUAL, **{probe.module.name: probe.module for job in jobs for probe in _probes(job)}}
        document: Json = {"modules": {name: _module(module) for name, module in sorted(modules.items())}}
        yield Artifact("blackbox/blackbox.yml", yaml.dump(merged(document, made_for.blackbox_config), comment=header))


def _probes(job: Job) -> Iterator[Probe]:
    if isinstance(job.discovery, Probed):
        yield from job.discovery.probes


def _module(module: Module) -> Json:
    made: dict[str, Json] = {"prober": module.prober}
    if module.settings:
        made[module.prober] = dict(sorted(module.settings.items()))
    return made
