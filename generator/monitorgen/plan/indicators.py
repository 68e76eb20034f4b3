"""What an objective measures, as its owner meant it: which events are counted, and which of them are good or bad."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from decimal import Decimal

    from monitorgen.plan.rules import Series
    from monitorgen.plan.slos import Slo


class Counted(Struct, frozen=True):
    """Events of one counter, and those of them, or of another counter, that are `good`, or else bad."""

    total: Series
    part: Series
    good: bool


class Timed(Struct, frozen=True):
    """Events that a histogram counts, of either kind; those that take at most `bound`, in its own unit, are good."""

    histogram: Series
    bound: Decimal


Indicator: TypeAlias = "Counted | Timed"


class Measured(Struct, frozen=True):
    """An objective with what it measures: None where no raw series can be made up from what is known of it.

    That is so for PromQL of the owner's, time that is watched and objectives over others. `exact` tells that long
    windows are read from the counters, too, and not from sums.
    """

    slo: Slo
    indicator: Indicator | None
    exact: bool
