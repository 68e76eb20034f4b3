"""Changes of routes and inhibit rules that change nothing, for any alert that there could be: the rules that say so.

Each rule is a sentence, printed with its count, and a function that holds only where the sentence does. What is the
same only for the alerts that a system happens to have is no rule: a generated test is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.routing.matching import fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.plan.routing import Inhibit, Matcher, Route, Routing, Timing

ASKED_ABOVE = "a route above asks for the same"
"""Only what the route above took is put to this one, so that its own question has been answered."""
NONE_LATER = "no later route beside it can take what it takes"
"""`continue` puts an alert to the later siblings, and each of them asks for another value of a label."""
TAKEN_BELOW = "a route below takes all that comes this far"
"""A node keeps what none of its children takes; one of them asks for nothing that is not asked above already."""
LIKE_ABOVE = "it does what the route above would do"
"""A leaf with the receiver, the times and the intervals of the route above, grouped by each label that it asks for, so
that no group is cut in another place: whether an alert enters it can't be seen, if no later route could have it."""
NOBODY_THERE = "nobody is told there, however long it waits"
"""A receiver without integrations sends nothing, so that no wait and no interval can be seen."""
NOBODY_AROUND = "nobody is told by the route above and all below it"
"""Whichever of them an alert ends at, it is taken, and nothing is sent."""
PINNED = "both sides ask for the same value of the label"
"""Source and target have one `=` matcher each with the same value: what matches agrees in that label anyway."""


def matcher_dropped(
    routing: Routing, route: Route, matcher: Matcher, above: Sequence[Route], later: Sequence[Route]
) -> str:
    """Why a route does the same without a matcher; empty if it doesn't."""
    asked = [each for one in above for each in one.matchers]
    if matcher in asked:
        return ASKED_ABOVE
    kept = [each for each in route.matchers if each is not matcher]
    if _like_above(route, above) and all(exclude([*asked, *kept], one.matchers) for one in later):
        return LIKE_ABOVE
    return NOBODY_AROUND if above and silent(routing, above[-1]) else ""


def continued(route: Route, above: Sequence[Route], later: Sequence[Route]) -> str:
    """Why `continue` makes no difference; empty if it does."""
    asked = [each for one in (*above, route) for each in one.matchers]
    return NONE_LATER if all(exclude(asked, one.matchers) for one in later) else ""


def own_words_unused(route: Route, above: Sequence[Route]) -> str:
    """Why nothing ends at a route itself; empty if something may."""
    asked = {each for one in (*above, route) for each in one.matchers}
    return TAKEN_BELOW if any(asked.issuperset(child.matchers) for child in route.children) else ""


def equal_dropped(rule: Inhibit, label: str) -> str:
    """Why an inhibit rule does the same without a label of `equal`; empty if it doesn't."""
    source, target = ({each.value for each in side if (each.label, each.op) == (label, "=")} for side in _sides(rule))
    return PINNED if source and source == target else ""


def silent(routing: Routing, route: Route) -> bool:
    """Whether nobody is told at a route and at those below it."""
    return not routing.receivers[route.receiver].integrations and all(silent(routing, each) for each in route.children)


def exclude(some: Sequence[Matcher], others: Sequence[Matcher]) -> bool:
    """Whether no alert can fit both: one of them asks for a value that the other refuses."""
    return any(
        one.label == other.label and "=" in {one.op, other.op} and not _agree(one, other)
        for one in some
        for other in others
    )


def _agree(one: Matcher, other: Matcher) -> bool:
    return fits(other, one.value) if one.op == "=" else fits(one, other.value)


def _like_above(route: Route, above: Sequence[Route]) -> bool:
    if not above or route.children or route.cont:
        return False
    parent = above[-1]
    same = (route.receiver, set(route.mute), set(route.active)) == (
        parent.receiver,
        set(parent.mute),
        set(parent.active),
    )
    groups = next((each.timing.group_by for each in reversed(above) if each.timing.group_by is not None), None) or ()
    grouped = {each.label for each in route.matchers} <= set(groups) or groups == ("...",)
    return same and grouped and _adds_nothing(route.timing, above)


def _adds_nothing(own: Timing, above: Sequence[Route]) -> bool:
    for field in ("group_by", "group_wait", "group_interval", "repeat_interval"):
        said = getattr(own, field)
        inherited = next(
            (found for each in reversed(above) if (found := getattr(each.timing, field)) is not None), None
        )
        if said is not None and said != inherited:
            return False
    return True


def _sides(rule: Inhibit) -> tuple[Sequence[Matcher], Sequence[Matcher]]:
    return rule.source, rule.target
