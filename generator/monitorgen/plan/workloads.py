"""Workloads: the containers that a stack runs, before any engine's format. What is not ours is `external`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.plan.values import SecretUse, UnitId
    from monitorgen.units import Duration


@dataclass(frozen=True, slots=True)
class Image:
    """A pinned image: `repository:tag`, and its digest (`sha256:...`) where a lock file says one."""

    repository: str
    tag: str
    digest: str | None = None

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}" + (f"@{self.digest}" if self.digest else "")


@dataclass(frozen=True, slots=True)
class Port:
    """A port that a workload listens on.

    `host_port` is None where it is not published; `host_ip` is loopback unless the owner said otherwise.
    """

    container: int
    host_port: int | None = None
    host_ip: str = "127.0.0.1"
    protocol: Literal["tcp", "udp"] = "tcp"
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Mount:
    """Something mounted.

    `source` of kind `generated` is a path in the environment's folder, of `volume` a named volume, of `host` a path of
    the host that the workload needs (`/proc`).
    """

    kind: Literal["generated", "volume", "host"]
    source: str
    target: str
    read_only: bool = True
    propagation: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """How the engine asks whether a workload is well, with what the image really holds. `command` is an argv."""

    command: tuple[str, ...]
    interval: Duration
    timeout: Duration
    start: Duration
    retries: int = 3


@dataclass(frozen=True, slots=True)
class Need:
    """Another workload that must be there first: `healthy` where that one has a probe, else `started`."""

    workload: str
    condition: Literal["started", "healthy"]


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds: memory in bytes, cpus as a decimal's text, processes."""

    memory: int | None = None
    cpus: str | None = None
    pids: int | None = None


@dataclass(frozen=True, slots=True)
class Security:
    """What a workload may do."""

    user: str | None = None
    read_only: bool = True
    drop_capabilities: bool = True
    add_capabilities: tuple[str, ...] = ()
    no_new_privileges: bool = True
    privileged: bool = False
    pid_host: bool = False
    tmpfs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workload:
    """A container. `hosts` are the names that others reach it by (its own name comes first).

    `env` values are text or secrets; a secret in `env` only where the program can't read a file. `secrets` are mounted
    as files. `raw` is merged into what the engine is given.
    """

    name: str
    unit: UnitId
    image: Image
    origin: Origin
    args: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] | None = None
    env: Mapping[str, str | SecretUse] = field(default_factory=dict)
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    secrets: tuple[SecretUse, ...] = ()
    networks: tuple[str, ...] = ()
    host_network: bool = False
    hosts: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    probe: Probe | None = None
    limits: Limits = Limits()
    security: Security = Security()
    needs: tuple[Need, ...] = ()
    profiles: tuple[str, ...] = ()
    raw: Json = None
