"""Time intervals: what people write, and the ranges that Alertmanager can hold."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from monitorgen.diagnostics import Findings, Origin
from monitorgen.link.notification.intervals import interval, merged
from monitorgen.spec.notification import TimeInterval
from tests.support.policies import raw

if TYPE_CHECKING:
    from monitorgen.plan.routing import Interval, TimeRange

DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
SHORT = tuple(day[:3] for day in DAYS)


def made(text: str) -> Interval:
    model = TimeInterval.model_validate(raw(f"{{{text}{'' if 'location' in text else ', location: UTC'}}}"))
    findings = Findings()
    found = interval("hours", model, place, findings)
    assert list(findings) == []
    assert found is not None
    return found


def place(*path: str | int) -> Origin:
    return Origin("a.yaml", path)


def refused(text: str) -> list[tuple[str, tuple[str | int, ...]]]:
    model = TimeInterval.model_validate(raw(f"{{{text}{'' if 'location' in text else ', location: UTC'}}}"))
    findings = Findings()
    assert interval("hours", model, place, findings) is None
    assert all(each.hint for each in findings)
    return [(each.code, each.where.path) for each in findings if isinstance(each.where, Origin)]


@pytest.mark.parametrize(
    ("written", "ranges"),
    [
        ("[mon-fri]", ("monday:friday",)),
        ("[sat-mon]", ("sunday:monday", "saturday")),
        ("[fri-sun]", ("sunday", "friday:saturday")),
        ("[Monday, wed]", ("monday", "wednesday")),
        ("[mon-sun]", ()),
        ("[sun-mon, tue]", ("sunday:tuesday",)),
        ("['sat : sun']", ("sunday", "saturday")),
    ],
)
def test_weekdays_may_wrap(written: str, ranges: tuple[str, ...]) -> None:
    assert made(f"weekdays: {written}").ranges[0].weekdays == ranges


@pytest.mark.parametrize(
    ("written", "ranges"),
    [("[jan-mar]", ("1:3",)), ("[11-2]", ("1:2", "11:12")), ("[June]", ("6",)), ("[1-3, dec]", ("1:3", "12"))],
)
def test_months_are_names_or_numbers_and_may_wrap(written: str, ranges: tuple[str, ...]) -> None:
    assert made(f"months: {written}").ranges[0].months == ranges


def test_days_of_the_month_count_from_either_end() -> None:
    (only,) = made("days_of_month: ['1-7', '-1', '-7--2', '15:20', '1--1'], years: ['2026-2027', '2030']").ranges
    assert only.days_of_month == ("1:7", "-1", "-7:-2", "15:20", "1:-1")
    assert only.years == ("2026:2027", "2030")


def test_a_range_that_passes_midnight_is_split_and_its_end_belongs_to_the_next_day() -> None:
    evening, morning = made("weekdays: [sat], times: ['22:00-04:00']").ranges
    assert (evening.weekdays, evening.times) == (("saturday",), (("22:00", "24:00"),))
    assert (morning.weekdays, morning.times) == (("sunday",), (("00:00", "04:00"),))


def test_a_range_that_ends_at_midnight_is_not_split() -> None:
    for written in ("22:00-24:00", "22:00-00:00"):
        (only,) = made(f"times: ['{written}']").ranges
        assert only.times == (("22:00", "24:00"),)


def test_days_of_the_month_move_with_the_part_after_midnight() -> None:
    _, morning = made("days_of_month: ['1-7', '-8--2'], times: ['22:00-04:00']").ranges
    assert morning.days_of_month == ("2:8", "-7:-1")


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("weekdays: [mon], location: Europe/Berlim", "MG420", ("location",)),
        ("weekdays: [mon], location: Local", "MG420", ("location",)),
        ("weekdays: [mon], location: '../etc'", "MG420", ("location",)),
        ("location: UTC", "MG421", ()),
        ("weekdays: [monfri]", "MG421", ("weekdays", 0)),
        ("weekdays: [mon, day]", "MG421", ("weekdays", 1)),
        ("times: ['9-17']", "MG421", ("times", 0)),
        ("times: ['09:00-24:30']", "MG421", ("times", 0)),
        ("times: ['09:60-10:00']", "MG421", ("times", 0)),
        ("times: ['09:00-09:00']", "MG421", ("times", 0)),
        ("days_of_month: ['0']", "MG421", ("days_of_month", 0)),
        ("days_of_month: ['32']", "MG421", ("days_of_month", 0)),
        ("days_of_month: ['7-1']", "MG421", ("days_of_month", 0)),
        ("days_of_month: ['-1-7']", "MG421", ("days_of_month", 0)),
        ("months: [13]", "MG421", ("months", 0)),
        ("years: ['26']", "MG421", ("years", 0)),
        ("years: ['2027-2026']", "MG421", ("years", 0)),
        ("times: ['22:00-04:00'], months: [jan]", "MG422", ("times",)),
        ("times: ['22:00-04:00'], years: ['2026']", "MG422", ("times",)),
        ("times: ['22:00-04:00'], days_of_month: ['-1']", "MG422", ("days_of_month",)),
        ("times: ['22:00-04:00'], days_of_month: ['28']", "MG422", ("days_of_month",)),
        ("times: ['22:00-04:00'], days_of_month: ['1--2']", "MG422", ("days_of_month",)),
    ],
)
def test_what_can_not_be_said_is_refused_where_it_stands(text: str, code: str, path: tuple[str | int, ...]) -> None:
    assert refused(text) == [(code, path)]


def test_an_interval_needs_a_location() -> None:
    findings = Findings()
    assert interval("hours", TimeInterval.model_validate({"weekdays": ["mon"]}), place, findings) is None
    assert [each.message for each in findings] == ["the time interval 'hours' has no location"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = (
        "location: Europe/Berln, weekdays: [mon, mn, tu], months: [13], times: ['9-17', '10:00-11:00'], years: ['26']"
    )
    assert [path for _, path in refused(text)] == [
        ("location",), ("weekdays", 1), ("weekdays", 2), ("months", 0), ("years", 0), ("times", 0),
    ]  # fmt: skip
    assert refused("times: ['22:00-04:00'], years: ['2026'], months: [jan], days_of_month: ['31', '-1']") == [
        ("MG422", ("times",)), ("MG422", ("times",)), ("MG422", ("days_of_month",)),
    ]  # fmt: skip


def test_a_teams_interval_keeps_what_it_does_not_say() -> None:
    root = TimeInterval.model_validate({"weekdays": ["mon-fri"], "times": ["09:00-17:00"], "location": "UTC"})
    team = TimeInterval.model_validate({"location": "Asia/Tokyo"})
    both = merged(root, team)
    assert (both.weekdays, both.times, both.location) == (["mon-fri"], ["09:00-17:00"], "Asia/Tokyo")


# -- the ranges hold exactly when the words do -------------------------------------------------------------------------


def holds(ranges: tuple[TimeRange, ...], at: datetime) -> bool:
    """Alertmanager's rules, as its documentation says them."""
    return any(_holds(each, at) for each in ranges)


def _holds(each: TimeRange, at: datetime) -> bool:
    minute = at.hour * 60 + at.minute
    last = monthrange(at.year, at.month)[1]
    within = [(int(a[:2]) * 60 + int(a[3:]), int(b[:2]) * 60 + int(b[3:])) for a, b in each.times]
    return (
        (not within or any(start <= minute < end for start, end in within))
        and (not each.weekdays or (at.isoweekday() % 7) in _numbers(each.weekdays, DAYS.index))
        and (not each.days_of_month or any(_of_month(days, last, at.day) for days in each.days_of_month))
    )


def _numbers(ranges: tuple[str, ...], number: object) -> set[int]:
    assert callable(number)
    found: set[int] = set()
    for each in ranges:
        first, _, last = each.partition(":")
        found |= set(range(number(first), number(last or first) + 1))
    return found


def _of_month(days: str, last: int, day: int) -> bool:
    first, _, end = days.partition(":")
    start, stop = (number if number > 0 else last + number + 1 for number in (int(first), int(end or first)))
    return max(start, 1) <= day <= min(stop, last)


@given(
    st.sets(st.sampled_from(SHORT), max_size=3),
    st.integers(0, 1439),
    st.integers(1, 1440),
    st.sampled_from([None, (1, 7), (10, 27), (-20, -2), (5, 5)]),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),  # noqa: DTZ001 - a place's own time
)
def test_the_ranges_hold_exactly_when_the_words_do(
    weekdays: set[str], start: int, end: int, days: tuple[int, int] | None, at: datetime
) -> None:
    assume(start != end)
    words: dict[str, object] = {
        "times": [f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"],
        "location": "UTC",
    }
    if weekdays:
        words["weekdays"] = sorted(weekdays)
    if days is not None:
        words["days_of_month"] = [f"{days[0]}-{days[1]}"]
    found = interval("x", TimeInterval.model_validate(words), place, Findings())
    assert found is not None
    ranges = found.ranges

    def meant(day: datetime) -> bool:
        fits = not weekdays or SHORT[day.isoweekday() % 7] in weekdays
        last = monthrange(day.year, day.month)[1]
        return fits and (days is None or _of_month(f"{days[0]}:{days[1]}", last, day.day))

    minute = at.hour * 60 + at.minute
    if start < end:
        expected = meant(at) and start <= minute < end
    else:
        expected = (meant(at) and minute >= start) or (meant(at - timedelta(days=1)) and minute < end)
    assert holds(ranges, at.replace(tzinfo=UTC)) == expected
