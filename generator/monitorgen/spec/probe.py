"""Probes: what is looked at from outside, how, and what has to come back."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from monitorgen.spec.base import Entry, Form, Node
from monitorgen.spec.scalars import (
    BOOLEAN,
    DURATION,
    LINE,
    PROBED,
    REGEX,
    STATUS,
    URL_PATH,
    one_of,
)
from monitorgen.units import Duration

MODULES = one_of("a way to probe", "http", "tcp", "icmp", "dns", "grpc")


class Expect(Node):
    """What has to come back; everything that is said must hold."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "code": "write `status: [200]`",
        "text": "write `body:` with a regular expression",
        "contains": "write `body:` with a regular expression",
        "ssl": "write `tls: true`",
        "time": "tune the alert: `alerts: {ProbeSlow: {above: 1s}}`",
    }

    status: list[Annotated[int, STATUS]] | None = Field(None, description="HTTP status codes; any 2xx by default.")
    body: Annotated[str | None, REGEX] = Field(None, description="Regular expression that the body must match.")
    body_without: Annotated[str | None, REGEX] = Field(None, description="One that it must not match.")
    headers: dict[Annotated[str, LINE], Annotated[str, REGEX]] | None = Field(
        None, description="Headers that must be there: name, and a regular expression that its value must match."
    )
    redirects: Annotated[bool | None, BOOLEAN] = Field(
        None, description="Whether they are followed; `true` by default."
    )
    tls: Annotated[bool | None, BOOLEAN] = Field(
        None, description="Whether the last answer must, or must not, be encrypted."
    )
    answer: Annotated[str | None, REGEX] = Field(
        None, description="What a name server must answer, or what a TCP server says first."
    )


class Probe(Entry):
    """Something that is looked at from outside, by the blackbox exporter."""

    SHORT = "url"
    SHORT_PATH = "path"
    FORMS = (Form(frozenset({"url", "path"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "target": "write `url:`",
        "address": "write `url: tcp://host:port`",
        "host": "write `url:` with a scheme: https://, tcp://, tls://, icmp://, dns://, grpc://",
        "status": "write `expect: {status: [200]}`",
        "body": "write `expect: {body: ...}`",
        "prober": "write `module:`",
        "every": "write `interval:`",
    }

    url: Annotated[str | None, PROBED] = Field(
        None,
        description="What is asked: https://host/path, tcp://host:port, tls://, icmp://host, dns://server/name, grpc://.",
    )
    path: Annotated[str | None, URL_PATH] = Field(None, description="A path of the entry itself, asked over HTTP.")
    module: Annotated[str | None, MODULES] = Field(
        None, description="How it is asked; by default what the URL's scheme says."
    )
    interval: Annotated[Duration | None, DURATION] = Field(None, description="Time between two probes.")
    timeout: Annotated[Duration | None, DURATION] = Field(None, description="At most the interval; 10s by default.")
    expect: Expect | None = Field(None, description="What has to come back.")
