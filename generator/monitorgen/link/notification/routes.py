"""Routes: classes and deliveries as Alertmanager's tree.

The tree is: the root; the heartbeat; a route for each team and severity; below it those for alerts and services with
words of their own, and, where a class is told more than once (rows, a ladder), a route for each delivery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.routing import NOBODY, Matcher, Route, Timing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.link.notification.deliveries import Delivery


class Addressed(Struct, frozen=True):
    """A delivery with the receiver that it goes to."""

    receiver: str
    delivery: Delivery


def node(
    matchers: Sequence[Matcher],
    timing: Timing,
    addressed: Sequence[Addressed],
    mute: tuple[str, ...],
    serves: str,
    narrower: Sequence[Route] = (),
) -> Route:
    """The route of one question, with the `narrower` ones below it. Without a delivery it leads to nobody."""
    intents = frozenset((serves,))
    only = addressed[0] if len(addressed) == 1 and not addressed[0].delivery.again else None
    # A wait of the one delivery would be inherited by the narrower routes, which have waits of their own.
    if only is not None and (only.delivery.after is None or not narrower):
        return Route(
            only.receiver,
            tuple(matchers),
            timing=_waiting(timing, only.delivery),
            mute=_muted(only.delivery, mute),
            active=only.delivery.active,
            children=tuple(narrower),
            serves=intents,
        )
    below = [_below(each, mute, intents, last=each is addressed[-1]) for each in addressed]
    return Route(
        addressed[0].receiver if addressed else NOBODY,
        tuple(matchers),
        timing=timing,
        children=(*narrower, *below),
        serves=intents,
    )


def _below(addressed: Addressed, mute: tuple[str, ...], intents: frozenset[str], *, last: bool) -> Route:
    delivery = addressed.delivery
    # A place that keeps incidents knows them by the group's key, which is made of the matchers on the way to a route.
    # Under the key of the first notification the second one would be taken for a repetition, and nobody would be
    # told. No alert has this name, so the matcher always holds; it only makes the key another one.
    apart = (Matcher("alertname", "!=", delivery.suffix.removeprefix("-")),) if delivery.again else ()
    return Route(
        addressed.receiver,
        apart,
        cont=not last,
        timing=_waiting(Timing(), delivery),
        mute=_muted(delivery, mute),
        active=delivery.active,
        serves=intents,
    )


def _waiting(timing: Timing, delivery: Delivery) -> Timing:
    if delivery.after is None:
        return timing
    return Timing(timing.group_by, delivery.after, timing.group_interval, timing.repeat_interval)


def _muted(delivery: Delivery, mute: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*delivery.unless, *mute)))


def differing(timing: Timing, inherited: Timing) -> Timing:
    """What a route has to say of its own timing."""
    return Timing(
        None if timing.group_by == inherited.group_by else timing.group_by,
        None if timing.group_wait == inherited.group_wait else timing.group_wait,
        None if timing.group_interval == inherited.group_interval else timing.group_interval,
        None if timing.repeat_interval == inherited.repeat_interval else timing.repeat_interval,
    )


def times_of(route: Route) -> frozenset[str]:
    """The time intervals that a route and those below it name."""
    return frozenset((*route.mute, *route.active)).union(*map(times_of, route.children))
