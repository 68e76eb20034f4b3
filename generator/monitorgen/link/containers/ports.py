"""Ports of the host: how `publish` is read, and what entries reserve because something else publishes it."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, cast

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.plan.workloads import Port, PortClaim
from monitorgen.raw import Nothing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.link.entries import Entry
    from monitorgen.plan.workloads import Protocol

LOOPBACK = "127.0.0.1"
_PUBLISHED = re.compile(r"(?:(\[[0-9a-fA-F:.]+\]|[^\[\]:]+):)?([0-9]{1,5})(?:/(tcp|udp))?")


class Published(Struct, frozen=True):
    """A port of the host, at one of its addresses."""

    port: int
    ip: str = LOOPBACK
    protocol: Protocol = "tcp"


def read_published(text: str, origin: Origin) -> Published:
    """`3001`, `0.0.0.0:3001`, `[::1]:3001`, `53/udp`; raises `Refused` for anything else."""
    match = _PUBLISHED.fullmatch(text)
    if match is None:
        hint = "the port inside is known; write the host's alone" if re.search(r":\d+:\d+|^\d+:\d+", text) else ""
        raise Refused(_malformed(text, origin, hint))
    ip, port = match[1], int(match[2])
    if not 0 < port <= 65535:
        raise Refused(_malformed(text, origin, "a port is a whole number from 1 to 65535"))
    if ip is None:
        return Published(port, LOOPBACK, _protocol(match[3]))
    if ip.isdigit():
        raise Refused(_malformed(text, origin, "the port inside is known; write the host's alone"))
    try:
        address = ip_address(ip.strip("[]"))
    except ValueError:
        hint = "write the address as a number: 127.0.0.1, or 0.0.0.0 for all"
        raise Refused(_malformed(text, origin, hint)) from None
    return Published(port, str(address), _protocol(match[3]))


def published_port(text: str, container: int, origin: Origin) -> Port:
    """The port `container` of a workload, published as `text` says."""
    said = read_published(text, origin)
    return Port(container, said.port, said.ip, said.protocol, origin)


def reserved(entry: Entry, findings: Findings) -> Iterator[PortClaim]:
    """The ports of the host that an entry publishes itself."""
    said = entry.model.publish
    if said is None or isinstance(said, Nothing):
        return
    for index, text in enumerate([said] if isinstance(said, str) else said):
        where = entry.where("publish") if isinstance(said, str) else entry.where("publish", index)
        try:
            port = read_published(text, where)
        except Refused as refused:
            findings.add(refused.diagnostic)
        else:
            yield PortClaim(port.port, port.ip, port.protocol, entry.name, where)


def _malformed(text: str, origin: Origin, hint: str) -> Diagnostic:
    hint = hint or "write a port of the host, `3001`, or an address of it and a port, `0.0.0.0:3001`"
    return Diagnostic("MG610", f"{text!r} is no port of the host", origin, hint=hint)


def _protocol(text: str | None) -> Protocol:
    return cast("Protocol", text or "tcp")
