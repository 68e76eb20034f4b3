"""Delivery to another store: what a Prometheus sends on of what it scrapes and records."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from monitorgen.spec.base import Node
from monitorgen.spec.http_client import HttpConfig
from monitorgen.spec.relabel import Relabel
from monitorgen.spec.scalars import BOOLEAN, DURATION, INTEGER, LINE, TEXT, URL
from monitorgen.units import Duration


class RemoteQueue(Node):
    """What waits to be sent, with Prometheus's own fields; its defaults suit most."""

    capacity: Annotated[int | None, INTEGER] = Field(None, description="Samples that wait for each sender.")
    min_shards: Annotated[int | None, INTEGER] = Field(None, description="Senders at least.")
    max_shards: Annotated[int | None, INTEGER] = Field(None, description="Senders at most.")
    max_samples_per_send: Annotated[int | None, INTEGER] = Field(None, description="Samples in one request.")
    batch_send_deadline: Annotated[Duration | None, DURATION] = Field(None, description="How long a sample waits.")
    min_backoff: Annotated[Duration | None, DURATION] = Field(None, description="Before the first repetition.")
    max_backoff: Annotated[Duration | None, DURATION] = Field(None, description="Before later ones at most.")
    sample_age_limit: Annotated[Duration | None, DURATION] = Field(None, description="Older samples are dropped.")
    retry_on_http_429: Annotated[bool | None, BOOLEAN] = Field(None, description="Whether `too many` is repeated.")


class RemoteWrite(HttpConfig):
    """Another store that takes every sample: Mimir, Thanos, VictoriaMetrics, another Prometheus."""

    SHORT = "url"
    HINTS: ClassVar[Mapping[str, str]] = {
        **HttpConfig.HINTS,
        "name": "the key is its name",
        "remote_timeout": "write `timeout:`",
        "queue_config": "write `queue:`",
        "bearer": "write `authorization: {credentials: {secret: name}}`",
        "tls": "write `tls_config:`",
    }

    url: Annotated[str | None, URL] = Field(None, description="Where samples are sent.")
    headers: dict[Annotated[str, LINE], Annotated[str, LINE]] | None = Field(
        None, description="Headers of each request, such as a tenant's; no secrets."
    )
    timeout: Annotated[Duration | None, DURATION] = Field(None, description="Of one request; 30s by default.")
    drop: list[Annotated[str, TEXT]] | None = Field(
        None, description="Metrics that stay here: names, or regular expressions for them."
    )
    keep: list[Annotated[str, TEXT]] | None = Field(None, description="Metrics that are sent, and no others.")
    write_relabel_configs: list[Relabel] | None = Field(None, description="Applied to what is sent, after these.")
    send_exemplars: Annotated[bool | None, BOOLEAN] = Field(None, description="False by default.")
    send_native_histograms: Annotated[bool | None, BOOLEAN] = Field(None, description="False by default.")
    queue: RemoteQueue | None = Field(None, description="What waits to be sent.")
