"""Matchers against what is known of a metric: a label that is never there, or never has that value, selects nothing."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.link.asking import Asked
    from monitorgen.link.surroundings import Picked
    from monitorgen.promql.types import Matcher, Metric

_OF_TARGETS = frozenset({"job", "instance"})


def check_matchers(ask: Asked, series: Iterable[Picked]) -> None:
    """Refuses a condition one of whose matchers can select nothing; series of unknown metrics pass."""
    for picked in series:
        own = ask.around.own
        metric = (own.metric(picked.name) if own is not None else None) or ask.around.anywhere(picked.name)
        for matcher in picked.matchers if metric is not None else ():
            if matcher.label not in _OF_TARGETS:
                _check(ask, matcher, metric)


def _check(ask: Asked, matcher: Matcher, metric: Metric | None) -> None:
    assert metric is not None
    word = "where" if any(each.label == matcher.label for each in ask.matchers) else None
    labels = metric.labels
    if not labels.can_have(matcher.label):
        if matcher.label in ask.around.external_labels:
            message = f"the label {matcher.label!r} is added when alerts leave Prometheus: no series has it"
            raise ask.refuse("MG318", message, "drop it: this Prometheus has no other series", word)
        near = get_close_matches(matcher.label, sorted(labels.known), 1)
        hint = f"did you mean {near[0]}?" if near else "it has: " + ", ".join(sorted(labels.known))
        if not near and (indicator := _indicator_of(metric, ask)) is not None:
            hint += f"; if the program exposes it: `indicators: {{{indicator}: {{labels: [{matcher.label}]}}}}`"
        raise ask.refuse("MG302", f"{metric.name} never has the label {matcher.label!r}", hint, word)
    values = labels.values.get(matcher.label)
    if values is not None and not labels.open and not any(_passes(matcher, value) for value in values):
        hint = f"declared are: {', '.join(sorted(values))}"
        message = f"{metric.name} never has {matcher}"
        raise ask.refuse("MG303", message, hint, word)


def _indicator_of(metric: Metric, ask: Asked) -> str | None:
    """The indicator of the entry that brings a metric, whose `labels:` say what its preset can't know."""
    measures = ask.around.own.measures.values() if ask.around.own is not None else ()
    parts = ((each.name, part) for each in measures for part in (each.total, each.duration))
    return next((name for name, part in parts if part is not None and part.name == metric.name), None)


def _passes(matcher: Matcher, value: str) -> bool:
    if matcher.op in {"=", "!="}:
        return (value == matcher.value) == (matcher.op == "=")
    try:
        found = re.fullmatch(matcher.value, value) is not None
    except re.error:  # RE2 knows forms that Python does not; such a one is not judged
        return True
    return found == (matcher.op == "=~")
