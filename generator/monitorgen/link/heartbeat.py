"""The heartbeat: an alert that always fires, so that its silence tells that alerting itself is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.documents import Guide
from monitorgen.plan.routing import HEARTBEAT_LABELS
from monitorgen.plan.rules import Alert, Condition
from monitorgen.promql.types import LabelSchema
from monitorgen.units import Duration

if TYPE_CHECKING:
    from monitorgen.diagnostics import Origin
    from monitorgen.link.documents import Documents

_AT_ONCE = Duration(0)


_GUIDE = Guide(
    title="Heartbeat",
    means=(
        "Alerting works from end to end. Whoever is told is told that it stopped: Prometheus, Alertmanager or the way "
        "out of them is broken, and no other alert of this system can be trusted to arrive."
    ),
    impact="Nobody is told of anything, until it beats again.",
    first_steps=(
        "Look whether Prometheus answers: `curl -f http://HOST:9090/-/ready`; and Alertmanager, at port 9093.",
        "Ask Alertmanager for the alert: `amtool --alertmanager.url=http://HOST:9093 alert query Watchdog`.",
        "If it has none, the way from Prometheus is broken; if it has, its log names the receiver that fails.",
        "Watch the dashboards by eye until it beats again.",
    ),
)


def heartbeat(origin: Origin, documents: Documents) -> Alert:
    """The rule of the heartbeat, which `alertmanager` has; a route of its own sends it on every minute."""
    page = documents.address("alertmanager", HEARTBEAT_LABELS["alertname"])
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
            **({"runbook_url": page} if page is not None else {}),
            "summary": "Heartbeat of the alerting",
        },
        tests=(),
        unproven=None,
        origin=origin,
        guide=_GUIDE,
    )
