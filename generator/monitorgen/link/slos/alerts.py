"""The alerts of an objective: its budget burns too fast, is spent, will soon be spent, or nothing is measured any more.

All pairs of windows of one severity are one rule, and all severities have one name, so that the built-in inhibition
lets the worse silence the milder of the same objective and group. A pair that has to hold for another time than the
others of its severity is a rule of its own, told apart by the label `window`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Refused
from monitorgen.link.alerts import labels_of
from monitorgen.link.notification.policy import Told
from monitorgen.link.slos import sloth
from monitorgen.link.slos.guides import guide_of
from monitorgen.link.slos.maintenance import during
from monitorgen.link.slos.series import of_period, recorded, series_of
from monitorgen.plan import rules as plan
from monitorgen.plan.routing import AlertClass
from monitorgen.plan.slos import (
    EVENTS,
    FORECAST_BASE,
    NO_DATA_AFTER,
    NO_DATA_BASE,
    SLOTH_IDS,
    SLOTH_SEVERITY,
    Burn,
    BurnPair,
    Forecast,
    NoData,
    Slo,
    SloIntent,
    Spent,
    events_series,
    rounded,
)
from monitorgen.promql import build
from monitorgen.promql.types import LabelSchema
from monitorgen.raw import Nothing
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.link.slos.declared import Declared
    from monitorgen.link.slos.series import Series
    from monitorgen.plan.values import Labels

_AT_ONCE = Duration(0)
WINDOW = "window"
_WORDS = re.compile(r"[-_]")


@lru_cache(maxsize=1024)
def stem(name: str) -> str:
    """`checkout-latency` as `CheckoutLatency`."""
    text = "".join(part[:1].upper() + part[1:] for part in _WORDS.split(name))
    return text if text[:1].isalpha() else f"Slo{text}"


def names_of(it: Declared) -> tuple[str, str, str, str]:
    """The names that its alerts have, should it have them: it burns too fast, is spent, will soon be, has no data."""
    name = stem(it.name)
    return it.slo.alert_name or f"{name}BudgetBurn", f"{name}BudgetSpent", f"{name}BudgetForecast", f"{name}NoData"


def alerts_of(it: Declared, slo: Slo) -> Iterator[tuple[str, plan.Alert, Told]]:
    """The alerts, each with the ending of the group that it stands in."""
    series = series_of(slo.labels)
    for ending, intent, severity, told in _intents(it, slo):
        alert = _alert(it, intent, severity, told, series)
        if alert is not None:
            yield ending, alert, _told(it, alert)


def _intents(it: Declared, slo: Slo) -> Iterator[tuple[str, SloIntent, str, tuple[str, str, str]]]:
    """Group, meaning, severity, and name, title and description of each alert."""
    burn, spent, forecast, no_data = names_of(it)
    for pairs in _rules(slo.pairs):
        yield "", Burn(slo, pairs), pairs[0].severity, (burn, *_of_burn(slo, pairs))
    budget = f"error budget of {slo.name} ({plain(slo.objective * 100)}% in {slo.period})"
    seen: set[str] = set()
    for share, said in sorted((it.slo.budget_alerts or {}).items(), reverse=True):
        where = ("budget_alerts", f"{plain(share * 100)}%")
        if share <= 0:
            it.tell("MG292", "a share of the budget is above 0%", "write it like 75%", "budget_alerts")
        elif (severity := _severity(it, said, seen, *where)) is not None:
            text = f"{plain(share * 100)}% of the {budget} is gone: {{{{ $value | humanizePercentage }}}} is left."
            yield ":budget", Spent(slo, share), severity, (spent, "error budget is spent", text)
    seen = set()
    for ahead, said in sorted((it.slo.forecast_alerts or {}).items(), key=lambda each: each[0].ms):
        if (severity := _severity(it, said, seen, "forecast_alerts", str(ahead))) is not None:
            text = f"At the pace of the last day the {budget} ends within {ahead}."
            words = (forecast, "error budget will soon be spent", text)
            yield ":budget", Forecast(slo, ahead), severity, words
    if slo.kind != "all of" and slo.profile != "sloth" and not isinstance(it.slo.no_data, Nothing):
        severity = _no_data_severity(it)
        if severity is not None:
            text = (
                f"Nothing has been measured of {slo.name} for {NO_DATA_AFTER}, though something was within the last "
                "day: its series are gone. Without traffic they would still be there."
            )
            yield ":budget", NoData(slo), severity, (no_data, "nothing is measured", text)


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


def _rules(pairs: tuple[BurnPair, ...]) -> Iterator[tuple[BurnPair, ...]]:
    """Pairs of one severity that hold for the same time."""
    made: dict[tuple[str, Duration], list[BurnPair]] = {}
    for pair in pairs:
        made.setdefault((pair.severity, pair.hold), []).append(pair)
    yield from map(tuple, made.values())


def _of_burn(slo: Slo, pairs: tuple[BurnPair, ...]) -> tuple[str, str]:
    rates = " or ".join(f"{plain(rounded(pair.factor))} times over {pair.long} and {pair.short}" for pair in pairs)
    shown = "short" if slo.profile == "sloth" else "long"  # the left side of the comparison is what is shown
    window = pairs[0].short if slo.profile == "sloth" else pairs[0].long
    over = f"the last {window}" if len(pairs) == 1 else f"the {shown} window"
    text = (
        f"{{{{ $value | humanizePercentage }}}} of {slo.name} was bad over {over}; its error budget of "
        f"{plain(slo.budget * 100)}% in {slo.period} burns faster than allowed: {rates}."
    )
    return "error budget burns too fast", text


# -- rules -------------------------------------------------------------------------------------------------------------


def _alert(
    it: Declared, intent: SloIntent, severity: str, words: tuple[str, str, str], series: Series
) -> plan.Alert | None:
    slo = intent.slo
    name, title, text = words
    if name in it.owner.alerts:
        it.tell("MG294", f"SLO {slo.name} brings an alert {name}, which is declared here as well", "rename one of them")
        return None
    labels = _labels(it, intent, severity)
    by = slo.by if not isinstance(intent, NoData) else ()
    apart = "".join(f" {label}={{{{ $labels.{label} }}}}" for label in by)
    annotations = {"summary": f"{slo.service or 'system'}: {slo.name}: {title}{apart}", "description": text}
    if slo.profile == "sloth" and isinstance(intent, Burn):
        annotations |= sloth.words_of(labels[SLOTH_SEVERITY])
    try:
        runbook = it.owner.document(it.slo.runbook, it.where, labels.get("team"), severity)
    except Refused as refused:
        it.findings.add(refused.diagnostic)
        return None
    if (leads := it.owner.documents.runbook_url(runbook, it.owner.unit, name)) is not None:
        annotations["runbook_url"] = leads
    if it.owner.page is not None and (page := it.owner.page(name)) is not None:
        annotations["dashboard"] = page
    return plan.Alert(
        name=name,
        expr=_expr(intent, series),
        condition=None,
        hold=intent.pairs[0].hold if isinstance(intent, Burn) else _AT_ONCE,
        keep=_AT_ONCE,
        severity=severity,
        team=labels.get("team"),
        labels=labels,
        result=LabelSchema(frozenset({"alertname", *slo.labels, *by, *labels})),
        annotations=dict(sorted(annotations.items())),
        tests=(),
        unproven=None,
        origin=it.origin,
        slo=intent,
        guide=guide_of(intent, f"{slo.name}: {title}", it.slo.description or "", runbook),
    )


def _expr(intent: SloIntent, series: Series) -> str:
    match intent:
        case Burn(slo=slo) if slo.profile == "sloth":
            return sloth.burn(slo, intent)
        case Burn(pairs=pairs):
            texts = [_pair(intent.slo, pair, series) for pair in pairs]
            return texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
        case Spent(share=share):
            return f"{_left(intent.slo)} <= {build.number(1 - share)}"
        case Forecast(ahead=ahead):
            base = f"{_left(intent.slo)}[{FORECAST_BASE}]"
            return f"predict_linear({base}, {build.number(ahead.seconds)}) <= 0 and {_left(intent.slo)} > 0"
    names = tuple(intent.slo.labels)
    before, now = (
        build.aggregate("max", names, f"present_over_time({series(EVENTS)}[{window}])")
        for window in (NO_DATA_BASE, NO_DATA_AFTER)
    )
    gauge = intent.slo.maintenance
    kept = f" unless on () ({during(gauge, NO_DATA_AFTER)} > 0)" if gauge is not None else ""
    return f"{before} unless {now}{kept}"


def _pair(slo: Slo, pair: BurnPair, series: Series) -> str:
    limit = build.number(slo.threshold(pair))
    text = f"{series(slo.ratio(pair.long))} > {limit} and {series(slo.ratio(pair.short))} > {limit}"
    if slo.min_events:
        text += f" and {series(events_series(pair.long))} >= {slo.min_events}"
    return text


def _left(slo: Slo) -> str:
    return build.selector(slo.remaining, (*recorded(slo.labels), *of_period(slo)))


def _labels(it: Declared, intent: SloIntent, severity: str) -> Labels:
    owner = it.owner
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
    if isinstance(intent, Burn) and any(pair.hold != intent.pairs[0].hold for pair in _alike(intent)):
        own[WINDOW] = str(intent.pairs[0].long)
    if isinstance(intent, (Spent, Forecast)):
        own["period"] = str(intent.slo.period)
    return dict(sorted(own.items()))


def _alike(intent: Burn) -> Iterator[BurnPair]:
    """The pairs of the same severity that stand before these."""
    for pair in intent.slo.pairs:
        if pair is intent.pairs[0]:
            return
        if pair.severity == intent.pairs[0].severity:
            yield pair


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
