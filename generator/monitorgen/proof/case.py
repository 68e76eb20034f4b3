"""What a proof is made of: signals over time, the alerts expected at some moments, and why.

`Run`, `Input` and `Moment` are tuples: there are very many of them, and making them is much of what a proof costs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from monitorgen.plan.values import Labels

Obligation = Literal["fires", "quiet", "pending", "resolves", "missing", "guard", "few", "vanishes", "keeps"]
"""What a moment of a proof shows: it fires above the threshold after its `for`, is quiet just below, not yet firing
before the `for` is over, resolves, behaves as said while series are missing, while its `only_if` does not hold, with
fewer events than `min_events`, when a target vanishes, and keeps firing for `keep_firing_for`."""


class Run(NamedTuple):
    """`steps` samples of a series: they begin at `start` and grow by `slope` each; None is no sample."""

    start: float | None
    slope: float
    steps: int


class Input(NamedTuple):
    """A series that is fed: samples as runs, or in promtool's notation as an owner wrote them."""

    metric: str
    labels: Labels
    runs: tuple[Run, ...] | str


class Told(Struct, frozen=True):
    """An alert that fires: labels and annotations in full; annotations None if a template can't be evaluated."""

    labels: Labels
    annotations: Labels | None


class Moment(NamedTuple):
    """What holds of the alerts named `alert` at `step` of a case: these fire and no others, or just some if None.

    `shows` are the obligations that are met by it, by the alerts of these `severities`.
    """

    alert: str
    step: int
    shows: tuple[Obligation, ...]
    told: tuple[Told, ...] | None
    severities: tuple[str, ...]


Sample: TypeAlias = "tuple[str, Labels, float]"
"""A metric ("" for none), labels and a value."""


class Recorded(Struct, frozen=True):
    """What a query gives at a step: these samples and no others."""

    step: int
    query: str
    samples: tuple[Sample, ...]


class Untold(Struct, frozen=True):
    """What is recorded and has no story: `what` is the name of the objective or of the recording rule."""

    what: str
    why: str


class Case(Struct, frozen=True):
    """A story about alerts: samples `step` milliseconds apart, moments, and what is recorded meanwhile.

    `sentence` names it and is no other story's of the unit; `course` tells in plain words what happens. Rules are
    evaluated `every` so many milliseconds, at each sample by default. `slo` names the objective of a story that is
    about what is recorded of it, `rule` the recording rule of one that is about that alone; these are about no alert.
    """

    sentence: str
    course: str
    step: int
    inputs: tuple[Input, ...]
    moments: tuple[Moment, ...]
    recorded: tuple[Recorded, ...] = ()
    every: int = 0
    slo: str = ""
    rule: str = ""

    @property
    def interval(self) -> int:
        """The milliseconds between two evaluations of rules."""
        return self.every or self.step

    @property
    def last(self) -> int:
        """The last step that is looked at."""
        return max((*(each.step for each in self.moments), *(each.step for each in self.recorded)))

    @property
    def alerts(self) -> tuple[str, ...]:
        """The names of the alerts that the story is about."""
        return tuple(dict.fromkeys(moment.alert for moment in self.moments))
