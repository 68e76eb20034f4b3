"""Requests, errors, duration: the panels of a measure, for all entries that variables choose or for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.link.dashboards.making import Style, graph, series, stat
from monitorgen.link.dashboards.variables import RATE_INTERVAL
from monitorgen.plan.dashboards import Panel, Query, Row
from monitorgen.promql import build

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.link.surroundings import Measure, Picked
    from monitorgen.plan.dashboards import Step
    from monitorgen.promql.types import Matcher
    from monitorgen.units import Duration

QUANTILES = (("p50", "0.5"), ("p95", "0.95"), ("p99", "0.99"))
NARROW = 4


class Red(Struct, frozen=True):
    """A measure and how it is shown.

    `confined` picks the series, `by` are the labels that tell entries apart (none for one entry). `lines` are the steps
    of alerts by function (`error_ratio`, `p95`). `noun` is what is counted: `Requests`. `routed` are the metrics that
    have the label of routes. `kept` reads the failed share that `alert`, of the one entry, compares.
    """

    measure: Measure
    confined: tuple[Matcher, ...]
    by: tuple[str, ...]
    unit: str
    lines: Mapping[str, tuple[Step, ...]]
    noun: str
    interval: Duration | None = None
    native: bool = False
    routed: frozenset[str] = frozenset()
    kept: str | None = None
    alert: str | None = None

    def stats(self) -> list[Panel]:
        """The numbers of right now."""
        made = []
        noun = self.noun
        if self.measure.total is not None:
            told = f"{noun} per second, all together."
            made.append(stat(noun, told, self._rate(self.measure.total, ()), Style("per_second", width=NARROW)))
        if (share := self._share(())) is not None:
            told = "Failed share, all together; nothing without traffic."
            style = Style("ratio", self.lines.get("error_ratio", ()), decimals=2, width=NARROW)
            made.append(stat("Errors", told, share, style))
        if self.measure.duration is not None:
            told = "Within this time 95 % end, all together."
            style = Style(self.unit, self.lines.get("p95", ()), width=NARROW)
            made.append(stat("Duration, p95", told, self._quantile("0.95", ()), style))
        return made

    def rows(self) -> list[Row]:
        """A row each for what is counted, what failed, how long it took; none for what the measure does not say."""
        found = ((self.noun, self._counted()), ("Errors", self._failed()), ("Duration", self._lasting()))
        return [Row(title, tuple(panels)) for title, panels in found if panels]

    def _counted(self) -> list[Panel]:
        total = self.measure.total
        if total is None:
            return []
        noun, one = self.noun, Style("per_second")
        panels = []
        if self.by:
            told = f"{noun} per second of each service."
            panels.append(graph(f"{noun} by service", told, (self._query(self._rate(total, self.by), *self.by),), one))
        if status := self.measure.words.get("status"):
            told = f"{noun} per second by their result."
            query = self._query(self._rate(total, (status,)), status)
            panels.append(_stacked(graph(f"{noun} by status", told, (query,), one)))
        elif not self.by:
            told = f"{noun} per second."
            panels.append(graph(f"{noun} per second", told, (self._query(self._rate(total, ())),), one))
        if (route := self._route(total)) is not None:
            told = f"{noun} per second by route, the ten with the most."
            text = build.aggregate("topk", None, self._rate(total, (route,)), param="10")
            panels.append(graph(f"{noun} by route", told, (self._query(text, route),), one))
        return panels

    def _failed(self) -> list[Panel]:
        share = self.kept or self._share(self.by)
        if share is None:
            return []
        steps = self.lines.get("error_ratio", ())
        told = "Failed share; 0 without errors, nothing without traffic. Lines are those of the alerts."
        if self.kept:
            told += " It is what they compare, over the same window."
        title = "Error ratio by service" if self.by else "Error ratio"
        panels = [replace(graph(title, told, (self._query(share, *self.by),), Style("ratio", steps)), alert=self.alert)]
        failed = self.measure.errors
        if failed is not None and (status := self.measure.words.get("status")):
            told = f"{self.noun} that failed, per second and by their result."
            query = self._query(self._rate(failed, (*self.by, status)), *self.by, status)
            panels.append(graph("Failures by status", told, (query,), Style("per_second")))
        if failed is not None and (route := self._route(failed)) is not None:
            told = f"{self.noun} that failed, per second, on the ten routes with the most of them."
            text = build.aggregate("topk", None, self._rate(failed, (route,)), param="10")
            panels.append(graph("Failures by route", told, (self._query(text, route),), Style("per_second")))
        return panels

    def _lasting(self) -> list[Panel]:
        duration = self.measure.duration
        if duration is None:
            return []
        steps, panels = self.lines.get("p95", ()), []
        if self.by:
            told = "Within this time 95 % end, of each service. Lines are those of the alerts."
            query = self._query(self._quantile("0.95", self.by), *self.by)
            panels.append(graph("Duration p95 by service", told, (query,), Style(self.unit, steps)))
        told = "Within these times 50, 95 and 99 % end" + (", of all that are chosen together." if self.by else ".")
        queries = [self._query(self._quantile(q, ()), name=name) for name, q in QUANTILES]
        panels.append(graph("Duration", told, queries, Style(self.unit, () if self.by else steps)))
        panels.append(self._distribution(duration))
        if (route := self._route(duration)) is not None:
            told = "Within this time 95 % end, of the ten slowest routes."
            text = build.aggregate("topk", None, self._quantile("0.95", (route,)), param="10")
            panels.append(graph("Duration p95 by route", told, (self._query(text, route),), Style(self.unit)))
        return panels

    def _distribution(self, duration: Picked) -> Panel:
        """How the whole of it is spread: what no quantile shows."""
        name = duration.name if self.native else f"{duration.name}_bucket"
        selector = build.selector(name, (*self.confined, *duration.matchers), window=RATE_INTERVAL)
        text = build.aggregate("sum", None if self.native else ("le",), f"increase({selector})")
        query = Query(text, "{{le}}", ("le",), format="heatmap", interval=self.interval)
        told = f"How many {self.noun.lower()} took how long; the darker, the more."
        return Panel("Distribution", "heatmap", "Distribution", told, (query,), unit=self.unit)

    def _route(self, picked: Picked) -> str | None:
        """The label of routes, where one entry alone is shown; of many entries no two have the same routes."""
        return self.measure.words.get("route") if not self.by and picked.name in self.routed else None

    def _query(self, text: str, *labels: str, name: str = "") -> Query:
        return series(text, *labels, name=name, interval=self.interval)

    def _rate(self, picked: Picked, by: Sequence[str]) -> str:
        selector = build.selector(picked.name, (*self.confined, *picked.matchers), window=RATE_INTERVAL)
        return build.aggregate("sum", tuple(by) or None, f"rate({selector})")

    def _share(self, by: Sequence[str]) -> str | None:
        total, part = self.measure.total, self.measure.errors or self.measure.good
        if total is None or part is None:
            return None
        whole = self._rate(total, by)
        text = f"({self._rate(part, by)} or 0 * {whole}) / ({whole} > 0)"
        return text if self.measure.errors is not None else f"1 - {text}"

    def _quantile(self, q: str, by: Sequence[str]) -> str:
        duration = self.measure.duration
        assert duration is not None
        name = duration.name if self.native else f"{duration.name}_bucket"
        selector = build.selector(name, (*self.confined, *duration.matchers), window=RATE_INTERVAL)
        kept = tuple(by) if self.native else (*by, "le")
        return f"histogram_quantile({q}, {build.aggregate('sum', kept or None, f'rate({selector})')})"


def _stacked(made: Panel) -> Panel:
    return replace(made, stack="normal")


def noun_of(name: str) -> str:
    """What a measure counts: `Requests` for `http`, `Jobs` for `jobs`."""
    return {"http": "Requests", "grpc": "Calls"}.get(name, name[:1].upper() + name[1:].replace("_", " "))
