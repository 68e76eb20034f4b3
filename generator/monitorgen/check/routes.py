"""Whether the tree of routes does what was meant, and whether every part of it does something.

What these find is a fault of monitorgen, not of a spec: linking has refused what can't be meant before. They judge the
tree by Alertmanager's own rules (`monitorgen.routing`), so that they are no mirror of how it was made.
"""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from monitorgen.check.routes_inhibition import check_inhibition
from monitorgen.check.routes_times import check_times
from monitorgen.diagnostics import Diagnostic
from monitorgen.plan.routing import HEARTBEAT, intents_of
from monitorgen.routing.cases import Judge, heartbeat_of
from monitorgen.routing.strangers import strangers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.routing import AlertClass, Matcher, Route, Routing
    from monitorgen.routing.cases import Case


_FAULT = "this is a fault of monitorgen: please report it"


def check_routes(routing: Routing, alerts: Sequence[AlertClass]) -> Iterator[Diagnostic]:
    """All of them, and those of inhibition and times."""
    yield from intents_are_met(routing, alerts)
    yield from shadowed_routes(routing)
    yield from receivers_and_intervals(routing)
    yield from check_inhibition(routing, alerts)
    yield from check_times(routing)


def intents_are_met(routing: Routing, alerts: Sequence[AlertClass]) -> Iterator[Diagnostic]:
    """MG445, MG446, MG447 and MG449: what the tree does with one alert of each name under each intent.

    An alert goes where its owner meant and reaches somebody, unless nobody is meant; every route gets alerts that it is
    there for, and at every `continue` one of them goes on. An alert that there is not goes where its class does, or to
    the default. A class all of whose alerts have words of their own keeps
    its route, which none of them reaches.
    """
    judge = Judge.of(routing)
    reached: set[int] = set()
    going_on: set[int] = set()
    served: set[str] = set()
    for alert in _of_each_kind(routing, alerts):
        case = judge.case(alert)
        yield from _met(case)
        served |= {case.intent.id} if case.intent is not None else set()
        ways = [each.path for each in judge.tree.deliveries(case.labels)]
        reached |= {id(route) for way in ways for route in way}
        going_on |= {id(step) for one, other in pairwise(ways) for step in _parting(one, other)}
    for others in strangers(routing, alerts).values():
        for alert in others:
            yield from _met(judge.stranger(alert))
    for route in _all(routing.root):
        if served.isdisjoint(route.serves):
            continue
        if id(route) not in reached:
            yield Diagnostic("MG446", f"no alert goes to the route to {route.receiver}", hint=_FAULT)
        elif route.cont and id(route) not in going_on:
            message = f"the route to {route.receiver} continues, but no alert goes on to another one"
            yield Diagnostic("MG447", message, hint=_FAULT)


def _of_each_kind(routing: Routing, alerts: Sequence[AlertClass]) -> Iterator[AlertClass]:
    """One alert of each name under each intent: others of that kind differ in nothing that a route asks for."""
    yield from heartbeat_of(routing, HEARTBEAT)
    seen: set[tuple[str | None, str]] = set()
    for alert, intent in zip(alerts, intents_of(routing.intents, alerts), strict=True):
        kind = (intent, alert.alertname)
        if kind not in seen:
            seen.add(kind)
            yield alert


def _parting(one: Sequence[Route], other: Sequence[Route]) -> Sequence[Route]:
    """The route of the first way at which two ways of an alert part: it goes on to the second."""
    return [mine for mine, theirs in zip(one, other, strict=False) if mine is not theirs][:1]


def _met(case: Case) -> Iterator[Diagnostic]:
    name, intent = case.alert.alertname, case.intent
    if intent is None:
        message = f"nothing says who is told of {name} of {case.alert.unit}"
        yield Diagnostic("MG449", message, case.alert.origin, hint=_FAULT)
        return
    if case.missing or case.strange:
        parts = [f"step after {step.after} to {', '.join(step.channels)} is missing" for step in case.missing]
        parts += [f"receiver {each.route.receiver} is told otherwise than meant" for each in case.strange]
        message = f"{name} ({intent.id}) does not go where it was meant: {'; '.join(parts)}"
        yield Diagnostic("MG445", message, intent.because, hint=_FAULT)


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
