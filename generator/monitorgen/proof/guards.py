"""Guards: the `only_if` of a condition made to hold, or not to, beside the condition's own series.

Where a guard looks at series that the condition looks at as well, they have one course: how many events there are, how
large the whole is, at which level a change begins, is then set so that the guard holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.proof.courses import COURSES, forecast_level, level_of_change
from monitorgen.proof.decoys import decoys
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.levels import Levels, levels
from monitorgen.proof.signals import Phase, Signal, series_labels, signals_of
from monitorgen.proof.timing import shares_series

if TYPE_CHECKING:
    from monitorgen.plan.rules import Condition
    from monitorgen.proof.signals import Stage
    from monitorgen.proof.timing import Timing

ROOM = 100e9
"""A level from which something can shrink for a day, if nothing else is said."""


class Guard(Struct, frozen=True):
    """What a guard asks for: events a second and a level to begin at (0: nothing), and signals beside."""

    events: float
    base: float
    signals: tuple[Signal, ...]


NO_GUARD = Guard(0.0, 0.0, ())


def guard_of(condition: Condition, stage: Stage, at: Timing, *, holds: bool) -> Guard:
    """What makes the guard of a condition just hold, or just not, while its alert would fire."""
    guard = condition.only_if
    if guard is None:
        return NO_GUARD
    if guard.function in {"down", "absent", *COURSES}:
        raise UnsolvedError(f"nothing is made up for a guard of `{guard.function}`")
    found = levels(guard)
    if not shares_series(condition):
        return Guard(0.0, 0.0, _beside(condition, guard, stage, at.over + 1, holds=holds))
    if condition.function == "change":
        return Guard(0.0, _begin(condition, guard, at, stage, holds=holds), ())
    if condition.function == "forecast" and guard.function == "usage" and "free" in guard.series:
        return Guard(0.0, ROOM, _room(condition, guard, at, stage, holds=holds))
    if condition.function in {"error_ratio", "ratio"} and guard.function in {"rate", "increase"}:
        return Guard(_events(condition, guard, found, holds=holds), 0.0, ())
    raise UnsolvedError(f"the guard looks at the series of `{condition.function}` by `{guard.function}`")


def _beside(condition: Condition, guard: Condition, stage: Stage, steps: int, *, holds: bool) -> tuple[Signal, ...]:
    found = levels(guard)
    phases = [Phase(found.firing if holds else found.quiet, steps)]
    signals = signals_of(guard, phases, _shared(condition, stage))
    return (*signals, *([] if holds else decoys(guard, signals, found)))


def _shared(condition: Condition, stage: Stage) -> Stage:
    """A stage on which series have the labels of the condition's: guard and value are matched by them."""
    return replace(stage, known={**stage.known, **series_labels(next(iter(condition.series.values())), stage)})


def _begin(condition: Condition, guard: Condition, at: Timing, stage: Stage, *, holds: bool) -> float:
    """The level at which a change begins, so that the guard just holds, or does not, when the alert should fire."""
    if guard.comparison != "above" or guard.function not in {"value", "sum", "avg", "min", "max", "rate"}:
        raise UnsolvedError(f"nothing is made up for a guard of `{guard.function}` on what changes")
    found = levels(guard)
    window = guard.over.ms // at.step if guard.over is not None else 0
    moments = {step: level_of_change(condition, at, step, window, stage) for step in (at.quiet, at.firing)}
    return found.firing / min(moments.values()) if holds else found.quiet / moments[at.firing]


def _room(condition: Condition, guard: Condition, at: Timing, stage: Stage, *, holds: bool) -> tuple[Signal, ...]:
    """How large that is which fills up: what is free of it is the condition's own course."""
    if guard.comparison != "above":
        raise UnsolvedError("a guard on what is still free")
    found = levels(guard)
    # It fills up on: what has to hold while the alert is pending holds more and more.
    step = at.quiet + at.settled if holds else at.firing
    whole = forecast_level(condition, at, ROOM, step) / (1 - (found.firing if holds else found.quiet))
    limit = guard.series["limit"]
    labels = series_labels(limit, _shared(condition, stage))
    signals = [Signal("limit", limit.metric, labels, "gauge", (whole,))]
    return (*signals, *([] if holds else decoys(guard, signals, Levels(whole, whole, whole))))


def _events(condition: Condition, guard: Condition, found: Levels, *, holds: bool) -> float:
    """Events a second, so that the failed ones, or all of them, are as many as the guard asks for."""
    wanted = found.firing if holds else found.quiet
    if guard.function == "increase":
        assert guard.over is not None
        wanted /= guard.over.ms / 1000
    shared = next(role for role, series in condition.series.items() if series == guard.series["of"])
    own = levels(condition)
    # While the share is just too small the guard holds as well, so that it is the share which keeps the alert quiet.
    share = own.quiet if holds and own.quiet else own.firing
    return wanted if shared == "total" else wanted / share
