"""The stack: the components that watch, as far as a spec tunes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from monitorgen.raw import Nothing
from monitorgen.spec.base import BY_SHAPE, Entry, Json, Node
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.scalars import ADDRESS, DURATION, LINE, NAME, SIZE, URL
from monitorgen.units import Duration

_Off = Annotated[Nothing, Tag("none")]


class Retention(Node):
    """How long and how much is kept."""

    SHORT = "time"

    time: Annotated[Duration | None, DURATION] = Field(None, description="15 days by default.")
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

    version: Annotated[str | None, LINE] = Field(None, description="The version that runs; pinned by default.")
    image: Annotated[str | None, LINE] = Field(None, description="Another image, with a tag.")
    address: Annotated[str | None, ADDRESS] = Field(None, description="It runs elsewhere.")
    url: Annotated[str | None, URL] = Field(None, description="Where people open it.")
    network: Annotated[str | None, NAME] = Field(None, description="A declared network.")
    publish: Annotated[Annotated[str, LINE, Tag("text")] | _Off, BY_SHAPE] | None = Field(
        None, description="Port of the host."
    )
    config: Annotated[object | None, Json] = Field(None, description="Merged into its own configuration file.")


class Prometheus(Component):
    """The Prometheus server."""

    scrape_interval: Annotated[Duration | None, DURATION] = Field(None, description="15s by default.")
    evaluation_interval: Annotated[Duration | None, DURATION] = Field(None, description="15s by default.")
    retention: Retention | None = Field(None, description="How long and how much is kept.")


class Alertmanager(Component):
    """The Alertmanager."""

    smtp: Smtp | None = Field(None, description="The mail server for all email channels.")
    heartbeat: Annotated[Annotated[str, NAME, Tag("text")] | _Off, BY_SHAPE] | None = Field(
        None, description="The channel of the dead man's switch, or `none`."
    )
    retention: Annotated[Duration | None, DURATION] = Field(None, description="120h by default.")
    resolve_timeout: Annotated[Duration | None, DURATION] = Field(None, description="5m by default.")


class Stack(Node):
    """Components by name."""

    NOT_YET = frozenset(
        {
            "grafana", "loki", "alloy", "tempo", "jaeger", "otel-collector", "elasticsearch", "logstash", "kibana",
            "filebeat", "pushgateway", "blackbox", "kiali", "sentry",
        }
    )  # fmt: skip
    HINTS: ClassVar[Mapping[str, str]] = {
        "promtail": "Promtail ended on 2026-03-02; its successor is `alloy`",
        "grafana-agent": "the Grafana Agent ended in 2025; its successor is `alloy`",
    }

    prometheus: Prometheus | None = Field(None, description="The Prometheus server.")
    alertmanager: Alertmanager | None = Field(None, description="The Alertmanager.")
    network: Annotated[str | None, NAME] = Field(None, description="Every component's network, unless it says its own.")
