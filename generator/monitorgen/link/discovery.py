"""Targets that an entry does not name: files that others keep, answers of the DNS, containers that an engine knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.containers.site import MONITORING, project_of
from monitorgen.link.placeholders import fill
from monitorgen.patterns import Pattern
from monitorgen.plan.jobs import Dns, Docker, Files
from monitorgen.raw import Nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.link.components import Components
    from monitorgen.link.entries import Entry
    from monitorgen.link.jobs import Ground
    from monitorgen.link.root import Root
    from monitorgen.plan.jobs import Discovery, Job
    from monitorgen.spec.discover import Dns as WrittenDns
    from monitorgen.spec.discover import Docker as WrittenDocker
    from monitorgen.spec.service import Scrape
    from monitorgen.units import Duration

SOCKET = "unix:///var/run/docker.sock"
COMPOSE_SERVICE = "com.docker.compose.service"
"""The label by which compose tells which of its services a container is."""
_UNIX = "unix://"
_SD_FILE = Pattern(r"[^*]*(?:\*[^/]*)?\.(?:json|yml|yaml|JSON|YML|YAML)")
"""Names that Prometheus takes for files with targets."""
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = Pattern(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_LONGEST = 253


class Engine(Struct, frozen=True):
    """The engine that a deployment's Prometheus asks. `group` may read its socket; `where` is where one says it.

    `asked` tells whether containers of services are found by asking it, not by their names. `networks` are the engine's
    names for those of the spec.
    """

    host: str | None
    group: int | None
    asked: bool
    networks: Mapping[str, str]
    where: Origin


def engine_of(root: Root, folder: str, components: Components) -> Engine:
    """The engine of a scope. Networks that are made elsewhere keep their names, compose puts the project's before."""
    from monitorgen.spec.system import Deploy, Network

    deploy = root.model("deploy", Deploy)
    compose = deploy.compose if deploy is not None else None
    said = compose.docker if compose is not None else None
    networks = root.collection("networks", Network)[0] or {MONITORING: Network.model_validate({})}
    project = project_of(f"{root.spec.name}/{folder}")
    made_here = {name for name, network in networks.items() if components.containers and not network.external}
    return Engine(
        host=(said.host if said is not None else None) or (SOCKET if components.containers else None),
        group=said.group if said is not None else None,
        asked=compose is not None and compose.discovery == "docker",
        networks={name: f"{project}_{name}" if name in made_here else name for name in networks},
        where=root.where("deploy", "compose") if compose is not None else root.where("deploy"),
    )


def discovered(entry: Entry, scrape: Scrape, ground: Ground) -> Files | Dns | Docker | None:
    """What an entry says of finding its targets, None if it names them; raises `Refused` for what finds none."""
    said = entry.model.discover
    if said is not None and said.files is not None:
        return Files(tuple(_files(entry, said.files, ground)))
    if said is not None and said.dns is not None:
        return _dns(entry, said.dns, scrape, ground)
    if said is not None and said.docker is not None:
        return _docker(entry, said.docker, scrape, ground)
    port = scrape.port or entry.model.port
    if entry.kind == "service" and ground.engine.asked and port is not None and entry.model.address is None:
        if entry.model.network == "host":
            return None  # such a container has no address of its own
        engine = _engine(ground.engine.host, entry.where("discover"), ground)
        return Docker(engine, {COMPOSE_SERVICE: entry.name}, port, _network(entry, ground))
    return None


def hosts_of(job: Job, unit: str) -> tuple[str, ...]:
    """The hosts that Prometheus has to reach for what it finds: containers by name, and whoever is asked for them."""
    match job.discovery:
        case Dns(name=name):
            return (name,) if "." not in name else ()
        case Docker(engine=engine):
            asked = engine.partition("://")[2].rpartition(":")[0]
            return (unit, *([asked] if not engine.startswith(_UNIX) else []))
        case _:
            return ()


def sockets_of(discoveries: Iterable[Discovery]) -> tuple[str, ...]:
    """The sockets of engines that are asked, as paths of the host."""
    engines = {each.engine for each in discoveries if isinstance(each, Docker)}
    return tuple(sorted(engine.removeprefix(_UNIX) for engine in engines if engine.startswith(_UNIX)))


def _files(entry: Entry, files: list[str], ground: Ground) -> Iterator[str]:
    """The files, relative to prometheus.yml or absolute: something else keeps them."""
    if not files:
        hint = "name the files that something else keeps: files: [targets/api.json]"
        raise Refused(Diagnostic("MG609", "`files:` names no file", entry.where("discover", "files"), hint=hint))
    for index, written in enumerate(files):
        where = entry.where("discover", "files", index)
        text = fill(written, {**ground.placeholders, "service": entry.name}, where)
        if not _SD_FILE.fullmatch(text):
            hint = "name files that end in .json, .yml or .yaml; `*` may stand in the last part"
            raise Refused(Diagnostic("MG609", f"Prometheus does not read targets from {text!r}", where, hint=hint))
        yield text


def _dns(entry: Entry, said: WrittenDns, scrape: Scrape, ground: Ground) -> Dns:
    name = _name(entry, said, ground)
    record = said.record or ("SRV" if name.startswith("_") else "A")
    port, where = scrape.port or said.port, entry.where("discover", "dns")
    if record == "SRV" and port is not None:
        place = entry.where("scrape", "port") if scrape.port is not None else where.at("port")
        hint = "drop it, or write `record: A` for addresses without a port"
        raise Refused(Diagnostic("MG646", "SRV records say the port themselves", place, hint=hint, part="key"))
    if record != "SRV" and port is None:
        hint = "write `port:` beside the name; only SRV records, whose names begin with `_`, know it"
        message = f"{record} records know no port, and nothing else says where {entry.name} serves metrics"
        raise Refused(Diagnostic("MG646", message, where, hint=hint, part="key"))
    return Dns(name, record, port, _refresh(said.refresh, where))


def _name(entry: Entry, said: WrittenDns, ground: Ground) -> str:
    if said.name is None:
        hint = "write a name that the DNS has an answer for: dns: {name: api.example.org, port: 8080}"
        where = entry.where("discover", "dns")
        raise Refused(Diagnostic("MG645", "`dns:` names nothing to ask for", where, hint=hint, part="key"))
    where = entry.where("discover", "dns", "name")
    name = fill(said.name, {**ground.placeholders, "service": entry.name}, where)
    if name == "localhost" or re.fullmatch(r"[\d.]+(?::\d+)?", name):
        hint = "write `address: host:port` for what has an address already"
        raise Refused(Diagnostic("MG645", f"{name!r} is nothing to ask the DNS for", where, hint=hint))
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        port = re.fullmatch(r"([^:\s/]+):(\d+)", name)
        hint = f"write dns: {{name: {port[1]}, port: {port[2]}}}" if port else _A_NAME
        raise Refused(Diagnostic("MG645", f"{name!r} is no name of the DNS", where, hint=hint))
    return name


_A_NAME = "write it like api.example.org or _metrics._tcp.example.org"


def _docker(entry: Entry, said: WrittenDocker, scrape: Scrape, ground: Ground) -> Docker:
    where, port = entry.where("discover", "docker"), scrape.port or said.port
    if not said.labels:
        hint = f"write labels that only these containers have: {{{COMPOSE_SERVICE}: {entry.name}}}"
        raise Refused(Diagnostic("MG647", "without labels every container of the host is found", where, hint=hint))
    for key in said.labels:
        if not re.fullmatch(r"[^\s=,]+", key):
            place = where.at("labels").at(key)
            raise Refused(Diagnostic("MG647", f"{key!r} is no name of a label", place, hint="write it as compose does"))
    if port is None:
        hint = "write `port:` beside the labels: where metrics are served, inside the container"
        message = f"nothing says at which port the containers of {entry.name} serve metrics"
        raise Refused(Diagnostic("MG647", message, where, hint=hint, part="key"))
    if entry.model.network == "host":
        hint = "write `address: localhost:PORT`"
        message = "containers on the host's own network have no address by which they could be found"
        raise Refused(Diagnostic("MG647", message, entry.where("network"), hint=hint))
    host_at = where.at("host") if said.host is not None else where
    engine = _engine(said.host or ground.engine.host, host_at, ground)
    values = {**ground.placeholders, "service": entry.name}
    labels = {key: fill(text, values, where.at("labels").at(key)) for key, text in said.labels.items()}
    refresh = _refresh(said.refresh, where)
    return Docker(engine, dict(sorted(labels.items())), port, _network(entry, ground), refresh)


def _engine(host: str | None, where: Origin, ground: Ground) -> str:
    """The engine that is asked, if Prometheus can reach it where it runs."""
    if host is None:
        hint = "write `host:` beside the labels, the engine as Prometheus reaches it, or name the targets"
        raise Refused(Diagnostic("MG648", "nothing says which engine knows the containers", where, hint=hint))
    if host.startswith(_UNIX) and ground.containers and not ground.runs_prometheus:
        hint = "name the engine as that Prometheus reaches it, `host: tcp://host:2375`, or name the targets"
        message = "Prometheus runs elsewhere, where this host's socket is not"
        raise Refused(Diagnostic("MG648", message, where, hint=hint))
    if host.startswith(_UNIX) and ground.containers and ground.engine.group is None:
        hint = "write deploy: {compose: {docker: {group: 998}}} with what `stat -c %g /var/run/docker.sock` shows"
        message = "Prometheus runs as nobody, who may not read the engine's socket"
        raise Refused(Diagnostic("MG648", message, ground.engine.where, hint=hint, part="key"))
    return host


def _network(entry: Entry, ground: Ground) -> str:
    """The engine's name for the network of an entry's containers."""
    networks = ground.engine.networks
    name = entry.model.network or (next(iter(networks)) if len(networks) == 1 else None)
    if name is None:
        hint = f"write `network:`; declared are {', '.join(sorted(networks))}"
        message = f"nothing says over which network the containers of {entry.name} are reached"
        raise Refused(Diagnostic("MG612", message, entry.origin, hint=hint, part="key"))
    return networks.get(name, name)


def _refresh(said: Duration | None, where: Origin) -> Duration | None:
    if said is not None and said.ms == 0:
        message, hint = "the time between two questions is 0", "write it like 30s"
        raise Refused(Diagnostic("MG607", message, where.at("refresh"), hint=hint))
    return said


def published(entry: Entry) -> tuple[str, ...]:
    """The ports of the host that an entry takes by itself, as they were written."""
    said = entry.model.publish
    if said is None or isinstance(said, Nothing):
        return ()
    return (said,) if isinstance(said, str) else tuple(said)
