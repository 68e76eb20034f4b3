"""What matchers leave of a set of series, and whether they can leave anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from monitorgen.promql.regex import alternatives, matches
from monitorgen.promql.types import ABSENT, LabelSchema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.promql.types import Matcher

Verdict = Literal["possible", "no label", "no value", "no effect"]


def passes(matcher: Matcher, value: str) -> bool | None:
    """Whether a label of this value (empty: no such label) passes, None if that is not known."""
    match matcher.op:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return matches(matcher.value, value)
        case "!~":
            found = matches(matcher.value, value)
            return None if found is None else not found


def narrow(schema: LabelSchema, matchers: Iterable[Matcher]) -> LabelSchema:
    """The labels of the series that pass the matchers."""
    for matcher in matchers:
        if matcher.label != "__name__":
            schema = _narrow(schema, matcher)
    return schema


def _narrow(schema: LabelSchema, matcher: Matcher) -> LabelSchema:
    label = matcher.label
    values = _left(schema.values.get(label), matcher)
    if passes(matcher, "") is not False:
        if matcher.op == "=":
            return schema.drop((label,))
        if not schema.can_have(label) or values is None:
            return schema
        narrowed = schema.with_always(label, values)
        return (
            narrowed
            if label in schema.always
            else LabelSchema(schema.always, schema.maybe | {label}, narrowed.values, schema.open)
        )
    return schema.with_always(label, values)


def _left(values: frozenset[str] | None, matcher: Matcher) -> frozenset[str] | None:
    """The values that pass, None if they are not known."""
    if values is None or values == ABSENT:
        if matcher.op == "=":
            return frozenset({matcher.value})
        return alternatives(matcher.value) if matcher.op == "=~" else None
    return frozenset(value for value in values if passes(matcher, value) is not False)


def verdict(schema: LabelSchema, matcher: Matcher) -> Verdict:
    """Whether series of this schema can pass the matcher, and whether it says anything about them."""
    label = matcher.label
    if label == "__name__":
        return "possible"
    needs_label = passes(matcher, "") is False
    if not schema.can_have(label):
        if needs_label:
            return "no label"
        # `label=""` says on purpose that there is none.
        return "possible" if matcher.op == "=" else "no effect"
    values = schema.values.get(label)
    if not values or not (needs_label or label in schema.always):
        return "possible"
    return "possible" if any(passes(matcher, value) is not False for value in values) else "no value"
