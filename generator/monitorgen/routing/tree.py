"""Alertmanager's walk through the tree of routes: where an alert with given labels goes.

Written from Alertmanager's rules, not from how we make trees, so that it can judge them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from monitorgen.plan.routing import Timing
from monitorgen.routing.matching import matches
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from monitorgen.plan.routing import Route
    from monitorgen.plan.values import Labels

DEFAULT_TIMING = Timing((), Duration(30_000), Duration(5 * 60_000), Duration(4 * 3_600_000))
"""What holds at the root where it says nothing: one group for everything."""
ALL_LABELS = "..."
"""Alone in `group_by`: alerts are together only if they agree in all labels."""
MOST_KINDS = 4096
"""So many kinds of alerts are remembered: where routes name services, each service has some of its own."""
_MANY = 8

Kind: TypeAlias = "tuple[str | None, ...]"
"""What a tree can tell of labels; None is a value that it names nowhere."""


class Delivery(Struct, frozen=True):
    """A route that an alert ends at: the way to it from the root, and the timing that holds there, complete."""

    path: tuple[Route, ...]
    timing: Timing

    @property
    def route(self) -> Route:
        """The route itself, the last of the way."""
        return self.path[-1]


class Tree:
    """A tree of routes, prepared for many walks: alerts that it can't tell apart go the same ways.

    A node with many children looks them up by one label.
    """

    __slots__ = ("_indexes", "_named", "_ways", "root")

    def __init__(self, root: Route) -> None:
        self.root = root
        self._named = _named_below(root)
        self._ways: dict[Kind, tuple[Delivery, ...]] = {}
        self._indexes: dict[int, _Index] = {}

    def kind(self, labels: Labels) -> Kind:
        """All that the ways of an alert with these labels depend on."""
        return tuple(
            [
                value if not (value := labels.get(label, "")) or named is None or value in named else None
                for label, named in self._named.items()
            ]
        )

    def deliveries(self, labels: Labels) -> tuple[Delivery, ...]:
        """The routes that an alert with these labels ends at, in the order of the tree; never none."""
        kind = self.kind(labels)
        ways = self._ways.get(kind)
        if ways is None:
            ways = tuple(self._walk((self.root,), labels, _over(self.root.timing, DEFAULT_TIMING)))
            if len(self._ways) < MOST_KINDS:
                self._ways[kind] = ways
        return ways

    def _walk(self, path: tuple[Route, ...], labels: Labels, timing: Timing) -> Iterator[Delivery]:
        taken = False
        for child in self._children(path[-1], labels):
            if matches(child.matchers, labels):
                taken = True
                yield from self._walk((*path, child), labels, _over(child.timing, timing))
                if not child.cont:
                    return
        if not taken:
            yield Delivery(path, timing)

    def _children(self, route: Route, labels: Labels) -> Sequence[Route]:
        if len(route.children) <= _MANY:
            return route.children
        index = self._indexes.get(id(route))
        if index is None:
            index = self._indexes[id(route)] = _index(route.children)
        return index.candidates(labels)


def _named_below(route: Route) -> dict[str, set[str] | None]:
    """The labels that routes below one ask for, each with the values that they name; None where they match any."""
    named: dict[str, set[str] | None] = {}
    waiting = [*route.children]
    while waiting:
        each = waiting.pop()
        waiting += each.children
        for matcher in each.matchers:
            values = named.setdefault(matcher.label, set())
            if matcher.op in ("=~", "!~"):
                named[matcher.label] = None
            elif values is not None:
                values.add(matcher.value)
    return named


class _Index(Struct, frozen=True):
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


def _over(own: Timing, inherited: Timing) -> Timing:
    """What a route says of its timing over what its parent says. `mute` and `active` are not inherited."""
    return Timing(
        inherited.group_by if own.group_by is None else own.group_by,
        inherited.group_wait if own.group_wait is None else own.group_wait,
        inherited.group_interval if own.group_interval is None else own.group_interval,
        inherited.repeat_interval if own.repeat_interval is None else own.repeat_interval,
    )
