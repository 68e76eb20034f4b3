"""Stories about alerts that compare a value with a threshold.

The value stays just on the quiet side for as long as firing would take, passes the threshold, stays just on the other
side until the alert has fired, and goes back. Further stories leave series out, let the guard not hold, or have
too few events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.proof.case import Case, Moment, Recorded, Told
from monitorgen.proof.courses import COURSES, courses, is_counter
from monitorgen.proof.courses_beside import course_decoys
from monitorgen.proof.decoys import decoys
from monitorgen.proof.guards import guard_of
from monitorgen.proof.levels import MARGIN, fires, levels
from monitorgen.proof.obligations import COUNTED
from monitorgen.proof.recorded import groups, name_of, strangers
from monitorgen.proof.signals import EVENTS, Phase, Stage, played, signals_of
from monitorgen.proof.silence import is_silent, up
from monitorgen.proof.timing import timing
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.proof.case import Input, Obligation
    from monitorgen.proof.prove import Setting

_BASE = 1000.0
"""What a change begins at, as a multiple of the change."""


def of_threshold(alert: Alert, alike: Sequence[Alert], setting: Setting) -> list[Case]:
    """The stories of one alert; `alike` are all alerts of its name, which may fire with it."""
    story = _Story(alert, alike, setting)
    cases = [story.whole(), *story.missing(), *story.unfailed()]
    if story.condition.only_if is not None:
        cases.append(story.unguarded(story.condition.only_if))
    if story.condition.min_events and story.condition.function in COUNTED:
        cases.append(story.few())
    return cases


class _Story:
    def __init__(self, alert: Alert, alike: Sequence[Alert], setting: Setting) -> None:
        assert alert.condition is not None
        self.alert, self.condition, self.setting = alert, alert.condition, setting
        # Alerts of one name with one condition and several thresholds fire together.
        self.alike = [each for each in alike if each is alert or _same_but_threshold(each, alert)]
        self.levels = levels(self.condition)
        if len(self.alike) > 1:
            self.levels = replace(self.levels, calm=_calmest(self.alike))
        self.stage = Stage(setting.metric, dict(setting.targets[0]) if setting.targets else {}, self._events())
        counter = self.condition.function == "change" and is_counter(self.condition, self.stage)
        self.at = timing(alert, self.condition, counter=counter)

    def _events(self) -> float:
        """Events a second, just enough for `min_events`."""
        if not self.condition.min_events or self.condition.over is None:
            return EVENTS
        return (1 + MARGIN) * self.condition.min_events / (self.condition.over.ms / 1000)

    # -- the stories -----------------------------------------------------------------------------------------------

    def whole(self) -> Case:
        """It is quiet just below, fires just above after its `for`, and resolves."""
        inputs, values, labels = self._inputs(holds=True)
        firing, quiet = self._told(labels, values[self.at.firing]), self._told(labels, values[self.at.quiet])
        moments = [self._moment(self.at.quiet, "quiet", quiet)]
        if self.at.pending is not None:
            moments.append(self._moment(self.at.pending, "pending", self._meanwhile(quiet, firing)))
        moments.append(self._moment(self.at.firing, "fires", firing))
        if self.at.kept is not None:
            moments.append(self._moment(self.at.kept, "keeps", _without_texts(firing)))
        moments.append(self._moment(self.at.over, "resolves", ()))
        lasted = f" after {self.alert.hold}" if self.alert.hold.ms else ""
        kept = f": it resolves {self.alert.keep} later" if self.alert.keep.ms else ""
        course = f"Just short of the threshold; just past it: it fires{lasted}; far from it: it resolves{kept}."
        beside = strangers(self.alert, labels, self.at.over + 1)
        found = groups(self.alert, labels, self.at.firing)
        return self._case("fires past its threshold, not before", course, [*inputs, *beside], moments, found)

    def unfailed(self) -> list[Case]:
        """A share where nothing has failed yet, so that there is no series of what fails: it is 0, not unknown."""
        roles = self.condition.series.keys()
        if self.condition.function not in {"error_ratio", "ratio"} or self.condition.over is None:
            return []
        value = 1.0 if self.condition.invert or "good" in roles else 0.0
        name = name_of(self.alert)
        if not name and not fires(self.condition, value):
            return []
        end = self.at.before
        signals = signals_of(self.condition, [Phase(self.levels.firing, end)], self.stage)
        totals = [each for each in signals if each.role == "total"]
        guard = guard_of(self.condition, self.stage, self.at, holds=True)
        fed = played([*totals, *guard.signals], [Phase(1, end)], self.at.step)
        labels = self._kept(totals[0].labels)
        told_then = self._told(labels, value) if self.condition.only_if is None else ()
        moment = self._moment(end - 1, "fires" if told_then else "quiet", told_then)
        seen = (Recorded(end - 1, f"{name} + 0", (("", labels, value),)),) if name else ()
        course = f"Nothing has {'succeeded' if value else 'failed'} yet: there is no series of it."
        return [self._case(f"the share of nothing is {value:.0f}", course, fed, [moment], seen)]

    def missing(self) -> list[Case]:
        """What is said about series that are not there, unless that is silence: all alerts have that in common."""
        if is_silent(self.condition):
            return []
        end = self.at.history + self.at.before + self.at.during
        inputs = [*up(self.setting, end)]
        told_then: tuple[Told, ...] = ()
        match self.condition.missing:
            case "quiet":
                sentence = "quiet without series"
            case "zero":
                kept = {name: text for name, text in self.stage.known.items() if name in (self.condition.by or ())}
                sentence, told_then = "no series counts as 0", self._told(kept, 0.0)
            case _:
                sentence, told_then = "fires without series", self._told(self._of_equals(), 1.0, gone=True)
        if self.condition.only_if is not None:
            guard = guard_of(self.condition, self.stage, self.at, holds=True)
            inputs += played(guard.signals, [Phase(1, end)], self.at.step)
        course = "The targets are up, but what the alert looks at is not there."
        return [self._case(sentence, course, inputs, [self._moment(end - 1, "missing", told_then)])]

    def unguarded(self, guard: Condition) -> Case:
        """While its guard does not hold nothing fires."""
        inputs, _, _ = self._inputs(holds=False)
        moment = self._moment(self.at.firing, "guard", ())
        course = f"Past its threshold, but what `only_if` asks for ({guard.function}) does not hold."
        return self._case("quiet unless its only_if holds", course, inputs, [moment])

    def few(self) -> Case:
        """With fewer events than asked for nothing fires."""
        assert self.condition.over is not None
        few = (1 - MARGIN) * self.condition.min_events / (self.condition.over.ms / 1000)
        # As far past the threshold as can be: then the story stays the same when the threshold changes.
        most = self.condition.function == "error_ratio" and self.condition.comparison == "above"
        phases = [Phase(1.0 if most else self.levels.firing, self.at.before + self.at.during)]
        signals = signals_of(self.condition, phases, replace(self.stage, events=few))
        totals = [each for each in signals if each.role in {"total", "events"}]
        beside = decoys(self.condition, totals, self.levels)
        inputs = played([*signals, *beside], phases, self.at.step)
        moment = self._moment(self.at.before + self.at.during - 1, "few", ())
        course = f"Past its threshold, but with fewer than {self.condition.min_events} events."
        return self._case("quiet with too few events", course, inputs, [moment])

    # -- series ----------------------------------------------------------------------------------------------------

    def _inputs(self, *, holds: bool) -> tuple[list[Input], dict[int, float], Mapping[str, str]]:
        """All series, the value of the condition at `quiet` and `firing`, and the labels of what fires."""
        at = self.at
        end = at.over + 1
        guard = guard_of(self.condition, self.stage, self.at, holds=holds)
        beside = played(guard.signals, [Phase(1, end)], at.step)
        if self.condition.function in COURSES:
            inputs, values = courses(self.condition, at, self.stage, guard.base or self._base())
            like = course_decoys(self.condition, at, inputs[0], self.stage) if holds else []
            return [*inputs, *like, *beside], values, self._kept(inputs[0].labels)
        found = self.levels
        phases = [Phase(found.quiet, at.before), Phase(found.firing, at.during), Phase(found.calm, at.after)]
        stage = replace(self.stage, events=guard.events) if guard.events else self.stage
        signals = signals_of(self.condition, phases, stage)
        others = decoys(self.condition, signals, found) if holds else []
        values = {at.quiet: found.quiet, at.firing: found.firing}
        labels = {name: text for name, text in signals[0].labels.items() if name != "le"}
        return [*played([*signals, *others], phases, at.step), *beside], values, self._kept(labels)

    def _base(self) -> float:
        return _BASE * max(1.0, abs(self.levels.firing)) if self.condition.function == "change" else 0.0

    # -- what is told ----------------------------------------------------------------------------------------------

    def _kept(self, labels: Mapping[str, str]) -> Mapping[str, str]:
        if self.condition.by is None:
            return labels
        return {name: labels[name] for name in self.condition.by if name in labels}

    def _of_equals(self) -> Mapping[str, str]:
        """The labels that `absent` gives: those that are picked by `=`."""
        series = next(iter(self.condition.series.values()))
        series = self.condition.series.get("total", series)
        return {each.label: each.value for each in series.matchers if each.op == "="}

    def _told(self, labels: Mapping[str, str], value: float, *, gone: bool = False) -> tuple[Told, ...]:
        """Every alert of the name whose threshold this value passes."""
        found = []
        for each in self.alike:
            assert each.condition is not None
            if gone or fires(each.condition, value):
                found.append(told(each, labels, value, self.setting.external_labels))
        return tuple(found)

    def _meanwhile(self, quiet: tuple[Told, ...], firing: tuple[Told, ...]) -> tuple[Told, ...]:
        """What fires while the alert itself is pending: what already did so, by now with another value."""
        assert self.at.pending is not None
        if self.condition.function in COURSES or self.at.pending - self.at.history - self.at.before < self.at.settled:
            return _without_texts(quiet)
        names = [each.labels for each in quiet]
        return tuple(each for each in firing if each.labels in names)

    def _moment(self, step: int, shows: Obligation, told_then: tuple[Told, ...]) -> Moment:
        return Moment(self.alert.name, step, (shows,), told_then, (self.alert.severity,))

    def _case(
        self,
        sentence: str,
        course: str,
        inputs: Sequence[Input],
        moments: Sequence[Moment],
        seen: Sequence[Recorded] = (),
    ) -> Case:
        severity = f" ({self.alert.severity})" if len(self.alike) > 1 else ""
        name = f"{self.alert.name}{severity}: {sentence}"
        return Case(name, course, self.at.step, tuple(inputs), tuple(moments), tuple(seen))


def _without_texts(found: tuple[Told, ...]) -> tuple[Told, ...]:
    """Where the value is one of a moment that is not known exactly, the texts are not known either."""
    return tuple(Told(each.labels, None) for each in found)


def _calmest(alike: Sequence[Alert]) -> float:
    """A level at which none of the alerts fires."""
    calm = [levels(each.condition).calm for each in alike if each.condition is not None]
    below = alike[0].condition is not None and alike[0].condition.comparison == "below"
    return max(calm) if below else min(calm)


def _same_but_threshold(one: Alert, other: Alert) -> bool:
    if one.condition is None or other.condition is None:
        return False
    return replace(one.condition, threshold=None) == replace(other.condition, threshold=None)
