"""From moments that are bad or not to shares of time: what was watched is fed, and each window sees others of it.

The second youngest moment is bad and all others are good, so that the share changes with each moment that a window
reaches, and the bad ones with the first of them that is too old.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.slos import BAD_TIME, SLICE
from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.slos.bursts import bursts
from monitorgen.proof.slos.listing import listed, ratio, ratios, row, runs
from monitorgen.proof.slos.playing import sampling
from monitorgen.proof.slos.stage import group, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Sample
    from monitorgen.proof.slos.shape import Shape

_BAD = 1
"""The number of the moment that is bad."""


def watching(slo: Slo, shape: Shape) -> Case:
    """The story of an objective's time."""
    watched = _watched(shape)
    end = watched.steps - 1
    inputs = [
        Input(BAD_TIME, dict(sorted({**slo.labels, **labels}.items())), played) for labels, played in watched.groups
    ]
    beside = ({**labels, **group(slo.by, 1)} for labels in others(slo))
    inputs += (Input(BAD_TIME, dict(sorted(labels.items())), (Run(1, 0, watched.steps),)) for labels in beside)
    counts = "slo:(events:inc|bad_events).+"
    names = ratios(shape.profile, _windows(shape))
    if shape.profile == "native":
        names = f"{names.replace(':', ':(', 1)}|events:inc.+|bad_events.+)" if shape.short else counts
    course = "Moments that are good or bad, each window with others of them; other objectives beside."
    seen = (listed(slo, end, names, watched.rows),)
    sentence, every = f"{slo.name}: shares of time", end * watched.step
    return Case(sentence, course, watched.step, tuple(inputs), (), seen, every=every, slo=slo.name)


class _Watched(Struct, frozen=True):
    """What is fed of each group, and what is recorded of it."""

    step: int
    steps: int
    groups: tuple[tuple[Labels, tuple[Run, ...]], ...]
    rows: tuple[Sample, ...]


def _windows(shape: Shape) -> tuple[int, ...]:
    """The windows that look at what is watched: the others are sums of slices, which Sloth knows nothing of."""
    return shape.windows if shape.profile == "sloth" else shape.short


@lru_cache(maxsize=64)
def _watched(shape: Shape) -> _Watched:
    windows = {SLICE.ms, *_windows(shape)}
    step = sampling(windows)
    end = -(-2 * max(windows) // SLICE.ms) * SLICE.ms // step
    ages = [each.age for each in bursts(windows, step, 0)]
    groups = [(group(shape.by, 1), True), *([(group(shape.by, 2), False)] if shape.by else [])]

    def played(*, bad: bool) -> tuple[Run, ...]:
        values: list[float | None] = [None] * (end + 1)
        for number, age in enumerate(ages):
            values[end - age // step] = float(bad and number == _BAD)
        return runs(values)

    def within(window: int, *, bad: bool) -> tuple[int, int]:
        total = sum(age < window for age in ages)
        return int(bad and total > _BAD), total

    def rows() -> Iterator[Sample]:
        for labels, bad in groups:
            for window in _windows(shape):
                yield ratio(shape.profile, window, labels, Fraction(*within(window, bad=bad)))
            if shape.profile == "sloth":
                continue
            spoilt, total = within(SLICE.ms, bad=bad)
            yield row("events:increase5m", labels, total)
            yield row("bad_events:increase5m", labels, spoilt)

    return _Watched(step, end + 1, tuple((labels, played(bad=bad)) for labels, bad in groups), tuple(rows()))
