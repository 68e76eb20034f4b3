"""README.md of an environment: what runs, how to start and change it, which secrets go where."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen import resources
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.compose.service import size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template

    from monitorgen.plan.system import Globals
    from monitorgen.plan.workloads import Containers, SecretSource, Workload

FILE = "README.md"
_RELOADED = ("prometheus", "alertmanager")
"""Components that read their configuration anew on a signal."""


class Row(Struct, frozen=True):
    """A container."""

    name: str
    image: str
    open: str
    memory: str


class SecretRow(Struct, frozen=True):
    """A secret, where it is put, and who reads it."""

    place: str
    what: str
    readers: str


class VolumeRow(Struct, frozen=True):
    """A named volume."""

    name: str
    of: str
    kept: str


class PortRow(Struct, frozen=True):
    """A port of the host."""

    port: str
    address: str
    by: str


def readme(stack: Containers, made_for: Globals, header: str) -> Artifact:
    """The README of an environment that runs as containers."""
    published = [(each, port) for each in stack.workloads for port in each.ports if port.host_port is not None]
    privileged = [each.name for each in stack.workloads if each.security.privileged]
    asked = {call.host for workload in stack.workloads for call in workload.calls}
    text = _template().render(
        system=made_for.system,
        environment=made_for.scope,
        header=header,
        project=stack.project,
        containers=[_row(each, made_for) for each in stack.workloads],
        profiles=[each for each in stack.workloads if each.profile is not None],
        variables=list(_secrets(stack, in_files=False)),
        files=list(_secrets(stack, in_files=True)),
        external=[network.name for network in stack.networks if network.external],
        # Not by name: a file that lists all units is one that two branches can't both change.
        joined=sorted({each.network for each in stack.neighbours if each.network and each.host in asked}),
        first=[f"{each.name}: {_url(port.host_ip, port.host_port)}" for each, port in published],
        remote=next((port.host_port for each, port in published if each.name == "grafana"), None),
        reloaded=[each.name for unit in _RELOADED for each in stack.workloads if each.unit == unit],
        grafana=any(each.unit == "grafana" for each in stack.workloads),
        volumes=list(_volumes(stack, made_for)),
        ports=list(_ports(stack)),
        open=[
            {"name": each.name, "port": port.container}
            for each in stack.workloads
            if each.host_network
            for port in each.ports
        ],
        socket=_socket(stack),
        writable=[each.name for each in stack.workloads if not each.security.read_only],
        exceptions=f", but for {', '.join(privileged)}" if privileged else "",
    )
    return Artifact(FILE, text)


def _row(workload: Workload, made_for: Globals) -> Row:
    urls = {"prometheus": made_for.prometheus_url, "alertmanager": made_for.alertmanager_url}
    ports = [_url(port.host_ip, port.host_port) for port in workload.ports if port.host_port is not None]
    shown = [url for url in (urls.get(workload.name), *ports) if url is not None]
    memory = f"at most {size(workload.limits.memory)}" if workload.limits.memory is not None else "no limit"
    return Row(workload.name, str(workload.image), ", ".join(shown) or "-", memory)


def _url(ip: str, port: int | None) -> str:
    host = f"[{ip}]" if ":" in ip else ip
    return f"<http://{host}:{port}>"


def _secrets(stack: Containers, *, in_files: bool) -> Iterator[SecretRow]:
    for secret in sorted(stack.secrets, key=lambda each: each.env or each.file or ""):
        place = secret.file if in_files else secret.env
        if place is not None:
            yield SecretRow(place, _cell(secret.description or secret.name), _readers(secret, stack))


def _readers(secret: SecretSource, stack: Containers) -> str:
    return ", ".join(each.name for each in stack.workloads if any(use.name == secret.name for use in each.uses()))


def _volumes(stack: Containers, made_for: Globals) -> Iterator[VolumeRow]:
    most = f", at most {_amount(made_for.retention.size)}" if made_for.retention.size else ""
    kept = f"{made_for.retention.time}{most}"
    for workload in stack.workloads:
        for mount in workload.mounts:
            if mount.kind == "volume":
                yield VolumeRow(mount.source, workload.name, _kept_by(workload, kept))


def _amount(count: int) -> str:
    """Bytes in the largest unit that says them exactly: `10 GB`, `512 MiB`."""
    units = [(1024**power, f"{sign}iB") for power, sign in enumerate("KMGT", 1)]
    units += [(1000**power, f"{sign}B") for power, sign in enumerate("KMGT", 1)]
    exact = [(many, sign) for many, sign in units if count % many == 0]
    many, sign = max(exact, default=(1, "bytes"))
    return f"{count // many:,} {sign}"


def _kept_by(workload: Workload, kept: str) -> str:
    """How long a container keeps what is in its volume; `kept` is what Prometheus was told."""
    if workload.unit != "prometheus":
        return "for ever"
    is_agent = any(each.startswith("--storage.agent.") for each in workload.args)
    return "what is not handed on yet" if is_agent else kept


def _ports(stack: Containers) -> Iterator[PortRow]:
    """Of the containers alone: a file that lists what all services take is one that two branches can't both change."""
    for claim in sorted(stack.own_claims(), key=lambda each: (each.port, each.protocol, each.ip, each.by)):
        port = str(claim.port) if claim.protocol == "tcp" else f"{claim.port}/{claim.protocol}"
        yield PortRow(port, claim.ip, claim.by)


def _socket(stack: Containers) -> dict[str, str] | None:
    """The engine's socket, as far as a container that is not privileged is given it, and by which group."""
    for each in stack.workloads:
        for mount in each.mounts:
            if mount.kind == "host" and each.security.groups and mount.source.endswith(".sock"):
                return {"path": mount.source, "name": each.name, "group": str(each.security.groups[0])}
    return None


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "output"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown, not HTML
    )
    return environment.get_template("README.md.j2")
