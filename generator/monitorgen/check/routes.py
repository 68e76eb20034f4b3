"""Whether the tree of routes does what was meant, and whether every part of it does something.

What these find is a fault of monitorgen, not of a spec: linking has refused what can't be meant before. They judge the
tree by Alertmanager's own rules (`monitorgen.routing`), so that they are no mirror of how it was made.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic
from monitorgen.plan.routing import HEARTBEAT, HEARTBEAT_LABELS, intent_of
from monitorgen.routing.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.routing import AlertClass, Intent, Matcher, Route, Routing, Step
    from monitorgen.plan.values import Labels
    from monitorgen.routing.tree import Delivery


_FAULT = "this is a fault of monitorgen: please report it"


def check_routes(routing: Routing, alerts: Iterable[AlertClass]) -> Iterator[Diagnostic]:
    """All of them."""
    yield from intents_are_met(routing, alerts)
    yield from shadowed_routes(routing)
    yield from idle_continue(routing)
    yield from receivers_and_intervals(routing)


def intents_are_met(routing: Routing, alerts: Iterable[AlertClass]) -> Iterator[Diagnostic]:
    """MG445: an alert goes where its owner meant. Looked at is one alert of each name under each intent."""
    tree = Tree(routing.root)
    if HEARTBEAT in routing.intents:
        yield from _met(routing, tree, HEARTBEAT, HEARTBEAT_LABELS)
    seen: set[tuple[str | None, str]] = set()
    for alert in alerts:
        intent = intent_of(routing.intents, alert)
        if intent is not None and (intent, alert.alertname) not in seen:
            seen.add((intent, alert.alertname))
            yield from _met(routing, tree, intent, {**alert.labels, "alertname": alert.alertname})


def _met(routing: Routing, tree: Tree, name: str, labels: Labels) -> Iterator[Diagnostic]:
    intent = routing.intents[name]
    wanted = {_wanted(step, intent): step for step in intent.steps if step.channels}
    found = {_found(routing, delivery): delivery for delivery in tree.deliveries(labels) if _tells(routing, delivery)}
    if wanted.keys() != found.keys():
        missing = [wanted[each] for each in wanted if each not in found]
        strange = [found[each].route.receiver for each in found if each not in wanted]
        parts = [f"step after {step.after} to {', '.join(step.channels)} is missing" for step in missing]
        parts += [f"receiver {receiver} is told otherwise than meant" for receiver in strange]
        message = f"{labels['alertname']} ({name}) does not go where it was meant: {'; '.join(parts)}"
        yield Diagnostic("MG445", message, intent.because, hint=_FAULT)


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


def _found(routing: Routing, delivery: Delivery) -> tuple[object, ...]:
    timing, route = delivery.timing, delivery.route
    return (
        frozenset(each.channel for each in routing.receivers[route.receiver].integrations),
        timing.group_wait,
        timing.group_by,
        timing.group_interval,
        timing.repeat_interval,
        frozenset(route.active),
        frozenset(route.mute),
    )


def _tells(routing: Routing, delivery: Delivery) -> bool:
    receiver = routing.receivers.get(delivery.route.receiver)
    return receiver is not None and bool(receiver.integrations)


def shadowed_routes(routing: Routing) -> Iterator[Diagnostic]:
    """MG446: a route is never reached if an earlier one with fewer of the same matchers takes all of it."""
    for parent in _all(routing.root):
        closed: dict[frozenset[Matcher], Route] = {}
        for child in parent.children:
            some = (combinations(child.matchers, count) for count in range(len(child.matchers) + 1))
            earlier = next((closed[key] for each in some for part in each if (key := frozenset(part)) in closed), None)
            if earlier is not None:
                message = (
                    f"the route to {child.receiver} is never reached: the one to {earlier.receiver} takes all of it"
                )
                yield Diagnostic("MG446", message, hint=_FAULT)
            if not child.cont:
                closed.setdefault(frozenset(child.matchers), child)


def idle_continue(routing: Routing) -> Iterator[Diagnostic]:
    """MG447: `continue` on the last child goes on to nothing."""
    for parent in _all(routing.root):
        if parent.children and parent.children[-1].cont:
            message = f"the route to {parent.children[-1].receiver} continues, but it is the last one"
            yield Diagnostic("MG447", message, hint=_FAULT)


def receivers_and_intervals(routing: Routing) -> Iterator[Diagnostic]:
    """MG448: every receiver and interval that a route names exists, and every one that exists is named."""
    routes = list(_all(routing.root))
    used = {route.receiver for route in routes}
    times = {name for route in routes for name in (*route.mute, *route.active)}
    for what, named, there in (
        ("receiver", used, routing.receivers.keys()),
        ("time interval", times, routing.intervals.keys()),
    ):
        for name in sorted(named ^ there):
            message = f"no route names the {what} {name!r}" if name in there else f"there is no {what} {name!r}"
            yield Diagnostic("MG448", message, hint=_FAULT)


def _all(route: Route) -> Iterator[Route]:
    yield route
    for child in route.children:
        yield from _all(child)
