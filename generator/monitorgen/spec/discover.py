"""Where targets are found, other than by an address: in files, in the DNS, at the engine of containers."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from monitorgen.spec.base import Form, Node
from monitorgen.spec.scalars import DURATION, ENGINE, INTEGER, LINE, PATH, PORT, TEXT, one_of
from monitorgen.units import Duration

RECORDS = ("A", "AAAA", "SRV", "MX")
"""The records of the DNS that name targets. Those of SRV know their ports, the others don't."""


class Dns(Node):
    """A name that the DNS has answers for; each of them is a target."""

    SHORT = "name"
    HINTS: ClassVar[Mapping[str, str]] = {
        "names": "write `name:`, and an entry for each",
        "type": "write `record:`",
        "refresh_interval": "write `refresh:`",
    }

    name: Annotated[str | None, LINE] = Field(
        None, description="With its domain. The name of a container finds all of its copies."
    )
    record: Annotated[str | None, one_of("a record of the DNS", *RECORDS)] = Field(
        None, description="`SRV` for a name that begins with `_`, else `A`."
    )
    port: Annotated[int | None, PORT] = Field(None, description="Where metrics are served; SRV records say it.")
    refresh: Annotated[Duration | None, DURATION] = Field(None, description="How often it is asked; 30s by default.")


class Docker(Node):
    """Containers that the engine knows, by their labels; each is a target."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "filters": "write `labels:`",
        "network": "write `network:` of the entry",
        "refresh_interval": "write `refresh:`",
    }

    labels: dict[Annotated[str, LINE], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of the containers; all of them have to be there."
    )
    port: Annotated[int | None, PORT] = Field(None, description="Where metrics are served, inside the container.")
    host: Annotated[str | None, ENGINE] = Field(
        None, description="The engine, if not that of the deployment: `unix:///var/run/docker.sock`, `tcp://host:2375`."
    )
    refresh: Annotated[Duration | None, DURATION] = Field(None, description="How often it is asked; 1m by default.")


class Discover(Node):
    """Where targets are found, other than by an address."""

    FORMS = (Form(frozenset({"files", "dns", "docker", "kubernetes"})),)
    NOT_YET = frozenset({"kubernetes"})

    files: list[Annotated[str, PATH]] | None = Field(
        None, description="Files with targets that something else keeps: absolute, or beside prometheus.yml."
    )
    dns: Dns | None = Field(None, description="A name that the DNS has an answer for.")
    docker: Docker | None = Field(None, description="Labels of containers.")


class Engine(Node):
    """The engine of containers, as Prometheus asks it. Whoever may ask it may do everything on the host."""

    host: Annotated[str | None, ENGINE] = Field(
        None, description="`unix:///var/run/docker.sock` by default; `tcp://host:2375` is a proxy that only answers."
    )
    group: Annotated[int | None, INTEGER] = Field(
        None, description="The group that may read the socket: `stat -c %g /var/run/docker.sock`."
    )
