"""Delivery to other stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.jobs import Relabel
    from monitorgen.plan.values import Setting

REPLICA = "replica"
"""The label by which a store tells which of several Prometheus servers a sample comes from; no alert has it."""
REPLICA_VARIABLE = "PROMETHEUS_REPLICA"
"""The variable of a server's environment that holds its number: the replicas read the same files."""


class RemoteWrite(Struct, frozen=True):
    """A store that takes samples. `client` is how its HTTP client behaves, `queue` what waits: Prometheus's fields."""

    name: str
    url: str
    client: Mapping[str, Setting]
    queue: Mapping[str, Setting]
    relabel: tuple[Relabel, ...]
    origin: Origin
