"""The integrations that a channel may hold, in Alertmanager's own field names.

What is secret is a reference: `api_url: {secret: slack_url}` becomes `api_url_file`. Fields that hold text are
templates of Alertmanager (`{{ ... }}`) in which monitorgen's placeholders (`{team}`) are filled in first.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from monitorgen.spec.base import BY_SHAPE, Json, Node
from monitorgen.spec.http_client import HttpConfig, TlsConfig
from monitorgen.spec.needs import Demanding
from monitorgen.spec.scalars import ADDRESS, BOOLEAN, DURATION, INTEGER, LINE, TEXT, URL, one_of
from monitorgen.spec.secret_ref import SecretRef
from monitorgen.units import Duration

_Text = Annotated[str | None, TEXT]
_Line = Annotated[str | None, LINE]
_Yes = Annotated[bool | None, BOOLEAN]
_Map = dict[Annotated[str, LINE], Annotated[str, TEXT]]

_HTTP = "The HTTP client: credentials, proxy, certificates."
_TIMEOUT = "How long one attempt may take; without it, up to the group interval."


class Integration(Demanding):
    """What all integrations have in common."""

    send_resolved: _Yes = Field(None, description="Tell when it is over; the channel's by default.")


class EmailThreading(Node):
    """Mails of one group in one thread."""

    enabled: _Yes = Field(None, description="Put mails of a group into one thread.")
    thread_by_date: Annotated[Literal["none", "daily"] | None, one_of("a threading", "none", "daily")] = Field(
        None, description="`daily` starts a new thread each day; `none` never."
    )


class Email(Integration):
    """A mail. The mail server is `stack.alertmanager.smtp`, unless it is said here."""

    NEEDS = (frozenset({"to"}),)
    EITHER = (frozenset({"auth_password", "auth_secret"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "subject": "write `headers: {Subject: ...}`",
        "recipients": "write `to:`, several addresses with commas between them",
        "address": "write `to:`",
        "host": "write `smarthost: host:port`, or `stack.alertmanager.smtp` for all channels",
        "body": "write `html:` or `text:`",
        "username": "write `auth_username:`",
        "password": "write `auth_password: {secret: name}`",
    }

    to: _Line = Field(None, description="Addresses, with commas between them. Required.")
    from_: _Line = Field(None, alias="from", description="The sender; that of `stack.alertmanager.smtp` by default.")
    smarthost: Annotated[str | None, ADDRESS] = Field(None, description="`host:port` of the mail server.")
    hello: _Line = Field(None, description="The name that the server is greeted with.")
    auth_username: _Line = Field(None, description="For authentication.")
    auth_password: SecretRef | None = Field(None, description="For LOGIN and PLAIN.")
    auth_secret: SecretRef | None = Field(None, description="For CRAM-MD5.")
    auth_identity: _Line = Field(None, description="For PLAIN.")
    require_tls: _Yes = Field(None, description="True by default.")
    force_implicit_tls: _Yes = Field(None, description="TLS from the first byte, whatever the port.")
    tls_config: TlsConfig | None = Field(None, description="Certificates of the connection.")
    headers: _Map | None = Field(None, description="Headers of the mail: `Subject`, `Reply-To`.")
    html: _Text = Field(None, description="The body as HTML.")
    text: _Text = Field(None, description="The body as plain text.")
    threading: EmailThreading | None = Field(None, description="Mails of one group in one thread.")


class SlackField(Demanding):
    """A titled value in a Slack message."""

    NEEDS = (
        frozenset({"title"}),
        frozenset({"value"}),
    )

    title: _Text = Field(None, description="Required.")
    value: _Text = Field(None, description="Required.")
    short: _Yes = Field(None, description="Fits beside another one.")


class SlackConfirm(Demanding):
    """The question that is asked before a button acts."""

    NEEDS = (frozenset({"text"}),)

    text: _Text = Field(None, description="Required.")
    title: _Text = Field(None, description="Above the text.")
    ok_text: _Text = Field(None, description="On the button that goes on.")
    dismiss_text: _Text = Field(None, description="On the button that does not.")


class SlackAction(Demanding):
    """A button under a Slack message."""

    NEEDS = (
        frozenset({"type"}),
        frozenset({"text"}),
        frozenset({"url", "name"}),
    )

    type: _Line = Field(None, description="`button`. Required.")
    text: _Text = Field(None, description="Required.")
    url: _Text = Field(None, description="Where it leads.")
    style: _Line = Field(None, description="`primary` or `danger`.")
    name: _Line = Field(None, description="For interactive buttons.")
    value: _Text = Field(None, description="For interactive buttons.")
    confirm: SlackConfirm | None = Field(None, description="Asked before it acts.")


class Slack(Integration):
    """A Slack message, through an incoming webhook or an app."""

    NEEDS = (frozenset({"api_url", "app_token"}),)
    EITHER = (frozenset({"api_url", "app_token"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "webhook_url": "write `api_url: {secret: name}`",
        "webhook": "write `api_url: {secret: name}`",
        "url": "write `api_url: {secret: name}`",
        "token": "write `app_token: {secret: name}`",
        "message": "write `text:`",
        "update_message": "Alertmanager 0.33 panics on it if the URL or the token comes from a file",
    }

    api_url: SecretRef | None = Field(None, description="The incoming webhook.")
    app_token: SecretRef | None = Field(None, description="The token of an app, instead of a webhook.")
    app_url: Annotated[str | None, URL] = Field(None, description="Where an app posts.")
    channel: _Line = Field(None, description="'#alerts', quoted: an unquoted # begins a comment.")
    username: _Text = Field(None, description="Who it is from.")
    color: _Text = Field(None, description="Of the bar beside the message.")
    title: _Text = Field(None, description="The first line.")
    title_link: _Text = Field(None, description="Where the title leads.")
    pretext: _Text = Field(None, description="Above the message.")
    message_text: _Text = Field(None, description="Text outside the attachment.")
    text: _Text = Field(None, description="The message.")
    fields: list[SlackField] | None = Field(None, description="Titled values.")
    short_fields: _Yes = Field(None, description="Fields stand beside each other.")
    footer: _Text = Field(None, description="Below the message.")
    fallback: _Text = Field(None, description="What a phone shows as the notification.")
    callback_id: _Line = Field(None, description="For interactive buttons.")
    icon_emoji: _Line = Field(None, description="`:rotating_light:`.")
    icon_url: Annotated[str | None, URL] = Field(None, description="A picture instead of an emoji.")
    image_url: _Text = Field(None, description="A picture in the message.")
    thumb_url: _Text = Field(None, description="A small picture.")
    link_names: _Yes = Field(None, description="Turns @name into a mention.")
    mrkdwn_in: list[Annotated[str, LINE]] | None = Field(None, description="Parts that are formatted.")
    actions: list[SlackAction] | None = Field(None, description="Buttons.")
    timeout: Annotated[Duration | None, DURATION] = Field(None, description=_TIMEOUT)
    http_config: HttpConfig | None = Field(None, description=_HTTP)


class PagerdutyLink(Demanding):
    """A link of an incident."""

    NEEDS = (frozenset({"href"}),)

    href: _Text = Field(None, description="Where it leads.")
    text: _Text = Field(None, description="What it says.")


class PagerdutyImage(Demanding):
    """A picture of an incident."""

    NEEDS = (frozenset({"src"}),)

    src: _Text = Field(None, description="Where it lies.")
    alt: _Text = Field(None, description="What it shows.")
    href: _Text = Field(None, description="Where it leads.")


class Pagerduty(Integration):
    """An incident at PagerDuty."""

    NEEDS = (frozenset({"routing_key", "service_key"}),)
    EITHER = (frozenset({"routing_key", "service_key"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "integration_key": "write `routing_key: {secret: name}`",
        "key": "write `routing_key: {secret: name}`",
        "summary": "write `description:`, which PagerDuty calls the summary",
        "api_url": "write `url:`",
    }

    routing_key: SecretRef | None = Field(None, description="The integration key of the Events API v2.")
    service_key: SecretRef | None = Field(None, description="The integration key of the older Events API v1.")
    url: Annotated[str | None, URL] = Field(None, description="PagerDuty's own by default.")
    client: _Text = Field(None, description="Who it is from.")
    client_url: _Text = Field(None, description="Where the sender is found.")
    description: _Text = Field(None, description="What the phone says.")
    severity: _Text = Field(None, description="`critical`, `error`, `warning` or `info`; from the alert by default.")
    source: _Text = Field(None, description="What is affected.")
    component: _Text = Field(None, description="The part that is affected.")
    group: _Text = Field(None, description="What it belongs to.")
    class_: _Text = Field(None, alias="class", description="The kind of event.")
    details: _Map | None = Field(None, description="More about it.")
    images: list[PagerdutyImage] | None = Field(None, description="Pictures.")
    links: list[PagerdutyLink] | None = Field(None, description="Links.")
    timeout: Annotated[Duration | None, DURATION] = Field(None, description=_TIMEOUT)
    http_config: HttpConfig | None = Field(None, description=_HTTP)


class Webhook(Integration):
    """A POST of Alertmanager's JSON, for programs."""

    NEEDS = (frozenset({"url"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "api_url": "write `url:`",
        "webhook_url": "write `url:`",
        "headers": "write `http_config: {authorization: {credentials: {secret: name}}}`",
    }

    url: Annotated[Annotated[str, URL, Tag("text")] | Annotated[SecretRef, Tag("map")], BY_SHAPE] | None = Field(
        None, description="A secret, or a URL that holds none."
    )
    max_alerts: Annotated[int | None, INTEGER] = Field(None, description="At most so many alerts in one POST.")
    timeout: Annotated[Duration | None, DURATION] = Field(None, description=_TIMEOUT)
    payload: Annotated[object | None, Json] = Field(None, description="Another body than Alertmanager's own.")
    http_config: HttpConfig | None = Field(None, description=_HTTP)


class Msteamsv2(Integration):
    """A Microsoft Teams message, through a workflow."""

    NEEDS = (frozenset({"webhook_url"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "url": "write `webhook_url: {secret: name}`",
        "api_url": "write `webhook_url: {secret: name}`",
        "message": "write `text:`",
    }

    webhook_url: SecretRef | None = Field(None, description="The workflow's URL.")
    title: _Text = Field(None, description="The first line.")
    text: _Text = Field(None, description="The message.")
    http_config: HttpConfig | None = Field(None, description=_HTTP)


class Discord(Integration):
    """A Discord message."""

    NEEDS = (frozenset({"webhook_url"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "url": "write `webhook_url: {secret: name}`",
        "api_url": "write `webhook_url: {secret: name}`",
        "text": "write `message:`",
    }

    webhook_url: SecretRef | None = Field(None, description="The channel's webhook.")
    title: _Text = Field(None, description="The first line.")
    message: _Text = Field(None, description="The message.")
    content: _Text = Field(None, description="Outside the frame, where mentions work.")
    username: _Text = Field(None, description="Who it is from.")
    avatar_url: Annotated[str | None, URL] = Field(None, description="A picture of who it is from.")
    http_config: HttpConfig | None = Field(None, description=_HTTP)


class Telegram(Integration):
    """A Telegram message, from a bot."""

    NEEDS = (frozenset({"bot_token"}), frozenset({"chat_id"}))
    HINTS: ClassVar[Mapping[str, str]] = {
        "token": "write `bot_token: {secret: name}`",
        "chat": "write `chat_id:`",
        "text": "write `message:`",
    }

    bot_token: SecretRef | None = Field(None, description="The bot's token.")
    chat_id: Annotated[Annotated[int, INTEGER, Tag("text")] | Annotated[SecretRef, Tag("map")], BY_SHAPE] | None = (
        Field(None, description="The chat's number, or a secret that holds it.")
    )
    message_thread_id: Annotated[int | None, INTEGER] = Field(None, description="A topic of the chat.")
    message: _Text = Field(None, description="The message.")
    parse_mode: Annotated[
        Literal["HTML", "MarkdownV2", "Markdown"] | None, one_of("a parse mode", "HTML", "MarkdownV2", "Markdown")
    ] = Field(None, description="How `message` is formatted; HTML by default.")
    disable_notifications: _Yes = Field(None, description="Arrives without a sound.")
    api_url: Annotated[str | None, URL] = Field(None, description="Telegram's own by default.")
    http_config: HttpConfig | None = Field(None, description=_HTTP)


class OpsgenieResponder(Demanding):
    """Who responds: a team, a user, an escalation or a schedule, by one of its names."""

    NEEDS = (
        frozenset({"id", "name", "username"}),
        frozenset({"type"}),
    )

    id: _Line = Field(None, description="Its id.")
    name: _Line = Field(None, description="Its name.")
    username: _Line = Field(None, description="A user's name.")
    type: Annotated[str | None, one_of("a kind of responder", "team", "teams", "user", "escalation", "schedule")] = (
        Field(None, description="What it is. Required.")
    )


class Opsgenie(Integration):
    """An alert at Opsgenie, whose API ends in April 2027."""

    NEEDS = (frozenset({"api_key"}),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "key": "write `api_key: {secret: name}`",
        "teams": "write `responders: [{name: ..., type: team}]`",
        "url": "write `api_url:`",
    }

    api_key: SecretRef | None = Field(None, description="The key of an API integration.")
    api_url: Annotated[str | None, URL] = Field(None, description="Opsgenie's own by default.")
    message: _Text = Field(None, description="The first line.")
    description: _Text = Field(None, description="What it is about.")
    source: _Text = Field(None, description="Who it is from.")
    details: _Map | None = Field(None, description="More about it.")
    entity: _Text = Field(None, description="What is affected.")
    responders: list[OpsgenieResponder] | None = Field(None, description="Who responds.")
    actions: _Text = Field(None, description="Names of actions, with commas between them.")
    tags: _Text = Field(None, description="With commas between them.")
    note: _Text = Field(None, description="A note on the alert.")
    priority: _Text = Field(None, description="`P1` to `P5`; from the severity by default.")
    update_alerts: _Yes = Field(None, description="An open alert gets the newer text.")
    http_config: HttpConfig | None = Field(None, description=_HTTP)


INTEGRATIONS: Mapping[str, type[Integration]] = {
    "email": Email,
    "slack": Slack,
    "pagerduty": Pagerduty,
    "webhook": Webhook,
    "msteamsv2": Msteamsv2,
    "discord": Discord,
    "telegram": Telegram,
    "opsgenie": Opsgenie,
}
"""The integrations with fields of their own, in the order in which a receiver lists them."""
