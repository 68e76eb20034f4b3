"""Deciding who is told: from a policy and the alerts that there are to receivers, routes, inhibition and intents.

The rules are those of the language: a severity says which channels, a team says where its channels lead, and nothing
else decides. The work grows with the number of classes (team, severity), not with that of alerts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.link.notification.calendar import Calendar
from monitorgen.link.notification.channels import OF_CLASSES, Channels, integrations
from monitorgen.link.notification.classes import TeamSeverity, classes
from monitorgen.link.notification.deliveries import Deliverer, Delivery
from monitorgen.link.notification.inhibition import inhibits
from monitorgen.link.notification.manner import Manner, Words, check_timing, default_manner, grouped, manner_of
from monitorgen.link.notification.receivers import Receivers
from monitorgen.link.notification.root_words import check_policy, meanings, smtp_of
from monitorgen.link.notification.routes import Addressed, differing, node, times_of
from monitorgen.plan.routing import (
    DEFAULT_RECEIVER,
    HEARTBEAT,
    HEARTBEAT_LABELS,
    Intent,
    Matcher,
    Route,
    Routing,
    Timing,
    class_id,
)
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from monitorgen.diagnostics import Level, Origin
    from monitorgen.link.notification.policy import Policy, Told

# Alertmanager looks at a group every group_interval and repeats once the repeat_interval has passed since the last
# notification was *done*. With 1m and 1m it would repeat every two minutes; so it does every minute.
_PRODUCTION = ("prod", "prd", "live")
"""How names of environments begin that people rely on."""

_HEARTBEAT_TIMING = Timing(("alertname",), Duration(0), Duration(30_000), Duration(55_000))


def decide(policy: Policy, told: Iterable[Told]) -> tuple[Routing, list[Diagnostic]]:
    """The routing of one Alertmanager, and all findings about it. Findings name no environment."""
    findings = Findings()
    alerts = list(told)
    routing = _Decision(policy, findings).routing(alerts)
    return routing, list(findings)


class _Decision:
    """What grows while a tree is made: receivers, intervals and intents that are really used."""

    def __init__(self, policy: Policy, findings: Findings) -> None:
        self.policy, self.findings = policy, findings
        self.channels = Channels(policy, findings)
        self.calendar = Calendar(policy, findings)
        self.receivers = Receivers(findings)
        self.deliverer = Deliverer(self.channels, self.calendar, findings)
        self.intents: dict[str, Intent] = {}
        self.default = default_manner(policy)

    def routing(self, told: Sequence[Told]) -> Routing:
        """The whole of it."""
        check_policy(self.policy, self.findings)
        self.channels.check_all()
        self._default_receiver()
        below = [*self._heartbeat(), *map(self._class, classes(self.policy, told, self.findings))]
        check_timing(self.default, self.policy.retention, self.findings)
        root = Route(DEFAULT_RECEIVER, timing=self.default.timing, children=tuple(below))
        named = times_of(root)
        return Routing(
            root=root,
            receivers=self.receivers.receivers(),
            intents=dict(sorted(self.intents.items())),
            inhibits=inhibits(self.policy, [each.alert for each in told], self.findings),
            # A row that tells nobody of its own has no route, so that its times may not be needed.
            intervals={name: each for name, each in self.calendar.intervals().items() if name in named},
            severities=meanings(self.policy),
            smtp=smtp_of(self.policy, self.findings),
            resolve_timeout=self.policy.resolve_timeout,
        )

    # -- the root and the heartbeat --------------------------------------------------------------------------------

    def _default_receiver(self) -> None:
        at = self.default.table_at
        row = self.default.table[0] if self.default.table else None
        leaves = self.channels.leaves(row.channels, None, at) if row is not None else ()
        for leaf in leaves:
            for name in sorted(leaf.placeholders & OF_CLASSES):
                message = f"channel {leaf.name!r} of default_notify can't use {{{name}}}"
                hint = "the root route takes what no team and severity caught: name a channel with a fixed place"
                where = self.policy.where("channels", leaf.name)
                self.findings.add(Diagnostic("MG417", message, where, hint=hint, part="key"))
        fit = [leaf for leaf in leaves if leaf.placeholders.isdisjoint(OF_CLASSES)]
        if row is not None and not leaves and all(self.channels.off(name, None) for name in row.channels):
            message = "what no severity catches reaches nobody: every channel of default_notify is off here"
            hint = "name a channel that exists in this environment"
            self.findings.add(Diagnostic("MG413", message, at(), hint=hint, level="note"))
        made = integrations(fit, self._values(None, None, None, fixed=True), "alerts of no severity", self.findings)
        self.receivers.add(DEFAULT_RECEIVER, made, "what no other route takes", at())

    def _heartbeat(self) -> list[Route]:
        where = self.policy.where("stack", "alertmanager", "heartbeat")
        name = self.policy.heartbeat
        if name is None:
            if self.policy.environment.startswith(_PRODUCTION) and not self.policy.heartbeat_off:
                message = f"{self.policy.environment} has no heartbeat: nobody would notice if monitoring stopped"
                hint = "write `stack.alertmanager.heartbeat: <channel>` of a dead man's switch, or `heartbeat: none`"
                self.findings.add(Diagnostic("MG410", message, where, hint=hint))
            return []
        leaves = self.channels.leaves((name,), None, lambda _index: where)
        if not leaves and self.channels.off(name, None):
            message = f"the heartbeat's channel {name!r} is off here, so nobody would notice if monitoring stopped"
            hint = "write `heartbeat: none` in this environment if that is meant"
            self.findings.add(Diagnostic("MG411", message, where, hint=hint))
        made = integrations(leaves, self._values(None, None, None, fixed=True), "heartbeats", self.findings)
        silent = tuple(replace(each, send_resolved=False) for each in made)
        receiver = self.receivers.add(HEARTBEAT, silent, "the heartbeat", where)
        matchers = tuple(Matcher(label, "=", value) for label, value in HEARTBEAT_LABELS.items())
        delivery = Delivery("", leaves, because=where)
        self.intents[HEARTBEAT] = Intent(HEARTBEAT, (delivery.step,), _HEARTBEAT_TIMING, (), where)
        return [node(matchers, _HEARTBEAT_TIMING, [Addressed(receiver, delivery)], (), HEARTBEAT)]

    # -- classes ---------------------------------------------------------------------------------------------------

    def _class(self, one: TeamSeverity) -> Route:
        manner = grouped(manner_of(self.policy, one.team, one.severity), self.default.timing, self.findings)
        check_timing(manner, self.policy.retention, self.findings)
        deliveries = self.deliverer.deliveries(manner, one.team)
        matchers = [Matcher("severity", "=", one.severity)]
        if self.policy.teams:
            matchers.insert(0, Matcher("team", "=", one.team or ""))
        narrower = [*self._own(one, manner, deliveries), *self._each_service(one, manner, deliveries)]
        timing = differing(manner.timing, self.default.timing)
        if _per_service(deliveries):
            self._check_services(one, deliveries)
            return Route(DEFAULT_RECEIVER, tuple(matchers), timing=timing, children=tuple(narrower))
        intent = class_id(one.team, one.severity)
        addressed = self._addressed(one, _name(one), deliveries, None, manner.table_at())
        mute = self._mute(manner, one.team)
        self._check_reached(one, manner)
        self._intend(intent, manner, deliveries, mute)
        return node(matchers, timing, addressed, tuple(mute), intent, narrower)

    def _each_service(self, one: TeamSeverity, manner: Manner, deliveries: Sequence[Delivery]) -> list[Route]:
        """A route for each service where a channel's place depends on it."""
        if not _per_service(deliveries):
            return []
        made = []
        mute = self._mute(manner, one.team)
        for service in sorted(each for each in one.services if each is not None):
            intent = f"{class_id(one.team, one.severity)}@{service}"
            addressed = self._addressed(one, f"{_name(one)}-{service}", deliveries, service, manner.table_at())
            self._intend(intent, manner, deliveries, mute)
            made.append(node([Matcher("service", "=", service)], Timing(), addressed, tuple(mute), intent))
        return made

    def _own(self, one: TeamSeverity, manner: Manner, deliveries: Sequence[Delivery]) -> list[Route]:
        """Routes for alerts and services with words of their own, the narrower first."""
        alerts: list[Route] = []
        services: list[Route] = []
        for service in sorted(one.own, key=lambda each: each or ""):
            shared = one.words_of_service(service)
            if shared is not None and service is not None:
                first = one.own[service][0][0]
                services.append(self._of_service(one, service, manner.with_words(shared, first.where), deliveries))
                continue
            for told, words in sorted(one.own[service], key=lambda each: (each[0].alert.unit, each[0].alert.alertname)):
                alerts.append(self._of_alert(one, told, words, manner, deliveries))
        return [*alerts, *services]

    def _of_service(self, one: TeamSeverity, service: str, manner: Manner, deliveries: Sequence[Delivery]) -> Route:
        check_timing(manner, self.policy.retention, self.findings)
        name = f"{_name(one)}-{service}" if _per_service(deliveries) else _name(one)
        intent = f"{class_id(one.team, one.severity)}@{service}"
        addressed = self._addressed(one, name, deliveries, service, manner.table_at())
        return self._narrow([Matcher("service", "=", service)], one, manner, addressed, intent)

    def _of_alert(
        self, one: TeamSeverity, told: Told, words: Words, of_class: Manner, deliveries: Sequence[Delivery]
    ) -> Route:
        alert, service = told.alert, told.alert.labels.get("service")
        manner = of_class.with_words(words, told.where)
        check_timing(manner, self.policy.retention, self.findings)
        name = _name(one)
        if words.table is not None:
            deliveries = self.deliverer.deliveries(manner, one.team, own=True)
            self._check_reached(one, manner, f"alert {alert.alertname}")
            name = f"{alert.unit}-{alert.alertname}"
            if any({"severity", "team"} & leaf.placeholders for each in deliveries for leaf in each.leaves):
                name = f"{name}-{one.severity}"
        elif _per_service(deliveries) and service is not None:
            name = f"{name}-{service}"
        matchers = [Matcher("alertname", "=", alert.alertname)]
        if service is not None:
            matchers.append(Matcher("service", "=", service))
        elif "service" not in alert.by and not alert.open_labels:
            matchers.append(Matcher("service", "=", ""))
        intent = f"{class_id(one.team, one.severity)}@{service or alert.unit}.{alert.alertname}"
        addressed = self._addressed(one, name, deliveries, service, told.where())
        return self._narrow(matchers, one, manner, addressed, intent)

    def _narrow(
        self, matchers: list[Matcher], one: TeamSeverity, manner: Manner, addressed: Sequence[Addressed], intent: str
    ) -> Route:
        mute = self._mute(manner, one.team)
        self._intend(intent, manner, [each.delivery for each in addressed], mute)
        inherited = manner_of(self.policy, one.team, one.severity).timing
        return node(matchers, differing(manner.timing, inherited), addressed, tuple(mute), intent)

    # -- parts -----------------------------------------------------------------------------------------------------

    def _addressed(
        self, one: TeamSeverity, name: str, deliveries: Sequence[Delivery], service: str | None, origin: Origin
    ) -> list[Addressed]:
        """Each delivery with its receiver."""
        values = self._values(one.team, one.severity, service)
        made = []
        for each in deliveries:
            found = integrations(each.leaves, values, _who(one), self.findings)
            receiver = self.receivers.add(f"{name}{each.suffix}", found, _who(one), origin)
            made.append(Addressed(receiver, each))
        if not made:
            self.receivers.nobody(origin)
        return made

    def _values(
        self, team: str | None, severity: str | None, service: str | None, *, fixed: bool = False
    ) -> Mapping[str, str | None]:
        """What placeholders stand for."""
        policy = self.policy
        values = {"system": policy.system, "environment": policy.environment, "region": policy.region}
        return values if fixed else {**values, "service": service, "team": team, "severity": severity}

    def _mute(self, manner: Manner, team: str | None) -> Mapping[str, Origin]:
        """The intervals in which nobody is told, each with the first place that says so."""
        made: dict[str, Origin] = {}
        for each in manner.mute:
            said = each.where()
            name = self.calendar.name(each.interval, team, said)
            if name is not None:
                made.setdefault(name, said)
        return made

    def _intend(self, intent: str, manner: Manner, deliveries: Sequence[Delivery], mute: Mapping[str, Origin]) -> None:
        steps = tuple(each.step for each in deliveries)
        places = {name: where() for name, where in manner.places.items()}
        self.intents[intent] = Intent(intent, steps, manner.timing, tuple(mute), manner.table_at(), places, mute)

    def _check_services(self, one: TeamSeverity, deliveries: Sequence[Delivery]) -> None:
        """Find alerts that have no service although a channel's place depends on it."""
        if None not in one.services:
            return
        for leaf in (leaf for each in deliveries for leaf in each.leaves if "service" in leaf.placeholders):
            base = ("channels", leaf.name) if leaf.team is None else ("teams", leaf.team, "channels", leaf.name)
            message = f"{_who(one)} of the whole system have no service, so {{service}} of {leaf.name!r} has no value"
            hint = "name a channel with a fixed place in `notify:` of those alerts, or drop {service} here"
            self.findings.add(Diagnostic("MG418", message, self.policy.where(*base), hint=hint, part="key"))

    def _check_reached(self, one: TeamSeverity, manner: Manner, what: str | None = None) -> None:
        """Find rows that tell nobody although they name channels: each of them is off here, or has no place."""
        for row in manner.table:
            away = {name: self.channels.away(name, one.team) for name in row.channels}
            if not away or not all(away.values()):
                continue
            when = f" in the row {row.key!r}" if row.key is not None else ""
            why = ", ".join(f"{name} {why}" for name, why in away.items())
            where = manner.table_at() if row.key is None else manner.table_at(row.key)
            meant = self.policy.off.issuperset(away)
            hint = "name a channel that is on here, or say `none` if that is meant"
            level: Level = "note" if meant else "warning"
            whose = f"{what} reaches" if what is not None else f"{_who(one)} reach"
            message = f"{whose} nobody{when}: {why}"
            self.findings.add(Diagnostic("MG413", message, where, hint=hint, level=level))


def _name(one: TeamSeverity) -> str:
    return f"{one.team}-{one.severity}" if one.team is not None else one.severity


def _who(one: TeamSeverity) -> str:
    return f"{one.severity} alerts of {one.team}" if one.team is not None else f"{one.severity} alerts"


def _per_service(deliveries: Sequence[Delivery]) -> bool:
    return any("service" in leaf.placeholders for each in deliveries for leaf in each.leaves)
