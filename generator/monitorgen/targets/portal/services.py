"""The page of a unit: who owns it, what it needs, whether it is watched, what it promises, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.targets.portal.blocks import Bullets, Page, Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.routing.cases import Case
    from monitorgen.targets.portal.model import Unit


def path_of(unit: str) -> str:
    """Where the page of a unit is."""
    return f"services/{unit}"


def page(unit: Unit, cases: Sequence[Case]) -> Page:
    """The page of a unit; `cases` tell who is told of its alerts."""
    title = (unit.page.title if unit.page is not None else "") or unit.name
    told = Section("alerts", "Alerts", (Bullets(tuple(each.alert.alertname for each in cases)),))
    return Page(path_of(unit.name), title, (told,) if cases else (), above=(("Overview", "index"),), tab="index")
