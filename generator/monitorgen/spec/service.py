"""Services: what your teams write. Infrastructure entries and types have the same fields and a few more."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from monitorgen.raw import Nothing
from monitorgen.spec.address import Addresses
from monitorgen.spec.alert import Alert, Mute
from monitorgen.spec.api import ENDPOINT, ROUTE, Endpoint, OpenApi
from monitorgen.spec.base import BY_SHAPE, Entry, Form, Json, Node
from monitorgen.spec.channel import SecretRef
from monitorgen.spec.dashboard import Panels
from monitorgen.spec.discover import Discover
from monitorgen.spec.metric import Indicator, Metric, Params
from monitorgen.spec.probe import Probe
from monitorgen.spec.relabel import Relabel
from monitorgen.spec.scalars import (
    ADDRESS,
    ALERT_NAME,
    BOOLEAN,
    DOCUMENT,
    DURATION,
    INTERVAL,
    LABEL_NAME,
    LINE,
    METRIC_NAME,
    NAME,
    PORT,
    PROMQL,
    RUNBOOK,
    SIZE,
    TEXT,
    URL,
    URL_PATH,
    one_of,
)
from monitorgen.spec.slo import Slos
from monitorgen.units import Duration


class Authorization(Node):
    """How the scrape says who it is."""

    FORMS = (Form(frozenset({"credentials", "password"})),)

    type: Annotated[str | None, LINE] = Field(None, description="`Bearer` by default.")
    credentials: SecretRef | None = Field(None, description="The token.")
    username: Annotated[str | None, LINE] = Field(None, description="For basic authentication.")
    password: SecretRef | None = Field(None, description="For basic authentication.")


class Scrape(Node):
    """How an entry is scraped."""

    HINTS: ClassVar[Mapping[str, str]] = {"metrics_path": "write `path:`", "scrape_interval": "write `interval:`"}

    path: Annotated[str | None, LINE] = Field(None, description="`/metrics` by default.")
    port: Annotated[int | None, PORT] = Field(None, description="Where metrics are served, if not at the entry's port.")
    interval: Annotated[Duration | None, DURATION] = Field(None, description="Time between two scrapes.")
    timeout: Annotated[Duration | None, DURATION] = Field(None, description="At most the interval.")
    scheme: Annotated[Literal["http", "https"] | None, one_of("a scheme", "http", "https")] = Field(
        None, description="`http` by default."
    )
    labels: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of every scraped series; changing one splits its history."
    )
    params: Params | None = Field(None, description="URL parameters.")
    authorization: Authorization | None = Field(None, description="Credentials, by secret.")
    honor_labels: Annotated[bool | None, BOOLEAN] = Field(None, description="Scraped labels win over the target's.")
    relabel_configs: list[Relabel] | None = Field(None, description="Applied to targets.")
    metric_relabel_configs: list[Relabel] | None = Field(None, description="Applied to scraped series.")


class Dependency(Node):
    """An entry that another one needs."""

    SHORT = "for"

    for_: Annotated[str | None, TEXT] = Field(None, alias="for", description="What it is needed for.")


_DEPENDS = Annotated[
    Annotated[dict[Annotated[str, NAME], Dependency], Tag("map")] | Annotated[list[Annotated[str, NAME]], Tag("list")],
    BY_SHAPE,
]


class Service(Entry):
    """A thing that runs, is scraped and can fail."""

    FORMS = (Form(frozenset({"port", "address", "discover"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "signals": "write `indicators: {http: prometheus}`",
        "http": "write `indicators: {http: prometheus}`",
        "template": "write `type:` and declare it in `types:`",
        "extends": "write `type:` and declare it in `types:`",
        "host": "write `address: host:port`",
        "url": "write `address: host:port`; the scheme stands in `scrape`",
        "ports": "write `port:`",
        "metrics_path": "write `scrape: {path: ...}`",
        "targets": "write `address:` with a list",
        "owner": "write `team:`",
        "rules": "write `alerts:` or `recording_rules:`",
        "notify": "an alert may say it; else its `severity:` and the entry's `team:` decide who is told",
        "severity": "each alert says its own: `alerts: {HighErrorRate: {severity: critical}}`",
        "image": "a service is watched, not run: leave out what only its deployment needs",
        "replicas": "a service is watched, not run: leave out what only its deployment needs",
        "env": "a service is watched, not run: leave out what only its deployment needs",
        "environment": "`environments: {staging: {...}}` says what differs there, `only: [staging]` where it is",
        "tags": "write `labels: {name: value}`: they go on its alerts",
        "enabled": "`<name>: none` drops an entry",
    }
    NOT_YET = frozenset(
        {
            "kubernetes", "metrics_from", "rule_files",
            "healing", "canary", "logs",
        }
    )  # fmt: skip

    type: (
        Annotated[Annotated[str, NAME, Tag("text")] | Annotated[list[Annotated[str, NAME]], Tag("list")], BY_SHAPE]
        | None
    ) = Field(None, description="A type, or several, applied from left to right.")
    team: Annotated[str | None, NAME] = Field(None, description="Whose it is; else from the file's owner.")
    lifecycle: Annotated[str | None, one_of("a lifecycle", "production", "experimental", "deprecated", "planned")] = (
        Field(None, description="Shown on pages; `planned` is on pages only.")
    )
    port: Annotated[int | None, PORT] = Field(None, description="Its port; the host is the entry's name.")
    address: Addresses | None = Field(None, description="`host:port`, or a list of them.")
    discover: Discover | None = Field(None, description="Where its targets are found.")
    network: Annotated[str | None, NAME] = Field(None, description="A declared network, or `host`.")
    publish: (
        Annotated[
            Annotated[str, LINE, Tag("text")]
            | Annotated[list[Annotated[str, LINE]], Tag("list")]
            | Annotated[Nothing, Tag("none")],
            BY_SHAPE,
        ]
        | None
    ) = Field(None, description="Port of the host, on loopback unless said.")
    scrape: Annotated[Annotated[Scrape, Tag("map")] | Annotated[Nothing, Tag("none")], BY_SHAPE] | None = Field(
        None, description="How it is scraped, or `none`."
    )
    job: Annotated[str | None, NAME] = Field(None, description="Its scrape job; the entry's name by default.")
    health: Annotated[str | None, URL_PATH] = Field(
        None, description="A path that tells whether it is well: probed from outside, as the probe `health`."
    )
    probes: dict[Annotated[str, NAME], Probe] | None = Field(
        None, description="What is looked at from outside, by name: a URL, or a path of its own."
    )
    depends_on: _DEPENDS | None = Field(None, description="Names: what for.")
    links: dict[Annotated[str, TEXT], Annotated[str, URL]] | None = Field(None, description="Title: URL.")
    openapi: OpenApi | None = Field(None, description="Its OpenAPI document, a file beside the specs.")
    endpoints: dict[Annotated[str, ENDPOINT], Endpoint] | None = Field(
        None, description="Endpoints in short, `GET /users/{id}`: what it does; beside those of its document."
    )
    routes: list[Annotated[str, ROUTE]] | None = Field(
        None,
        description="What the gateway sends here, `/api/users/*`. Where an entry says it, operations outside of all "
        "routes are internal.",
    )
    variables: dict[Annotated[str, LINE], Annotated[str, TEXT]] | None = Field(
        None, description="Environment variables: what each is; shown on its page."
    )
    labels: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of its alerts; `scrape.labels` sets them on series."
    )
    metrics: dict[Annotated[str, METRIC_NAME], Metric] | None = Field(None, description="What it exposes.")
    indicators: dict[Annotated[str, NAME], Indicator] | None = Field(None, description="What is counted and can fail.")
    main: Annotated[str | None, NAME] = Field(None, description="The indicator that types and SLOs mean.")
    slos: Slos | None = Field(None, description="Its objectives, each with recordings, alerts and a dashboard.")
    alerts: dict[Annotated[str, ALERT_NAME], Alert] | None = Field(None, description="Its alerts.")
    recording_rules: dict[Annotated[str, METRIC_NAME], Annotated[str, PROMQL]] | None = Field(
        None, description="`level:metric:operation`: PromQL."
    )
    docs: Annotated[str | None, DOCUMENT] = Field(
        None, description="What its page says of it: a file, a URL or Markdown."
    )
    rule_interval: Annotated[Duration | None, INTERVAL] = Field(None, description="How often its rules are evaluated.")
    panels: Panels | None = Field(None, description="What its dashboard shows beside what is shown without asking.")
    runbook: Annotated[str | None, RUNBOOK] = Field(
        None, description="What to do: the name of a file in `runbooks/`, its path, a URL or Markdown."
    )
    mute: Mute | None = Field(None, description="Time intervals in which nobody is told.")


class HostFolder(Node):
    """A folder of the host that a container reads."""

    SHORT = "from"

    from_: Annotated[str | None, LINE] = Field(None, alias="from", description="Its path on the host.")
    propagation: Annotated[str | None, one_of("a propagation of mounts", "rslave", "rprivate", "rshared")] = Field(
        None, description="Whether mounts that come later on the host are seen: `rslave`."
    )


class PasswordBy(Node):
    """How an exporter is given the password of its entry; exactly one way."""

    FORMS = (Form(frozenset({"file", "read_into", "env"}), frozenset({"program"})),)

    file: Annotated[str | None, LINE] = Field(None, description="The environment variable that names its file.")
    read_into: Annotated[str | None, LINE] = Field(
        None, description="The environment variable that a shell of the image reads the file into, before `program`."
    )
    program: Annotated[str | None, LINE] = Field(None, description="What the shell then runs: the image's entrypoint.")
    env: Annotated[str | None, LINE] = Field(
        None,
        description="The environment variable that holds it, where the image has no shell: `docker inspect` shows it.",
    )


_Texts = list[Annotated[str, TEXT]]
_Needed = one_of("a field that an exporter may need", "address", "user", "password", "database")


class Exporter(Node):
    """An exporter that is run for an entry. `targets` is the long form of an exporter that is there already.

    In `args` and `env` stand `{address}`, `{host}`, `{port}`, `{user}` and `{database}` of the entry; what speaks of
    one that the entry does not have is left out.
    """

    FORMS = (Form(frozenset({"image", "version"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "command": "write `args:`",
        "environment": "write `env:`",
        "volumes": "write `mounts: {/in/the/container: /on/the/host}`",
        "ports": "write `port:` for where it listens, `publish:` for the host",
    }

    name: Annotated[str | None, NAME] = Field(None, description="`<entry>-exporter` by default.")
    image: Annotated[str | None, LINE] = Field(None, description="With a tag.")
    version: Annotated[str | None, LINE] = Field(None, description="Tag of the catalogue's image.")
    port: Annotated[int | None, PORT] = Field(None, description="Where it serves metrics.")
    args: _Texts | None = Field(None, description="Its arguments; a list replaces the type's.")
    env: dict[Annotated[str, LINE], Annotated[str, TEXT]] | None = Field(
        None, description="Environment variables beside the type's."
    )
    network: Annotated[str | None, NAME] = Field(None, description="A declared network, or `host`.")
    publish: Annotated[str | None, LINE] = Field(None, description="Port of the host, on loopback unless said.")
    memory: Annotated[int | None, SIZE] = Field(None, description="What it may take at most.")
    compose: Annotated[object | None, Json] = Field(None, description="Merged into its service in compose.yaml.")
    requires: list[Annotated[str, _Needed]] | None = Field(
        None, description="Fields that the entry must have for it: `address user password database`."
    )
    password: PasswordBy | None = Field(None, description="How it is given the entry's password.")
    mounts: dict[Annotated[str, LINE], HostFolder] | None = Field(
        None, description="Folders of the host that it reads, by their place in the container."
    )
    host_pid: Annotated[bool | None, BOOLEAN] = Field(None, description="It sees the processes of the host.")
    devices: _Texts | None = Field(None, description="Devices of the host that it reads.")
    privileged: Annotated[bool | None, BOOLEAN] = Field(None, description="It does not work without all rights.")
    user: Annotated[str | None, LINE] = Field(None, description="Who it runs as, `uid:gid`.")
    read_only: Annotated[bool | None, BOOLEAN] = Field(None, description="It writes nothing into its own root.")
    health: _Texts | None = Field(None, description="A command in the image that tells whether it is well.")


class Infrastructure(Service):
    """What services depend on: a database, a cache, a host."""

    HINTS: ClassVar[Mapping[str, str]] = {
        **{word: hint for word, hint in Service.HINTS.items() if word not in ("image", "env")},
        "dsn": "write `address`, `user`, `password` and `database`",
    }

    exporter: (
        Annotated[
            Annotated[Exporter, Tag("map")]
            | Annotated[str, ADDRESS, Tag("text")]
            | Annotated[list[Annotated[str, ADDRESS]], Tag("list")]
            | Annotated[Nothing, Tag("none")],
            BY_SHAPE,
        ]
        | None
    ) = Field(None, description="Run for you (a map), there already (an address or a list), or `none`.")
    user: Annotated[str | None, LINE] = Field(None, description="Role of the exporter.")
    password: SecretRef | None = Field(None, description="Password of that role.")
    database: Annotated[str | None, LINE] = Field(None, description="What it connects to.")


class Type(Infrastructure):
    """A type: fields that entries share. A type may have a type.

    `kind`, `serves_metrics` and `verified` are what the built-in catalogue says about a product; your own types may say
    it too.
    """

    HINTS: ClassVar[Mapping[str, str]] = {
        **Infrastructure.HINTS,
        "first_steps": "each alert says its own: `alerts: {DiskFull: {first_steps: [...]}}`",
    }

    kind: Annotated[
        Literal["service", "infrastructure"] | None, one_of("a kind of entry", "service", "infrastructure")
    ] = Field(None, description="Which entries may have this type; left out: what its own type says.")
    serves_metrics: Annotated[bool | None, BOOLEAN] = Field(
        None, description="Whether it serves metrics itself, so that `address` is scraped and no exporter runs."
    )
    verified: Annotated[str | None, TEXT] = Field(None, description="What its metrics were checked against.")
