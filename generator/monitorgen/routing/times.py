"""When a time interval holds, by Alertmanager's own rules.

A range holds when each of its fields does; a field that says nothing always does. All of them are looked at on the
wall clock of the range's location, so that 09:00 stays 09:00 when the clocks change: an hour that is skipped holds
nothing, one that comes twice holds twice. Times end before their last minute; all other ranges include their ends.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import tzinfo

    from monitorgen.plan.routing import Interval, TimeRange

WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_HOUR = 3600.0

Span = tuple[int, int]
"""The first and the last of a range of numbers, both in it."""


class Clockwork(Struct, frozen=True):
    """A range of times, read: each field as numbers. Times are minutes of the day, up to and without the second."""

    times: tuple[Span, ...]
    weekdays: tuple[Span, ...]
    days_of_month: tuple[Span, ...]
    months: tuple[Span, ...]
    years: tuple[Span, ...]
    zone: tzinfo

    def holds(self, at: datetime) -> bool:
        """Whether it holds at a time with a zone."""
        here = at.astimezone(self.zone)
        minute = here.hour * 60 + here.minute
        if self.times and not any(start <= minute < end for start, end in self.times):
            return False
        if self.days_of_month and not self._day_fits(here):
            return False
        fields = ((self.months, here.month), (self.weekdays, here.isoweekday() % 7), (self.years, here.year))
        return all(not spans or any(first <= value <= last for first, last in spans) for spans, value in fields)

    def _day_fits(self, here: datetime) -> bool:
        length = days_in_month(here)
        for first, last in self.days_of_month:
            start = length + first + 1 if first < 0 else first
            end = length + last + 1 if last < 0 else last
            # What starts after the month's end is not moved into it, what ends there is.
            if start <= length and start <= here.day <= min(end, length):
                return True
        return False


def holds(interval: Interval, at: datetime) -> bool:
    """Whether any of the ranges of an interval holds at a time with a zone."""
    return any(clockwork(each).holds(at) for each in interval.ranges)


def holding(names: Iterable[str], intervals: Mapping[str, Interval], at: datetime) -> tuple[str, ...]:
    """Those of the named intervals that hold, in their order. Raises KeyError for one that is not there."""
    return tuple(name for name in names if holds(intervals[name], at))


def days_in_month(here: datetime) -> int:
    """The days of the month as Alertmanager counts them: whole days of 24 hours between its first and the next one.

    In a month in which the clocks go forward that is one less than the calendar says, so that -1 is its last day but
    one and its last day is in no range that counts from the end.
    """
    zone = here.tzinfo
    first = datetime(here.year, here.month, 1, tzinfo=zone)
    after = datetime(here.year + here.month // 12, here.month % 12 + 1, 1, tzinfo=zone)
    return int((after.astimezone(UTC) - first.astimezone(UTC)).total_seconds() / _HOUR / 24)


@lru_cache(maxsize=4096)
def clockwork(made: TimeRange) -> Clockwork:
    """A range, read. Raises ValueError for what Alertmanager could not read, ZoneInfoNotFoundError for its location."""
    return Clockwork(
        times=tuple((_minute(start), _minute(end)) for start, end in made.times),
        weekdays=_spans(made.weekdays, _named(WEEKDAYS, 0)),
        days_of_month=_spans(made.days_of_month, int),
        months=_spans(made.months, _named(MONTHS, 1)),
        years=_spans(made.years, int),
        zone=ZoneInfo(made.location or "UTC"),
    )


def _minute(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def _spans(texts: Sequence[str], number: Callable[[str], int]) -> tuple[Span, ...]:
    made: list[Span] = []
    for text in texts:
        first, colon, last = text.lower().partition(":")
        made.append((number(first), number(last if colon else first)))
    return tuple(made)


def _named(names: Sequence[str], first: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        return names.index(text) + first if text in names else int(text)

    return number


def in_words(interval: Interval) -> str:
    """An interval for people: `monday:friday 09:00-17:00 Europe/Berlin`, ranges of the same days together."""
    clocks: dict[TimeRange, list[str]] = {}
    for each in interval.ranges:
        clocks.setdefault(replace(each, times=()), []).extend(f"{start}-{end}" for start, end in each.times)
    return "; ".join(_in_words(each, times) for each, times in clocks.items()) or "never"


def _in_words(each: TimeRange, times: Sequence[str]) -> str:
    days = [f"days {', '.join(each.days_of_month)}"] if each.days_of_month else []
    dates = [", ".join(texts) for texts in (each.weekdays, each.months, each.years) if texts]
    clock = [", ".join(times)] if times else []
    return " ".join((*(dates[:1] + days + dates[1:] if each.weekdays else days + dates), *clock, each.location))
