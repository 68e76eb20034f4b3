"""Workloads: the containers that a stack runs, before any engine's format. What is not ours is `external`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.plan.values import SecretUse, UnitId
    from monitorgen.units import Duration


Protocol = Literal["tcp", "udp"]


class Image(Struct, frozen=True):
    """A pinned image: `repository:tag`, and its digest (`sha256:...`) where a lock file says one."""

    repository: str
    tag: str
    digest: str | None = None

    def __str__(self) -> str:
        return f"{self.repository}:{self.tag}" + (f"@{self.digest}" if self.digest else "")


class Port(Struct, frozen=True):
    """A port that a workload listens on.

    `host_port` is None where it is not published; `host_ip` is loopback unless the owner said otherwise.
    """

    container: int
    host_port: int | None = None
    host_ip: str = "127.0.0.1"
    protocol: Protocol = "tcp"
    origin: Origin | None = None


class PortClaim(Struct, frozen=True):
    """A port of the host that something takes: `by` in words, as in `the exporter of node`."""

    port: int
    ip: str
    protocol: Protocol
    by: str
    origin: Origin


class Call(Struct, frozen=True):
    """That a workload connects to `host`. `origin` is what makes it do so, `what` names that, as in `postgres`."""

    host: str
    what: str
    origin: Origin


class Mount(Struct, frozen=True):
    """Something mounted.

    `source` of kind `generated` is a path in the environment's folder, of `volume` a named volume, of `host` a path of
    the host that the workload needs (`/proc`).
    """

    kind: Literal["generated", "volume", "host"]
    source: str
    target: str
    read_only: bool = True
    propagation: str | None = None


class Probe(Struct, frozen=True):
    """How the engine asks whether a workload is well, with what the image really holds. `command` is an argv."""

    command: tuple[str, ...]
    interval: Duration
    timeout: Duration
    start: Duration
    retries: int = 3


class Need(Struct, frozen=True):
    """Another workload that must be there first: `healthy` where that one has a probe, else `started`."""

    workload: str
    condition: Literal["started", "healthy"]


class Limits(Struct, frozen=True):
    """Upper bounds: memory in bytes, cpus as a decimal's text, processes."""

    memory: int | None = None
    cpus: str | None = None
    pids: int | None = None


class Security(Struct, frozen=True):
    """What a workload may do. `groups` are more groups of the host that it belongs to, by number."""

    user: str | None = None
    groups: tuple[int, ...] = ()
    read_only: bool = True
    drop_capabilities: bool = True
    add_capabilities: tuple[str, ...] = ()
    no_new_privileges: bool = True
    privileged: bool = False
    pid_host: bool = False
    tmpfs: tuple[str, ...] = ()


class Workload(Struct, frozen=True):
    """A container. Others reach it by its name.

    `env` values are text or secrets; a secret in `env` only where the program can't read a file. `secrets` are mounted
    at the absolute path that each use names. `read_into` is a variable that a shell reads a secret's file into before
    it runs `program`. `host_names` are names that lead to the host itself. `raw` is merged into what the engine is
    given. `places` are where its parts were written (`image`, `network`, `args`, `env`, `compose`), else `origin`.
    """

    name: str
    unit: UnitId
    image: Image
    origin: Origin
    args: tuple[str, ...] = ()
    program: str | None = None
    read_into: Mapping[str, SecretUse] = field(default_factory=dict)
    env: Mapping[str, str | SecretUse] = field(default_factory=dict)
    ports: tuple[Port, ...] = ()
    mounts: tuple[Mount, ...] = ()
    secrets: tuple[SecretUse, ...] = ()
    devices: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    host_network: bool = False
    host_names: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    folder: str | None = None
    probe: Probe | None = None
    stops_within: Duration | None = None
    limits: Limits = Limits()
    security: Security = Security()
    needs: tuple[Need, ...] = ()
    profile: str | None = None
    raw: Json = None
    places: Mapping[str, Origin] = field(default_factory=dict)

    def where(self, part: str) -> Origin:
        """Where a part of it was written, else the whole."""
        return self.places.get(part, self.origin)

    def uses(self) -> tuple[SecretUse, ...]:
        """Every secret that it reads, in whatever way."""
        in_env = (value for value in self.env.values() if not isinstance(value, str))
        return tuple(dict.fromkeys((*self.secrets, *in_env)))


class Network(Struct, frozen=True):
    """A network that containers share; an external one is there before the stack is.

    `declared` is false for the one that a system has which declares none.
    """

    name: str
    external: bool
    origin: Origin
    declared: bool = True


class SecretSource(Struct, frozen=True):
    """Where the engine finds a secret: an environment variable or a file of the host, relative to the stack's file."""

    name: str
    env: str | None
    file: str | None
    description: str | None
    origin: Origin


class Neighbour(Struct, frozen=True):
    """A container that others run, by the name that it is called by; `network` is None where nobody said it."""

    host: str
    unit: UnitId
    network: str | None
    origin: Origin


class Lock(Struct, frozen=True):
    """The digest that an image, `repository:tag`, is held to."""

    image: str
    digest: str
    origin: Origin


class Containers(Struct, frozen=True):
    """All containers of a scope, with what they share.

    `networks` and `secrets` are those in use, `declared` the names of all networks. `reserved` are ports of the host
    that others publish. `refused` are containers that there would be, had not something been found that keeps them out.
    """

    project: str
    workloads: tuple[Workload, ...]
    networks: tuple[Network, ...]
    secrets: tuple[SecretSource, ...]
    reserved: tuple[PortClaim, ...]
    neighbours: tuple[Neighbour, ...]
    declared: frozenset[str]
    locks: tuple[Lock, ...]
    refused: frozenset[str] = frozenset()

    @property
    def volumes(self) -> tuple[str, ...]:
        """The named volumes, sorted."""
        mounts = (mount for workload in self.workloads for mount in workload.mounts)
        return tuple(sorted({mount.source for mount in mounts if mount.kind == "volume"}))

    def claims(self) -> tuple[PortClaim, ...]:
        """Every port of the host that is taken, by the stack itself first."""
        return (*self.own_claims(), *self.reserved)

    def own_claims(self) -> tuple[PortClaim, ...]:
        """The ports of the host that the containers themselves take."""
        return tuple(claim for workload in self.workloads for claim in _claims(workload))


def _claims(workload: Workload) -> list[PortClaim]:
    name = f"the container {workload.name}"
    if workload.host_network:
        return [
            PortClaim(port.container, "0.0.0.0", port.protocol, name, port.origin or workload.origin)  # noqa: S104 - told, not bound to
            for port in workload.ports
        ]
    return [
        PortClaim(port.host_port, port.host_ip, port.protocol, name, port.origin or workload.origin)
        for port in workload.ports
        if port.host_port is not None
    ]
