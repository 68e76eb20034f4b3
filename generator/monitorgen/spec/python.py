"""The language in Python: one class for each model, which records what it is called with.

    from monitorgen import Alert, Service, Spec, secret

    spec = Spec(services={"shop": Service(port=8080, alerts={"Slow": Alert(p95="http", above="2s", for_="5m")})})

Values are written and read as in YAML; a word that Python reserves gets an underscore (`for_`, `from_`). `python.pyi`
beside this file holds what editors and type checkers know of the fields; it is generated from the models.
"""

from __future__ import annotations

from monitorgen.spec.recorded import Recorded

CLASSES = (
    "Alert", "AlertTest", "Alertmanager", "Api", "Authorization", "AuthorizationHeader", "BasicAuth", "Blackbox",
    "BurnAlert", "Channel", "Compose", "Condition", "Dashboard", "DefaultNotify", "Dependency", "Deploy", "Discord",
    "Discover", "Dns", "Docker", "Docs", "Email", "EmailThreading", "Endpoint", "Engine", "EnvStore", "Environment",
    "Expect", "Exporter", "Files", "Grafana", "HostFolder", "HttpConfig", "Ignore", "Indicator", "Infrastructure",
    "InhibitRule", "Metric", "Msteamsv2", "Network", "OAuth2", "OpenApi", "Opsgenie", "OpsgenieResponder", "Pagerduty",
    "PagerdutyImage", "PagerdutyLink", "Panel", "PasswordBy", "Probe", "Prometheus", "Pushgateway", "Query", "Relabel",
    "RemoteQueue", "RemoteWrite", "Retention", "Row", "Scrape", "Secret", "SecretKey", "SecretRef", "SecretStore",
    "Service", "Severity", "Slack", "SlackAction", "SlackConfirm", "SlackField", "Slo", "Smtp", "Stack", "Team",
    "Telegram", "TimeInterval", "TimeSlices", "TlsConfig", "Type", "Variable", "Webhook",
)  # fmt: skip
"""The models that a spec may call by name, beside `Spec`."""

WORDS = frozenset({*CLASSES, "Spec", "none", "secret"})
"""All that a Python spec imports from monitorgen."""

none = "none"
"""The word for deliberately nothing."""


class Spec(Recorded):
    """The root of a system, or a part of it: joined with the other files like one of them."""

    __slots__ = ()


def _recorder(name: str) -> type[Recorded]:
    return type(name, (Recorded,), {"__slots__": (), "__module__": __name__})


_RECORDERS = {name: _recorder(name) for name in CLASSES}


def secret(name: str) -> Recorded:
    """A secret by the name under which `secrets` declares it."""
    return _RECORDERS["SecretRef"](secret=name)


def __getattr__(name: str) -> type[Recorded]:
    try:
        return _RECORDERS[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
