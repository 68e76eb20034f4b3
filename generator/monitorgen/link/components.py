"""Components of the stack as entries: Prometheus and its companions are scraped and alerted on like anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.catalog import versions
from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.link.entries import is_probed
from monitorgen.link.placeholders import filled
from monitorgen.raw import Nothing
from monitorgen.spec.stack import Alertmanager, Blackbox, Component, Grafana, Prometheus, Pushgateway, Stack
from monitorgen.spec.system import Deploy
from monitorgen.spec.written import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.link.root import Root
    from monitorgen.raw import Raw
    from monitorgen.spec.written import Spec


MOST = 9
"""Replicas of a component at most."""

HANDS_ON = "prometheus-remote-write"
"""The type of a Prometheus whose samples go on to a store."""


class Components(Struct, frozen=True):
    """What a scope says of its stack.

    `named` are the components that it has, wherever they run, by name. `containers` tells whether hosts are containers.
    """

    named: Mapping[str, Component]
    prometheus: Prometheus
    alertmanager: Alertmanager
    grafana: Grafana | None
    network: str | None
    containers: bool

    def address(self, name: str) -> str:
        """Where a component is reached by the others, `host:port`; the first where there are several of it."""
        return self.addresses(name)[0]

    def addresses(self, name: str) -> tuple[str, ...]:
        """Where each replica of a component is reached."""
        said = self.named[name].address
        if said:
            return (said,) if isinstance(said, str) else tuple(said)
        hosts = self.replicas(name) if self.containers else ("localhost",)
        return tuple(f"{host}:{port_of(name)}" for host in hosts)

    def replicas(self, name: str) -> tuple[str, ...]:
        """The names of a component's containers; the first has the component's own."""
        component = self.named[name]
        said = component.replicas if isinstance(component, (Prometheus, Alertmanager)) else None
        count = min(max(said or 1, 1), MOST)
        return tuple(name if number == 1 else f"{name}-{number}" for number in range(1, count + 1))

    def shards(self) -> tuple[str, ...]:
        """The names of the containers that share the scraping; none where Prometheus does it itself."""
        said, here = self.prometheus.shards or 1, self.containers and self.prometheus.address is None
        return tuple(f"prometheus-shard-{number}" for number in range(1, said + 1)) if here and 1 < said <= MOST else ()


def port_of(name: str) -> int:
    """The port that a component listens on."""
    port = versions()[name].port
    assert port is not None
    return port


def components(root: Root, placeholders: Mapping[str, str | None], findings: Findings) -> Components:
    """The stack of a scope, typed. Grafana belongs to every stack of containers that does not say otherwise."""
    nodes = {name: _node(name, root, placeholders, findings) for name in root.names("stack")}
    stack = Stack.model_validate(nodes)
    deploy = root.model("deploy", Deploy)
    containers = deploy is None or deploy.files is None
    named: dict[str, Component] = {
        "prometheus": stack.prometheus or Prometheus.model_validate({}),
        "alertmanager": stack.alertmanager or Alertmanager.model_validate({}),
    }
    if isinstance(stack.grafana, Grafana) or (containers and not isinstance(stack.grafana, Nothing)):
        named["grafana"] = stack.grafana if isinstance(stack.grafana, Grafana) else Grafana.model_validate({})
    optional: tuple[tuple[str, Blackbox | Pushgateway | None], ...] = (
        ("blackbox", stack.blackbox or (Blackbox.model_validate({}) if asks_for_probes(root.spec) else None)),
        ("pushgateway", stack.pushgateway),
    )
    named |= {name: component for name, component in optional if component is not None}
    prometheus, alertmanager, grafana = named["prometheus"], named["alertmanager"], named.get("grafana")
    assert isinstance(prometheus, Prometheus)
    assert isinstance(alertmanager, Alertmanager)
    assert grafana is None or isinstance(grafana, Grafana)
    return Components(named, prometheus, alertmanager, grafana, stack.network, containers)


def _node(name: str, root: Root, placeholders: Mapping[str, str | None], findings: Findings) -> Raw:
    """What is said of a component; it has no `url` if that has a placeholder that there is not."""
    node = root.node("stack", name)
    url = node.get("url") if isinstance(node, dict) else None
    if not isinstance(node, dict) or not isinstance(url, str):
        return node
    rest = {key: value for key, value in node.items() if key != "url"}
    leads = filled(url, placeholders, root.where("stack", name, "url"), findings)
    return {**rest, "url": leads} if leads is not None else rest


def asks_for_probes(spec: Spec) -> bool:
    """Whether anything of a spec is looked at from outside, in whatever environment."""
    collections = (spec.collections[name] for name in ("services", "infrastructure", "types"))
    return any(is_probed(written.node) for collection in collections for written in collection.values())


def component_entry(name: str, made: Components, root: Root) -> Written:
    """A component as an infrastructure entry of the catalogue's type of its name."""
    # Prometheus scrapes itself where it listens, whatever name others know it by.
    addresses: list[Raw] = list(made.addresses(name))
    if name == "prometheus" and made.prometheus.address is None and len(addresses) == 1 and not made.shards():
        addresses = [f"localhost:{port_of(name)}"]
    if name == "prometheus":
        addresses += [f"{shard}:{port_of(name)}" for shard in made.shards()]
    hands_on = name == "prometheus" and bool(made.prometheus.remote_write or made.shards())
    node: dict[str, Raw] = {
        "type": HANDS_ON if hands_on else name,
        "address": addresses[0] if len(addresses) == 1 else addresses,
    }
    return Written(node, component_origin(name, root))


def component_origin(name: str, root: Root) -> Origin:
    """Where a component is spoken of first; the system's own place where it is not."""
    layers = root.layers("stack", name)
    return layers[0].origin if layers else root.spec.origin


def check_names(made: Components, root: Root, findings: Findings) -> None:
    """An entry may not take the name of a component: its job and files would be the component's."""
    for collection in ("services", "infrastructure"):
        for name in (*(each for component in made.named for each in made.replicas(component)), *made.shards()):
            written = root.spec.collections[collection].get(name)
            if written is not None:
                known = name if name in made.named else name.rpartition("-")[0]
                hint = f"{name} is scraped without asking; tune it in `stack.{known}` and `types.{known}`"
                message = f"{name!r} is the name of a component of the stack"
                findings.add(Diagnostic("MG215", message, written.origin, part="key", hint=hint))
