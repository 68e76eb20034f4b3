"""The stack: the components that watch, as far as a spec tunes them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from monitorgen.raw import Nothing
from monitorgen.spec.address import Addresses
from monitorgen.spec.base import Entry, Form, Json, Node, Tag, field
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.remote import RemoteWrite
from monitorgen.spec.scalars import ADDRESS, DURATION, INTEGER, INTERVAL, LINE, NAME, SIZE, TEXT, URL
from monitorgen.units import Duration

_Off = Annotated[Nothing, Tag("none")]


class Retention(Node):
    """How long and how much is kept."""

    SHORT = "time"

    time: Annotated[Duration | None, INTERVAL] = field("15 days by default.")
    size: Annotated[int | None, SIZE] = field("Blocks are dropped above this.")


class Smtp(Node):
    """The mail server for all email channels."""

    HINTS: ClassVar[Mapping[str, str]] = {"host": "write `smarthost: host:port`"}

    smarthost: Annotated[str | None, ADDRESS] = field("`host:port`.")
    from_: Annotated[str | None, LINE] = field("The sender's address.", alias="from")
    username: Annotated[str | None, LINE] = field("For authentication.")
    password: SecretRef | None = field("For authentication.")


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

    version: Annotated[str | None, LINE] = field("The version that runs; pinned by default.")
    image: Annotated[str | None, LINE] = field("Another image, with a tag.")
    address: Addresses | None = field("It runs elsewhere; a list where there are several of it.")
    url: Annotated[str | None, URL] = field("Where people open it.")
    network: Annotated[str | None, NAME] = field("A declared network.")
    publish: Annotated[str, LINE, Tag("text")] | Annotated[list[Annotated[str, LINE]], Tag("list")] | _Off | None = (
        field(
            "Port of the host, on loopback unless said; its own by default where it has pages for people. "
            "A list gives each replica one.",
        )
    )
    profile: Annotated[str | None, NAME] = field("It starts only with this profile of compose.")
    memory: Annotated[int | None, SIZE] = field("What it may take at most.")
    env: dict[Annotated[str, LINE], Annotated[str, TEXT]] | None = field("More environment variables.")
    args: list[Annotated[str, TEXT]] | None = field("More arguments.")
    config: Annotated[object | None, Json] = field("Merged into its own configuration file.")
    compose: Annotated[object | None, Json] = field("Merged into its service in compose.yaml.")


class Prometheus(Component):
    """The Prometheus server."""

    replicas: Annotated[int | None, INTEGER] = field("How many do the same, so that one may be lost; 1 by default.")
    shards: Annotated[int | None, INTEGER] = field(
        "How many share the scraping, and hand all on to where alerts and dashboards look."
    )
    remote_write: dict[Annotated[str, NAME], RemoteWrite] | None = field(
        "Other stores that take every sample, by name."
    )
    scrape_interval: Annotated[Duration | None, DURATION] = field("15s by default.")
    evaluation_interval: Annotated[Duration | None, INTERVAL] = field("15s by default.")
    retention: Retention | None = field("How long and how much is kept.")


class Alertmanager(Component):
    """The Alertmanager."""

    NOT_YET = frozenset({"history"})

    replicas: Annotated[int | None, INTEGER] = field(
        "How many form a cluster, which tells each thing once; 1 by default."
    )
    smtp: Smtp | None = field("The mail server for all email channels.")
    heartbeat: Annotated[str, NAME, Tag("text")] | _Off | None = field(
        "The channel of the dead man's switch, or `none`."
    )
    retention: Annotated[Duration | None, INTERVAL] = field("120h by default.")
    resolve_timeout: Annotated[Duration | None, INTERVAL] = field("5m by default.")


class Grafana(Component):
    """Grafana. `config` is its settings by section and key: `{auth.anonymous: {enabled: true}}`."""

    HINTS: ClassVar[Mapping[str, str]] = {
        **Component.HINTS,
        "password": "write `admin_password: {secret: name}`",
        "datasources": "the system's Prometheus is its datasource without asking",
    }

    admin_password: SecretRef | None = field("The administrator's; by default the secret `grafana_admin_password`.")
    plugins: list[Annotated[str, LINE]] | None = field("Plugins with their versions, `id@1.2.3`.")
    home_dashboard: Annotated[str | None, NAME] = field("The dashboard that people see first.")


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

    prometheus: Prometheus | None = field("The Prometheus server.")
    alertmanager: Alertmanager | None = field("The Alertmanager.")
    grafana: Annotated[Grafana, Tag("map")] | _Off | None = field("Grafana, or `none`.")
    blackbox: Blackbox | None = field("The blackbox exporter.")
    pushgateway: Pushgateway | None = field("The Pushgateway.")
    network: Annotated[str | None, NAME] = field("Every component's network, unless it says its own.")
