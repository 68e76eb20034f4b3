"""Channels: places that notifications go to, by Alertmanager's integrations and field names."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from monitorgen.raw import Raw
from monitorgen.spec.base import BY_SHAPE, Entry, Json
from monitorgen.spec.integrations import (
    INTEGRATIONS,
    Discord,
    Email,
    Integration,
    Msteamsv2,
    Opsgenie,
    Pagerduty,
    Slack,
    Telegram,
    Webhook,
)
from monitorgen.spec.scalars import BOOLEAN, NAME
from monitorgen.spec.secret_ref import SecretRef

__all__ = ["Channel", "SecretRef"]


class Channel(Entry):
    """One or several integrations under one name. `{}` at the root declares a channel that teams must fill."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "msteams": "Office 365 connectors ended in 2025: make a workflow and write `msteamsv2:`",
        "teams": "write `msteamsv2:` for Microsoft Teams",
        "mail": "write `email:`",
        "pager": "write `pagerduty:`",
        "hipchat": "HipChat ended in 2020",
        "type": "the key says it: `slack: {...}`, `email: {...}`",
        "receiver": "write the integration: `slack: {...}`, `email: {...}`",
        **{
            name: f"write `raw: {{{name}: ...}}`"
            for name in (
                "sns", "pushover", "victorops", "webex", "wechat", "rocketchat", "jira", "mattermost", "incidentio",
            )
        },
    }  # fmt: skip

    includes: list[Annotated[str, NAME]] | None = Field(None, description="Channels that are told as well.")
    send_resolved: Annotated[bool | None, BOOLEAN] = Field(None, description="Tell when it is over; true by default.")
    email: Annotated[Annotated[Email, Tag("map")] | Annotated[list[Email], Tag("list")], BY_SHAPE] | None = Field(
        None, description="A mail, or several."
    )
    slack: Annotated[Annotated[Slack, Tag("map")] | Annotated[list[Slack], Tag("list")], BY_SHAPE] | None = Field(
        None, description="A Slack message, or several."
    )
    pagerduty: (
        Annotated[Annotated[Pagerduty, Tag("map")] | Annotated[list[Pagerduty], Tag("list")], BY_SHAPE] | None
    ) = Field(None, description="An incident at PagerDuty, or several.")
    webhook: Annotated[Annotated[Webhook, Tag("map")] | Annotated[list[Webhook], Tag("list")], BY_SHAPE] | None = Field(
        None, description="A POST of JSON, or several."
    )
    msteamsv2: (
        Annotated[Annotated[Msteamsv2, Tag("map")] | Annotated[list[Msteamsv2], Tag("list")], BY_SHAPE] | None
    ) = Field(None, description="A Microsoft Teams message, or several.")
    discord: Annotated[Annotated[Discord, Tag("map")] | Annotated[list[Discord], Tag("list")], BY_SHAPE] | None = Field(
        None, description="A Discord message, or several."
    )
    telegram: Annotated[Annotated[Telegram, Tag("map")] | Annotated[list[Telegram], Tag("list")], BY_SHAPE] | None = (
        Field(None, description="A Telegram message, or several.")
    )
    opsgenie: Annotated[Annotated[Opsgenie, Tag("map")] | Annotated[list[Opsgenie], Tag("list")], BY_SHAPE] | None = (
        Field(None, description="An alert at Opsgenie, or several.")
    )
    raw: Annotated[object | None, Json] = Field(
        None, description="Any other integration by Alertmanager's name and fields, `{pushover: {...}}`."
    )

    @classmethod
    def displaced(cls, layer: Mapping[str, Raw]) -> frozenset[str]:
        """Naming an integration says the whole channel: whatever weaker layers sent to is gone."""
        words = frozenset({*INTEGRATIONS, "raw"})
        if words.isdisjoint(layer):
            return frozenset()
        return words | {"includes", "send_resolved"}

    def integrations(self) -> tuple[tuple[str, int | None, Integration], ...]:
        """The typed integrations as (kind, index in its list or None for a map, model), in the order of receivers."""
        found: list[tuple[str, int | None, Integration]] = []
        for kind in INTEGRATIONS:
            value: Integration | list[Integration] | None = getattr(self, kind)
            if isinstance(value, Integration):
                found.append((kind, None, value))
            elif value is not None:
                found += [(kind, index, each) for index, each in enumerate(value)]
        return tuple(found)
