"""From raw series to shares over long windows, where these are counted, too, and not summed; and how ratios fade."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.slos.bursts import share
from monitorgen.proof.slos.counting import early_share, late_rows
from monitorgen.proof.slos.forms import samples
from monitorgen.proof.slos.listing import budget, listed, ratio, ratios, row
from monitorgen.proof.slos.playing import groups_of, long, played
from monitorgen.proof.slos.summing import MANY, another_period, beside
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.slos import Slo
    from monitorgen.proof.case import Recorded
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.slos.forms import Seen
    from monitorgen.proof.slos.shape import Shape
    from monitorgen.proof.slos.tracks import Tracks

_PARTS = (Fraction(4, 5), Fraction(2, 5))
"""The time between two looks at how ratios fade, as a part of the shortest window: the larger, the less is to do."""
_IN_SECONDS = 2_000
"""Looks that are further apart than so many milliseconds are whole seconds apart."""
_GOOD, _BAD = 30, 10


def reading(slo: Slo, shape: Shape, found: Tracks, stage: Stage) -> Case:
    """The story of long windows and periods that are counted from raw series."""
    at = long(shape.read)
    it = played(slo, at, found, stage)
    inputs, native = list(it.inputs), shape.profile == "native"
    windows = _windows(shape)
    names = [ratios(shape.profile, windows)] if windows else []
    rows = list(late_rows(shape, at, found.early, it.groups, windows))
    if native:
        names.append("slo(_info|:error_(ratio:period|budget_r.+))")
        rows += [another_period(shape), row("info", {"period": str(Duration(shape.periods[0][0]))}, 1)]
        for labels, mine in it.groups:
            for period, objective in shape.periods:
                value = share(at.bursts, period) if mine else Fraction(early_share(found.early))
                rows += budget(period, objective, dict(labels), value)
        inputs += (Input(name, dict(sorted(labels.items())), (Run(MANY, 0, it.steps),)) for name, labels in beside(slo))
    looks = (listed(slo, at.end, "|".join(names), tuple(rows)),)
    sentence, every = f"{slo.name}: long windows counted from raw series", at.end * at.step
    course = "Bursts of events, each long window with others of them."
    return Case(sentence, course, at.step, tuple(inputs), (), looks, every=every, slo=slo.name)


def _windows(shape: Shape) -> tuple[int, ...]:
    """The long windows that are counted; the period is one of them in Sloth's profile alone."""
    return shape.read if shape.profile == "sloth" else tuple(each for each in shape.long if each in shape.read)


def fading(slo: Slo, shape: Shape, found: Tracks) -> Iterator[Case]:
    """Some events, then none any more: a window has a ratio while it sees them, and no longer.

    With buckets that shows in the ratio itself, as the same events are divided by. A native histogram gives the ratio,
    and is asked besides whether there were any.
    """
    for windows, words in ((shape.short, "ratios"), (_windows(shape), "long ratios")):
        if not windows:
            continue
        step = _pace(windows)
        looks = tuple(_looks(slo, shape, found, windows, step))
        seen = _once(tuple(sorted({each.step for each in looks})))
        inputs = tuple(
            Input(track.metric, dict(sorted(track.labels.items())), samples(seen, track.counts, track.bound))
            for track in found.own
        )
        course = "Events at one moment, and none any more."
        yield Case(f"{slo.name}: {words} fade", course, step, inputs, (), looks, slo=slo.name)


def _pace(windows: tuple[int, ...]) -> int:
    """The time between two looks; one is within the second half of each window, and one as long again after it."""
    for part in _PARTS:
        step = int(min(windows) * part)
        step -= step % 1000 if step > _IN_SECONDS else 0
        if all((window // 2 // step + 1) * step < window for window in windows):
            break
    return step


def _once(looks: tuple[int, ...]) -> tuple[Seen, ...]:
    """Events between the first sample and the second, and further samples where somebody looks."""
    kept = {1, *(look - by for look in looks for by in (0, 1))}
    return ((0, 0), *((_GOOD, _BAD) if step in kept else None for step in range(1, max(looks) + 1)))


def _looks(slo: Slo, shape: Shape, found: Tracks, windows: tuple[int, ...], step: int) -> Iterator[Recorded]:
    ((labels, _),) = groups_of(slo.by, found.own, ())
    for window in windows:
        rows = (ratio(shape.profile, window, dict(labels), Fraction(_BAD, _GOOD + _BAD)),)
        yield listed(slo, window // 2 // step + 1, ratios(shape.profile, [window]), rows)
        yield listed(slo, window // step + 1, ratios(shape.profile, [window]), ())
