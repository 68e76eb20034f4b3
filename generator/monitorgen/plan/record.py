"""A unit's record: what others compare of it, builds, checks and diffs alike, also across versions of monitorgen.

It says what was meant (alerts with their intent, jobs, metrics), never how a file spells it, and no line numbers: those
move without a meaning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.plan.jobs import Dns, Docker, Files, Probed, Static
from monitorgen.plan.record_slos import of_slo
from monitorgen.plan.rules import Alert, Condition
from monitorgen.promql.types import joined
from monitorgen.units import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json
    from monitorgen.plan.jobs import Job
    from monitorgen.plan.system import Fragment, Summary


def record(
    summary: Summary | None,
    fragment: Fragment,
    proofs: Mapping[tuple[str, str], str] | None = None,
    untold: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """The record of a unit; `summary` is None for what belongs to the whole system.

    `proofs` tells by name and severity whether an alert is proven, `untold` by the name of an objective or a recording
    rule why no story is told of what is recorded.
    """
    alerts = [rule for group in fragment.groups for rule in group.rules if isinstance(rule, Alert)]
    rules = [rule for group in fragment.groups for rule in group.rules if not isinstance(rule, Alert)]
    made: dict[str, Json] = {"unit": fragment.unit}
    if summary is not None:
        made["kind"] = summary.kind
    if fragment.team is not None:
        made["team"] = fragment.team
    if fragment.jobs:
        made["jobs"] = [_job(job) for job in fragment.jobs]
    if summary is not None and summary.needs:
        made["needs"] = list(summary.needs)
    if summary is not None and summary.publishes:
        made["publishes"] = list(summary.publishes)
    if alerts:
        made["alerts"] = [_alert(alert, (proofs or {}).get((alert.name, alert.severity))) for alert in alerts]
    if rules:
        made["recordings"] = [rule.name for rule in rules]
    if untold:
        made["recordings_without_story"] = dict(untold)
    if fragment.dashboards:
        made["dashboards"] = {each.name: each.uid for each in fragment.dashboards}
    return made


def _job(job: Job) -> Json:
    match job.discovery:
        case Static(targets=found) | Files(files=found):
            return {"name": job.name, "targets": list(found)}
        case Dns(name=name, record=kind):
            return {"name": job.name, "dns": name, "record": kind}
        case Docker(labels=labels, port=port):
            return {"name": job.name, "docker": dict(labels), "port": port}
        case Probed(probes=probes):
            return {"name": job.name, "probes": dict(sorted((probe.name, probe.target) for probe in probes))}


def _alert(alert: Alert, proof: str | None) -> Json:
    made: dict[str, Json] = {
        "name": alert.name,
        "severity": alert.severity,
        "team": alert.team,
        "for": str(alert.hold),
        "labels": dict(alert.labels),
        "by": sorted((alert.result.always | alert.result.maybe) - alert.labels.keys() - {"alertname"}),
        "source": alert.origin.file,
        "proof": proof,
        "unproven": alert.unproven if proof == "unproven" else None,
    }
    if alert.slo is not None:
        made["intent"] = of_slo(alert.slo)
    else:
        made["intent"] = {"expr": alert.expr} if alert.condition is None else _condition(alert.condition)
    return {name: value for name, value in made.items() if value is not None}


def _condition(condition: Condition) -> Json:
    made: dict[str, Json] = {"function": condition.function}
    made["series"] = {
        name: series.metric + (f"{{{joined(series.matchers)}}}" if series.matchers else "")
        for name, series in condition.series.items()
    }
    if condition.by is not None:
        made["by"] = list(condition.by)
    if condition.over is not None:
        made["over"] = str(condition.over)
    if condition.ahead is not None:
        made["ahead"] = str(condition.ahead)
    if condition.invert:
        made["invert"] = "true"
    if condition.comparison is not None and condition.threshold is not None:
        made[condition.comparison] = plain(condition.threshold)
    if condition.unit:
        made["unit"] = condition.unit
    if condition.missing != "quiet":
        made["missing"] = condition.missing
    if condition.min_events:
        made["min_events"] = condition.min_events
    if condition.only_if is not None:
        made["only_if"] = _condition(condition.only_if)
    return made
