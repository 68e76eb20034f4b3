"""What the stories of an objective depend on beside its name and its labels: most objectives have that in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitorgen.plan.slos import LONGEST_COUNTED

if TYPE_CHECKING:
    from decimal import Decimal

    from monitorgen.plan.slos import Slo


class Shape(NamedTuple):
    """Windows in milliseconds, the shortest first; periods with their objectives; the labels of groups.

    `counted` are the windows over which events are counted, because alerts ask for a least number of them.
    """

    windows: tuple[int, ...]
    counted: tuple[int, ...]
    periods: tuple[tuple[int, Decimal], ...]
    by: tuple[str, ...]

    @property
    def short(self) -> tuple[int, ...]:
        """The windows that are counted from raw series."""
        return tuple(each for each in self.windows if each <= LONGEST_COUNTED.ms)

    @property
    def long(self) -> tuple[int, ...]:
        """The windows that are sums of slices."""
        return tuple(each for each in self.windows if each > LONGEST_COUNTED.ms)


def shape_of(slo: Slo) -> Shape:
    """The shape of an objective."""
    return Shape(
        tuple(window.ms for window in slo.windows),
        tuple(sorted({pair.long.ms for pair in slo.pairs})) if slo.min_events else (),
        tuple((period.ms, objective) for period, objective in slo.periods),
        slo.by,
    )
