"""Cases: for an alert with its real labels, whom its owner meant and where the tree of routes leads, side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import DEFAULT_RECEIVER, HEARTBEAT, HEARTBEAT_LABELS, AlertClass, Intent, Step, intent_of
from monitorgen.routing.classes import may_match, may_silence, silencing
from monitorgen.routing.strangers import strangers
from monitorgen.routing.tree import Tree
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.routing import Inhibit, Routing
    from monitorgen.plan.values import Labels
    from monitorgen.routing.tree import Delivery

_MOST_SOURCES = 1000


@dataclass(frozen=True, slots=True)
class Stage:
    """A step of an intent, and the way in the tree that does it."""

    step: Step
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Case:
    """An alert and where it goes.

    `labels` are those that it is known to arrive with. `stages` are the steps of its intent that the tree does;
    `missing` those that it doesn't, `strange` what it does otherwise, both empty in a sound tree. `quiet` are the rules
    that can keep it quiet, each with the alert of its unit that does so, None if it is one of another unit.
    """

    alert: AlertClass
    labels: Labels
    intent: Intent | None
    stages: tuple[Stage, ...] = ()
    missing: tuple[Step, ...] = ()
    strange: tuple[Delivery, ...] = ()
    quiet: tuple[tuple[Inhibit, AlertClass | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """Makes cases of one Plan."""

    routing: Routing
    tree: Tree

    @classmethod
    def of(cls, routing: Routing) -> Judge:
        """For the tree of a Plan."""
        return cls(routing, Tree(routing.root))

    def case(self, alert: AlertClass, external: Labels | None = None) -> Case:
        """The case of an alert; `external` are labels that Prometheus adds where an alert has none of that name."""
        labels = labels_of(alert, external or {})
        name = HEARTBEAT if HEARTBEAT_LABELS.items() <= labels.items() else intent_of(self.routing.intents, alert)
        intent = self.routing.intents.get(name) if name is not None else None
        return self._case(alert, labels, intent) if intent is not None else Case(alert, labels, None)

    def stranger(self, alert: AlertClass, external: Labels | None = None) -> Case:
        """The case of an alert that nobody may have thought of: it ends at the default if none has."""
        known = self.case(alert, external)
        return known if known.intent is not None else self._case(alert, known.labels, self._default(known.labels))

    def _default(self, labels: Labels) -> Intent:
        """Whom `default_notify` says: as soon and as often as the root does, or a class that is told by service."""
        told = self.routing.receivers[DEFAULT_RECEIVER].integrations
        step = Step(Duration(0), tuple(dict.fromkeys(each.channel for each in told)))
        found = (each.timing for each in self.tree.deliveries(labels) if each.route.receiver == DEFAULT_RECEIVER)
        timing = next(found, self.tree.deliveries({})[0].timing)
        return Intent(DEFAULT_RECEIVER, (step,), timing, (), Origin("", ()))

    def _case(self, alert: AlertClass, labels: Labels, intent: Intent) -> Case:
        wanted = {_wanted(step, intent): step for step in intent.steps if step.channels}
        found = {self._found(each): each for each in self.tree.deliveries(labels) if self._tells(each)}
        return Case(
            alert,
            labels,
            intent,
            stages=tuple(Stage(step, found[key]) for key, step in wanted.items() if key in found),
            missing=tuple(step for key, step in wanted.items() if key not in found),
            strange=tuple(each for key, each in found.items() if key not in wanted),
        )

    def _tells(self, delivery: Delivery) -> bool:
        receiver = self.routing.receivers.get(delivery.route.receiver)
        return receiver is not None and bool(receiver.integrations)

    def _found(self, delivery: Delivery) -> tuple[object, ...]:
        timing, route = delivery.timing, delivery.route
        return (
            frozenset(each.channel for each in self.routing.receivers[route.receiver].integrations),
            timing.group_wait,
            timing.group_by,
            timing.group_interval,
            timing.repeat_interval,
            frozenset(route.active),
            frozenset(route.mute),
        )


def _wanted(step: Step, intent: Intent) -> tuple[object, ...]:
    timing = intent.timing
    wait = step.after if step.after.ms else timing.group_wait
    return (
        frozenset(step.channels),
        wait,
        timing.group_by,
        timing.group_interval,
        timing.repeat_interval,
        frozenset(step.when),
        frozenset((*step.unless, *intent.mute)),
    )


def labels_of(alert: AlertClass, external: Labels) -> dict[str, str]:
    """The labels that an alert is known to arrive with, sorted: its own, what its series have, and external ones."""
    series = {name: next(iter(found)) for name, found in alert.values.items() if len(found) == 1 and name in alert.by}
    made = {**external, **series, **alert.labels, "alertname": alert.alertname}
    return {name: made[name] for name in sorted(made) if made[name]}


def heartbeat_of(routing: Routing, unit: str) -> Iterator[AlertClass]:
    """The alert that always fires, as `unit` has it; none if nobody is told of it."""
    if HEARTBEAT in routing.intents:
        name, severity = HEARTBEAT_LABELS["alertname"], HEARTBEAT_LABELS["severity"]
        origin = routing.intents[HEARTBEAT].because
        yield AlertClass(
            unit=unit,
            alertname=name,
            severity=severity,
            team=None,
            labels={"severity": severity},
            by=frozenset(),
            open_labels=False,
            down=False,
            inhibits=(),
            origin=origin,
        )


def cases(routing: Routing, alerts: Iterable[AlertClass], external: Labels) -> dict[str, list[Case]]:
    """The cases of all alerts by unit, with what can keep each quiet; in a unit by name, then worst first.

    After them stand those of its strangers, which nothing is known to keep quiet.
    """
    judge = Judge.of(routing)
    made: dict[str, list[Case]] = {}
    every = list(alerts)
    for alert in every:
        made.setdefault(alert.unit, []).append(judge.case(alert, external))
    worst = {name: rank for rank, name in enumerate(routing.severities)}
    elsewhere = _elsewhere(routing.inhibits, [case.alert for of_unit in made.values() for case in of_unit])
    for unit, of_unit in made.items():
        of_unit.sort(key=lambda case: (case.alert.alertname, worst.get(case.alert.severity, len(worst))))
        mine = [case.alert for case in of_unit]
        made[unit] = [replace(case, quiet=_quiet(routing.inhibits, case.alert, mine, elsewhere)) for case in of_unit]
    for unit, others in strangers(routing, every).items():
        made.setdefault(unit, []).extend(judge.stranger(alert, external) for alert in others)
    return made


def _quiet(
    rules: Sequence[Inhibit],
    alert: AlertClass,
    mine: Sequence[AlertClass],
    elsewhere: Mapping[str, Sequence[AlertClass]],
) -> tuple[tuple[Inhibit, AlertClass | None], ...]:
    """What can keep an alert quiet; of other units the rule only, so that a unit's cases don't list those."""
    found: list[tuple[Inhibit, AlertClass | None]] = [(rule, mine[at]) for rule, at in silencing(rules, alert, mine)]
    for rule in rules:
        others = elsewhere.get(rule.name, ())
        if others and may_match(alert, rule.target):
            sources = islice((one for one in others if one.unit != alert.unit), _MOST_SOURCES)
            if any(may_silence(rule, source, alert) for source in sources):
                found.append((rule, None))
    return tuple(found)


def _elsewhere(rules: Sequence[Inhibit], alerts: Sequence[AlertClass]) -> dict[str, list[AlertClass]]:
    """The sources of rules that don't ask for the same service, so that they may be of any unit."""
    wide = [rule for rule in rules if "service" not in rule.equal]
    return {rule.name: [alert for alert in alerts if may_match(alert, rule.source)] for rule in wide}
