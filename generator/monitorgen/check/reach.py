"""Whether containers can reach what they have to: it exists, and both are on one network."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.workloads import Call, Containers, Neighbour, Workload

    Networks = Mapping[str, frozenset[str]]
    """Of each container the networks that it is really put on, its owner's own words included."""

OUTSIDE = "host.docker.internal"
HOST = "host"
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


def unreachable(stack: Containers, networks: Networks) -> Iterator[Diagnostic]:
    """MG612 to MG615 and MG626, each once for each container that somebody has to reach."""
    own = {workload.name: workload for workload in stack.workloads}
    others = {neighbour.host: neighbour for neighbour in stack.neighbours}
    told: set[tuple[str, str]] = set()
    for workload in stack.workloads:
        for call in workload.calls:
            if call.host in stack.refused or (call.host not in LOCAL and ("." in call.host or ":" in call.host)):
                continue
            for found in _of_call(call, workload, own, others, networks, stack):
                if (found.code, call.host) not in told:
                    told.add((found.code, call.host))
                    yield found


def _of_call(
    call: Call,
    caller: Workload,
    own: Mapping[str, Workload],
    others: Mapping[str, Neighbour],
    networks: Networks,
    stack: Containers,
) -> Iterator[Diagnostic]:
    if call.host in LOCAL:
        if not caller.host_network:
            hint = f"write {OUTSIDE} for what listens on the host itself"
            message = f"{call.host} is the container {caller.name} itself, not {call.what}"
            yield Diagnostic("MG626", message, call.origin, hint=hint)
    elif call.host in own:
        yield from _of_own(call, caller, own[call.host], networks)
    elif call.host in others:
        yield from _of_other(call, caller, others[call.host], networks, stack)
    else:
        near = get_close_matches(call.host, [*own, *others], 1)
        declare = "a host without a dot is a container: declare it in `infrastructure`, or write its full name"
        hint = f"did you mean {near[0]}?" if near else declare
        yield Diagnostic("MG613", f"{caller.name} connects to {call.host}, which nobody runs", call.origin, hint=hint)


def _of_own(call: Call, caller: Workload, callee: Workload, networks: Networks) -> Iterator[Diagnostic]:
    """MG614: both containers are ours."""
    if callee.host_network:
        return  # the name leads to the host itself
    if caller.host_network or networks[caller.name].isdisjoint(networks[callee.name]):
        hint = f"{_seat(caller, networks)}, {call.host} on {_named(networks[callee.name])}"
        message = f"{caller.name} connects to {call.host}, and they share no network"
        yield Diagnostic("MG614", message, _seated(caller), hint=hint)


def _of_other(
    call: Call, caller: Workload, callee: Neighbour, networks: Networks, stack: Containers
) -> Iterator[Diagnostic]:
    """MG612, MG614, MG615: others run the container."""
    declared = {network.name: network for network in stack.networks}
    if callee.network is None:
        hint = f"write `network:` in {callee.unit} or in its type; declared are {', '.join(sorted(stack.declared))}"
        message = f"nothing says which network {call.host} lives in, and {caller.name} connects to it"
        yield Diagnostic("MG612", message, callee.origin, hint=hint)
    elif callee.network == HOST:
        hint = "write `address: localhost:PORT` for what listens on the host itself"
        message = f"{call.host} is on the host's own network, where its name leads nowhere"
        yield Diagnostic("MG614", message, callee.origin, hint=hint)
    elif caller.host_network or callee.network not in networks[caller.name]:
        hint = f"{_seat(caller, networks)}, {call.host} on {callee.network}"
        message = f"{caller.name} connects to {call.host}, and they share no network"
        yield Diagnostic("MG614", message, _seated(caller), hint=hint)
    elif (network := declared.get(callee.network)) is not None and not network.external and network.declared:
        message = f"compose.yaml makes the network {network.name} and does not run {call.host}: it is not there"
        hint = (
            f"write networks: {{{network.name}: {{external: true}}}} if it is made elsewhere, else join it from there"
        )
        yield Diagnostic("MG615", message, callee.origin, hint=hint, level="warning")


def _seat(caller: Workload, networks: Networks) -> str:
    if caller.host_network:
        return f"{caller.name} is on the host's own network"
    return f"{caller.name} is on {_named(networks[caller.name])}"


def _seated(caller: Workload) -> Origin:
    """Where it was said what a container is connected to."""
    by_owner = isinstance(caller.raw, dict) and "networks" in caller.raw
    return caller.where("compose" if by_owner else "network")


def _named(networks: frozenset[str]) -> str:
    return " and ".join(sorted(networks)) or "no network"
