"""How the series of two sides find each other: `on`, `ignoring`, or all their labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.promql.nodes import Matching
    from monitorgen.promql.types import LabelSchema


class Mismatch(Struct, frozen=True):
    """A label for which no series of one side can equal one of the other.

    `only` is the side that has it, None if both do, with different values.
    """

    label: str
    only: Literal["left", "right"] | None


def mismatch(left: LabelSchema, right: LabelSchema, matching: Matching | None) -> Mismatch | None:
    """Why the sides can never match, None if they may."""
    for label in compared_labels(left, right, matching):
        if label in left.always and not right.can_have(label):
            return Mismatch(label, "left")
        if label in right.always and not left.can_have(label):
            return Mismatch(label, "right")
        if label in left.always or label in right.always:
            ours, theirs = left.values.get(label), right.values.get(label)
            if ours and theirs and not ours & theirs:
                return Mismatch(label, None)
    return None


def compared_labels(left: LabelSchema, right: LabelSchema, matching: Matching | None) -> list[str]:
    """The labels that must be equal, those that are known, sorted; those of `on` as they are written."""
    if matching is not None and matching.on:
        return list(matching.labels)
    ignored = frozenset(matching.labels) if matching is not None else frozenset()
    return sorted((left.always | right.always) - ignored)


def told_apart(side: LabelSchema, matching: Matching | None) -> list[str]:
    """The labels by which series of one side may differ though they belong to the same group of the match."""
    if matching is None:
        return []
    loose = side.known - frozenset(matching.labels) if matching.on else side.known & frozenset(matching.labels)
    return sorted(label for label in loose if not side.pinned(label))


def joined(left: LabelSchema, right: LabelSchema, matching: Matching | None) -> LabelSchema:
    """The labels of the results of an arithmetic operator or a comparison."""
    if matching is None:
        return left.meet(right)
    if matching.card == "many-to-one":
        return _with_included(left, right, matching)
    if matching.card == "one-to-many":
        return _with_included(right, left, matching)
    if matching.on:
        return left.keep(matching.labels).meet(right.keep(matching.labels))
    return left.drop(matching.labels).meet(right.drop(matching.labels))


def restricted(left: LabelSchema, right: LabelSchema, matching: Matching | None) -> LabelSchema:
    """The labels of the left side where series of the right side match them."""
    if matching is None:
        return left.meet(right)
    for label in matching.labels if matching.on else ():
        if label in right.always and left.can_have(label):
            sides = [side.values[label] for side in (left, right) if side.values.get(label)]
            left = left.with_always(label, frozenset.intersection(*sides) if sides else None)
    return left


def _with_included(many: LabelSchema, one: LabelSchema, matching: Matching) -> LabelSchema:
    labels = restricted(many, one, matching)
    for label in matching.include:
        if label in one.always:
            labels = labels.with_always(label, one.values.get(label))
        elif one.can_have(label):
            labels = labels.with_maybe(label)
        else:
            labels = labels.drop((label,))
    return labels
