"""What is particular to each type of panel: its `options`, and the `custom` settings of its values."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from monitorgen.targets.grafana.fields import field_defaults
from monitorgen.targets.grafana.shape import Projected, shape_of
from monitorgen.targets.grafana.traits import traits_of
from monitorgen.targets.grafana.units import grafana_unit
from monitorgen.targets.grafana.variables import DATASOURCE, LOGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Panel, PanelKind
    from monitorgen.targets.grafana.traits import Traits

    Object = dict[str, Json]

_LAST: Object = {"calcs": ["lastNotNull"], "fields": "", "values": False}
_SHOWN: Object = {"tooltip": False, "viz": False, "legend": False}
_TOOLTIP: Object = {"mode": "multi", "sort": "desc"}
ALERTS_FROM = "Prometheus"
"""The name of the datasource whose rules alert lists show: they know it by name."""


class Settings(NamedTuple):
    """What panels that are alike share: where their data come from, their options, how values are shown if they are."""

    source: Projected
    options: Projected
    defaults: Projected | None


def settings(panel: Panel) -> Settings:
    """The settings of a panel, made once for all that are alike."""
    return _settings(traits_of(panel))


@lru_cache(maxsize=1024)
def _settings(traits: Traits) -> Settings:
    options, custom = _KINDS[traits.kind]
    keys = shape_of(traits.kind).keys
    values = keys["fieldConfig"].keys["defaults"]
    shown = field_defaults(traits, custom(traits) if custom is not None else None)
    return Settings(
        Projected(LOGS if traits.kind == "logs" else DATASOURCE, keys["datasource"]),
        Projected(options(traits), keys["options"]),
        Projected(shown, values) if shown is not None else None,
    )


def _legend(traits: Traits) -> Object:
    """A list where names are enough, a table where there are many: what was highest stands first."""
    if traits.labelled:
        calcs: list[Json] = ["lastNotNull", "max"]
        return {
            "showLegend": True, "displayMode": "table", "placement": "bottom", "calcs": calcs, "sortBy": "Max",
            "sortDesc": True,
        }  # fmt: skip
    return {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []}


def _timeseries(traits: Traits) -> Object:
    return {"legend": _legend(traits), "tooltip": _TOOLTIP}


def _lines(traits: Traits) -> Object:
    values = traits.values
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
        # Grafana does not make room for a threshold: a quiet graph would never show the line it has to stay below.
        "axisSoftMin": min(*values, Decimal(0)) if values and traits.minimum is None else None,
        "axisSoftMax": max(values) if values and traits.maximum is None else None,
        "stacking": {"mode": traits.stack, "group": "A"},
        "scaleDistribution": {"type": "linear"},
        "hideFrom": _SHOWN,
        "thresholdsStyle": {"mode": "off" if not values else "line+area" if traits.drawn else "line"},
    }


def _stat(traits: Traits) -> Object:
    return {
        "reduceOptions": _LAST,
        "orientation": "auto",
        "colorMode": "background" if traits.mappings else "value" if traits.steps else "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "textMode": "value_and_name" if traits.several else "value",
        "wideLayout": True,
        "showPercentChange": False,
        "percentChangeColorMode": "standard",
    }


def _gauge(traits: Traits) -> Object:
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


def _bargauge(traits: Traits) -> Object:
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


def _table(traits: Traits) -> Object:
    del traits
    return {"showHeader": True, "cellHeight": "sm", "frameIndex": 0}


def _cells(traits: Traits) -> Object:
    del traits
    return {"align": "auto", "cellOptions": {"type": "auto"}, "inspect": False}


def _heatmap(traits: Traits) -> Object:
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


def _buckets(traits: Traits) -> Object:
    del traits
    return {"hideFrom": _SHOWN, "scaleDistribution": {"type": "linear"}}


def _histogram(traits: Traits) -> Object:
    return {"bucketOffset": 0, "combine": False, "legend": _legend(traits), "tooltip": _TOOLTIP}


def _bars(traits: Traits) -> Object:
    del traits
    return {"fillOpacity": 80, "lineWidth": 1, "gradientMode": "none", "hideFrom": _SHOWN}


def _state_timeline(traits: Traits) -> Object:
    del traits
    return {
        "mergeValues": True,
        "showValue": "auto",
        "alignValue": "left",
        "rowHeight": Decimal("0.9"),
        "legend": {"showLegend": True, "displayMode": "list", "placement": "bottom", "calcs": []},
        "tooltip": {"mode": "single", "sort": "none"},
    }


def _states(traits: Traits) -> Object:
    del traits
    return {"fillOpacity": 80, "lineWidth": 0, "hideFrom": _SHOWN}


def _piechart(traits: Traits) -> Object:
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


def _slices(traits: Traits) -> Object:
    del traits
    return {"hideFrom": _SHOWN}


def _logs(traits: Traits) -> Object:
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


def _text(traits: Traits) -> Object:
    return {"mode": "markdown", "content": traits.text}


def _alertlist(traits: Traits) -> Object:
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


_KINDS: dict[PanelKind, tuple[Callable[[Traits], Object], Callable[[Traits], Object] | None]] = {
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
