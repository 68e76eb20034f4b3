"""The components of the stack as containers: what each is started with, reads, keeps and connects to."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.catalog import versions
from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.components import component_origin, port_of
from monitorgen.link.containers.images import is_of, locked, of_pin, probe_of, read_image
from monitorgen.link.containers.ports import published_port
from monitorgen.link.containers.reach import joined, receivers_of, stores_of, targets_of
from monitorgen.link.containers.secrets import GRAFANA_PASSWORD, mounted
from monitorgen.link.containers.settings import grafana_settings
from monitorgen.link.containers.site import HOST, compose_words
from monitorgen.link.discovery import sockets_of
from monitorgen.link.notification.settings import go_duration
from monitorgen.link.placeholders import fill
from monitorgen.plan.remote import REPLICA_VARIABLE
from monitorgen.plan.shards import AGENT
from monitorgen.plan.values import secrets_in
from monitorgen.plan.workloads import Call, Limits, Mount, Need, Port, Security, Workload
from monitorgen.raw import Raw, resolve
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.link.containers.site import Site
    from monitorgen.link.linked import Linked
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Globals, Summary
    from monitorgen.plan.values import SecretUse, UnitId
    from monitorgen.plan.workloads import Image, Neighbour
    from monitorgen.spec.stack import Component

FOR_PEOPLE = ("prometheus", "alertmanager", "grafana")
"""Components with pages for people, which are published on loopback unless a spec says otherwise."""
DASHBOARDS = "/etc/grafana/dashboards"
"""Where Grafana's container has the folder of the dashboards."""
CLUSTER_PORT = 9094
"""Where the replicas of Alertmanager tell each other what they have told people."""
EXPANDS_LABELS = (3, 0)
"""The version since which Prometheus puts variables into external labels without being asked to."""
_PARTS = ("image", "version", "network", "args", "env", "compose", "publish", "profile")
_KEPT = Duration(120 * 3_600_000)
_GRACE = Duration(60_000)


class Start(Struct, frozen=True):
    """What one component is started with, beside what all of them have."""

    args: tuple[str, ...] = ()
    env: Mapping[str, str] | None = None
    mounts: tuple[Mount, ...] = ()
    secrets: tuple[SecretUse, ...] = ()
    calls: tuple[Call, ...] = ()
    needs: tuple[Need, ...] = ()
    folder: str | None = None
    stops_within: Duration | None = None
    groups: tuple[int, ...] = ()


class Scene(Struct, frozen=True):
    """All that components are made from: the scope, its site, and the units as they became."""

    linked: Linked
    site: Site
    made_for: Globals
    summaries: Mapping[UnitId, Summary]
    jobs: Sequence[Job]
    routing: Routing
    boards: Mapping[str, str]

    def count(self, name: str) -> int:
        """How many replicas of a component run here."""
        return len(self.linked.components.replicas(name))

    def runs(self, name: str) -> bool:
        """Whether a component runs here, not elsewhere."""
        component = self.linked.components.named.get(name)
        return component is not None and component.address is None


def component_workloads(
    scene: Scene, exporters: Iterable[Workload], neighbours: Mapping[str, Neighbour]
) -> list[Workload]:
    """The containers of the components that run here. Prometheus is the last, as it connects to all of them."""
    made: list[Workload] = []
    there = {workload.name: workload for workload in exporters}
    for name in sorted(scene.linked.components.named, key=lambda each: (each == "prometheus", each == "grafana", each)):
        if scene.runs(name):
            try:
                replicas = [_workload(name, index, scene, there, neighbours) for index in range(scene.count(name))]
            except Refused as refused:
                scene.linked.findings.add(refused.diagnostic)
                continue
            if name == "prometheus":
                replicas += [
                    _workload(name, 0, scene, there, neighbours, shard)
                    for shard in range(1, len(scene.linked.components.shards()) + 1)
                ]
            there |= {workload.name: workload for workload in replicas}
            made += replicas
    return made


def _workload(
    name: str,
    index: int,
    scene: Scene,
    there: Mapping[str, Workload],
    neighbours: Mapping[str, Neighbour],
    shard: int | None = None,
) -> Workload:
    """The container of one replica of a component, or of a shard of Prometheus."""
    linked, site = scene.linked, scene.site
    own = linked.components.replicas(name)[index] if shard is None else linked.components.shards()[shard - 1]
    component = linked.components.named[name]

    image, known = _image(name, component, scene)
    pin = versions()[name]
    start = _STARTS[name](scene, index) if shard is None else _shard(scene, shard)
    home = component.network or site.home
    networks, hosts = joined(home, start.calls, _on_host(scene, there), there, neighbours)
    values = linked.ground.placeholders
    args = (
        fill(text, values, linked.root.where("stack", name, "args", index))
        for index, text in enumerate(component.args or ())
    )
    env = {
        variable: fill(text, values, linked.root.where("stack", name, "env", variable))
        for variable, text in (component.env or {}).items()
    }
    data = (Mount("volume", f"{own}-data", pin.data, read_only=False),) if pin.data else ()
    return Workload(
        name=own,
        unit=name,
        image=image,
        origin=component_origin(name, linked.root),
        args=(*start.args, *args),
        env={**(start.env or {}), **env},
        ports=(_port(name, index, component, linked) if shard is None else Port(port_of(name)),),
        mounts=(*start.mounts, *data),
        secrets=start.secrets,
        networks=networks,
        host_network=home == HOST,
        host_names=hosts,
        calls=start.calls,
        folder=start.folder,
        probe=probe_of(pin.health, pin.port, pin.starts) if known else None,
        stops_within=start.stops_within,
        limits=Limits(memory=component.memory or pin.memory),
        security=Security(
            user=pin.user if known else None,
            read_only=known and pin.read_only and site.may_be_read_only(start.secrets),
            tmpfs=pin.scratch if known else (),
            groups=start.groups,
        ),
        needs=start.needs,
        profile=component.profile,
        raw=_raw(name, linked),
        places=_places(name, linked),
    )


def _on_host(scene: Scene, there: Mapping[str, Workload]) -> set[str]:
    """The containers on the host's own network: exporters, and components, whether they are made already or not."""
    names = {workload.name for workload in there.values() if workload.host_network}
    components = scene.linked.components
    for name, component in components.named.items():
        if scene.runs(name) and (component.network or scene.site.home) == HOST:
            names |= {*components.replicas(name), *(components.shards() if name == "prometheus" else ())}
    return names


def _image(name: str, component: Component, scene: Scene) -> tuple[Image, bool]:
    """The image of a component, and whether what the table knows of its image holds for it."""
    pin = versions()[name]
    if component.image is None:
        return locked(of_pin(pin, component.version), scene.site.locks), True
    image = read_image(component.image, scene.linked.root.where("stack", name, "image"))
    return locked(image, scene.site.locks), is_of(image, pin)


def _port(name: str, index: int, component: Component, linked: Linked) -> Port:
    """The port of one replica; unless a list gives one to each, only the first is published."""
    port, where = port_of(name), linked.root.where("stack", name, "publish")
    if isinstance(component.publish, str) and index == 0:
        return published_port(component.publish, port, where)
    if isinstance(component.publish, list) and index < len(component.publish):
        return published_port(component.publish[index], port, where.at(index))
    shown = component.publish is None and name in FOR_PEOPLE and index == 0
    return Port(port, port if shown else None, origin=where)


def _says(name: str, part: str, linked: Linked) -> bool:
    node = linked.root.node("stack", name) if name in linked.root.names("stack") else {}
    return isinstance(node, dict) and part in node


def _places(name: str, linked: Linked) -> dict[str, Origin]:
    """Where the parts of a component were written; its network may be the whole stack's."""
    shared = {"network": linked.root.where("stack", "network")} if linked.components.network is not None else {}
    return shared | {part: linked.root.where("stack", name, part) for part in _PARTS if _says(name, part, linked)}


def _raw(name: str, linked: Linked) -> Json:
    node: Raw = linked.root.node("stack", name) if name in linked.root.names("stack") else {}
    said = node.get("compose") if isinstance(node, dict) else None
    return compose_words(said, linked.root.where("stack", name, "compose"))


# -- one by one --------------------------------------------------------------------------------------------------------


def _prometheus(scene: Scene, index: int) -> Start:
    retention, url = scene.made_for.retention, scene.made_for.prometheus_url
    args = [
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        f"--storage.tsdb.retention.time={retention.time}",
        *([f"--storage.tsdb.retention.size={retention.size}B"] if retention.size is not None else []),
        "--web.enable-lifecycle",
        *([f"--web.external-url={url}"] if url is not None else []),
    ]
    several = scene.made_for.replicas > 1
    if several and scene.made_for.prometheus < EXPANDS_LABELS:
        args.append("--enable-feature=expand-external-labels")
    sharded = bool(scene.linked.components.shards())
    if sharded:
        args.append("--web.enable-remote-write-receiver")
    asks = _asks(scene) if not sharded else Start()
    stores = tuple(stores_of(scene.made_for.remote_writes))
    names = {use.name for store in scene.made_for.remote_writes for use in secrets_in(store.client)}
    managers = (
        Call(address.rpartition(":")[0], "the Alertmanager", component_origin("alertmanager", scene.linked.root))
        for address in scene.made_for.alertmanagers
    )
    return Start(
        args=tuple(args),
        env={REPLICA_VARIABLE: str(index + 1)} if several else {},
        mounts=(Mount("generated", "prometheus", "/etc/prometheus"), *asks.mounts),
        groups=asks.groups,
        secrets=tuple(sorted({*asks.secrets, *map(mounted, names)}, key=lambda use: use.name)),
        calls=tuple(dict.fromkeys((*asks.calls, *managers, *stores))),
        # It writes what it has in memory before it ends.
        stops_within=_GRACE,
    )


def _asks(scene: Scene) -> Start:
    """What whoever scrapes is given: the secrets of targets, their networks, the sockets of engines."""
    uses = (use for job in scene.jobs if job.auth for use in (job.auth.credentials, job.auth.password) if use)
    sockets = sockets_of(job.discovery for job in scene.jobs)
    group = scene.linked.ground.engine.group
    return Start(
        mounts=tuple(Mount("host", socket, socket) for socket in sockets),
        groups=(group,) if sockets and group is not None else (),
        secrets=tuple(mounted(name) for name in sorted({use.name for use in uses})),
        calls=tuple(targets_of(summary for unit, summary in scene.summaries.items() if unit != "prometheus")),
    )


def _shard(scene: Scene, number: int) -> Start:
    """An agent that scrapes its part, and hands it on."""
    asks, is_agent = _asks(scene), scene.made_for.prometheus >= AGENT
    args = (
        f"--config.file=/etc/prometheus/shards/{number}/prometheus.yml",
        "--agent" if is_agent else "--enable-feature=agent",
        "--storage.agent.path=/prometheus",
        "--web.enable-lifecycle",
    )
    mounts = (Mount("generated", "prometheus", "/etc/prometheus"), *asks.mounts)
    return replace(asks, args=args, mounts=mounts, stops_within=_GRACE)


def _alertmanager(scene: Scene, index: int) -> Start:
    said, url = scene.linked.components.alertmanager, scene.made_for.alertmanager_url
    args = (
        "--config.file=/etc/alertmanager/alertmanager.yml",
        "--storage.path=/alertmanager",
        f"--data.retention={go_duration(said.retention or _KEPT)}",
        *_cluster(scene.linked.components.replicas("alertmanager"), index),
        *([f"--web.external-url={url}"] if url is not None else []),
    )
    return Start(
        args=args,
        mounts=(Mount("generated", "alertmanager", "/etc/alertmanager"),),
        secrets=tuple(mounted(name) for name in sorted({use.name for use in scene.routing.secrets()})),
        calls=tuple(dict.fromkeys(receivers_of(scene.routing, scene.linked))),
        folder="/etc/alertmanager",  # its files of secrets are relative to where it is started
    )


def _cluster(names: Sequence[str], index: int) -> tuple[str, ...]:
    """One alone need not look for others; of several each is told all the others."""
    if len(names) == 1:
        return ("--cluster.listen-address=",)
    peers = (f"--cluster.peer={name}:{CLUSTER_PORT}" for name in names if name != names[index])
    return (f"--cluster.listen-address=0.0.0.0:{CLUSTER_PORT}", *peers)


def _grafana(scene: Scene, index: int) -> Start:
    del index  # there is one
    grafana, linked = scene.linked.components.grafana, scene.linked
    assert grafana is not None
    said = grafana.admin_password.secret if grafana.admin_password is not None else None
    password = mounted(said or GRAFANA_PASSWORD)
    env = {"GF_SECURITY_ADMIN_PASSWORD__FILE": password.file, "GF_USERS_ALLOW_SIGN_UP": "false"}
    if grafana.url is not None:
        env["GF_SERVER_ROOT_URL"] = grafana.url
    if grafana.plugins:
        env["GF_PLUGINS_PREINSTALL_SYNC"] = ",".join(_plugins(grafana.plugins, linked))
    if grafana.home_dashboard is not None:
        env |= _home(grafana.home_dashboard, scene)
    if grafana.config is not None:
        env |= grafana_settings(_config(linked), linked.root.where("stack", "grafana", "config"))
    calls = (
        Call(address.rpartition(":")[0], name, component_origin(name, linked.root))
        for name in ("alertmanager", "prometheus")
        for address in linked.components.addresses(name)
    )
    mounts = (
        Mount("generated", "grafana/provisioning", "/etc/grafana/provisioning"),
        Mount("generated", "grafana/dashboards", DASHBOARDS),
    )
    return Start(
        env=env,
        mounts=mounts if scene.boards else (),
        secrets=(password,),
        calls=tuple(calls),
        needs=(Need("prometheus", "healthy"),),
    )


def _home(name: str, scene: Scene) -> dict[str, str]:
    """The file of the dashboard that people see first; raises `Refused` for one that there is not."""
    if name not in scene.boards:
        near = get_close_matches(name, scene.boards, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(scene.boards)) or 'none'}"
        where = scene.linked.root.where("stack", "grafana", "home_dashboard")
        raise Refused(Diagnostic("MG634", f"there is no dashboard {name!r}", where, hint=hint))
    path = scene.boards[name].removeprefix("grafana/dashboards")
    return {"GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH": f"{DASHBOARDS}{path}"} if path else {}


def _config(linked: Linked) -> Json:
    node = linked.root.node("stack", "grafana")
    return resolve(node["config"]) if isinstance(node, dict) else None


def _plugins(said: Sequence[str], linked: Linked) -> Iterator[str]:
    """`id@1.2.3`, as Grafana wants it; MG631 for one that would be another at every start."""
    for index, text in enumerate(said):
        if "@" not in text:
            hint = f"write {text}@ and a version"
            where = linked.root.where("stack", "grafana", "plugins", index)
            message = f"the plugin {text} has no version: what runs changes with the day of the start"
            linked.findings.add(Diagnostic("MG631", message, where, hint=hint, level="warning"))
        yield text


def _blackbox(scene: Scene, index: int) -> Start:
    del scene, index  # what it is asked for comes with each question
    folder = "/etc/blackbox"
    return Start(args=(f"--config.file={folder}/blackbox.yml",), mounts=(Mount("generated", "blackbox", folder),))


def _pushgateway(scene: Scene, index: int) -> Start:
    del index  # there is one
    component = scene.linked.components.named["pushgateway"]
    if component.config is not None:
        where = scene.linked.root.where("stack", "pushgateway", "config")
        hint = "write `args:`"
        raise Refused(Diagnostic("MG639", "the Pushgateway has no configuration file", where, hint=hint, part="key"))
    return Start(args=("--persistence.file=/pushgateway/metrics",))


_STARTS: Mapping[str, Callable[[Scene, int], Start]] = {
    "prometheus": _prometheus,
    "alertmanager": _alertmanager,
    "grafana": _grafana,
    "blackbox": _blackbox,
    "pushgateway": _pushgateway,
}
