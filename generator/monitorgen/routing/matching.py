"""Alertmanager's matchers against the labels of an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from monitorgen.plan.routing import Matcher
    from monitorgen.plan.values import Labels


def cleaned(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels of an alert as Alertmanager keeps them: one without a value is not there."""
    return {name: value for name, value in labels.items() if value}


def matches(matchers: Iterable[Matcher], labels: Labels) -> bool:
    """Whether labels fit all matchers.

    A label that is missing has the value "". Regular expressions are Go's, anchored at both ends. Raises
    `UnreadableError` for one that Alertmanager would refuse.
    """
    return all(fits(matcher, labels.get(matcher.label, "")) for matcher in matchers)


def fits(matcher: Matcher, value: str) -> bool:
    """Whether the value of its label fits a matcher."""
    if matcher.op == "=":
        return value == matcher.value
    if matcher.op == "!=":
        return value != matcher.value
    from monitorgen.routing.re2 import compiled  # a parser of its own, which most systems never need

    return compiled(matcher.value).fullmatch(value) == (matcher.op == "=~")
