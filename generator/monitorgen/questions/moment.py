"""Moments as people say them: `sat 03:00`, `2026-12-24 18:00 Europe/Berlin`, `now`.

A wall clock means nothing without its place. It is the one that the text ends with, else the one that the command was
told, else that of the intervals in question if they share one, else UTC; the answer always tells which.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FORM = re.compile(
    r"(?:(?P<date>\d{4}-\d{2}-\d{2})[ T]|(?P<day>[A-Za-z]{3,9}) +)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2})?"
    r" *(?P<zone>Z|[+-]\d{2}:\d{2}|[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2})?"
)
_EXAMPLES = "write it like 'sat 03:00', '2026-12-24 18:00', '03:00 Europe/Berlin' or now"


class UnreadableMomentError(ValueError):
    """A text is no moment; the message says what to write."""


class Wanted(Struct, frozen=True):
    """A moment as it was said: a date or a day of the week, if any, a wall clock, and a zone if it was said."""

    day: date | int | None
    clock: time | None
    zone: str | None = None


class Moment(Struct, frozen=True):
    """A moment with its zone; `why` tells whose zone that is, `note` what is odd about that wall clock there."""

    at: datetime
    zone: str
    why: str
    note: str = ""

    @property
    def text(self) -> str:
        """Such as `Sat 2026-11-28 03:00 CET (Europe/Berlin)`, the same in every locale."""
        day = WEEKDAYS[self.at.weekday()][:3].capitalize()
        zone = f" ({self.zone})" if self.zone != "UTC" else ""
        return f"{day} {self.at:%Y-%m-%d %H:%M} {self.at.tzname()}{zone}"


def wanted(text: str) -> Wanted:
    """Read a moment. Raises `UnreadableMomentError`."""
    if text.strip().lower() == "now":
        return Wanted(None, None)
    match = _FORM.fullmatch(text.strip())
    if match is None:
        raise UnreadableMomentError(f"{text!r} is no time: {_EXAMPLES}")
    try:
        clock = time(int(match["hour"]), int(match["minute"]))
        day: date | int | None = date.fromisoformat(match["date"]) if match["date"] else None
    except ValueError as error:
        raise UnreadableMomentError(f"{text!r} is no time: {_EXAMPLES}") from error
    if match["day"]:
        day = _weekday(match["day"], text)
    return Wanted(day, clock, match["zone"])


def _weekday(word: str, text: str) -> int:
    found = [number for number, name in enumerate(WEEKDAYS) if name.startswith(word.lower())]
    if len(found) != 1:
        raise UnreadableMomentError(f"{text!r} names no day of the week: {_EXAMPLES}")
    return found[0]


def resolved(said: Wanted, told: str | None, zones: Collection[str], now: datetime) -> Moment:
    """The moment that is meant: the next one from `now` where no date was said.

    `told` is the zone that the command was given, `zones` are those of the intervals in question. Raises
    `UnreadableMomentError` for a zone that there isn't.
    """
    name, why = _zone(said, told, zones)
    zone = _found(name)
    if said.clock is None:
        return Moment(now.astimezone(zone), name, why)
    here = now.astimezone(zone).replace(tzinfo=None)
    match said.day:
        case date():
            first = datetime.combine(said.day, said.clock)
        case int():
            first = datetime.combine(here.date() + timedelta(days=(said.day - here.weekday()) % 7), said.clock)
            first += timedelta(days=7) if first < here else timedelta()
        case None:
            first = datetime.combine(here.date(), said.clock)
            first += timedelta(days=1) if first < here else timedelta()
    at = first.replace(tzinfo=zone)
    real = at.astimezone(UTC).astimezone(zone)
    note = ""
    if real.replace(tzinfo=None) != first:
        note = f"the clocks go forward: there is no {said.clock:%H:%M} in {name} on that day, so {real:%H:%M} is taken"
    elif at.utcoffset() != at.replace(fold=1).utcoffset():
        note = f"the clocks go back: {said.clock:%H:%M} comes twice in {name} on that day, the first one is taken"
    return Moment(real, name, why, note)


def _zone(said: Wanted, told: str | None, zones: Collection[str]) -> tuple[str, str]:
    if said.zone is not None:
        return ("UTC" if said.zone == "Z" else said.zone), "as you said"
    if told is not None:
        return told, "as you said"
    if len(set(zones)) == 1:
        return next(iter(zones)), "the time zone of the intervals in question"
    if zones:
        places = " and ".join(sorted(set(zones)))
        return "UTC", f"the intervals in question are in {places}; say a time zone for one of them"
    return "UTC", "no interval is in question, so the time changes nothing"


def _found(name: str) -> ZoneInfo:
    if re.fullmatch(r"[+-]\d{2}:\d{2}", name):
        hours = int(name[:3])
        if name.endswith(":00") and abs(hours) <= 14:
            return ZoneInfo(f"Etc/GMT{-hours:+d}" if hours else "UTC")
        raise UnreadableMomentError(f"there is no zone {name!r} here: write it like Europe/Berlin, or Z for UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnreadableMomentError(f"there is no time zone {name!r}: write it like Europe/Berlin or UTC") from error
