"""Scrape jobs in Prometheus's own form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.plan.jobs import Auth, Dns, Docker, Files, Job, Probed, Relabel, Static
from monitorgen.targets.prometheus.relabel import relabel_config

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.probing import Probe
    from monitorgen.plan.system import Version
    from monitorgen.plan.values import Labels

FIRST_NETWORK = (2, 54)
"""The version since which Prometheus looks at one network of a container only, unless it is told otherwise."""


def scrape_config(job: Job, version: Version, up: str = "") -> dict[str, Json]:
    """One entry of `scrape_configs`; what is Prometheus's default is left out.

    Prometheus reads paths relative to the file that they stand in; `up` leads from there to prometheus.yml's folder.
    """
    made: dict[str, Json] = {"job_name": job.name, **_manner(job)}
    if job.auth is not None:
        made |= _auth(job.auth, up)
    made |= _discovery(job, up, version)
    relabel = (*_found(job), *job.relabel)
    if relabel:
        made["relabel_configs"] = [relabel_config(step) for step in relabel]
    if job.metric_relabel:
        made["metric_relabel_configs"] = [relabel_config(step) for step in job.metric_relabel]
    return made


def _discovery(job: Job, up: str, version: Version) -> dict[str, Json]:
    """Where the targets are."""
    found = job.discovery
    match found:
        case Static(targets=targets):
            labels: dict[str, Json] = {"labels": dict(job.adds)} if job.adds else {}
            return {"static_configs": [{"targets": list(targets), **labels}]}
        case Probed(probes=probes):
            return {"static_configs": [_probed(probe, job.adds) for probe in probes]}
        case Files(files=files):
            return {"file_sd_configs": [{"files": [_path(file, up) for file in files]}]}
        case Dns():
            return {"dns_sd_configs": [_dns(found)]}
        case Docker():
            return {"docker_sd_configs": [_docker(found, version)]}


def _dns(found: Dns) -> Json:
    made: dict[str, Json] = {"names": [found.name], "type": found.record}
    if found.port is not None:
        made["port"] = found.port
    return made | ({"refresh_interval": str(found.refresh)} if found.refresh is not None else {})


def _docker(found: Docker, version: Version) -> Json:
    labels: list[Json] = [f"{name}={value}" if value else name for name, value in found.labels.items()]
    made: dict[str, Json] = {"host": found.engine, "filters": [{"name": "label", "values": labels}]}
    if version >= FIRST_NETWORK:
        made["match_first_network"] = False  # the first is not always the one that Prometheus is on
    return made | ({"refresh_interval": str(found.refresh)} if found.refresh is not None else {})


def _found(job: Job) -> tuple[Relabel, ...]:
    """What makes a target of what was found."""
    # What is found brings its own labels, so that the job's are set on it.
    adds = tuple(Relabel(target_label=name, replacement=value.replace("$", "$$")) for name, value in job.adds.items())
    match job.discovery:
        case Static():
            return ()
        case Probed(exporter=exporter):
            return _by_way_of(exporter)
        case Docker(network=network, port=port):
            return (*_over(network, port), *adds)
        case _:
            return adds


def _over(network: str, port: int) -> tuple[Relabel, ...]:
    """A container has an address on each of its networks, and one for each of its ports: one of them is meant.

    Its address is another after each start, its name is not, so that the name is the instance.
    """
    return (
        Relabel("keep", source_labels=("__meta_docker_network_name",), regex=re.escape(network).replace(r"\-", "-")),
        Relabel(
            source_labels=("__meta_docker_network_ip",),
            regex="(.+)",
            target_label="__address__",
            replacement=f"$1:{port}",
        ),
        Relabel(
            source_labels=("__meta_docker_container_name",),
            regex="/(.+)",
            target_label="instance",
            replacement=f"$1:{port}",
        ),
    )


def _probed(probe: Probe, adds: Labels) -> Json:
    """A target of the blackbox exporter; its labels say how it is asked, those with `__` are gone afterwards."""
    labels = {**adds, "probe": probe.name, "__param_module": probe.module.name}
    times = {"__scrape_interval__": probe.interval, "__scrape_timeout__": probe.timeout}
    labels |= {name: str(time) for name, time in times.items() if time is not None}
    return {"targets": [probe.target], "labels": dict(sorted(labels.items()))}


def _by_way_of(exporter: str) -> tuple[Relabel, ...]:
    """What is looked at becomes a parameter and the instance; who is asked is the exporter."""
    return (
        Relabel(source_labels=("__address__",), target_label="__param_target"),
        Relabel(source_labels=("__param_target",), target_label="instance"),
        Relabel(target_label="__address__", replacement=exporter),
    )


def _manner(job: Job) -> dict[str, Json]:
    """How and how often the job's targets are asked."""
    made: dict[str, Json] = {}
    if job.interval is not None:
        made["scrape_interval"] = str(job.interval)
    if job.timeout is not None:
        made["scrape_timeout"] = str(job.timeout)
    if job.path != "/metrics":
        made["metrics_path"] = job.path
    if job.scheme != "http":
        made["scheme"] = job.scheme
    if job.honor_labels:
        made["honor_labels"] = True
    if job.params:
        made["params"] = {name: list(values) for name, values in sorted(job.params.items())}
    return made


def _auth(auth: Auth, up: str) -> dict[str, Json]:
    if auth.password is not None:
        return {"basic_auth": {"username": auth.username or "", "password_file": _path(auth.password.file, up)}}
    assert auth.credentials is not None
    return {"authorization": {"type": auth.kind, "credentials_file": _path(auth.credentials.file, up)}}


def _path(path: str, up: str) -> str:
    return path if path.startswith("/") else f"{up}{path}"
