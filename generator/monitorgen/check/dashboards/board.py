"""A dashboard as the checks look at it: its JSON, with the panels wherever they are and what the Plan knows of them.

What monitorgen made itself has to be right; a slip in it is an error, whoever is to blame. What an owner brought as a
whole works in some Grafana already: there only what can't work at all is an error, and the rest is advice.
"""

from __future__ import annotations

from collections import deque
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.diagnostics import Level, Origin
    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Dashboard, Panel
    from monitorgen.units import Duration

    Object = dict[str, Json]


class Shown(Struct, frozen=True):
    """A panel of the JSON: its type, its queries. `plan` is None for rows and in what an owner brings."""

    json: Object
    kind: str
    targets: list[Object]
    origin: Origin
    plan: Panel | None

    @property
    def title(self) -> str:
        """Its title, or its type if it has none."""
        return text(self.json.get("title")) or f"a {self.kind} without a title"


class Board(Struct, frozen=True, dict=True):
    """A dashboard. `panels` of the Plan are keyed by their ids; `scrape_interval` is the global one."""

    dashboard: Dashboard
    json: Mapping[str, Json]
    known: Mapping[int, Panel]
    scrape_interval: Duration

    @property
    def owned(self) -> bool:
        """Whether its owner brought the JSON."""
        return self.dashboard.json is not None

    @cached_property
    def top(self) -> tuple[Shown, ...]:
        """The panels of the first level, rows among them."""
        return tuple(self._shown(each) for each in objects(self.json.get("panels")))

    @cached_property
    def panels(self) -> tuple[Shown, ...]:
        """All panels but rows, those inside of collapsed rows too."""
        found: list[Shown] = []
        for each in self.top:
            if each.kind == "row":
                found += [self._shown(inner) for inner in objects(each.json.get("panels"))]
            else:
                found.append(each)
        return tuple(found)

    @cached_property
    def variables(self) -> tuple[Object, ...]:
        """The variables that people choose from; not the one for the datasource."""
        return tuple(each for each in self.all_variables if each.get("type") != "datasource")

    @cached_property
    def all_variables(self) -> tuple[Object, ...]:
        """Every variable."""
        templating = self.json.get("templating")
        return tuple(objects(templating.get("list"))) if isinstance(templating, dict) else ()

    @property
    def annotations(self) -> list[Object]:
        """The queries of what is marked on the time axis."""
        annotations = self.json.get("annotations")
        return objects(annotations.get("list")) if isinstance(annotations, dict) else []

    def told(
        self, code: str, message: str, panel: Shown | None = None, *, hint: str = "", fatal: bool = False
    ) -> Diagnostic:
        """A finding about the dashboard or one of its panels; `fatal`: it can't work whoever made it."""
        where = panel.origin if panel is not None else self.dashboard.origin
        subject = f"panel {panel.title!r} of " if panel is not None else ""
        level: Level = "warning" if self.owned and not fatal else "error"
        return Diagnostic(
            code, f"{subject}dashboard {self.dashboard.name}: {message}", where, hint=hint, level=level, part="key"
        )

    def _shown(self, json: Object) -> Shown:
        number = json.get("id")
        plan = self.known.get(number) if isinstance(number, int) else None
        origin = plan.origin if plan is not None and plan.origin is not None else self.dashboard.origin
        return Shown(json, text(json.get("type")), objects(json.get("targets")), origin, plan)


def objects(value: Json) -> list[Object]:
    """The objects of a list, whatever else there is."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def text(value: Json) -> str:
    """A text, or nothing."""
    return value if isinstance(value, str) else ""


def texts(value: Json) -> list[str]:
    """Every text inside of a value, level by level."""
    found: list[str] = []
    waiting = deque([value])
    while waiting:
        each = waiting.popleft()
        if isinstance(each, str):
            found.append(each)
        elif isinstance(each, dict):
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
    return found
