"""The way from an alert to what shows it: the address that a notification carries."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from monitorgen.plan.ids import panel_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitorgen.plan.dashboards import Dashboard


def leads(url: str | None, unit: str, made: Sequence[Dashboard], otherwise: str | None) -> Callable[[str], str | None]:
    """What gives the address for an alert of a unit: the panel that draws it, else the page of its unit.

    `made` are the unit's dashboards; `otherwise` is the uid of the one that it shares with others, chosen down to it.
    There is no address without Grafana's own `url`.
    """
    if url is None:
        return lambda _: None
    home = url.rstrip("/")
    panels = {panel.alert: (each.uid, panel.key) for each in made for row in each.rows for panel in row.panels}

    def address(alert: str) -> str | None:
        found = panels.get(f"{unit}.{alert}")
        if found is not None:
            return f"{home}/d/{found[0]}?viewPanel=panel-{panel_id(found[1])}"
        if made:
            return f"{home}/d/{made[0].uid}"
        return f"{home}/d/{otherwise}?var-service={quote(unit, safe='')}" if otherwise is not None else None

    return address
