"""Globals: what holds for a whole scope, whatever its units are."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from monitorgen.catalog import versions
from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.link.delivery import remote_writes, replicas_of
from monitorgen.link.documents import ENDINGS, Documents
from monitorgen.link.own_config import own_config
from monitorgen.link.own_pages import own_pages
from monitorgen.link.placeholders import filled
from monitorgen.link.sharding import shards_of
from monitorgen.link.slos.retention import needed
from monitorgen.link.surroundings import Reader
from monitorgen.plan.remote import REPLICA
from monitorgen.plan.system import Globals, Retention, Version
from monitorgen.raw import NONE
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.link.linked import Linked
    from monitorgen.spec.stack import Component, Prometheus
    from monitorgen.spec.written import Spec

DEFAULT_RETENTION = Duration(15 * 86_400_000)
_EXPERIMENTAL = "promql-experimental-functions"
RESERVED = ("system", "environment", "region", REPLICA)


def kept_for(prometheus: Prometheus, spec: Spec) -> Duration | None:
    """How long data is kept, at least as long as objectives look back if nothing is said.

    None if nothing is said and a Prometheus that runs elsewhere decides.
    """
    said = prometheus.retention.time if prometheus.retention is not None else None
    if said is not None or prometheus.address is not None:
        return said
    return max(needed(spec) or DEFAULT_RETENTION, DEFAULT_RETENTION)


def reader_of(prometheus: Prometheus, spec: Spec) -> Reader:
    """What a Prometheus reads and has; one whose version can't be read, which is told, is taken for the pinned one."""
    said, _ = _said(prometheus)
    numbers = _numbers(said or "") or _numbers(versions()["prometheus"].version)
    major, minor = (*numbers, 0, 0)[:2]
    flags = (arg.partition("=") for arg in prometheus.args or ())
    enabled = {each for flag, _, names in flags if flag == "--enable-feature" for each in names.split(",")}
    return Reader(kept_for(prometheus, spec), (major, minor), experimental=_EXPERIMENTAL in enabled)


def globals_of(linked: Linked, findings: Findings) -> Globals:
    """The globals of a scope."""
    made, scope = linked.components, linked.scope
    version = _version(linked, "prometheus", made.prometheus, findings)
    retention = made.prometheus.retention
    return Globals(
        system=linked.spec.name,
        environment=scope.environment,
        region=scope.region,
        folder=f"{linked.spec.name}/{scope.folder}",
        prometheus=version,
        alertmanager=_version(linked, "alertmanager", made.alertmanager, findings),
        external_labels=external_labels(linked, findings),
        scrape_interval=linked.ground.scrape_interval,
        evaluation_interval=made.prometheus.evaluation_interval or linked.ground.scrape_interval,
        retention=Retention(linked.reader.retention or DEFAULT_RETENTION, retention.size if retention else None),
        alertmanagers=made.addresses("alertmanager"),
        own_pages=tuple(own_pages(linked, findings)),
        prometheus_url=made.prometheus.url,
        alertmanager_url=made.alertmanager.url,
        prometheus_config=_config(linked, "prometheus", findings),
        alertmanager_config=_config(linked, "alertmanager", findings),
        blackbox="blackbox" in made.named,
        blackbox_config=_config(linked, "blackbox", findings),
        replicas=replicas_of(linked, findings),
        remote_writes=remote_writes(linked, findings),
        shards=shards_of(linked, version, findings),
        portal=linked.root.setting("docs") is not NONE,
    )


def external_labels(linked: Linked, findings: Findings) -> Mapping[str, str]:
    """The labels of the spec and those that monitorgen adds, sorted by name."""
    labels: dict[str, str] = {}
    for name, text in linked.root.texts("labels").items():
        where = linked.root.where("labels", name)
        if name in RESERVED:
            hint = "drop it: monitorgen adds system, environment, region and replica"
            findings.add(Diagnostic("MG216", f"the label {name!r} is set by monitorgen", where, part="key", hint=hint))
        if (value := filled(text, linked.ground.placeholders, where, findings)) is not None:
            labels[name] = value
    labels["system"] = linked.spec.name
    labels["environment"] = linked.scope.environment
    if linked.scope.region is not None:
        labels["region"] = linked.scope.region
    return dict(sorted(labels.items()))


def documents_of(linked: Linked, findings: Findings) -> Documents:
    """Texts of owners, and where the pages of the scope are served."""
    node = linked.root.setting("docs")
    said = node.get("format") if isinstance(node, dict) else None
    url = _docs_url(linked, findings)
    return Documents(linked.spec.documents, url, ENDINGS[said] if isinstance(said, str) else ENDINGS["html"])


def _docs_url(linked: Linked, findings: Findings) -> str | None:
    node = linked.root.setting("docs")
    url = node.get("url") if isinstance(node, dict) else None
    if not isinstance(url, str):
        return None
    leads = filled(url, linked.ground.placeholders, linked.root.where("docs", "url"), findings)
    return leads.rstrip("/") if leads is not None else None


def _version(linked: Linked, name: str, component: Component, findings: Findings) -> Version:
    """The version that output is made for: the component's own, that of its image, or the pinned one."""
    text, word = _said(component)
    return read_version(
        text if text is not None else versions()[name].version, linked.root.where("stack", name, word), findings
    )


def _said(component: Component) -> tuple[str | None, str]:
    """The version that a component says itself, None if none, and by which word."""
    if component.version is None and component.image is not None:
        return component.image.partition("@")[0].rpartition(":")[2], "image"
    return component.version, "version"


def read_version(text: str, where: Origin, findings: Findings) -> Version:
    """`v3.13.2` as (3, 13, 2)."""
    numbers = _numbers(text)
    if not numbers:
        hint = "write it like 3.13.2, so that monitorgen knows what it can read"
        findings.add(Diagnostic("MG701", f"{text!r} is not a version", where, hint=hint))
        return (0,)
    return numbers


def _numbers(text: str) -> Version:
    match = re.match(r"v?(\d+(?:\.\d+)*)", text)
    return tuple(int(part) for part in match[1].split(".")) if match is not None else ()


def _config(linked: Linked, name: str, findings: Findings) -> Json:
    node = linked.root.node("stack", name) if name in linked.root.names("stack") else {}
    config = node.get("config") if isinstance(node, dict) else None
    return own_config(name, config, partial(linked.root.where, "stack", name, "config"), findings)
