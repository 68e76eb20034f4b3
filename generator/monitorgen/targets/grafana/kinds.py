"""What is particular to each type of panel: its `options`, and the `custom` settings of its values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.targets.grafana.units import grafana_unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Panel, PanelKind

    Settings = dict[str, Json]

_LAST: Settings = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_SHOWN: Settings = {"tooltip": False, "viz": False, "legend": False}
_TOOLTIP: Settings = {"mode": "multi", "sort": "desc"}
ALERTS_FROM = "Prometheus"
"""The name of the datasource whose rules alert lists show: they know it by name."""


def settings(panel: Panel) -> tuple[Settings, Settings | None]:
    """The options of a panel, and the custom settings of its values (None: its type has none)."""
    options, custom = _KINDS[panel.kind]
    return options(panel), custom(panel) if custom is not None else None


def _several(panel: Panel) -> bool:
    return len(panel.queries) > 1 or any(query.labels for query in panel.queries)


def _legend(panel: Panel) -> Settings:
    """A list where names are enough, a table where there are many: what was highest stands first."""
    if any(query.labels for query in panel.queries):
        calcs: list[Json] = ["lastNotNull", "max"]
        return {
            "showLegend": True, "displayMode": "table", "placement": "bottom", "calcs": calcs, "sortBy": "Max",
            "sortDesc": True,
        }  # fmt: skip
    return {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []}


def _timeseries(panel: Panel) -> Settings:
    return {"legend": _legend(panel), "tooltip": _TOOLTIP}


def _lines(panel: Panel) -> Settings:
    values = [step.value for step in panel.steps if step.value is not None]
    # Grafana does not make room for a threshold: a quiet graph would never show the line it has to stay below.
    low = min(values, default=None) if panel.minimum is None else None
    return {
        "drawStyle": "line",
        "lineInterpolation": "linear",
        "lineWidth": 1,
        "fillOpacity": 40 if panel.stack else 10,
        "gradientMode": "none",
        "showPoints": "auto",
        "pointSize": 5,
        "spanNulls": False,
        "axisPlacement": "auto",
        "axisSoftMin": min(low, Decimal(0)) if low is not None else None,
        "axisSoftMax": max(values) if values and panel.maximum is None else None,
        "stacking": {"mode": panel.stack or "none", "group": "A"},
        "scaleDistribution": {"type": "linear"},
        "hideFrom": _SHOWN,
        "thresholdsStyle": {"mode": "off" if not values else "line+area" if panel.alert else "line"},
    }


def _stat(panel: Panel) -> Settings:
    return {
        "reduceOptions": _LAST,
        "orientation": "auto",
        "colorMode": "background" if panel.mappings else "value" if panel.steps else "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "textMode": "value_and_name" if _several(panel) else "value",
        "wideLayout": True,
        "showPercentChange": False,
        "percentChangeColorMode": "standard",
    }


def _gauge(panel: Panel) -> Settings:
    del panel
    return {
        "reduceOptions": _LAST,
        "orientation": "auto",
        "showThresholdLabels": False,
        "showThresholdMarkers": True,
        "sizing": "auto",
        "minVizHeight": 75,
        "minVizWidth": 75,
    }


def _bargauge(panel: Panel) -> Settings:
    del panel
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


def _table(panel: Panel) -> Settings:
    del panel
    return {"showHeader": True, "cellHeight": "sm", "frameIndex": 0}


def _cells(panel: Panel) -> Settings:
    del panel
    return {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}


def _heatmap(panel: Panel) -> Settings:
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
        "yAxis": {"axisPlacement": "left", "unit": grafana_unit(panel.unit), "reverse": False},
    }  # fmt: skip


def _buckets(panel: Panel) -> Settings:
    del panel
    return {"hideFrom": _SHOWN, "scaleDistribution": {"type": "linear"}}


def _histogram(panel: Panel) -> Settings:
    return {"bucketOffset": 0, "combine": False, "legend": _legend(panel), "tooltip": _TOOLTIP}


def _bars(panel: Panel) -> Settings:
    del panel
    return {"fillOpacity": 80, "lineWidth": 1, "gradientMode": "none", "hideFrom": _SHOWN}


def _state_timeline(panel: Panel) -> Settings:
    del panel
    return {
        "mergeValues": True,
        "showValue": "auto",
        "alignValue": "left",
        "rowHeight": Decimal("0.9"),
        "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
        "tooltip": {"mode": "single", "sort": "none"},
    }


def _states(panel: Panel) -> Settings:
    del panel
    return {"fillOpacity": 80, "lineWidth": 0, "hideFrom": _SHOWN}


def _piechart(panel: Panel) -> Settings:
    del panel
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


def _slices(panel: Panel) -> Settings:
    del panel
    return {"hideFrom": _SHOWN}


def _logs(panel: Panel) -> Settings:
    del panel
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


def _text(panel: Panel) -> Settings:
    return {"mode": "markdown", "content": panel.text or ""}


def _alertlist(panel: Panel) -> Settings:
    return {
        "viewMode": "list",
        "groupMode": "default",
        "groupBy": [],
        "maxItems": 50,
        "sortOrder": 3,
        "dashboardAlerts": False,
        "alertName": "",
        "alertInstanceLabelFilter": f"{{{panel.matchers.strip('{}')}}}" if panel.matchers else "",
        "datasource": ALERTS_FROM,
        "showInstances": True,
        "stateFilter": {"firing": True, "pending": True, "noData": False, "normal": False, "error": True},
    }


_KINDS: dict[PanelKind, tuple[Callable[[Panel], Settings], Callable[[Panel], Settings] | None]] = {
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
