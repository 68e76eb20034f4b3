"""From a dashboard of the Plan to its JSON: panels placed, built and finished, rows around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.ids import panel_id
from monitorgen.targets.grafana.grid import COLUMNS, Place, bottom, placed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Dashboard, Panel, Row

TAG = "monitorgen"
"""On every dashboard: JSON has no comments that could say where it comes from."""


class Made(Struct, frozen=True):
    """A dashboard and its JSON. `panels` are the Plan's by their ids, none where an owner brings the whole JSON."""

    dashboard: Dashboard
    path: str
    json: Mapping[str, Json]
    panels: Mapping[int, Panel]


def made(dashboard: Dashboard) -> Made:
    """The JSON of a dashboard."""
    from monitorgen.targets.grafana.folders import file_of

    tags = tuple(dict.fromkeys((TAG, *dashboard.tags)))
    if dashboard.json is not None:
        from monitorgen.targets.grafana.owned import adopted

        return Made(dashboard, file_of(dashboard), adopted(dashboard, tags), {})
    from monitorgen.targets.grafana.adapter import dashboard_data
    from monitorgen.targets.grafana.finish import finished_dashboard

    data = finished_dashboard(dashboard_data(dashboard, tags), list(_rows(dashboard.rows)))
    known = {panel_id(panel.key): panel for row in dashboard.rows for panel in row.panels}
    return Made(dashboard, file_of(dashboard), data, known)


def _rows(rows: tuple[Row, ...]) -> Iterator[Json]:
    from monitorgen.targets.grafana.adapter import panel_data, row_data
    from monitorgen.targets.grafana.finish import finished_panel, finished_row

    top = 0
    for index, row in enumerate(rows):
        heading = row.title is not None
        start = top + 1 if heading else top
        places = placed(row.panels, start)
        panels = [
            finished_panel(panel_data(panel, panel_id(panel.key), place), panel.kind, panel.raw)
            for panel, place in zip(row.panels, places, strict=True)
        ]
        if heading:
            number = panel_id(f"row {row.title} {index if _twice(row, rows) else ''}")
            yield finished_row(row_data(row, number, Place(0, top, COLUMNS, 1)), panels if row.collapsed else ())
        if not row.collapsed or not heading:
            yield from panels
        # A collapsed row takes its heading's line alone.
        top = start if row.collapsed and heading else bottom(places, start)


def _twice(row: Row, rows: tuple[Row, ...]) -> bool:
    return sum(each.title == row.title for each in rows) > 1
