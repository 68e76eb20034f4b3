"""Guards: the `only_if` of a condition made to hold, or not to, beside the condition's own series.

Where a guard looks at series that the condition looks at as well, they have one course: how many events there are, how
large the whole is, at which level a change begins, is then set so that the guard holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from monitorgen.proof.courses import COURSES
from monitorgen.proof.decoys import decoys
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.levels import Levels, levels
from monitorgen.proof.signals import Phase, Signal, series_labels, signals_of
from monitorgen.proof.timing import shares_series

if TYPE_CHECKING:
    from monitorgen.plan.rules import Condition
    from monitorgen.proof.signals import Stage

_MANY = 100.0
"""How far beyond its threshold a guard is that shares a series whose level changes."""
ROOM = 100e9
"""A level from which something can shrink for a day, if nothing else is said."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What a guard asks for: events a second and a level to begin at (0: nothing), and signals beside."""

    events: float
    base: float
    signals: tuple[Signal, ...]


NO_GUARD = Guard(0.0, 0.0, ())


def guard_of(condition: Condition, stage: Stage, steps: int, *, holds: bool) -> Guard:
    """What makes the guard of a condition hold, or not, for this many steps."""
    guard = condition.only_if
    if guard is None:
        return NO_GUARD
    if guard.function in {"down", "absent", *COURSES}:
        raise UnsolvedError(f"nothing is made up for a guard of `{guard.function}`")
    found = levels(guard)
    if not shares_series(condition):
        return Guard(0.0, 0.0, _beside(condition, guard, stage, steps, holds=holds))
    if condition.function == "change":
        return Guard(0.0, _begin(guard, found, holds=holds), ())
    if condition.function == "forecast" and guard.function == "usage" and "free" in guard.series:
        return Guard(0.0, ROOM, _room(condition, guard, found, stage, holds=holds))
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


def _begin(guard: Condition, found: Levels, *, holds: bool) -> float:
    """The level at which a change begins."""
    if guard.comparison != "above" or guard.function not in {"value", "sum", "avg", "min", "max", "rate"}:
        raise UnsolvedError(f"nothing is made up for a guard of `{guard.function}` on what changes")
    return found.firing * _MANY if holds else found.quiet / _MANY


def _room(condition: Condition, guard: Condition, found: Levels, stage: Stage, *, holds: bool) -> tuple[Signal, ...]:
    """How large that is which fills up: what is free of it is the condition's own course."""
    if guard.comparison != "above":
        raise UnsolvedError("a guard on what is still free")
    whole = ROOM / (1 - found.firing) if holds else ROOM
    limit = guard.series["limit"]
    labels = series_labels(limit, _shared(condition, stage))
    return (Signal("limit", limit.metric, labels, "gauge", (whole,)),)


def _events(condition: Condition, guard: Condition, found: Levels, *, holds: bool) -> float:
    """Events a second, so that the failed ones, or all of them, are as many as the guard asks for."""
    wanted = found.firing * 2 if holds else found.quiet
    if guard.function == "increase":
        assert guard.over is not None
        wanted /= guard.over.ms / 1000
    shared = next(role for role, series in condition.series.items() if series == guard.series["of"])
    share = levels(condition).firing
    return wanted if shared == "total" else wanted / share
