"""What panels that look alike have in common: everything but their names, places, queries and links."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from monitorgen.targets.grafana.units import grafana_unit

if TYPE_CHECKING:
    from monitorgen.plan.dashboards import Panel, PanelKind, Tone


class Traits(NamedTuple):
    """What the settings of a panel depend on: of all panels of a system few differ in it.

    Numbers are kept as their digits, because numbers that are equal may be written otherwise, and panels would then
    share what the first of them became. `shown` is Grafana's name of the unit. `labelled`: its series are told apart by
    labels, `several`: it may show more than one. `drawn`: it draws the lines of an alert.
    """

    kind: PanelKind
    unit: str
    shown: str
    decimals: int | None
    minimum: str | None
    maximum: str | None
    steps: tuple[tuple[Tone, str | None], ...]
    mappings: tuple[tuple[str, tuple[str, Tone]], ...]
    stack: str
    labelled: bool
    several: bool
    drawn: bool
    text: str
    matchers: str

    @property
    def values(self) -> list[Decimal]:
        """Where its steps begin, but for one that begins from the start."""
        return [Decimal(value) for _, value in self.steps if value is not None]


def traits_of(panel: Panel) -> Traits:
    """The traits of a panel."""
    unit, queries, steps = panel.unit, panel.queries, panel.steps
    labelled = any(query.labels for query in queries)
    return Traits(
        panel.kind,
        unit,
        grafana_unit(unit, [query.expr for query in queries if query.unit is None or query.unit == unit]),
        panel.decimals,
        _digits(panel.minimum),
        _digits(panel.maximum),
        tuple([(step.tone, _digits(step.value)) for step in steps]) if steps else (),
        tuple(panel.mappings.items()),
        panel.stack or "none",
        labelled,
        labelled or len(queries) > 1,
        panel.alert is not None,
        panel.text or "",
        panel.matchers or "",
    )


def _digits(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
