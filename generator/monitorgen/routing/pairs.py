"""Pairs of alerts for every inhibit rule: one that it is for, and those that differ from it in one label.

The pair that a rule is for is quiet. One in which the cause or the consequence lacks what the rule asks for, or in
which both differ in a label that they must have in common, is told, unless another rule is for that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.routing.inhibition import Inhibitor
from monitorgen.routing.matching import fits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.routing import Inhibit, Matcher
    from monitorgen.plan.values import Labels

_NAMES = re.compile(r"[\w-]+(\|[\w-]+)*")
_ALERT = "AnotherAlert"


class Pair(Struct, frozen=True):
    """`source` fires: whether `target` is quiet then, and what is `tried`: a label that differs, "" if none does."""

    rule: str
    source: Labels
    target: Labels
    quiet: bool
    tried: str = ""


def pairs(rules: Sequence[Inhibit]) -> Iterator[Pair]:
    """The pairs of all rules, in their order."""
    for rule in rules:
        for source, target, tried in _of_rule(rule):
            quiet = any(True for _ in Inhibitor.of(rules, [source]).of_alert(target))
            yield Pair(rule.name, _sorted(source), _sorted(target), quiet, tried)


def _of_rule(rule: Inhibit) -> Iterator[tuple[dict[str, str], dict[str, str], str]]:
    first: tuple[dict[str, str], dict[str, str]] | None = None
    for source, target in _meant(rule):
        yield source, target, ""
        first = first or (source, target)
    if first is None:
        return
    source, target = first
    for matcher in rule.source:
        if (value := _other(matcher)) is not None:
            yield {**source, matcher.label: value}, target, f"the cause's {matcher.label}"
    for matcher in rule.target:
        if (value := _other(matcher)) is not None:
            yield source, {**target, matcher.label: value}, matcher.label
    for label in rule.equal:
        value = f"another-{label}"
        if _fit(rule.target, label, value):
            yield source, {**target, label: value}, f"{label}, which both must have in common"
        elif _fit(rule.source, label, value):
            yield {**source, label: value}, target, f"{label}, which both must have in common"


def _meant(rule: Inhibit) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """Pairs that a rule is for: with the first value of each matcher, and with each other one."""
    causes, consequences = list(_sides(rule.source)), list(_sides(rule.target))
    for number, cause in enumerate(causes):
        for consequence in consequences if number == 0 else consequences[:1]:
            source, target = dict(cause), dict(consequence)
            for label in rule.equal:
                value = source.get(label) or target.get(label) or (_ALERT if label == "alertname" else f"some-{label}")
                source.setdefault(label, value)
                target.setdefault(label, value)
            yield {"alertname": _ALERT, **source}, {"alertname": _ALERT, **target}


def _sides(matchers: Sequence[Matcher]) -> Iterator[Mapping[str, str]]:
    """Labels that fit all matchers: the first value of each, then each other value of one of them."""
    values = {matcher.label: _values(matchers, matcher) for matcher in matchers}
    first = {label: found[0] for label, found in values.items() if found}
    yield first
    for label, found in values.items():
        for value in found[1:]:
            yield {**first, label: value}


def _values(matchers: Sequence[Matcher], matcher: Matcher) -> list[str]:
    named = _named(matcher) if matcher.op in {"=", "=~"} else []
    fitting = [each for each in named if _fit(matchers, matcher.label, each)]
    return fitting or [each for each in (f"some-{matcher.label}", "") if _fit(matchers, matcher.label, each)][:1]


def _named(matcher: Matcher) -> list[str]:
    """The values that a matcher names."""
    if matcher.op in {"=", "!="}:
        return [matcher.value]
    return matcher.value.split("|") if _NAMES.fullmatch(matcher.value) else []


def _other(matcher: Matcher) -> str | None:
    """A value that the matcher refuses, None if there is none."""
    candidates = (f"another-{matcher.label}", *_named(matcher), "")
    return next((each for each in candidates if not fits(matcher, each)), None)


def _fit(matchers: Sequence[Matcher], label: str, value: str) -> bool:
    return all(fits(matcher, value) for matcher in matchers if matcher.label == label)


def _sorted(labels: Mapping[str, str]) -> dict[str, str]:
    return {name: labels[name] for name in sorted(labels) if labels[name]}
