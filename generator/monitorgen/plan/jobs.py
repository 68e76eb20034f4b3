"""Scrape jobs: where targets are found and how they are scraped."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.probing import Probe
    from monitorgen.plan.values import Labels, SecretUse
    from monitorgen.units import Duration


class Static(Struct, frozen=True):
    """Targets by address, `host:port`."""

    targets: tuple[str, ...]


class Files(Struct, frozen=True):
    """Targets in files that something else keeps; paths are relative to prometheus.yml."""

    files: tuple[str, ...]


class Dns(Struct, frozen=True):
    """What the DNS answers for a name. `port` is None for SRV records, which know it; `refresh` where it is left."""

    name: str
    record: str
    port: int | None
    refresh: Duration | None = None


class Docker(Struct, frozen=True):
    """Containers with all of `labels` that the engine at the address `engine` knows, and their port inside.

    `network` is the one, by the engine's own name for it, over which they are reached.
    """

    engine: str
    labels: Mapping[str, str]
    port: int
    network: str
    refresh: Duration | None = None


class Probed(Struct, frozen=True):
    """What the exporter at `exporter` (`host:port`) is asked to look at."""

    exporter: str
    probes: tuple[Probe, ...]


Discovery: TypeAlias = Static | Files | Dns | Docker | Probed


class Relabel(Struct, frozen=True):
    """One relabelling step, in Prometheus's own fields; None where Prometheus's default holds."""

    action: str | None = None
    source_labels: tuple[str, ...] | None = None
    separator: str | None = None
    regex: str | None = None
    modulus: int | None = None
    target_label: str | None = None
    replacement: str | None = None


class Auth(Struct, frozen=True):
    """Credentials of a scrape: a token, or a user with a password."""

    kind: str = "Bearer"
    credentials: SecretUse | None = None
    username: str | None = None
    password: SecretUse | None = None


class Job(Struct, frozen=True):
    """One scrape job. Durations are None where the global ones hold; `adds` are labels of every scraped series."""

    name: str
    discovery: Discovery
    origin: Origin
    path: str = "/metrics"
    scheme: str = "http"
    interval: Duration | None = None
    timeout: Duration | None = None
    honor_labels: bool = False
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    auth: Auth | None = None
    adds: Labels = field(default_factory=dict)
    relabel: tuple[Relabel, ...] = ()
    metric_relabel: tuple[Relabel, ...] = ()
