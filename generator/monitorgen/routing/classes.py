"""Alerts as they are known before they fire: labels of which some have no value yet.

A label missing on both alerts counts as equal for Alertmanager. Whatever compares labels here treats a missing label
as what it is, so that a rule is only called real for pairs that its author can have meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from monitorgen.routing.matching import fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from monitorgen.plan.routing import AlertClass, Inhibit, Matcher

ANY = None
"""The value of a label that an alert's series bring along: it may be any."""


class Lacking:
    """The value of a label that an alert doesn't have."""

    def __repr__(self) -> str:
        return "lacking"


LACKING = Lacking()
Value: TypeAlias = "str | Lacking | None"


def value_of(alert: AlertClass, label: str) -> Value:
    """What is known of a label of an alert: its value, ANY or LACKING."""
    if label == "alertname":
        return alert.alertname
    known = alert.labels.get(label)
    if known is not None:
        return known if known != "" else LACKING
    return ANY if label in alert.by or alert.open_labels else LACKING


def may_match(alert: AlertClass, matchers: Iterable[Matcher]) -> bool:
    """Whether the alert can fit all matchers. What is not known of its labels is taken to fit."""
    for matcher in matchers:
        known = value_of(alert, matcher.label)
        if known is not ANY and not fits(matcher, known if isinstance(known, str) else ""):
            return False
    return True


def may_silence(rule: Inhibit, source: AlertClass, target: AlertClass) -> bool:
    """Whether `source` can keep `target` quiet by this rule. What is not known of their labels is taken to agree."""
    if not (may_match(source, rule.source) and may_match(target, rule.target)):
        return False
    if may_match(source, rule.target) and may_match(target, rule.source):
        return False
    return all(_may_agree(value_of(source, label), value_of(target, label)) for label in rule.equal)


def silencing(rules: Sequence[Inhibit], target: AlertClass, sources: Sequence[AlertClass]) -> list[tuple[Inhibit, int]]:
    """The rules by which others can keep an alert quiet, each with the place of the other one in `sources`."""
    mine = [rule for rule in rules if may_match(target, rule.target)]
    return [
        (rule, place)
        for rule in mine
        for place, source in enumerate(sources)
        if source is not target and may_silence(rule, source, target)
    ]


def silencing_each(rules: Sequence[Inhibit], alerts: Sequence[AlertClass]) -> list[list[tuple[Inhibit, int]]]:
    """For each of some alerts what `silencing` says of it among them all; each is matched once."""
    found: list[list[tuple[Inhibit, int]]] = [[] for _ in alerts]
    for rule in rules:
        is_source = [may_match(alert, rule.source) for alert in alerts]
        is_target = [may_match(alert, rule.target) for alert in alerts]
        sources = [place for place, may_be in enumerate(is_source) if may_be]
        equal = [[value_of(alert, label) for label in rule.equal] for alert in alerts] if sources else []
        for place, target in enumerate(alerts):
            if is_target[place]:
                found[place] += [
                    (rule, source)
                    for source in sources
                    if not (is_target[source] and is_source[place])
                    and alerts[source] is not target
                    and all(map(_may_agree, equal[source], equal[place]))
                ]
    return found


def _may_agree(one: Value, other: Value) -> bool:
    return one == other or one is ANY or other is ANY
