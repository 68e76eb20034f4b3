"""The one place that knows grafanalib: parts of the Plan become its objects, and those plain data.

grafanalib's frames are used (dashboard, row, panel, target, variable, link), its panels of a type are not: half of them
are of Grafana 6 to 9 and are refused today. Its generic panel is filled with the settings of `kinds` instead. What it
adds for a Grafana of long ago falls away in `finish`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grafanalib import core

from monitorgen.targets.grafana.colours import COLOURS
from monitorgen.targets.grafana.fields import ONE_VALUE, overrides
from monitorgen.targets.grafana.kinds import settings
from monitorgen.targets.grafana.links import dashboard_link, panel_link
from monitorgen.targets.grafana.queries import legend_of, ref_ids, transformations
from monitorgen.targets.grafana.variables import DATASOURCE, datasource_variable, variable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Annotation, Dashboard, Panel, Query, Row
    from monitorgen.targets.grafana.grid import Place

    Raw = dict[str, object]
    """What grafanalib says: data with objects in it, which `finish` makes plain."""

SCHEMA_VERSION = 42
"""The classic model's version in Grafana 12.4 and 13.2. An older one would be migrated, and settings be lost."""
_SHARED_CROSSHAIR = 1
_FORMATS = {"series": "time_series", "heatmap": "heatmap", "table": "table"}


def dashboard_data(made: Dashboard, tags: Sequence[str]) -> Raw:
    """A dashboard but for its panels."""
    variables = [datasource_variable("datasource", "prometheus", "Data source")]
    if any(panel.kind == "logs" for row in made.rows for panel in row.panels):
        variables.append(datasource_variable("logs", "loki", "Logs"))
    built = core.Dashboard(
        title=made.title,
        uid=made.uid,
        description=made.description,
        editable=False,
        graphTooltip=_SHARED_CROSSHAIR,
        schemaVersion=SCHEMA_VERSION,
        tags=list(tags),
        timezone="browser",
        time=core.Time(made.range, "now"),
        refresh=made.refresh,
        links=[dashboard_link(link) for link in made.links],
        templating=core.Templating([*variables, *(variable(each) for each in made.variables)]),
        annotations=core.Annotations([_annotation(each) for each in made.annotations]),
    )
    # Grafana's own choice of times suits.
    return {**built.to_json_data(), "timepicker": None}


def row_data(row: Row, number: int, place: Place) -> Raw:
    """The heading of a row."""
    built = core.RowPanel(
        id=number,
        title=row.title or "",
        gridPos=_grid(place),
        collapsed=row.collapsed,
        repeat=core.Repeat(variable=row.repeat),
    )
    data: Raw = built.to_json_data()
    return data


def panel_data(panel: Panel, number: int, place: Place) -> Raw:
    """A panel."""
    source, options, defaults = settings(panel)
    built = core.Panel(
        id=number,
        title=panel.title,
        description=panel.help,
        dataSource=source,
        gridPos=_grid(place),
        maxDataPoints=None,
        links=[panel_link(link) for link in panel.links],
        targets=[_target(query, panel, ref, source) for ref, query in zip(ref_ids(), panel.queries, strict=False)],
        transformations=transformations(panel),
    )
    shown = {"defaults": defaults, "overrides": list(overrides(panel))} if defaults is not None else None
    return {**built.panel_json({"type": panel.kind, "options": options}), "fieldConfig": shown}


def _target(query: Query, panel: Panel, ref: str, source: Json) -> Raw:
    if panel.kind == "logs":
        return {"refId": ref, "datasource": source, "expr": query.expr, "queryType": "range", "editorMode": "code"}
    instant = query.instant or panel.kind in ONE_VALUE
    shape = "table" if panel.kind == "table" else "heatmap" if panel.kind == "heatmap" else query.format
    built = core.Target(
        expr=query.expr,
        refId=ref,
        format=_FORMATS[shape],
        legendFormat=legend_of(query, panel) if panel.kind != "heatmap" else "{{le}}",
        instant=instant,
        interval=str(query.interval) if query.interval is not None else "",
        datasource=source,
    )
    return {**built.to_json_data(), "hide": None, "range": not instant, "editorMode": "code"}


def _annotation(made: Annotation) -> Raw:
    return {
        "name": made.name,
        "datasource": DATASOURCE,
        "enable": made.enabled,
        "iconColor": COLOURS[made.tone],
        "target": {"refId": "A", "expr": made.expr, "interval": "", "datasource": DATASOURCE, "editorMode": "code"},
        "titleFormat": made.title,
        "textFormat": made.text,
    }


def _grid(place: Place) -> object:
    return core.GridPos(h=place.h, w=place.w, x=place.x, y=place.y)
