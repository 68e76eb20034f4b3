"""Mutants of Alertmanager's tree and inhibit rules, judged by the generated tables.

A mutant is written as the alertmanager.yml that it would be, read back as Alertmanager reads it, and put to each row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.link.settings import globals_of
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.routing.document import read
from monitorgen.targets.alertmanager.cases import Tables
from monitorgen.targets.alertmanager.config import document
from monitorgen.units import Duration
from mutation_run import equivalent_routes as same
from mutation_run.mutant import Outcome
from mutation_run.tables import Asked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.plan.routing import Inhibit, Matcher, Route, Routing
    from monitorgen.questions.views import View
    from mutation_run.mutant import Fate


class UnsoundTablesError(Exception):
    """The tables don't even hold for what they were made of."""


class Mutant(Struct, frozen=True):
    """A changed routing; `same` says why that changes nothing."""

    operator: str
    change: str
    routing: Routing
    same: str = ""


def outcomes(view: View, folder: str) -> Iterator[Outcome]:
    """What became of every change of a system's routing. Raises `UnsoundTablesError`."""
    made_for = globals_of(view.linked, view.linked.findings)
    tables = Tables.of(view.routing, (each.alert for each in view.told), made_for.external_labels)
    units = dict.fromkeys((*tables.cases, SYSTEM_UNIT))
    tests = Asked.of(artifact for unit in units for artifact in tables.of_unit(unit, unit))
    yield from judged(view.routing, lambda routing: tests.passed(read(document(made_for, routing))), folder)


def judged(routing: Routing, passed: Callable[[Routing], bool], folder: str) -> Iterator[Outcome]:
    """What became of every change of a routing."""
    if not passed(routing):
        raise UnsoundTablesError(f"{folder}: the tables of routes fail for alertmanager.yml as it is")
    for mutant in mutants(routing):
        fate: Fate = "equivalent" if mutant.same else "survived" if passed(mutant.routing) else "killed"
        yield Outcome(folder, "alertmanager", mutant.operator, mutant.change, fate, mutant.same)


def mutants(routing: Routing) -> Iterator[Mutant]:
    """Every change of the tree and of the inhibit rules."""
    for operator, change, root, why in _of_route(routing, routing.root, (), ()):
        yield Mutant(operator, change, replace(routing, root=root), why)
    for number, rule in enumerate(routing.inhibits):
        before, after = routing.inhibits[:number], routing.inhibits[number + 1 :]
        yield Mutant("inhibition dropped", rule.name, replace(routing, inhibits=(*before, *after)))
        for change, changed, why in _of_inhibit(rule):
            inhibits = (*before, changed, *after)
            operator = (
                "inhibition's label of equal dropped" if change.startswith("equal") else "inhibition's matcher dropped"
            )
            yield Mutant(operator, f"{rule.name}: {change}", replace(routing, inhibits=inhibits), why)


def _of_inhibit(rule: Inhibit) -> Iterator[tuple[str, Inhibit, str]]:
    for each in rule.source:
        yield f"source {_text(each)}", replace(rule, source=tuple(one for one in rule.source if one is not each)), ""
    for each in rule.target:
        yield f"target {_text(each)}", replace(rule, target=tuple(one for one in rule.target if one is not each)), ""
    for label in rule.equal:
        equal = tuple(each for each in rule.equal if each != label)
        yield f"equal {label}", replace(rule, equal=equal), same.equal_dropped(rule, label)


def _of_route(
    routing: Routing, route: Route, above: tuple[Route, ...], later: tuple[Route, ...]
) -> Iterator[tuple[str, str, Route, str]]:
    where = " / ".join(_name(each) for each in (*above, route)[1:]) or "the root"
    for matcher in route.matchers:
        kept = tuple(each for each in route.matchers if each is not matcher)
        why = same.matcher_dropped(routing, route, matcher, above, later)
        yield "route's matcher dropped", f"{where}: {matcher.label}", replace(route, matchers=kept), why
    unused = same.own_words_unused(route, above)
    if other := _another(routing, route.receiver):
        yield "receiver", f"{where}: {route.receiver} -> {other}", replace(route, receiver=other), unused
    if above:  # Alertmanager refuses a root that continues
        why = same.continued(route, above, later)
        yield "continue", f"{where}: {not route.cont}", replace(route, cont=not route.cont), why
    timing = route.timing
    nobody = same.NOBODY_THERE if same.silent(routing, route) else ""
    if timing.group_wait is not None:
        longer = replace(timing, group_wait=Duration(timing.group_wait.ms * 2 + 60_000))
        yield "group_wait of a stage", f"{where}: {timing.group_wait}", replace(route, timing=longer), nobody
    if timing.repeat_interval is not None:
        longer = replace(timing, repeat_interval=Duration(timing.repeat_interval.ms * 2))
        yield "repeat_interval", f"{where}: {timing.repeat_interval}", replace(route, timing=longer), nobody
    if route.mute:
        yield "mute dropped", f"{where}: {', '.join(route.mute)}", replace(route, mute=()), unused or nobody
    if route.active:
        yield "times dropped", f"{where}: {', '.join(route.active)}", replace(route, active=()), unused or nobody
    for number, child in enumerate(route.children):
        put = _put(route, number)
        for operator, change, changed, why in _of_route(routing, child, (*above, route), route.children[number + 1 :]):
            yield operator, change, put(changed), why


def _another(routing: Routing, receiver: str) -> str:
    """A receiver that tells somebody else; empty if there is none."""
    own = routing.receivers[receiver].integrations
    others = (name for name, each in routing.receivers.items() if name != receiver and (each.integrations or own))
    return next(others, "")


def _put(route: Route, number: int) -> Callable[[Route], Route]:
    def put(child: Route) -> Route:
        return replace(route, children=(*route.children[:number], child, *route.children[number + 1 :]))

    return put


def _name(route: Route) -> str:
    return ",".join(map(_text, route.matchers)) or route.receiver


def _text(matcher: Matcher) -> str:
    return f"{matcher.label}{matcher.op}{matcher.value}"
