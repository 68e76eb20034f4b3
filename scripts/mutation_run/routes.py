"""Mutants of Alertmanager's tree and inhibit rules: whom each alert reaches is compared with its table of routes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitorgen.routing.cases import cases
from monitorgen.units import Duration
from mutation_run.mutant import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.cli.views import View
    from monitorgen.plan.routing import AlertClass, Inhibit, Route, Routing
    from monitorgen.routing.cases import Case
    from mutation_run.mutant import Fate

OTHER = "another-receiver"


def outcomes(view: View, folder: str) -> Iterator[Outcome]:
    """What became of every change of a system's routing."""
    alerts = [each.alert for each in view.told]
    sound = _table(view.routing, alerts)
    for operator, change, routing, same in _mutants(view.routing):
        fate: Fate = "equivalent" if same else "killed" if _table(routing, alerts) != sound else "survived"
        yield Outcome(folder, "alertmanager", operator, change, fate, same)


def _table(routing: Routing, alerts: list[AlertClass]) -> list[object]:
    """What the tables of routes say of each alert: its stages, and what keeps it quiet."""
    found = cases(routing, alerts, {})
    return [_row(case) for unit in sorted(found) for case in found[unit]]


def _row(case: Case) -> object:
    stages = tuple((each.step, each.delivery.route.receiver, each.delivery.timing) for each in case.stages)
    quiet = tuple((rule.name, source.alertname if source is not None else "") for rule, source in case.quiet)
    return case.alert.unit, case.alert.alertname, case.alert.severity, stages, case.missing, len(case.strange), quiet


def _mutants(routing: Routing) -> Iterator[tuple[str, str, Routing, str]]:
    for operator, change, root, same in _of_route(routing.root, (), last=True):
        yield operator, change, replace(routing, root=root), same
    for number, rule in enumerate(routing.inhibits):
        others = (*routing.inhibits[:number], *routing.inhibits[number + 1 :])
        yield "inhibition dropped", rule.name, replace(routing, inhibits=others), ""
        for change, changed in _of_inhibit(rule):
            inhibits = (*routing.inhibits[:number], changed, *routing.inhibits[number + 1 :])
            yield "inhibition's matcher dropped", f"{rule.name}: {change}", replace(routing, inhibits=inhibits), ""


def _of_inhibit(rule: Inhibit) -> Iterator[tuple[str, Inhibit]]:
    for matcher in rule.source:
        yield f"source {matcher}", replace(rule, source=tuple(each for each in rule.source if each is not matcher))
    for matcher in rule.target:
        yield f"target {matcher}", replace(rule, target=tuple(each for each in rule.target if each is not matcher))
    for label in rule.equal:
        yield f"equal {label}", replace(rule, equal=tuple(each for each in rule.equal if each != label))


def _of_route(route: Route, above: tuple[Route, ...], *, last: bool) -> Iterator[tuple[str, str, Route, str]]:
    where = " / ".join(_name(each) for each in (*above, route)) or "the root"
    inherited = {matcher for each in above for matcher in each.matchers}
    for matcher in route.matchers:
        kept = tuple(each for each in route.matchers if each is not matcher)
        same = "a route above asks for the same" if matcher in inherited else ""
        yield "route's matcher dropped", f"{where}: {matcher.label}", replace(route, matchers=kept), same
    tells = not route.children
    yield (
        "receiver",
        f"{where}: {route.receiver}",
        replace(route, receiver=OTHER),
        "" if tells else "only what no route below takes would go there",
    )
    same = "no route comes after it" if last else ""
    yield "continue", f"{where}: {not route.cont}", replace(route, cont=not route.cont), same
    wait = route.timing.group_wait
    if wait is not None:
        timing = replace(route.timing, group_wait=Duration(wait.ms * 2 + 60_000))
        yield "group_wait of a stage", f"{where}: {wait}", replace(route, timing=timing), ""
    for number, child in enumerate(route.children):
        put = _put(route, number)
        is_last = number == len(route.children) - 1
        for operator, change, changed, same in _of_route(child, (*above, route), last=is_last):
            yield operator, change, put(changed), same


def _put(route: Route, number: int) -> Callable[[Route], Route]:
    def put(child: Route) -> Route:
        return replace(route, children=(*route.children[:number], child, *route.children[number + 1 :]))

    return put


def _name(route: Route) -> str:
    return ",".join(f"{each.label}{each.op}{each.value}" for each in route.matchers) or route.receiver
