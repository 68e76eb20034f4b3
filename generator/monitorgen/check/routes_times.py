"""Whether the intervals that routes name hold at some times and not at others, and on the days that they seem to."""

from __future__ import annotations

from calendar import month_name, monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from monitorgen.diagnostics import Diagnostic
from monitorgen.routing.times import clockwork, days_in_month
from monitorgen.routing.week import always_holds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.routing import Interval, Routing, TimeRange

_FIRST_YEAR = 2024
_CYCLE = 28
"""Years after which weekdays fall on the same dates again."""


def check_times(routing: Routing) -> Iterator[Diagnostic]:
    """MG426 and MG427, for every interval that is used."""
    for interval in routing.intervals.values():
        yield from never_or_always(interval)
        yield from short_months(interval)


def never_or_always(interval: Interval) -> Iterator[Diagnostic]:
    """MG426: an interval that can't hold, or that holds all the time, is not what anybody meant."""
    if always_holds(interval):
        message = f"the time interval {interval.name!r} holds all the time"
        hint = "what it mutes is never told, and a row after it never fits: say a narrower time, or `none`"
        yield Diagnostic("MG426", message, interval.origin, hint=hint, level="warning", part="key")
    elif not any(map(_can_hold, interval.ranges)):
        message = f"the time interval {interval.name!r} never holds: there is no such day"
        hint = "days_of_month, months, years and weekdays have to hold together"
        yield Diagnostic("MG426", message, interval.origin, hint=hint, level="warning", part="key")


@lru_cache(maxsize=256)
def _can_hold(each: TimeRange) -> bool:
    """Whether there is a day on which a range holds. Times and weekdays alone always have one."""
    if not each.days_of_month:
        return True
    read = clockwork(each)
    first, last = (read.years[0][0], max(end for _, end in read.years)) if read.years else (_FIRST_YEAR, 0)
    day = datetime(first, 1, 1, 12, tzinfo=UTC)
    end = datetime(min(max(last, first), first + _CYCLE) if read.years else first + _CYCLE, 12, 31, 13, tzinfo=UTC)
    dates = clockwork(_dates_of(each))
    while day < end:
        if dates.holds(day):
            return True
        day += timedelta(days=1)
    return False


def _dates_of(each: TimeRange) -> TimeRange:
    """The same without the clock, so that a day can be asked about at its noon."""
    from msgspec.structs import replace

    return replace(each, times=(), location="UTC")


def short_months(interval: Interval) -> Iterator[Diagnostic]:
    """MG427: days that are counted from a month's end, where Alertmanager takes the month for shorter than it is."""
    for each in interval.ranges:
        if any("-" in days for days in each.days_of_month):
            months = [month for month in _short(each.location) if _speaks_of(each, month)]
            if months:
                days = ", ".join(each.days_of_month)
                message = (
                    f"{interval.name!r} counts days from the month's end ({days}), and Alertmanager takes "
                    f"{' and '.join(month_name[month] for month in months)} for a day shorter in {each.location}"
                )
                hint = "where the clocks go forward in that month -1 is its last day but one: say `location: UTC`"
                yield Diagnostic("MG427", message, interval.origin, hint=hint, level="warning", part="key")
                return


@lru_cache(maxsize=64)
def _short(location: str) -> tuple[int, ...]:
    """The months in which the clocks of a place go forward, in some of the years that its rules are known for."""
    zone = ZoneInfo(location)
    years = range(_FIRST_YEAR, _FIRST_YEAR + 6)
    firsts = [datetime(year, month, 1, tzinfo=zone) for year in years for month in range(1, 13)]
    return tuple(sorted({each.month for each in firsts if days_in_month(each) < monthrange(each.year, each.month)[1]}))


def _speaks_of(each: TimeRange, month: int) -> bool:
    months = clockwork(each).months
    return not months or any(first <= month <= last for first, last in months)
