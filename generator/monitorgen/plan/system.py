"""What holds for a whole system in one environment, what others know of a unit (summary), and a unit's part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.plan.api import ApiSource
    from monitorgen.plan.dashboards import Dashboard
    from monitorgen.plan.documents import OwnPage
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.pages import UnitPage
    from monitorgen.plan.remote import RemoteWrite
    from monitorgen.plan.rules import RuleGroup
    from monitorgen.plan.shards import Shards
    from monitorgen.plan.values import Labels, UnitId
    from monitorgen.plan.workloads import Workload
    from monitorgen.promql.types import Metric
    from monitorgen.units import Duration

Version = tuple[int, ...]


class Summary(Struct, frozen=True):
    """What the rest of the system may know of a unit.

    `pages` are the URLs that are scraped, as far as known; `hosts` are those that Prometheus has to reach to find
    targets which nobody names. `publishes` are ports of the host that it takes, `[address:]port[/protocol]`.
    """

    unit: UnitId
    kind: Literal["service", "infrastructure", "component"]
    team: str | None
    job: str | None
    targets: tuple[str, ...]
    pages: tuple[str, ...]
    network: str | None
    needs: tuple[UnitId, ...]
    origin: Origin
    hosts: tuple[str, ...] = ()
    publishes: tuple[str, ...] = ()


class Fragment(Struct, frozen=True):
    """A unit's part of the Plan. `page` is what its owner says of it for people, None for what is of the system."""

    unit: UnitId
    team: str | None
    jobs: tuple[Job, ...]
    groups: tuple[RuleGroup, ...]
    metrics: Mapping[str, Metric]
    dashboards: tuple[Dashboard, ...] = ()
    workloads: tuple[Workload, ...] = ()
    api: ApiSource | None = None
    page: UnitPage | None = None


class Retention(Struct, frozen=True):
    """How long and how much Prometheus keeps; `size` in bytes."""

    time: Duration
    size: int | None


class Globals(Struct, frozen=True):
    """What holds for all units of a system in one environment (and region).

    `blackbox` tells whether something of it is looked at from outside. `replicas` is how many Prometheus servers do the
    same; what tells them apart is a variable of their environment. `portal` tells whether there are pages.
    """

    system: str
    environment: str
    region: str | None
    folder: str
    prometheus: Version
    alertmanager: Version
    external_labels: Labels
    scrape_interval: Duration
    evaluation_interval: Duration
    retention: Retention
    alertmanagers: tuple[str, ...]
    prometheus_url: str | None
    alertmanager_url: str | None
    prometheus_config: Json
    alertmanager_config: Json
    blackbox: bool = False
    blackbox_config: Json = None
    replicas: int = 1
    remote_writes: tuple[RemoteWrite, ...] = ()
    shards: Shards | None = None
    portal: bool = True
    own_pages: tuple[OwnPage, ...] = ()

    @property
    def scope(self) -> str:
        """What people call this part of the system: `production`, or `production/us`."""
        return f"{self.environment}/{self.region}" if self.region is not None else self.environment
