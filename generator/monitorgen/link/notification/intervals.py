"""Time intervals: people's ranges, split where Alertmanager cannot wrap them.

Alertmanager's weekdays run from Sunday to Saturday and its times from 00:00 to 24:00; neither may pass its end. A night
from 22:00 to 04:00 becomes two ranges, and the one after midnight belongs to the next day: its weekdays and days of the
month move on by one. Where that can't be said exactly (at the end of a month or a year), the interval is refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from monitorgen.diagnostics import Diagnostic, Findings, Refused
from monitorgen.link.notification.suggest import near
from monitorgen.patterns import Pattern
from monitorgen.plan.routing import Interval, TimeRange

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from monitorgen.diagnostics import Origin
    from monitorgen.link.notification.policy import Where
    from monitorgen.spec.notification import TimeInterval

T = TypeVar("T")
_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_RANGE = Pattern(r"\s*([A-Za-z0-9]+)\s*(?:[-:]\s*([A-Za-z0-9]+)\s*)?")
_DAYS = Pattern(r"\s*(-?\d{1,2})\s*(?:[-:]\s*(-?\d{1,2})\s*)?")
_TIMES = Pattern(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
_END_OF_DAY = 24 * 60
_TWO = "write the part before midnight and the part after it as two intervals"
_SHORTEST_MONTH = 28
"""Days that every month has: what is said of these, from either end, can be moved by a day."""


def interval(name: str, model: TimeInterval, where: Where, findings: Findings) -> Interval | None:
    """The interval `name` of Alertmanager. `where` leads into it; None for what can't be said exactly: all is told."""
    told = Findings()
    location = _location(name, model.location, where, told)
    weekdays = _circle(_read(model.weekdays, "weekdays", where, _weekdays, told))
    days = _read(model.days_of_month, "days_of_month", where, _days_of_month, told)
    months = _circle(_read(model.months, "months", where, _months, told))
    years = _read(model.years, "years", where, _years, told)
    times = _read(model.times, "times", where, _minutes, told)
    if not any((model.weekdays, model.days_of_month, model.months, model.years, model.times)):
        hint = "say when it holds: weekdays, times, days_of_month, months or years"
        told.add(Diagnostic("MG421", f"the time interval {name!r} says no time", where(), hint=hint, part="key"))
    tonight = [(start, end) for start, end in times if start > end]
    if tonight:
        _check_midnight(name, model, days, where, told)
    findings.extend(told)
    if told.failed or location is None:
        return None

    def during(
        on: Sequence[int] | None, times: Sequence[tuple[int, int]], dates: Sequence[tuple[int, int]]
    ) -> TimeRange:
        return TimeRange(
            times=tuple((_clock(start), _clock(end)) for start, end in times),
            weekdays=_runs(on, lambda day: _WEEKDAYS[day]) if on is not None and len(on) < len(_WEEKDAYS) else (),
            days_of_month=tuple(f"{first}:{last}" if first != last else str(first) for first, last in dates),
            months=_runs(months, lambda month: str(month + 1)) if months is not None else (),
            years=tuple(years),
            location=location,
        )

    today = [(start, end) for start, end in times if start < end]
    ranges = [during(weekdays, [*today, *((start, _END_OF_DAY) for start, _ in tonight)], days)]
    if tonight:
        morning = None if weekdays is None else sorted((day + 1) % len(_WEEKDAYS) for day in weekdays)
        tomorrow = [(first + 1, last + 1) for first, last in days]
        ranges.append(during(morning, [(0, end) for _, end in tonight], tomorrow))
    return Interval(name, tuple(ranges), where())


def _read(
    texts: Sequence[str] | None, field: str, where: Where, read: Callable[[str, Origin], T], told: Findings
) -> list[T]:
    """What the texts of a field say; those that say nothing are told."""
    made: list[T] = []
    for index, text in enumerate(texts or ()):
        try:
            made.append(read(text, where(field, index)))
        except Refused as refused:
            told.add(refused.diagnostic)
    return made


def merged(root: TimeInterval | None, team: TimeInterval) -> TimeInterval:
    """A team's interval over the root's of the same name: what it says replaces, the rest stays."""
    if root is None:
        return team
    said = {field: getattr(team, field) for field in type(team).model_fields if getattr(team, field) is not None}
    return root.model_copy(update=said)


def _location(name: str, location: str | None, where: Where, told: Findings) -> str | None:
    known = _zones()
    if location is None:
        hint = "write `location: Europe/Berlin`, or `UTC` if that is what you mean"
        told.add(Diagnostic("MG420", f"the time interval {name!r} has no location", where(), hint=hint, part="key"))
    elif not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", location) or location == "Local":
        message = f"{location!r} is not a time zone"
        told.add(Diagnostic("MG420", message, where("location"), hint="write it like Europe/Berlin or UTC"))
    elif known and location not in known:
        hint = near(location, sorted(known), "write it like Europe/Berlin or UTC", listed=False)
        told.add(Diagnostic("MG420", f"there is no time zone {location!r}", where("location"), hint=hint))
    return location


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """The time zones that this machine knows, empty if it has no list; only findings depend on it, no output."""
    from zoneinfo import available_timezones

    return frozenset(available_timezones())


def _weekdays(text: str, origin: Origin) -> set[int]:
    return _around(text, _WEEKDAYS, "weekday", origin)


def _months(text: str, origin: Origin) -> set[int]:
    return _around(text, _MONTHS, "month", origin, first=1)


def _around(text: str, names: Sequence[str], what: str, origin: Origin, *, first: int | None = None) -> set[int]:
    """Places on a circle of names, from `mon-fri` or `sat-mon`; numbers count from `first` where they are allowed."""
    match = _RANGE.fullmatch(text)
    ends = [_place(word, names, first) for word in (match.groups() if match else ()) if word]
    if not ends or None in ends:
        hint = f"write it like {names[1][:3]}-{names[3][:3]} or {names[1][:3]}"
        raise Refused(Diagnostic("MG421", f"{text!r} is not a {what} or a range of them", origin, hint=hint))
    start, end = (place for place in (ends[0], ends[-1]) if place is not None)
    return {(start + step) % len(names) for step in range((end - start) % len(names) + 1)}


def _circle(found: Sequence[set[int]]) -> list[int] | None:
    """All places that are said, None if there are none: then any will do."""
    return sorted(set[int]().union(*found)) or None


def _place(word: str, names: Sequence[str], first: int | None) -> int | None:
    lower = word.lower()
    for place, name in enumerate(names):
        if lower in {name, name[:3]}:
            return place
    if first is not None and lower.isdigit() and first <= int(lower) < first + len(names):
        return int(lower) - first
    return None


def _runs(places: Sequence[int], written: Callable[[int], str]) -> tuple[str, ...]:
    """Sorted places as Alertmanager's ranges: `monday:friday`, `sunday`."""
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return tuple(written(a) if a == b else f"{written(a)}:{written(b)}" for a, b in runs)


def _years(text: str, origin: Origin) -> str:
    match = re.fullmatch(r"\s*(\d{4})\s*(?:[-:]\s*(\d{4})\s*)?", text)
    if match is None or (match[2] and match[2] < match[1]):
        message = f"{text!r} is not a year or a range of them"
        raise Refused(Diagnostic("MG421", message, origin, hint="write it like 2026 or 2026-2027"))
    return f"{match[1]}:{match[2]}" if match[2] and match[2] != match[1] else match[1]


def _days_of_month(text: str, origin: Origin) -> tuple[int, int]:
    """A range of days, counted from the month's first (1) or from its last (-1)."""
    match = _DAYS.fullmatch(text)
    first = int(match[1]) if match else 0
    last = int(match[2]) if match and match[2] else first
    if not all(1 <= abs(day) <= 31 for day in (first, last)) or not _ascending(first, last):
        hint = "write it like 1-7 or 15; -1 is the month's last day, -7--1 its last week"
        message = f"{text!r} is not a day of the month or a range of them"
        raise Refused(Diagnostic("MG421", message, origin, hint=hint))
    return first, last


def _ascending(first: int, last: int) -> bool:
    """Whether the range holds a day in every month, as Alertmanager wants it: a month counts as 28 days."""
    if first < 0 < last:
        return False
    start, end = (day if day > 0 else _SHORTEST_MONTH + day for day in (first, last))
    return start <= end


def _check_midnight(
    name: str, model: TimeInterval, days: Sequence[tuple[int, int]], where: Where, told: Findings
) -> None:
    """MG422: what can't move on by a day together with the part after midnight, as it might be in another month."""
    for field in ("months", "years"):
        if getattr(model, field):
            message = f"a range of {name!r} passes midnight, which can't be split exactly together with `{field}`"
            told.add(Diagnostic("MG422", message, where("times"), hint=_TWO))
    for first, last in days:
        from_start = 1 <= first <= last < _SHORTEST_MONTH
        from_end = -_SHORTEST_MONTH <= first <= last < -1
        if not (from_start or from_end):
            message = f"a range of {name!r} passes midnight at the end of a month, which can't be split exactly"
            told.add(Diagnostic("MG422", message, where("days_of_month"), hint=_TWO))


def _minutes(text: str, origin: Origin) -> tuple[int, int]:
    """A range of times in minutes; the end of one that passes midnight is before its start."""
    match = _TIMES.fullmatch(text)
    start, end = (int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])) if match else (-1, -1)
    minutes_fit = match is not None and int(match[2]) < 60 and int(match[4]) < 60
    if not minutes_fit or start >= _END_OF_DAY or end > _END_OF_DAY:
        hint = "write it like '09:00-17:00'; a day ends at 24:00"
        raise Refused(Diagnostic("MG421", f"{text!r} is not a range of times", origin, hint=hint))
    if start == end:
        raise Refused(Diagnostic("MG421", f"{text!r} is no time at all", origin, hint="a whole day is '00:00-24:00'"))
    return start, end or _END_OF_DAY


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
