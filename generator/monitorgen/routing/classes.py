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


class Known:
    """What is known of the labels of many alerts: each label is looked up once, however many rules ask for it."""

    def __init__(self, alerts: Sequence[AlertClass]) -> None:
        self.alerts = alerts
        self._values: dict[str, list[Value]] = {}

    def values(self, label: str) -> list[Value]:
        """What is known of a label, for each alert."""
        found = self._values.get(label)
        if found is None:
            found = self._values[label] = [value_of(alert, label) for alert in self.alerts]
        return found

    def keys(self, labels: Sequence[str]) -> list[tuple[Value, ...]]:
        """What is known of all of these labels, for each alert."""
        return list(zip(*map(self.values, labels), strict=True)) if labels else [()] * len(self.alerts)

    def matching(self, matchers: Iterable[Matcher]) -> list[bool]:
        """Whether each alert can fit all matchers, as `may_match` says; each value is matched once."""
        found = [True] * len(self.alerts)
        for matcher in matchers:
            values = self.values(matcher.label)
            fit = {
                known: known is ANY or fits(matcher, known if isinstance(known, str) else "") for known in set(values)
            }
            found = [before and fit[known] for before, known in zip(found, values, strict=True)]
        return found


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
    return silencing_each(mine, [target], sources)[0]


def silencing_each(
    rules: Sequence[Inhibit], targets: Sequence[AlertClass], sources: Sequence[AlertClass]
) -> list[list[tuple[Inhibit, int]]]:
    """For each target the rules by which others can keep it quiet, each with the place of the other one in `sources`.

    What `may_silence` says of each pair, with each alert matched once.
    """
    found: list[list[tuple[Inhibit, int]]] = [[] for _ in targets]
    for rule in rules:
        there = [_seen(rule, source) for source in sources]
        here = there if targets is sources else [_seen(rule, target) for target in targets]
        causes = [(place, *seen) for place, seen in enumerate(there) if seen[1]]
        for silenced, (target, is_cause, is_aim, known) in zip(found, here, strict=True):
            if is_aim:
                silenced += [
                    (rule, place)
                    for place, source, _, is_other, other in causes
                    if not (is_other and is_cause) and source is not target and all(map(_may_agree, other, known))
                ]
    return found


def _seen(rule: Inhibit, alert: AlertClass) -> tuple[AlertClass, bool, bool, list[Value]]:
    """Whether an alert may be a rule's source, its target, and what is known of the labels that have to agree."""
    equal = [value_of(alert, label) for label in rule.equal]
    return alert, may_match(alert, rule.source), may_match(alert, rule.target), equal


def _may_agree(one: Value, other: Value) -> bool:
    return one == other or one is ANY or other is ANY
