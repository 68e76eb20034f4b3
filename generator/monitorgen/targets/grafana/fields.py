"""How a panel's values are shown, whatever its type: unit, bounds, colours, thresholds, names of values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.targets.grafana.colours import COLOURS, NONE, PLAIN
from monitorgen.targets.grafana.units import grafana_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Panel, PanelKind

DRAWN: frozenset[PanelKind] = frozenset({"timeseries", "histogram", "piechart", "heatmap"})
"""Types whose series have colours of their own; the others' colours say what a value means."""
FILLED: frozenset[PanelKind] = frozenset({"gauge", "bargauge"})
"""Types that fill something up to a maximum."""
ONE_VALUE: frozenset[PanelKind] = frozenset({"stat", "gauge", "bargauge", "table", "piechart"})
"""Types that show the last value of each series."""
_PLAIN_KINDS: frozenset[PanelKind] = frozenset({"text", "alertlist", "logs"})
_ROOM = Decimal("1.25")


def field_config(panel: Panel, custom: dict[str, Json] | None) -> dict[str, Json]:
    """A panel's `fieldConfig`; `custom` are the settings of its type."""
    if panel.kind in _PLAIN_KINDS:
        return {}
    minimum, maximum = bounds(panel)
    defaults: dict[str, Json] = {
        "unit": grafana_unit(panel.unit, [each.expr for each in panel.queries if each.unit in (None, panel.unit)]),
        "decimals": panel.decimals,
        "min": minimum,
        "max": maximum,
        "noValue": "no data" if panel.kind in {"stat", "gauge"} else None,
        "color": _colour(panel),
        "thresholds": {"mode": "absolute", "steps": list(_steps(panel))},
        "mappings": _mappings(panel),
        "custom": custom,
    }
    return {"defaults": defaults, "overrides": list(_overrides(panel))}


def bounds(panel: Panel) -> tuple[Decimal | None, Decimal | None]:
    """Where the axis begins and ends, None where the data say.

    What is filled up to a maximum needs one: Grafana takes the largest value that it sees, and would always show a full
    gauge.
    """
    minimum, maximum = panel.minimum, panel.maximum
    if panel.kind in FILLED:
        minimum = Decimal(0) if minimum is None else minimum
        values = [step.value for step in panel.steps if step.value is not None]
        if maximum is None:
            maximum = Decimal(1) if panel.unit == "ratio" else max(values) * _ROOM if values else None
    return minimum, maximum


def _colour(panel: Panel) -> dict[str, Json]:
    if panel.kind in DRAWN or (panel.kind == "state-timeline" and not (panel.steps or panel.mappings)):
        return {"mode": "palette-classic"}
    if panel.steps or panel.mappings:
        return {"mode": "thresholds"}
    return {"mode": "fixed", "fixedColor": COLOURS["ok"] if panel.kind in FILLED else PLAIN}


def _names_trouble(panel: Panel) -> bool:
    """Whether only what is wrong has a name: what has none is well then."""
    return (
        panel.kind == "state-timeline" and bool(panel.mappings) and "ok" not in {t for _, t in panel.mappings.values()}
    )


def _steps(panel: Panel) -> Iterator[dict[str, Json]]:
    """The thresholds from below. On a graph what is well has no colour: only what is not is drawn."""
    graph = panel.kind in {"timeseries", "histogram"}
    if not panel.steps or panel.steps[0].value is not None:
        yield {"color": NONE if graph else COLOURS["ok"] if _names_trouble(panel) else PLAIN, "value": None}
    for step in panel.steps:
        yield {"color": NONE if graph and step.tone == "ok" else COLOURS[step.tone], "value": step.value}


def _mappings(panel: Panel) -> list[Json]:
    if not panel.mappings:
        return []
    options: dict[str, Json] = {
        value: {"text": text, "color": COLOURS[tone], "index": index}
        for index, (value, (text, tone)) in enumerate(panel.mappings.items())
    }
    return [{"type": "value", "options": options}]


def _overrides(panel: Panel) -> Iterator[dict[str, Json]]:
    from monitorgen.targets.grafana.queries import columns, ref_ids

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
