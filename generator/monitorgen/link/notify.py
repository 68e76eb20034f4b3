"""The notification policy of a scope, filled from what the root and the teams say there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.link.layers import stack
from monitorgen.link.notification.policy import Policy, Team, muted
from monitorgen.raw import NONE, Nothing, Raw
from monitorgen.spec.channel import Channel
from monitorgen.spec.notification import DefaultNotify, InhibitRule, Severity, TimeInterval
from monitorgen.spec.notification import Team as WrittenTeam
from monitorgen.spec.shape import model_of

if TYPE_CHECKING:
    from monitorgen.link.linked import Linked

TEAM = model_of(WrittenTeam)


def policy_of(linked: Linked) -> Policy:
    """The policy in the scope of `linked`."""
    root, alertmanager = linked.root, linked.components.alertmanager
    channels, off = root.collection("channels", Channel)
    severities, _ = root.collection("severities", Severity)
    intervals, _ = root.collection("time_intervals", TimeInterval)
    inhibit, inhibit_off = root.collection("inhibit", InhibitRule)
    if not severities:
        severities = {name: Severity.model_validate({}) for name in linked.severities.names}
    heartbeat = alertmanager.heartbeat
    defaults = {} if alertmanager.resolve_timeout is None else {"resolve_timeout": alertmanager.resolve_timeout}
    defaults |= {} if alertmanager.retention is None else {"retention": alertmanager.retention}
    return Policy(
        system=linked.spec.name,
        environment=linked.scope.environment,
        region=linked.scope.region,
        channels=channels,
        off=off,
        severities=severities,
        default_notify=_default(root.setting("default_notify")),
        teams={name: _team(linked, name, team) for name, team in linked.teams.items()},
        time_intervals=intervals,
        inhibit=inhibit,
        inhibit_off=inhibit_off,
        mute=_names(root.setting("mute")),
        smtp=alertmanager.smtp,
        heartbeat=heartbeat if isinstance(heartbeat, str) else None,
        heartbeat_off=isinstance(heartbeat, Nothing),
        secrets=frozenset(linked.secrets),
        where=root.where,
        **defaults,
    )


def _default(node: Raw | None) -> DefaultNotify | None:
    if isinstance(node, list):
        return DefaultNotify.model_validate({"notify": node})
    return DefaultNotify.model_validate(node) if isinstance(node, dict) else None


def _names(node: Raw | None) -> tuple[str, ...]:
    return tuple(str(each) for each in node) if isinstance(node, list) else ()


def _team(linked: Linked, name: str, team: WrittenTeam) -> Team:
    """A team's own words; which channels it dropped is seen only before `none` is taken out."""
    node: Raw = stack(linked.root.layers("teams", name), TEAM)
    channels = node.get("channels") if isinstance(node, dict) else None
    dropped = [each for each, value in channels.items() if value is NONE] if isinstance(channels, dict) else []
    return Team(
        channels=team.channels or {},
        dropped=frozenset(dropped),
        severities=team.severities or {},
        time_intervals=team.time_intervals or {},
        mute=muted(team.mute),
    )
