"""From recorded events to budgets: long windows and periods are the sums of what was counted slice by slice.

The events are fed, hours apart, and the rules are evaluated once, at the end, so that a story of months takes no time.
Beside them stand those of other objectives, and shares of another period.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from monitorgen.plan.slos import BAD_EVENTS, EVENTS, LONGEST_COUNTED, PERIOD_RATIO, events_series
from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.slos.bursts import bursts, seen, share
from monitorgen.proof.slos.listing import Row, agreed, listed, runs
from monitorgen.proof.slos.stage import group, others

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.slos.bursts import Burst

_MANY = 1_000.0
_OTHER = "another"
_STEPS = 3
"""Steps in the shortest window that is summed."""


def summing(slo: Slo, *, alone: bool) -> Case:
    """The story of an objective's sums; `alone` if there is none from raw series, which tells of an idle time, too."""
    windows = {each.ms for each in slo.windows if each > LONGEST_COUNTED} | {period.ms for period, _ in slo.periods}
    step = min(windows) // _STEPS
    end = 2 * max(windows) // step
    found = bursts(windows, step, 0)
    # The second group has the first of the bursts, and nothing bad.
    groups = [(group(slo, 1), found)]
    if slo.by:
        groups.append((group(slo, 2), (replace(found[0], good=found[0].good + found[0].bad, bad=0),)))
    inputs = [each for labels, mine in groups for each in _fed(slo, labels, mine, step, end)]
    inputs += (Input(name, dict(sorted(labels.items())), (Run(_MANY, 0, end + 1),)) for name, labels in _beside(slo))
    rows = [row for labels, mine in groups for row in _of_group(slo, labels, mine)]
    other = {**group(slo, 1), "period": _OTHER}
    rows.append(Row("error_ratio:period", other, Fraction(int(_MANY))))
    rows.append(Row("info", {"period": str(slo.period)}, Fraction(1)))
    names = "slo(_info|:(error_ratio|error_budget_r|events:sum).+)"
    if alone:
        names = "slo(_info|:(error|objective|events:sum).+)"
        rows += (row for period, objective in slo.periods for row in agreed(period, objective))
    course = "Events, each long window with others of them; other objectives and periods beside."
    sentence = f"{slo.name}: summed up"
    looks = [listed(slo, end, names, rows)]
    if alone:
        nothing = [Row("error_ratio:period", other, Fraction(int(_MANY)))]
        for labels, _ in groups:
            of_periods = ({**labels, "period": str(period)} for period, _ in slo.periods)
            nothing += (Row("error_ratio:period", of, Fraction(0)) for of in of_periods)
        looks.insert(0, listed(slo, 0, "slo:error_ratio:.+", nothing))
    return Case(sentence, course, step, tuple(inputs), (), tuple(looks), every=end * step, slo=slo.name)


def _fed(slo: Slo, labels: Labels, found: Sequence[Burst], step: int, end: int) -> Iterator[Input]:
    total, bad = [0.0] * (end + 1), [0.0] * (end + 1)
    for each in found:
        total[end - each.age // step] = float(each.good + each.bad)
        bad[end - each.age // step] = float(each.bad)
    for name, values in ((EVENTS, total), (BAD_EVENTS, bad)):
        yield Input(name, dict(sorted({**slo.labels, **labels}.items())), runs(values))


def _of_group(slo: Slo, labels: Labels, found: Sequence[Burst]) -> Iterator[Row]:
    for window in slo.windows:
        if window > LONGEST_COUNTED:
            yield Row(f"error_ratio:rate{window}", labels, share(found, window.ms))
    for window in sorted({pair.long for pair in slo.pairs}) if slo.min_events else ():
        counted = Fraction(seen(found, window.ms)[1])
        yield Row(events_series(window).removeprefix("slo:"), labels, counted)
    for period, objective in slo.periods:
        of, ratio = {**labels, "period": str(period)}, share(found, period.ms)
        yield Row("error_ratio:period", of, ratio)
        yield Row("error_budget_remaining:ratio", of, 1 - ratio / Fraction(1 - objective))


def _beside(slo: Slo) -> Iterator[tuple[str, Labels]]:
    """What must not be looked at: events and shares of other objectives, and the share of another period."""
    for labels in others(slo):
        for name in (EVENTS, BAD_EVENTS):
            yield name, {**labels, **group(slo, 1)}
        for period, _ in slo.periods:
            yield PERIOD_RATIO, {**labels, **group(slo, 1), "period": str(period)}
    yield PERIOD_RATIO, {**slo.labels, **group(slo, 1), "period": _OTHER}
