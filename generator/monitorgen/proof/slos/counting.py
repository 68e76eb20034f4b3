"""From raw series to shares: what is counted, over which windows, and what is recorded while there is little to count.

First there are none but other series; then the own ones, at rest; then events while there is no series of the part that
is good or bad; then that part, too, and bursts of events that each window sees others of.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from monitorgen.plan.slos import BAD_EVENTS, EVENTS, LONGEST_COUNTED, SLICE, events_series
from monitorgen.promql.printer import selector_text
from monitorgen.promql.types import Matcher
from monitorgen.proof.case import Case, Input, Recorded, Run
from monitorgen.proof.slos.bursts import bursts, share
from monitorgen.proof.slos.listing import agreed, listed, row, runs
from monitorgen.proof.slos.shape import shape_of
from monitorgen.proof.slos.tracks import second
from monitorgen.proof.timing import STEPS
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.plan.indicators import Measured
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Sample
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.bursts import Burst
    from monitorgen.proof.slos.shape import Shape
    from monitorgen.proof.slos.tracks import Kind, Track, Tracks

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


class _Moments(Struct, frozen=True):
    """When what happens, in steps; the same for all objectives that look back on the same windows.

    `gone` has other series alone, then it is `idle`, then `early`, and the bursts end at `end`.
    """

    step: int
    slice: int
    pace: int
    gone: int
    idle: int
    early: int
    parts: int
    end: int
    bursts: tuple[Burst, ...]


@lru_cache(maxsize=64)
def _moments(windows: tuple[int, ...]) -> _Moments:
    looked_back = {SLICE.ms, *windows}
    step = sampling(looked_back)
    in_slice, pace = SLICE.ms // step, _EVERY // step
    # What is summed is recorded once before it is looked at, whichever group of rules comes first.
    gone, idle, early = pace, 3 * pace, 5 * pace
    end = early + pace * (-(-2 * max(looked_back) // _EVERY) + 1)
    found = bursts(looked_back, step, step)
    return _Moments(step, in_slice, pace, gone, idle, early, early + in_slice, end, found)


@lru_cache(maxsize=256)
def _counted(
    at: _Moments, counts: frozenset[Kind], early: Kind, steps: int, *, part: bool, bursting: bool
) -> tuple[Run, ...]:
    """Samples of a counter; without bursts it goes on to the end as it begins."""
    begins = at.parts if part else at.gone + 1
    grown = [0] * steps
    if early in counts:
        for step in range(at.idle + 1, (at.parts if bursting else at.end) + 1):
            grown[step] += _AT_ONCE
    for burst in at.bursts if bursting else ():
        step = at.end - burst.age // at.step
        grown[step] += ("good" in counts) * burst.good + ("bad" in counts) * burst.bad
    return runs([float(_BASE + each) if step >= begins else None for step, each in enumerate(accumulate(grown))])


class _Rows(Struct, frozen=True):
    """What is recorded while it is idle, while there is no series of the part, and at the end."""

    idle: tuple[Sample, ...]
    early: tuple[Sample, ...]
    late: tuple[Sample, ...]


_Groups: TypeAlias = "tuple[tuple[tuple[tuple[str, str], ...], bool], ...]"
"""The labels of each group, and whether it is the one with bursts."""


@lru_cache(maxsize=64)
def _rows(shape: Shape, early: Kind, groups: _Groups) -> _Rows:
    return _Rows(
        tuple(each for labels, _ in groups for each in _idle(shape, dict(labels))),
        (
            *(each for labels, _ in groups for each in _early(shape, dict(labels), early)),
            *(each for period, objective in shape.periods for each in agreed(str(Duration(period)), objective)),
        ),
        tuple(each for labels, mine in groups for each in _late(shape, dict(labels), None if mine else early)),
    )


def _idle(shape: Shape, labels: Labels) -> Iterator[Sample]:
    for name in (EVENTS, BAD_EVENTS, *(events_series(Duration(window)) for window in shape.counted)):
        yield row(name.removeprefix("slo:"), labels, 0)
    for period, _ in shape.periods:
        yield row("error_ratio:period", {**labels, "period": str(Duration(period))}, 0)


def _early(shape: Shape, labels: Labels, early: Kind) -> Iterator[Sample]:
    ratio, counted = _of_early(early), _AT_ONCE * _moments(shape.short).slice
    for window in shape.windows:
        yield row(f"error_ratio:rate{Duration(window)}", labels, ratio)
    yield row("events:increase5m", labels, counted)
    yield row("bad_events:increase5m", labels, ratio * counted)
    for period, objective in shape.periods:
        of = {**labels, "period": str(Duration(period))}
        yield row("error_ratio:period", of, ratio)
        yield row("error_budget_remaining:ratio", of, 1 - Fraction(ratio) / Fraction(1 - objective))


def _late(shape: Shape, labels: Labels, early: Kind | None) -> Iterator[Sample]:
    """With bursts, or with nothing but what comes early."""
    for window in shape.short:
        ratio = share(_moments(shape.short).bursts, window) if early is None else _of_early(early)
        yield row(f"error_ratio:rate{Duration(window)}", labels, ratio)


def _of_early(early: Kind) -> int:
    """The bad share while the part has no series."""
    return int(early == "bad")


class _Story:
    """The story of one objective."""

    def __init__(self, measured: Measured, found: Tracks, stage: Stage) -> None:
        self.slo, self.found = measured.slo, found
        self.shape = shape_of(self.slo)
        self.at = _moments(self.shape.short)
        self.steps = self.at.end + 1 + (self.at.pace if self.slo.min_events else 0)
        self.others = second(found, self.slo.by, stage) if self.slo.by else ()

    def case(self) -> Case:
        inputs = [
            *(self._input(each, bursting=True) for each in self.found.own),
            *(self._input(each, bursting=False) for each in self.others),
            *(_fed(each, (Run(0, _MANY, self.steps),)) for each in self.found.others),
        ]
        course = "No series; no events; no series yet of what is good or bad; then bursts of both kinds."
        if self.found.early == "good":
            course = "No series; no events; no errors yet; then bursts of events, the last with errors."
        return Case(
            f"{self.slo.name}: counted from raw series",
            course,
            self.at.step,
            tuple(inputs),
            (),
            tuple(self._recorded()),
            every=_EVERY,
            slo=self.slo.name,
        )

    def _input(self, track: Track, *, bursting: bool) -> Input:
        counted = _counted(self.at, track.counts, self.found.early, self.steps, part=track.part, bursting=bursting)
        return _fed(track, counted)

    # -- what is recorded ------------------------------------------------------------------------------------------

    def _recorded(self) -> Iterator[Recorded]:
        slo, at = self.slo, self.at
        rows = _rows(self.shape, self.found.early, tuple(self._groups()))
        yield listed(slo, at.gone, _COUNTED, ())
        yield listed(slo, at.idle, _COUNTED, rows.idle)
        yield listed(slo, at.early, _ALL, rows.early, whole=True)
        if self.shape.short:
            windows = "|".join(str(Duration(window)) for window in self.shape.short)
            yield listed(slo, at.end, f"slo:error_ratio:rate({windows})", rows.late)
        within = share(at.bursts, SLICE.ms)
        yield self._compared(at.end, BAD_EVENTS, EVENTS, "/", within, _of_early(self.found.early))
        for window in self.shape.counted:
            if window <= LONGEST_COUNTED.ms:
                name = events_series(Duration(window))
                yield self._compared(at.end + at.pace, name, self._sum(Duration(window)), "-", 0, 0)

    def _groups(self) -> Iterator[tuple[tuple[tuple[str, str], ...], bool]]:
        if not self.slo.by:
            yield (), True
            return
        for tracks, mine in ((self.found.own, True), (self.others, False)):
            if tracks:
                labels = tracks[0].labels
                yield tuple((label, text) for label in self.slo.by if (text := labels.get(label))), mine

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
            ("", {**self.slo.labels, **dict(labels)}, float(value if mine else beside))
            for labels, mine in self._groups()
        )
        return Recorded(step, query, samples)


def _fed(track: Track, played: tuple[Run, ...]) -> Input:
    return Input(track.metric, dict(sorted(track.labels.items())), played)
