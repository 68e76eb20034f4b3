"""The language in Python, for editors and type checkers. Generated from the models; see `spec/stub.py`."""

# ruff: noqa: A002, D204, E501, PYI021 - generated, with docstrings because editors show them
# fmt: off

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal, TypeAlias

from monitorgen.spec.recorded import Recorded

Text: TypeAlias = str | int
Number: TypeAlias = str | int | float | Decimal
Switch: TypeAlias = bool | Literal["true", "false"]
Nothing: TypeAlias = Literal["none"]
Map: TypeAlias = Mapping[str, object]
Json: TypeAlias = Mapping[str, object] | Sequence[object] | str | int | float | Decimal | bool

CLASSES: tuple[str, ...]
WORDS: frozenset[str]

none: Nothing
"""The word for deliberately nothing."""

def secret(name: str) -> SecretRef:
    """A secret by the name under which `secrets` declares it."""

class Spec(Recorded):
    """The root fields. Collections are keyed by name and may be spread over files.

    alerts: Alerts of the whole system; `TargetDown` is what every target starts from.
    api: The head of the API that all services make together.
    channels: Where notifications go.
    checks: Level of a check, for everybody.
    dashboards: Dashboards of your own; `none` switches one off that is made without asking.
    default_notify: The root route; required.
    deploy: Where it runs; `compose` by default.
    description: What it is, for people.
    docs: The pages that are made for people, or `none`.
    images: Digests of images by `repository:tag`: the lock, kept in a file of its own.
    infrastructure: What services depend on.
    inhibit: What silences what.
    labels: External labels; `system`, `environment` and `region` are added.
    mute: Time intervals in which nobody is told.
    networks: One network `monitoring` by default.
    recording_rules: `level:metric:operation`: PromQL.
    secret_store: Where secrets lie unless they say so.
    secrets: Secrets by name.
    services: What your teams write.
    severities: Who is told; worst first.
    slo_profile: Whose names the series of objectives have: `native` (the default) or `sloth`.
    slos: Objectives of the whole system.
    stack: The components that watch, as far as you tune them.
    system: The system's name, said once.
    teams: Who owns what.
    time_intervals: Times by name.
    title: The name in words.
    types: Fields that entries share.
    """
    def __init__(
        self,
        *,
        alerts: Mapping[str, Alert | Map | Nothing] = ...,
        api: Api | Map = ...,
        channels: Mapping[str, Channel | Map | Nothing] = ...,
        checks: Mapping[str, Literal["error", "warning", "off"]] = ...,
        dashboards: Mapping[str, Dashboard | Map | Nothing] = ...,
        default_notify: Sequence[Text] | DefaultNotify | Map = ...,
        deploy: Deploy | Map | Literal["compose", "files"] = ...,
        description: Text = ...,
        docs: Docs | Map | Nothing = ...,
        images: Mapping[str, Text] = ...,
        infrastructure: Mapping[str, Infrastructure | Map | Nothing] = ...,
        inhibit: Mapping[str, InhibitRule | Map | Nothing] = ...,
        labels: Mapping[str, Text] = ...,
        mute: Sequence[Text] | Nothing = ...,
        networks: Mapping[str, Network | Map | Nothing] = ...,
        recording_rules: Mapping[str, Text] = ...,
        secret_store: SecretStore | Map = ...,
        secrets: Mapping[str, Secret | Map | Nothing] = ...,
        services: Mapping[str, Service | Map | Nothing] = ...,
        severities: Mapping[str, Severity | Map | Nothing] = ...,
        slo_profile: Literal["native", "sloth"] = ...,
        slos: Mapping[str, Slo | Map | Text | Nothing] = ...,
        stack: Stack | Map = ...,
        system: Text = ...,
        teams: Mapping[str, Team | Map | Nothing] = ...,
        time_intervals: Mapping[str, TimeInterval | Map | Nothing] = ...,
        title: Text = ...,
        types: Mapping[str, Type | Map | Nothing] = ...,
        environments: Mapping[str, Environment | Map] = ...,
    ) -> None: ...

class Alert(Recorded):
    """One alerting rule, or one per severity if the threshold names several.

    above: Fires above this; or one quantity per severity.
    absent: The series is gone.
    age: Seconds since a timestamp.
    ahead: How far `forecast` looks.
    annotations: Annotations beside `summary`, `description` and `runbook_url`.
    avg: Average over series, over time, or both.
    below: Fires below this; or one quantity per severity.
    by: Labels that are kept apart.
    change: Now against `over` ago; a counter by its rate.
    count: Number of series, or of samples over time.
    description: What it is, for people.
    down: Targets that are down or vanished: `any` of them, or `all`.
    equals: Fires at exactly this; or one quantity per severity.
    error_ratio: Failed share of an indicator's events.
    existing: Speaks of a rule that is kept from before.
    expr: PromQL, for what no function says.
    extends: Starts from this alert, which stays.
    first_steps: What to do first, with the command to type.
    for_: How long the condition must hold; `0s` fires at once.
    forecast: Linear prediction from `over`, `ahead` of now.
    ignore: Warnings silenced here and below, by code.
    impact: What users notice of it, now and if it goes on.
    increase: How much a counter grew within `over`.
    inhibits: Alerts of the same service that are silenced while this one fires.
    invert: One minus the ratio.
    keep_firing_for: How long the alert stays firing after the condition ended.
    labels: Labels of the alert; `severity`, `service` and `team` are added.
    max: Largest over series, over time, or both.
    means: What is the matter, in a sentence or two.
    min: Smallest over series, over time, or both.
    min_events: Quiet with fewer events within `over`.
    missing: What missing series mean.
    mute: Time intervals in which nobody is told.
    notify: Channels of this alert alone, instead of its severity's.
    of: What `ratio` is divided by.
    only: Exists in these environments alone.
    only_if: Must hold too.
    over: What the function looks back on.
    p50: Median of a histogram or an indicator's duration.
    p75: 75th percentile of a histogram or an indicator's duration.
    p90: 90th percentile of a histogram or an indicator's duration.
    p95: 95th percentile of a histogram or an indicator's duration.
    p99: 99th percentile of a histogram or an indicator's duration.
    p999: 99.9th percentile of a histogram or an indicator's duration.
    rate: Per second rate of a counter or of an indicator's events.
    ratio: This divided by `of`; with `invert`, one minus that.
    repeat_interval: Time between two notifications while it fires (the 'cooldown').
    replaces: Starts from this inherited alert and takes its place.
    runbook: What to do: the name of a file in `runbooks/`, its path, a URL or Markdown.
    severity: One of `severities`.
    sum: Sum over series, over time, or both.
    summary: One line; written from the condition if left out.
    team: The team that is told; else the entry's.
    tests: Tests of your own, by a sentence.
    title: The name in words.
    unproven: Why an `expr` has no test.
    until: Seconds until a timestamp.
    usage: Used share of a resource indicator's limit.
    value: Each series of a metric.
    was: Its old name: a rename keeps ids and history.
    where: Matchers added to every selector.
    """
    def __init__(
        self,
        *,
        above: Number | Mapping[str, Number] = ...,
        absent: Text = ...,
        age: Text = ...,
        ahead: Text = ...,
        annotations: Mapping[str, Text] = ...,
        avg: Text = ...,
        below: Number | Mapping[str, Number] = ...,
        by: Sequence[Text] = ...,
        change: Text = ...,
        count: Text = ...,
        description: Text = ...,
        down: Literal["any", "all"] = ...,
        equals: Number | Mapping[str, Number] = ...,
        error_ratio: Text = ...,
        existing: Switch = ...,
        expr: Text = ...,
        extends: Text = ...,
        first_steps: Sequence[Text] = ...,
        for_: Text = ...,
        forecast: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        impact: Text = ...,
        increase: Text = ...,
        inhibits: Sequence[Text] = ...,
        invert: Switch = ...,
        keep_firing_for: Text = ...,
        labels: Mapping[str, Text] = ...,
        max: Text = ...,
        means: Text = ...,
        min: Text = ...,
        min_events: int | str = ...,
        missing: Literal["zero", "quiet", "fire"] = ...,
        mute: Sequence[Text] | Nothing = ...,
        notify: Sequence[Text] | Mapping[str, Sequence[Text] | Nothing] | Nothing = ...,
        of: Text = ...,
        only: Sequence[Text] = ...,
        only_if: Condition | Map = ...,
        over: Text = ...,
        p50: Text = ...,
        p75: Text = ...,
        p90: Text = ...,
        p95: Text = ...,
        p99: Text = ...,
        p999: Text = ...,
        rate: Text = ...,
        ratio: Text = ...,
        repeat_interval: Text = ...,
        replaces: Text = ...,
        runbook: Text = ...,
        severity: Text = ...,
        sum: Text = ...,
        summary: Text = ...,
        team: Text = ...,
        tests: Mapping[str, AlertTest | Map] = ...,
        title: Text = ...,
        unproven: Text = ...,
        until: Text = ...,
        usage: Text = ...,
        value: Text = ...,
        was: Text = ...,
        where: Text = ...,
        environments: Mapping[str, Alert | Map | Nothing] = ...,
    ) -> None: ...

class AlertTest(Recorded):
    """A test of the user's own: what an alert does, given these series.

    at: When the alert is looked at.
    fires: true, false, or a list of label maps.
    interval: Time between two values.
    series: Selector: values in promtool's notation.
    """
    def __init__(
        self,
        *,
        at: Text = ...,
        fires: Json = ...,
        interval: Text = ...,
        series: Mapping[str, Text] = ...,
    ) -> None: ...

class Alertmanager(Recorded):
    """The Alertmanager.

    address: It runs elsewhere; a list where there are several of it.
    args: More arguments.
    compose: Merged into its service in compose.yaml.
    config: Merged into its own configuration file.
    description: What it is, for people.
    env: More environment variables.
    heartbeat: The channel of the dead man's switch, or `none`.
    ignore: Warnings silenced here and below, by code.
    image: Another image, with a tag.
    memory: What it may take at most.
    network: A declared network.
    only: Exists in these environments alone.
    profile: It starts only with this profile of compose.
    publish: Port of the host, on loopback unless said; its own by default where it has pages for people. A list
        gives each replica one.
    replicas: How many form a cluster, which tells each thing once; 1 by default.
    resolve_timeout: 5m by default.
    retention: 120h by default.
    smtp: The mail server for all email channels.
    title: The name in words.
    url: Where people open it.
    version: The version that runs; pinned by default.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        args: Sequence[Text] = ...,
        compose: Json = ...,
        config: Json = ...,
        description: Text = ...,
        env: Mapping[str, Text] = ...,
        heartbeat: Text | Nothing = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        image: Text = ...,
        memory: Text = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        profile: Text = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        replicas: int | str = ...,
        resolve_timeout: Text = ...,
        retention: Text = ...,
        smtp: Smtp | Map = ...,
        title: Text = ...,
        url: Text = ...,
        version: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Alertmanager | Map | Nothing] = ...,
    ) -> None: ...

class Api(Recorded):
    """What the aggregate of all APIs says of itself, and what endpoints may refer to.

    auth: What endpoints ask for that do not say it; `none` by default.
    description: Markdown; the system's by default.
    schemas: Types by name, for endpoints; written as those of an endpoint.
    security: Security schemes of OpenAPI by name, for `auth:` of endpoints.
    servers: Where it is served, title and URL, for operations whose own document does not say it.
    title: Its title; the system's by default.
    version: The version of the API; `1.0.0` by default.
    """
    def __init__(
        self,
        *,
        auth: Text | Nothing = ...,
        description: Text = ...,
        schemas: Mapping[str, Json] = ...,
        security: Mapping[str, Json] = ...,
        servers: Mapping[str, Text] = ...,
        title: Text = ...,
        version: Text = ...,
    ) -> None: ...

class Authorization(Recorded):
    """How the scrape says who it is.

    credentials: The token.
    password: For basic authentication.
    type: `Bearer` by default.
    username: For basic authentication.
    """
    def __init__(
        self,
        *,
        credentials: SecretRef | Map = ...,
        password: SecretRef | Map = ...,
        type: Text = ...,
        username: Text = ...,
    ) -> None: ...

class AuthorizationHeader(Recorded):
    """The `Authorization` header: a type and credentials.

    credentials: The token.
    type: `Bearer` by default.
    """
    def __init__(
        self,
        *,
        credentials: SecretRef | Map = ...,
        type: Text = ...,
    ) -> None: ...

class BasicAuth(Recorded):
    """A user with a password.

    password: The password.
    username: The user.
    """
    def __init__(
        self,
        *,
        password: SecretRef | Map = ...,
        username: Text = ...,
    ) -> None: ...

class Blackbox(Recorded):
    """The blackbox exporter; runs where something has `probes`.

    address: It runs elsewhere; a list where there are several of it.
    args: More arguments.
    compose: Merged into its service in compose.yaml.
    config: Merged into its own configuration file.
    description: What it is, for people.
    env: More environment variables.
    ignore: Warnings silenced here and below, by code.
    image: Another image, with a tag.
    memory: What it may take at most.
    network: A declared network.
    only: Exists in these environments alone.
    profile: It starts only with this profile of compose.
    publish: Port of the host, on loopback unless said; its own by default where it has pages for people. A list
        gives each replica one.
    title: The name in words.
    url: Where people open it.
    version: The version that runs; pinned by default.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        args: Sequence[Text] = ...,
        compose: Json = ...,
        config: Json = ...,
        description: Text = ...,
        env: Mapping[str, Text] = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        image: Text = ...,
        memory: Text = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        profile: Text = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        title: Text = ...,
        url: Text = ...,
        version: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Blackbox | Map | Nothing] = ...,
    ) -> None: ...

class BurnAlert(Recorded):
    """A pair of windows: it fires when both have burnt their budget faster than `burn_rate`.

    budget: Share of the period's budget that is gone within `long` when this fires.
    burn_rate: How many times faster than the budget allows; instead of `budget`.
    for_: How long it must hold before it fires; at once by default.
    long: The window that tells that it matters.
    severity: One of `severities`. Required.
    short: The window that tells that it still goes on; a twelfth of `long` by default.
    """
    def __init__(
        self,
        *,
        budget: Text = ...,
        burn_rate: Number = ...,
        for_: Text = ...,
        long: Text = ...,
        severity: Text = ...,
        short: Text = ...,
    ) -> None: ...

class Channel(Recorded):
    """One or several integrations under one name. `{}` at the root declares a channel that teams must fill.

    description: What it is, for people.
    discord: A Discord message, or several.
    email: A mail, or several.
    ignore: Warnings silenced here and below, by code.
    includes: Channels that are told as well.
    msteamsv2: A Microsoft Teams message, or several.
    only: Exists in these environments alone.
    opsgenie: An alert at Opsgenie, or several.
    pagerduty: An incident at PagerDuty, or several.
    raw: Any other integration by Alertmanager's name and fields, `{pushover: {...}}`.
    send_resolved: Tell when it is over; true by default.
    slack: A Slack message, or several.
    telegram: A Telegram message, or several.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    webhook: A POST of JSON, or several.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        discord: Discord | Map | Sequence[Discord | Map] = ...,
        email: Email | Map | Sequence[Email | Map] = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        includes: Sequence[Text] = ...,
        msteamsv2: Msteamsv2 | Map | Sequence[Msteamsv2 | Map] = ...,
        only: Sequence[Text] = ...,
        opsgenie: Opsgenie | Map | Sequence[Opsgenie | Map] = ...,
        pagerduty: Pagerduty | Map | Sequence[Pagerduty | Map] = ...,
        raw: Json = ...,
        send_resolved: Switch = ...,
        slack: Slack | Map | Sequence[Slack | Map] = ...,
        telegram: Telegram | Map | Sequence[Telegram | Map] = ...,
        title: Text = ...,
        was: Text = ...,
        webhook: Webhook | Map | Sequence[Webhook | Map] = ...,
        environments: Mapping[str, Channel | Map | Nothing] = ...,
    ) -> None: ...

class Compose(Recorded):
    """Containers of one host.

    discovery: `docker`: the engine is asked for containers of services that say `port:`; else `static`.
    docker: The engine that Prometheus asks, where it asks one.
    """
    def __init__(
        self,
        *,
        discovery: Literal["static", "docker"] = ...,
        docker: Engine | Map = ...,
    ) -> None: ...

class Condition(Recorded):
    """One function and what narrows it; `above`, `below` or `equals` make it a condition.

    above: Fires above this; or one quantity per severity.
    absent: The series is gone.
    age: Seconds since a timestamp.
    ahead: How far `forecast` looks.
    avg: Average over series, over time, or both.
    below: Fires below this; or one quantity per severity.
    by: Labels that are kept apart.
    change: Now against `over` ago; a counter by its rate.
    count: Number of series, or of samples over time.
    down: Targets that are down or vanished: `any` of them, or `all`.
    equals: Fires at exactly this; or one quantity per severity.
    error_ratio: Failed share of an indicator's events.
    expr: PromQL, for what no function says.
    forecast: Linear prediction from `over`, `ahead` of now.
    increase: How much a counter grew within `over`.
    invert: One minus the ratio.
    max: Largest over series, over time, or both.
    min: Smallest over series, over time, or both.
    min_events: Quiet with fewer events within `over`.
    missing: What missing series mean.
    of: What `ratio` is divided by.
    only_if: Must hold too.
    over: What the function looks back on.
    p50: Median of a histogram or an indicator's duration.
    p75: 75th percentile of a histogram or an indicator's duration.
    p90: 90th percentile of a histogram or an indicator's duration.
    p95: 95th percentile of a histogram or an indicator's duration.
    p99: 99th percentile of a histogram or an indicator's duration.
    p999: 99.9th percentile of a histogram or an indicator's duration.
    rate: Per second rate of a counter or of an indicator's events.
    ratio: This divided by `of`; with `invert`, one minus that.
    sum: Sum over series, over time, or both.
    until: Seconds until a timestamp.
    usage: Used share of a resource indicator's limit.
    value: Each series of a metric.
    where: Matchers added to every selector.
    """
    def __init__(
        self,
        *,
        above: Number | Mapping[str, Number] = ...,
        absent: Text = ...,
        age: Text = ...,
        ahead: Text = ...,
        avg: Text = ...,
        below: Number | Mapping[str, Number] = ...,
        by: Sequence[Text] = ...,
        change: Text = ...,
        count: Text = ...,
        down: Literal["any", "all"] = ...,
        equals: Number | Mapping[str, Number] = ...,
        error_ratio: Text = ...,
        expr: Text = ...,
        forecast: Text = ...,
        increase: Text = ...,
        invert: Switch = ...,
        max: Text = ...,
        min: Text = ...,
        min_events: int | str = ...,
        missing: Literal["zero", "quiet", "fire"] = ...,
        of: Text = ...,
        only_if: Condition | Map = ...,
        over: Text = ...,
        p50: Text = ...,
        p75: Text = ...,
        p90: Text = ...,
        p95: Text = ...,
        p99: Text = ...,
        p999: Text = ...,
        rate: Text = ...,
        ratio: Text = ...,
        sum: Text = ...,
        until: Text = ...,
        usage: Text = ...,
        value: Text = ...,
        where: Text = ...,
    ) -> None: ...

class Dashboard(Recorded):
    """A dashboard of your own; or, by the name of one that is made without asking, what is different about that.

    description: What it is, for people.
    folder: Grafana's folder; its team's by default.
    ignore: Warnings silenced here and below, by code.
    json: A dashboard that Grafana wrote, instead of panels.
    links: Title: URL, or the name of a dashboard.
    only: Exists in these environments alone.
    panels: Panels at the top, in this order.
    range: What it looks back on; 6h by default.
    refresh: How often it asks anew; 1m by default.
    rows: Headings with their panels, in this order.
    tags: More tags.
    team: Whose it is; else from the file's owner.
    title: The name in words.
    uid: Its uid in Grafana; made from its name by default.
    variables: Choices at the top.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        folder: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        json: Text = ...,
        links: Mapping[str, Text] = ...,
        only: Sequence[Text] = ...,
        panels: Mapping[str, Panel | Map | Nothing] = ...,
        range: Text = ...,
        refresh: Text = ...,
        rows: Mapping[str, Row | Map | Nothing] = ...,
        tags: Sequence[Text] = ...,
        team: Text = ...,
        title: Text = ...,
        uid: Text = ...,
        variables: Mapping[str, Variable | Map | Text | Nothing] = ...,
        was: Text = ...,
        environments: Mapping[str, Dashboard | Map | Nothing] = ...,
    ) -> None: ...

class DefaultNotify(Recorded):
    """What every severity starts from, and the root route.

    group_by: Alerts with equal values of these labels make one notification.
    group_interval: Time between notifications about changes of a group.
    group_wait: Time to wait for more alerts before the first notification.
    notify: Channels for what no severity catches.
    repeat_interval: Time until a notification that still holds is sent again.
    """
    def __init__(
        self,
        *,
        group_by: Sequence[Text] = ...,
        group_interval: Text = ...,
        group_wait: Text = ...,
        notify: Sequence[Text] = ...,
        repeat_interval: Text = ...,
    ) -> None: ...

class Dependency(Recorded):
    """An entry that another one needs.

    for_: What it is needed for.
    """
    def __init__(
        self,
        *,
        for_: Text = ...,
    ) -> None: ...

class Deploy(Recorded):
    """Where it runs; exactly one form. A scalar is that form.

    compose: Containers of one host (the default).
    files: Configuration only.
    """
    def __init__(
        self,
        *,
        compose: Compose | Map = ...,
        files: Files | Map = ...,
    ) -> None: ...

class Discord(Recorded):
    """A Discord message.

    avatar_url: A picture of who it is from.
    content: Outside the frame, where mentions work.
    http_config: The HTTP client: credentials, proxy, certificates.
    message: The message.
    send_resolved: Tell when it is over; the channel's by default.
    title: The first line.
    username: Who it is from.
    webhook_url: The channel's webhook.
    """
    def __init__(
        self,
        *,
        avatar_url: Text = ...,
        content: Text = ...,
        http_config: HttpConfig | Map = ...,
        message: Text = ...,
        send_resolved: Switch = ...,
        title: Text = ...,
        username: Text = ...,
        webhook_url: SecretRef | Map = ...,
    ) -> None: ...

class Discover(Recorded):
    """Where targets are found, other than by an address.

    dns: A name that the DNS has an answer for.
    docker: Labels of containers.
    files: Files with targets that something else keeps: absolute, or beside prometheus.yml.
    """
    def __init__(
        self,
        *,
        dns: Dns | Map | Text = ...,
        docker: Docker | Map = ...,
        files: Sequence[Text] = ...,
    ) -> None: ...

class Dns(Recorded):
    """A name that the DNS has answers for; each of them is a target.

    name: With its domain. The name of a container finds all of its copies.
    port: Where metrics are served; SRV records say it.
    record: `SRV` for a name that begins with `_`, else `A`.
    refresh: How often it is asked; 30s by default.
    """
    def __init__(
        self,
        *,
        name: Text = ...,
        port: int | str = ...,
        record: Literal["A", "AAAA", "SRV", "MX"] = ...,
        refresh: Text = ...,
    ) -> None: ...

class Docker(Recorded):
    """Containers that the engine knows, by their labels; each is a target.

    host: The engine, if not that of the deployment: `unix:///var/run/docker.sock`, `tcp://host:2375`.
    labels: Labels of the containers; all of them have to be there.
    port: Where metrics are served, inside the container.
    refresh: How often it is asked; 1m by default.
    """
    def __init__(
        self,
        *,
        host: Text = ...,
        labels: Mapping[str, Text] = ...,
        port: int | str = ...,
        refresh: Text = ...,
    ) -> None: ...

class Docs(Recorded):
    """The pages that are made for people.

    format: How the pages end that links lead to: `html` (the default), or `md` in a repository.
    pages: Pages of your own: files, or `title: document`.
    url: Where they are served: the base of links to runbooks.
    """
    def __init__(
        self,
        *,
        format: Literal["html", "md"] = ...,
        pages: Sequence[Text] | Mapping[str, Text] = ...,
        url: Text = ...,
    ) -> None: ...

class Email(Recorded):
    """A mail. The mail server is `stack.alertmanager.smtp`, unless it is said here.

    auth_identity: For PLAIN.
    auth_password: For LOGIN and PLAIN.
    auth_secret: For CRAM-MD5.
    auth_username: For authentication.
    force_implicit_tls: TLS from the first byte, whatever the port.
    from_: The sender; that of `stack.alertmanager.smtp` by default.
    headers: Headers of the mail: `Subject`, `Reply-To`.
    hello: The name that the server is greeted with.
    html: The body as HTML.
    require_tls: True by default.
    send_resolved: Tell when it is over; the channel's by default.
    smarthost: `host:port` of the mail server.
    text: The body as plain text.
    threading: Mails of one group in one thread.
    tls_config: Certificates of the connection.
    to: Addresses, with commas between them. Required.
    """
    def __init__(
        self,
        *,
        auth_identity: Text = ...,
        auth_password: SecretRef | Map = ...,
        auth_secret: SecretRef | Map = ...,
        auth_username: Text = ...,
        force_implicit_tls: Switch = ...,
        from_: Text = ...,
        headers: Mapping[str, Text] = ...,
        hello: Text = ...,
        html: Text = ...,
        require_tls: Switch = ...,
        send_resolved: Switch = ...,
        smarthost: Text = ...,
        text: Text = ...,
        threading: EmailThreading | Map = ...,
        tls_config: TlsConfig | Map = ...,
        to: Text = ...,
    ) -> None: ...

class EmailThreading(Recorded):
    """Mails of one group in one thread.

    enabled: Put mails of a group into one thread.
    thread_by_date: `daily` starts a new thread each day; `none` never.
    """
    def __init__(
        self,
        *,
        enabled: Switch = ...,
        thread_by_date: Literal["none", "daily"] = ...,
    ) -> None: ...

class Endpoint(Recorded):
    """An endpoint in short: what an OpenAPI operation is made of. A scalar is its summary.

    Types are `string integer number boolean object any`, a format of a string (`date-time date email uri uuid
    password`), a name of `api.schemas`, `a | b` for one of several words, `[type]` for a list and a map for an object,
    in which a name that ends in `?` may be left out.

    auth: The scheme that it asks for, `bearer`, `basic` or one of `api.security`; `none`: nobody asks.
    body: The type of what is sent.
    description: What it is, for people.
    ignore: Warnings silenced here and below, by code.
    internal: Whether it is left out of the aggregate; else the routes of the gateway decide.
    only: Exists in these environments alone.
    query: Parameters behind the `?`: name and type; a name that ends in `?` may be left out.
    returns: The type of what comes back, or a map of types by status, `none` where nothing comes.
    summary: What it does, in a few words.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        auth: Text | Nothing = ...,
        body: Json = ...,
        description: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        internal: Switch = ...,
        only: Sequence[Text] = ...,
        query: Mapping[str, Json] = ...,
        returns: Json = ...,
        summary: Text = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Endpoint | Map | Nothing] = ...,
    ) -> None: ...

class Engine(Recorded):
    """The engine of containers, as Prometheus asks it. Whoever may ask it may do everything on the host.

    group: The group that may read the socket: `stat -c %g /var/run/docker.sock`.
    host: `unix:///var/run/docker.sock` by default; `tcp://host:2375` is a proxy that only answers.
    """
    def __init__(
        self,
        *,
        group: int | str = ...,
        host: Text = ...,
    ) -> None: ...

class EnvStore(Recorded):
    """Secrets come from environment variables.

    prefix: Put before the secret's name in capitals.
    """
    def __init__(
        self,
        *,
        prefix: Text = ...,
    ) -> None: ...

class Environment(Recorded):
    """What differs in one environment: a patch of the system, and its regions.

    alerts: Alerts of the whole system; `TargetDown` is what every target starts from.
    api: The head of the API that all services make together.
    channels: Where notifications go.
    checks: Level of a check, for everybody.
    dashboards: Dashboards of your own; `none` switches one off that is made without asking.
    default_notify: The root route; required.
    deploy: Where it runs; `compose` by default.
    description: What it is, for people.
    docs: The pages that are made for people, or `none`.
    images: Digests of images by `repository:tag`: the lock, kept in a file of its own.
    infrastructure: What services depend on.
    inhibit: What silences what.
    labels: External labels; `system`, `environment` and `region` are added.
    mute: Time intervals in which nobody is told.
    networks: One network `monitoring` by default.
    recording_rules: `level:metric:operation`: PromQL.
    regions: One Prometheus each.
    secret_store: Where secrets lie unless they say so.
    secrets: Secrets by name.
    services: What your teams write.
    severities: Who is told; worst first.
    slo_profile: Whose names the series of objectives have: `native` (the default) or `sloth`.
    slos: Objectives of the whole system.
    stack: The components that watch, as far as you tune them.
    system: The system's name, said once.
    teams: Who owns what.
    time_intervals: Times by name.
    title: The name in words.
    types: Fields that entries share.
    """
    def __init__(
        self,
        *,
        alerts: Mapping[str, Alert | Map | Nothing] = ...,
        api: Api | Map = ...,
        channels: Mapping[str, Channel | Map | Nothing] = ...,
        checks: Mapping[str, Literal["error", "warning", "off"]] = ...,
        dashboards: Mapping[str, Dashboard | Map | Nothing] = ...,
        default_notify: Sequence[Text] | DefaultNotify | Map = ...,
        deploy: Deploy | Map | Literal["compose", "files"] = ...,
        description: Text = ...,
        docs: Docs | Map | Nothing = ...,
        images: Mapping[str, Text] = ...,
        infrastructure: Mapping[str, Infrastructure | Map | Nothing] = ...,
        inhibit: Mapping[str, InhibitRule | Map | Nothing] = ...,
        labels: Mapping[str, Text] = ...,
        mute: Sequence[Text] | Nothing = ...,
        networks: Mapping[str, Network | Map | Nothing] = ...,
        recording_rules: Mapping[str, Text] = ...,
        regions: Mapping[str, Files | Map] = ...,
        secret_store: SecretStore | Map = ...,
        secrets: Mapping[str, Secret | Map | Nothing] = ...,
        services: Mapping[str, Service | Map | Nothing] = ...,
        severities: Mapping[str, Severity | Map | Nothing] = ...,
        slo_profile: Literal["native", "sloth"] = ...,
        slos: Mapping[str, Slo | Map | Text | Nothing] = ...,
        stack: Stack | Map = ...,
        system: Text = ...,
        teams: Mapping[str, Team | Map | Nothing] = ...,
        time_intervals: Mapping[str, TimeInterval | Map | Nothing] = ...,
        title: Text = ...,
        types: Mapping[str, Type | Map | Nothing] = ...,
    ) -> None: ...

class Expect(Recorded):
    """What has to come back; everything that is said must hold.

    answer: What a name server must answer, or what a TCP server says first.
    body: Regular expression that the body must match.
    body_without: One that it must not match.
    headers: Headers that must be there: name, and a regular expression that its value must match.
    redirects: Whether they are followed; `true` by default.
    status: HTTP status codes; any 2xx by default.
    tls: Whether the last answer must, or must not, be encrypted.
    """
    def __init__(
        self,
        *,
        answer: Text = ...,
        body: Text = ...,
        body_without: Text = ...,
        headers: Mapping[str, Text] = ...,
        redirects: Switch = ...,
        status: Sequence[int | str] = ...,
        tls: Switch = ...,
    ) -> None: ...

class Exporter(Recorded):
    """An exporter that is run for an entry. `targets` is the long form of an exporter that is there already.

    In `args` and `env` stand `{address}`, `{host}`, `{port}`, `{user}` and `{database}` of the entry; what speaks of
    one that the entry does not have is left out.

    args: Its arguments; a list replaces the type's.
    compose: Merged into its service in compose.yaml.
    devices: Devices of the host that it reads.
    env: Environment variables beside the type's.
    health: A command in the image that tells whether it is well.
    host_pid: It sees the processes of the host.
    image: With a tag.
    memory: What it may take at most.
    mounts: Folders of the host that it reads, by their place in the container.
    name: `<entry>-exporter` by default.
    network: A declared network, or `host`.
    password: How it is given the entry's password.
    port: Where it serves metrics.
    privileged: It does not work without all rights.
    publish: Port of the host, on loopback unless said.
    read_only: It writes nothing into its own root.
    requires: Fields that the entry must have for it: `address user password database`.
    user: Who it runs as, `uid:gid`.
    version: Tag of the catalogue's image.
    """
    def __init__(
        self,
        *,
        args: Sequence[Text] = ...,
        compose: Json = ...,
        devices: Sequence[Text] = ...,
        env: Mapping[str, Text] = ...,
        health: Sequence[Text] = ...,
        host_pid: Switch = ...,
        image: Text = ...,
        memory: Text = ...,
        mounts: Mapping[str, HostFolder | Map | Text] = ...,
        name: Text = ...,
        network: Text = ...,
        password: PasswordBy | Map = ...,
        port: int | str = ...,
        privileged: Switch = ...,
        publish: Text = ...,
        read_only: Switch = ...,
        requires: Sequence[Literal["address", "user", "password", "database"]] = ...,
        user: Text = ...,
        version: Text = ...,
    ) -> None: ...

class Files(Recorded):
    """Configuration only: you run the servers."""
    def __init__(self) -> None: ...

class Grafana(Recorded):
    """Grafana. `config` is its settings by section and key: `{auth.anonymous: {enabled: true}}`.

    address: It runs elsewhere; a list where there are several of it.
    admin_password: The administrator's; by default the secret `grafana_admin_password`.
    args: More arguments.
    compose: Merged into its service in compose.yaml.
    config: Merged into its own configuration file.
    description: What it is, for people.
    env: More environment variables.
    home_dashboard: The dashboard that people see first.
    ignore: Warnings silenced here and below, by code.
    image: Another image, with a tag.
    memory: What it may take at most.
    network: A declared network.
    only: Exists in these environments alone.
    plugins: Plugins with their versions, `id@1.2.3`.
    profile: It starts only with this profile of compose.
    publish: Port of the host, on loopback unless said; its own by default where it has pages for people. A list
        gives each replica one.
    title: The name in words.
    url: Where people open it.
    version: The version that runs; pinned by default.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        admin_password: SecretRef | Map = ...,
        args: Sequence[Text] = ...,
        compose: Json = ...,
        config: Json = ...,
        description: Text = ...,
        env: Mapping[str, Text] = ...,
        home_dashboard: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        image: Text = ...,
        memory: Text = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        plugins: Sequence[Text] = ...,
        profile: Text = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        title: Text = ...,
        url: Text = ...,
        version: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Grafana | Map | Nothing] = ...,
    ) -> None: ...

class HostFolder(Recorded):
    """A folder of the host that a container reads.

    from_: Its path on the host.
    propagation: Whether mounts that come later on the host are seen: `rslave`.
    """
    def __init__(
        self,
        *,
        from_: Text = ...,
        propagation: Literal["rslave", "rprivate", "rshared"] = ...,
    ) -> None: ...

class HttpConfig(Recorded):
    """The HTTP client of one integration.

    authorization: The `Authorization` header.
    basic_auth: A user with a password.
    enable_http2: True by default.
    follow_redirects: True by default.
    no_proxy: Hosts that are reached without the proxy.
    oauth2: Client credentials of OAuth 2.0.
    proxy_url: Requests go through this proxy.
    tls_config: Certificates of the connection.
    """
    def __init__(
        self,
        *,
        authorization: AuthorizationHeader | Map = ...,
        basic_auth: BasicAuth | Map = ...,
        enable_http2: Switch = ...,
        follow_redirects: Switch = ...,
        no_proxy: Text = ...,
        oauth2: OAuth2 | Map = ...,
        proxy_url: Text = ...,
        tls_config: TlsConfig | Map = ...,
    ) -> None: ...

class Ignore(Recorded):
    """Why a warning is silenced, and until when.

    because: The reason, for whoever reads it next.
    until: The day from which `check --today` complains.
    """
    def __init__(
        self,
        *,
        because: Text = ...,
        until: Text = ...,
    ) -> None: ...

class Indicator(Recorded):
    """Something that is counted, can fail and takes time, or a resource that is used up.

    buckets: Bounds of `duration`.
    description: What it is, for people.
    duration: Histogram of how long events take.
    errors: Counter of failed events, or matchers on total.
    free: Gauge: how much is left.
    good: Counter of good events.
    ignore: Warnings silenced here and below, by code.
    labels: Labels of its metrics besides `status`.
    limit: Gauge: how much there is.
    method: The real label behind the word `method`.
    only: Exists in these environments alone.
    preset: Fills the fields from a known library's names.
    route: The real label behind the word `route`.
    scope: Matchers in place of the entry's confinement.
    status: The real label behind the word `status`.
    title: The name in words.
    total: Counter of all events.
    used: Gauge: how much is used.
    version: The real label behind the word `version`.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        buckets: Sequence[Number] = ...,
        description: Text = ...,
        duration: Text = ...,
        errors: Text = ...,
        free: Text = ...,
        good: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        labels: Sequence[Text] | Mapping[str, Sequence[Text] | Literal["open"]] | Literal["open"] = ...,
        limit: Text = ...,
        method: Text = ...,
        only: Sequence[Text] = ...,
        preset: Literal["prometheus", "opentelemetry", "istio", "spring", "grpc", "container-cpu", "container-memory"] = ...,
        route: Text = ...,
        scope: Text = ...,
        status: Text = ...,
        title: Text = ...,
        total: Text = ...,
        used: Text = ...,
        version: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Indicator | Map | Nothing] = ...,
    ) -> None: ...

class Infrastructure(Recorded):
    """What services depend on: a database, a cache, a host.

    address: `host:port`, or a list of them.
    alerts: Its alerts.
    database: What it connects to.
    depends_on: Names: what for.
    description: What it is, for people.
    discover: Where its targets are found.
    docs: What its page says of it: a file, a URL or Markdown.
    endpoints: Endpoints in short, `GET /users/{id}`: what it does; beside those of its document.
    exporter: Run for you (a map), there already (an address or a list), or `none`.
    health: A path that tells whether it is well: probed from outside, as the probe `health`.
    ignore: Warnings silenced here and below, by code.
    indicators: What is counted and can fail.
    job: Its scrape job; the entry's name by default.
    labels: Labels of its alerts; `scrape.labels` sets them on series.
    lifecycle: Shown on pages; `planned` is on pages only.
    links: Title: URL.
    main: The indicator that types and SLOs mean.
    metrics: What it exposes.
    mute: Time intervals in which nobody is told.
    network: A declared network, or `host`.
    only: Exists in these environments alone.
    openapi: Its OpenAPI document, a file beside the specs.
    panels: What its dashboard shows beside what is shown without asking.
    password: Password of that role.
    port: Its port; the host is the entry's name.
    probes: What is looked at from outside, by name: a URL, or a path of its own.
    publish: Port of the host, on loopback unless said.
    recording_rules: `level:metric:operation`: PromQL.
    routes: What the gateway sends here, `/api/users/*`. Where an entry says it, operations outside of all routes
        are internal.
    rule_interval: How often its rules are evaluated.
    runbook: What to do: the name of a file in `runbooks/`, its path, a URL or Markdown.
    scrape: How it is scraped, or `none`.
    slos: Its objectives, each with recordings, alerts and a dashboard.
    team: Whose it is; else from the file's owner.
    title: The name in words.
    type: A type, or several, applied from left to right.
    user: Role of the exporter.
    variables: Environment variables: what each is; shown on its page.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        alerts: Mapping[str, Alert | Map | Nothing] = ...,
        database: Text = ...,
        depends_on: Mapping[str, Dependency | Map | Text] | Sequence[Text] = ...,
        description: Text = ...,
        discover: Discover | Map = ...,
        docs: Text = ...,
        endpoints: Mapping[str, Endpoint | Map | Text | Nothing] = ...,
        exporter: Exporter | Map | Text | Sequence[Text] | Nothing = ...,
        health: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        indicators: Mapping[str, Indicator | Map | Literal["prometheus", "opentelemetry", "istio", "spring", "grpc", "container-cpu", "container-memory"] | Nothing] = ...,
        job: Text = ...,
        labels: Mapping[str, Text] = ...,
        lifecycle: Literal["production", "experimental", "deprecated", "planned"] = ...,
        links: Mapping[str, Text] = ...,
        main: Text = ...,
        metrics: Mapping[str, Metric | Map | Literal["counter", "gauge", "histogram", "native_histogram", "summary"] | Nothing] = ...,
        mute: Sequence[Text] | Nothing = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        openapi: OpenApi | Map | Text = ...,
        panels: Mapping[str, Panel | Map | Nothing] = ...,
        password: SecretRef | Map = ...,
        port: int | str = ...,
        probes: Mapping[str, Probe | Map | Text | Nothing] = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        recording_rules: Mapping[str, Text] = ...,
        routes: Sequence[Text] = ...,
        rule_interval: Text = ...,
        runbook: Text = ...,
        scrape: Scrape | Map | Nothing = ...,
        slos: Mapping[str, Slo | Map | Text | Nothing] = ...,
        team: Text = ...,
        title: Text = ...,
        type: Text | Sequence[Text] = ...,
        user: Text = ...,
        variables: Mapping[str, Text] = ...,
        was: Text = ...,
        environments: Mapping[str, Infrastructure | Map | Nothing] = ...,
    ) -> None: ...

class InhibitRule(Recorded):
    """While `source` fires, `target` is not notified, if they agree on the labels of `equal`.

    description: What it is, for people.
    equal: Labels that must have the same value on both.
    ignore: Warnings silenced here and below, by code.
    only: Exists in these environments alone.
    source: Labels of the alert that silences.
    target: Labels of the alerts that are silenced.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        equal: Sequence[Text] = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        only: Sequence[Text] = ...,
        source: Mapping[str, Text] = ...,
        target: Mapping[str, Text] = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, InhibitRule | Map | Nothing] = ...,
    ) -> None: ...

class Metric(Recorded):
    """A metric that an entry exposes.

    buckets: Upper bounds of a histogram.
    description: What it is, for people.
    help: What it counts or measures.
    ignore: Warnings silenced here and below, by code.
    labels: Its own labels; left out: none besides the target's.
    only: Exists in these environments alone.
    title: The name in words.
    type: Its Prometheus type.
    unit: Base unit; left out: from the name's suffix.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        buckets: Sequence[Number] = ...,
        description: Text = ...,
        help: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        labels: Sequence[Text] | Mapping[str, Sequence[Text] | Literal["open"]] | Literal["open"] = ...,
        only: Sequence[Text] = ...,
        title: Text = ...,
        type: Literal["counter", "gauge", "histogram", "native_histogram", "summary"] = ...,
        unit: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Metric | Map | Nothing] = ...,
    ) -> None: ...

class Msteamsv2(Recorded):
    """A Microsoft Teams message, through a workflow.

    http_config: The HTTP client: credentials, proxy, certificates.
    send_resolved: Tell when it is over; the channel's by default.
    text: The message.
    title: The first line.
    webhook_url: The workflow's URL.
    """
    def __init__(
        self,
        *,
        http_config: HttpConfig | Map = ...,
        send_resolved: Switch = ...,
        text: Text = ...,
        title: Text = ...,
        webhook_url: SecretRef | Map = ...,
    ) -> None: ...

class Network(Recorded):
    """A network that containers share.

    description: What it is, for people.
    external: Made elsewhere.
    ignore: Warnings silenced here and below, by code.
    only: Exists in these environments alone.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        external: Switch = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        only: Sequence[Text] = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Network | Map | Nothing] = ...,
    ) -> None: ...

class OAuth2(Recorded):
    """Client credentials of OAuth 2.0.

    client_id: The client.
    client_secret: Its secret.
    endpoint_params: Parameters that are added to the token URL.
    scopes: Scopes of the token.
    tls_config: Certificates of the connection to the token URL.
    token_url: Where a token is asked for.
    """
    def __init__(
        self,
        *,
        client_id: Text = ...,
        client_secret: SecretRef | Map = ...,
        endpoint_params: Mapping[str, Text] = ...,
        scopes: Sequence[Text] = ...,
        tls_config: TlsConfig | Map = ...,
        token_url: Text = ...,
    ) -> None: ...

class OpenApi(Recorded):
    """The OpenAPI document of an entry, a file beside the specs: 3.0, 3.1 or 3.2, YAML or JSON, in any number of files.

    Of its operations those go out that are not marked `x-internal`, and that a gateway, if there is one, sends on.

    file: The document, relative to the file that says it.
    prefix: What stands before its paths in the aggregate.
    tags: Only operations with one of these tags go out; all by default.
    url: Where the running service serves it: shown to people, never fetched.
    """
    def __init__(
        self,
        *,
        file: Text = ...,
        prefix: Text = ...,
        tags: Sequence[Text] = ...,
        url: Text = ...,
    ) -> None: ...

class Opsgenie(Recorded):
    """An alert at Opsgenie, whose API ends in April 2027.

    actions: Names of actions, with commas between them.
    api_key: The key of an API integration.
    api_url: Opsgenie's own by default.
    description: What it is about.
    details: More about it.
    entity: What is affected.
    http_config: The HTTP client: credentials, proxy, certificates.
    message: The first line.
    note: A note on the alert.
    priority: `P1` to `P5`; from the severity by default.
    responders: Who responds.
    send_resolved: Tell when it is over; the channel's by default.
    source: Who it is from.
    tags: With commas between them.
    update_alerts: An open alert gets the newer text.
    """
    def __init__(
        self,
        *,
        actions: Text = ...,
        api_key: SecretRef | Map = ...,
        api_url: Text = ...,
        description: Text = ...,
        details: Mapping[str, Text] = ...,
        entity: Text = ...,
        http_config: HttpConfig | Map = ...,
        message: Text = ...,
        note: Text = ...,
        priority: Text = ...,
        responders: Sequence[OpsgenieResponder | Map] = ...,
        send_resolved: Switch = ...,
        source: Text = ...,
        tags: Text = ...,
        update_alerts: Switch = ...,
    ) -> None: ...

class OpsgenieResponder(Recorded):
    """Who responds: a team, a user, an escalation or a schedule, by one of its names.

    id: Its id.
    name: Its name.
    type: What it is. Required.
    username: A user's name.
    """
    def __init__(
        self,
        *,
        id: Text = ...,
        name: Text = ...,
        type: Literal["team", "teams", "user", "escalation", "schedule"] = ...,
        username: Text = ...,
    ) -> None: ...

class Pagerduty(Recorded):
    """An incident at PagerDuty.

    class_: The kind of event.
    client: Who it is from.
    client_url: Where the sender is found.
    component: The part that is affected.
    description: What the phone says.
    details: More about it.
    group: What it belongs to.
    http_config: The HTTP client: credentials, proxy, certificates.
    images: Pictures.
    links: Links.
    routing_key: The integration key of the Events API v2.
    send_resolved: Tell when it is over; the channel's by default.
    service_key: The integration key of the older Events API v1.
    severity: `critical`, `error`, `warning` or `info`; from the alert by default.
    source: What is affected.
    timeout: How long one attempt may take; without it, up to the group interval.
    url: PagerDuty's own by default.
    """
    def __init__(
        self,
        *,
        class_: Text = ...,
        client: Text = ...,
        client_url: Text = ...,
        component: Text = ...,
        description: Text = ...,
        details: Mapping[str, Text] = ...,
        group: Text = ...,
        http_config: HttpConfig | Map = ...,
        images: Sequence[PagerdutyImage | Map] = ...,
        links: Sequence[PagerdutyLink | Map] = ...,
        routing_key: SecretRef | Map = ...,
        send_resolved: Switch = ...,
        service_key: SecretRef | Map = ...,
        severity: Text = ...,
        source: Text = ...,
        timeout: Text = ...,
        url: Text = ...,
    ) -> None: ...

class PagerdutyImage(Recorded):
    """A picture of an incident.

    alt: What it shows.
    href: Where it leads.
    src: Where it lies.
    """
    def __init__(
        self,
        *,
        alt: Text = ...,
        href: Text = ...,
        src: Text = ...,
    ) -> None: ...

class PagerdutyLink(Recorded):
    """A link of an incident.

    href: Where it leads.
    text: What it says.
    """
    def __init__(
        self,
        *,
        href: Text = ...,
        text: Text = ...,
    ) -> None: ...

class Panel(Recorded):
    """One panel; its key is the title unless `title:` says another. It shows one thing.

    absent: The series is gone.
    age: Seconds since a timestamp.
    ahead: How far `forecast` looks.
    alert: What an alert compares, with its thresholds as lines: `entry.Alert`.
    alerts: A list of the alerts that match.
    avg: Average over series, over time, or both.
    by: Labels that are kept apart.
    change: Now against `over` ago; a counter by its rate.
    count: Number of series, or of samples over time.
    description: What it is, for people.
    down: Targets that are down or vanished: `any` of them, or `all`.
    error_ratio: Failed share of an indicator's events.
    expr: PromQL, for what no function says.
    forecast: Linear prediction from `over`, `ahead` of now.
    grafana: Merged into the panel's JSON.
    height: In rows of the grid; 8 is usual.
    ignore: Warnings silenced here and below, by code.
    increase: How much a counter grew within `over`.
    invert: One minus the ratio.
    legend: `{{route}}`; follows from `by`.
    max: Largest over series, over time, or both.
    min: Smallest over series, over time, or both.
    of: What `ratio` is divided by.
    only: Exists in these environments alone.
    over: What the function looks back on.
    p50: Median of a histogram or an indicator's duration.
    p75: 75th percentile of a histogram or an indicator's duration.
    p90: 90th percentile of a histogram or an indicator's duration.
    p95: 95th percentile of a histogram or an indicator's duration.
    p99: 99th percentile of a histogram or an indicator's duration.
    p999: 99.9th percentile of a histogram or an indicator's duration.
    queries: Several in one panel: legend, function.
    rate: Per second rate of a counter or of an indicator's events.
    ratio: This divided by `of`; with `invert`, one minus that.
    row: The heading that it stands under, for panels of an entry.
    slo: What is left of the budget of an objective, `entry.slo`, or of `all`, the least first.
    stack: Areas on top of each other, or as shares of the whole.
    sum: Sum over series, over time, or both.
    text: A file, a URL or Markdown.
    thresholds: From which value on it is `ok`, `info`, `warning` or `critical`.
    title: The name in words.
    top: Only this many series, the largest.
    type: How it is drawn; follows from what it shows.
    unit: The unit of its values; follows from the metric.
    until: Seconds until a timestamp.
    usage: Used share of a resource indicator's limit.
    value: Each series of a metric.
    was: Its old name: a rename keeps ids and history.
    where: Matchers added to every selector.
    width: Of 24 columns.
    """
    def __init__(
        self,
        *,
        absent: Text = ...,
        age: Text = ...,
        ahead: Text = ...,
        alert: Text = ...,
        alerts: Text = ...,
        avg: Text = ...,
        by: Sequence[Text] = ...,
        change: Text = ...,
        count: Text = ...,
        description: Text = ...,
        down: Literal["any", "all"] = ...,
        error_ratio: Text = ...,
        expr: Text = ...,
        forecast: Text = ...,
        grafana: Json = ...,
        height: int | str = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        increase: Text = ...,
        invert: Switch = ...,
        legend: Text = ...,
        max: Text = ...,
        min: Text = ...,
        of: Text = ...,
        only: Sequence[Text] = ...,
        over: Text = ...,
        p50: Text = ...,
        p75: Text = ...,
        p90: Text = ...,
        p95: Text = ...,
        p99: Text = ...,
        p999: Text = ...,
        queries: Mapping[str, Query | Map] = ...,
        rate: Text = ...,
        ratio: Text = ...,
        row: Text = ...,
        slo: Text = ...,
        stack: Literal["normal", "percent"] = ...,
        sum: Text = ...,
        text: Text = ...,
        thresholds: Mapping[str, Number] = ...,
        title: Text = ...,
        top: int | str = ...,
        type: Literal["timeseries", "stat", "gauge", "bargauge", "table", "heatmap", "histogram", "state-timeline", "piechart", "text", "alertlist"] = ...,
        unit: Literal["none", "ratio", "percent", "seconds", "milliseconds", "microseconds", "nanoseconds", "bytes", "per_second", "bytes_per_second", "celsius", "hertz", "volts", "amperes", "joules", "grams", "meters"] = ...,
        until: Text = ...,
        usage: Text = ...,
        value: Text = ...,
        was: Text = ...,
        where: Text = ...,
        width: int | str = ...,
        environments: Mapping[str, Panel | Map | Nothing] = ...,
    ) -> None: ...

class PasswordBy(Recorded):
    """How an exporter is given the password of its entry; exactly one way.

    env: The environment variable that holds it, where the image has no shell: `docker inspect` shows it.
    file: The environment variable that names its file.
    program: What the shell then runs: the image's entrypoint.
    read_into: The environment variable that a shell of the image reads the file into, before `program`.
    """
    def __init__(
        self,
        *,
        env: Text = ...,
        file: Text = ...,
        program: Text = ...,
        read_into: Text = ...,
    ) -> None: ...

class Probe(Recorded):
    """Something that is looked at from outside, by the blackbox exporter.

    description: What it is, for people.
    expect: What has to come back.
    ignore: Warnings silenced here and below, by code.
    interval: Time between two probes.
    module: How it is asked; by default what the URL's scheme says.
    only: Exists in these environments alone.
    path: A path of the entry itself, asked over HTTP.
    timeout: At most the interval; 10s by default.
    title: The name in words.
    url: What is asked: https://host/path, tcp://host:port, tls://, icmp://host, dns://server/name, grpc://.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        expect: Expect | Map = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        interval: Text = ...,
        module: Literal["http", "tcp", "icmp", "dns", "grpc"] = ...,
        only: Sequence[Text] = ...,
        path: Text = ...,
        timeout: Text = ...,
        title: Text = ...,
        url: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Probe | Map | Nothing] = ...,
    ) -> None: ...

class Prometheus(Recorded):
    """The Prometheus server.

    address: It runs elsewhere; a list where there are several of it.
    args: More arguments.
    compose: Merged into its service in compose.yaml.
    config: Merged into its own configuration file.
    description: What it is, for people.
    env: More environment variables.
    evaluation_interval: 15s by default.
    ignore: Warnings silenced here and below, by code.
    image: Another image, with a tag.
    memory: What it may take at most.
    network: A declared network.
    only: Exists in these environments alone.
    profile: It starts only with this profile of compose.
    publish: Port of the host, on loopback unless said; its own by default where it has pages for people. A list
        gives each replica one.
    remote_write: Other stores that take every sample, by name.
    replicas: How many do the same, so that one may be lost; 1 by default.
    retention: How long and how much is kept.
    scrape_interval: 15s by default.
    shards: How many share the scraping, and hand all on to where alerts and dashboards look.
    title: The name in words.
    url: Where people open it.
    version: The version that runs; pinned by default.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        args: Sequence[Text] = ...,
        compose: Json = ...,
        config: Json = ...,
        description: Text = ...,
        env: Mapping[str, Text] = ...,
        evaluation_interval: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        image: Text = ...,
        memory: Text = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        profile: Text = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        remote_write: Mapping[str, RemoteWrite | Map | Text] = ...,
        replicas: int | str = ...,
        retention: Retention | Map | Text = ...,
        scrape_interval: Text = ...,
        shards: int | str = ...,
        title: Text = ...,
        url: Text = ...,
        version: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Prometheus | Map | Nothing] = ...,
    ) -> None: ...

class Pushgateway(Recorded):
    """Keeps the last metrics of jobs that end before they can be scraped; runs where it is named.

    address: It runs elsewhere; a list where there are several of it.
    args: More arguments.
    compose: Merged into its service in compose.yaml.
    config: Merged into its own configuration file.
    description: What it is, for people.
    env: More environment variables.
    ignore: Warnings silenced here and below, by code.
    image: Another image, with a tag.
    memory: What it may take at most.
    network: A declared network.
    only: Exists in these environments alone.
    profile: It starts only with this profile of compose.
    publish: Port of the host, on loopback unless said; its own by default where it has pages for people. A list
        gives each replica one.
    title: The name in words.
    url: Where people open it.
    version: The version that runs; pinned by default.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        args: Sequence[Text] = ...,
        compose: Json = ...,
        config: Json = ...,
        description: Text = ...,
        env: Mapping[str, Text] = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        image: Text = ...,
        memory: Text = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        profile: Text = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        title: Text = ...,
        url: Text = ...,
        version: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Pushgateway | Map | Nothing] = ...,
    ) -> None: ...

class Query(Recorded):
    """One of several queries of a panel; its key is the legend.

    absent: The series is gone.
    age: Seconds since a timestamp.
    ahead: How far `forecast` looks.
    alert: What an alert compares: `entry.Alert`.
    avg: Average over series, over time, or both.
    axis: The axis that it is drawn against; `left` by default.
    by: Labels that are kept apart.
    change: Now against `over` ago; a counter by its rate.
    count: Number of series, or of samples over time.
    down: Targets that are down or vanished: `any` of them, or `all`.
    error_ratio: Failed share of an indicator's events.
    expr: PromQL, for what no function says.
    forecast: Linear prediction from `over`, `ahead` of now.
    increase: How much a counter grew within `over`.
    invert: One minus the ratio.
    max: Largest over series, over time, or both.
    min: Smallest over series, over time, or both.
    of: What `ratio` is divided by.
    over: What the function looks back on.
    p50: Median of a histogram or an indicator's duration.
    p75: 75th percentile of a histogram or an indicator's duration.
    p90: 90th percentile of a histogram or an indicator's duration.
    p95: 95th percentile of a histogram or an indicator's duration.
    p99: 99th percentile of a histogram or an indicator's duration.
    p999: 99.9th percentile of a histogram or an indicator's duration.
    rate: Per second rate of a counter or of an indicator's events.
    ratio: This divided by `of`; with `invert`, one minus that.
    sum: Sum over series, over time, or both.
    until: Seconds until a timestamp.
    usage: Used share of a resource indicator's limit.
    value: Each series of a metric.
    where: Matchers added to every selector.
    """
    def __init__(
        self,
        *,
        absent: Text = ...,
        age: Text = ...,
        ahead: Text = ...,
        alert: Text = ...,
        avg: Text = ...,
        axis: Literal["left", "right"] = ...,
        by: Sequence[Text] = ...,
        change: Text = ...,
        count: Text = ...,
        down: Literal["any", "all"] = ...,
        error_ratio: Text = ...,
        expr: Text = ...,
        forecast: Text = ...,
        increase: Text = ...,
        invert: Switch = ...,
        max: Text = ...,
        min: Text = ...,
        of: Text = ...,
        over: Text = ...,
        p50: Text = ...,
        p75: Text = ...,
        p90: Text = ...,
        p95: Text = ...,
        p99: Text = ...,
        p999: Text = ...,
        rate: Text = ...,
        ratio: Text = ...,
        sum: Text = ...,
        until: Text = ...,
        usage: Text = ...,
        value: Text = ...,
        where: Text = ...,
    ) -> None: ...

class Relabel(Recorded):
    """One relabelling step, with Prometheus's own fields.

    action: What is done; `replace` by default.
    modulus: For `hashmod`.
    regex: Anchored RE2; `(.*)` by default.
    replacement: The value that is set; `$1` by default.
    separator: Between joined values; `;` by default.
    source_labels: Labels that are joined and matched.
    target_label: The label that is set.
    """
    def __init__(
        self,
        *,
        action: Literal["replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep", "lowercase", "uppercase", "keepequal", "dropequal"] = ...,
        modulus: int | str = ...,
        regex: Text = ...,
        replacement: Text = ...,
        separator: Text = ...,
        source_labels: Sequence[Text] = ...,
        target_label: Text = ...,
    ) -> None: ...

class RemoteQueue(Recorded):
    """What waits to be sent, with Prometheus's own fields; its defaults suit most.

    batch_send_deadline: How long a sample waits.
    capacity: Samples that wait for each sender.
    max_backoff: Before later ones at most.
    max_samples_per_send: Samples in one request.
    max_shards: Senders at most.
    min_backoff: Before the first repetition.
    min_shards: Senders at least.
    retry_on_http_429: Whether `too many` is repeated.
    sample_age_limit: Older samples are dropped.
    """
    def __init__(
        self,
        *,
        batch_send_deadline: Text = ...,
        capacity: int | str = ...,
        max_backoff: Text = ...,
        max_samples_per_send: int | str = ...,
        max_shards: int | str = ...,
        min_backoff: Text = ...,
        min_shards: int | str = ...,
        retry_on_http_429: Switch = ...,
        sample_age_limit: Text = ...,
    ) -> None: ...

class RemoteWrite(Recorded):
    """Another store that takes every sample: Mimir, Thanos, VictoriaMetrics, another Prometheus.

    authorization: The `Authorization` header.
    basic_auth: A user with a password.
    drop: Metrics that stay here: names, or regular expressions for them.
    enable_http2: True by default.
    follow_redirects: True by default.
    headers: Headers of each request, such as a tenant's; no secrets.
    keep: Metrics that are sent, and no others.
    no_proxy: Hosts that are reached without the proxy.
    oauth2: Client credentials of OAuth 2.0.
    proxy_url: Requests go through this proxy.
    queue: What waits to be sent.
    send_exemplars: False by default.
    send_native_histograms: False by default.
    timeout: Of one request; 30s by default.
    tls_config: Certificates of the connection.
    url: Where samples are sent.
    write_relabel_configs: Applied to what is sent, after these.
    """
    def __init__(
        self,
        *,
        authorization: AuthorizationHeader | Map = ...,
        basic_auth: BasicAuth | Map = ...,
        drop: Sequence[Text] = ...,
        enable_http2: Switch = ...,
        follow_redirects: Switch = ...,
        headers: Mapping[str, Text] = ...,
        keep: Sequence[Text] = ...,
        no_proxy: Text = ...,
        oauth2: OAuth2 | Map = ...,
        proxy_url: Text = ...,
        queue: RemoteQueue | Map = ...,
        send_exemplars: Switch = ...,
        send_native_histograms: Switch = ...,
        timeout: Text = ...,
        tls_config: TlsConfig | Map = ...,
        url: Text = ...,
        write_relabel_configs: Sequence[Relabel | Map] = ...,
    ) -> None: ...

class Retention(Recorded):
    """How long and how much is kept.

    size: Blocks are dropped above this.
    time: 15 days by default.
    """
    def __init__(
        self,
        *,
        size: Text = ...,
        time: Text = ...,
    ) -> None: ...

class Row(Recorded):
    """Panels under a heading; its key is the title.

    collapsed: Closed until somebody opens it.
    description: What it is, for people.
    ignore: Warnings silenced here and below, by code.
    only: Exists in these environments alone.
    panels: Its panels, in this order.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        collapsed: Switch = ...,
        description: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        only: Sequence[Text] = ...,
        panels: Mapping[str, Panel | Map | Nothing] = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Row | Map | Nothing] = ...,
    ) -> None: ...

class Scrape(Recorded):
    """How an entry is scraped.

    authorization: Credentials, by secret.
    honor_labels: Scraped labels win over the target's.
    interval: Time between two scrapes.
    labels: Labels of every scraped series; changing one splits its history.
    metric_relabel_configs: Applied to scraped series.
    params: URL parameters.
    path: `/metrics` by default.
    port: Where metrics are served, if not at the entry's port.
    relabel_configs: Applied to targets.
    scheme: `http` by default.
    timeout: At most the interval.
    """
    def __init__(
        self,
        *,
        authorization: Authorization | Map = ...,
        honor_labels: Switch = ...,
        interval: Text = ...,
        labels: Mapping[str, Text] = ...,
        metric_relabel_configs: Sequence[Relabel | Map] = ...,
        params: Mapping[str, Sequence[Text]] = ...,
        path: Text = ...,
        port: int | str = ...,
        relabel_configs: Sequence[Relabel | Map] = ...,
        scheme: Literal["http", "https"] = ...,
        timeout: Text = ...,
    ) -> None: ...

class Secret(Recorded):
    """A secret by name; its value never stands in a spec.

    description: What it is, for people.
    env: The environment variable that holds it.
    file: The file that holds it.
    ignore: Warnings silenced here and below, by code.
    kubernetes: The Kubernetes secret that holds it.
    only: Exists in these environments alone.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        env: Text = ...,
        file: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        kubernetes: SecretKey | Map = ...,
        only: Sequence[Text] = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Secret | Map | Nothing] = ...,
    ) -> None: ...

class SecretKey(Recorded):
    """A key of a Kubernetes secret.

    key: The key inside it.
    name: The secret's name.
    """
    def __init__(
        self,
        *,
        key: Text = ...,
        name: Text = ...,
    ) -> None: ...

class SecretRef(Recorded):
    """A secret by the name under which `secrets` declares it.

    secret: A name of `secrets`.
    """
    def __init__(
        self,
        *,
        secret: Text = ...,
    ) -> None: ...

class SecretStore(Recorded):
    """Where secrets lie unless they say so themselves.

    env: In environment variables (the default).
    files: In this folder, a file a secret.
    """
    def __init__(
        self,
        *,
        env: EnvStore | Map = ...,
        files: Text = ...,
    ) -> None: ...

class Service(Recorded):
    """A thing that runs, is scraped and can fail.

    address: `host:port`, or a list of them.
    alerts: Its alerts.
    depends_on: Names: what for.
    description: What it is, for people.
    discover: Where its targets are found.
    docs: What its page says of it: a file, a URL or Markdown.
    endpoints: Endpoints in short, `GET /users/{id}`: what it does; beside those of its document.
    health: A path that tells whether it is well: probed from outside, as the probe `health`.
    ignore: Warnings silenced here and below, by code.
    indicators: What is counted and can fail.
    job: Its scrape job; the entry's name by default.
    labels: Labels of its alerts; `scrape.labels` sets them on series.
    lifecycle: Shown on pages; `planned` is on pages only.
    links: Title: URL.
    main: The indicator that types and SLOs mean.
    metrics: What it exposes.
    mute: Time intervals in which nobody is told.
    network: A declared network, or `host`.
    only: Exists in these environments alone.
    openapi: Its OpenAPI document, a file beside the specs.
    panels: What its dashboard shows beside what is shown without asking.
    port: Its port; the host is the entry's name.
    probes: What is looked at from outside, by name: a URL, or a path of its own.
    publish: Port of the host, on loopback unless said.
    recording_rules: `level:metric:operation`: PromQL.
    routes: What the gateway sends here, `/api/users/*`. Where an entry says it, operations outside of all routes
        are internal.
    rule_interval: How often its rules are evaluated.
    runbook: What to do: the name of a file in `runbooks/`, its path, a URL or Markdown.
    scrape: How it is scraped, or `none`.
    slos: Its objectives, each with recordings, alerts and a dashboard.
    team: Whose it is; else from the file's owner.
    title: The name in words.
    type: A type, or several, applied from left to right.
    variables: Environment variables: what each is; shown on its page.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        alerts: Mapping[str, Alert | Map | Nothing] = ...,
        depends_on: Mapping[str, Dependency | Map | Text] | Sequence[Text] = ...,
        description: Text = ...,
        discover: Discover | Map = ...,
        docs: Text = ...,
        endpoints: Mapping[str, Endpoint | Map | Text | Nothing] = ...,
        health: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        indicators: Mapping[str, Indicator | Map | Literal["prometheus", "opentelemetry", "istio", "spring", "grpc", "container-cpu", "container-memory"] | Nothing] = ...,
        job: Text = ...,
        labels: Mapping[str, Text] = ...,
        lifecycle: Literal["production", "experimental", "deprecated", "planned"] = ...,
        links: Mapping[str, Text] = ...,
        main: Text = ...,
        metrics: Mapping[str, Metric | Map | Literal["counter", "gauge", "histogram", "native_histogram", "summary"] | Nothing] = ...,
        mute: Sequence[Text] | Nothing = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        openapi: OpenApi | Map | Text = ...,
        panels: Mapping[str, Panel | Map | Nothing] = ...,
        port: int | str = ...,
        probes: Mapping[str, Probe | Map | Text | Nothing] = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        recording_rules: Mapping[str, Text] = ...,
        routes: Sequence[Text] = ...,
        rule_interval: Text = ...,
        runbook: Text = ...,
        scrape: Scrape | Map | Nothing = ...,
        slos: Mapping[str, Slo | Map | Text | Nothing] = ...,
        team: Text = ...,
        title: Text = ...,
        type: Text | Sequence[Text] = ...,
        variables: Mapping[str, Text] = ...,
        was: Text = ...,
        environments: Mapping[str, Service | Map | Nothing] = ...,
    ) -> None: ...

class Severity(Recorded):
    """How bad an alert is, and so whom it reaches.

    description: What it is, for people.
    escalate: Who else is told if it still fires after this time.
    group_by: Alerts with equal values of these labels make one notification.
    group_interval: Time between notifications about changes of a group.
    group_wait: Time to wait for more alerts before the first notification.
    ignore: Warnings silenced here and below, by code.
    means: The built-in severity that one of another name stands for.
    mute: Time intervals in which nobody is told.
    notify: Channels, a time table of channels, or `none`.
    only: Exists in these environments alone.
    repeat_interval: Time until a notification that still holds is sent again.
    respond_within: What the team promises.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        escalate: Mapping[str, Sequence[Text]] = ...,
        group_by: Sequence[Text] = ...,
        group_interval: Text = ...,
        group_wait: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        means: Literal["critical", "warning", "info"] = ...,
        mute: Sequence[Text] | Nothing = ...,
        notify: Sequence[Text] | Mapping[str, Sequence[Text] | Nothing] | Nothing = ...,
        only: Sequence[Text] = ...,
        repeat_interval: Text = ...,
        respond_within: Text = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Severity | Map | Nothing] = ...,
    ) -> None: ...

class Slack(Recorded):
    """A Slack message, through an incoming webhook or an app.

    actions: Buttons.
    api_url: The incoming webhook.
    app_token: The token of an app, instead of a webhook.
    app_url: Where an app posts.
    callback_id: For interactive buttons.
    channel: '#alerts', quoted: an unquoted # begins a comment.
    color: Of the bar beside the message.
    fallback: What a phone shows as the notification.
    fields: Titled values.
    footer: Below the message.
    http_config: The HTTP client: credentials, proxy, certificates.
    icon_emoji: `:rotating_light:`.
    icon_url: A picture instead of an emoji.
    image_url: A picture in the message.
    link_names: Turns @name into a mention.
    message_text: Text outside the attachment.
    mrkdwn_in: Parts that are formatted.
    pretext: Above the message.
    send_resolved: Tell when it is over; the channel's by default.
    short_fields: Fields stand beside each other.
    text: The message.
    thumb_url: A small picture.
    timeout: How long one attempt may take; without it, up to the group interval.
    title: The first line.
    title_link: Where the title leads.
    username: Who it is from.
    """
    def __init__(
        self,
        *,
        actions: Sequence[SlackAction | Map] = ...,
        api_url: SecretRef | Map = ...,
        app_token: SecretRef | Map = ...,
        app_url: Text = ...,
        callback_id: Text = ...,
        channel: Text = ...,
        color: Text = ...,
        fallback: Text = ...,
        fields: Sequence[SlackField | Map] = ...,
        footer: Text = ...,
        http_config: HttpConfig | Map = ...,
        icon_emoji: Text = ...,
        icon_url: Text = ...,
        image_url: Text = ...,
        link_names: Switch = ...,
        message_text: Text = ...,
        mrkdwn_in: Sequence[Text] = ...,
        pretext: Text = ...,
        send_resolved: Switch = ...,
        short_fields: Switch = ...,
        text: Text = ...,
        thumb_url: Text = ...,
        timeout: Text = ...,
        title: Text = ...,
        title_link: Text = ...,
        username: Text = ...,
    ) -> None: ...

class SlackAction(Recorded):
    """A button under a Slack message.

    confirm: Asked before it acts.
    name: For interactive buttons.
    style: `primary` or `danger`.
    text: Required.
    type: `button`. Required.
    url: Where it leads.
    value: For interactive buttons.
    """
    def __init__(
        self,
        *,
        confirm: SlackConfirm | Map = ...,
        name: Text = ...,
        style: Text = ...,
        text: Text = ...,
        type: Text = ...,
        url: Text = ...,
        value: Text = ...,
    ) -> None: ...

class SlackConfirm(Recorded):
    """The question that is asked before a button acts.

    dismiss_text: On the button that does not.
    ok_text: On the button that goes on.
    text: Required.
    title: Above the text.
    """
    def __init__(
        self,
        *,
        dismiss_text: Text = ...,
        ok_text: Text = ...,
        text: Text = ...,
        title: Text = ...,
    ) -> None: ...

class SlackField(Recorded):
    """A titled value in a Slack message.

    short: Fits beside another one.
    title: Required.
    value: Required.
    """
    def __init__(
        self,
        *,
        short: Switch = ...,
        title: Text = ...,
        value: Text = ...,
    ) -> None: ...

class Slo(Recorded):
    """A service level objective; its rules, alerts and dashboard follow from it.

    alert_name: The name of the alerts of `burn_alerts`; `<Slo>BudgetBurn` by default.
    all_of: Other SLOs, `entry.slo`: bad when any of them is, the worst part decides.
    budget_alerts: Share of the period's budget that is gone: severity.
    burn_alerts: Pairs of windows; burn rates 14.4 and 6 critical, 3 and 1 warning by default; or `none`.
    by: Labels of which each value has a budget of its own; one budget by default.
    description: What it is, for people.
    error_ratio_query: PromQL with `$window` that gives the failed share itself; each moment weighs the same.
    errors: A counter of bad events, or such PromQL.
    exact: Long windows are read from the counters themselves, which costs more.
    forecast_alerts: How far ahead the budget is seen to end, at the pace of the last day: severity.
    good: A counter of good events, or such PromQL.
    good_when: Share of the time that this condition holds.
    ignore: Warnings silenced here and below, by code.
    indicator: An indicator: its errors of its total. `main` by default.
    labels: Labels of its alerts and its info series, never of what is recorded.
    maintenance: A gauge; while it is above 0, nothing is counted and nobody is told of missing data.
    min_events: A pair is quiet when its long window saw fewer events.
    no_data: Severity of the alert that nothing is measured any more; `warning` by default; or `none`.
    objective: Which share has to be good. Required.
    only: Exists in these environments alone.
    other_periods: Period: objective; recorded and shown, never alerting.
    period: The time that the objective holds over; `30d` by default.
    profile: Whose names its series have: `native` or `sloth`; the system's `slo_profile` by default.
    runbook: What to do: the name of a file in `runbooks/`, its path, a URL or Markdown.
    success_ratio_query: PromQL with `$window` that gives the share that is good.
    team: The team that is told; else the entry's.
    threshold: Share of the indicator's `duration` that is at most this, instead of its errors.
    time_slices: Counts slices of time, good or bad as a whole, instead of events.
    title: The name in words.
    total: A counter of all events, or PromQL with `$window`; `errors` or `good` stands beside it.
    was: Its old name: a rename keeps ids and history.
    where: Matchers added to every selector.
    """
    def __init__(
        self,
        *,
        alert_name: Text = ...,
        all_of: Sequence[Text] = ...,
        budget_alerts: Mapping[str, Text] = ...,
        burn_alerts: Sequence[BurnAlert | Map] | Nothing = ...,
        by: Sequence[Text] = ...,
        description: Text = ...,
        error_ratio_query: Text = ...,
        errors: Text = ...,
        exact: Switch = ...,
        forecast_alerts: Mapping[str, Text] = ...,
        good: Text = ...,
        good_when: Condition | Map = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        indicator: Text = ...,
        labels: Mapping[str, Text] = ...,
        maintenance: Text = ...,
        min_events: int | str = ...,
        no_data: Text | Nothing = ...,
        objective: Text = ...,
        only: Sequence[Text] = ...,
        other_periods: Mapping[str, Text] = ...,
        period: Text = ...,
        profile: Literal["native", "sloth"] = ...,
        runbook: Text = ...,
        success_ratio_query: Text = ...,
        team: Text = ...,
        threshold: Number = ...,
        time_slices: TimeSlices | Map | Text = ...,
        title: Text = ...,
        total: Text = ...,
        was: Text = ...,
        where: Text = ...,
        environments: Mapping[str, Slo | Map | Nothing] = ...,
    ) -> None: ...

class Smtp(Recorded):
    """The mail server for all email channels.

    from_: The sender's address.
    password: For authentication.
    smarthost: `host:port`.
    username: For authentication.
    """
    def __init__(
        self,
        *,
        from_: Text = ...,
        password: SecretRef | Map = ...,
        smarthost: Text = ...,
        username: Text = ...,
    ) -> None: ...

class Stack(Recorded):
    """Components by name.

    alertmanager: The Alertmanager.
    blackbox: The blackbox exporter.
    grafana: Grafana, or `none`.
    network: Every component's network, unless it says its own.
    prometheus: The Prometheus server.
    pushgateway: The Pushgateway.
    """
    def __init__(
        self,
        *,
        alertmanager: Alertmanager | Map | Text = ...,
        blackbox: Blackbox | Map | Text = ...,
        grafana: Grafana | Map | Text | Nothing = ...,
        network: Text = ...,
        prometheus: Prometheus | Map | Text = ...,
        pushgateway: Pushgateway | Map | Text = ...,
    ) -> None: ...

class Team(Recorded):
    """People who own entries and are told about them.

    channels: Where the root's channels lead.
    description: What it is, for people.
    ignore: Warnings silenced here and below, by code.
    links: Title: URL.
    mute: Time intervals in which the team is not told.
    only: Exists in these environments alone.
    owns: Globs of the spec files that are theirs.
    severities: Their own notification policy.
    time_intervals: Their own times.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        channels: Mapping[str, Channel | Map | Nothing] = ...,
        description: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        links: Mapping[str, Text] = ...,
        mute: Sequence[Text] | Nothing = ...,
        only: Sequence[Text] = ...,
        owns: Sequence[Text] = ...,
        severities: Mapping[str, Severity | Map | Nothing] = ...,
        time_intervals: Mapping[str, TimeInterval | Map | Nothing] = ...,
        title: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Team | Map | Nothing] = ...,
    ) -> None: ...

class Telegram(Recorded):
    """A Telegram message, from a bot.

    api_url: Telegram's own by default.
    bot_token: The bot's token.
    chat_id: The chat's number, or a secret that holds it.
    disable_notifications: Arrives without a sound.
    http_config: The HTTP client: credentials, proxy, certificates.
    message: The message.
    message_thread_id: A topic of the chat.
    parse_mode: How `message` is formatted; HTML by default.
    send_resolved: Tell when it is over; the channel's by default.
    """
    def __init__(
        self,
        *,
        api_url: Text = ...,
        bot_token: SecretRef | Map = ...,
        chat_id: int | str | SecretRef | Map = ...,
        disable_notifications: Switch = ...,
        http_config: HttpConfig | Map = ...,
        message: Text = ...,
        message_thread_id: int | str = ...,
        parse_mode: Literal["HTML", "MarkdownV2", "Markdown"] = ...,
        send_resolved: Switch = ...,
    ) -> None: ...

class TimeInterval(Recorded):
    """Times of a week, a month, a year, in one location. Passing midnight is allowed.

    days_of_month: `1-7`, `-1` is the last day.
    description: What it is, for people.
    ignore: Warnings silenced here and below, by code.
    location: A time zone: `Europe/Berlin`. Required.
    months: `jan-mar` or `1-3`.
    only: Exists in these environments alone.
    times: `09:00-17:00`; may pass midnight.
    title: The name in words.
    was: Its old name: a rename keeps ids and history.
    weekdays: `mon-fri`, `sat`; may wrap: `sat-mon`.
    years: `2026-2027`.
    """
    def __init__(
        self,
        *,
        days_of_month: Sequence[Text] = ...,
        description: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        location: Text = ...,
        months: Sequence[Text] = ...,
        only: Sequence[Text] = ...,
        times: Sequence[Text] = ...,
        title: Text = ...,
        was: Text = ...,
        weekdays: Sequence[Text] = ...,
        years: Sequence[Text] = ...,
        environments: Mapping[str, TimeInterval | Map | Nothing] = ...,
    ) -> None: ...

class TimeSlices(Recorded):
    """Time in slices, each of which is good or bad as a whole.

    length: How long a slice is; `1m` by default.
    objective: A slice is good if at least this share of it is; one without traffic is good.
    """
    def __init__(
        self,
        *,
        length: Text = ...,
        objective: Text = ...,
    ) -> None: ...

class TlsConfig(Recorded):
    """Certificates of a connection; `ca`, `cert` and `key` are secrets, so that they are mounted like them.

    ca: The authority that signed the server's certificate.
    cert: The client's certificate.
    insecure_skip_verify: Don't look at the certificate.
    key: The key of the client's certificate.
    max_version: `TLS13` by default.
    min_version: `TLS12` by default.
    server_name: The name on the server's certificate.
    """
    def __init__(
        self,
        *,
        ca: SecretRef | Map = ...,
        cert: SecretRef | Map = ...,
        insecure_skip_verify: Switch = ...,
        key: SecretRef | Map = ...,
        max_version: Text = ...,
        min_version: Text = ...,
        server_name: Text = ...,
    ) -> None: ...

class Type(Recorded):
    """A type: fields that entries share. A type may have a type.

    `kind`, `serves_metrics` and `verified` are what the built-in catalogue says about a product; your own types may say
    it too.

    address: `host:port`, or a list of them.
    alerts: Its alerts.
    database: What it connects to.
    depends_on: Names: what for.
    description: What it is, for people.
    discover: Where its targets are found.
    docs: What its page says of it: a file, a URL or Markdown.
    endpoints: Endpoints in short, `GET /users/{id}`: what it does; beside those of its document.
    exporter: Run for you (a map), there already (an address or a list), or `none`.
    health: A path that tells whether it is well: probed from outside, as the probe `health`.
    ignore: Warnings silenced here and below, by code.
    indicators: What is counted and can fail.
    job: Its scrape job; the entry's name by default.
    kind: Which entries may have this type; left out: what its own type says.
    labels: Labels of its alerts; `scrape.labels` sets them on series.
    lifecycle: Shown on pages; `planned` is on pages only.
    links: Title: URL.
    main: The indicator that types and SLOs mean.
    metrics: What it exposes.
    mute: Time intervals in which nobody is told.
    network: A declared network, or `host`.
    only: Exists in these environments alone.
    openapi: Its OpenAPI document, a file beside the specs.
    panels: What its dashboard shows beside what is shown without asking.
    password: Password of that role.
    port: Its port; the host is the entry's name.
    probes: What is looked at from outside, by name: a URL, or a path of its own.
    publish: Port of the host, on loopback unless said.
    recording_rules: `level:metric:operation`: PromQL.
    routes: What the gateway sends here, `/api/users/*`. Where an entry says it, operations outside of all routes
        are internal.
    rule_interval: How often its rules are evaluated.
    runbook: What to do: the name of a file in `runbooks/`, its path, a URL or Markdown.
    scrape: How it is scraped, or `none`.
    serves_metrics: Whether it serves metrics itself, so that `address` is scraped and no exporter runs.
    slos: Its objectives, each with recordings, alerts and a dashboard.
    team: Whose it is; else from the file's owner.
    title: The name in words.
    type: A type, or several, applied from left to right.
    user: Role of the exporter.
    variables: Environment variables: what each is; shown on its page.
    verified: What its metrics were checked against.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        address: Text | Sequence[Text] = ...,
        alerts: Mapping[str, Alert | Map | Nothing] = ...,
        database: Text = ...,
        depends_on: Mapping[str, Dependency | Map | Text] | Sequence[Text] = ...,
        description: Text = ...,
        discover: Discover | Map = ...,
        docs: Text = ...,
        endpoints: Mapping[str, Endpoint | Map | Text | Nothing] = ...,
        exporter: Exporter | Map | Text | Sequence[Text] | Nothing = ...,
        health: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        indicators: Mapping[str, Indicator | Map | Literal["prometheus", "opentelemetry", "istio", "spring", "grpc", "container-cpu", "container-memory"] | Nothing] = ...,
        job: Text = ...,
        kind: Literal["service", "infrastructure"] = ...,
        labels: Mapping[str, Text] = ...,
        lifecycle: Literal["production", "experimental", "deprecated", "planned"] = ...,
        links: Mapping[str, Text] = ...,
        main: Text = ...,
        metrics: Mapping[str, Metric | Map | Literal["counter", "gauge", "histogram", "native_histogram", "summary"] | Nothing] = ...,
        mute: Sequence[Text] | Nothing = ...,
        network: Text = ...,
        only: Sequence[Text] = ...,
        openapi: OpenApi | Map | Text = ...,
        panels: Mapping[str, Panel | Map | Nothing] = ...,
        password: SecretRef | Map = ...,
        port: int | str = ...,
        probes: Mapping[str, Probe | Map | Text | Nothing] = ...,
        publish: Text | Sequence[Text] | Nothing = ...,
        recording_rules: Mapping[str, Text] = ...,
        routes: Sequence[Text] = ...,
        rule_interval: Text = ...,
        runbook: Text = ...,
        scrape: Scrape | Map | Nothing = ...,
        serves_metrics: Switch = ...,
        slos: Mapping[str, Slo | Map | Text | Nothing] = ...,
        team: Text = ...,
        title: Text = ...,
        type: Text | Sequence[Text] = ...,
        user: Text = ...,
        variables: Mapping[str, Text] = ...,
        verified: Text = ...,
        was: Text = ...,
        environments: Mapping[str, Type | Map | Nothing] = ...,
    ) -> None: ...

class Variable(Recorded):
    """A choice at the top of a dashboard. It narrows every panel whose series have its label.

    description: What it is, for people.
    ignore: Warnings silenced here and below, by code.
    label: The label; the variable's name by default.
    multi: Whether several, or all, may be chosen; true by default.
    of: The metric or indicator that has the label.
    only: Exists in these environments alone.
    title: The name in words.
    values: The values to choose from, if they are fixed.
    was: Its old name: a rename keeps ids and history.
    """
    def __init__(
        self,
        *,
        description: Text = ...,
        ignore: Mapping[str, Ignore | Map | Text] = ...,
        label: Text = ...,
        multi: Switch = ...,
        of: Text = ...,
        only: Sequence[Text] = ...,
        title: Text = ...,
        values: Sequence[Text] = ...,
        was: Text = ...,
        environments: Mapping[str, Variable | Map | Nothing] = ...,
    ) -> None: ...

class Webhook(Recorded):
    """A POST of Alertmanager's JSON, for programs.

    http_config: The HTTP client: credentials, proxy, certificates.
    max_alerts: At most so many alerts in one POST.
    payload: Another body than Alertmanager's own.
    send_resolved: Tell when it is over; the channel's by default.
    timeout: How long one attempt may take; without it, up to the group interval.
    url: A secret, or a URL that holds none.
    """
    def __init__(
        self,
        *,
        http_config: HttpConfig | Map = ...,
        max_alerts: int | str = ...,
        payload: Json = ...,
        send_resolved: Switch = ...,
        timeout: Text = ...,
        url: Text | SecretRef | Map = ...,
    ) -> None: ...
