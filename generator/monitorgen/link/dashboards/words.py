"""Dashboards in words: titles of kinds, and what a panel shows where nobody said so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.functions import QUANTILES
from monitorgen.link.dashboards.variables import RateInterval
from monitorgen.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.functions import FunctionName
    from monitorgen.promql.types import Metric
    from monitorgen.spec.condition import Measurement
    from monitorgen.units import Duration

_SPELLED = {
    "api": "API", "cadvisor": "cAdvisor", "celery": "Celery", "cpu": "CPU", "elasticsearch": "Elasticsearch",
    "grpc": "gRPC", "http": "HTTP", "istio": "Istio", "kafka": "Kafka", "mongodb": "MongoDB", "mysql": "MySQL",
    "nginx": "nginx", "node": "Hosts", "postgres": "PostgreSQL", "prometheus": "Prometheus", "rabbitmq": "RabbitMQ",
    "redis": "Redis", "sql": "SQL",
}  # fmt: skip
_UNIT_OF_NAME = Pattern(r"(?:_(?:total|seconds|bytes|ratio|celsius|milliseconds))+$")
_SERVICE = Pattern(r"\bservices?$", re.IGNORECASE)


def spelled(name: str) -> str:
    """`http-service` as `HTTP service`, `celery_worker` as `Celery worker`."""
    words = re.split(r"[-_]+", name)
    made = [_SPELLED.get(word, word) for word in words]
    return " ".join((made[0][:1].upper() + made[0][1:] if words[0] not in _SPELLED else made[0], *made[1:]))


def of_services(kinds: Sequence[str]) -> str:
    """The title of the dashboard of a kind of services: `HTTP services`, `Worker services`."""
    name = spelled("-".join(kinds))
    made = _SERVICE.sub("services", name) if _SERVICE.search(name) else f"{name} services"
    return made[:1].upper() + made[1:]


def of_metric(metric: Metric) -> str:
    """What a metric counts, in words: `orders_total` is `Orders per second`."""
    stem = _UNIT_OF_NAME.sub("", metric.name)
    made = " ".join(_SPELLED.get(word, word) for word in stem.split("_") if word)
    made = made[:1].upper() + made[1:] or metric.name
    return f"{made} per second" if metric.type == "counter" else made


def measured(function: FunctionName, said: Measurement, names: Sequence[str], over: Duration | None) -> str:
    """What a function shows, in a sentence."""
    name = names[0] if names else ""
    quantile = QUANTILES.get(function)
    share = f"{float(quantile) * 100:g}" if quantile else ""
    window = "" if over is None or isinstance(over, RateInterval) else f" over {over}"
    what = {
        "value": f"Average of {name}{window}" if over else f"{name} as it is scraped",
        "rate": f"{name} per second{window}",
        "increase": f"Growth of {name}{window or ' between two points'}",
        "error_ratio": f"Failed share of {name}{window}; 0 without errors, nothing without traffic",
        "usage": f"Used share of {name}",
        "change": f"{name} now against {said.over} ago",
        "forecast": f"{name} in {said.ahead}, as it has grown over the last {said.over}",
        "age": f"Time since {name}",
        "until": f"Time until {name}",
        "down": "Whether targets answer their scrapes",
        "absent": f"Whether {name} is there at all",
        "expr": f"{' and '.join(names[:3]) or 'An expression'}, by PromQL of its owner",
    }
    if quantile:
        text = f"Within this time {share} % of {name} end{window}" if function != "p50" else f"Median of {name}{window}"
    elif function == "ratio":
        whole = f"{name} to {names[1]}" if len(names) > 1 else name
        text = f"{'One minus the ratio' if said.invert else 'Ratio'} of {whole}{window}"
    elif function in ("sum", "avg", "min", "max", "count"):
        verb = {"sum": "Sum", "avg": "Average", "min": "Smallest", "max": "Largest", "count": "Number of series"}
        text = f"{verb[function]} of {name}{window}"
    else:
        text = what[function]
    by = [label for label in said.by or () if label != "service"]
    return f"{text}, by {' and '.join(by)}." if by else f"{text}."


def helped(metric: Metric | None, text: str) -> str:
    """What the exporter says of the metric, then what is shown of it."""
    said = metric.help.strip().rstrip(".") if metric is not None else ""
    return f"{said}. {text}" if said else text
