"""What is particular to each type of panel: its `options`, and the `custom` settings of its values."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from monitorgen.targets.grafana.shape import Projected, projected, shape_of
from monitorgen.targets.grafana.units import grafana_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Panel, PanelKind
    from monitorgen.targets.grafana.shape import Shape

    Settings = dict[str, Json]

_LAST: Settings = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_SHOWN: Settings = {"tooltip": False, "viz": False, "legend": False}
_TOOLTIP: Settings = {"mode": "multi", "sort": "desc"}
ALERTS_FROM = "Prometheus"
"""The name of the datasource whose rules alert lists show: they know it by name."""


class _Traits(NamedTuple):
    """What the settings of a panel depend on: of all panels of a system few differ in it.

    `low` and `high` are digits, because numbers that are equal may be written otherwise, and would then share what the
    first of them became.
    """

    kind: PanelKind
    several: bool
    labelled: bool
    stack: str
    low: str | None
    high: str | None
    lines: Literal["off", "line", "line+area"]
    colours: Literal["background", "value", "none"]
    unit: str
    text: str
    matchers: str


def settings(panel: Panel) -> tuple[Projected, Projected | None]:
    """The options of a panel, and the custom settings of its values (None: its type has none); nobody may change them.

    Both are projected already, once for all panels that are alike.
    """
    values = [step.value for step in panel.steps if step.value is not None]
    labelled = any(query.labels for query in panel.queries)
    return _settings(
        _Traits(
            kind=panel.kind,
            several=labelled or len(panel.queries) > 1,
            labelled=labelled,
            stack=panel.stack or "none",
            # Grafana does not make room for a threshold: a quiet graph would never show the line it has to stay below.
            low=str(min(*values, Decimal(0))) if values and panel.minimum is None else None,
            high=str(max(values)) if values and panel.maximum is None else None,
            lines="off" if not values else "line+area" if panel.alert else "line",
            colours="background" if panel.mappings else "value" if panel.steps else "none",
            unit=panel.unit,
            text=panel.text or "",
            matchers=panel.matchers or "",
        )
    )


@lru_cache(maxsize=1024)
def _settings(traits: _Traits) -> tuple[Projected, Projected | None]:
    options, custom = _KINDS[traits.kind]
    shape = shape_of(traits.kind)
    values = shape.keys["fieldConfig"].keys["defaults"].keys["custom"]
    return _projected(options(traits), shape.keys["options"]), _projected(custom(traits), values) if custom else None


def _projected(made: Settings, shape: Shape) -> Projected:
    kept = projected(made, shape)
    assert isinstance(kept, dict)
    return Projected(kept)


def _legend(traits: _Traits) -> Settings:
    """A list where names are enough, a table where there are many: what was highest stands first."""
    if traits.labelled:
        calcs: list[Json] = ["lastNotNull", "max"]
        return {
            "showLegend": True, "displayMode": "table", "placement": "bottom", "calcs": calcs, "sortBy": "Max",
            "sortDesc": True,
        }  # fmt: skip
    return {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []}


def _timeseries(traits: _Traits) -> Settings:
    return {"legend": _legend(traits), "tooltip": _TOOLTIP}


def _lines(traits: _Traits) -> Settings:
    return {
        "drawStyle": "line",
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "fillOpacity": 10 if traits.stack == "none" else 40,
        "gradientMode": "none",
        "showPoints": "auto",
        "pointSize": 5,
        "spanNulls": False,
        "axisPlacement": "auto",
        "axisSoftMin": Decimal(traits.low) if traits.low is not None else None,
        "axisSoftMax": Decimal(traits.high) if traits.high is not None else None,
        "stacking": {"mode": traits.stack, "group": "A"},
        "scaleDistribution": {"type": "linear"},
        "hideFrom": _SHOWN,
        "thresholdsStyle": {"mode": traits.lines},
    }


def _stat(traits: _Traits) -> Settings:
    return {
        "reduceOptions": _LAST,
        "orientation": "auto",
        "colorMode": traits.colours,
        "graphMode": "none",
        "justifyMode": "auto",
        "textMode": "value_and_name" if traits.several else "value",
        "wideLayout": True,
        "showPercentChange": False,
        "percentChangeColorMode": "standard",
    }


def _gauge(traits: _Traits) -> Settings:
    del traits
    return {
        "reduceOptions": _LAST,
        "orientation": "auto",
        "showThresholdLabels": False,
        "showThresholdMarkers": True,
        "sizing": "auto",
        "minVizHeight": 75,
        "minVizWidth": 75,
    }


def _bargauge(traits: _Traits) -> Settings:
    del traits
    return {
        "reduceOptions": _LAST,
        "orientation": "horizontal",
        "displayMode": "basic",
        "valueMode": "color",
        "namePlacement": "left",
        "showUnfilled": True,
        "sizing": "auto",
        "minVizHeight": 16,
        "minVizWidth": 8,
        "maxVizHeight": 300,
        "legend": {"showLegend": False, "displayMode": "list", "placement": "bottom", "calcs": []},
    }


def _table(traits: _Traits) -> Settings:
    del traits
    return {"showHeader": True, "cellHeight": "sm", "frameIndex": 0}


def _cells(traits: _Traits) -> Settings:
    del traits
    return {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}


def _heatmap(traits: _Traits) -> Settings:
    return {
        "calculate": False,
        "cellGap": 1,
        "color": {
            "mode": "scheme", "scheme": "Cividis", "fill": "dark-orange", "scale": "exponential",
            "exponent": Decimal("0.5"), "steps": 64, "reverse": False,
        },
        "exemplars": {"color": "rgba(255,0,255,0.7)"},
        "filterValues": {"le": Decimal("0.000000001")},
        "legend": {"show": True},
        "rowsFrame": {"layout": "auto"},
        "showValue": "never",
        "tooltip": {"mode": "single", "yHistogram": True, "showColorScale": True},
        "yAxis": {"axisPlacement": "left", "unit": grafana_unit(traits.unit), "reverse": False},
    }  # fmt: skip


def _buckets(traits: _Traits) -> Settings:
    del traits
    return {"hideFrom": _SHOWN, "scaleDistribution": {"type": "linear"}}


def _histogram(traits: _Traits) -> Settings:
    return {"bucketOffset": 0, "combine": False, "legend": _legend(traits), "tooltip": _TOOLTIP}


def _bars(traits: _Traits) -> Settings:
    del traits
    return {"fillOpacity": 80, "lineWidth": 1, "gradientMode": "none", "hideFrom": _SHOWN}


def _state_timeline(traits: _Traits) -> Settings:
    del traits
    return {
        "mergeValues": True,
        "showValue": "auto",
        "alignValue": "left",
        "rowHeight": Decimal("0.9"),
        "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
        "tooltip": {"mode": "single", "sort": "none"},
    }


def _states(traits: _Traits) -> Settings:
    del traits
    return {"fillOpacity": 80, "lineWidth": 0, "hideFrom": _SHOWN}


def _piechart(traits: _Traits) -> Settings:
    del traits
    return {
        "reduceOptions": _LAST,
        "orientation": "auto",
        "pieType": "donut",
        "displayLabels": ["percent"],
        "legend": {
            "showLegend": True, "displayMode": "table", "placement": "right", "calcs": [],
            "values": ["value", "percent"],
        },
        "tooltip": {"mode": "single", "sort": "none"},
    }  # fmt: skip


def _slices(traits: _Traits) -> Settings:
    del traits
    return {"hideFrom": _SHOWN}


def _logs(traits: _Traits) -> Settings:
    del traits
    return {
        "showTime": True,
        "showLabels": False,
        "showCommonLabels": False,
        "wrapLogMessage": True,
        "prettifyLogMessage": False,
        "enableLogDetails": True,
        "showLogContextToggle": False,
        "dedupStrategy": "none",
        "sortOrder": "Descending",
    }


def _text(traits: _Traits) -> Settings:
    return {"mode": "markdown", "content": traits.text}


def _alertlist(traits: _Traits) -> Settings:
    return {
        "viewMode": "list",
        "groupMode": "default",
        "groupBy": [],
        "maxItems": 50,
        "sortOrder": 3,
        "dashboardAlerts": False,
        "alertName": "",
        "alertInstanceLabelFilter": f"{{{traits.matchers.strip('{}')}}}" if traits.matchers else "",
        "datasource": ALERTS_FROM,
        "showInstances": True,
        "stateFilter": {"firing": True, "pending": True, "noData": False, "normal": False, "error": True},
    }


_KINDS: dict[PanelKind, tuple[Callable[[_Traits], Settings], Callable[[_Traits], Settings] | None]] = {
    "timeseries": (_timeseries, _lines),
    "stat": (_stat, None),
    "gauge": (_gauge, None),
    "bargauge": (_bargauge, None),
    "table": (_table, _cells),
    "heatmap": (_heatmap, _buckets),
    "histogram": (_histogram, _bars),
    "state-timeline": (_state_timeline, _states),
    "piechart": (_piechart, _slices),
    "logs": (_logs, None),
    "text": (_text, None),
    "alertlist": (_alertlist, None),
}
