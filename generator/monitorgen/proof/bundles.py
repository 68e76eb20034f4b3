"""Proofs in bundles that are judged by themselves: the stories about some alerts, with no more rules than these need.

Prometheus evaluates every rule of a file at each step of each story; a unit's forty alerts would each be judged forty
times. What a rule gives depends on the rules that record what it reads, and on no others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.plan.rules import Alert

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from monitorgen.plan.rules import Recording, RuleGroup
    from monitorgen.proof.case import Case

_NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_SLO = re.compile(r'\bslo="([^"]*)"')
_OF_ALERTS = frozenset({"ALERTS", "ALERTS_FOR_STATE"})


class Bundle(Struct, frozen=True):
    """Stories about `alerts` of a unit, and the rules that they need. `cost` is about the number of evaluations.

    `slo` names the objective where they are about what is recorded of it, `rule` the recording rule where they are
    about that alone; then there are no alerts.
    """

    unit: str
    alerts: tuple[str, ...]
    groups: tuple[RuleGroup, ...]
    cases: tuple[Case, ...]
    cost: int
    slo: str = ""
    rule: str = ""


def bundles(
    unit: str, groups: Sequence[RuleGroup], cases: Sequence[Case], wanted: Callable[[str], bool]
) -> Iterator[Bundle]:
    """The bundles of a unit, as far as their alerts are wanted."""
    found: dict[tuple[tuple[str, ...], str, str], list[Case]] = {}
    for case in cases:
        moments = tuple(moment for moment in case.moments if wanted(moment.alert))
        kept = replace(case, moments=moments)
        if moments or any(map(wanted, _names(groups, case))):
            found.setdefault((kept.alerts, case.slo, case.rule), []).append(kept)
    for (alerts, slo, rule), together in found.items():
        rules = _recordings(groups, slo, rule) if slo or rule else needed(groups, alerts)
        steps = sum(case.last * case.step // case.interval + 1 for case in together)
        cost = steps * sum(len(group.rules) for group in rules)
        yield Bundle(unit, alerts, rules, tuple(together), cost, slo, rule)


def _names(groups: Sequence[RuleGroup], case: Case) -> list[str]:
    """Who asks for a story that is about no alert: the names of an objective's alerts, or its own; a rule's name."""
    rules = (rule for group in groups for rule in group.rules)
    alerts = (rule for rule in rules if case.slo and isinstance(rule, Alert))
    names = [each.name for each in alerts if each.slo is not None and each.slo.slo.name == case.slo]
    return names or [name for name in (case.slo, case.rule) if name]


def _recordings(groups: Sequence[RuleGroup], slo: str, name: str) -> tuple[RuleGroup, ...]:
    """The groups of what is recorded of an objective, or under a name."""

    def wanted(rule: Alert | Recording) -> bool:
        return not isinstance(rule, Alert) and name in {"", rule.name}

    mine = (group for group in groups if not slo or (group.measured is not None and group.measured.slo.name == slo))
    kept = (replace(group, rules=tuple(rule for rule in group.rules if wanted(rule))) for group in mine)
    return tuple(group for group in kept if group.rules)


def needed(groups: Sequence[RuleGroup], alerts: Sequence[str]) -> tuple[RuleGroup, ...]:
    """The groups with the rules of these alerts and all that they read, directly or not."""
    names = set(alerts)
    words: set[str] = set()
    rules = [rule for group in groups for rule in group.rules]
    todo: list[Alert | Recording] = [rule for rule in rules if isinstance(rule, Alert) and rule.name in names]
    recorded: dict[str, list[Recording]] = {}
    # All objectives record under the same names; alerts of one read no more than those that they name.
    of_slos = all(isinstance(rule, Alert) and rule.slo is not None for rule in todo)
    slos = {name for rule in todo for name in _SLO.findall(rule.expr)} if of_slos else None
    for group in groups:
        for rule in group.rules:
            if not isinstance(rule, Alert) and _is_of(rule, slos):
                recorded.setdefault(rule.name, []).append(rule)
    while todo:
        new = {word for rule in todo for word in _NAME.findall(rule.expr)} - words
        words |= new
        if new & _OF_ALERTS:
            return tuple(groups)
        todo = [rule for word in sorted(new) for rule in recorded.get(word, ())]
    kept = (
        replace(
            group,
            rules=tuple(rule for rule in group.rules if _is_needed(rule, names, words) and _is_of(rule, slos)),
        )
        for group in groups
    )
    return tuple(group for group in kept if group.rules)


def _is_of(rule: Alert | Recording, slos: set[str] | None) -> bool:
    """Whether a rule speaks of one of these objectives, or of none; None stands for all of them."""
    return isinstance(rule, Alert) or slos is None or rule.labels.get("slo") in {None, *slos}


def _is_needed(rule: Alert | Recording, alerts: set[str], words: set[str]) -> bool:
    return rule.name in (alerts if isinstance(rule, Alert) else words)
