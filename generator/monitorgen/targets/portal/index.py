"""The first page: what runs, who owns it, whether it is watched, what it promises, who is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitorgen.targets.portal.blocks import Page, Row, Section, Table, To
from monitorgen.targets.portal.services import path_of

if TYPE_CHECKING:
    from monitorgen.targets.portal.blocks import Site
    from monitorgen.targets.portal.model import Unit


@dataclass(slots=True)
class Index:
    """What is kept of units for the list of all."""

    rows: list[Row] = field(default_factory=list)

    def learn(self, unit: Unit) -> None:
        """Take in a unit when its page is made."""
        self.rows.append(Row(((To(unit.name, path_of(unit.name)),), unit.team or "")))

    def page(self, site: Site) -> Page:
        """The page."""
        rows = tuple(sorted(self.rows, key=str))
        return Page(
            "index", site.title, (Section("services", "Services", (Table(("Service", "Team"), rows, "Services"),)),)
        )
