"""Probes of an entry: what each asks and how, and the job that asks for them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Refused
from monitorgen.link.jobs import DOCKER_HOST, LOCAL, LOOKBACK, Ground, is_planned
from monitorgen.link.placeholders import fill
from monitorgen.patterns import Pattern
from monitorgen.plan.jobs import Job, Probed
from monitorgen.plan.probing import Module, Probe, Prober
from monitorgen.promql.regex import regex_fault
from monitorgen.spec.probe import Expect
from monitorgen.spec.probe import Probe as Written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.link.entries import Entry

BLACKBOX = "blackbox"
"""The component that looks."""
HEALTH = "health"
"""The probe that `health:` stands for."""
_URL = Pattern(r"(?P<scheme>[a-z]+)://(?P<host>\[[^\]]*\]|[^/?#:]+)(?::(?P<port>\d+))?(?P<rest>[/?#].*)?")
_PROBERS: dict[str, Prober] = {
    "http": "http",
    "https": "http",
    "tcp": "tcp",
    "tls": "tcp",
    "icmp": "icmp",
    "dns": "dns",
    "grpc": "grpc",
    "grpcs": "grpc",
}
_PORTS = {"http": 80, "https": 443, "dns": 53}
_EXPECTED: dict[str, frozenset[Prober]] = {
    "status": frozenset({"http"}),
    "body": frozenset({"http"}),
    "body_without": frozenset({"http"}),
    "headers": frozenset({"http"}),
    "redirects": frozenset({"http"}),
    "tls": frozenset({"http"}),
    "answer": frozenset({"tcp", "dns"}),
}


def job_name(unit: str) -> str:
    """The name of the job that probes an entry. No entry can have it, because of the slash."""
    return f"probe/{unit}"


def probes_of(entry: Entry, ground: Ground, findings: Findings) -> tuple[Probe, ...]:
    """The probes of an entry, by name; one that can't be made is told and left out."""
    if is_planned(entry):
        return ()
    made: list[Probe] = []
    for name, written in sorted(_written(entry).items()):
        try:
            made += _probe(entry, name, written, ground)
        except Refused as refused:
            findings.add(refused.diagnostic)
    return tuple(made)


def probe_job(entry: Entry, probes: tuple[Probe, ...], exporter: str) -> Job | None:
    """The job that asks the blackbox exporter for the probes of an entry."""
    if not probes:
        return None
    return Job(name=job_name(entry.name), discovery=Probed(exporter, probes), origin=entry.origin, path="/probe")


def _written(entry: Entry) -> Mapping[str, Written]:
    probes = dict(entry.model.probes or {})
    if entry.model.health is not None:
        probes.setdefault(HEALTH, Written.model_validate({"path": entry.model.health}))
    return probes


def _probe(entry: Entry, name: str, written: Written, ground: Ground) -> Iterator[Probe]:
    where = _places(entry, name, written)
    _check_times(written, where, ground)
    for url in _urls(entry, name, written, where, ground):
        parts = _URL.fullmatch(url)
        if "@" in url.partition("://")[2].partition("/")[0]:
            message = "credentials in a URL would stand in configurations, labels and notifications"
            hint = "probe what answers without them, or let the answer be 401: `expect: {status: [401]}`"
            raise Refused(Diagnostic("MG661", message, where("url"), hint=hint, redact=True))
        if parts is None:
            hint = "write it with its host: https://host/path, tcp://host:port"
            raise Refused(Diagnostic("MG661", f"{url!r} is nothing that can be asked", where("url"), hint=hint))
        _check_host(parts["host"], where, ground)
        prober = _PROBERS[written.module or parts["scheme"]]
        yield Probe(
            name=name,
            target=_target(url, parts, prober, where),
            module=_module(entry.name, name, prober, parts, written.expect, where),
            encrypted=_may_be_encrypted(parts, prober, written.expect),
            interval=written.interval,
            timeout=written.timeout,
        )


def _places(entry: Entry, name: str, written: Written) -> Callable[..., Origin]:
    """Where the parts of a probe were written; all of it in one place for the path that `health:` says."""
    if name == HEALTH and name not in (entry.model.probes or {}):
        return lambda *_path: entry.where("health")
    short = written.url is not None or written.path is not None
    return lambda *path: entry.where("probes", name, *path) if path or not short else entry.where("probes", name)


def _urls(entry: Entry, name: str, written: Written, where: Callable[..., Origin], ground: Ground) -> Iterator[str]:
    values = {**ground.placeholders, "service": entry.name}
    if written.url is not None:
        yield fill(written.url, values, where("url"))
        return
    if written.path is None:
        hint = "write a URL, or a path of its own: `home: https://shop.example.org/`, `health: /health`"
        raise Refused(
            Diagnostic("MG660", f"the probe {name} of {entry.name} asks nothing", where(), hint=hint, part="key")
        )
    path = fill(written.path, values, where("path"))
    for address in _addresses(entry, name, where, ground):
        yield f"http://{address}{path}"


def _addresses(entry: Entry, name: str, where: Callable[..., Origin], ground: Ground) -> Iterator[str]:
    model = entry.model
    if model.address is not None:
        values = {**ground.placeholders, "service": entry.name}
        for address in [model.address] if isinstance(model.address, str) else model.address:
            host, _, port = fill(address, values, entry.where("address")).rpartition(":")
            yield f"{DOCKER_HOST if _is_the_hosts(host, entry, ground) else host}:{port}"
    elif model.port is not None:
        yield f"{DOCKER_HOST if model.network == 'host' and ground.containers else entry.name}:{model.port}"
    else:
        hint = "write the whole URL, or give the entry `port:` or `address:`"
        message = f"the probe {name} is a path, and nothing says where {entry.name} is"
        raise Refused(Diagnostic("MG660", message, where("path"), hint=hint))


def _is_the_hosts(host: str, entry: Entry, ground: Ground) -> bool:
    return host in LOCAL and ground.containers and entry.model.network == "host"


def _check_host(host: str, where: Callable[..., Origin], ground: Ground) -> None:
    if host in LOCAL and ground.containers:
        hint = f"write the container's name, or {DOCKER_HOST} for what listens on the host itself"
        message = f"{host} is the blackbox exporter's own container"
        raise Refused(Diagnostic("MG663", message, where("url"), hint=hint))


def _check_times(written: Written, where: Callable[..., Origin], ground: Ground) -> None:
    interval = written.interval or ground.scrape_interval
    if interval.ms == 0 or interval >= LOOKBACK:
        message = (
            f"Prometheus forgets a series {LOOKBACK} after its last sample: asked every {interval} it comes and goes"
        )
        message = message if interval.ms else "the interval of the probe is 0"
        raise Refused(Diagnostic("MG662", message, where("interval"), hint="ask every 2m at most"))
    if written.timeout is not None and not 0 < written.timeout.ms <= interval.ms:
        message = f"the timeout {written.timeout} of the probe is not within its interval {interval}"
        hint = "Prometheus refuses a timeout above the interval"
        raise Refused(Diagnostic("MG662", message, where("timeout"), hint=hint))


def _target(url: str, parts: re.Match[str], prober: Prober, where: Callable[..., Origin]) -> str:
    """What the prober is given: HTTP a URL, ICMP a host, the others `host:port`."""
    if prober == "http":
        if parts["scheme"] not in {"http", "https"}:
            hint = "write the URL with http:// or https://"
            raise Refused(Diagnostic("MG661", f"HTTP does not ask {parts['scheme']}://", where("url"), hint=hint))
        return url
    if prober == "icmp":
        return parts["host"]
    port = parts["port"] or _PORTS.get("dns" if prober == "dns" else parts["scheme"])
    if port is None:
        message = f"{url!r} does not say which port is asked"
        raise Refused(
            Diagnostic("MG661", message, where("url"), hint=f"write {parts['scheme']}://{parts['host']}:PORT")
        )
    return f"{parts['host']}:{port}"


def _may_be_encrypted(parts: re.Match[str], prober: Prober, expect: Expect | None) -> bool:
    """Whether there may be a certificate. What is asked by HTTP from outside may send one on to HTTPS."""
    if parts["scheme"] in {"https", "tls", "grpcs"}:
        return prober in {"http", "tcp", "grpc"}
    follows = expect is None or expect.redirects is not False
    return prober == "http" and "." in parts["host"] and parts["host"] != DOCKER_HOST and follows


def _module(
    unit: str,
    name: str,
    prober: Prober,
    parts: re.Match[str],
    expect: Expect | None,
    where: Callable[..., Origin],
) -> Module:
    """The module of a probe: one that many share where nothing special is expected, else its own."""
    settings: dict[str, Json] = {"preferred_ip_protocol": "ip4"}
    secure = parts["scheme"] in {"tls", "grpcs"} or (prober != "http" and parts["scheme"] == "https")
    usual = {"http": "http_2xx", "tcp": "tcp_connect", "icmp": "icmp", "grpc": "grpc"}.get(prober)
    if secure:
        settings["tls"] = True
        usual = f"{usual}_tls"
    if prober == "dns":
        settings |= _question(parts, where)
    if expect is not None:
        settings |= _expected(expect, prober, where)
    shared = usual is not None and (expect is None or not expect.model_fields_set)
    return Module(usual if shared and usual is not None else f"{unit}/{name}", prober, settings)


def _question(parts: re.Match[str], where: Callable[..., Origin]) -> dict[str, Json]:
    """What a name server is asked: `dns://server/name?type=A`."""
    asked = re.fullmatch(r"/(?P<name>[^/?#]+)(?:\?type=(?P<type>[A-Za-z]+))?", parts["rest"] or "")
    if asked is None:
        hint = f"write the name behind the server: dns://{parts['host']}/example.org, or example.org?type=MX"
        raise Refused(Diagnostic("MG661", "nothing says which name is asked for", where("url"), hint=hint))
    return {"query_name": asked["name"], "query_type": (asked["type"] or "A").upper()}


def _expected(expect: Expect, prober: Prober, where: Callable[..., Origin]) -> Iterator[tuple[str, Json]]:
    for word in expect.model_fields_set:
        if prober not in _EXPECTED[word]:
            can = ", ".join(sorted(key for key, probers in _EXPECTED.items() if prober in probers))
            hint = f"it can expect: {can}" if can else "it tells whether there is an answer, and nothing more"
            message = f"a probe by {prober} can't expect `{word}`"
            raise Refused(Diagnostic("MG664", message, where("expect", word), part="key", hint=hint))
    yield from _of_http(expect, where)
    if expect.answer is not None:
        text = _regex(expect.answer, where("expect", "answer"))
        if prober == "tcp":
            yield "query_response", [{"expect": text}]
        else:
            yield "validate_answer_rrs", {"fail_if_none_matches_regexp": [text]}


def _of_http(expect: Expect, where: Callable[..., Origin]) -> Iterator[tuple[str, Json]]:
    if expect.status is not None:
        yield "valid_status_codes", list(expect.status)
    if expect.redirects is not None:
        yield "follow_redirects", expect.redirects
    if expect.tls is not None:
        yield "fail_if_not_ssl" if expect.tls else "fail_if_ssl", True
    if expect.body is not None:
        yield "fail_if_body_not_matches_regexp", [_regex(expect.body, where("expect", "body"))]
    if expect.body_without is not None:
        yield "fail_if_body_matches_regexp", [_regex(expect.body_without, where("expect", "body_without"))]
    if expect.headers is not None:
        headers = expect.headers.items()
        regexes = {name: _regex(text, where("expect", "headers", name)) for name, text in headers}
        yield "fail_if_header_not_matches", [{"header": name, "regexp": text} for name, text in regexes.items()]


def _regex(text: str, where: Origin) -> str:
    fault = regex_fault(text)
    if fault:
        message = f"the blackbox exporter refuses the regular expression: {fault}"
        raise Refused(Diagnostic("MG665", message, where, hint="write it in RE2: no lookarounds, no back references"))
    return text
