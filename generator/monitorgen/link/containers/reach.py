"""Who has to reach whom: the networks that a container joins so that it can, beside the one that it lives in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.containers.site import HOST, network_of
from monitorgen.link.jobs import DOCKER_HOST, is_container
from monitorgen.plan.workloads import Call, Neighbour

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from monitorgen.link.containers.site import Site
    from monitorgen.link.linked import Linked
    from monitorgen.plan.remote import RemoteWrite
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Summary
    from monitorgen.plan.values import Setting, UnitId
    from monitorgen.plan.workloads import Workload

_ADDRESSES = ("url", "api_url", "webhook_url")


def joined(
    home: str,
    calls: Iterable[Call],
    on_host: Container[str],
    workloads: Mapping[str, Workload],
    neighbours: Mapping[str, Neighbour],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The networks of a container that lives in `home`, and the names by which it finds the host itself.

    One on the host's own network can be put on no other, and must be told the names of what is there with it, as
    `on_host` has them.
    """
    networks, hosts = {home: None}, dict[str, None]()
    for call in calls:
        theirs = workloads.get(call.host)
        if call.host == DOCKER_HOST or call.host in on_host:
            hosts[call.host] = None
        elif home == HOST:
            continue
        elif theirs is not None:
            if networks.keys().isdisjoint(theirs.networks):
                networks[theirs.networks[0]] = None
        elif (neighbour := neighbours.get(call.host)) is not None and neighbour.network not in (None, HOST):
            networks[str(neighbour.network)] = None
    return () if home == HOST else tuple(networks), tuple(sorted(hosts))


def targets_of(summaries: Iterable[Summary]) -> Iterator[Call]:
    """What Prometheus connects to, as far as its targets are known."""
    for summary in summaries:
        named = (target.rpartition(":")[0] for target in summary.targets)
        for host in dict.fromkeys((*named, *summary.hosts)):
            yield Call(host, summary.unit, summary.origin)


def named_by(summary: Summary) -> tuple[str, ...]:
    """The hosts that a unit brings in by asking the DNS for them; an engine that is asked is not the unit's own."""
    return () if summary.unit in summary.hosts else summary.hosts


def receivers_of(routing: Routing, linked: Linked) -> Iterator[Call]:
    """What Alertmanager connects to, as far as addresses are no secrets."""
    if routing.smtp is not None:
        where = linked.root.where("stack", "alertmanager", "smtp", "smarthost")
        yield Call(routing.smtp.smarthost.rpartition(":")[0], "the mail server", where)
    for receiver in routing.receivers.values():
        for integration in receiver.integrations:
            for host in _hosts(integration.settings):
                yield Call(host, f"the channel {integration.channel}", integration.origin)


def stores_of(stores: Iterable[RemoteWrite]) -> Iterator[Call]:
    """The stores that Prometheus connects to."""
    from urllib.parse import urlsplit

    for store in stores:
        host = urlsplit(store.url).hostname
        if host:
            yield Call(host, f"the store {store.name}", store.origin)


def _hosts(settings: Mapping[str, Setting]) -> Iterator[str]:
    from urllib.parse import urlsplit

    for field in _ADDRESSES:
        said = settings.get(field)
        host = urlsplit(said).hostname if isinstance(said, str) and "{{" not in said else None
        if host:
            yield host


def _components_elsewhere(linked: Linked, site: Site) -> dict[str, Neighbour]:
    """Components of the stack that others run as containers."""
    made: dict[str, Neighbour] = {}
    for name, component in linked.components.named.items():
        for address in linked.components.addresses(name) if component.address is not None else ():
            host = address.rpartition(":")[0]
            if is_container(host):
                where = linked.root.where("stack", name, "address")
                made[host] = Neighbour(host, name, component.network or site.home, where)
    return made


def neighbours_of(
    summaries: Mapping[UnitId, Summary], own: Sequence[Workload], linked: Linked, site: Site
) -> dict[str, Neighbour]:
    """Containers that others run, by name: entries by theirs, and whatever else is scraped or asked by an exporter."""
    mine = {workload.name for workload in own}
    made: dict[str, Neighbour] = {}

    def add(host: str, unit: UnitId) -> None:
        entry = linked.entry_of(unit)
        if is_container(host) and host not in mine and entry is not None:
            made.setdefault(host, Neighbour(host, unit, network_of(entry, site), entry.where("network")))

    made |= _components_elsewhere(linked, site)
    for workload in own:
        for call in workload.calls:
            add(call.host, workload.unit)
    for unit, summary in summaries.items():
        if summary.kind != "component":
            for host in (unit, *(target.rpartition(":")[0] for target in summary.targets), *named_by(summary)):
                add(host, unit)
    return made
