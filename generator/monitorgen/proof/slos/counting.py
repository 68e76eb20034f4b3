"""From raw series to shares: what is recorded, over each window, while there is little to count and after bursts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.slos import BAD_EVENTS, EVENTS, LONGEST_COUNTED, SLICE, events_series
from monitorgen.promql.printer import selector_text
from monitorgen.promql.types import Matcher
from monitorgen.proof.case import Case, Recorded
from monitorgen.proof.slos.bursts import share
from monitorgen.proof.slos.listing import agreed, budget, listed, ratio, ratios, row
from monitorgen.proof.slos.playing import AT_ONCE, played, short
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Sample
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.forms import Kind
    from monitorgen.proof.slos.playing import Groups, Moments, Played
    from monitorgen.proof.slos.shape import Shape
    from monitorgen.proof.slos.tracks import Tracks

COUNTED = "slo:(error_ratio|bad_events|events):.+"
RECORDED = "slo:(error|bad|objective|events:inc).+"
_OF_SLOTH = "slo:sli_error:.+"


def counting(slo: Slo, shape: Shape, found: Tracks, stage: Stage) -> Case:
    """The story of an objective's events."""
    at = short(shape.short, shape.counted)
    it = played(slo, at, found, stage, at.pace if slo.min_events else 0)
    recorded = tuple(_sloth(it, shape) if shape.profile == "sloth" else _native(it, shape))
    course = "No series; no events; no series yet of what is good or bad; then bursts of both kinds."
    if found.early == "good":
        course = "No series; no events; no errors yet; then bursts of events, the last with errors."
    sentence = f"{slo.name}: counted from raw series"
    return Case(sentence, course, at.step, tuple(it.inputs), (), recorded, every=at.every, slo=slo.name)


def early_share(early: Kind) -> int:
    """The bad share while the part has no series."""
    return int(early == "bad")


# -- what is recorded --------------------------------------------------------------------------------------------------


class _Rows(Struct, frozen=True):
    """What is recorded while it is idle, while there is no series of the part, and at the end."""

    idle: tuple[Sample, ...]
    early: tuple[Sample, ...]
    late: tuple[Sample, ...]


@lru_cache(maxsize=64)
def _rows(shape: Shape, early: Kind, groups: Groups) -> _Rows:
    at = short(shape.short, shape.counted)
    if shape.profile == "sloth":
        begun = tuple(each for labels, _ in groups for each in _early_of_sloth(shape, dict(labels), early))
        return _Rows((), begun, tuple(late_rows(shape, at, early, groups, shape.short)))
    return _Rows(
        idle_rows(shape, groups),
        early_rows(shape, early, groups, AT_ONCE * at.in_slice),
        tuple(late_rows(shape, at, early, groups, shape.short)),
    )


def idle_rows(shape: Shape, groups: Groups) -> tuple[Sample, ...]:
    """What is recorded while there are no events."""
    return tuple(each for labels, _ in groups for each in _idle(shape, dict(labels)))


def early_rows(shape: Shape, early: Kind, groups: Groups, counted: int) -> tuple[Sample, ...]:
    """What is recorded while there are events of one kind alone, so many of them in a slice."""
    return (
        *(each for labels, _ in groups for each in _early(shape, dict(labels), early_share(early), counted)),
        *(each for period, objective in shape.periods for each in agreed(str(Duration(period)), objective)),
    )


def _idle(shape: Shape, labels: Labels) -> Iterator[Sample]:
    for name in (EVENTS, BAD_EVENTS, *(events_series(Duration(window)) for window in shape.counted)):
        yield row(name.removeprefix("slo:"), labels, 0)
    for period, _ in shape.periods:
        yield row("error_ratio:period", {**labels, "period": str(Duration(period))}, 0)


def _early(shape: Shape, labels: Labels, value: int, counted: int) -> Iterator[Sample]:
    for window in shape.windows:
        yield ratio(shape.profile, window, labels, value)
    yield row("events:increase5m", labels, counted)
    yield row("bad_events:increase5m", labels, value * counted)
    for period, objective in shape.periods:
        yield from budget(period, objective, labels, value)


def _early_of_sloth(shape: Shape, labels: Labels, early: Kind) -> Iterator[Sample]:
    for window in dict.fromkeys((*shape.windows, shape.periods[0][0])):
        yield ratio(shape.profile, window, labels, early_share(early))


def late_rows(shape: Shape, at: Moments, early: Kind, groups: Groups, windows: tuple[int, ...]) -> Iterator[Sample]:
    """The ratios of each group at the end: with bursts, or with nothing but what comes early."""
    for labels, mine in groups:
        for window in windows:
            value = share(at.bursts, window) if mine else early_share(early)
            yield ratio(shape.profile, window, dict(labels), value)


def _sloth(it: Played, shape: Shape) -> Iterator[Recorded]:
    rows = _rows(shape, it.found.early, it.groups)
    yield listed(it.slo, it.at.gone, _OF_SLOTH, ())
    yield listed(it.slo, it.at.idle, _OF_SLOTH, rows.idle)
    yield listed(it.slo, it.at.early, _OF_SLOTH, rows.early)
    if shape.short:
        yield listed(it.slo, it.at.end, ratios(shape.profile, shape.short), rows.late)


def _native(it: Played, shape: Shape) -> Iterator[Recorded]:
    slo, at, early = it.slo, it.at, it.found.early
    rows = _rows(shape, early, it.groups)
    yield listed(slo, at.gone, COUNTED, ())
    yield listed(slo, at.idle, COUNTED, rows.idle)
    yield listed(slo, at.early, RECORDED, rows.early, whole=True)
    if shape.short:
        yield listed(slo, at.end, ratios(shape.profile, shape.short), rows.late)
    yield _compared(it, at.end, BAD_EVENTS, EVENTS, "/", share(at.bursts, SLICE.ms), early_share(early))
    for window in shape.counted:
        if window <= LONGEST_COUNTED.ms:
            name = events_series(Duration(window))
            summed = f"sum_over_time({selector_text(EVENTS, _matchers(slo))}[{Duration(window)}])"
            yield _compared(it, at.end + at.pace, name, summed, "-", 0, 0)


def _matchers(slo: Slo) -> list[Matcher]:
    return [Matcher(label, "=", text) for label, text in slo.labels.items()]


def _compared(
    it: Played, step: int, name: str, other: str, by: str, value: Fraction | int, beside: Fraction | int
) -> Recorded:
    """Two recorded values set against each other: how many events a burst counts for is the version's to say."""
    right = other if "(" in other else selector_text(other, _matchers(it.slo))
    query = f"round({selector_text(name, _matchers(it.slo))} {by} {right}, 1e-6)"
    samples = tuple(
        ("", {**it.slo.labels, **dict(labels)}, float(value if mine else beside)) for labels, mine in it.groups
    )
    return Recorded(step, query, samples)
