"""Moments as people say them, on the clock of a place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitorgen.questions.moment import UnreadableMomentError, resolved, wanted

NOW = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)  # a Saturday
BERLIN = "Europe/Berlin"


def meant(text: str, *zones: str, told: str | None = None) -> str:
    return resolved(wanted(text), told, zones, NOW).text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sat 03:00", "Sat 2026-11-28 03:00 CET (Europe/Berlin)"),
        ("Saturday 10:00", "Sat 2026-11-21 10:00 CET (Europe/Berlin)"),
        ("sun 3:00", "Sun 2026-11-22 03:00 CET (Europe/Berlin)"),
        ("09:00", "Sun 2026-11-22 09:00 CET (Europe/Berlin)"),
        ("23:00", "Sat 2026-11-21 23:00 CET (Europe/Berlin)"),
        ("2026-07-01 12:00", "Wed 2026-07-01 12:00 CEST (Europe/Berlin)"),
        ("2026-07-01T12:00:00Z", "Wed 2026-07-01 12:00 UTC"),
        ("2026-07-01 12:00 +02:00", "Wed 2026-07-01 12:00 +02 (+02:00)"),
        ("03:00 Asia/Tokyo", "Sun 2026-11-22 03:00 JST (Asia/Tokyo)"),
        ("now", "Sat 2026-11-21 09:30 CET (Europe/Berlin)"),
    ],
)
def test_what_is_meant(text: str, expected: str) -> None:
    assert meant(text, BERLIN) == expected


def test_the_zone_is_the_one_that_was_said_then_that_of_the_intervals_then_utc() -> None:
    assert meant("23:00", BERLIN, told="Asia/Tokyo").endswith("(Asia/Tokyo)")
    assert meant("23:00", BERLIN, "Asia/Tokyo") == "Sat 2026-11-21 23:00 UTC"
    assert "in Asia/Tokyo and Europe/Berlin" in resolved(wanted("23:00"), None, (BERLIN, "Asia/Tokyo"), NOW).why
    assert "changes nothing" in resolved(wanted("23:00"), None, (), NOW).why


def test_an_hour_that_is_not_there_or_comes_twice_is_told() -> None:
    gone = resolved(wanted("2026-03-29 02:30"), None, (BERLIN,), NOW)
    assert (gone.at.hour, gone.at.astimezone(UTC).hour) == (3, 1)
    assert "there is no 02:30 in Europe/Berlin on that day" in gone.note
    twice = resolved(wanted("2026-10-25 02:30"), None, (BERLIN,), NOW)
    assert twice.at.astimezone(UTC).hour == 0
    assert "comes twice" in twice.note
    assert not resolved(wanted("2026-10-25 04:30"), None, (BERLIN,), NOW).note


@pytest.mark.parametrize(
    "text", ["", "noon", "25:00", "12:61", "t 12:00", "xyz 12:00", "2026-02-30 12:00", "2026-01-01"]
)
def test_what_is_no_time_is_told_with_examples(text: str) -> None:
    with pytest.raises(UnreadableMomentError, match="write it like 'sat 03:00'"):
        wanted(text)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "+05:45"])
def test_a_zone_that_is_not_there_is_told(zone: str) -> None:
    with pytest.raises(UnreadableMomentError, match="there is no"):
        resolved(wanted("12:00"), zone, (), NOW)
