"""What the stories of an objective depend on beside its name and its labels: most objectives have that in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from monitorgen.plan.slos import LONGEST_COUNTED, SLICE

if TYPE_CHECKING:
    from decimal import Decimal

    from monitorgen.plan.indicators import Measured
    from monitorgen.plan.slos import Profile, Slo

_HOUR = 3_600_000
_OF_SLOTH = ((1, _HOUR // 12), (6, _HOUR // 2), (24, 2 * _HOUR), (72, 6 * _HOUR))
"""Sloth's own pairs: the hours of the long window, the milliseconds of the short one."""


class Shape(NamedTuple):
    """Windows in milliseconds, the shortest first; periods with their objectives; the labels of groups.

    `counted` are the windows over which events are counted, because alerts ask for a least number of them. `exact`:
    nothing is summed; `maintained`: everything is, so that what happens in maintenance is left out.
    """

    windows: tuple[int, ...]
    counted: tuple[int, ...]
    periods: tuple[tuple[int, Decimal], ...]
    by: tuple[str, ...]
    profile: Profile
    exact: bool
    maintained: bool

    @property
    def short(self) -> tuple[int, ...]:
        """The windows of up to six hours, which are counted from raw series, less maintenance slice by slice."""
        return tuple(each for each in self.windows if each <= LONGEST_COUNTED.ms)

    @property
    def long(self) -> tuple[int, ...]:
        """The windows that are longer, which are sums of slices where nothing else is said."""
        return tuple(each for each in self.windows if each > LONGEST_COUNTED.ms)

    @property
    def read(self) -> tuple[int, ...]:
        """The windows and periods that are counted from raw series though they are long."""
        counted = self.long if self.exact or self.profile == "sloth" else ()
        return tuple(sorted({*counted, *(period for period, _ in self.periods if self.exact)}))

    @property
    def is_mean(self) -> bool:
        """Whether the ratio of the period is Sloth's, the mean of that over the shortest window."""
        return self.profile == "sloth" and not self.exact and self.periods[0][0] not in self.windows


def shape_of(measured: Measured) -> Shape:
    """The shape of an objective."""
    slo = measured.slo
    return Shape(
        _of_sloth(slo) if slo.profile == "sloth" else tuple(window.ms for window in slo.windows),
        tuple(sorted({pair.long.ms for pair in slo.pairs})) if slo.min_events else (),
        tuple((period.ms, objective) for period, objective in slo.periods),
        slo.by,
        slo.profile,
        measured.exact,
        slo.maintenance is not None,
    )


def _of_sloth(slo: Slo) -> tuple[int, ...]:
    """The windows that Sloth records, whether they alert or not, or those of its owner's own pairs."""
    usual = {each for hours, short in _OF_SLOTH if hours * _HOUR < slo.period.ms for each in (hours * _HOUR, short)}
    said = tuple(window.ms for window in slo.windows)
    return tuple(sorted(usual or {SLICE.ms})) if usual.issuperset(said) else said
