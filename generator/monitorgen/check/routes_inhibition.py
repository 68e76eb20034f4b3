"""Whether every inhibit rule keeps something quiet, and nothing that has nothing to do with its cause.

Looked at are kinds of alerts, those that a rule can't tell apart, so that it costs little in a large system.
"""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, TypeAlias

from monitorgen.diagnostics import Diagnostic
from monitorgen.routing.classes import ANY, LACKING, Known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.routing import AlertClass, Inhibit, Routing
    from monitorgen.routing.classes import Value

_FAULT = "this is a fault of monitorgen: please report it"
Key: TypeAlias = "tuple[Value, ...]"
Kinds: TypeAlias = "dict[tuple[Key, bool], AlertClass]"
"""Alerts of one side of a rule by their labels of `equal`, and whether they are on the other side, too."""


def check_inhibition(routing: Routing, alerts: Sequence[AlertClass]) -> Iterator[Diagnostic]:
    """MG450 and MG451: each rule has a pair of alerts that it is for, and none that nothing ties together.

    And it does the same whenever they fire: Alertmanager remembers one source for each set of values of `equal`, so one
    that is on both sides of the rule, which silences no other such alert, may stand before one that would.
    """
    known = Known(alerts)
    for rule in routing.inhibits:
        sources, targets = _sides(rule, known)
        if not rule.equal and rule.origin is not None and _of_several_units(rule, known):
            message = f"inhibit rule {rule.name!r} has no `equal`: any source silences every target, wherever it is"
            hint = "say `equal: [service]`, or another label that the cause has in common with its consequences"
            yield Diagnostic("MG450", message, rule.origin, hint=hint, level="warning", part="key")
        elif pair := _untied(rule, sources, targets):
            message = (
                f"inhibit rule {rule.name!r} lets {pair[0].alertname} of {pair[0].unit} silence {pair[1].alertname} of "
                f"{pair[1].unit}: neither has {' or '.join(rule.equal)}"
            )
            yield Diagnostic("MG450", message, rule.origin, hint=_FAULT)
        elif rule.origin is not None and _depends(sources, targets):
            message = f"whether inhibit rule {rule.name!r} silences an alert depends on which of its sources fired last"
            hint = "some sources are targets of it as well, some are not: let `source` and `target` have none in common"
            yield Diagnostic("MG451", message, rule.origin, hint=hint, level="warning", part="key")
        if not _covers(sources, targets):
            message = f"inhibit rule {rule.name!r} can silence nothing"
            yield Diagnostic("MG450", message, rule.origin, hint=_FAULT)


def _of_several_units(rule: Inhibit, known: Known) -> bool:
    """Whether a rule has sources of several units; what one unit silences elsewhere its owner has named."""
    return len({alert.unit for alert in compress(known.alerts, known.matching(rule.source))}) > 1


def _sides(rule: Inhibit, known: Known) -> tuple[Kinds, Kinds]:
    """The sources of a rule, and its targets."""
    sources: Kinds = {}
    targets: Kinds = {}
    of_all = zip(
        known.alerts, known.keys(rule.equal), known.matching(rule.source), known.matching(rule.target), strict=True
    )
    for alert, key, is_source, is_target in of_all:
        if is_source:
            sources.setdefault((key, is_target), alert)
        if is_target:
            targets.setdefault((key, is_source), alert)
    return sources, targets


def _untied(rule: Inhibit, sources: Kinds, targets: Kinds) -> tuple[AlertClass, AlertClass] | None:
    """A source and a target that have none of the labels of `equal`: for Alertmanager they agree."""
    nothing: Key = tuple(LACKING for _ in rule.equal)
    for (key, both), source in sources.items():
        if key == nothing and rule.equal:
            found = (target for (mine, also), target in targets.items() if mine == nothing and not (both and also))
            if target := next(found, None):
                return source, target
    return None


def _depends(sources: Kinds, targets: Kinds) -> bool:
    """Whether a target on both sides has sources of either sort, with labels that may all agree."""
    on_both = [key for key, both in targets if both]
    one_sided, two_sided = ([key for key, also in sources if also == both] for both in (False, True))
    return any(
        any(_may_agree(key, other) for other in one_sided) and any(_may_agree(key, other) for other in two_sided)
        for key in on_both
    )


def _covers(sources: Kinds, targets: Kinds) -> bool:
    """Whether some source and some target can agree. Those on both sides of the rule don't silence each other."""
    exact: dict[Key, set[bool]] = {}
    loose: list[tuple[Key, bool]] = []
    for key, both in targets:
        if ANY in key:
            loose.append((key, both))
        else:
            exact.setdefault(key, set()).add(both)
    for key, both in sources:
        if ANY not in key and any(not (both and also) for also in exact.get(key, ())):
            return True
        others = [*loose, *((each, also) for each, alsos in exact.items() for also in alsos)] if ANY in key else loose
        if any(_may_agree(key, each) and not (both and also) for each, also in others):
            return True
    return False


def _may_agree(one: Key, other: Key) -> bool:
    return all(a == b or a is ANY or b is ANY for a, b in zip(one, other, strict=True))
