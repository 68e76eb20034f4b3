"""What is known where a condition stands: the entry's own metrics and indicators, and those of the whole system."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.promql.series import resolve_series
from monitorgen.promql.types import LabelSchema, Matcher, Metric

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.plan.values import UnitId
    from monitorgen.units import Duration


class Picked(Struct, frozen=True):
    """Series of one metric: its name as it stands in PromQL, and matchers."""

    name: str
    matchers: tuple[Matcher, ...] = ()


class Measure(Struct, frozen=True):
    """An indicator with its preset filled in: what is counted, what failed, how long it took, what is used of what.

    `words` are the real labels behind `status`, `route`, `method`, `version`. `scope` replaces the confinement.
    `exposed_by` is the type of the entry whose exporter knows the metrics, None where the measured entry serves them.
    """

    name: str
    total: Picked | None = None
    errors: Picked | None = None
    good: Picked | None = None
    duration: Picked | None = None
    used: Picked | None = None
    free: Picked | None = None
    limit: Picked | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    scope: tuple[Matcher, ...] | None = None
    exposed_by: str | None = None


class Seen(Struct, frozen=True):
    """What is seen of a unit from outside: the job of its probes, and the metrics that they bring."""

    job: str = ""
    metrics: Mapping[str, Metric] = field(default_factory=dict)


UNSEEN = Seen()


class Exposed(Struct, frozen=True, dict=True):
    """What a unit exposes: metrics, the measures on them, and the job that its series carry.

    `picked_by` picks its series where its job is not known yet, as on a dashboard that many units share.
    """

    unit: UnitId
    job: str | None
    targets: tuple[str, ...]
    static: bool
    metrics: Mapping[str, Metric]
    measures: Mapping[str, Measure]
    main: str | None
    inventory: Callable[[str], Metric | None]
    scrape_interval: Duration
    target_labels: frozenset[str]
    picked_by: Matcher | None = None
    probes: Seen = UNSEEN

    def declared(self, name: str) -> Metric | None:
        """A metric of this unit by the name that it is declared under."""
        return self.metrics.get(name) or self.probes.metrics.get(name) or self.inventory(name)

    def metric(self, name: str) -> Metric | None:
        """A metric of this unit by its name in an expression: `x_count` of a histogram `x` is a counter."""
        return self.declared(name) or part_of(name, self.declared, self.target_labels)

    def confinement_of(self, metric: str) -> tuple[Matcher, ...]:
        """The matchers that pick this unit's series of a metric: what its probes tell comes from a job of its own."""
        if metric in self.probes.metrics and metric not in self.metrics:
            return (Matcher("job", "=", self.probes.job),)
        return self.confinement

    @cached_property
    def confinement(self) -> tuple[Matcher, ...]:
        """The matchers that pick this unit's series."""
        if self.picked_by is not None:
            return (self.picked_by,)
        return (Matcher("job", "=", self.job),) if self.job else ()


def part_of(name: str, declared: Callable[[str], Metric | None], target: frozenset[str]) -> Metric | None:
    """A series of a declared metric (`x_sum`), or one that Prometheus makes of every target (`up`), as a metric."""
    info = resolve_series(name, declared)
    if info is None:
        return None
    labels = info.labels
    if not info.metric.recorded:
        labels = LabelSchema(labels.always | target, labels.maybe - target, labels.values, open=labels.open)
    return Metric(name, info.type, info.unit, labels, (), info.metric.help, info.metric.recorded)


class Reader(Struct, frozen=True):
    """The Prometheus that will read an expression.

    `retention` is how long data is kept, None where one that runs elsewhere decides. `experimental` says whether it was
    told to take experimental functions.
    """

    retention: Duration | None
    version: tuple[int, int]
    experimental: bool


class Surroundings(Struct, frozen=True):
    """Where a condition stands: inside `own`, or at the root (None). `unit` finds the others by name.

    `anywhere` finds a metric of the system by its name in an expression, `declared` by the one it is declared under.
    """

    own: Exposed | None
    unit: Callable[[str], Exposed | None]
    units: Callable[[], tuple[UnitId, ...]]
    anywhere: Callable[[str], Metric | None]
    declared: Callable[[str], Metric | None]
    names: Callable[[], frozenset[str]]
    scrape_interval: Duration
    external_labels: frozenset[str]
    severities: tuple[str, ...]
    reader: Reader
