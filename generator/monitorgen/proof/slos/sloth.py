"""What follows from the ratios that Sloth records: that of the period, how fast the budget burns, what is left of it.

The ratios are fed. That of the period is their mean, whatever happened in how many events.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.plan.slos import SLOTH_PERIOD_BURN_RATE, SLOTH_WINDOW, in_weeks, ratio_series
from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.slos.listing import listed, ratio, ratios, row, runs
from monitorgen.proof.slos.stage import MINUTE, group, others
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Sample
    from monitorgen.proof.slos.shape import Shape

_STEPS = 4
"""Samples in a period."""
_LATELY, _EARLIER, _BEFORE = Fraction(1, 20), Fraction(1, 4), Fraction(3, 4)
"""The ratio now, more than half of a period ago, and before the period."""
_FIRST, _NOW, _SETTLED = Fraction(6, 100), Fraction(2, 100), 4
"""The ratio at first and then; the minute by which all has been recorded that is made of what is recorded."""
_FOLLOWING = "slo:(current|period|objective|error_budget|time_period).+|sloth_slo_info"
_CUT = 4
"""So many characters of a name are left out of a row."""


def following(slo: Slo, shape: Shape) -> Iterator[Case]:
    """The stories of an objective's budget."""
    period = shape.periods[0][0]
    first = shape.windows[0]
    if shape.is_mean:
        mean = _mean(period, shape.by)
        inputs = [_ratio(slo, {**slo.labels, **labels}, first, fed) for labels, fed, _ in mean.groups]
        inputs += (
            _ratio(slo, {**labels, **group(slo.by, 1)}, first, (Run(1, 0, mean.steps),)) for labels in others(slo)
        )
        rows = tuple(ratio("sloth", period, labels, value) for labels, _, value in mean.groups)
        end = mean.steps - 1
        looks = (listed(slo, end, ratios("sloth", [period]), rows),)
        course = "Ratios that the period sees, and older ones; other objectives beside."
        sentence, every = f"{slo.name}: mean over the period", end * mean.step
        yield Case(sentence, course, mean.step, tuple(inputs), (), looks, every=every, slo=slo.name)
    inputs = []
    for labels, share in _groups(slo):
        fed = f"{float(_FIRST * share):g} {float(_NOW * share):g} _x{_SETTLED}"
        inputs.append(_ratio(slo, {**slo.labels, **labels}, first, fed))
        if not shape.is_mean and first != period:
            mean_of = float((_FIRST + _NOW) / 2 * share)
            inputs.append(_ratio(slo, {**slo.labels, **labels}, period, (Run(mean_of, 0, _SETTLED + 1),)))
    inputs += (
        _ratio(slo, {**labels, **group(slo.by, 1)}, window, (Run(1, 0, _SETTLED + 1),))
        for labels in others(slo)
        for window in dict.fromkeys((first, period))
    )
    inputs += (
        Input(SLOTH_PERIOD_BURN_RATE, dict(sorted({**labels, **group(slo.by, 1)}.items())), (Run(1, 0, _SETTLED + 1),))
        for labels in others(slo)
    )
    looks = (listed(slo, _SETTLED, _FOLLOWING, tuple(_following(slo, shape))),)
    course = "A ratio, and a smaller one; other objectives beside."
    yield Case(f"{slo.name}: burn rates and budget", course, MINUTE, tuple(inputs), (), looks, slo=slo.name)


def _ratio(slo: Slo, labels: Labels, window: int, fed: tuple[Run, ...] | str) -> Input:
    length = Duration(window)
    named = {**labels, SLOTH_WINDOW: in_weeks(length)}
    return Input(ratio_series(length, slo.profile), dict(sorted(named.items())), fed)


class _Mean(Struct, frozen=True):
    """Ratios of each group, and their mean over the period."""

    step: int
    steps: int
    groups: tuple[tuple[Labels, tuple[Run, ...], Fraction], ...]


@lru_cache(maxsize=64)
def _mean(period: int, by: tuple[str, ...]) -> _Mean:
    step, end = period // _STEPS, 2 * _STEPS
    values: list[float | None] = [None] * (end + 1)
    values[end] = only = float(_LATELY)
    # Half a period does not see the second, the whole sees no third, whatever counts at an edge.
    values[end - _STEPS + 1], values[end - _STEPS - 1] = float(_EARLIER), float(_BEFORE)
    groups = [(group(by, 1), runs(values), (_LATELY + _EARLIER) / 2)]
    if by:
        groups.append((group(by, 2), runs([*[None] * end, only]), _LATELY))
    return _Mean(step, end + 1, tuple(groups))


def _groups(slo: Slo) -> list[tuple[Labels, int]]:
    """Each group, and whether anything is bad in it."""
    return [(group(slo.by, 1), 1), *([(group(slo.by, 2), 0)] if slo.by else [])]


def _following(slo: Slo, shape: Shape) -> Iterator[Sample]:
    first, (period, objective) = shape.windows[0], shape.periods[0]
    budget = Fraction(1 - objective)
    for labels, share in _groups(slo):
        now, whole = _NOW * share / budget, (_FIRST + _NOW) / 2 * share / budget
        whole = now if first == period else whole
        yield row("current_burn_rate:ratio", {**labels, SLOTH_WINDOW: in_weeks(Duration(first))}, now)
        of = {**labels, SLOTH_WINDOW: in_weeks(Duration(period))}
        yield row("period_burn_rate:ratio", of, whole)
        yield row("period_error_budget_remaining:ratio", of, 1 - whole)
    yield row("objective:ratio", {}, Fraction(objective))
    yield row("error_budget:ratio", {}, budget)
    yield row("time_period:days", {}, Fraction(period, 86_400_000))
    yield row("sloth_slo_info"[_CUT:], {}, 1)
