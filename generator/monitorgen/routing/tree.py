"""Alertmanager's walk through the tree of routes: where an alert with given labels goes.

Written from Alertmanager's rules, not from how we make trees, so that it can judge them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.plan.routing import Timing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.routing import Matcher, Route
    from monitorgen.plan.values import Labels

_MANY = 8


@dataclass(frozen=True, slots=True)
class Delivery:
    """A route that an alert ends at, with the timing that holds there."""

    route: Route
    timing: Timing


@dataclass(slots=True)
class Tree:
    """A tree of routes, prepared for many walks: a node with many children looks them up by one label."""

    root: Route
    _indexes: dict[int, _Index] = field(default_factory=dict)

    def deliveries(self, labels: Labels) -> tuple[Delivery, ...]:
        """The routes that an alert with these labels ends at, in the order of the tree; never none."""
        return tuple(self._walk(self.root, labels, Timing()))

    def _walk(self, route: Route, labels: Labels, inherited: Timing) -> Iterator[Delivery]:
        timing = _over(route.timing, inherited)
        taken = False
        for child in self._children(route, labels):
            if matches(child.matchers, labels):
                taken = True
                yield from self._walk(child, labels, timing)
                if not child.cont:
                    return
        if not taken:
            yield Delivery(route, timing)

    def _children(self, route: Route, labels: Labels) -> Sequence[Route]:
        if len(route.children) <= _MANY:
            return route.children
        index = self._indexes.get(id(route))
        if index is None:
            index = self._indexes[id(route)] = _index(route.children)
        return index.candidates(labels)


@dataclass(frozen=True, slots=True)
class _Index:
    """Children of a node by the value that they want of one label; `others` don't want one."""

    children: Sequence[Route]
    label: str
    wanting: Mapping[str, Sequence[int]]
    others: Sequence[int]

    def candidates(self, labels: Labels) -> Sequence[Route]:
        numbers = sorted((*self.wanting.get(labels.get(self.label, ""), ()), *self.others))
        return [self.children[number] for number in numbers]


def _index(children: Sequence[Route]) -> _Index:
    wanted = Counter(matcher.label for child in children for matcher in child.matchers if matcher.op == "=")
    label = wanted.most_common(1)[0][0] if wanted else ""
    wanting: dict[str, list[int]] = {}
    others: list[int] = []
    for number, child in enumerate(children):
        value = next((each.value for each in child.matchers if each.label == label and each.op == "="), None)
        (others if value is None else wanting.setdefault(value, [])).append(number)
    return _Index(children, label, wanting, others)


def matches(matchers: Sequence[Matcher], labels: Labels) -> bool:
    """Whether labels fit all matchers. A label that is missing has the value ""; regular expressions are anchored."""
    for matcher in matchers:
        value = labels.get(matcher.label, "")
        fits = value == matcher.value if matcher.op in {"=", "!="} else bool(_compiled(matcher.value).fullmatch(value))
        if fits != (matcher.op in {"=", "=~"}):
            return False
    return True


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _over(own: Timing, inherited: Timing) -> Timing:
    """What a route says of its timing over what its parent says. `mute` and `active` are not inherited."""
    return Timing(
        inherited.group_by if own.group_by is None else own.group_by,
        inherited.group_wait if own.group_wait is None else own.group_wait,
        inherited.group_interval if own.group_interval is None else own.group_interval,
        inherited.repeat_interval if own.repeat_interval is None else own.repeat_interval,
    )
