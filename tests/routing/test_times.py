"""When intervals hold, on the clock of their place."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Interval, TimeRange
from monitorgen.routing.times import holding, holds

BERLIN = "Europe/Berlin"


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def held(made: TimeRange, moment: datetime) -> bool:
    return holds(Interval("one", (made,), Origin("", ())), moment)


def test_times_include_their_start_and_not_their_end() -> None:
    hours = TimeRange(times=(("09:00", "17:00"),))
    texts = ("08:59:59", "09:00:00", "16:59:59", "17:00:00")
    assert [held(hours, at(f"2026-11-21 {text}")) for text in texts] == [False, True, True, False]


def test_a_day_of_24_hours_has_no_gap() -> None:
    assert held(TimeRange(times=(("00:00", "24:00"),)), at("2026-11-21 23:59:59"))


def test_the_clock_is_that_of_the_location() -> None:
    hours = TimeRange(times=(("09:00", "10:00"),), location=BERLIN)
    assert held(hours, at("2026-01-15 08:30"))
    assert held(hours, at("2026-07-15 07:30"))
    assert not held(hours, at("2026-07-15 08:30"))


def test_an_hour_that_is_skipped_holds_nothing_and_one_that_comes_twice_holds_twice() -> None:
    night = TimeRange(times=(("02:00", "03:00"),), location=BERLIN)
    spring = [held(night, datetime(2026, 3, 29, hour, 30, tzinfo=UTC)) for hour in range(4)]
    autumn = [held(night, datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in range(4)]
    assert (spring, autumn) == ([False] * 4, [True, True, False, False])


def test_a_weekday_is_that_of_the_location() -> None:
    sunday = TimeRange(weekdays=("sunday",), location="Asia/Tokyo")
    assert held(sunday, at("2026-11-21 16:00"))
    assert not held(sunday, at("2026-11-22 16:00"))


def test_weekdays_begin_with_sunday_and_names_have_any_case() -> None:
    week = TimeRange(weekdays=("Sunday:monday", "FRIDAY"))
    assert [held(week, at(f"2026-11-{day}")) for day in range(15, 22)] == [True, True, False, False, False, True, False]


def test_months_have_names_and_numbers() -> None:
    made = TimeRange(months=("march:4", "12"))
    assert [month for month in range(1, 13) if held(made, at(f"2026-{month:02}-10"))] == [3, 4, 12]


def test_years() -> None:
    made = TimeRange(years=("2026:2027", "2030"))
    assert [year for year in range(2024, 2032) if held(made, at(f"{year}-05-05"))] == [2026, 2027, 2030]


@pytest.mark.parametrize(
    ("days", "month", "expected"),
    [
        ("1:3", "2026-02", [1, 2, 3]),
        ("-2:-1", "2026-02", [27, 28]),
        ("-2:-1", "2028-02", [28, 29]),
        ("-1", "2026-01", [31]),
        ("30:31", "2026-02", []),
        ("27:31", "2026-02", [27, 28]),
        ("-31:-29", "2026-06", [1, 2]),
    ],
)
def test_days_are_counted_from_either_end(days: str, month: str, expected: list[int]) -> None:
    made = TimeRange(days_of_month=(days,))
    last = 31 if month.endswith("01") else 30 if month.endswith("06") else 29 if month == "2028-02" else 28
    assert [day for day in range(1, last + 1) if held(made, at(f"{month}-{day:02}"))] == expected


def test_where_the_clocks_go_forward_the_month_is_a_day_shorter_from_its_end() -> None:
    """As Alertmanager counts: 743 hours are 30 whole days."""
    made = TimeRange(days_of_month=("-1",), location=BERLIN)
    assert [day for day in range(28, 32) if held(made, at(f"2026-03-{day}", BERLIN))] == [30]
    assert [day for day in range(28, 32) if held(made, at(f"2026-10-{day}", BERLIN))] == [31]


def test_all_fields_have_to_hold_and_any_range() -> None:
    both = TimeRange(times=(("09:00", "17:00"),), weekdays=("monday",))
    interval = Interval("one", (both, TimeRange(months=("12",))), Origin("", ()))
    assert [holds(interval, at(text)) for text in ("2026-11-16 10:00", "2026-11-16 08:00", "2026-12-24 03:00")] == [
        True,
        False,
        True,
    ]
    assert not holds(Interval("never", (), Origin("", ())), at("2026-11-21"))
    assert holding(("a", "b"), {"a": interval, "b": interval}, at("2026-12-24")) == ("a", "b")
