"""Who is told: receivers, the tree of routes, inhibition, times, and the intents that they serve.

An `Intent` keeps what the owner of an alert meant (whom, when, after how long), beside the tree that it became, so that
the tree can be judged by it. Names of intervals are those of the output everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from monitorgen.plan.values import secrets_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.values import Labels, SecretUse, Setting
    from monitorgen.units import Duration

DEFAULT_RECEIVER = "default"
"""Who is told of what no other route takes."""
NOBODY = "nobody"
"""The receiver without integrations."""
HEARTBEAT = "heartbeat"
"""The receiver of the alert that always fires, so that somebody notices when it stops."""
HEARTBEAT_LABELS: Labels = {"alertname": "Watchdog", "severity": "none"}
"""The labels of that alert."""

Meaning = Literal["critical", "warning", "info"]
"""The built-in severity that one of any name stands for."""

IntegrationKind = str
"""The name of an integration as Alertmanager spells it without `_configs`: `email`, `slack`, `pagerduty`, ..."""


class Matcher(Struct, frozen=True):
    """A matcher of a route or an inhibit rule on one label."""

    label: str
    op: Literal["=", "!=", "=~", "!~"]
    value: str


class Integration(Struct, frozen=True):
    """One integration of a receiver, in Alertmanager's own fields; `channel` is the one that holds it.

    A field with a `SecretUse` is written as `<field>_file`.
    """

    kind: IntegrationKind
    settings: Mapping[str, Setting]
    send_resolved: bool
    channel: str
    origin: Origin


class Receiver(Struct, frozen=True):
    """A named set of integrations; `nobody` has none."""

    name: str
    integrations: tuple[Integration, ...]


class Timing(Struct, frozen=True):
    """How a route groups and repeats; a field that is None is inherited from the parent route."""

    group_by: tuple[str, ...] | None = None
    group_wait: Duration | None = None
    group_interval: Duration | None = None
    repeat_interval: Duration | None = None


class Route(Struct, frozen=True):
    """A node of Alertmanager's tree. `serves` names the intents that it exists for.

    An alert goes into the first child that matches, and on to the next ones while those say `cont`. A node whose
    children have all it needs is only there to share its matchers and timing. Intervals are not inherited.
    """

    receiver: str
    matchers: tuple[Matcher, ...] = ()
    cont: bool = False
    timing: Timing = Timing()
    mute: tuple[str, ...] = ()
    active: tuple[str, ...] = ()
    children: tuple[Route, ...] = ()
    serves: frozenset[str] = frozenset()


class Step(Struct, frozen=True):
    """One step of an intent: these channels are told after this time, within `when` and outside all of `unless`.

    `because` is where its list of channels was written.
    """

    after: Duration
    channels: tuple[str, ...]
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    because: Origin | None = None


class Intent(Struct, frozen=True):
    """Whom the owner of a class of alerts wants told. `id` is stable: team, severity and what narrows it.

    `timing` is complete. `because` is where the list of channels was written; `places` where the fields of `timing`
    were, those that somebody said; `mute_places` where each interval of `mute` was named.
    """

    id: str
    steps: tuple[Step, ...]
    timing: Timing
    mute: tuple[str, ...]
    because: Origin
    places: Mapping[str, Origin] = field(default_factory=dict)
    mute_places: Mapping[str, Origin] = field(default_factory=dict)


class Inhibit(Struct, frozen=True):
    """While an alert that `source` matches fires, those that `target` matches are not notified if `equal` agree."""

    name: str
    source: tuple[Matcher, ...]
    target: tuple[Matcher, ...]
    equal: tuple[str, ...]
    origin: Origin | None


class TimeRange(Struct, frozen=True):
    """One range of Alertmanager's time intervals, all fields already split where they would wrap."""

    times: tuple[tuple[str, str], ...] = ()
    weekdays: tuple[str, ...] = ()
    days_of_month: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    location: str = "UTC"


class Interval(Struct, frozen=True):
    """A named time interval: it holds when any of its ranges does."""

    name: str
    ranges: tuple[TimeRange, ...]
    origin: Origin


class AlertClass(Struct, frozen=True):
    """What routing needs to know of one alerting rule: its identity and who owns it.

    `labels` are those known when compiling (`severity`, `service`, `team` and static ones, not `alertname`); `by` are
    the other labels that its series carry, `values` what those of them can be of which that is known, `open_labels`
    that there may be more. `down`: it tells that its entry is down. `inhibits` are names of alerts of the same service.
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
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Smtp(Struct, frozen=True):
    """The mail server of all email integrations."""

    smarthost: str
    sender: str
    username: str | None
    password: SecretUse | None


class Routing(Struct, frozen=True):
    """All that Alertmanager is told. `severities` are worst first, with what each stands for."""

    root: Route
    receivers: Mapping[str, Receiver]
    intents: Mapping[str, Intent]
    inhibits: tuple[Inhibit, ...]
    intervals: Mapping[str, Interval]
    severities: Mapping[str, Meaning]
    smtp: Smtp | None
    resolve_timeout: Duration

    def secrets(self) -> Iterator[SecretUse]:
        """Every use of a secret, by the mail server and by receivers."""
        if self.smtp is not None and self.smtp.password is not None:
            yield self.smtp.password
        for receiver in self.receivers.values():
            for integration in receiver.integrations:
                yield from secrets_in(integration.settings)


def class_id(team: str | None, severity: str) -> str:
    """The id of the intent for a team's alerts of one severity: `payments/critical`, `critical` without a team."""
    return f"{team}/{severity}" if team is not None else severity


def service_of(alert: AlertClass) -> str | None:
    """The service that an alert speaks of, None if its rule doesn't say one."""
    return alert.labels.get("service")


def is_heartbeat(alert: AlertClass) -> bool:
    """Whether an alert is the one that always fires."""
    name = HEARTBEAT_LABELS["alertname"]
    return alert.alertname == name and HEARTBEAT_LABELS.items() <= {**alert.labels, "alertname": name}.items()


def intent_of(intents: Mapping[str, Intent], alert: AlertClass) -> str | None:
    """The id of the intent that holds for an alert: its own, its service's or that of its class."""
    of_class = class_id(alert.team, alert.severity)
    place = service_of(alert) or alert.unit
    of_service = f"{of_class}@{place}"
    for each in (f"{of_service}.{alert.alertname}", of_service, of_class):
        if each in intents:
            return each
    return None


def intents_of(intents: Mapping[str, Intent], alerts: Iterable[AlertClass]) -> list[str | None]:
    """What `intent_of` says of each alert. Only in some classes are there alerts told otherwise than their class."""
    varied = {name.partition("@")[0] for name in intents if "@" in name}
    found: list[str | None] = []
    for alert in alerts:
        of_class = class_id(alert.team, alert.severity)
        if of_class in varied:
            found.append(intent_of(intents, alert))
        else:
            found.append(of_class if of_class in intents else None)
    return found
