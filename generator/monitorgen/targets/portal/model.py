"""What is kept of a unit until its pages can be written: who is told of its alerts is known only when all are through.

A large system has many units, so that what is kept of most of them is packed.
"""

from __future__ import annotations

import pickle
import zlib
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from monitorgen.plan.rules import Alert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.api import Operation
    from monitorgen.plan.pages import UnitPage
    from monitorgen.plan.slos import Slo
    from monitorgen.plan.system import Fragment, Summary
    from monitorgen.plan.values import UnitId
    from monitorgen.promql.types import Metric


UNPACKED = 2048
"""Units that a system may have before what is kept of the next ones is packed."""


class Board(Struct, frozen=True):
    """A dashboard, as pages speak of it; `preview` is the file of its picture, below docs/, "" without one."""

    name: str
    uid: str
    title: str
    folder: str
    description: str
    path: str
    preview: str = ""


class Unit(Struct, frozen=True):
    """All that the pages of a unit say, but for who is told. `source` is what it was made of, in words.

    `proofs` tell by name and severity whether an alert is proven. `probes` are what is looked at from outside, by name.
    `summary` and `page` are None for what belongs to the whole system. `routes` are what a gateway sends here,
    `others` are metrics that its type brings. `api_url` is where the running service shows its own document.
    """

    name: UnitId
    source: str
    team: str | None
    summary: Summary | None
    page: UnitPage | None
    alerts: tuple[Alert, ...]
    slos: tuple[Slo, ...]
    metrics: tuple[Metric, ...]
    others: tuple[Metric, ...]
    boards: tuple[Board, ...]
    scraped: bool
    probes: tuple[tuple[str, str], ...]
    proofs: Mapping[tuple[str, str], str]
    operations: tuple[Operation, ...] = ()
    routes: tuple[str, ...] = ()
    api_url: str = ""


def unit_of(
    fragment: Fragment, summary: Summary | None, source: str, proofs: Mapping[tuple[str, str], str],
    boards: Sequence[Board],
) -> Unit:  # fmt: skip
    """What is kept of a unit."""
    from monitorgen.plan.jobs import Probed

    rules = [rule for group in fragment.groups for rule in group.rules]
    # Tests are nothing that pages show.
    alerts = tuple(replace(rule, tests=()) if rule.tests else rule for rule in rules if isinstance(rule, Alert))
    measured = (group.measured.slo for group in fragment.groups if group.measured is not None)
    own = fragment.page.metrics if fragment.page is not None else ()
    looked = [job.discovery.probes for job in fragment.jobs if isinstance(job.discovery, Probed)]
    return Unit(
        name=fragment.unit,
        source=source,
        team=fragment.team,
        summary=summary,
        page=fragment.page,
        alerts=alerts,
        slos=tuple({each.name: each for each in measured}.values()),
        metrics=tuple(fragment.metrics[name] for name in own if name in fragment.metrics),
        others=tuple(each for name, each in sorted(fragment.metrics.items()) if name not in own and not each.recorded),
        boards=tuple(boards),
        scraped=any(not isinstance(job.discovery, Probed) for job in fragment.jobs),
        probes=tuple((probe.name, probe.target) for probes in looked for probe in probes),
        proofs=dict(proofs),
        operations=fragment.api.operations if fragment.api is not None else (),
        routes=fragment.api.routes if fragment.api is not None else (),
        api_url=(fragment.api.shown or "") if fragment.api is not None else "",
    )


class Kept(Struct):
    """Units: the first ones as they are, for packing takes its time, all others packed."""

    _units: dict[UnitId, Unit] = field(default_factory=dict)
    _packed: dict[UnitId, bytes] = field(default_factory=dict)

    def hold(self, unit: Unit) -> None:
        """Keep a unit."""
        if len(self._units) < UNPACKED:
            self._units[unit.name] = unit
        else:
            self._packed[unit.name] = zlib.compress(pickle.dumps(unit, pickle.HIGHEST_PROTOCOL), 1)

    def release(self, name: UnitId) -> Unit:
        """A unit that was kept, once."""
        if name in self._units:
            return self._units.pop(name)
        unit = pickle.loads(zlib.decompress(self._packed.pop(name)))  # noqa: S301 - our own bytes, never left memory
        assert isinstance(unit, Unit)
        return unit
