"""Who is told of an alert: the whole of Alertmanager's decision, as a function of labels, time and what else fires."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.routing.grouping import group_key, group_labels
from monitorgen.routing.inhibition import Inhibited, Inhibitor
from monitorgen.routing.matching import cleaned
from monitorgen.routing.times import holding
from monitorgen.routing.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from monitorgen.plan.routing import Inhibit, Interval, Route, Routing, Timing
    from monitorgen.plan.values import Labels


class Policy(Struct, frozen=True):
    """What decides: the tree, the inhibit rules and the intervals that routes name."""

    tree: Tree
    inhibits: Sequence[Inhibit] = ()
    intervals: Mapping[str, Interval] = field(default_factory=dict)

    @classmethod
    def of(cls, routing: Routing) -> Policy:
        """That of a Plan."""
        return cls(Tree(routing.root), routing.inhibits, routing.intervals)


class Decided(Struct, frozen=True):
    """One receiver of an alert, and what is known of the notification.

    `path` are the routes from the root to the one that it ends at; `group` the labels that it is grouped by and `key`
    how Alertmanager calls that group. `muted_by` are intervals of the route's `mute` that hold now; `outside` those of
    its `active`, if none of them does.
    """

    receiver: str
    path: tuple[Route, ...]
    timing: Timing
    group: Labels
    key: str
    muted_by: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether the times keep it quiet."""
        return bool(self.muted_by or self.outside)


class Deliveries(Struct, frozen=True):
    """All receivers of an alert, in the order of the tree; an alert that is inhibited is told to none of them."""

    labels: Labels
    deliveries: tuple[Decided, ...]
    inhibited_by: tuple[Inhibited, ...]

    @property
    def told(self) -> tuple[str, ...]:
        """The receivers that are notified, once the wait of each route is over."""
        if self.inhibited_by:
            return ()
        return tuple(dict.fromkeys(each.receiver for each in self.deliveries if not each.silent))


def decide(
    policy: Policy,
    labels: Mapping[str, str],
    at: datetime | None = None,
    firing: Iterable[Mapping[str, str]] | Inhibitor = (),
) -> Deliveries:
    """Who is told of an alert with these labels.

    `at` is a time with a zone; without one no interval is looked at. `firing` are the labels of the other alerts that
    fire then, or an `Inhibitor` that knows them, for many questions at once. Raises `UnreadableError` for a matcher
    that Alertmanager would refuse.
    """
    alert = cleaned(labels)
    others = firing if isinstance(firing, Inhibitor) else Inhibitor.of(policy.inhibits, firing)
    made = []
    for each in policy.tree.deliveries(alert):
        route = each.route
        group = group_labels(each.timing.group_by or (), alert)
        muted = holding(route.mute, policy.intervals, at) if at is not None else ()
        active = at is None or not route.active or holding(route.active, policy.intervals, at)
        made.append(
            Decided(
                receiver=route.receiver,
                path=each.path,
                timing=each.timing,
                group=group,
                key=group_key(each.path, group),
                muted_by=muted,
                outside=() if active else route.active,
            )
        )
    return Deliveries(alert, tuple(made), tuple(others.of_alert(alert)))
