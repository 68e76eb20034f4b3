"""The system: the root of a spec, spread over any number of files."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from monitorgen.raw import Nothing
from monitorgen.spec.alert import Alert, Channels, Mute
from monitorgen.spec.api import Api
from monitorgen.spec.base import BY_SHAPE, Entry, Form, Node
from monitorgen.spec.channel import Channel
from monitorgen.spec.dashboard import Dashboard
from monitorgen.spec.discover import Engine
from monitorgen.spec.notification import DefaultNotify, InhibitRule, Severity, Team, TimeInterval
from monitorgen.spec.scalars import (
    ALERT_NAME,
    BOOLEAN,
    DIGEST,
    DOCUMENT,
    LABEL_NAME,
    LINE,
    METRIC_NAME,
    NAME,
    PATH,
    PROMQL,
    TEXT,
    URL,
    one_of,
)
from monitorgen.spec.service import Infrastructure, Service, Type
from monitorgen.spec.slo import PROFILE, Profile, Slos
from monitorgen.spec.stack import Stack


class Compose(Node):
    """Containers of one host."""

    discovery: Annotated[str | None, one_of("a way to find containers", "static", "docker")] = Field(
        None, description="`docker`: the engine is asked for containers of services that say `port:`; else `static`."
    )
    docker: Engine | None = Field(None, description="The engine that Prometheus asks, where it asks one.")


class Files(Node):
    """Configuration only: you run the servers."""


class Deploy(Node):
    """Where it runs; exactly one form. A scalar is that form."""

    FORMS = (Form(frozenset({"compose", "kubernetes", "files"})),)
    SCALAR_IS_KEY = True
    NOT_YET = frozenset({"kubernetes"})

    compose: Compose | None = Field(None, description="Containers of one host (the default).")
    files: Files | None = Field(None, description="Configuration only.")


class Network(Entry):
    """A network that containers share."""

    external: Annotated[bool | None, BOOLEAN] = Field(None, description="Made elsewhere.")


Pages = Annotated[
    Annotated[list[Annotated[str, DOCUMENT]], Tag("list")]
    | Annotated[dict[Annotated[str, LINE], Annotated[str, DOCUMENT]], Tag("map")],
    BY_SHAPE,
]
"""Documents of people: files, or by their titles files, links and Markdown."""


class Docs(Node):
    """The pages that are made for people."""

    url: Annotated[str | None, URL] = Field(None, description="Where they are served: the base of links to runbooks.")
    format: Annotated[str | None, one_of("a format", "html", "md")] = Field(
        None, description="How the pages end that links lead to: `html` (the default), or `md` in a repository."
    )
    pages: Pages | None = Field(None, description="Pages of your own: files, or `title: document`.")


class SecretKey(Node):
    """A key of a Kubernetes secret."""

    name: Annotated[str | None, LINE] = Field(None, description="The secret's name.")
    key: Annotated[str | None, LINE] = Field(None, description="The key inside it.")


class Secret(Entry):
    """A secret by name; its value never stands in a spec."""

    FORMS = (Form(frozenset({"env", "file", "kubernetes"})),)

    env: Annotated[str | None, LINE] = Field(None, description="The environment variable that holds it.")
    file: Annotated[str | None, LINE] = Field(None, description="The file that holds it.")
    kubernetes: SecretKey | None = Field(None, description="The Kubernetes secret that holds it.")


class EnvStore(Node):
    """Secrets come from environment variables."""

    prefix: Annotated[str | None, TEXT] = Field(None, description="Put before the secret's name in capitals.")


class SecretStore(Node):
    """Where secrets lie unless they say so themselves."""

    FORMS = (Form(frozenset({"env", "files", "kubernetes", "external_secrets"})),)
    NOT_YET = frozenset({"kubernetes", "external_secrets"})

    env: EnvStore | None = Field(None, description="In environment variables (the default).")
    files: Annotated[str | None, PATH] = Field(None, description="In this folder, a file a secret.")


DefaultNotifyForm = Annotated[Annotated[Channels, Tag("list")] | Annotated[DefaultNotify, Tag("map")], BY_SHAPE]
CheckLevel = Annotated[Literal["error", "warning", "off"], one_of("a level", "error", "warning", "off")]


class System(Node):
    """The root fields. Collections are keyed by name and may be spread over files."""

    NOT_YET = frozenset({"logs", "traces", "exports", "policies", "existing", "patches", "scrape_jobs"})
    HINTS: ClassVar[Mapping[str, str]] = {
        "receivers": "`channels` says where notifications go, `severities.<name>.notify` who is told",
        "contact_points": "`channels` says where notifications go",
        "templates": "write `types:`",
        "defaults": "defaults of all services stand in `types.service`, of infrastructure in `types.infrastructure`",
        "version": "every file begins with `monitorgen: v1`",
        "scrape_configs": "scrape jobs follow from `services` and `infrastructure`",
        "routes": "routes follow from `severities` and `teams`",
        "name": "write `system:`",
        "includes": "every file in the folder that says `monitorgen: v1` is read",
    }

    monitorgen: Annotated[str | None, one_of("a version of the language", "v1")] = Field(
        None, description="The version of the language; in every file."
    )
    system: Annotated[str | None, NAME] = Field(None, description="The system's name, said once.")
    title: Annotated[str | None, TEXT] = Field(None, description="The name in words.")
    description: Annotated[str | None, TEXT] = Field(None, description="What it is, for people.")
    labels: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="External labels; `system`, `environment` and `region` are added."
    )
    deploy: Deploy | None = Field(None, description="Where it runs; `compose` by default.")
    networks: dict[Annotated[str, NAME], Network] | None = Field(
        None, description="One network `monitoring` by default."
    )
    docs: Annotated[Annotated[Docs, Tag("map")] | Annotated[Nothing, Tag("none")], BY_SHAPE] | None = Field(
        None, description="The pages that are made for people, or `none`."
    )
    api: Api | None = Field(None, description="The head of the API that all services make together.")
    secrets: dict[Annotated[str, NAME], Secret] | None = Field(None, description="Secrets by name.")
    secret_store: SecretStore | None = Field(None, description="Where secrets lie unless they say so.")
    python: list[Annotated[str, PATH]] | None = Field(None, description="Python specs that are run.")
    channels: dict[Annotated[str, NAME], Channel] | None = Field(None, description="Where notifications go.")
    severities: dict[Annotated[str, NAME], Severity] | None = Field(None, description="Who is told; worst first.")
    default_notify: DefaultNotifyForm | None = Field(None, description="The root route; required.")
    teams: dict[Annotated[str, NAME], Team] | None = Field(None, description="Who owns what.")
    time_intervals: dict[Annotated[str, NAME], TimeInterval] | None = Field(None, description="Times by name.")
    inhibit: dict[Annotated[str, NAME], InhibitRule] | None = Field(None, description="What silences what.")
    mute: Mute | None = Field(None, description="Time intervals in which nobody is told.")
    types: dict[Annotated[str, NAME], Type] | None = Field(None, description="Fields that entries share.")
    services: dict[Annotated[str, NAME], Service] | None = Field(None, description="What your teams write.")
    infrastructure: dict[Annotated[str, NAME], Infrastructure] | None = Field(
        None, description="What services depend on."
    )
    alerts: dict[Annotated[str, ALERT_NAME], Alert] | None = Field(
        None, description="Alerts of the whole system; `TargetDown` is what every target starts from."
    )
    recording_rules: dict[Annotated[str, METRIC_NAME], Annotated[str, PROMQL]] | None = Field(
        None, description="`level:metric:operation`: PromQL."
    )
    slos: Slos | None = Field(None, description="Objectives of the whole system.")
    slo_profile: Annotated[Profile | None, PROFILE] = Field(
        None, description="Whose names the series of objectives have: `native` (the default) or `sloth`."
    )
    dashboards: dict[Annotated[str, NAME], Dashboard] | None = Field(
        None, description="Dashboards of your own; `none` switches one off that is made without asking."
    )
    stack: Stack | None = Field(None, description="The components that watch, as far as you tune them.")
    images: dict[Annotated[str, LINE], Annotated[str, DIGEST]] | None = Field(
        None, description="Digests of images by `repository:tag`: the lock, kept in a file of its own."
    )
    checks: dict[Annotated[str, LINE], CheckLevel] | None = Field(None, description="Level of a check, for everybody.")


class Environment(System):
    """What differs in one environment: a patch of the system, and its regions."""

    regions: dict[Annotated[str, NAME], Files] | None = Field(None, description="One Prometheus each.")


COLLECTIONS = (
    "networks", "secrets", "channels", "severities", "teams", "time_intervals", "inhibit", "types", "services",
    "infrastructure", "alerts", "recording_rules", "slos", "dashboards", "labels", "checks", "stack", "images",
)  # fmt: skip
"""Root fields that are maps keyed by name and may be spread over files."""
