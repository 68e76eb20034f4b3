"""Who is told of an alert, step by step, in words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.targets.portal.blocks import Muted, To

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.routing import Intent, Step
    from monitorgen.routing.cases import Case
    from monitorgen.targets.portal.blocks import Inline, Line
    from monitorgen.units import Duration

CHANNELS = "channels"
"""The page of the channels; each has its name there as an id."""


class Told(Struct, frozen=True):
    """One step: these channels are told, after this time, in these times. `after` is "" for at once.

    `escalation` tells that it is only done if the alert still fires then.
    """

    channels: tuple[str, ...]
    after: str
    when: str
    repeats: str
    escalation: bool


def steps(case: Case) -> tuple[Told, ...]:
    """Whom an alert tells, the first at first; none where nobody is told."""
    return steps_of(case.intent, (stage.step for stage in case.stages)) if case.intent is not None else ()


def quiet(case: Case) -> tuple[str, ...]:
    """What keeps an alert quiet while it fires: rules, or alerts of the same unit."""
    return tuple(sorted({
        f"rule {rule.name}" if source is None else f"{source.alertname} ({source.severity})"
        for rule, source in case.quiet
    }))  # fmt: skip


def steps_of(intent: Intent, done: Iterable[Step]) -> tuple[Told, ...]:
    """The steps of an intent that tell somebody."""
    repeats, mute = str(intent.timing.repeat_interval), intent.mute
    telling = sorted((step for step in done if step.channels), key=lambda each: each.after.ms)
    return tuple([_told(each.channels, each.after, each.when, (*each.unless, *mute), repeats) for each in telling])


@lru_cache(1024)
def _told(
    channels: tuple[str, ...], after: Duration, within: tuple[str, ...], outside: tuple[str, ...], repeats: str
) -> Told:
    """One step; those of most alerts are the same few."""
    return Told(channels, str(after) if after.ms else "", when(within, outside), repeats, bool(after.ms))


def when(within: Sequence[str], outside: Sequence[str]) -> str:
    """The times in which a step tells somebody, "" for always."""
    parts = [f"within {' or '.join(within)}"] if within else []
    parts += [f"outside {', '.join(dict.fromkeys(outside))}"] if outside else []
    return ", ".join(parts)


@lru_cache(1024)
def line(told: tuple[Told, ...]) -> Line:
    """All steps on one line, each channel a link: `chat, oncall; after 15m: oncall`."""
    if not told:
        return (Muted("nobody"),)
    parts: list[Inline] = []
    for number, each in enumerate(told):
        if number:
            parts.append("; ")
        parts += _step(each)
    return tuple(parts)


def _step(told: Told) -> Iterator[Inline]:
    if told.after:
        yield f"after {told.after}: "
    for number, channel in enumerate(told.channels):
        if number:
            yield ", "
        yield channel_link(channel)
    if told.when:
        yield Muted(f" ({told.when})")


def channel_link(channel: str) -> To:
    """A channel, as a link to what is known of it."""
    return To(channel, f"{CHANNELS}#channel-{channel}")
