"""What is decided on: a system's notification policy in one environment, and the alerts that it is asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from monitorgen.diagnostics import Origin
from monitorgen.raw import Nothing
from monitorgen.units import Duration

if TYPE_CHECKING:
    from monitorgen.plan.routing import AlertClass
    from monitorgen.spec.channel import Channel
    from monitorgen.spec.notification import DefaultNotify, InhibitRule, Severity, TimeInterval
    from monitorgen.spec.stack import Smtp

Where: TypeAlias = Callable[..., Origin]
"""Gives the origin of what was written at a path: `where("channels", "chat", "slack")`."""

Notify: TypeAlias = "list[str] | dict[str, list[str] | Nothing] | Nothing"
"""`notify` as the spec's models hold it: a list of channels, a time table of lists, or `none`."""

OTHERWISE = "otherwise"
DEFAULT_RETENTION = Duration(120 * 3_600_000)
DEFAULT_RESOLVE_TIMEOUT = Duration(300_000)


class Row(Struct, frozen=True):
    """A row of a time table: these channels while the interval `when` lasts; None is `otherwise`, or always.

    `key` is the row's key in the table, None for a plain list.
    """

    when: str | None
    channels: tuple[str, ...]
    key: str | None = None


Table: TypeAlias = tuple[Row, ...]
"""Rows in order: the first one that fits is taken. A plain list is one row; `none` is one row without channels."""


class Team(Struct, frozen=True):
    """A team's own words: where the root's channels lead for it, and what it changes of severities and times.

    `dropped` are the channels to which it said `none`.
    """

    channels: Mapping[str, Channel] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    time_intervals: Mapping[str, TimeInterval] = field(default_factory=dict)
    mute: tuple[str, ...] = ()


def nowhere(*path: str | int) -> Origin:
    """The origin of something in a policy that was made by a program."""
    return Origin("", path)


class Policy(Struct, frozen=True):
    """The notification policy of a system in one environment (and region), merged and typed.

    `off` are the root's channels that are `none` here, `inhibit_off` the inhibit rules; `severities` are in the
    spec's order, worst first. `heartbeat` is a channel, None if none is said; `heartbeat_off` that it is `none`.
    `where` leads from a path at the root of the spec to its origin.
    """

    system: str
    environment: str
    region: str | None = None
    channels: Mapping[str, Channel] = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    default_notify: DefaultNotify | None = None
    teams: Mapping[str, Team] = field(default_factory=dict)
    time_intervals: Mapping[str, TimeInterval] = field(default_factory=dict)
    inhibit: Mapping[str, InhibitRule] = field(default_factory=dict)
    inhibit_off: frozenset[str] = frozenset()
    mute: tuple[str, ...] = ()
    smtp: Smtp | None = None
    heartbeat: str | None = None
    heartbeat_off: bool = False
    secrets: frozenset[str] = frozenset()
    retention: Duration = DEFAULT_RETENTION
    resolve_timeout: Duration = DEFAULT_RESOLVE_TIMEOUT
    where: Where = nowhere


class Told(Struct, frozen=True):
    """An alert that somebody may be told of, with its own words. `mute` holds the entry's intervals, too.

    `where` leads from a path inside the alert to its origin.
    """

    alert: AlertClass
    notify: Notify | None = None
    repeat_interval: Duration | None = None
    mute: tuple[str, ...] = ()
    where: Where = nowhere


def muted(value: list[str] | Nothing | None) -> tuple[str, ...]:
    """The intervals of a `mute:`; none for `none`."""
    return tuple(value) if isinstance(value, list) else ()


def table(notify: Notify) -> Table:
    """The rows of a `notify:`, in order; `otherwise` keeps its place, so that a check can tell where it stood."""
    if isinstance(notify, list):
        return (Row(None, tuple(notify)),)
    if isinstance(notify, Nothing):
        return (Row(None, ()),)
    return tuple(
        Row(None if when == OTHERWISE else when, tuple(channels) if isinstance(channels, list) else (), when)
        for when, channels in notify.items()
    )
