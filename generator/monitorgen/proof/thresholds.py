"""Stories about alerts that compare a value with a threshold.

The value stays just on the quiet side for as long as firing would take, passes the threshold, stays just on the other
side until the alert has fired, and goes back. Further stories leave series out, let the guard not hold, or have
too few events.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from monitorgen.proof.case import Case, Input, Moment, Run, Told
from monitorgen.proof.courses import COURSES, courses
from monitorgen.proof.decoys import decoys
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.levels import fires, levels
from monitorgen.proof.signals import Phase, Signal, Stage, played, series_labels, signals_of
from monitorgen.proof.timing import timing
from monitorgen.proof.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.rules import Alert, Condition
    from monitorgen.proof.prove import Setting

_COUNTED = frozenset({"error_ratio", "ratio", "p50", "p75", "p90", "p95", "p99", "p999"})


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
        self.at = timing(alert, self.condition)
        self.levels = levels(self.condition)
        self.stage = Stage(setting.metric, dict(setting.targets[0]) if setting.targets else {}, self._events())

    def _events(self) -> float:
        """Events a second, enough for `min_events`."""
        if not self.condition.min_events or self.condition.over is None:
            return 1.0
        return max(1.0, 3.0 * self.condition.min_events / (self.condition.over.ms / 1000))

    # -- the stories -----------------------------------------------------------------------------------------------

    def whole(self) -> Case:
        """It is quiet just below, fires just above after its `for`, and resolves."""
        inputs, values, labels = self._course() if self.condition.function in COURSES else self._levels()
        moments = [Moment(self.at.quiet, ("quiet",), self._told(labels, values[self.at.quiet]))]
        if self.at.pending is not None:
            moments.append(Moment(self.at.pending, ("pending",), self._told(labels, values[self.at.quiet])))
        firing = self._told(labels, values[self.at.firing])
        moments.append(Moment(self.at.firing, ("fires",), firing))
        if self.at.kept is not None:
            moments.append(Moment(self.at.kept, ("keeps",), self._without_texts(firing)))
        moments.append(Moment(self.at.over, ("resolves",), ()))
        return self._case("quiet just below, fires just above, resolves", [*inputs, *self._guard(holds=True)], moments)

    def missing(self) -> list[Case]:
        """What is said about series that are not there."""
        end = self.at.before + self.at.during
        here = Input("up", dict(self.stage.known), (Run(1, 0, end),))
        others = Input("up", {**self.stage.known, "job": "other-job"}, (Run(1, 0, end),))
        inputs = [here, others, *self._guard(holds=True, steps=end)]
        missing = self.condition.missing
        if missing == "quiet":
            return [self._case("quiet without series", inputs, [Moment(end - 1, ("missing",), ())])]
        if missing == "zero":
            labels = {name: text for name, text in self.stage.known.items() if name in (self.condition.by or ())}
            return [
                self._case("no series counts as 0", inputs, [Moment(end - 1, ("missing",), self._told(labels, 0.0))])
            ]
        gone = self._of_equals()
        return [
            self._case(
                "fires without series", inputs, [Moment(end - 1, ("missing",), self._told(gone, 1.0, gone=True))]
            )
        ]

    def unguarded(self, guard: Condition) -> Case:
        """While its guard does not hold nothing fires."""
        inputs, _, _ = self._course() if self.condition.function in COURSES else self._levels(with_decoys=False)
        inputs += self._guard(holds=False)
        return self._case(
            f"quiet while {guard.function} does not hold", inputs, [Moment(self.at.firing, ("guard",), ())]
        )

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

    def _levels(self, *, with_decoys: bool = True) -> tuple[list[Input], dict[int, float], Mapping[str, str]]:
        at = self.at
        found = self.levels
        phases = [Phase(found.quiet, at.before), Phase(found.firing, at.during), Phase(found.calm, at.after)]
        signals = signals_of(self.condition, phases, self.stage)
        beside = decoys(self.condition, signals, self.levels) if with_decoys else []
        values = {at.quiet: self.levels.quiet, at.firing: self.levels.firing}
        return played([*signals, *beside], phases, at.step), values, self._result(signals)

    def _course(self) -> tuple[list[Input], dict[int, float], Mapping[str, str]]:
        inputs, values = courses(self.condition, self.at, self.stage)
        return list(inputs), values, self._kept(inputs[0].labels)

    def _guard(self, *, holds: bool, steps: int | None = None) -> list[Input]:
        """Series for which the guard of the condition holds, or does not, all the time."""
        guard = self.condition.only_if
        if guard is None:
            return []
        if guard.function in {"down", "absent", *COURSES}:
            raise UnsolvedError(f"nothing is made up for a guard of `{guard.function}`")
        found = levels(guard)
        whole = steps if steps is not None else self.at.before + self.at.during + self.at.after
        phases = [Phase(found.firing if holds else found.quiet, whole)]
        # Guard and value are matched by the labels that they share.
        beside = {**self.stage.known, **series_labels(next(iter(self.condition.series.values())), self.stage)}
        signals = signals_of(guard, phases, replace(self.stage, known=beside))
        if any(each.metric == of.metric for each in signals for of in self.condition.series.values()):
            raise UnsolvedError("the guard looks at the same metric")
        return played([*signals, *([] if holds else decoys(guard, signals, found))], phases, self.at.step)

    # -- what is told ----------------------------------------------------------------------------------------------

    def _result(self, signals: Sequence[Signal]) -> Mapping[str, str]:
        labels = dict(signals[0].labels)
        labels.pop("le", None)
        return self._kept(labels)

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
