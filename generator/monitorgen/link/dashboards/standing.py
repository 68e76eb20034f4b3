"""How something stands, whatever it is: targets that answer, alerts that fire, both over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.link.dashboards import making
from monitorgen.link.dashboards.frame import FIRING
from monitorgen.link.dashboards.making import ALL_OR_BAD, ANY_IS_BAD, Style
from monitorgen.link.dashboards.reading import UP
from monitorgen.promql import build

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.plan.dashboards import Panel
    from monitorgen.promql.types import Matcher

COLUMNS = 24
WIDTH = 4
"""Columns of a number."""
READABLE = 8
"""Columns that a list needs."""
LOW = 5
"""The height of a list that is as wide as the page."""


def numbers(picked: Sequence[Matcher], service: Sequence[Matcher]) -> list[Panel]:
    """Two numbers of right now: the share of targets that are up, the alerts that fire."""
    up, firing = build.selector("up", picked), build.selector("ALERTS", (FIRING, *service))
    good, bad = Style("ratio", ALL_OR_BAD, width=WIDTH), Style(steps=ANY_IS_BAD, width=WIDTH)
    return [
        making.stat("Targets up", "Share of the targets that answer.", f"avg({up})", good),
        making.stat("Firing alerts", "Alerts that fire now.", f"count({firing}) or vector(0)", bad),
    ]


def spread(panels: Sequence[Panel]) -> list[Panel]:
    """Numbers as wide as makes them fill a line."""
    width, more = divmod(COLUMNS, len(panels))
    return [replace(each, width=width + (index < more)) for index, each in enumerate(panels)]


def listed(service: Sequence[Matcher], width: int = COLUMNS) -> Panel:
    """The alerts of right now by name; lower where they have a line of their own."""
    told = "Alerts that are pending or firing."
    height = None if width < COLUMNS else LOW
    return making.alert_list("Alerts now", told, ",".join(map(str, service)), width=width, height=height)


def history(picked: Sequence[Matcher], service: Sequence[Matcher], *apart: str) -> list[Panel]:
    """Targets and alerts over time; `apart` are the labels that tell entries apart, none for one of them."""
    up = making.series(build.selector("up", picked), *apart, "instance")
    by = (*(("service",) if apart else ()), "alertname")
    firing = making.series(build.aggregate("max", by, build.selector("ALERTS", (FIRING, *service))), *by)
    fired = Style(mappings={"1": ("firing", "critical")})
    return [
        making.states("Targets", "Whether targets answer their scrapes.", (up,), Style(mappings=UP)),
        making.states("Alerts over time", "When which alert fired.", (firing,), fired),
    ]
