"""Who is told: receivers, the tree of routes, inhibition, times, and the intents that they serve.

An `Intent` keeps what the owner of an alert meant (whom, when, after how long), beside the tree that it became, so that
the tree can be judged by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from monitorgen.diagnostics import Origin
from monitorgen.plan.values import Labels, Setting
from monitorgen.units import Duration

IntegrationKind = str
"""The name of an integration as Alertmanager spells it without `_configs`: `email`, `slack`, `pagerduty`, ..."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A matcher of a route or an inhibit rule on one label."""

    label: str
    op: Literal["=", "!=", "=~", "!~"]
    value: str


@dataclass(frozen=True, slots=True)
class Integration:
    """One integration of a receiver, in Alertmanager's own fields; `channel` is the one that brought it."""

    kind: IntegrationKind
    settings: Mapping[str, Setting]
    send_resolved: bool
    channel: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Receiver:
    """A named set of integrations; `nobody` has none."""

    name: str
    integrations: tuple[Integration, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """How a route groups and repeats; a field that is None is inherited from the parent route."""

    group_by: tuple[str, ...] | None = None
    group_wait: Duration | None = None
    group_interval: Duration | None = None
    repeat_interval: Duration | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """A node of Alertmanager's tree. `serves` names the intents that it exists for."""

    receiver: str
    matchers: tuple[Matcher, ...] = ()
    cont: bool = False
    timing: Timing = Timing()
    mute: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    children: tuple[Route, ...] = ()
    serves: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an intent: these channels are told after this time, within (or outside) these intervals."""

    after: Duration
    channels: tuple[str, ...]
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Intent:
    """Whom the owner of a class of alerts wants told. `id` is stable: team, severity and what narrows it."""

    id: str
    steps: tuple[Step, ...]
    timing: Timing
    mute: tuple[str, ...]
    because: Origin


@dataclass(frozen=True, slots=True)
class Inhibit:
    """While an alert that `source` matches fires, those that `target` matches are not notified if `equal` agree."""

    name: str
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class TimeRange:
    """One range of Alertmanager's time intervals, all fields already split where they would wrap."""

    times: tuple[tuple[str, str], ...] = ()
    weekdays: tuple[str, ...] = ()
    days_of_month: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    location: str = "UTC"


@dataclass(frozen=True, slots=True)
class Interval:
    """A named time interval: it holds when any of its ranges does."""

    name: str
    ranges: tuple[TimeRange, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class AlertClass:
    """What routing needs to know of one alerting rule: its identity and who owns it.

    `labels` are those known when compiling (static labels of the rule); `by` are the other labels that its series
    carry. `notify` and the rest are the alert's own words, None where the policy decides.
    """

    unit: str
    alertname: str
    severity: str
    team: str | None
    labels: Labels
    by: frozenset[str]
    open_labels: bool
    down: bool
    inhibits: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server of all email integrations."""

    smarthost: str
    sender: str
    username: str | None
    password: Setting | None


@dataclass(frozen=True, slots=True)
class Routing:
    """All that Alertmanager is told."""

    root: Route
    receivers: Mapping[str, Receiver]
    intents: Mapping[str, Intent]
    inhibits: tuple[Inhibit, ...]
    intervals: Mapping[str, Interval]
    smtp: Smtp | None
    resolve_timeout: Duration
