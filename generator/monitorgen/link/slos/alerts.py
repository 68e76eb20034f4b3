"""The alerts of an objective: its budget burns too fast, is spent, will soon be spent, or nothing is measured any more.

All pairs of windows of one severity are one rule, and all severities have one name, so that the built-in inhibition
lets the worse silence the milder of the same objective and group. A pair that has to hold for another time than the
others of its severity is a rule of its own, told apart by the label `window`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.diagnostics import Refused
from monitorgen.link.alerts import labels_of
from monitorgen.link.notification.policy import Told
from monitorgen.link.slos import drafts, sloth
from monitorgen.link.slos.drafts import Names, Terms
from monitorgen.link.slos.maintenance import during
from monitorgen.link.slos.series import filled, picking
from monitorgen.plan import rules as plan
from monitorgen.plan.routing import AlertClass
from monitorgen.plan.slos import NO_DATA_AFTER, SLOTH_IDS, SLOTH_SEVERITY, Burn, NoData
from monitorgen.promql.types import LabelSchema
from monitorgen.raw import Nothing
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.link.slos.declared import Declared
    from monitorgen.link.slos.drafts import Draft
    from monitorgen.plan.slos import Slo, SloIntent
    from monitorgen.plan.values import Labels

_AT_ONCE = Duration(0)
_WORDS = re.compile(r"[-_]")


@lru_cache(maxsize=1024)
def stem(name: str) -> str:
    """`checkout-latency` as `CheckoutLatency`."""
    text = "".join(part[:1].upper() + part[1:] for part in _WORDS.split(name))
    return text if text[:1].isalpha() else f"Slo{text}"


@lru_cache(maxsize=1024)
def _names(objective: str, said: str | None) -> Names:
    name = stem(objective)
    return Names(said or f"{name}BudgetBurn", f"{name}BudgetSpent", f"{name}BudgetForecast", f"{name}NoData")


def names_of(it: Declared) -> Names:
    """The names that its alerts have, should it have them."""
    return _names(it.name, it.slo.alert_name)


def alerts_of(it: Declared, slo: Slo) -> Iterator[tuple[str, plan.Alert, Told]]:
    """The alerts, each with the ending of the group that it stands in."""
    picked = picking(slo.labels)
    for draft in _drafts(it, slo):
        alert = _alert(it, slo, draft, picked)
        if alert is not None:
            yield draft.ending, alert, _told(it, alert)


def _drafts(it: Declared, slo: Slo) -> Iterator[Draft]:
    """The alerts as the terms of the objective make them."""
    terms = Terms(
        name=slo.name,
        objective=slo.objective,
        period=slo.period,
        pairs=slo.pairs,
        min_events=slo.min_events,
        profile=slo.profile,
        alerts=names_of(it),
        picked_by=tuple(slo.labels),
        promised=it.slo.description or "",
    )
    yield from drafts.burning(terms)
    seen: set[str] = set()
    for share, said in sorted((it.slo.budget_alerts or {}).items(), reverse=True):
        where = ("budget_alerts", f"{plain(share * 100)}%")
        if share <= 0:
            it.tell("MG292", "a share of the budget is above 0%", "write it like 75%", "budget_alerts")
        elif (severity := _severity(it, said, seen, *where)) is not None:
            yield drafts.spent(terms, share, severity)
    seen = set()
    for ahead, said in sorted((it.slo.forecast_alerts or {}).items(), key=lambda each: each[0].ms):
        if (severity := _severity(it, said, seen, "forecast_alerts", str(ahead))) is not None:
            yield drafts.forecast(terms, ahead, severity)
    if slo.kind != "all of" and slo.profile != "sloth" and not isinstance(it.slo.no_data, Nothing):
        severity = _no_data_severity(it)
        if severity is not None:
            yield drafts.no_data(terms, severity)


def _no_data_severity(it: Declared) -> str | None:
    if it.slo.no_data is None and it.slo.burn_alerts is not None and not isinstance(it.slo.burn_alerts, list):
        return None  # nobody is told of this objective
    try:
        if isinstance(it.slo.no_data, str):
            return it.severity(it.slo.no_data, "no_data")
        return it.severities.called("warning") or it.severities.names[-1]
    except Refused as refused:
        it.findings.add(refused.diagnostic)
        return None


def _severity(it: Declared, said: str, seen: set[str], *path: str) -> str | None:
    """The severity of a row of a table; each may stand once."""
    try:
        severity = it.severity(said, *path)
        if severity in seen:
            message = f"two rows of `{path[0]}` have the severity {severity!r}"
            raise it.refuse("MG222", message, "keep one of them: both would be one alert", *path)
    except Refused as refused:
        it.findings.add(refused.diagnostic)
        return None
    seen.add(severity)
    return severity


# -- rules -------------------------------------------------------------------------------------------------------------


def _alert(it: Declared, slo: Slo, draft: Draft, picked: str) -> plan.Alert | None:
    owner, intent = it.owner, draft.means(slo)
    if draft.name in owner.alerts:
        message = f"SLO {slo.name} brings an alert {draft.name}, which is declared here as well"
        it.tell("MG294", message, "rename one of them")
        return None
    labels = _labels(it, intent, draft)
    by = slo.by if not isinstance(intent, NoData) else ()
    apart = "".join([f" {label}={{{{ $labels.{label} }}}}" for label in by])
    summary = f"{slo.service or 'system'}: {slo.name}: {draft.title}{apart}"
    annotations = {"summary": summary, "description": draft.text}
    if slo.profile == "sloth" and isinstance(intent, Burn):
        annotations |= sloth.words_of(labels[SLOTH_SEVERITY])
    team = labels.get("team")
    try:
        runbook = owner.document(it.slo.runbook, it.where, team, draft.severity)
    except Refused as refused:
        it.findings.add(refused.diagnostic)
        return None
    if (leads := owner.documents.runbook_url(runbook, owner.unit, draft.name)) is not None:
        annotations["runbook_url"] = leads
    if owner.page is not None and (page := owner.page(draft.name)) is not None:
        annotations["dashboard"] = page
    return plan.Alert(
        name=draft.name,
        expr=_expr(intent, filled(draft.expr, picked)),
        condition=None,
        hold=draft.hold,
        keep=_AT_ONCE,
        severity=draft.severity,
        team=team,
        labels=labels,
        result=_labelled(("alertname", *slo.labels, *by, *labels)),
        annotations=dict(sorted(annotations.items())),
        tests=(),
        unproven=None,
        origin=it.origin,
        slo=intent,
        guide=draft.guide if runbook is None else replace(draft.guide, runbook=runbook),
    )


def _expr(intent: SloIntent, text: str) -> str:
    """The expression; in maintenance that nothing is measured is as it should be."""
    gauge = intent.slo.maintenance
    if gauge is None or not isinstance(intent, NoData):
        return text
    return f"{text} unless on () ({during(gauge, NO_DATA_AFTER)} > 0)"


@lru_cache(256)
def _labelled(names: tuple[str, ...]) -> LabelSchema:
    return LabelSchema(frozenset(names))


def _labels(it: Declared, intent: SloIntent, draft: Draft) -> Labels:
    owner, severity = it.owner, draft.severity
    team = it.slo.team or owner.team
    written: Labels = {}
    if it.slo.labels:
        values = {**owner.placeholders, "team": team, "severity": severity}
        written = labels_of(it.slo.labels, values, lambda name: it.where("labels", name), it.findings)
    own = {**owner.labels, **written, **intent.slo.told, "severity": severity}
    if intent.slo.profile == "sloth" and isinstance(intent, Burn):
        own |= sloth.tier(it.severities.meaning.get(severity, severity))
    if team is not None:
        own["team"] = team
    return dict(sorted({**own, **draft.labels}.items()))


def _told(it: Declared, alert: plan.Alert) -> Told:
    return Told(
        alert=AlertClass(
            unit=it.owner.unit,
            alertname=alert.name,
            severity=alert.severity,
            team=alert.team,
            labels=alert.labels,
            by=alert.result.always - alert.labels.keys() - {"alertname", *SLOTH_IDS},
            open_labels=False,
            down=False,
            inhibits=(),
            origin=alert.origin,
        ),
        mute=it.owner.mute,
        where=it.where,
    )
