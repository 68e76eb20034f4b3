"""Alerts: what is written of them becomes rules, each with its intent, its labels and what people are told."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.conditions import function_of, lower
from monitorgen.link.notification.policy import Told
from monitorgen.link.raw_expressions import live
from monitorgen.link.texts import description, in_words, summary
from monitorgen.plan import rules as plan
from monitorgen.plan.routing import AlertClass
from monitorgen.promql.templates import problems_of_template
from monitorgen.promql.types import LabelSchema
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monitorgen.link.lowered import Lowered
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.spec.alert import Alert

RESERVED = frozenset({"alertname", "severity", "service", "team"})
_ZERO = Duration(0)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose alerts these are: the entry (None at the root), its team, labels and mutes."""

    unit: str
    entry: str | None
    team: str | None
    labels: Mapping[str, str]
    mute: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Severities:
    """The severities of a scope, worst first, and which of them stand for critical, warning and info."""

    names: tuple[str, ...]
    meaning: Mapping[str, str]

    def called(self, name: str) -> str | None:
        """The severity of this name, or the one that stands for it; None if there is none."""
        if name in self.names:
            return name
        return next((own for own, means in self.meaning.items() if means == name), None)


def rules_of(
    name: str,
    alert: Alert,
    owner: Owner,
    around: Surroundings,
    severities: Severities,
    where: Callable[..., Origin],
    findings: Findings,
) -> tuple[list[plan.Alert], list[Told]]:
    """The rules of one alert: one, or one for each severity that its threshold names."""
    rules: list[plan.Alert] = []
    told: list[Told] = []
    try:
        hold = _hold(name, alert, where)
        for lowered in _lowered(name, alert, around, where, findings):
            severity = _severity(name, alert, lowered, severities, where)
            rule = _rule(name, alert, owner, lowered, severity, hold, where, findings)
            rules.append(rule)
            told.append(_told(alert, owner, rule, lowered, where))
    except Refused as refused:
        findings.add(refused.diagnostic)
    return rules, told


def _hold(name: str, alert: Alert, where: Callable[..., Origin]) -> Duration:
    if alert.for_ is None:
        hint = "write `for: 5m`; `for: 0s` fires at once"
        raise Refused(Diagnostic("MG220", f"alert {name} does not say for how long", where(), hint=hint, part="key"))
    return alert.for_


def _lowered(
    name: str, alert: Alert, around: Surroundings, where: Callable[..., Origin], findings: Findings
) -> list[Lowered]:
    function = function_of(alert)
    if function is None:
        hint = "name a function such as `rate:`, `error_ratio:` or `value:`, or an inherited alert to tune"
        raise Refused(Diagnostic("MG221", f"alert {name} has no condition", where(), hint=hint, part="key"))
    if function == "expr":
        return [live(alert, around, where, findings)]
    return lower(alert, around, where)


def _severity(name: str, alert: Alert, lowered: Lowered, severities: Severities, where: Callable[..., Origin]) -> str:
    if lowered.severity is not None and alert.severity is not None:
        related = (Related(where(lowered.comparison or "above"), "the threshold names severities here"),)
        message = f"alert {name} says its severity twice"
        hint = "drop `severity:`; the table of thresholds says it"
        raise Refused(Diagnostic("MG222", message, where("severity"), hint=hint, related=related))
    said = lowered.severity or alert.severity
    if said is None:
        hint = f"write `severity:` with one of: {', '.join(severities.names)}"
        raise Refused(Diagnostic("MG223", f"alert {name} has no severity", where(), hint=hint, part="key"))
    called = severities.called(said)
    if called is None:
        near = get_close_matches(said, severities.names, 1)
        known = ", ".join(severities.names)
        hint = f"did you mean {near[0]}?" if near else f"one of: {known}; one that `means: {said}` would do"
        place = where(lowered.comparison or "above", lowered.severity) if lowered.severity else where("severity")
        raise Refused(Diagnostic("MG224", f"there is no severity {said!r}", place, hint=hint))
    return called


def _rule(
    name: str,
    alert: Alert,
    owner: Owner,
    lowered: Lowered,
    severity: str,
    hold: Duration,
    where: Callable[..., Origin],
    findings: Findings,
) -> plan.Alert:
    labels = _labels(alert, owner, severity, where, findings)
    result = _with_rule_labels(lowered.labels, labels)
    return plan.Alert(
        name=name,
        expr=lowered.expr,
        condition=lowered.intent if lowered.intent.function != "expr" else None,
        hold=hold,
        keep=alert.keep_firing_for or _ZERO,
        severity=severity,
        team=labels.get("team"),
        labels=labels,
        result=result,
        annotations=_annotations(name, alert, owner, lowered, result, hold, where, findings),
        intent="",
        tests=_tests(alert),
        unproven=alert.unproven,
        origin=where(),
    )


def _labels(
    alert: Alert, owner: Owner, severity: str, where: Callable[..., Origin], findings: Findings
) -> dict[str, str]:
    own = {**owner.labels, **(alert.labels or {})}
    for label in sorted(RESERVED & own.keys()):
        message = f"the label {label!r} is set by monitorgen"
        hint = f"write `{label}:` in the alert" if label in {"severity", "team"} else "choose another name"
        findings.add(Diagnostic("MG225", message, where("labels", label), part="key", hint=hint))
    for label, text in (alert.labels or {}).items():
        if "$value" in text or ".Value" in text:
            message = f"the value in the label {label!r} makes a new alert at every evaluation"
            findings.add(Diagnostic("MG226", message, where("labels", label), hint="put it into an annotation"))
    own["severity"] = severity
    if owner.entry is not None:
        own["service"] = owner.entry
    team = alert.team or owner.team
    if team is not None:
        own["team"] = team
    return dict(sorted(own.items()))


def _with_rule_labels(series: LabelSchema, labels: Mapping[str, str]) -> LabelSchema:
    names = frozenset(labels) | {"alertname"}
    values = {**series.values, **{name: frozenset({text}) for name, text in labels.items()}}
    return LabelSchema(series.always | names, series.maybe - names, values, open=series.open)


def _annotations(
    name: str,
    alert: Alert,
    owner: Owner,
    lowered: Lowered,
    result: LabelSchema,
    hold: Duration,
    where: Callable[..., Origin],
    findings: Findings,
) -> dict[str, str]:
    title = alert.title or in_words(name)
    written = {
        "summary": alert.summary or summary(title, owner.entry or "system", lowered),
        "description": alert.description or description(owner.entry or "the system", lowered, hold),
    }
    if alert.runbook and alert.runbook.startswith(("http://", "https://")):
        written["runbook_url"] = alert.runbook
    written |= alert.annotations or {}
    unit = lowered.value.unit if lowered.value is not None else None
    own = {"summary": alert.summary, "description": alert.description}
    for key, text in written.items():
        if key in own and own[key] is None:
            continue
        place = where(key) if key in own else where("runbook") if key == "runbook_url" else where("annotations", key)
        for problem in problems_of_template(text, result, unit):
            findings.add(Diagnostic(problem.code, problem.message, place, hint=problem.hint, level=problem.level))
    return {key: text for key, text in sorted(written.items()) if text}


def _tests(alert: Alert) -> tuple[plan.UserTest, ...]:
    minute = Duration(60_000)
    made: list[plan.UserTest] = []
    for sentence, test in (alert.tests or {}).items():
        fires = test.fires
        made.append(
            plan.UserTest(
                sentence=sentence,
                series=dict(test.series or {}),
                interval=test.interval or minute,
                at=test.at or _ZERO,
                fires=tuple({str(k): str(v) for k, v in each.items()} for each in fires if isinstance(each, dict))
                if isinstance(fires, list)
                else fires == "true",
            )
        )
    return tuple(made)


def _told(alert: Alert, owner: Owner, rule: plan.Alert, lowered: Lowered, where: Callable[..., Origin]) -> Told:
    known = frozenset(rule.labels)
    return Told(
        alert=AlertClass(
            unit=owner.unit,
            alertname=rule.name,
            severity=rule.severity,
            team=rule.team,
            labels=rule.labels,
            by=(lowered.labels.always | lowered.labels.maybe) - known,
            open_labels=lowered.labels.open,
            down=lowered.intent.function == "down",
            inhibits=tuple(alert.inhibits or ()),
            origin=rule.origin,
        ),
        notify=alert.notify,
        repeat_interval=alert.repeat_interval,
        mute=(*owner.mute, *(alert.mute if isinstance(alert.mute, list) else ())),
        where=where,
    )
