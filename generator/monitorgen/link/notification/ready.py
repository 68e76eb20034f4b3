"""A channel's integrations, checked and ready to be filled in for each class of alerts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused
from monitorgen.link.notification.fillings import placeholders
from monitorgen.link.notification.raw_settings import raw_integrations
from monitorgen.link.notification.settings import settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.link.notification.policy import Policy, Where
    from monitorgen.plan.values import Setting
    from monitorgen.spec.channel import Channel
    from monitorgen.spec.integrations import Integration


class Ready(Struct, frozen=True):
    """One integration; `settings` still hold placeholders. `where` leads into it."""

    kind: str
    settings: Mapping[str, Setting]
    send_resolved: bool
    placeholders: frozenset[str]
    where: Where


def ready_integrations(
    name: str, channel: Channel, policy: Policy, where: Where, findings: Findings
) -> tuple[Ready, ...]:
    """The integrations of a channel, in the order of receivers; those with an error are left out with a finding."""
    made: list[Ready] = []
    default = channel.send_resolved is not False
    for kind, index, model in channel.integrations():
        path = (kind,) if index is None else (kind, index)
        inside = _inside(where, *path)
        try:
            settings = settings_of(model, inside)
            if kind == "email":
                _need_smtp(name, settings, policy, inside)
        except Refused as refused:
            findings.add(refused.diagnostic)
            continue
        if kind == "opsgenie":
            findings.add(_ending(inside()))
        made.append(Ready(kind, settings, _resolved(model, default=default), placeholders(settings), inside))
    if channel.raw is not None:
        made += _raw(channel.raw, policy, _inside(where, "raw"), findings, default=default)
    return tuple(made)


def _raw(raw: object, policy: Policy, where: Where, findings: Findings, *, default: bool) -> list[Ready]:
    made: list[Ready] = []
    try:
        for each in raw_integrations(raw, policy.secrets, where):
            resolved = default if each.send_resolved is None else each.send_resolved
            made.append(Ready(each.kind, each.settings, resolved, placeholders(each.settings), _fixed(each.origin)))
    except Refused as refused:
        findings.add(refused.diagnostic)
    return made


def _inside(where: Where, *base: str | int) -> Where:
    return lambda *path: where(*base, *path)


def _fixed(origin: Origin) -> Where:
    return origin.at


def _resolved(model: Integration, *, default: bool) -> bool:
    return default if model.send_resolved is None else model.send_resolved


def _need_smtp(name: str, settings: Mapping[str, Setting], policy: Policy, where: Where) -> None:
    smtp = policy.smtp
    lacking = [
        word
        for word, given in (
            ("smarthost", smtp is not None and smtp.smarthost is not None),
            ("from", smtp is not None and smtp.from_ is not None),
        )
        if word not in settings and not given
    ]
    if lacking:
        message = f"the mail of channel {name!r} has no {' and no '.join(lacking)}"
        hint = "write `stack.alertmanager.smtp: {smarthost: host:port, from: address}` for all channels, or say it here"
        raise Refused(Diagnostic("MG435", message, where(), hint=hint, part="key"))


def _ending(where: Origin) -> Diagnostic:
    hint = "move to Jira Service Management (`raw: {jira: ...}`) or another pager before then"
    message = "Opsgenie's API ends in April 2027, and notifications with it"
    return Diagnostic("MG436", message, where, hint=hint, level="warning", part="key")
