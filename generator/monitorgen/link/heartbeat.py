"""The heartbeat: an alert that always fires, so that its silence tells that alerting itself is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.routing import HEARTBEAT_LABELS
from monitorgen.plan.rules import Alert, Condition
from monitorgen.promql.types import LabelSchema
from monitorgen.units import Duration

if TYPE_CHECKING:
    from monitorgen.diagnostics import Origin

_AT_ONCE = Duration(0)


def heartbeat(origin: Origin) -> Alert:
    """The rule of the heartbeat; a route of its own sends it on every minute."""
    labels = {name: value for name, value in sorted(HEARTBEAT_LABELS.items()) if name != "alertname"}
    return Alert(
        name=HEARTBEAT_LABELS["alertname"],
        expr="vector(1)",
        condition=Condition("heartbeat", {}, ()),
        hold=_AT_ONCE,
        keep=_AT_ONCE,
        severity=labels.get("severity", "none"),
        team=None,
        labels=labels,
        result=LabelSchema(frozenset({"alertname", *labels})),
        annotations={
            "description": "It always fires. If it stops, Prometheus, Alertmanager or the way between is down.",
            "summary": "Heartbeat of the alerting",
        },
        tests=(),
        unproven=None,
        origin=origin,
    )
