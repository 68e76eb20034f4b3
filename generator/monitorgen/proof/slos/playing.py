"""What is played from raw series: when there are which events, and how many of them a series has counted by then.

First there are none but other series; then the own ones, at rest; then events while there is no series of the part that
is good or bad; then that part, too, and bursts of events that each window sees others of. Where windows are long there
are the bursts alone, hours apart.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from monitorgen.plan.slos import SLICE
from monitorgen.proof.case import Input
from monitorgen.proof.slos.bursts import bursts
from monitorgen.proof.slos.forms import samples, strange
from monitorgen.proof.slos.tracks import second
from monitorgen.proof.timing import STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from monitorgen.plan.slos import Slo
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.bursts import Burst
    from monitorgen.proof.slos.forms import Kind, Seen
    from monitorgen.proof.slos.tracks import Track, Tracks

_USUAL, _FEWEST = 60_000, 5
"""The time between two samples, and how many of them a window holds at least."""
EVERY = 30 * 60_000
"""How often rules are evaluated: seldom, as most of the time nothing happens that is looked at."""
AT_ONCE = 10
"""Events from one sample to the next while there is no series of the part."""

Groups: TypeAlias = "tuple[tuple[tuple[tuple[str, str], ...], bool], ...]"
"""The labels of each group that an objective keeps apart, and whether it is the one with bursts."""


class Moments(Struct, frozen=True):
    """When what happens, in steps; the same for all objectives that look back on the same windows.

    `gone` has other series alone, then it is `idle`, then `early`, and the bursts end at `end`. Rules are evaluated
    `every` so many milliseconds.
    """

    step: int
    gone: int
    idle: int
    early: int
    parts: int
    end: int
    bursts: tuple[Burst, ...]
    every: int = EVERY

    @property
    def in_slice(self) -> int:
        """Steps in a slice."""
        return SLICE.ms // self.step

    @property
    def pace(self) -> int:
        """Steps from one evaluation to the next."""
        return self.every // self.step


def sampling(windows: Iterable[int]) -> int:
    """The time between two samples that is short enough for all windows."""
    shortest = min(windows)
    return next((each for each in STEPS if each <= _USUAL and each * _FEWEST <= shortest), STEPS[-1])


@lru_cache(maxsize=64)
def short(windows: tuple[int, ...], counted: tuple[int, ...]) -> Moments:
    """All that happens, where no window is so long that it would take many samples.

    Over `counted` windows it is summed what was recorded: once at least before it is looked at, and within each of
    them, whichever group of rules comes first. They are two slices long at least.
    """
    looked_back = {SLICE.ms, *windows}
    step = sampling(looked_back)
    pace = min(EVERY, min(counted, default=EVERY * 2) // 2) // step
    gone, idle, early = pace, 3 * pace, 5 * pace
    end = early + pace * (-(-2 * max(looked_back) // (pace * step)) + 1)
    parts = early + SLICE.ms // step
    return Moments(step, gone, idle, early, parts, end, bursts(looked_back, step, step), pace * step)


@lru_cache(maxsize=64)
def long(windows: tuple[int, ...]) -> Moments:
    """Bursts of events, as many samples apart as the shortest of long windows allows; all series are there at once."""
    step = max(min(windows) // _FEWEST // _USUAL, 1) * _USUAL
    end = -(-2 * max(windows) // step)
    return Moments(step, -1, 0, 0, 0, end, bursts(windows, step, step))


@lru_cache(maxsize=256)
def _seen(at: Moments, early: Kind, steps: int, *, part: bool, bursting: bool, sparse: bool) -> tuple[Seen, ...]:
    """The events so far at each step; without bursts they go on to the end as they begin.

    `sparse`: only at steps that make a difference, as promtool takes few samples that are histograms.
    """
    begins = at.parts if part else at.gone + 1
    good, bad = [0] * steps, [0] * steps
    for step in range(at.idle + 1, (at.parts if bursting else at.end) + 1):
        (good if early == "good" else bad)[step] += AT_ONCE
    for burst in at.bursts if bursting else ():
        step = at.end - burst.age // at.step
        good[step] += burst.good
        bad[step] += burst.bad
    both = enumerate(zip(accumulate(good), accumulate(bad), strict=True))
    kept = _kept(at, steps) if sparse else range(steps)
    return tuple(each if step >= begins and step in kept else None for step, each in both)


def _kept(at: Moments, steps: int) -> frozenset[int]:
    """The slices that are looked at or summed up by then, and where each burst begins and ends."""
    looks = (at.idle - at.pace, at.idle, at.early - at.pace, at.early, at.end, steps - 1)
    ends = (at.end - burst.age // at.step for burst in at.bursts)
    return frozenset(
        (
            *(each for look in looks for each in range(look - at.in_slice, look + 1)),
            *(each - by for each in ends for by in (0, 1)),
        )
    )


class Played(Struct, frozen=True):
    """The series of an objective over so many steps; `others` are those of a second group, without bursts."""

    slo: Slo
    at: Moments
    found: Tracks
    others: tuple[Track, ...]
    steps: int

    @property
    def inputs(self) -> Iterator[Input]:
        """What is fed."""
        for tracks, bursting in ((self.found.own, True), (self.others, False)):
            for track in tracks:
                sparse = track.bound is not None
                seen = _seen(self.at, self.found.early, self.steps, part=track.part, bursting=bursting, sparse=sparse)
                yield _fed(track, seen)
        for track in self.found.others:
            yield Input(track.metric, dict(sorted(track.labels.items())), strange(self.steps, track.bound))

    @property
    def groups(self) -> Groups:
        """The labels of each group, and whether it is the one with bursts."""
        return groups_of(self.slo.by, self.found.own, self.others)


def groups_of(by: Sequence[str], own: Sequence[Track], others: Sequence[Track]) -> Groups:
    """The labels of the group of the own series, and of that of others, if there are such."""
    if not by:
        return (((), True),)
    return tuple(
        (tuple((label, text) for label in by if (text := tracks[0].labels.get(label))), mine)
        for tracks, mine in ((own, True), (others, False))
        if tracks
    )


def played(slo: Slo, at: Moments, found: Tracks, stage: Stage, more: int = 0) -> Played:
    """An objective's events, and `more` steps after the last of them."""
    return Played(slo, at, found, second(found, slo.by, stage) if slo.by else (), at.end + 1 + more)


def _fed(track: Track, seen: tuple[Seen, ...]) -> Input:
    return Input(track.metric, dict(sorted(track.labels.items())), samples(seen, track.counts, track.bound))
