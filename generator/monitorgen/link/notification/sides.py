"""The two sides of an inhibit rule: which alerts may match, and whether their labels can ever agree.

A label missing on both alerts counts as equal for Alertmanager. Whatever compares labels here treats a missing label
as what it is, so that a rule is only called real for pairs that its author can have meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.routing import Matcher
from monitorgen.routing.classes import ANY, LACKING, value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from monitorgen.plan.routing import AlertClass
    from monitorgen.routing.classes import Value


def may_match(alert: AlertClass, labels: Mapping[str, str]) -> bool:
    """Whether the alert can have these labels; an empty value means that it has none."""
    for label, wanted in labels.items():
        known = value_of(alert, label)
        if known is not ANY and known != (wanted or LACKING):
            return False
    return True


def keys(alerts: Iterable[AlertClass], equal: Sequence[str]) -> set[tuple[Value, ...]]:
    """The distinct values of the labels of `equal`."""
    return {tuple([value_of(alert, label) for label in equal]) for alert in alerts}


def can_agree(sources: Collection[tuple[Value, ...]], targets: Collection[tuple[Value, ...]]) -> bool:
    """Whether a source and a target can have the same values, and have them."""
    own = [key for key in sources if LACKING not in key]
    others = {key for key in targets if LACKING not in key}
    if any(key in others for key in own if ANY not in key):
        return True
    loose = [key for key in others if ANY in key]
    return any(_agree(one, other) for one in own for other in (others if ANY in one else loose))


def _agree(one: tuple[Value, ...], other: tuple[Value, ...]) -> bool:
    return all(a is ANY or b is ANY or a == b for a, b in zip(one, other, strict=True))


def guards(
    equal: Sequence[str], sources: Collection[tuple[Value, ...]], targets: Collection[tuple[Value, ...]]
) -> tuple[Matcher, ...]:
    """Matchers that keep sources out that lack a label which some targets lack, too: those would count as equal."""
    return tuple(
        Matcher(label, "!=", "")
        for index, label in enumerate(equal)
        if any(key[index] is LACKING for key in sources) and any(key[index] is LACKING for key in targets)
    )


def one_of(label: str, values: Sequence[str]) -> Matcher:
    """A matcher for one or several values, none of which needs escaping."""
    return Matcher(label, "=", values[0]) if len(values) == 1 else Matcher(label, "=~", "|".join(values))
