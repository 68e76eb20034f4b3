"""Notification policies from a few lines of YAML, and alerts to ask them about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from monitorgen.diagnostics import Origin
from monitorgen.link.notification.decide import decide
from monitorgen.link.notification.policy import Policy, Team, Told, muted
from monitorgen.plan.routing import AlertClass
from monitorgen.raw import NONE, Nothing, Quoted
from monitorgen.spec.notification import DefaultNotify
from monitorgen.spec.system import System

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.link.notification.policy import Notify
    from monitorgen.plan.routing import Routing
    from monitorgen.raw import Raw
    from monitorgen.units import Duration

SPEC = "system.yaml"


def _scalar(node: yaml.ScalarNode) -> Raw:
    if node.style in {'"', "'"}:
        return Quoted(node.value)
    return NONE if node.value == "none" else str(node.value)


def _any(node: yaml.Node) -> Raw:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _any(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_any(each) for each in node.value]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node)


def raw(text: str) -> Raw:
    """A YAML text as a raw node."""
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    assert node is not None
    return _any(node)


def policy(
    text: str, *, environment: str = "staging", region: str | None = None, secrets: Collection[str] = ()
) -> Policy:
    """The policy that root fields in YAML say; `none` of a channel, team channel or inhibit rule drops it."""
    root = raw(text)
    assert isinstance(root, dict)
    off = _taken(root, "channels")
    inhibit_off = _taken(root, "inhibit")
    teams = root.get("teams", {})
    assert isinstance(teams, dict)
    dropped = {name: _taken(team, "channels") for name, team in teams.items() if isinstance(team, dict)}
    default = root.pop("default_notify", None)
    mute = root.pop("mute", None)
    spec = System.model_validate(root)
    alertmanager = spec.stack.alertmanager if spec.stack is not None else None
    heartbeat = alertmanager.heartbeat if alertmanager is not None else None
    said = {"notify": default} if isinstance(default, list) else default
    return Policy(
        system="shop",
        environment=environment,
        region=region,
        channels=spec.channels or {},
        off=off,
        severities=spec.severities or {},
        default_notify=DefaultNotify.model_validate(said) if said is not None else None,
        teams={
            name: Team(
                channels=team.channels or {},
                dropped=dropped[name],
                severities=team.severities or {},
                time_intervals=team.time_intervals or {},
                mute=muted(team.mute),
            )
            for name, team in (spec.teams or {}).items()
        },
        time_intervals=spec.time_intervals or {},
        inhibit=spec.inhibit or {},
        inhibit_off=inhibit_off,
        mute=tuple(map(str, mute)) if isinstance(mute, list) else (),
        smtp=alertmanager.smtp if alertmanager is not None else None,
        heartbeat=heartbeat if isinstance(heartbeat, str) else None,
        heartbeat_off=isinstance(heartbeat, Nothing),
        secrets=frozenset(secrets),
        where=lambda *path: Origin(SPEC, path),
    )


def _taken(node: dict[str, Raw], collection: str) -> frozenset[str]:
    """Take the entries that are `none` out of a collection; gives their names."""
    entries = node.get(collection)
    if not isinstance(entries, dict):
        return frozenset()
    names = frozenset(name for name, value in entries.items() if value is NONE)
    for name in names:
        del entries[name]
    return names


def alert(
    service: str | None,
    name: str,
    severity: str,
    team: str | None = None,
    *,
    by: Collection[str] = (),
    down: bool = False,
    inhibits: Collection[str] = (),
    notify: Notify | None = None,
    repeat_interval: Duration | None = None,
    mute: Collection[str] = (),
    labels: dict[str, str] | None = None,
) -> Told:
    """An alert of a service; None is the whole system."""
    known = {"severity": severity, **({"service": service} if service else {}), **({"team": team} if team else {})}
    origin = Origin("services.yaml", ("services", service or "system", "alerts", name))
    made = AlertClass(
        unit=service or "system",
        alertname=name,
        severity=severity,
        team=team,
        labels=known | (labels or {}),
        by=frozenset(by),
        open_labels=False,
        down=down,
        inhibits=tuple(inhibits),
        origin=origin,
    )
    return Told(made, notify, repeat_interval, tuple(mute), origin.at)


def routed(text: str, *alerts: Told, environment: str = "staging") -> Routing:
    """The routing of a policy that has no findings worse than a note."""
    routing, found = decide(policy(text, environment=environment), alerts)
    assert not [f"{each.code} {each.message}" for each in found if each.level != "note"]
    return routing


def found(text: str, *alerts: Told, environment: str = "staging", secrets: Collection[str] = ()) -> list[Diagnostic]:
    """What is found about a policy."""
    return decide(policy(text, environment=environment, secrets=secrets), alerts)[1]


def the(code: str, diagnostics: list[Diagnostic]) -> Diagnostic:
    """The one diagnostic of a code."""
    (one,) = [each for each in diagnostics if each.code == code]
    return one
