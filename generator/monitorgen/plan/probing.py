"""What is looked at from outside: how the blackbox exporter asks, and what has to come back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.units import Duration

Prober = Literal["http", "tcp", "icmp", "dns", "grpc"]


class Module(Struct, frozen=True):
    """A module of the blackbox exporter: a way to ask under a name. `settings` are those of its prober."""

    name: str
    prober: Prober
    settings: Mapping[str, Json] = field(default_factory=dict)


class Probe(Struct, frozen=True):
    """One thing that is looked at. `target` is what the module is given: a URL, `host:port` or a host.

    `encrypted` tells whether an answer may come by TLS, so that there is a certificate. Durations are None where those
    of Prometheus hold.
    """

    name: str
    target: str
    module: Module
    encrypted: bool = False
    interval: Duration | None = None
    timeout: Duration | None = None
