"""Scrape jobs: an entry's targets and how they are scraped."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Origin, Refused
from monitorgen.link.discovery import discovered
from monitorgen.link.placeholders import fill
from monitorgen.link.relabelling import relabelling
from monitorgen.link.undeclared import undeclared
from monitorgen.plan.jobs import Auth, Job, Static
from monitorgen.plan.values import SecretUse, in_secrets_folder
from monitorgen.raw import Nothing
from monitorgen.spec.service import Exporter, Scrape
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.link.discovery import Engine
    from monitorgen.link.entries import Entry
    from monitorgen.plan.jobs import Discovery
    from monitorgen.spec.channel import SecretRef

LOCAL = ("localhost", "127.0.0.1", "[::1]", "0.0.0.0")  # noqa: S104 - these are refused, not bound to
DOCKER_HOST = "host.docker.internal"
LOOKBACK = Duration(5 * 60_000)
"""How long Prometheus shows the last sample of a series, unless it is told otherwise."""


class Ground(Struct, frozen=True):
    """What jobs of a scope have in common: placeholders, how it is deployed, the global scrape interval.

    `containers` tells whether hosts are containers, `runs_prometheus` whether Prometheus is one of them.
    """

    placeholders: Mapping[str, str | None]
    containers: bool
    runs_prometheus: bool
    engine: Engine
    scrape_interval: Duration
    secrets: Mapping[str, object]


def is_planned(entry: Entry) -> bool:
    """Whether the entry does not run yet: it is shown on pages, and neither scraped nor alerted on."""
    return entry.model.lifecycle == "planned"


def job_of(entry: Entry, ground: Ground) -> Job | None:
    """The entry's scrape job, None if it is not scraped; raises `Refused` if it says neither how nor `none`."""
    if isinstance(entry.model.scrape, Nothing) or is_planned(entry):
        return None
    scrape = entry.model.scrape or Scrape.model_validate({})
    discovery = _discovery(entry, scrape, ground)
    if discovery is None:
        return None
    values = {**ground.placeholders, "service": entry.name}
    _check_times(entry, scrape, ground)
    adds = {
        name: fill(text, values, entry.where("scrape", "labels", name)) for name, text in (scrape.labels or {}).items()
    }
    for name in adds:
        if name in {"job", "instance"}:
            message = f"`scrape.labels` can't set {name!r}"
            hint = "`job:` of the entry names its job" if name == "job" else "it is the target's address"
            raise Refused(Diagnostic("MG603", message, entry.where("scrape", "labels", name), hint=hint, part="key"))
    _check_relabelling(entry, scrape)
    _check_path(entry, scrape)
    return Job(
        name=entry.model.job or entry.name,
        discovery=discovery,
        origin=entry.origin,
        path=scrape.path or "/metrics",
        scheme=scrape.scheme or "http",
        interval=scrape.interval,
        timeout=scrape.timeout,
        honor_labels=bool(scrape.honor_labels),
        params={name: tuple(each) for name, each in (scrape.params or {}).items()},
        auth=_auth(entry, scrape, ground),
        adds=dict(sorted(adds.items())),
        relabel=relabelling(scrape.relabel_configs or (), partial(entry.where, "scrape", "relabel_configs")),
        metric_relabel=relabelling(
            scrape.metric_relabel_configs or (), partial(entry.where, "scrape", "metric_relabel_configs")
        ),
    )


def pages(job: Job) -> tuple[str, ...]:
    """The URLs that a job scrapes, as far as its targets are known here."""
    targets = job.discovery.targets if isinstance(job.discovery, Static) else ()
    query = "&".join(f"{name}={value}" for name, values in sorted(job.params.items()) for value in values)
    return tuple(f"{job.scheme}://{target}{job.path}{'?' + query if query else ''}" for target in targets)


def _discovery(entry: Entry, scrape: Scrape, ground: Ground) -> Discovery | None:
    model = entry.model
    if (found := discovered(entry, scrape, ground)) is not None:
        return found
    exporter = model.exporter
    if isinstance(exporter, Nothing):
        return None
    if isinstance(exporter, str):
        return Static(_addresses(entry, [exporter], ("exporter",), ground))
    if isinstance(exporter, list):
        return Static(_addresses(entry, exporter, ("exporter",), ground))
    if (run := exporter_of(entry)) is not None:
        return Static((_exporter_target(entry, run),))
    if model.address is not None:
        addresses = [model.address] if isinstance(model.address, str) else model.address
        if scrape.port is not None:
            addresses = [f"{address.rpartition(':')[0]}:{scrape.port}" for address in addresses]
        return Static(_addresses(entry, addresses, ("address",), ground))
    port = scrape.port or model.port
    if port is not None:
        host = DOCKER_HOST if model.network == "host" and ground.containers else entry.name
        return Static((f"{host}:{port}",))
    if "worker" in entry.row.names:
        return None
    hint = "give it `port:`, `address:` or `discover:`, or say `scrape: none`"
    raise Refused(
        Diagnostic("MG604", f"nothing says where {entry.name} is scraped", entry.origin, hint=hint, part="key")
    )


def is_container(host: str) -> bool:
    """Whether a host can only be a container of a network that is shared: it has no dot and is no address."""
    return "." not in host and ":" not in host and host not in LOCAL


def exporter_of(entry: Entry) -> Exporter | None:
    """The exporter that is run for an entry, None if there is none, or it is there already."""
    model = entry.model
    if isinstance(model.scrape, Nothing) or is_planned(entry) or model.serves_metrics:
        return None
    if model.discover is not None and model.discover.model_fields_set:
        return None
    return model.exporter if isinstance(model.exporter, Exporter) else None


def exporter_name(entry: Entry, exporter: Exporter) -> str:
    """The name of the exporter's container: its own, or `<entry>-exporter`."""
    if exporter.name:
        return exporter.name
    return entry.name if entry.name.endswith(("-exporter", "_exporter")) else f"{entry.name}-exporter"


def _exporter_target(entry: Entry, exporter: Exporter) -> str:
    if exporter.port is None:
        hint = "write `exporter: {port: ...}`, or `exporter: host:port` for one that is there already"
        raise Refused(
            Diagnostic("MG605", f"the exporter of {entry.name} has no port", entry.where("exporter"), hint=hint)
        )
    return f"{exporter_name(entry, exporter)}:{exporter.port}"


def _addresses(entry: Entry, addresses: list[str], path: tuple[str, ...], ground: Ground) -> tuple[str, ...]:
    values = {**ground.placeholders, "service": entry.name}
    filled: list[str] = []
    for index, address in enumerate(addresses):
        place: tuple[str | int, ...] = (*path, index) if len(addresses) > 1 else path
        text = fill(address, values, entry.where(*place))
        host, _, port = text.rpartition(":")
        if host in LOCAL and ground.containers and "prometheus" not in entry.row.names:
            if entry.model.network != "host":
                hint = "write the container's name, or `network: host` for what listens on the host itself"
                message = f"{host} is Prometheus's own container, not {entry.name}"
                raise Refused(Diagnostic("MG606", message, entry.where(*place), hint=hint))
            text = f"{DOCKER_HOST}:{port}"
        if text in filled:
            message = f"the target {text} stands here twice"
            raise Refused(Diagnostic("MG602", message, entry.where(*place), hint="drop one of them"))
        filled.append(text)
    return tuple(filled)


def _check_times(entry: Entry, scrape: Scrape, ground: Ground) -> None:
    interval = scrape.interval or ground.scrape_interval
    if interval.ms == 0:
        where = entry.where("scrape", "interval")
        raise Refused(Diagnostic("MG607", "the scrape interval is 0", where, hint="write it like 15s"))
    if interval >= LOOKBACK:
        where = entry.where("scrape", "interval")
        message = (
            f"Prometheus forgets a series {LOOKBACK} after its last sample: scraped every {interval} it comes and goes"
        )
        raise Refused(Diagnostic("MG607", message, where, hint="scrape it every 2m at most"))
    if scrape.timeout is not None and not 0 < scrape.timeout.ms <= interval.ms:
        message = f"the scrape timeout {scrape.timeout} is not within the interval {interval}"
        hint = "Prometheus refuses a timeout above the interval"
        raise Refused(Diagnostic("MG607", message, entry.where("scrape", "timeout"), hint=hint))


def _check_path(entry: Entry, scrape: Scrape) -> None:
    """Prometheus takes a `?` in a path for a part of the file's name, and asks for a page that is not there."""
    if scrape.path is not None and "?" in scrape.path:
        path, _, query = scrape.path.partition("?")
        name, _, value = query.partition("&")[0].partition("=")
        hint = f"write path: {path}, and params: {{{name or 'name'}: [{value or 'value'}]}}"
        message = "a path has no parameters: Prometheus would ask for a page of this very name"
        raise Refused(Diagnostic("MG632", message, entry.where("scrape", "path"), hint=hint))


def _check_relabelling(entry: Entry, scrape: Scrape) -> None:
    for field in ("relabel_configs", "metric_relabel_configs"):
        for index, step in enumerate(getattr(scrape, field) or ()):
            if step.target_label == "job":
                where = entry.where("scrape", field, index, "target_label")
                hint = "write `job:` in the entry; its alerts look for their series by that name"
                raise Refused(Diagnostic("MG603", "relabelling can't set 'job'", where, hint=hint))


def _auth(entry: Entry, scrape: Scrape, ground: Ground) -> Auth | None:
    said = scrape.authorization
    if said is None:
        return None
    if said.password is not None:
        if not said.username:
            hint = "write `username:` beside the password"
            where = entry.where("scrape", "authorization")
            raise Refused(Diagnostic("MG608", "basic authentication needs a user name", where, hint=hint))
        password = secret(said.password, ground, entry.where("scrape", "authorization", "password"))
        return Auth(username=said.username, password=password)
    if said.credentials is None:
        where = entry.where("scrape", "authorization")
        hint = "write `credentials: {secret: name}`, or `username:` and `password:`"
        raise Refused(Diagnostic("MG608", "the authorization has no secret", where, hint=hint))
    token = secret(said.credentials, ground, entry.where("scrape", "authorization", "credentials"))
    return Auth(kind=said.type or "Bearer", credentials=token)


def secret(reference: SecretRef, ground: Ground, origin: Origin) -> SecretUse:
    """A declared secret, as prometheus.yml reads it."""
    name = reference.secret
    if name is None or name not in ground.secrets:
        raise Refused(undeclared(name, ground.secrets, origin))
    return in_secrets_folder(name)
