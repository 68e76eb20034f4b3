"""Components of the stack as entries: Prometheus and Alertmanager are scraped and alerted on like anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.spec.stack import Alertmanager, Component, Prometheus, Stack
from monitorgen.spec.system import Deploy
from monitorgen.spec.written import Written

if TYPE_CHECKING:
    from monitorgen.link.root import Root
    from monitorgen.raw import Raw

PORTS = {"prometheus": 9090, "alertmanager": 9093}
"""The components of this version, with the ports that they listen on."""


@dataclass(frozen=True, slots=True)
class Components:
    """What a scope says of its stack; `containers` tells whether hosts are containers."""

    prometheus: Prometheus
    alertmanager: Alertmanager
    containers: bool

    def address(self, name: str) -> str:
        """Where a component is reached by the others, `host:port`."""
        component: Component = self.prometheus if name == "prometheus" else self.alertmanager
        if component.address is not None:
            return component.address
        host = name if self.containers else "localhost"
        return f"{host}:{PORTS[name]}"


def components(root: Root) -> Components:
    """The stack of a scope, typed."""
    stack = Stack.model_validate({name: root.node("stack", name) for name in root.names("stack")})
    deploy = root.model("deploy", Deploy)
    return Components(
        prometheus=stack.prometheus or Prometheus.model_validate({}),
        alertmanager=stack.alertmanager or Alertmanager.model_validate({}),
        containers=deploy is None or deploy.files is None,
    )


def component_entry(name: str, made: Components, root: Root) -> Written:
    """A component as an infrastructure entry of the catalogue's type of its name."""
    # Prometheus scrapes itself where it listens, whatever name others know it by.
    own = f"localhost:{PORTS[name]}" if name == "prometheus" and made.prometheus.address is None else made.address(name)
    node: dict[str, Raw] = {"type": name, "address": own}
    return Written(node, _origin(name, root))


def _origin(name: str, root: Root) -> Origin:
    layers = root.layers("stack", name)
    return layers[0].origin if layers else root.spec.origin


def check_names(root: Root, findings: Findings) -> None:
    """An entry may not take the name of a component: its job and files would be the component's."""
    for collection in ("services", "infrastructure"):
        for name in PORTS:
            written = root.spec.collections[collection].get(name)
            if written is not None:
                hint = f"{name} is scraped without asking; tune it in `stack.{name}` and `types.{name}`"
                message = f"{name!r} is the name of a component of the stack"
                findings.add(Diagnostic("MG215", message, written.origin, part="key", hint=hint))
