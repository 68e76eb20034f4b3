"""Integrations without fields of their own in the language: what `raw:` of a channel may hold, by Alertmanager's names.

Names and kinds of the fields are those that Alertmanager 0.33.1 reads; which version reads what, the target knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

FieldKind = Literal["text", "integer", "boolean", "duration", "map", "list", "any"]


class RawIntegration(Struct, frozen=True):
    """An integration as a table. `secrets` are fields that Alertmanager also reads from a file.

    `needs` are sets of fields of which at least one must be given.
    """

    fields: Mapping[str, FieldKind]
    secrets: frozenset[str]
    needs: tuple[frozenset[str], ...]


def _integration(
    *,
    text: str = "",
    secrets: str = "",
    needs: tuple[str, ...] = (),
    integer: str = "",
    boolean: str = "",
    duration: str = "",
    maps: str = "",
    lists: str = "",
    free: str = "",
) -> RawIntegration:
    kinds: dict[FieldKind, str] = {
        "text": f"{text} {secrets}",
        "integer": integer,
        "boolean": boolean,
        "duration": duration,
        "map": maps,
        "list": lists,
        "any": free,
    }
    fields = {name: kind for kind, names in kinds.items() for name in names.split()}
    return RawIntegration(fields, frozenset(secrets.split()), tuple(frozenset(need.split()) for need in needs))


RAW_INTEGRATIONS: Mapping[str, RawIntegration] = {
    "sns": _integration(
        text="api_url message phone_number subject target_arn topic_arn",
        boolean="use_aws_http_client",
        maps="attributes sigv4",
        needs=("topic_arn target_arn phone_number",),
    ),
    "pushover": _integration(
        text="device message priority sound title url url_title",
        secrets="token user_key",
        boolean="html monospace",
        duration="expire retry ttl",
        needs=("token", "user_key"),
    ),
    "victorops": _integration(
        text="api_url entity_display_name message_type monitoring_tool routing_key state_message",
        secrets="api_key",
        maps="custom_fields",
        needs=("api_key", "routing_key"),
    ),
    "webex": _integration(text="api_url message room_id", needs=("room_id", "http_config")),
    "wechat": _integration(
        text="agent_id api_url corp_id message message_type to_party to_tag to_user",
        secrets="api_secret",
        needs=("api_secret", "corp_id"),
    ),
    "rocketchat": _integration(
        text="api_url channel color emoji icon_url image_url text thumb_url title title_link",
        secrets="token token_id",
        boolean="link_names short_fields",
        lists="actions fields",
        needs=("token", "token_id"),
    ),
    "jira": _integration(
        text="api_type api_url issue_type priority project reopen_duration reopen_transition resolve_transition "
        "wont_fix_resolution",
        lists="labels",
        maps="fields",
        free="description summary",
        needs=("api_url", "project", "issue_type"),
    ),
    "mattermost": _integration(
        text="author_icon author_link author_name channel color fallback footer footer_icon icon_emoji icon_url "
        "image_url pretext text thumb_url title title_link type username",
        secrets="webhook_url",
        maps="priority props",
        lists="attachments fields",
        needs=("webhook_url",),
    ),
    "incidentio": _integration(
        secrets="alert_source_token url",
        integer="max_alerts",
        duration="timeout",
        needs=("url", "alert_source_token http_config"),
    ),
}
"""The integrations by name, in the order in which a receiver lists them after the typed ones."""

ENDED: Mapping[str, str] = {
    "msteams": "Office 365 connectors ended in 2025: make a workflow and write `msteamsv2:`",
    "hipchat": "HipChat ended in 2020",
}
"""Integrations that lead nowhere any more, and what to write instead."""
