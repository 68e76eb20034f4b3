"""Delivery: to Alertmanagers from several Prometheus servers that do the same, and to other stores."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.link.components import MOST
from monitorgen.link.jobs import LOCAL
from monitorgen.link.notification.settings import settings_of
from monitorgen.link.placeholders import fill
from monitorgen.link.relabelling import relabelling
from monitorgen.plan.jobs import Relabel
from monitorgen.plan.remote import RemoteWrite
from monitorgen.spec.stack import Alertmanager, Prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Findings, Origin
    from monitorgen.link.linked import Linked
    from monitorgen.link.notification.policy import Where
    from monitorgen.plan.values import Setting
    from monitorgen.spec.remote import RemoteWrite as Written

_NAME = re.compile(r"[a-zA-Z0-9_:.*+?|()\[\]^$\\-]+")
"""A metric's name, or a regular expression that some could match."""
_OWN_HEADERS = frozenset(
    {
        "accept-encoding", "authorization", "connection", "content-encoding", "content-length", "content-type", "host",
        "keep-alive", "proxy-authenticate", "proxy-authorization", "user-agent", "www-authenticate",
        "x-prometheus-remote-write-version",
    }
)  # fmt: skip
"""Headers that Prometheus sets itself, and refuses to be told."""
_SECRET_HEADER = re.compile(r"key|token|secret|password|credential|cookie", re.IGNORECASE)
_CLIENT = frozenset({"url", "drop", "keep", "write_relabel_configs", "queue"})
"""Fields of a store that are not its client's."""


def replicas_of(linked: Linked, findings: Findings) -> int:
    """How many Prometheus servers do the same. Components that can't be what was said of them are told."""
    for name, component in linked.components.named.items():
        for diagnostic in _several(name, linked):
            findings.add(diagnostic)
        if isinstance(component, (Prometheus, Alertmanager)) and isinstance(component.publish, list):
            continue
        if isinstance(component.publish, list) and len(component.publish) != 1:
            where = linked.root.where("stack", name, "publish")
            findings.add(Diagnostic("MG671", f"there is one {name}, and it is published once", where, hint="write one"))
    return max(len(linked.components.addresses("prometheus")), 1)


def _several(name: str, linked: Linked) -> Iterator[Diagnostic]:
    """MG670, MG671: what is said of the number of a component goes together."""
    component, root = linked.components.named[name], linked.root
    addresses = [component.address] if isinstance(component.address, str) else component.address or []
    if not isinstance(component, (Prometheus, Alertmanager)):
        if len(addresses) > 1:
            where = root.where("stack", name, "address")
            yield Diagnostic("MG670", f"there is one {name}, and it has one address", where, hint="write one")
        return
    said, where = component.replicas, root.where("stack", name, "replicas")
    if said is not None and not 0 < said <= MOST:
        hint = "2 are enough to lose one" if said > MOST else f"write `address:` where no {name} is run here"
        yield Diagnostic("MG670", f"there can't be {said} replicas", where, hint=hint)
        return
    if len(set(addresses)) != len(addresses) or (component.address is not None and not addresses):
        place = root.where("stack", name, "address")
        yield Diagnostic("MG670", "each replica has an address of its own", place, hint="name each of them once")
    elif said is not None and addresses and said != len(addresses):
        hint = f"write the address of each of the {said}, and leave `replicas:` out"
        yield Diagnostic("MG670", f"{len(addresses)} addresses are not those of {said} replicas", where, hint=hint)
    elif said is not None and said > 1 and not addresses and not linked.components.containers:
        hint = f"write `address:` with the addresses of all {said}, as they reach each other"
        yield Diagnostic("MG670", f"nothing says where {said} replicas are, that you run yourself", where, hint=hint)
    elif not addresses:
        yield from _published(name, component, linked)


def _published(name: str, component: Prometheus | Alertmanager, linked: Linked) -> Iterator[Diagnostic]:
    count, publish = len(linked.components.replicas(name)), component.publish
    where = linked.root.where("stack", name, "publish")
    if isinstance(publish, str) and count > 1:
        hint = f"write a list: `publish: [{', '.join(publish if index == 0 else '...' for index in range(count))}]`"
        yield Diagnostic("MG671", f"{count} replicas can't share one port of the host", where, hint=hint)
    elif isinstance(publish, list) and len(publish) != count:
        hint = "write a port for each, or `publish: none`"
        yield Diagnostic("MG671", f"{len(publish)} ports are not those of {count} replicas", where, hint=hint)


def remote_writes(linked: Linked, findings: Findings) -> tuple[RemoteWrite, ...]:
    """The stores that take samples; one that can't is told and left out."""
    made: list[RemoteWrite] = []
    for name, written in sorted((linked.components.prometheus.remote_write or {}).items()):
        try:
            made.append(_remote_write(name, written, linked))
        except Refused as refused:
            findings.add(refused.diagnostic)
    return tuple(made)


def _remote_write(name: str, said: Written, linked: Linked) -> RemoteWrite:
    def where(*path: str | int) -> Origin:
        return linked.root.where("stack", "prometheus", "remote_write", name, *path)

    if said.url is None:
        hint = "write `url: https://store.example.org/api/v1/write`"
        raise Refused(Diagnostic("MG672", f"the store {name} has no url", where(), hint=hint, part="key"))
    url = fill(said.url, linked.ground.placeholders, where("url"))
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.password is not None:
        hint = "write `basic_auth: {username: ..., password: {secret: name}}`, and change the password"
        raise Refused(Diagnostic("MG672", "the url holds a password", where("url"), hint=hint, redact=True))
    if host in LOCAL and linked.components.containers and linked.components.prometheus.address is None:
        hint = "write the container's name, or the host's own"
        raise Refused(Diagnostic("MG672", f"{host} is Prometheus's own container", where("url"), hint=hint))
    _check_headers(said, where)
    settings = settings_of(said, where)
    client: dict[str, Setting] = {key: value for key, value in settings.items() if key not in _CLIENT}
    if isinstance(headers := client.get("headers"), dict):
        values = linked.ground.placeholders
        client["headers"] = {
            key: fill(str(text), values, where("headers", key)) for key, text in sorted(headers.items())
        }
    queue = settings_of(said.queue, lambda *path: where("queue", *path)) if said.queue is not None else {}
    relabel = relabelling(said.write_relabel_configs or (), partial(where, "write_relabel_configs"))
    return RemoteWrite(name, url, client, queue, (*_by_name(said, where), *relabel), where())


def _by_name(said: Written, where: Where) -> Iterator[Relabel]:
    """What is kept and dropped by the name of the metric."""
    for action, names in (("keep", said.keep), ("drop", said.drop)):
        for index, name in enumerate(names or ()):
            if not _NAME.fullmatch(name):
                hint = "write names of metrics, or regular expressions for them: go_.*"
                raise Refused(Diagnostic("MG674", f"no metric is called {name!r}", where(action, index), hint=hint))
            if (fault := _unbalanced(name)) is not None:
                hint = "it is matched against whole names: go_.*"
                message = f"{name!r} is no regular expression: {fault}"
                raise Refused(Diagnostic("MG674", message, where(action, index), hint=hint))
        if names:
            yield Relabel(action, source_labels=("__name__",), regex="|".join(names))
        elif names is not None:
            hint = "leave it out" if action == "drop" else "leave `remote_write` out where nothing is sent"
            raise Refused(Diagnostic("MG674", f"`{action}` names no metric", where(action), hint=hint))


def _unbalanced(pattern: str) -> str | None:
    try:
        re.compile(pattern)
    except re.error as error:
        return error.msg
    return None


def _check_headers(said: Written, where: Where) -> None:
    for name in said.headers or {}:
        if name.lower() in _OWN_HEADERS:
            hint = "write `authorization:` or `basic_auth:`" if "auth" in name.lower() else "drop it"
            message = f"Prometheus sets the header {name} itself"
            raise Refused(Diagnostic("MG673", message, where("headers", name), hint=hint, part="key"))
        if _SECRET_HEADER.search(name):
            hint = "write `authorization: {type: ..., credentials: {secret: name}}`, which is read from a file"
            message = f"the header {name} would put a secret into prometheus.yml"
            raise Refused(Diagnostic("MG673", message, where("headers", name), hint=hint, redact=True))
