"""Alerts: what is written of them becomes rules, each with its intent, its labels and what people are told."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Refused, Related
from monitorgen.link.conditions import function_of, lower
from monitorgen.link.documents import Documents
from monitorgen.link.notification.policy import Told
from monitorgen.link.placeholders import filled
from monitorgen.link.raw_expressions import live
from monitorgen.link.texts import description, summary
from monitorgen.link.user_tests import tests_of
from monitorgen.plan import rules as plan
from monitorgen.plan.documents import Guide, in_words
from monitorgen.plan.routing import AlertClass
from monitorgen.promql.templates import problems_of_template
from monitorgen.promql.types import LabelSchema
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from monitorgen.functions import FunctionName
    from monitorgen.link.asking import Where
    from monitorgen.link.lowered import Lowered
    from monitorgen.link.severities import Severities
    from monitorgen.link.surroundings import Surroundings
    from monitorgen.plan.documents import Document
    from monitorgen.spec.alert import Alert

RESERVED = frozenset({"alertname", "severity", "service", "team"})
MEANINGS = frozenset({"critical", "warning", "info"})
_ZERO = Duration(0)
_NO_DOCUMENTS = Documents({}, None)


class Owner(Struct, frozen=True):
    """Whose alerts these are: the entry (None at the root), its team, labels, mutes, and what placeholders mean.

    `runbook` is the entry's, at `runbook_at`, for alerts without one of their own. `alerts` are the names of all its
    alerts, `label_at` tells where one of its labels stands, `page` the address of what shows an alert. `documents` has
    texts of owners.
    """

    unit: str
    entry: str | None
    team: str | None
    labels: Mapping[str, str]
    mute: tuple[str, ...]
    placeholders: Mapping[str, str | None]
    runbook: str | None = None
    runbook_at: Origin | None = None
    alerts: tuple[str, ...] = ()
    label_at: Callable[[str], Origin] | None = None
    page: Callable[[str], str | None] | None = None
    documents: Documents = _NO_DOCUMENTS

    def document(self, said: str | None, where: Where, team: str | None, severity: str) -> Document | None:
        """The runbook of an alert that says `said` of it (`where("runbook")`), else the entry's. Raises `Refused`."""
        written = said or self.runbook
        if written is None:
            return None
        origin = where("runbook") if said or self.runbook_at is None else self.runbook_at
        return self.documents.of(written, origin, {**self.placeholders, "team": team, "severity": severity})


class _Declared(Struct, frozen=True):
    """An alert while it is worked on: whose it is, what it may speak of, where its parts stand, what was found."""

    name: str
    alert: Alert
    owner: Owner
    around: Surroundings
    severities: Severities
    where: Callable[..., Origin]
    findings: Findings


def rules_of(
    name: str,
    alert: Alert,
    owner: Owner,
    around: Surroundings,
    severities: Severities,
    where: Callable[..., Origin],
    findings: Findings,
) -> tuple[list[plan.Alert], list[Told]]:
    """The rules of one alert: one, or one for each severity that its threshold names; worst first.

    `where` tells where a part of the alert stands, `where("for")`. What is wrong goes to `findings`; what can't be made
    is left out.
    """
    it = _Declared(name, alert, owner, around, severities, where, findings)
    rules: list[plan.Alert] = []
    told: list[Told] = []
    try:
        function = _function(it)
        hold = _hold(it)
        for severity, lowered in _by_severity(it, function):
            rule = _rule(it, lowered, severity, hold)
            rules.append(rule)
            told.append(_told(it, rule, lowered))
            _check_hold(it, lowered, hold)
    except Refused as refused:
        findings.add(refused.diagnostic)
    return rules, told


def check_spelling(names: Iterable[str], where: Callable[[str], Origin], findings: Findings) -> None:
    """Tell names of one unit that differ in case alone: their pages would be one file on macOS and Windows."""
    first: dict[str, str] = {}
    for name in sorted(names):
        other = first.setdefault(name.casefold(), name)
        if other != name:
            message = f"the alerts {other} and {name} differ only in case, and each has a page of its name"
            related = (Related(where(other), "the other one is here"),)
            hint = "rename one of them"
            findings.add(Diagnostic("MG824", message, where(name), part="key", hint=hint, related=related))


def _function(it: _Declared) -> FunctionName:
    """Without a function the name is more likely misspelt than the rest forgotten: nothing else is told then."""
    function = function_of(it.alert)
    if function is None:
        near = get_close_matches(it.name, [other for other in it.owner.alerts if other != it.name], 1)
        hint = "name a function such as `rate:`, `error_ratio:` or `value:`, or an inherited alert to tune"
        hint = f"did you mean {near[0]}?" if near else hint
        raise Refused(Diagnostic("MG221", f"alert {it.name} has no condition", it.where(), hint=hint, part="key"))
    return function


def _hold(it: _Declared) -> Duration:
    if it.alert.for_ is None:
        hint = "write `for: 5m`; `for: 0s` fires at once"
        message = f"alert {it.name} does not say for how long"
        it.findings.add(Diagnostic("MG220", message, it.where(), hint=hint, part="key"))
        return _ZERO
    return it.alert.for_


def _lowered(it: _Declared, function: FunctionName) -> list[Lowered]:
    if function == "expr":
        return [live(it.alert, it.around, it.where, it.findings)]
    return lower(it.alert, it.around, it.where)


def _by_severity(it: _Declared, function: FunctionName) -> list[tuple[str, Lowered]]:
    """What an alert becomes, with the severity of each; worst first, whatever the order in which it was written."""
    made: dict[str, Lowered] = {}
    for lowered in _lowered(it, function):
        severity = _severity(it, lowered)
        if severity in made:
            word = lowered.comparison or "above"
            message = f"alert {it.name} has two thresholds for the severity {severity!r}"
            hint = f"{made[severity].severity} and {lowered.severity} are the same here; keep one"
            raise Refused(Diagnostic("MG222", message, it.where(word, lowered.severity), part="key", hint=hint))
        made[severity] = lowered
    return (
        sorted(made.items(), key=lambda each: it.severities.names.index(each[0])) if len(made) > 1 else [*made.items()]
    )


def _check_hold(it: _Declared, lowered: Lowered, hold: Duration) -> None:
    """A single event leaves the window of `increase` after `over`; if it must hold longer, nobody hears of it."""
    intent = lowered.intent
    above_none = intent.function == "increase" and intent.comparison == "above" and intent.threshold == 0
    if above_none and intent.over is not None and hold >= intent.over:
        place = it.where("for")
        if place.layer == "catalog":
            return  # it means it: something that keeps happening
        message = f"a single event is never told: it leaves the window of {intent.over} before `for: {hold}` is over"
        hint = "write `for: 0s`, or a longer `over:`"
        it.findings.add(Diagnostic("MG375", message, place, hint=hint, level="warning"))


def _severity(it: _Declared, lowered: Lowered) -> str:
    alert, severities, where = it.alert, it.severities, it.where
    if lowered.severity is not None and alert.severity is not None:
        related = (Related(where(lowered.comparison or "above"), "the threshold names severities here"),)
        message = f"alert {it.name} says its severity twice"
        hint = "drop `severity:`; the table of thresholds says it"
        raise Refused(Diagnostic("MG222", message, where("severity"), hint=hint, related=related))
    said = lowered.severity or alert.severity
    if said is None:
        hint = f"write `severity:` with one of: {', '.join(severities.names)}"
        if lowered.comparison is not None:
            hint += f"; or say them here: `{lowered.comparison}: {{{severities.names[0]}: ...}}`"
        raise Refused(Diagnostic("MG223", f"alert {it.name} has no severity", where(), hint=hint, part="key"))
    called = severities.called(said)
    if called is None:
        near = get_close_matches(said, severities.names, 1)
        known = ", ".join(severities.names)
        if where("severity").layer == "catalog" and lowered.severity is None:
            message = f"there is no severity {said!r}, which built-in alerts have"
            hint = f"declare one that says `means: {said}`"
            raise Refused(Diagnostic("MG224", message, severities.origin, part="key", hint=hint))
        stands_in = f"; one that `means: {said}` would do" if said in MEANINGS else ""
        hint = f"did you mean {near[0]}?" if near else f"one of: {known}{stands_in}"
        message = f"there is no severity {said!r}"
        if lowered.severity:
            place = where(lowered.comparison or "above", lowered.severity)
            raise Refused(Diagnostic("MG224", message, place, hint=hint, part="key"))
        raise Refused(Diagnostic("MG224", message, where("severity"), hint=hint))
    return called


def _rule(it: _Declared, lowered: Lowered, severity: str, hold: Duration) -> plan.Alert:
    labels = _labels(it, severity)
    it.findings.extend(_check_labels(it, lowered, labels))
    guide = _guide(it, labels)
    return plan.Alert(
        name=it.name,
        expr=lowered.expr,
        condition=lowered.intent if lowered.intent.function != "expr" else None,
        hold=hold,
        keep=it.alert.keep_firing_for or _ZERO,
        severity=severity,
        team=labels.get("team"),
        labels=labels,
        result=_with_rule_labels(lowered.labels, labels),
        annotations=_annotations(it, lowered, guide, hold),
        tests=tests_of(it.alert, it.where),
        unproven=it.alert.unproven,
        origin=it.where(),
        recorded=lowered.recorded,
        guide=guide,
    )


def labels_of(
    written: Mapping[str, str], values: Mapping[str, str | None], where: Callable[[str], Origin], findings: Findings
) -> dict[str, str]:
    """Labels with their placeholders filled in, less those that monitorgen sets itself."""
    made: dict[str, str] = {}
    for label, text in written.items():
        if label in RESERVED:
            message = f"the label {label!r} is set by monitorgen"
            hint = f"write `{label}:` in the alert" if label in {"severity", "team"} else "choose another name"
            findings.add(Diagnostic("MG225", message, where(label), part="key", hint=hint))
            continue
        if (value := filled(text, values, where(label), findings)) is not None:
            made[label] = value
    return made


def _labels(it: _Declared, severity: str) -> dict[str, str]:
    owner = it.owner
    team = it.alert.team or owner.team
    values = {**owner.placeholders, "team": team, "severity": severity}
    written = labels_of(it.alert.labels or {}, values, lambda name: it.where("labels", name), it.findings)
    own = {**owner.labels, **written}
    own["severity"] = severity
    if owner.entry is not None:
        own["service"] = owner.entry
    if team is not None:
        own["team"] = team
    return dict(sorted(own.items()))


def _check_labels(it: _Declared, lowered: Lowered, labels: Mapping[str, str]) -> Iterator[Diagnostic]:
    """A label of the rule takes the place of one of its series: two of them may become one, which is an error."""
    series, external = lowered.labels, it.around.external_labels
    known = series.known

    def place(label: str) -> Origin:
        if label in (it.alert.labels or {}) or it.owner.label_at is None:
            return it.where("labels", label)
        return it.owner.label_at(label)

    for label, text in labels.items():
        if label not in RESERVED:
            for each in problems_of_template(text, series, place="label", external_labels=external):
                yield Diagnostic(each.code, each.message, place(label), hint=each.hint, level=each.level)
        if label in known and not series.pinned(label) and not _is_picked(label, lowered):
            message = f"the alert sets the label {label!r}, which tells its series apart"
            hint, at = "choose another name for it", place(label)
            if label in RESERVED:
                hint, at = "join the series without it: sum, max, {by: [...]}", it.where()
            yield Diagnostic("MG227", message, at, part="key", hint=hint)


def _is_picked(label: str, lowered: Lowered) -> bool:
    """Whether one of the series has one value of the label alone."""
    return any(each.label == label and each.op == "=" for of in lowered.intent.series.values() for each in of.matchers)


def _with_rule_labels(series: LabelSchema, labels: Mapping[str, str]) -> LabelSchema:
    names = frozenset(labels) | {"alertname"}
    values = {**series.values, **{name: frozenset({text}) for name, text in labels.items()}}
    return LabelSchema(series.always | names, series.maybe - names, values, open=series.open)


def _guide(it: _Declared, labels: Mapping[str, str]) -> Guide:
    alert, owner = it.alert, it.owner
    return Guide(
        title=alert.title or in_words(it.name),
        means=alert.means or "",
        impact=alert.impact or "",
        first_steps=tuple(alert.first_steps or ()),
        runbook=owner.document(alert.runbook, it.where, labels.get("team"), labels["severity"]),
    )


def _annotations(it: _Declared, lowered: Lowered, guide: Guide, hold: Duration) -> dict[str, str]:
    alert, owner, where = it.alert, it.owner, it.where
    if "{{" in guide.title:
        message, hint = "a title is plain text, shown as it is on dashboards", "write the template as `summary:`"
        it.findings.add(Diagnostic("MG330", message, where("title"), hint=hint))
        return {}
    written = {
        "summary": alert.summary or summary(guide.title, owner.entry or "system", lowered),
        "description": alert.description or description(owner.entry or "the system", lowered, hold),
    }
    if (leads := owner.documents.runbook_url(guide.runbook, owner.unit, it.name)) is not None:
        written["runbook_url"] = leads
    if owner.page is not None and (page := owner.page(it.name)) is not None:
        written["dashboard"] = page
    written |= alert.annotations or {}
    if (said := (alert.annotations or {}).get("runbook_url")) and not said.startswith(("http://", "https://", "{{")):
        message = "from a notification a path leads nowhere: `runbook_url` is a URL"
        hint = "write `runbook:` with the file: it becomes part of the alert's page, and the link follows"
        it.findings.add(Diagnostic("MG271", message, where("annotations", "runbook_url"), hint=hint))
    unit = lowered.value.unit if lowered.value is not None else lowered.unit
    own = {"summary": alert.summary, "description": alert.description}
    for key, text in written.items():
        if (key in own and own[key] is None) or (key == "dashboard" and key not in (alert.annotations or {})):
            continue
        for problem in problems_of_template(text, lowered.labels, unit, external_labels=it.around.external_labels):
            path = (key,) if key in own else ("runbook",) if key == "runbook_url" else ("annotations", key)
            place = where(*path)
            it.findings.add(Diagnostic(problem.code, problem.message, place, hint=problem.hint, level=problem.level))
    return {key: text for key, text in sorted(written.items()) if text}


def _told(it: _Declared, rule: plan.Alert, lowered: Lowered) -> Told:
    alert, owner, series = it.alert, it.owner, lowered.labels
    return Told(
        alert=AlertClass(
            unit=owner.unit,
            alertname=rule.name,
            severity=rule.severity,
            team=rule.team,
            labels=rule.labels,
            by=(series.always | series.maybe).difference(rule.labels),
            open_labels=series.open,
            down=lowered.intent.function == "down",
            inhibits=tuple(alert.inhibits or ()),
            origin=rule.origin,
            values={name: each for name, each in _values(rule, series).items() if name not in rule.labels},
        ),
        notify=alert.notify,
        repeat_interval=alert.repeat_interval,
        mute=(*owner.mute, *(alert.mute if isinstance(alert.mute, list) else ())),
        where=it.where,
    )


def _values(rule: plan.Alert, labels: LabelSchema) -> Mapping[str, frozenset[str]]:
    """What is known of the labels of an alert's series: by their metric, and by the matchers that pick them all."""
    if rule.condition is None:
        return labels.values
    first, *others = [each.matchers for each in rule.condition.series.values()]
    confined = {
        each.label: frozenset({each.value}) for each in first if each.op == "=" and all(each in one for one in others)
    }
    return {**labels.values, **confined}
