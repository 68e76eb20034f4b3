"""Who is told of an alert in one environment, each step with its place: what `monitorgen who` answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.plan.routing import AlertClass, intent_of
from monitorgen.routing.cases import labels_of
from monitorgen.routing.classes import silencing
from monitorgen.routing.decide import Policy, decide
from monitorgen.routing.times import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.link.notification.policy import Told
    from monitorgen.plan.routing import Intent, Route, Step
    from monitorgen.questions.moment import Moment
    from monitorgen.questions.views import View
    from monitorgen.routing.decide import Decided

_COMPARISONS = ("above", "below", "equals")


class Reason(Struct, frozen=True):
    """A step of the decision: what it is about, what was said, and where."""

    what: str
    said: str
    place: str

    def fields(self) -> dict[str, Json]:
        """As data."""
        return {"what": self.what, "said": self.said, "place": self.place}


@dataclass(frozen=True, slots=True)
class Way:
    """One receiver, and how the alert gets there.

    `silent` tells why the time keeps it quiet, empty if it doesn't; `tells` are channels with their integrations.
    `path` is not compared: a route holds all below it, of which the alert knows nothing.
    """

    receiver: str
    tells: tuple[Reason, ...]
    after: str
    escalated: bool
    repeats: str
    group: Mapping[str, str]
    key: str
    when: tuple[Reason, ...]
    silent: str
    path: tuple[Route, ...] = field(compare=False)

    def fields(self) -> dict[str, Json]:
        """As data."""
        return {
            "receiver": self.receiver,
            "tells": [{"channel": each.what, "integration": each.said, "place": each.place} for each in self.tells],
            "after": self.after,
            "escalated": self.escalated,
            "repeats": self.repeats,
            "group": dict(self.group),
            "group_key": self.key,
            "when": [each.fields() for each in self.when],
            "told": not self.silent,
            "silent": self.silent or None,
            "path": [[f"{each.label}{each.op}{each.value}" for each in route.matchers] for route in self.path],
        }


class Answer(Struct, frozen=True):
    """Who is told of one alert, in the environments where that is the same."""

    alert: str
    system: str
    environments: tuple[str, ...]
    severity: str
    team: str | None
    hold: str
    labels: Mapping[str, str]
    moment: Moment | None
    ways: tuple[Way, ...]
    reasons: tuple[Reason, ...]
    quiet: tuple[Reason, ...]

    def fields(self) -> dict[str, Json]:
        """The answer as data."""
        return {
            "alert": self.alert,
            "system": self.system,
            "environments": list(self.environments),
            "severity": self.severity,
            "team": self.team,
            "for": self.hold,
            "labels": dict(self.labels),
            "at": self.moment.at.isoformat() if self.moment is not None else None,
            "time_zone": self.moment.zone if self.moment is not None else None,
            "told": [each.fields() for each in self.ways],
            "because": [each.fields() for each in self.reasons],
            "quiet_while": [each.fields() for each in self.quiet],
        }

    def agrees(self, other: Answer) -> bool:
        """Whether both are the same but for the environment that they are about."""
        return replace(self, environments=(), labels=_without(self.labels)) == replace(
            other, environments=(), labels=_without(other.labels)
        )


def _without(labels: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in labels.items() if name not in {"environment", "region"}}


def zones(view: View, alert: AlertClass) -> set[str]:
    """The time zones of the intervals on the ways of an alert."""
    intervals = view.routing.intervals
    ways = decide(Policy.of(view.routing), labels_of(alert, {})).deliveries
    named = {name for way in ways for name in (*way.path[-1].mute, *way.path[-1].active)}
    return {each.location for name in named for each in intervals[name].ranges}


def answer(view: View, told: Told, rule_holds: str, external: Mapping[str, str], moment: Moment | None) -> Answer:
    """Who is told of an alert, or of the labels that stand for one."""
    alert = told.alert
    labels = labels_of(alert, external)
    decided = decide(Policy.of(view.routing), labels, moment.at if moment is not None else None)
    name = intent_of(view.routing.intents, alert)
    intent = view.routing.intents.get(name) if name is not None else None
    return Answer(
        alert=f"{alert.unit}.{alert.alertname}" if alert.alertname else "these labels",
        system=view.system,
        environments=(view.scope,),
        severity=alert.severity,
        team=alert.team,
        hold=rule_holds,
        labels=labels,
        moment=moment,
        ways=tuple(_way(view, each, moment) for each in decided.deliveries),
        reasons=tuple(_reasons(view, told, intent)) if intent is not None else (),
        quiet=tuple(_quiet(view, alert)),
    )


def _way(view: View, decided: Decided, moment: Moment | None) -> Way:
    route = decided.path[-1]
    served = [view.routing.intents[name] for name in route.serves if name in view.routing.intents]
    step = next((each for intent in served for each in intent.steps if _is(each, route)), None)
    channels: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for each in view.routing.receivers[route.receiver].integrations:
        channels.setdefault(each.channel, []).append(each.kind)
        places.setdefault(each.channel, view.place(each.origin))
    return Way(
        receiver=decided.receiver,
        tells=tuple(Reason(name, ", ".join(kinds), places[name]) for name, kinds in channels.items()),
        after=str(decided.timing.group_wait),
        escalated=step is not None and step.after.ms > 0,
        repeats=str(decided.timing.repeat_interval),
        group=decided.group,
        key=decided.key,
        when=tuple(_times(view, decided, served[0] if served else None)),
        silent=_silence(decided) if moment is not None else "",
        path=decided.path,
    )


def _is(step: Step, route: Route) -> bool:
    return (step.after.ms > 0 and step.after == route.timing.group_wait) and set(step.when) == set(route.active)


def _silence(decided: Decided) -> str:
    if decided.outside:
        return f"it is outside {' and '.join(decided.outside)}"
    return f"it is within {' and '.join(decided.muted_by)}" if decided.muted_by else ""


def _times(view: View, decided: Decided, intent: Intent | None) -> Iterator[Reason]:
    """The intervals of a way, what they are and where somebody named them."""
    for word, names in (("within", decided.path[-1].active), ("outside", decided.path[-1].mute)):
        for name in names:
            interval = view.routing.intervals[name]
            said = intent.mute_places.get(name) if intent is not None else None
            place = view.place(said) + ", " if said is not None else ""
            yield Reason(f"{word} {name}", in_words(interval), place + view.place(interval.origin))


def _reasons(view: View, told: Told, intent: Intent) -> Iterator[Reason]:
    alert = told.alert
    if alert.origin.file:
        yield Reason("severity", alert.severity, view.place(_of_severity(told)))
        if alert.team is not None:
            yield Reason("team", alert.team, view.place(_of_team(view, told, alert.team)))
    for step in intent.steps:
        if step.channels:
            what = f"after {step.after}" if step.after.ms else "channels"
            said = ", ".join(step.channels) + (f" within {' or '.join(step.when)}" if step.when else "")
            yield Reason(what, said, _place(view, step.because or intent.because))
    if not any(step.channels for step in intent.steps):
        yield Reason("channels", "none: nobody is told", _place(view, intent.because))
    for name, origin in intent.places.items():
        value = getattr(intent.timing, name)
        yield Reason(name, ", ".join(value) if isinstance(value, tuple) else str(value), view.place(origin))
    for name, origin in intent.mute_places.items():
        yield Reason("mute", name, view.place(origin))


def _of_severity(told: Told) -> Origin:
    """Where the severity was said: in a table of thresholds, else by its own word."""
    tables = (told.where(word, told.alert.severity) for word in _COMPARISONS)
    return next((each for each in tables if each.path[-1:] == (told.alert.severity,)), told.where("severity"))


def _of_team(view: View, told: Told, team: str) -> Origin:
    """Where the team was said: by the alert, by its entry, else by the files that the team owns."""
    own, entry = told.where("team"), view.linked.entry_of(told.alert.unit)
    if own.path[-1:] == ("team",):
        return own
    if entry is not None and entry.model.team is not None:
        return entry.where("team")
    return view.linked.root.where("teams", team, "owns")


def _place(view: View, origin: Origin | None) -> str:
    return view.place(origin) if origin is not None else ""


def _quiet(view: View, alert: AlertClass) -> Iterator[Reason]:
    """What keeps the alert quiet while it fires, each cause with the labels that both have to have in common."""
    sources = [each.alert for each in view.told]
    for rule, number in silencing(view.routing.inhibits, alert, sources):
        source = sources[number]
        same = f" with the same {', '.join(_shared(rule.equal, source))}" if rule.equal else ""
        place = view.place(rule.origin) if rule.origin is not None else "built in"
        yield Reason(f"{source.unit}.{source.alertname} ({source.severity})", f"{rule.name}{same}", place)


def _shared(equal: Iterable[str], source: AlertClass) -> list[str]:
    """The labels of `equal` that the cause has; one that both lack asks for nothing."""
    own = {"alertname", *source.labels, *source.by}
    return [label for label in equal if label in own or source.open_labels]
