"""The frame of every dashboard: uid, folder, tags, links to the others, alerts marked on the time axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.dashboards import Annotation, Dashboard, Link
from monitorgen.plan.ids import dashboard_uid
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.dashboards import Row, Variable

OVERVIEW, ALERTS = "overview", "alerts"
SYSTEM_FOLDER, SERVICES_FOLDER, INFRASTRUCTURE_FOLDER, OWN_FOLDER = "System", "Services", "Infrastructure", "Dashboards"
KIND_TAG, SERVICE_TAG, INFRASTRUCTURE_TAG, SYSTEM_TAG, OWN_TAG = "kind", "service", "infrastructure", "system", "own"
FIRING = Matcher("alertstate", "=", "firing")


class Frame(Struct, frozen=True):
    """What the dashboards of a system have in common. `off` are the names of those that are switched off."""

    system: str
    off: frozenset[str]

    def uid(self, name: str) -> str:
        """The uid of a dashboard that says none."""
        return dashboard_uid(self.system, name)

    def around(
        self,
        name: str,
        title: str,
        folder: str,
        tag: str,
        rows: Sequence[Row],
        origin: Origin,
        *,
        description: str,
        team: str | None = None,
        variables: Iterable[Variable] = (),
        marks: Iterable[Matcher] = (),
        links: Iterable[Link] = (),
        range_: str = "now-6h",
    ) -> Dashboard:
        """A dashboard of these rows; `marks` pick the alerts that are marked in it."""
        return Dashboard(
            name=name,
            uid=self.uid(name),
            title=title,
            folder=folder,
            origin=origin,
            description=description,
            team=team,
            tags=(self.system, tag, *((f"team:{team}",) if team is not None else ())),
            variables=tuple(variables),
            rows=tuple(row for row in rows if row.panels),
            annotations=(self.marked(marks),),
            links=(*links, *self.links(name)),
            range=range_,
        )

    def marked(self, matchers: Iterable[Matcher]) -> Annotation:
        """Firing alerts on the time axis."""
        text = build.selector("ALERTS", (FIRING, Matcher("severity", "!=", "none"), *matchers))
        return Annotation("Alerts", text, "{{alertname}}", "{{service}} {{severity}}")

    def links(self, name: str) -> tuple[Link, ...]:
        """The way to the others: by uid to those that every system has, by tags to those that come and go."""
        fixed = [
            Link(title, uid=self.uid(other), keep_variables=False)
            for other, title in ((OVERVIEW, "Overview"), (ALERTS, "Alerts"))
            if other not in self.off and other != name
        ]
        lists = [
            Link(title, tags=(self.system, tag), keep_variables=False)
            for title, tag in (
                ("Kinds of services", KIND_TAG),
                ("Services", SERVICE_TAG),
                ("Infrastructure", INFRASTRUCTURE_TAG),
                ("Own", OWN_TAG),
            )
        ]
        return (*fixed, *lists)
