"""A linked environment as `list` and `show` look at it: all units at once, who is told of what, places by name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.rules import Alert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.diagnostics import Origin
    from monitorgen.link.linked import Linked
    from monitorgen.link.notification.policy import Told
    from monitorgen.passage import Passage
    from monitorgen.pipeline import Loaded, Report, Selection
    from monitorgen.plan.routing import AlertClass, Intent, Routing
    from monitorgen.plan.system import Fragment, Summary
    from monitorgen.routing.tree import Tree


class View(Struct, frozen=True, dict=True):
    """One system in one environment (or region)."""

    loaded: Loaded
    passage: Passage
    fragments: tuple[Fragment, ...]

    @property
    def linked(self) -> Linked:
        """What links its units."""
        return self.passage.linked

    @property
    def summaries(self) -> dict[str, Summary]:
        """What is known of each unit, by name."""
        return self.passage.seen.summaries

    @property
    def told(self) -> list[Told]:
        """Every alert, for who decides who is told."""
        return self.passage.seen.told

    @property
    def routing(self) -> Routing:
        """Who is told."""
        return self.passage.routing

    @property
    def system(self) -> str:
        """The system's name."""
        return self.linked.spec.name

    @property
    def scope(self) -> str:
        """`production`, or `production/us`."""
        return self.linked.scope.name

    def place(self, origin: Origin) -> str:
        """Where something was written, as people name it: `specs/shop/services.yaml:12`."""
        sources = self.loaded.report.sources
        place = sources.place(origin, "value")
        name = sources.name(origin.file)
        return f"{name}:{place.line}" if place is not None else name

    def alerts(self) -> Iterator[tuple[str, Alert]]:
        """Every alerting rule with its unit."""
        for fragment in self.fragments:
            for group in fragment.groups:
                yield from ((fragment.unit, rule) for rule in group.rules if isinstance(rule, Alert))

    def intent(self, unit: str, rule: Alert) -> Intent | None:
        """Whom the owner of a rule wants told."""
        from monitorgen.plan.routing import HEARTBEAT, intent_of
        from monitorgen.routing.cases import heartbeat_of

        for beat in heartbeat_of(self.routing, unit):
            if (rule.name, rule.severity) == (beat.alertname, beat.severity):
                return self.routing.intents[HEARTBEAT]
        known = self._classes.get((unit, rule.name, rule.severity))
        found = intent_of(self.routing.intents, known) if known is not None else None
        return self.routing.intents[found] if found is not None else None

    def receivers(self, rule: Alert) -> tuple[str, ...]:
        """The receivers that a rule's alerts arrive at, as Alertmanager walks its tree."""
        labels = {**rule.labels, "alertname": rule.name}
        return tuple(dict.fromkeys(each.route.receiver for each in self._tree.deliveries(labels)))

    @cached_property
    def _tree(self) -> Tree:
        from monitorgen.routing.tree import Tree

        return Tree(self.routing.root)

    @cached_property
    def _classes(self) -> dict[tuple[str, str, str], AlertClass]:
        return {(each.alert.unit, each.alert.alertname, each.alert.severity): each.alert for each in self.told}


def views(
    selection: Selection,
    reports: list[Report],
    wanted: Callable[[Linked], bool] = lambda _: True,
    *,
    draws: bool = True,
) -> Iterator[View]:
    """Every selected environment of every selected system that can be linked, and that is wanted.

    `draws`: with their dashboards and recordings.
    """
    from monitorgen import pipeline

    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            if not wanted(passage.linked):
                continue
            passage.linked.draws = draws
            fragments = tuple(fragment for _, fragment in passage.units())
            passage.decide()
            yield View(loaded, passage, fragments)
