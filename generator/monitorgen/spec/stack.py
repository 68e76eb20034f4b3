"""The stack: the components that watch, as far as a spec tunes them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from monitorgen.raw import Nothing
from monitorgen.spec.address import Addresses
from monitorgen.spec.base import BY_SHAPE, Entry, Form, Json, Node
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.remote import RemoteWrite
from monitorgen.spec.scalars import ADDRESS, DURATION, INTEGER, INTERVAL, LINE, NAME, SIZE, TEXT, URL
from monitorgen.units import Duration

_Off = Annotated[Nothing, Tag("none")]


class Retention(Node):
    """How long and how much is kept."""

    SHORT = "time"

    time: Annotated[Duration | None, INTERVAL] = Field(None, description="15 days by default.")
    size: Annotated[int | None, SIZE] = Field(None, description="Blocks are dropped above this.")


class Smtp(Node):
    """The mail server for all email channels."""

    HINTS: ClassVar[Mapping[str, str]] = {"host": "write `smarthost: host:port`"}

    smarthost: Annotated[str | None, ADDRESS] = Field(None, description="`host:port`.")
    from_: Annotated[str | None, LINE] = Field(None, alias="from", description="The sender's address.")
    username: Annotated[str | None, LINE] = Field(None, description="For authentication.")
    password: SecretRef | None = Field(None, description="For authentication.")


class Component(Entry):
    """What every component of the stack can be told."""

    SHORT = "version"
    FORMS: ClassVar[tuple[Form, ...]] = (Form(frozenset({"version", "image"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "command": "write `args:`",
        "environment": "write `env:`",
        "ports": "write `publish:`",
        "networks": "write `network:`; networks of what it has to reach are joined without asking",
        "profiles": "write `profile:`",
        "mem_limit": "write `memory:`",
        "port": "it listens where its image does; `publish:` is the port of the host",
    }

    version: Annotated[str | None, LINE] = Field(None, description="The version that runs; pinned by default.")
    image: Annotated[str | None, LINE] = Field(None, description="Another image, with a tag.")
    address: Addresses | None = Field(None, description="It runs elsewhere; a list where there are several of it.")
    url: Annotated[str | None, URL] = Field(None, description="Where people open it.")
    network: Annotated[str | None, NAME] = Field(None, description="A declared network.")
    publish: (
        Annotated[
            Annotated[str, LINE, Tag("text")] | Annotated[list[Annotated[str, LINE]], Tag("list")] | _Off, BY_SHAPE
        ]
        | None
    ) = Field(
        None,
        description="Port of the host, on loopback unless said; its own by default where it has pages for people. "
        "A list gives each replica one.",
    )
    profile: Annotated[str | None, NAME] = Field(None, description="It starts only with this profile of compose.")
    memory: Annotated[int | None, SIZE] = Field(None, description="What it may take at most.")
    env: dict[Annotated[str, LINE], Annotated[str, TEXT]] | None = Field(
        None, description="More environment variables."
    )
    args: list[Annotated[str, TEXT]] | None = Field(None, description="More arguments.")
    config: Annotated[object | None, Json] = Field(None, description="Merged into its own configuration file.")
    compose: Annotated[object | None, Json] = Field(None, description="Merged into its service in compose.yaml.")


class Prometheus(Component):
    """The Prometheus server."""

    replicas: Annotated[int | None, INTEGER] = Field(
        None, description="How many do the same, so that one may be lost; 1 by default."
    )
    shards: Annotated[int | None, INTEGER] = Field(
        None, description="How many share the scraping, and hand all on to where alerts and dashboards look."
    )
    remote_write: dict[Annotated[str, NAME], RemoteWrite] | None = Field(
        None, description="Other stores that take every sample, by name."
    )
    scrape_interval: Annotated[Duration | None, DURATION] = Field(None, description="15s by default.")
    evaluation_interval: Annotated[Duration | None, INTERVAL] = Field(None, description="15s by default.")
    retention: Retention | None = Field(None, description="How long and how much is kept.")


class Alertmanager(Component):
    """The Alertmanager."""

    NOT_YET = frozenset({"history"})

    replicas: Annotated[int | None, INTEGER] = Field(
        None, description="How many form a cluster, which tells each thing once; 1 by default."
    )
    smtp: Smtp | None = Field(None, description="The mail server for all email channels.")
    heartbeat: Annotated[Annotated[str, NAME, Tag("text")] | _Off, BY_SHAPE] | None = Field(
        None, description="The channel of the dead man's switch, or `none`."
    )
    retention: Annotated[Duration | None, INTERVAL] = Field(None, description="120h by default.")
    resolve_timeout: Annotated[Duration | None, INTERVAL] = Field(None, description="5m by default.")


class Grafana(Component):
    """Grafana. `config` is its settings by section and key: `{auth.anonymous: {enabled: true}}`."""

    HINTS: ClassVar[Mapping[str, str]] = {
        **Component.HINTS,
        "password": "write `admin_password: {secret: name}`",
        "datasources": "the system's Prometheus is its datasource without asking",
    }

    admin_password: SecretRef | None = Field(
        None, description="The administrator's; by default the secret `grafana_admin_password`."
    )
    plugins: list[Annotated[str, LINE]] | None = Field(None, description="Plugins with their versions, `id@1.2.3`.")
    home_dashboard: Annotated[str | None, NAME] = Field(None, description="The dashboard that people see first.")


class Blackbox(Component):
    """The blackbox exporter; runs where something has `probes`."""


class Pushgateway(Component):
    """Keeps the last metrics of jobs that end before they can be scraped; runs where it is named."""


class Stack(Node):
    """Components by name."""

    NOT_YET = frozenset(
        {
            "loki", "alloy", "tempo", "jaeger", "otel-collector", "elasticsearch", "logstash", "kibana", "filebeat",
            "kiali", "sentry",
        }
    )  # fmt: skip
    HINTS: ClassVar[Mapping[str, str]] = {
        "promtail": "Promtail ended on 2026-03-02; its successor is `alloy`",
        "grafana-agent": "the Grafana Agent ended in 2025; its successor is `alloy`",
    }

    prometheus: Prometheus | None = Field(None, description="The Prometheus server.")
    alertmanager: Alertmanager | None = Field(None, description="The Alertmanager.")
    grafana: Annotated[Annotated[Grafana, Tag("map")] | _Off, BY_SHAPE] | None = Field(
        None, description="Grafana, or `none`."
    )
    blackbox: Blackbox | None = Field(None, description="The blackbox exporter.")
    pushgateway: Pushgateway | None = Field(None, description="The Pushgateway.")
    network: Annotated[str | None, NAME] = Field(None, description="Every component's network, unless it says its own.")
