"""Strangers: alerts that a system does not have, each beside one that it has, differing in one label.

The alerts that there are say that a route takes what it should; strangers say that it takes nothing else. Where they
lead follows from the policy as for any alert: to the intent of their class, and what nobody thought of to the default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.plan.routing import (
    HEARTBEAT,
    HEARTBEAT_LABELS,
    AlertClass,
    class_id,
    intents_of,
    is_heartbeat,
    service_of,
)
from monitorgen.plan.values import SYSTEM_UNIT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.plan.routing import Routing

ALERT = "AnotherAlert"
SEVERITY = "another-severity"
TEAM = "another-team"
SERVICE = "another-service"


def strangers(routing: Routing, alerts: Iterable[AlertClass]) -> dict[str, list[AlertClass]]:
    """The strangers of each unit that has alerts with words of their own, and those of the whole system.

    Those of a unit depend on it alone, those of the system on which teams and severities there are.
    """
    every = [alert for alert in alerts if not is_heartbeat(alert)]
    made: dict[str, list[AlertClass]] = {}
    if every:
        made[SYSTEM_UNIT] = list(_of_classes(routing, every))
    for varied in _of_own_words(routing, every):
        made.setdefault(varied.unit, []).append(varied)
    return made


def _of_own_words(routing: Routing, alerts: Sequence[AlertClass]) -> Iterator[AlertClass]:
    """For each alert that is told otherwise than its class: another one of its service, and its like of another."""
    seen: set[tuple[str, ...]] = set()
    for alert, intent in zip(alerts, intents_of(routing.intents, alerts), strict=True):
        of_class = class_id(alert.team, alert.severity)
        if intent is None or intent == of_class:
            continue
        service = service_of(alert)
        if intent.endswith(f".{alert.alertname}"):
            key = (alert.unit, service or "", of_class)
            if key not in seen:
                seen.add(key)
                yield replace(alert, alertname=ALERT)
        if (intent,) not in seen and (service is not None or ("service" not in alert.by and not alert.open_labels)):
            seen.add((intent,))
            yield replace(alert, labels={**alert.labels, "service": SERVICE})


def _of_classes(routing: Routing, alerts: Sequence[AlertClass]) -> Iterator[AlertClass]:
    """Another alert of each team and severity, and what is of a team or a severity that is not there."""
    origin = alerts[0].origin
    pairs = {(alert.team, alert.severity) for alert in alerts}
    teams = sorted({team for team, _ in pairs if team is not None})
    known = {severity for _, severity in pairs}
    severities = [name for name in routing.severities if name in known]
    severities += sorted(known.difference(severities))
    if HEARTBEAT in routing.intents:
        yield _stranger(origin, None, SEVERITY, HEARTBEAT_LABELS["alertname"])
        yield _stranger(origin, None, HEARTBEAT_LABELS["severity"])
    for team in (None, *teams, *([TEAM] if teams else [])):
        for severity in (*severities, SEVERITY):
            yield _stranger(origin, team, severity)


def _stranger(origin: Origin, team: str | None, severity: str, alertname: str = ALERT) -> AlertClass:
    return AlertClass(
        unit=SYSTEM_UNIT,
        alertname=alertname,
        severity=severity,
        team=team,
        labels={"severity": severity, **({"team": team} if team is not None else {})},
        by=frozenset(),
        open_labels=False,
        down=False,
        inhibits=(),
        origin=origin,
    )
