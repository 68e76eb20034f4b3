"""How a panel's values are shown, whatever its type: unit, bounds, colours, thresholds, names of values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.targets.grafana.colours import COLOURS, NONE, PLAIN
from monitorgen.targets.grafana.queries import columns, ref_ids
from monitorgen.targets.grafana.units import grafana_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Panel, PanelKind
    from monitorgen.targets.grafana.traits import Traits

    Object = dict[str, Json]

DRAWN: frozenset[PanelKind] = frozenset({"timeseries", "histogram", "piechart", "heatmap"})
"""Types whose series have colours of their own; the others' colours say what a value means."""
FILLED: frozenset[PanelKind] = frozenset({"gauge", "bargauge"})
"""Types that fill something up to a maximum."""
ONE_VALUE: frozenset[PanelKind] = frozenset({"stat", "gauge", "bargauge", "table", "piechart"})
"""Types that show the last value of each series."""
_PLAIN_KINDS: frozenset[PanelKind] = frozenset({"text", "alertlist", "logs"})
_ROOM = Decimal("1.25")


def field_defaults(traits: Traits, custom: Object | None) -> Object | None:
    """How the values of panels are shown; `custom` are the settings of their type. None where they show none."""
    if traits.kind in _PLAIN_KINDS:
        return None
    minimum, maximum = _bounds(traits)
    return {
        "thresholds": {"mode": "absolute", "steps": list(_steps(traits))},
        "unit": traits.shown,
        "decimals": traits.decimals,
        "min": minimum,
        "max": maximum,
        "noValue": "no data" if traits.kind in {"stat", "gauge"} else None,
        "color": _colour(traits),
        "mappings": _mappings(traits),
        "custom": custom,
    }


def _bounds(traits: Traits) -> tuple[Decimal | None, Decimal | None]:
    """Where the axis begins and ends, None where the data say.

    What is filled up to a maximum needs one: Grafana takes the largest value that it sees, and would always show a full
    gauge.
    """
    minimum, maximum = (None if digits is None else Decimal(digits) for digits in (traits.minimum, traits.maximum))
    if traits.kind in FILLED:
        minimum = Decimal(0) if minimum is None else minimum
        if maximum is None:
            values = traits.values
            maximum = Decimal(1) if traits.unit == "ratio" else max(values) * _ROOM if values else None
    return minimum, maximum


def _colour(traits: Traits) -> Object:
    if traits.kind in DRAWN or (traits.kind == "state-timeline" and not (traits.steps or traits.mappings)):
        return {"mode": "palette-classic"}
    if traits.steps or traits.mappings:
        return {"mode": "thresholds"}
    return {"mode": "fixed", "fixedColor": COLOURS["ok"] if traits.kind in FILLED else PLAIN}


def _names_trouble(traits: Traits) -> bool:
    """Whether only what is wrong has a name: what has none is well then."""
    named = {tone for _, (_, tone) in traits.mappings}
    return traits.kind == "state-timeline" and bool(named) and "ok" not in named


def _steps(traits: Traits) -> Iterator[Object]:
    """The thresholds from below. On a graph what is well has no colour: only what is not is drawn."""
    graph = traits.kind in {"timeseries", "histogram"}
    if not traits.steps or traits.steps[0][1] is not None:
        yield {"color": NONE if graph else COLOURS["ok"] if _names_trouble(traits) else PLAIN, "value": None}
    for tone, value in traits.steps:
        colour = NONE if graph and tone == "ok" else COLOURS[tone]
        yield {"color": colour, "value": None if value is None else Decimal(value)}


def _mappings(traits: Traits) -> list[Json]:
    if not traits.mappings:
        return []
    options: Object = {
        value: {"text": text, "color": COLOURS[tone], "index": index}
        for index, (value, (text, tone)) in enumerate(traits.mappings)
    }
    return [{"type": "value", "options": options}]


def overrides(panel: Panel) -> Iterator[Object]:
    """What single queries of a panel, or columns of a table, show otherwise."""
    if panel.kind != "table":
        for ref, query in zip(ref_ids(), panel.queries, strict=False):
            own: list[Json] = []
            if query.axis == "right":
                own.append({"id": "custom.axisPlacement", "value": "right"})
            if query.unit is not None and query.unit != panel.unit:
                own.append({"id": "unit", "value": grafana_unit(query.unit, [query.expr])})
            if own:
                yield {"matcher": {"id": "byFrameRefID", "options": ref}, "properties": own}
    if panel.kind == "table" and (panel.steps or panel.mappings):
        for column in columns(panel):
            yield {
                "matcher": {"id": "byName", "options": column},
                "properties": [{"id": "custom.cellOptions", "value": {"type": "color-background", "mode": "basic"}}],
            }
