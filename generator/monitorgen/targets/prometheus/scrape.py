"""Scrape jobs in Prometheus's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.jobs import Auth, Files, Job, Probed, Relabel

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.probing import Probe
    from monitorgen.plan.values import Labels


def scrape_config(job: Job, up: str = "") -> dict[str, Json]:
    """One entry of `scrape_configs`; what is Prometheus's default is left out.

    Prometheus reads paths relative to the file that they stand in; `up` leads from there to prometheus.yml's folder.
    """
    made: dict[str, Json] = {"job_name": job.name, **_manner(job)}
    if job.auth is not None:
        made |= _auth(job.auth, up)
    labels: dict[str, Json] = {"labels": dict(job.adds)} if job.adds else {}
    if isinstance(job.discovery, Files):
        made["file_sd_configs"] = [{"files": [_path(file, up) for file in job.discovery.files]}]
    elif isinstance(job.discovery, Probed):
        made["static_configs"] = [_probed(probe, job.adds) for probe in job.discovery.probes]
    else:
        made["static_configs"] = [{"targets": list(job.discovery.targets), **labels}]
    relabel = list(job.relabel)
    if isinstance(job.discovery, Probed):
        relabel[:0] = _by_way_of(job.discovery.exporter)
    if isinstance(job.discovery, Files):
        # Files bring their own labels, so that the job's are set on what they find.
        relabel[:0] = (Relabel(target_label=name, replacement=value) for name, value in job.adds.items())
    if relabel:
        made["relabel_configs"] = [_relabel(step) for step in relabel]
    if job.metric_relabel:
        made["metric_relabel_configs"] = [_relabel(step) for step in job.metric_relabel]
    return made


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


def _relabel(step: Relabel) -> Json:
    made: dict[str, Json] = {}
    if step.source_labels is not None:
        made["source_labels"] = list(step.source_labels)
    fields = (
        ("separator", step.separator),
        ("regex", step.regex),
        ("modulus", step.modulus),
        ("target_label", step.target_label),
        ("replacement", step.replacement),
        ("action", step.action),
    )
    return made | {name: value for name, value in fields if value is not None}
