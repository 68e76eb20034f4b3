"""From raw series to shares: what is counted, over which windows, and what is recorded while there is little to count.

First there are none but other series; then the own ones, at rest; then events while there is no series of the part that
is good or bad; then that part, too, and bursts of events that each window sees others of.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_EVENTS, EVENTS, LONGEST_COUNTED, SLICE, events_series
from monitorgen.promql.printer import selector_text
from monitorgen.promql.types import Matcher
from monitorgen.proof.case import Case, Input, Recorded
from monitorgen.proof.slos.bursts import bursts, share
from monitorgen.proof.slos.listing import Row, agreed, listed, runs
from monitorgen.proof.slos.tracks import second
from monitorgen.proof.timing import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.indicators import Measured
    from monitorgen.plan.values import Labels
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.bursts import Burst
    from monitorgen.proof.slos.tracks import Track, Tracks
    from monitorgen.units import Duration

_USUAL, _FEWEST = 60_000, 5
"""The time between two samples, and how many of them a window holds at least."""
_EVERY = 30 * 60_000
"""How often rules are evaluated: seldom, as most of the time nothing happens that is looked at."""
_AT_ONCE = 10
"""Events from one sample to the next while there is no series of the part."""
_MANY = 1_000
_BASE = 100_000
"""Where counters start: one that starts near 0 is taken not to have been there before."""
_COUNTED = "slo:(error_ratio|bad_events|events):.+"
_ALL = "slo:(error|bad|objective|events:inc).+"


def sampling(windows: Iterable[int]) -> int:
    """The time between two samples that is short enough for all windows."""
    shortest = min(windows)
    return next((each for each in STEPS if each <= _USUAL and each * _FEWEST <= shortest), STEPS[-1])


def counting(measured: Measured, found: Tracks, stage: Stage) -> Case:
    """The story of an objective's events."""
    return _Story(measured, found, stage).case()


class _Story:
    """Moments in steps: `gone` has other series alone, then it is `idle`, then `early`, and the bursts end at `end`."""

    def __init__(self, measured: Measured, found: Tracks, stage: Stage) -> None:
        self.slo, self.exact, self.found = measured.slo, measured.exact, found
        self.windows = [each for each in self.slo.windows if each <= LONGEST_COUNTED]
        looked_back = {SLICE.ms, *(each.ms for each in self.windows)}
        self.step = sampling(looked_back)
        self.slice = SLICE.ms // self.step
        self.pace = _EVERY // self.step
        # What is summed is recorded once before it is looked at, whichever group of rules comes first.
        self.gone, self.idle, self.early = self.pace, 3 * self.pace, 5 * self.pace
        self.parts = self.early + self.slice
        longest = max(looked_back)
        self.end = self.early + self.pace * (-(-2 * longest // _EVERY) + 1)
        self.bursts = bursts(looked_back, self.step, self.step)
        self.others = second(found, self.slo.by, stage) if self.slo.by else ()

    def case(self) -> Case:
        inputs = [
            *(self._input(each, self._counted(each, self.bursts)) for each in self.found.own),
            *(self._input(each, self._counted(each, None)) for each in self.others),
            *(self._input(each, [float(_MANY * step) for step in range(self._steps())]) for each in self.found.others),
        ]
        course = "No series; no events; no series yet of what is good or bad; then bursts of both kinds."
        if self.found.early == "good":
            course = "No series; no events; no errors yet; then bursts of events, the last with errors."
        return Case(
            f"{self.slo.name}: counted from raw series",
            course,
            self.step,
            tuple(inputs),
            (),
            tuple(self._recorded()),
            every=_EVERY,
            slo=self.slo.name,
        )

    # -- series ----------------------------------------------------------------------------------------------------

    def _steps(self) -> int:
        return self.end + self.pace + 1 if self.slo.min_events else self.end + 1

    def _input(self, track: Track, values: Sequence[float | None]) -> Input:
        return Input(track.metric, dict(sorted(track.labels.items())), runs(values))

    def _counted(self, track: Track, found: Sequence[Burst] | None) -> list[float | None]:
        """Samples of a counter; without bursts it goes on to the end as it begins."""
        steps = self._steps()
        begins = self.parts if track.part else self.gone + 1
        grown = [0] * steps
        if self.found.early in track.counts:
            for step in range(self.idle + 1, (self.parts if found is not None else self.end) + 1):
                grown[step] += _AT_ONCE
        for burst in found or ():
            step = self.end - burst.age // self.step
            grown[step] += ("good" in track.counts) * burst.good + ("bad" in track.counts) * burst.bad
        return [float(_BASE + each) if step >= begins else None for step, each in enumerate(accumulate(grown))]

    # -- what is recorded ------------------------------------------------------------------------------------------

    def _recorded(self) -> Iterator[Recorded]:
        slo = self.slo
        yield listed(slo, self.gone, _COUNTED, ())
        yield listed(slo, self.idle, _COUNTED, self._idle())
        yield listed(slo, self.early, _ALL, self._early(), whole=True)
        if self.windows:
            names = f"slo:error_ratio:rate({'|'.join(map(str, self.windows))})"
            yield listed(slo, self.end, names, self._late())
        within = share(self.bursts, SLICE.ms)
        yield self._compared(self.end, BAD_EVENTS, EVENTS, "/", within, self._of_early())
        for window in sorted({pair.long for pair in slo.pairs}) if slo.min_events else ():
            if window <= LONGEST_COUNTED:
                yield self._compared(self.end + self.pace, events_series(window), self._sum(window), "-", 0, 0)

    def _groups(self) -> Iterator[tuple[Labels, bool]]:
        """The labels of each group, and whether it is the one with bursts."""
        if not self.slo.by:
            yield {}, True
            return
        for tracks, mine in ((self.found.own, True), (self.others, False)):
            if tracks:
                yield {label: text for label in self.slo.by if (text := tracks[0].labels.get(label))}, mine

    def _idle(self) -> Iterator[Row]:
        names = [name.removeprefix("slo:") for name in (EVENTS, BAD_EVENTS)]
        if self.slo.min_events:
            names += [events_series(each).removeprefix("slo:") for each in sorted({p.long for p in self.slo.pairs})]
        for labels, _ in self._groups():
            for name in names:
                yield Row(name, labels, Fraction(0))
            for period, _ in self.slo.periods:
                yield Row("error_ratio:period", {**labels, "period": str(period)}, Fraction(0))

    def _early(self) -> Iterator[Row]:
        ratio, counted = self._of_early(), Fraction(_AT_ONCE * self.slice)
        for labels, _ in self._groups():
            for window in self.slo.windows:
                yield Row(f"error_ratio:rate{window}", labels, ratio)
            yield Row("events:increase5m", labels, counted)
            yield Row("bad_events:increase5m", labels, ratio * counted)
            for period, objective in self.slo.periods:
                of = {**labels, "period": str(period)}
                yield Row("error_ratio:period", of, ratio)
                yield Row("error_budget_remaining:ratio", of, 1 - ratio / Fraction(1 - objective))
        for period, objective in self.slo.periods:
            yield from agreed(period, objective)

    def _late(self) -> Iterator[Row]:
        for labels, mine in self._groups():
            for window in self.windows:
                ratio = share(self.bursts, window.ms) if mine else self._of_early()
                yield Row(f"error_ratio:rate{window}", labels, ratio)

    def _of_early(self) -> Fraction:
        """The bad share while the part has no series."""
        return Fraction(int(self.found.early == "bad"))

    def _sum(self, window: Duration) -> str:
        return f"sum_over_time({selector_text(EVENTS, self._matchers())}[{window}])"

    def _matchers(self) -> list[Matcher]:
        return [Matcher(label, "=", text) for label, text in self.slo.labels.items()]

    def _compared(
        self, step: int, name: str, other: str, by: str, value: Fraction | int, beside: Fraction | int
    ) -> Recorded:
        """Two recorded values set against each other: how many events a burst counts for is the version's to say."""
        right = other if "(" in other else selector_text(other, self._matchers())
        query = f"round({selector_text(name, self._matchers())} {by} {right}, 1e-6)"
        samples = tuple(
            ("", {**self.slo.labels, **labels}, float(value if mine else beside)) for labels, mine in self._groups()
        )
        return Recorded(step, query, samples)
