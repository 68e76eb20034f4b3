"""From recorded events to budgets: long windows and periods are the sums of what was counted slice by slice.

The events are fed, hours apart, and the rules are evaluated once, at the end, so that a story of months takes no time.
Beside them stand those of other objectives, and shares of another period.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.plan.slos import BAD_EVENTS, EVENTS, LONGEST_COUNTED, PERIOD_RATIO, events_series
from monitorgen.proof.case import Case, Input, Run
from monitorgen.proof.slos.bursts import bursts, seen, share
from monitorgen.proof.slos.listing import agreed, budget, listed, ratio, ratios, row, runs
from monitorgen.proof.slos.stage import group, others
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.slos import Slo
    from monitorgen.plan.values import Labels
    from monitorgen.proof.case import Sample
    from monitorgen.proof.slos.bursts import Burst
    from monitorgen.proof.slos.shape import Shape

MANY = 1_000.0
_OTHER = "another"
_STEPS = 3
"""Steps in the shortest window that is summed."""
_NAMES = "slo(_info|:(error_ratio|error_budget_r|events:sum).+)"


def summing(slo: Slo, shape: Shape, *, alone: bool) -> Iterator[Case]:
    """The stories of an objective's sums; `alone`: none from raw series tells what is recorded in an idle time, too."""
    if shape.exact:
        if shape.counted:
            yield _story(
                slo, shape._replace(periods=()), (), "events summed up", _sums_of((), shape.counted), alone=False
            )
        return
    if not shape.maintained:
        names = "slo(_info|:(error|objective|events:sum).+)" if alone else _NAMES
        yield _story(slo, shape, shape.long, "summed up", names, alone=alone)
        return
    # All windows are sums, and samples that are near enough for the short ones are too many for the long ones.
    few = tuple(each for each in shape.counted if each <= LONGEST_COUNTED.ms)
    many = tuple(each for each in shape.counted if each not in few)
    if shape.short:
        part = shape._replace(periods=(), counted=few)
        yield _story(slo, part, shape.short, "short windows summed up", _sums_of(shape.short, few), alone=False)
    names = f"slo_info|slo:error_(ratio:period|budget_r.+)|{_sums_of(shape.long, many)}".removesuffix("|")
    if alone:
        names = f"slo:(objective|error_budget):.+|{names}"
    yield _story(slo, shape._replace(counted=many), shape.long, "summed up", names, alone=alone)


def _sums_of(windows: tuple[int, ...], counted: tuple[int, ...]) -> str:
    """The names of the ratios over windows, and of the events in some of them."""
    names = [ratios("native", windows)] if windows else []
    return "|".join([*names, *(events_series(Duration(each)) for each in counted)])


def _story(slo: Slo, shape: Shape, windows: tuple[int, ...], words: str, names: str, *, alone: bool) -> Case:
    sums = _sums(shape, windows, alone=alone)
    end = sums.steps - 1
    inputs = [
        Input(name, dict(sorted({**slo.labels, **labels}.items())), played)
        for labels, counted in sums.groups
        for name, played in zip((EVENTS, BAD_EVENTS), counted, strict=True)
    ]
    inputs += (Input(name, dict(sorted(labels.items())), (Run(MANY, 0, sums.steps),)) for name, labels in beside(slo))
    looks = [listed(slo, end, names, sums.rows)]
    if alone:
        looks.insert(0, listed(slo, 0, "slo:error_ratio:.+", sums.idle))
    course = "Events, each long window with others of them; other objectives and periods beside."
    sentence = f"{slo.name}: {words}"
    return Case(sentence, course, sums.step, tuple(inputs), (), tuple(looks), every=end * sums.step, slo=slo.name)


class _Sums(Struct, frozen=True):
    """What is fed, all events and bad ones of each group, and what is recorded at the end and while it is idle."""

    step: int
    steps: int
    groups: tuple[tuple[Labels, tuple[tuple[Run, ...], tuple[Run, ...]]], ...]
    rows: tuple[Sample, ...]
    idle: tuple[Sample, ...]


@lru_cache(maxsize=64)
def _sums(shape: Shape, windows: tuple[int, ...], *, alone: bool) -> _Sums:
    lengths = {*windows, *(period for period, _ in shape.periods)} or set(shape.counted)
    step = min(lengths) // _STEPS
    steps = 2 * max(lengths) // step + 1
    found = bursts(lengths, step, 0)
    # The second group has the first of the bursts, and nothing bad.
    groups = [(group(shape.by, 1), found)]
    if shape.by:
        groups.append((group(shape.by, 2), (replace(found[0], good=found[0].good + found[0].bad, bad=0),)))
    periods = [(str(Duration(period)), objective) for period, objective in shape.periods]
    another = another_period(shape)
    idle = (row("error_ratio:period", {**labels, "period": of}, 0) for labels, _ in groups for of, _ in periods)
    return _Sums(
        step,
        steps,
        tuple((labels, _played(mine, step, steps)) for labels, mine in groups),
        (
            *(each for labels, mine in groups for each in _of_group(shape, windows, labels, mine)),
            *((another, row("info", {"period": periods[0][0]}, 1)) if periods else ()),
            *(each for of, objective in periods if alone for each in agreed(of, objective)),
        ),
        (another, *idle),
    )


def _played(found: Sequence[Burst], step: int, steps: int) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Samples of all events and of bad ones."""
    total, bad = [0.0] * steps, [0.0] * steps
    for each in found:
        total[-1 - each.age // step] = float(each.good + each.bad)
        bad[-1 - each.age // step] = float(each.bad)
    return runs(total), runs(bad)


def _of_group(shape: Shape, windows: tuple[int, ...], labels: Labels, found: Sequence[Burst]) -> Iterator[Sample]:
    for window in windows:
        yield ratio("native", window, labels, share(found, window))
    for window in shape.counted:
        yield row(events_series(Duration(window)).removeprefix("slo:"), labels, seen(found, window)[1])
    for period, objective in shape.periods:
        yield from budget(period, objective, labels, share(found, period))


def another_period(shape: Shape) -> Sample:
    """The share of another period, as it is fed."""
    return row("error_ratio:period", {**group(shape.by, 1), "period": _OTHER}, int(MANY))


def beside(slo: Slo) -> Iterator[tuple[str, Labels]]:
    """What must not be looked at: events and shares of other objectives, and the share of another period."""
    for labels in others(slo):
        for name in (EVENTS, BAD_EVENTS):
            yield name, {**labels, **group(slo.by, 1)}
        for period, _ in slo.periods:
            yield PERIOD_RATIO, {**labels, **group(slo.by, 1), "period": str(period)}
    yield PERIOD_RATIO, {**slo.labels, **group(slo.by, 1), "period": _OTHER}
