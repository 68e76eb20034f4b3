"""Times of a rehearsal: divided, never longer, never below what servers can keep."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.targets.rehearsal.pace import FLOORS, Pace, TooFastError, told_apart
from monitorgen.units import Duration, duration

KINDS = st.sampled_from(sorted(FLOORS))
TIMES = st.integers(0, 10**10).map(Duration)
PACES = st.integers(1, 10_000).map(Pace)


@pytest.mark.parametrize(
    ("kind", "long", "short"),
    [
        ("waits", "4h", "4m"),
        ("waits", "15m", "15s"),
        ("waits", "30s", "2s"),
        ("waits", "0s", "0s"),
        ("waits", "1s", "1s"),
        ("looks", "15s", "1s"),
        ("looks", "5m", "5s"),
        ("ranges", "5m", "5s"),
        ("ranges", "1m", "4s"),
        ("holds", "1s", "17ms"),
        ("holds", "90s", "1s500ms"),
        ("holds", "0s", "0s"),
    ],
)
def test_a_time_of_a_rehearsal_that_is_sixty_times_faster(kind: str, long: str, short: str) -> None:
    known = next(each for each in FLOORS if each == kind)
    assert Pace(60).text(known, long) == short


def test_what_is_no_duration_stays() -> None:
    assert Pace(60).text("looks", "${INTERVAL}") == "${INTERVAL}"


@given(PACES, KINDS, TIMES, TIMES)
def test_no_time_becomes_longer_or_none_at_all_and_their_order_stays(
    pace: Pace, kind: str, one: Duration, other: Duration
) -> None:
    known = next(each for each in FLOORS if each == kind)
    sooner, later = sorted((one, other))
    assert pace.time(known, sooner) <= pace.time(known, later) <= later
    assert (pace.time(known, one).ms == 0) == (one.ms == 0)
    assert pace.time(known, one).ms * pace.factor >= one.ms


@pytest.mark.parametrize(
    ("text", "faster"),
    [
        ('rate(x_total{path="[5m]"}[5m]) > 0.5', 'rate(x_total{path="[5m]"}[5s]) > 0.5'),
        ("max_over_time(x[1h:1m])", "max_over_time(x[1m:1s])"),
        ("x - x offset 1d", "x - x offset 24m"),
        ("x offset -10m", "x offset -10s"),
        ("sum(rate(x[30s])) # of 5m\n> 1", "sum(rate(x[4s])) # of 5m\n> 1"),
        ("time() - backup_seconds > 1d", "time() - backup_seconds > 1d"),
        ("predict_linear(x[1h], 14400) < 0", "predict_linear(x[1m], 14400) < 0"),
        ("job:x:rate5m > 5 and x[5m] @ 1700000000", "job:x:rate5m > 5 and x[5s] @ 1700000000"),
        ("rate(x[2s])", "rate(x[2s])"),
    ],
)
def test_queries_look_back_less_far_and_compare_with_the_same(text: str, faster: str) -> None:
    assert Pace(60).query(text) == faster


def test_steps_that_would_be_told_at_once_are_refused_with_the_most_that_keeps_them_apart() -> None:
    waits = [duration(text) for text in ("30s", "15m", "1h", "30s")]
    with pytest.raises(TooFastError, match=r"30s and 15m, .* divided by 450; 449 is the most"):
        told_apart(Pace(450), waits)
    told_apart(Pace(449), waits)
