"""Alerts that silence each other: an inhibited alert still inhibits, so that nobody would be told of either."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import islice, product
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.link.notification.sides import ANY, LACKING, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.link.notification.sides import Value
    from monitorgen.plan.routing import AlertClass, Inhibit, Matcher

_MOST_PAIRS = 20_000
"""Pairs of one rule that are looked at: a rule that silences more has the same labels on all of them."""


def check_mutual(rules: Sequence[Inhibit], alerts: Sequence[AlertClass], findings: Findings) -> None:
    """Find rules that people wrote whose targets silence their sources; the first pair of each is told."""
    for rule in rules:
        if rule.origin is None:
            continue
        for source, target in islice(_pairs(rule, alerts), _MOST_PAIRS):
            back = next((other for other in rules if silences(other, target, source)), None)
            if back is not None:
                how = "" if back.name == rule.name else f", by {back.name}"
                message = f"{source.alertname} silences {target.alertname} and is silenced by it{how}"
                hint = "if both fire, nobody is told of either: let only the cause silence the consequence"
                findings.add(Diagnostic("MG444", message, rule.origin, hint=hint))
                break


def silences(rule: Inhibit, source: AlertClass, target: AlertClass) -> bool:
    """Whether `source` can silence `target` by this rule. What is not known of their labels is taken to agree."""
    if not (_matches(source, rule.source) and _matches(target, rule.target)):
        return False
    if _matches(source, rule.target) and _matches(target, rule.source):
        return False
    return all(_may_agree(value_of(source, label), value_of(target, label)) for label in rule.equal)


def _pairs(rule: Inhibit, alerts: Sequence[AlertClass]) -> Iterator[tuple[AlertClass, AlertClass]]:
    """Pairs of alerts that the rule is for, looked up by the labels of `equal`."""
    targets: dict[tuple[Value, ...], list[AlertClass]] = defaultdict(list)
    for alert in alerts:
        if _matches(alert, rule.target):
            targets[tuple(value_of(alert, label) for label in rule.equal)].append(alert)
    for alert in alerts:
        if _matches(alert, rule.source):
            key = tuple(value_of(alert, label) for label in rule.equal)
            for source, target in product((alert,), targets.get(key, ())):
                if silences(rule, source, target):
                    yield source, target


def _may_agree(one: Value, other: Value) -> bool:
    return one == other or one is ANY or other is ANY


def _matches(alert: AlertClass, matchers: Sequence[Matcher]) -> bool:
    for matcher in matchers:
        known = value_of(alert, matcher.label)
        if known is ANY:
            continue
        text = "" if known is LACKING else str(known)
        equal = text == matcher.value if matcher.op in {"=", "!="} else bool(re.fullmatch(matcher.value, text))
        if equal != (matcher.op in {"=", "=~"}):
            return False
    return True
