"""What a proof is made of: signals over time, the alerts expected at some moments, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from monitorgen.plan.values import Labels

Obligation = Literal["fires", "quiet", "pending", "resolves", "missing", "guard", "few", "vanishes", "keeps"]
"""What a moment of a proof shows: it fires above the threshold after its `for`, is quiet just below, not yet firing
before the `for` is over, resolves, behaves as said while series are missing, while its `only_if` does not hold, with
fewer events than `min_events`, when a target vanishes, and keeps firing for `keep_firing_for`."""


@dataclass(frozen=True, slots=True)
class Run:
    """`steps` samples of a series: they begin at `start` and grow by `slope` each; None is no sample."""

    start: float | None
    slope: float
    steps: int


@dataclass(frozen=True, slots=True)
class Input:
    """A series that is fed."""

    metric: str
    labels: Labels
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that fires: labels and annotations in full; annotations None if a template can't be evaluated."""

    labels: Labels
    annotations: Labels | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What holds at `step` of a case: these alerts of the name fire and no others. `shows` are the obligations met."""

    step: int
    shows: tuple[Obligation, ...]
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A story about the alerts of one name: samples `step` milliseconds apart, and moments."""

    alert: str
    sentence: str
    step: int
    inputs: tuple[Input, ...]
    moments: tuple[Moment, ...]
