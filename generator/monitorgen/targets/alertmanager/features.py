"""What which version of Alertmanager reads: the declared version is looked up here, not hoped for.

The fields were tried on 0.25.0 and 0.33.1, one by one; the versions between come from the changelog.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic
from monitorgen.targets.alertmanager.receivers import integration_config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.document import Json
    from monitorgen.plan.routing import Integration, Routing
    from monitorgen.plan.system import Version

OLDEST: Version = (0, 25)
"""The first version that reads all secrets of its integrations' main fields, and locations of time intervals."""
INHIBIT_RULE_NAMES: Version = (0, 30)

SINCE: Mapping[str, Version] = {
    "msteamsv2": (0, 28),
    "rocketchat": (0, 28),
    "jira": (0, 28),
    "incidentio": (0, 29),
    "mattermost": (0, 30),
    "email.threading": (0, 30),
    "email.auth_secret_file": (0, 31),
    "email.force_implicit_tls": (0, 31),
    "slack.app_token_file": (0, 30),
    "slack.app_url": (0, 30),
    "slack.timeout": (0, 30),
    "slack.message_text": (0, 31),
    "pagerduty.timeout": (0, 30),
    "webhook.url_file": (0, 26),
    "webhook.timeout": (0, 28),
    "webhook.payload": (0, 32),
    "discord.webhook_url_file": (0, 28),
    "discord.content": (0, 28),
    "discord.username": (0, 28),
    "discord.avatar_url": (0, 28),
    "telegram.bot_token_file": (0, 26),
    "telegram.message_thread_id": (0, 28),
    "telegram.chat_id_file": (0, 31),
    "pushover.token_file": (0, 26),
    "pushover.user_key_file": (0, 26),
    "pushover.device": (0, 26),
    "pushover.ttl": (0, 28),
    "pushover.monospace": (0, 29),
    "wechat.api_secret_file": (0, 31),
    "sns.use_aws_http_client": (0, 33),
    "http_config.no_proxy": (0, 26),
}
"""The version since which an integration, or a field of one, is read; what is not listed is read by the oldest."""


def unreadable(routing: Routing, version: Version) -> Iterator[Diagnostic]:
    """What Alertmanager of this version would refuse, at the channel that says it."""
    if version < OLDEST:
        message = f"Alertmanager {_text(version)} is older than {_text(OLDEST)}, the oldest that monitorgen writes for"
        yield Diagnostic("MG710", message, None, hint="say a newer `stack.alertmanager.version`")
        return
    seen: set[tuple[object, str]] = set()
    for receiver in routing.receivers.values():
        for integration in receiver.integrations:
            for path in _paths(integration):
                since = SINCE.get(path)
                if since is not None and version < since and (integration.origin, path) not in seen:
                    seen.add((integration.origin, path))
                    yield _too_old(integration, path, since, version)


def needed(routing: Routing, version: Version) -> Version:
    """The oldest version that reads what is written for one of this version; amtool has to be as new."""
    paths = {path for each in routing.receivers.values() for one in each.integrations for path in _paths(one)}
    named = routing.inhibits and version >= INHIBIT_RULE_NAMES
    return max(OLDEST, *(SINCE[path] for path in paths & SINCE.keys()), *((INHIBIT_RULE_NAMES,) if named else ()))


def _paths(integration: Integration) -> Iterator[str]:
    """The integration's name, and its fields as `slack.app_token_file`, `http_config.no_proxy`."""
    yield integration.kind
    for field, value in integration_config(integration).items():
        yield f"{integration.kind}.{field}"
        if field == "http_config":
            yield from _inner(field, value)


def _inner(field: str, value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for name in value:
            yield f"{field}.{name}"


def _too_old(integration: Integration, path: str, since: Version, version: Version) -> Diagnostic:
    kind, _, field = path.partition(".")
    what = f"{kind} needs" if not field else f"`{field}` of {integration.kind} needs"
    where = (
        integration.origin.at(field.removesuffix("_file")) if field and kind != "http_config" else integration.origin
    )
    hint = "say a newer `stack.alertmanager.version`, or another channel"
    if field.endswith("_file"):
        hint += "; this version can't read the secret from a file"
    message = f"{what} Alertmanager {_text(since)}; {_text(version)} is declared"
    return Diagnostic("MG711", message, where, hint=hint, part="key")


def _text(version: Version) -> str:
    return ".".join(map(str, version))
