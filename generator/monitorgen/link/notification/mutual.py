"""Alerts that silence each other: an inhibited alert still inhibits, so that nobody would be told of either."""

from __future__ import annotations

from collections import defaultdict
from itertools import islice, product
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.routing.classes import may_match, may_silence, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.routing import AlertClass, Inhibit
    from monitorgen.routing.classes import Value

_MOST_PAIRS = 20_000
"""Pairs of one rule that are looked at: a rule that silences more has the same labels on all of them."""


def check_mutual(rules: Sequence[Inhibit], alerts: Sequence[AlertClass], findings: Findings) -> None:
    """Find rules that people wrote whose targets silence their sources; the first pair of each is told."""
    for rule in rules:
        if rule.origin is None:
            continue
        for source, target in islice(_pairs(rule, alerts), _MOST_PAIRS):
            back = next((other for other in rules if may_silence(other, target, source)), None)
            if back is not None:
                how = "" if back.name == rule.name else f", by {back.name}"
                message = f"{source.alertname} silences {target.alertname} and is silenced by it{how}"
                hint = "if both fire, nobody is told of either: let only the cause silence the consequence"
                findings.add(Diagnostic("MG444", message, rule.origin, hint=hint))
                break


def _pairs(rule: Inhibit, alerts: Sequence[AlertClass]) -> Iterator[tuple[AlertClass, AlertClass]]:
    """Pairs of alerts that the rule is for, looked up by the labels of `equal`."""
    targets: dict[tuple[Value, ...], list[AlertClass]] = defaultdict(list)
    for alert in alerts:
        if may_match(alert, rule.target):
            targets[tuple(value_of(alert, label) for label in rule.equal)].append(alert)
    for alert in alerts:
        if may_match(alert, rule.source):
            key = tuple(value_of(alert, label) for label in rule.equal)
            for source, target in product((alert,), targets.get(key, ())):
                if may_silence(rule, source, target):
                    yield source, target
