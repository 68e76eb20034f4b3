"""Stories about alerts that compare a value with a threshold.

The value stays just on the quiet side for as long as firing would take, passes the threshold, stays just on the other
side until the alert has fired, and goes back. Further stories leave series out, let the guard not hold, or have
too few events.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitorgen.proof.case import Case, Input, Moment, Run, Told
from monitorgen.proof.courses import COURSES, courses, is_counter
from monitorgen.proof.decoys import decoys
from monitorgen.proof.guards import guard_of
from monitorgen.proof.levels import fires, levels
from monitorgen.proof.signals import Phase, Stage, played, signals_of
from monitorgen.proof.timing import timing
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.proof.prove import Setting

_COUNTED = frozenset({"error_ratio", "ratio", "p50", "p75", "p90", "p95", "p99", "p999"})

_BASE = 1000.0
"""What a change begins at, as a multiple of the change."""


def of_threshold(alert: Alert, alike: Sequence[Alert], setting: Setting) -> list[Case]:
    """The stories of one alert; `alike` are all alerts of its name, which may fire with it."""
    story = _Story(alert, alike, setting)
    cases = [story.whole(), *story.missing()]
    if story.condition.only_if is not None:
        cases.append(story.unguarded(story.condition.only_if))
    if story.condition.min_events and story.condition.function in _COUNTED:
        cases.append(story.few())
    return cases


class _Story:
    def __init__(self, alert: Alert, alike: Sequence[Alert], setting: Setting) -> None:
        assert alert.condition is not None
        self.alert, self.condition, self.setting = alert, alert.condition, setting
        # Alerts of one name with one condition and several thresholds fire together.
        self.alike = [each for each in alike if _same_but_threshold(each, alert)]
        self.levels = levels(self.condition)
        self.stage = Stage(setting.metric, dict(setting.targets[0]) if setting.targets else {}, self._events())
        counter = self.condition.function == "change" and is_counter(self.condition, self.stage)
        self.at = timing(alert, self.condition, counter=counter)

    def _events(self) -> float:
        """Events a second, enough for `min_events`."""
        if not self.condition.min_events or self.condition.over is None:
            return 1.0
        return max(1.0, 3.0 * self.condition.min_events / (self.condition.over.ms / 1000))

    # -- the stories -----------------------------------------------------------------------------------------------

    def whole(self) -> Case:
        """It is quiet just below, fires just above after its `for`, and resolves."""
        inputs, values, labels = self._inputs(holds=True)
        moments = [Moment(self.at.quiet, ("quiet",), self._told(labels, values[self.at.quiet]))]
        if self.at.pending is not None:
            moments.append(Moment(self.at.pending, ("pending",), self._told(labels, values[self.at.quiet])))
        firing = self._told(labels, values[self.at.firing])
        moments.append(Moment(self.at.firing, ("fires",), firing))
        if self.at.kept is not None:
            moments.append(Moment(self.at.kept, ("keeps",), self._without_texts(firing)))
        moments.append(Moment(self.at.over, ("resolves",), ()))
        return self._case("quiet just below, fires just above, resolves", inputs, moments)

    def missing(self) -> list[Case]:
        """What is said about series that are not there."""
        end = self.at.before + self.at.during
        here = Input("up", dict(self.stage.known), (Run(1, 0, end),))
        others = Input("up", {**self.stage.known, "job": "other-job"}, (Run(1, 0, end),))
        inputs = [here, others]
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
            inputs += played(
                guard_of(self.condition, self.stage, end, holds=True).signals, [Phase(1, end)], self.at.step
            )
        return [self._case(sentence, inputs, [Moment(end - 1, ("missing",), told_then)])]

    def unguarded(self, guard: Condition) -> Case:
        """While its guard does not hold nothing fires."""
        inputs, _, _ = self._inputs(holds=False)
        moment = Moment(self.at.firing, ("guard",), ())
        return self._case(f"quiet while {guard.function} does not hold", inputs, [moment])

    def few(self) -> Case:
        """With fewer events than asked for nothing fires."""
        assert self.condition.over is not None
        few = 0.9 * self.condition.min_events / (self.condition.over.ms / 1000)
        phases = [Phase(self.levels.firing, self.at.before + self.at.during)]
        signals = signals_of(self.condition, phases, replace(self.stage, events=few))
        totals = [each for each in signals if each.role in {"total", "events"}]
        beside = decoys(self.condition, totals, self.levels)
        inputs = played([*signals, *beside], phases, self.at.step)
        moment = Moment(self.at.before + self.at.during - 1, ("few",), ())
        return self._case(f"quiet with fewer than {self.condition.min_events} events", inputs, [moment])

    # -- series ----------------------------------------------------------------------------------------------------

    def _inputs(self, *, holds: bool) -> tuple[list[Input], dict[int, float], Mapping[str, str]]:
        """All series, the value of the condition at `quiet` and `firing`, and the labels of what fires."""
        at = self.at
        end = at.over + 1
        guard = guard_of(self.condition, self.stage, end, holds=holds)
        beside = played(guard.signals, [Phase(1, end)], at.step)
        if self.condition.function in COURSES:
            inputs, values = courses(self.condition, at, self.stage, guard.base or self._base())
            return [*inputs, *beside], values, self._kept(inputs[0].labels)
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

    @staticmethod
    def _without_texts(found: tuple[Told, ...]) -> tuple[Told, ...]:
        """Of an alert that is kept, the value is one that it had when it last fired: its texts are not known."""
        return tuple(Told(each.labels, None) for each in found)

    def _case(self, sentence: str, inputs: Sequence[Input], moments: Sequence[Moment]) -> Case:
        severity = f" ({self.alert.severity})" if len(self.alike) > 1 else ""
        return Case(
            self.alert.name, f"{self.alert.name}{severity}: {sentence}", self.at.step, tuple(inputs), tuple(moments)
        )


def _same_but_threshold(one: Alert, other: Alert) -> bool:
    if one.condition is None or other.condition is None:
        return False
    return replace(one.condition, threshold=None) == replace(other.condition, threshold=None)
