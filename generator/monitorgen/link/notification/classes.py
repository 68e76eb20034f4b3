"""Classes of alerts: those of one team and one severity are told alike, but for alerts with words of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.diagnostics import Diagnostic, Findings
from monitorgen.link.notification.manner import Words
from monitorgen.link.notification.policy import Told, table
from monitorgen.link.notification.suggest import near
from monitorgen.plan.routing import service_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.link.notification.policy import Policy


class TeamSeverity(Struct):
    """The alerts of one team and one severity.

    `services` counts the alerts of each (None for those that say no service), `own` are the alerts with words of
    their own, by the place that they belong to.
    """

    team: str | None
    severity: str
    services: dict[str | None, int] = field(default_factory=dict)
    own: dict[str | None, list[tuple[Told, Words]]] = field(default_factory=dict)

    def add(self, told: Told) -> None:
        """Take in one alert."""
        service = service_of(told.alert)
        self.services[service] = self.services.get(service, 0) + 1
        if told.notify is not None or told.repeat_interval is not None or told.mute:
            words = Words(
                table(told.notify) if told.notify is not None else None, told.repeat_interval, tuple(told.mute)
            )
            self.own.setdefault(service, []).append((told, words))

    def words_of_service(self, service: str | None) -> Words | None:
        """The words that all alerts of a service share, None if they differ; a list of one's own is never shared."""
        own = self.own.get(service, [])
        if service is None or not own or len(own) < self.services[service] or len(own) < _WORTH_A_ROUTE:
            return None
        first = own[0][1]
        return first if first.table is None and all(words == first for _, words in own) else None


_WORTH_A_ROUTE = 2


def classes(policy: Policy, told: Iterable[Told], findings: Findings) -> list[TeamSeverity]:
    """The classes that exist, by team and then worst first; alerts of unknown teams and severities are findings."""
    found: dict[tuple[str | None, str], TeamSeverity] = {}
    unknown: set[tuple[str | None, str]] = set()
    for each in told:
        key = (each.alert.team, each.alert.severity)
        if key not in found:
            if key in unknown or not _known(policy, each, findings):
                unknown.add(key)
                continue
            found[key] = TeamSeverity(*key)
        found[key].add(each)
    ranks = {name: rank for rank, name in enumerate(policy.severities)}
    return sorted(found.values(), key=lambda one: (one.team is None, one.team or "", ranks[one.severity]))


def _known(policy: Policy, told: Told, findings: Findings) -> bool:
    """Whether the alert's severity and team are declared; if not, the first alert of a class is told."""
    alert = told.alert
    if alert.severity not in policy.severities:
        hint = near(alert.severity, policy.severities, "declare it in `severities:`")
        message = f"alert {alert.alertname} has a severity {alert.severity!r} that is not declared"
        findings.add(Diagnostic("MG403", message, told.where("severity"), hint=hint))
        return False
    if alert.team is not None and alert.team not in policy.teams:
        hint = near(alert.team, policy.teams, "declare it in `teams:`")
        message = f"alert {alert.alertname} belongs to a team {alert.team!r} that is not declared"
        findings.add(Diagnostic("MG403", message, told.where("team"), hint=hint))
        return False
    return True
