"""Which alerts keep others quiet, by Alertmanager's own rules.

An alert is inhibited while another one fires that a rule has as its source, if the rule has this one as its target and
both have the same values of all labels of `equal`; a label that is missing on both sides counts as the same. An alert
that is on both sides of a rule is not inhibited by others that are, itself included. One that is inhibited, or muted,
still inhibits.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.routing.matching import cleaned, matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from monitorgen.plan.routing import Inhibit
    from monitorgen.plan.values import Labels


class Inhibited(Struct, frozen=True):
    """Why an alert is kept quiet: the rule, and the labels of an alert that fires."""

    rule: Inhibit
    source: Labels


class Inhibitor(Struct):
    """The rules, and the alerts that fire, looked up by the values of each rule's `equal`."""

    rules: Sequence[Inhibit]
    _sources: list[Mapping[tuple[str, ...], Sequence[Labels]]] = field(default_factory=list)

    @classmethod
    def of(cls, rules: Sequence[Inhibit], firing: Iterable[Mapping[str, str]]) -> Inhibitor:
        """The rules with all alerts that fire, each by its labels."""
        made = cls(rules)
        alerts = [cleaned(each) for each in firing]
        for rule in rules:
            sources: dict[tuple[str, ...], list[Labels]] = defaultdict(list)
            for alert in alerts:
                if matches(rule.source, alert):
                    sources[_key(rule, alert)].append(alert)
            made._sources.append(dict(sources))
        return made

    def of_alert(self, labels: Mapping[str, str]) -> Iterator[Inhibited]:
        """Every rule and source that keeps an alert quiet."""
        alert = cleaned(labels)
        for rule, sources in zip(self.rules, self._sources, strict=True):
            found = sources.get(_key(rule, alert), ())
            if not found or not matches(rule.target, alert):
                continue
            on_both_sides = matches(rule.source, alert)
            for source in found:
                if not (on_both_sides and matches(rule.target, source)):
                    yield Inhibited(rule, source)


def _key(rule: Inhibit, labels: Labels) -> tuple[str, ...]:
    return tuple(labels.get(name, "") for name in rule.equal)
