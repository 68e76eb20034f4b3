"""What docker-compose lets through: the document of compose.yaml, with the words that owners merged into it.

What goes out is what is judged, so that a slip in a `compose:` is found like one of ours.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.catalog import ended
from monitorgen.check.ports import ports_taken_twice
from monitorgen.check.reach import unreachable
from monitorgen.diagnostics import Diagnostic, Related
from monitorgen.plan.workloads import PortClaim

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from monitorgen.document import Json
    from monitorgen.plan.workloads import Containers, Protocol, Workload

_LONE = re.compile(r"(?<!\$)(?:\$\$)*\$(?![$])")
_LOCAL = re.compile(r"(?<![\w.-])(?:localhost|127\.0\.0\.1|\[::1\])(?![\w.-])")
_FOR_BROWSERS = re.compile(r"external|root_url|public", re.IGNORECASE)
_SECRET_NAME = re.compile(r"(?:PASS(?:WORD|WD)?|SECRET|TOKEN|API_?KEY|CREDENTIALS?)\Z")
_CREDENTIALS = re.compile(r"://[^/\s@:]*:[^/\s@]+@")
_PUBLISHED = re.compile(r"(?:(?P<ip>\[[^\]]+\]|[0-9.]+):)?(?P<host>\d+):\d+(?:/(?P<protocol>tcp|udp))?")
_ADDRESS_FIRST = re.compile(r"\[|\d+\.\d+\.\d+\.\d+:")
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - compared with, not bound to
_ANYWHERE = frozenset({_EVERYWHERE, "::"})


def check_containers(stack: Containers, document: Mapping[str, Json], made: Collection[str]) -> Iterator[Diagnostic]:
    """All of them. `document` is that of compose.yaml, `made` are the folders and files of the environment."""
    services = {name: _map(each) for name, each in _map(document.get("services")).items()}
    yield from names_twice(stack)
    yield from ports_taken_twice([*_claims(stack, services), *stack.reserved])
    yield from unreachable(stack, {name: frozenset(_names(each.get("networks"))) for name, each in services.items()})
    yield from variables_twice(stack)
    workloads = {each.name: each for each in stack.workloads}
    in_variables = frozenset(secret.name for secret in stack.secrets if secret.env is not None)
    for workload in stack.workloads:
        service = services[workload.name]
        yield from images(workload, service, stack)
        yield from dollars(workload)
        yield from own_container(workload)
        yield from secrets_in_the_open(workload, service)
        yield from waits_for_nothing(workload, service, services, workloads)
        yield from secrets_into_a_closed_root(workload, service, in_variables)
        yield from sources_that_nobody_makes(workload, service, made)
        yield from names_of_nothing(workload, services, document)
        yield from published_to_everybody(workload)
        yield from published_from_the_host(workload, service)


# -- the stack as a whole ----------------------------------------------------------------------------------------------


def names_twice(stack: Containers) -> Iterator[Diagnostic]:
    """MG624: one name leads to one container; an exporter that has its entry's name would ask itself."""
    first: dict[str, Workload] = {}
    for workload in stack.workloads:
        other = first.setdefault(workload.name, workload)
        if other is not workload:
            message = f"two containers are called {workload.name}"
            related = (Related(other.origin, "the other one is here"),)
            hint = "write `exporter: {name: ...}`"
            yield Diagnostic("MG624", message, workload.where("name"), hint=hint, related=related)
    twice = {workload.name for workload in stack.workloads if first[workload.name] is not workload}
    for workload in stack.workloads:
        if workload.name not in twice and any(call.host == workload.name for call in workload.calls):
            message = f"the exporter of {workload.unit} has the name of what it asks, {workload.name}"
            yield Diagnostic("MG624", message, workload.where("name"), hint="write another `exporter: {name: ...}`")


def variables_twice(stack: Containers) -> Iterator[Diagnostic]:
    """MG635: a variable has one value; two secrets that it holds would be the same one."""
    first: dict[str, str] = {}
    for secret in stack.secrets:
        if secret.env is not None and (other := first.setdefault(secret.env, secret.name)) != secret.name:
            message = f"{secret.env} holds the secret {other!r} already"
            yield Diagnostic("MG635", message, secret.origin, hint="write `env:` with another variable", part="key")


def _claims(stack: Containers, services: Mapping[str, Mapping[str, Json]]) -> Iterator[PortClaim]:
    """The ports of the host that the stack takes, as compose is told."""
    for workload in stack.workloads:
        name = f"the container {workload.name}"
        service = services[workload.name]
        where = workload.ports[0].origin if workload.ports else None
        if _says(workload, "ports"):
            where = workload.where("compose")
        if service.get("network_mode") == "host":
            for port in workload.ports:
                yield PortClaim(port.container, _EVERYWHERE, port.protocol, name, where or workload.origin)
            continue
        for text in _list(service.get("ports")):
            if (match := _PUBLISHED.fullmatch(str(text))) is not None:
                protocol: Protocol = "udp" if match["protocol"] == "udp" else "tcp"
                ip = (match["ip"] or _EVERYWHERE).strip("[]")
                yield PortClaim(int(match["host"]), ip, protocol, name, where or workload.origin)


# -- one container -----------------------------------------------------------------------------------------------------


def images(workload: Workload, service: Mapping[str, Json], stack: Containers) -> Iterator[Diagnostic]:
    """MG620, MG621, MG622: an image has a version, has not ended, and is in the lock where there is one."""
    text = str(service.get("image", ""))
    where = workload.where("compose" if _says(workload, "image") else "image")
    name, _, digest = text.partition("@")
    repository, colon, tag = name.rpartition(":")
    if not colon or "/" in tag or tag == "latest":
        hint = "write repository:tag in `image:` of the component or exporter"
        yield Diagnostic("MG620", f"{text!r} names no version", where, hint=hint)
        return
    for what, past in ended().items():
        if repository in past.images:
            message = f"{repository} ({what}) came to its end on {past.since}"
            yield Diagnostic("MG621", message, where, hint=f"its successor is {past.successor}")
    if stack.locks and not digest:
        other = next((each for each in stack.locks if each.image.rpartition(":")[0] == repository), None)
        known = f"the lock knows {other.image}" if other is not None else "the lock knows no version of it"
        place = (other or stack.locks[0]).origin
        hint = f"`docker buildx imagetools inspect {name}` shows it"
        message = f"{name} has no digest: {known}"
        yield Diagnostic("MG622", message, place, hint=hint, level="warning", part="key")


def dollars(workload: Workload) -> Iterator[Diagnostic]:
    """MG625: compose puts a variable, which is empty where nobody sets it, where a `$` stands alone."""
    for text in _texts(workload.raw):
        if _LONE.search(text):
            hint = "double it: `$$` is a `$` for the container; secrets go by `{secret: name}`"
            message = f"compose would put a variable into {text!r}"
            yield Diagnostic("MG625", message, workload.where("compose"), hint=hint)


def own_container(workload: Workload) -> Iterator[Diagnostic]:
    """MG626: localhost is the container itself."""
    if workload.host_network:
        return
    args = ((text, text, "args") for text in workload.args if "args" in workload.places)
    env = ((name, text, "env") for name, text in workload.env.items() if "env" in workload.places)
    for name, text, part in (*args, *env):
        if isinstance(text, str) and not _FOR_BROWSERS.search(name) and (found := _LOCAL.search(text)):
            hint = "name the container; what a container listens on has to be all of its addresses"
            message = f"{found[0]} in {text!r} is the container {workload.name} itself"
            yield Diagnostic("MG626", message, workload.where(part), hint=hint)


def secrets_in_the_open(workload: Workload, service: Mapping[str, Json]) -> Iterator[Diagnostic]:
    """MG637: a password in a variable stands in compose.yaml, in the repository and in `docker inspect`."""
    said = workload.raw.get("environment") if isinstance(workload.raw, dict) else None
    raw = _environment(said)
    for name, text in {**_environment(service.get("environment")), **raw}.items():
        if text.startswith("${"):
            continue
        named = _SECRET_NAME.search(name.upper()) and text and not text.startswith("/")
        if named or _CREDENTIALS.search(text):
            where = workload.where("compose" if name in raw else "env")
            hint = "declare a name in `secrets`, and write `password: {secret: name}` in the entry"
            message = f"the variable {name} of {workload.name} holds a secret"
            yield Diagnostic("MG637", message, where, hint=hint, redact=True)


def waits_for_nothing(
    workload: Workload,
    service: Mapping[str, Json],
    services: Mapping[str, Mapping[str, Json]],
    workloads: Mapping[str, Workload],
) -> Iterator[Diagnostic]:
    """MG627, MG638: what is waited for can tell that it is well, and starts whenever this one does."""
    needs = service.get("depends_on")
    for name, need in needs.items() if isinstance(needs, dict) else ():
        other = services.get(name)
        if other is None:
            continue
        check = _map(other.get("healthcheck"))
        if _map(need).get("condition") == "service_healthy" and (not check or check.get("disable")):
            hint = "write a `healthcheck:` there, or wait for `service_started`"
            message = f"{workload.name} waits until {name} is healthy, which nothing ever tells"
            yield Diagnostic("MG627", message, workload.where("compose"), hint=hint)
        profiles = set(_names(other.get("profiles")))
        if profiles and not profiles.issuperset(_names(service.get("profiles")) or [""]):
            hint = f"give {workload.name} the profile too, or {name} none"
            message = f"{workload.name} needs {name}, which starts only with the profile {', '.join(sorted(profiles))}"
            yield Diagnostic("MG638", message, workloads[name].where("profile"), hint=hint)


def secrets_into_a_closed_root(
    workload: Workload, service: Mapping[str, Json], in_variables: frozenset[str]
) -> Iterator[Diagnostic]:
    """MG628: compose copies a secret of a variable into the container, and refuses if its root is read-only."""
    if service.get("read_only") is not True:
        return
    for name in sorted(in_variables.intersection(_names(service.get("secrets")))):
        hint = f"keep it in a file, secrets: {{{name}: {{file: ...}}}}, or leave the root writable"
        message = f"{workload.name} has a read-only root, into which the secret {name!r} can't be copied"
        yield Diagnostic("MG628", message, workload.where("compose"), hint=hint)


def sources_that_nobody_makes(
    workload: Workload, service: Mapping[str, Json], made: Collection[str]
) -> Iterator[Diagnostic]:
    """MG629: a folder beside compose.yaml is mounted only if it is part of the output."""
    for mount in _list(service.get("volumes")):
        source = str(mount.get("source", "")) if isinstance(mount, dict) else str(mount).partition(":")[0]
        if source.startswith(".") and source.removeprefix("./").rstrip("/") not in made:
            hint = "mount an absolute path of the host, or a named volume"
            message = f"{workload.name} mounts {source}, which monitorgen does not make"
            yield Diagnostic("MG629", message, workload.where("compose"), hint=hint)


def names_of_nothing(
    workload: Workload,
    services: Mapping[str, Mapping[str, Json]],
    document: Mapping[str, Json],
) -> Iterator[Diagnostic]:
    """MG630: what an owner's words for a service name is declared."""
    raw = _map(workload.raw)
    declared: tuple[tuple[str, str, Collection[str]], ...] = (
        ("network", "networks", _map(document.get("networks"))),
        ("secret", "secrets", _map(document.get("secrets"))),
        ("container", "depends_on", services),
    )
    for what, field, known in declared:
        for name in _names(raw.get(field)):
            if name not in known:
                hint = f"declared are {', '.join(sorted(known))}" if known else f"no {what} is declared"
                message = f"{workload.name} names the {what} {name!r}, which there is not"
                yield Diagnostic("MG630", message, workload.where("compose"), hint=hint)


def published_to_everybody(workload: Workload) -> Iterator[Diagnostic]:
    """MG633: compose publishes a port without an address on all of them, past the host's own firewall."""
    raw = workload.raw.get("ports") if isinstance(workload.raw, dict) else None
    for port in _list(raw):
        bound = port.get("host_ip") if isinstance(port, dict) else _ADDRESS_FIRST.match(str(port))
        if not bound:
            hint = "write `publish:` instead, or the address before the port"
            message = f"{workload.name} is published on all addresses of the host"
            yield Diagnostic("MG633", message, workload.where("compose"), hint=hint, level="warning")


def published_from_the_host(workload: Workload, service: Mapping[str, Json]) -> Iterator[Diagnostic]:
    """MG636: on the host's own network a container serves where it listens; engines drop what is published."""
    if not workload.host_network:
        return
    serves = ", ".join(str(port.container) for port in workload.ports)
    message = f"{workload.name} is on the host's own network, where nothing is published: it serves {serves} as it is"
    for part, said in (("publish", _moved(workload)), ("compose", bool(_list(service.get("ports"))))):
        if said and part in workload.places:
            hint = (
                f"drop `{'publish' if part == 'publish' else 'ports'}:`, or put it on a network that is not the host's"
            )
            yield Diagnostic("MG636", message, workload.where(part), hint=hint)


def _moved(workload: Workload) -> bool:
    """Whether a port is published otherwise than it is there: under another number, or on some addresses only."""
    return any(
        port.host_port is not None and (port.host_port != port.container or port.host_ip not in _ANYWHERE)
        for port in workload.ports
    )


# -- reading compose's forms -------------------------------------------------------------------------------------------


def _says(workload: Workload, field: str) -> bool:
    return isinstance(workload.raw, dict) and field in workload.raw


def _map(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _names(value: Json) -> list[str]:
    """The names in a field that is a list of names, a list of maps with `source`, or a map by name."""
    if isinstance(value, dict):
        return list(value)
    return [str(each.get("source")) if isinstance(each, dict) else str(each) for each in _list(value)]


def _environment(value: Json) -> dict[str, str]:
    """Variables, written as a map or as a list of `NAME=value`."""
    if isinstance(value, dict):
        return {name: "" if each is None else str(each) for name, each in value.items()}
    pairs = (str(each).partition("=") for each in _list(value))
    return {name: text for name, _, text in pairs}


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
