"""When a time interval holds within a week: whether one is always covered by others, or holds all the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.plan.routing import Interval, TimeRange

_DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_DAY = 24 * 60


def never_fits(row: Interval, before: Sequence[Interval]) -> bool:
    """Whether an earlier row of the table always holds when `row` does.

    Only what holds every week is compared, and only in one location: where days of the month, months or years of an
    earlier row matter, nothing is claimed.
    """
    left = _mask(row.ranges, limited=True)
    for other in before:
        if {each.location for each in other.ranges} == {each.location for each in row.ranges}:
            left &= ~_mask(other.ranges, limited=False)
    return left == 0


def always_holds(interval: Interval) -> bool:
    """Whether it holds at every minute of every week."""
    whole = (1 << (len(_DAYS) * _DAY)) - 1
    by_place: dict[str, list[TimeRange]] = {}
    for each in interval.ranges:
        by_place.setdefault(each.location, []).append(each)
    return any(_mask(ranges, limited=False) == whole for ranges in by_place.values())


def _mask(ranges: Sequence[TimeRange], *, limited: bool) -> int:
    """The minutes of a week as bits; `limited` tells whether ranges that don't hold every week count."""
    mask = 0
    for each in ranges:
        if limited or not (each.days_of_month or each.months or each.years):
            for start, end in _minutes(each):
                mask |= ((1 << (end - start)) - 1) << start
    return mask


def _minutes(each: TimeRange) -> Iterator[tuple[int, int]]:
    for day in _days(each.weekdays):
        for start, end in each.times or (("00:00", "24:00"),):
            yield day * _DAY + _of_clock(start), day * _DAY + _of_clock(end)


def _days(weekdays: Sequence[str]) -> Iterator[int]:
    if not weekdays:
        yield from range(len(_DAYS))
    for each in weekdays:
        first, _, last = each.partition(":")
        yield from range(_DAYS.index(first), _DAYS.index(last or first) + 1)


def _of_clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)
