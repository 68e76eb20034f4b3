"""From moments that are bad or not to shares of time: what was watched is fed, and each window sees others of it.

The second youngest moment is bad and all others are good, so that the share changes with each moment that a window
reaches, and the bad ones with the first of them that is too old.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_TIME, LONGEST_COUNTED, SLICE
from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.slos.bursts import bursts
from monitorgen.proof.slos.counting import sampling
from monitorgen.proof.slos.listing import Row, listed, runs
from monitorgen.proof.slos.stage import group, others

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels


_BAD = 1
"""The number of the moment that is bad."""


def watching(slo: Slo) -> Case:
    """The story of an objective's time."""
    windows = {SLICE.ms, *(each.ms for each in slo.windows if each <= LONGEST_COUNTED)}
    step = sampling(windows)
    end = -(-2 * max(windows) // SLICE.ms) * SLICE.ms // step
    ages = [each.age for each in bursts(windows, step, 0)]
    groups: list[tuple[Labels, bool]] = [(group(slo, 1), True), *([(group(slo, 2), False)] if slo.by else [])]
    inputs = []
    for labels, bad in groups:
        values: list[float | None] = [None] * (end + 1)
        for number, age in enumerate(ages):
            values[end - age // step] = float(bad and number == _BAD)
        inputs.append(Input(BAD_TIME, dict(sorted({**slo.labels, **labels}.items())), runs(values)))
    beside = ({**labels, **group(slo, 1)} for labels in others(slo))
    inputs += (Input(BAD_TIME, dict(sorted(labels.items())), (Run(1, 0, end + 1),)) for labels in beside)

    def within(window: int, *, bad: bool) -> tuple[int, int]:
        total = sum(age < window for age in ages)
        return int(bad and total > _BAD), total

    def rows() -> Iterator[Row]:
        for labels, bad in groups:
            for window in slo.windows:
                if window <= LONGEST_COUNTED:
                    spoilt, total = within(window.ms, bad=bad)
                    yield Row(f"error_ratio:rate{window}", labels, Fraction(spoilt, total))
            spoilt, total = within(SLICE.ms, bad=bad)
            yield Row("events:increase5m", labels, Fraction(total))
            yield Row("bad_events:increase5m", labels, Fraction(spoilt))

    short = "|".join(str(each) for each in slo.windows if each <= LONGEST_COUNTED)
    names = f"slo:(error_ratio:rate({short})|events:inc.+|bad_events.+)" if short else "slo:(events:inc|bad_events).+"
    course = "Moments that are good or bad, each window with others of them; other objectives beside."
    seen = (listed(slo, end, names, rows()),)
    return Case(f"{slo.name}: shares of time", course, step, tuple(inputs), (), seen, every=end * step, slo=slo.name)
