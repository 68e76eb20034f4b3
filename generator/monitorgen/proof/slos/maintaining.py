"""From raw series to slices, and from a gauge to what is left out of them: what happens in maintenance is not counted.

All windows are sums of slices then (`summing`), so that the slices alone have to be played. Nobody announces anything
at first, which changes nothing; then there is a gauge that is 0; it is above 0 once, so briefly that half of a slice
would not see it and twice of one still would; and it may be less than 0, which is no maintenance.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_TIME
from monitorgen.promql.types import LabelSchema
from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.labels import labels_of, missed
from monitorgen.proof.slos.counting import COUNTED, RECORDED, early_rows, early_share, idle_rows
from monitorgen.proof.slos.forms import samples, strange
from monitorgen.proof.slos.listing import listed, row, runs
from monitorgen.proof.slos.playing import AT_ONCE, groups_of
from monitorgen.proof.slos.stage import MINUTE, group, others
from monitorgen.proof.slos.tracks import second

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.rules import Series
    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Recorded, Sample
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.forms import Kind, Seen
    from monitorgen.proof.slos.playing import Groups
    from monitorgen.proof.slos.shape import Shape
    from monitorgen.proof.slos.tracks import Tracks

GONE, IDLE, EARLY, REST, WITHIN, AFTER, BELOW = 4, 14, 30, 40, 58, 60, 70
"""The minutes that are looked at: before there are series; at rest; with events of one kind; while the gauge is 0;
with maintenance in the slice; just after that; while the gauge is below 0."""
_AT = 54
"""The minute of maintenance: four before one look, six before the next, where a slice has five."""
_LENGTHS = (EARLY + 1, _AT - EARLY - 1, 1, AFTER - _AT, BELOW - AFTER)
_SAID = (None, 0.0, 0.5, 0.0, -1.0)
_SLICE = 5
"""Minutes in a slice."""
_ALL = 40
_BAD = (5, 10, 20, 10, 5)
"""Events a minute while there are some of both kinds, and the bad ones by the number of the minute: the second half of
each slice that is looked at has fewer, and its first minute the mean, so that it is no matter whether it counts."""
_OTHER, _THIRD, _MOMENTS = 2, 6, 3
"""Time is watched every other minute, so that no sample is at the edge of a slice, which holds three; one of them is
bad."""
_WATCHED = RECORDED.replace("bad", "bad_events")
"""The same, without the time that is fed."""


def maintaining(slo: Slo, shape: Shape, gauge: Series, found: Tracks | None, stage: Stage) -> Case:
    """The story of an objective's slices; `found` are its events, None where time is watched."""
    if found is None:
        inputs, recorded = list(_moments(slo)), tuple(_of_time(slo, shape))
    else:
        beside = second(found, slo.by, stage) if slo.by else ()
        inputs = [
            Input(track.metric, dict(sorted(track.labels.items())), fed)
            for tracks, mine in ((found.own, True), (beside, False))
            for track in tracks
            for fed in [samples(_seen(found.early, part=track.part, mine=mine), track.counts, track.bound)]
        ]
        inputs += (
            Input(track.metric, dict(sorted(track.labels.items())), strange(BELOW + 1, track.bound))
            for track in found.others
        )
        recorded = tuple(_of_events(slo, shape, found.early, groups_of(slo.by, found.own, beside)))
    course = "Nothing is known of maintenance; then there is none, then some at a moment of a slice, then none again."
    sentence = f"{slo.name}: maintenance is left out"
    return Case(sentence, course, MINUTE, (*inputs, *_gauges(gauge)), (), recorded, slo=slo.name)


def _gauges(gauge: Series) -> Iterator[Input]:
    """What announces maintenance, and gauges of others that must not be looked at."""
    labels = labels_of(gauge, LabelSchema(), {})
    said = zip(_SAID, _LENGTHS, strict=True)
    yield Input(gauge.metric, labels, tuple(Run(value, 0, steps) for value, steps in said))
    for matcher in gauge.matchers:
        other = missed(labels, matcher)
        if other is not None:
            yield Input(gauge.metric, other, (Run(1, 0, BELOW + 1),))


# -- events ------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=16)
def _seen(early: Kind, *, part: bool, mine: bool) -> tuple[Seen, ...]:
    """The events so far, minute by minute."""
    made: list[Seen] = []
    good = bad = 0
    for minute in range(BELOW + 1):
        if mine and minute > EARLY + _SLICE:
            spoilt = _BAD[minute % _SLICE]
            good, bad = good + _ALL - spoilt, bad + spoilt
        elif minute > IDLE:
            good, bad = good + AT_ONCE * (early == "good"), bad + AT_ONCE * (early == "bad")
        made.append((good, bad) if minute > (EARLY if part else GONE) else None)
    return tuple(made)


def _of_events(slo: Slo, shape: Shape, early: Kind, groups: Groups) -> Iterator[Recorded]:
    yield listed(slo, GONE, COUNTED, ())
    yield listed(slo, IDLE, COUNTED, idle_rows(shape, groups))
    yield listed(slo, EARLY, RECORDED, early_rows(shape, early, groups, AT_ONCE * _SLICE), whole=True)
    beside = _SLICE * AT_ONCE, _SLICE * AT_ONCE * early_share(early)
    both = _SLICE * _ALL, sum(_BAD)
    yield from _slices(slo, [(dict(labels), *(both if mine else beside)) for labels, mine in groups])


def _slices(slo: Slo, counted: list[tuple[Labels, int, int]]) -> Iterator[Recorded]:
    """All and bad events of a slice of each group, none of them in maintenance."""
    for minute in (REST, WITHIN, AFTER, BELOW):
        rows: list[Sample] = []
        for labels, total, bad in counted:
            rows.append(row("events:increase5m", labels, 0 if minute == WITHIN else total))
            rows.append(row("bad_events:increase5m", labels, 0 if minute == WITHIN else bad))
        yield listed(slo, minute, "slo:(bad_)?events:inc.+", tuple(rows))


# -- time --------------------------------------------------------------------------------------------------------------


def _moments(slo: Slo) -> Iterator[Input]:
    """Moments that are good until there is a gauge, and every third of them bad from then on."""
    good: list[float | None] = [None if minute <= IDLE or minute % _OTHER else 0.0 for minute in range(BELOW + 1)]
    both = [None if each is None else float(minute > EARLY and not minute % _THIRD) for minute, each in enumerate(good)]
    yield _watched({**slo.labels, **group(slo.by, 1)}, both)
    if slo.by:
        yield _watched({**slo.labels, **group(slo.by, 2)}, good)
    for labels in others(slo):
        yield _watched({**labels, **group(slo.by, 1)}, [1.0] * (BELOW + 1))


def _watched(labels: Labels, values: list[float | None]) -> Input:
    return Input(BAD_TIME, dict(sorted(labels.items())), runs(values))


def _of_time(slo: Slo, shape: Shape) -> Iterator[Recorded]:
    both = ((group(slo.by, 1), 1), *([(group(slo.by, 2), 0)] if slo.by else []))
    groups = tuple((tuple(labels.items()), bool(bad)) for labels, bad in both)
    yield listed(slo, GONE, COUNTED, ())
    yield listed(slo, EARLY, _WATCHED, early_rows(shape, "good", groups, _MOMENTS), whole=True)
    yield from _slices(slo, [(labels, _MOMENTS, bad) for labels, bad in both])
