"""Hygiene of what is exposed and told: names without a unit, labels without a bound, the same rule twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Related
from monitorgen.plan.routing import HEARTBEAT
from monitorgen.plan.rules import Alert
from monitorgen.raw import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.diagnostics import Origin
    from monitorgen.link.entries import Entry
    from monitorgen.link.linked import Linked
    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Fragment
    from monitorgen.units import Duration

PRODUCTION = "production"
"""How environments begin in which people are called."""
UNBOUNDED = frozenset(
    {
        "client_ip", "email", "ip", "path", "query", "request_id", "session", "session_id", "span_id", "trace_id",
        "uri", "url", "user", "user_id", "username",
    }
)  # fmt: skip
"""Labels whose values come from outside: each new value is a new series for ever."""


def check_hygiene(entry: Entry | None, fragment: Fragment) -> Iterator[Diagnostic]:
    """All of them, for one unit; the system itself (None) exposes nothing."""
    if entry is not None:
        yield from unbounded_labels(entry)
        yield from counters_without_total(entry)
    yield from same_rule_twice(fragment)


def unbounded_labels(entry: Entry) -> Iterator[Diagnostic]:
    """MG510: a label that holds raw URLs, users or requests."""
    metrics, indicators = entry.said("metrics"), entry.said("indicators")
    for name, metric in (entry.model.metrics or {}).items():
        if name not in metrics or not isinstance(metric.labels, (list, dict)):
            continue
        for label in metric.labels:
            bounded = isinstance(metric.labels, dict) and isinstance(metric.labels[label], list)
            if label in UNBOUNDED and not bounded:
                yield _unbounded(label, entry.where("metrics", name, "labels"))
    for name, indicator in (entry.model.indicators or {}).items():
        if name in indicators and isinstance(indicator.labels, (list, dict)):
            for label in indicator.labels:
                if label in UNBOUNDED:
                    yield _unbounded(label, entry.where("indicators", name, "labels"))


def _unbounded(label: str, where: Origin) -> Diagnostic:
    message = f"the label {label!r} has as many values as the outside world gives it"
    hint = "label by the route's template, or list the values: {status: [ok, failed]}"
    return Diagnostic("MG510", message, where, level="warning", hint=hint)


def counters_without_total(entry: Entry) -> Iterator[Diagnostic]:
    """MG511: a counter is called `_total`, a duration `_seconds`, a size `_bytes`."""
    said = entry.said("metrics")
    for name, metric in (entry.model.metrics or {}).items():
        if name not in said:
            continue
        if metric.type == "counter" and not name.endswith("_total"):
            hint = f"client libraries expose {name}_total; OpenMetrics refuses a counter without it"
            yield _misnamed(f"the counter {name} does not end in _total", entry.where("metrics", name), hint)
        stem = name.removesuffix("_total")
        for wrong, right in (("_ms", "_seconds"), ("_milliseconds", "_seconds"), ("_mb", "_bytes"), ("_kb", "_bytes")):
            if stem.endswith(wrong):
                hint = f"expose base units: {name.replace(wrong, right)}"
                yield _misnamed(f"{name} is not in a base unit", entry.where("metrics", name), hint)


def _misnamed(message: str, where: Origin, hint: str) -> Diagnostic:
    return Diagnostic("MG511", message, where, level="warning", part="key", hint=hint)


def pages_served_nowhere(linked: Linked, routing: Routing) -> Iterator[Diagnostic]:
    """MG514: production tells people of alerts, and no link leads them to what they should do."""
    if not linked.scope.environment.startswith(PRODUCTION) or linked.documents.base is not None:
        return
    if linked.root.setting("docs") is NONE:
        return  # there are no pages, and that is meant
    told = (step for name, intent in routing.intents.items() if name != HEARTBEAT for step in intent.steps)
    if any(step.channels for step in told):
        message = f"whoever is told of an alert of {linked.scope.environment} gets no link to its runbook"
        hint = "say where the pages are served: `docs: {url: https://docs.example.org}`; or `docs: none`"
        yield Diagnostic("MG514", message, linked.root.where("docs"), level="warning", hint=hint)


def same_rule_twice(fragment: Fragment) -> Iterator[Diagnostic]:
    """MG512: two alerts of a unit that fire at the same times tell the same thing twice."""
    seen: dict[tuple[str, Duration], Alert] = {}
    for group in fragment.groups:
        for rule in group.rules:
            if not isinstance(rule, Alert):
                continue
            first = seen.setdefault((rule.expr, rule.hold), rule)
            if first is not rule:
                # What is inherited was there before; the one to look at is the owner's.
                one, other = (first, rule) if rule.origin.layer == "catalog" else (rule, first)
                message = f"{one.name} ({one.severity}) fires exactly when {other.name} ({other.severity}) does"
                related = (Related(other.origin, "the other one is here"),)
                compared = rule.condition is not None and rule.condition.comparison is not None
                table = "; several severities are a table: above: {warning: 80%, critical: 95%}" if compared else ""
                hint = f"keep one{table}"
                yield Diagnostic("MG512", message, one.origin, level="warning", part="key", hint=hint, related=related)
