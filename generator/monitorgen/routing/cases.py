"""Cases: for an alert with its real labels, whom its owner meant and where the tree of routes leads, side by side."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import DEFAULT_RECEIVER, HEARTBEAT, HEARTBEAT_LABELS, AlertClass, Intent, Step, intent_of
from monitorgen.routing.classes import may_match, may_silence, silencing_each
from monitorgen.routing.strangers import strangers
from monitorgen.routing.tree import MOST_KINDS, Tree
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.routing import Inhibit, Routing
    from monitorgen.plan.values import Labels
    from monitorgen.routing.tree import Delivery, Kind

_MOST_SOURCES = 1000

Quiet: TypeAlias = "tuple[tuple[Inhibit, AlertClass | None], ...]"
"""Rules that can keep an alert quiet, each with the alert of its unit that does so, None if it is one of another."""


class Stage(Struct, frozen=True):
    """A step of an intent, and the way in the tree that does it."""

    step: Step
    delivery: Delivery


class Case(Struct, frozen=True):
    """An alert and where it goes.

    `labels` are those that it is known to arrive with. `stages` are the steps of its intent that the tree does;
    `missing` those that it doesn't, `strange` what it does otherwise, both empty in a sound tree. `quiet` says what
    can keep it quiet.
    """

    alert: AlertClass
    labels: Labels
    intent: Intent | None
    stages: tuple[Stage, ...] = ()
    missing: tuple[Step, ...] = ()
    strange: tuple[Delivery, ...] = ()
    quiet: Quiet = ()


Compared: TypeAlias = "tuple[tuple[Stage, ...], tuple[Step, ...], tuple[Delivery, ...]]"
"""The stages, what is missing and what is strange, as in a `Case`."""


class Judge:
    """Makes cases of one Plan. Alerts of one intent that the tree can't tell apart are compared once."""

    __slots__ = ("_compared", "routing", "tree")

    def __init__(self, routing: Routing, tree: Tree) -> None:
        self.routing = routing
        self.tree = tree
        self._compared: dict[tuple[str, Kind], Compared] = {}

    @classmethod
    def of(cls, routing: Routing) -> Judge:
        """For the tree of a Plan."""
        return cls(routing, Tree(routing.root))

    def case(self, alert: AlertClass, external: Labels | None = None, quiet: Quiet = ()) -> Case:
        """The case of an alert; `external` are labels that Prometheus adds where an alert has none of that name."""
        labels = labels_of(alert, external or {})
        name = HEARTBEAT if HEARTBEAT_LABELS.items() <= labels.items() else intent_of(self.routing.intents, alert)
        intent = self.routing.intents.get(name) if name is not None else None
        if name is None or intent is None:
            return Case(alert, labels, None, quiet=quiet)
        key = (name, self.tree.kind(labels))
        compared = self._compared.get(key)
        if compared is None:
            compared = self._compare(labels, intent)
            if len(self._compared) < MOST_KINDS:
                self._compared[key] = compared
        return Case(alert, labels, intent, *compared, quiet)

    def stranger(self, alert: AlertClass, external: Labels | None = None) -> Case:
        """The case of an alert that nobody may have thought of: it ends at the default if none has."""
        known = self.case(alert, external)
        if known.intent is not None:
            return known
        intent = self._default(known.labels)
        return Case(alert, known.labels, intent, *self._compare(known.labels, intent))

    def _default(self, labels: Labels) -> Intent:
        """Whom `default_notify` says: as soon and as often as the root does, or a class that is told by service."""
        told = self.routing.receivers[DEFAULT_RECEIVER].integrations
        step = Step(Duration(0), tuple(dict.fromkeys(each.channel for each in told)))
        found = (each.timing for each in self.tree.deliveries(labels) if each.route.receiver == DEFAULT_RECEIVER)
        timing = next(found, self.tree.deliveries({})[0].timing)
        return Intent(DEFAULT_RECEIVER, (step,), timing, (), Origin("", ()))

    def _compare(self, labels: Labels, intent: Intent) -> Compared:
        """What was meant, and what the tree does."""
        wanted = {_wanted(step, intent): step for step in intent.steps if step.channels}
        found = {self._found(each): each for each in self.tree.deliveries(labels) if self._tells(each)}
        return (
            tuple(Stage(step, found[key]) for key, step in wanted.items() if key in found),
            tuple(step for key, step in wanted.items() if key not in found),
            tuple(each for key, each in found.items() if key not in wanted),
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
        origin = routing.intents[HEARTBEAT].because
        yield AlertClass(
            unit=unit,
            alertname=HEARTBEAT_LABELS["alertname"],
            severity=HEARTBEAT_LABELS["severity"],
            team=None,
            labels={name: value for name, value in HEARTBEAT_LABELS.items() if name != "alertname"},
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
    every = list(alerts)
    units: dict[str, list[AlertClass]] = {}
    for alert in every:
        units.setdefault(alert.unit, []).append(alert)
    elsewhere = _elsewhere(routing.inhibits, [alert for mine in units.values() for alert in mine])
    worst = {name: rank for rank, name in enumerate(routing.severities)}
    made: dict[str, list[Case]] = {}
    for unit, mine in units.items():
        mine.sort(key=lambda alert: (alert.alertname, worst.get(alert.severity, len(worst))))
        silenced = silencing_each(routing.inhibits, mine, mine)
        made[unit] = [
            judge.case(alert, external, (*((rule, mine[at]) for rule, at in by), *_from_elsewhere(alert, elsewhere)))
            for alert, by in zip(mine, silenced, strict=True)
        ]
    for unit, others in strangers(routing, every).items():
        made.setdefault(unit, []).extend(judge.stranger(alert, external) for alert in others)
    return made


def _from_elsewhere(
    alert: AlertClass, elsewhere: Sequence[tuple[Inhibit, Sequence[AlertClass]]]
) -> Iterator[tuple[Inhibit, None]]:
    """The rules by which alerts of other units keep one quiet; not those, so that a unit's cases don't list them."""
    for rule, others in elsewhere:
        if others and may_match(alert, rule.target):
            sources = islice((one for one in others if one.unit != alert.unit), _MOST_SOURCES)
            if any(may_silence(rule, source, alert) for source in sources):
                yield rule, None


def _elsewhere(rules: Sequence[Inhibit], alerts: Sequence[AlertClass]) -> list[tuple[Inhibit, list[AlertClass]]]:
    """The rules that don't ask for the same service, each with its sources, which may be of any unit."""
    wide = [rule for rule in rules if "service" not in rule.equal]
    return [(rule, [alert for alert in alerts if may_match(alert, rule.source)]) for rule in wide]
