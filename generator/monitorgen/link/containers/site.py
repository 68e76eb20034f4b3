"""What all containers of a scope have in common: networks, where secrets lie, digests, placeholders."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.containers.secrets import sources_of
from monitorgen.plan.workloads import Lock, Network
from monitorgen.raw import resolve
from monitorgen.spec.system import Network as WrittenNetwork

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.document import Json
    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked
    from monitorgen.plan.values import SecretUse
    from monitorgen.plan.workloads import SecretSource
    from monitorgen.raw import Raw

MONITORING = "monitoring"
"""The network of a system that declares none."""
HOST = "host"
"""The word for the network of the host itself."""


def project_of(folder: str) -> str:
    """The name that compose gives to all that runs in an environment, by the environment's folder."""
    return folder.replace("/", "-").replace(".", "-")


def network_of(entry: Entry, site: Site) -> str | None:
    """The network that an entry's own container lives in: its own word, else the only one; None if nobody says it."""
    return entry.model.network or site.only


def compose_words(said: Raw | None, where: Origin) -> Json:
    """What an owner wants merged into a service; raises `Refused` for what is no map."""
    if said is None:
        return None
    words = resolve(said)
    if not isinstance(words, dict):
        hint = "write fields of a service of compose: `compose: {labels: {...}}`"
        raise Refused(Diagnostic("MG640", "`compose` is no map", where, hint=hint))
    if "network_mode" in words:
        hint = "write `network: host` beside `compose:` for the host's own network"
        message = "`network_mode` in words for compose: monitorgen puts the container on networks"
        raise Refused(Diagnostic("MG641", message, where, hint=hint))
    return words


class Site(Struct, frozen=True):
    """`home` is where components and exporters live unless they say so; `only` the one network that there is."""

    networks: Mapping[str, Network]
    home: str
    only: str | None
    sources: Mapping[str, SecretSource]
    locks: Mapping[str, Lock]

    def check(self, network: str, where: Origin) -> None:
        """Raise `Refused` for a network that nobody declared."""
        if network != HOST and network not in self.networks:
            near = get_close_matches(network, [*self.networks, HOST], 1)
            hint = f"did you mean {near[0]}?" if near else f"declare it: networks: {{{network}: {{}}}}"
            raise Refused(Diagnostic("MG210", f"there is no network {network!r}", where, hint=hint))

    def may_be_read_only(self, secrets: Iterable[SecretUse]) -> bool:
        """Whether a container with these secrets can have a read-only root: the engine copies those of variables in."""
        return all(self.sources[use.name].env is None for use in secrets if use.name in self.sources)


def site_of(linked: Linked, findings: Findings) -> Site:
    """The site of a scope."""
    root = linked.root
    declared = {
        name: Network(name, bool(network.external), root.where("networks", name))
        for name, network in root.collection("networks", WrittenNetwork)[0].items()
    }
    networks = declared or {MONITORING: Network(MONITORING, external=False, origin=root.spec.origin, declared=False)}
    only = next(iter(networks)) if len(networks) == 1 else None
    home = linked.components.network or only
    if home is None:
        where = next(iter(networks.values())).origin
        message = f"nothing says which of {len(networks)} networks the stack lives in"
        hint = f"write stack: {{network: {min(networks)}}}"
        findings.add(Diagnostic("MG612", message, where, hint=hint, part="key"))
        home = min(networks)
    locks = {image: Lock(image, digest, root.where("images", image)) for image, digest in root.texts("images").items()}
    site = Site(networks, home, only, sources_of(linked, findings), locks)
    said: dict[tuple[str, ...], str | None] = {("network",): linked.components.network}
    said |= {(name, "network"): component.network for name, component in linked.components.named.items()}
    for path, network in said.items():
        try:
            site.check(network or HOST, root.where("stack", *path))
        except Refused as refused:
            findings.add(refused.diagnostic)
    return site
