"""Who is told, in words: channels as links, escalation after its time, times in which nobody is."""

from __future__ import annotations

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Intent, Interval, Step, TimeRange, Timing
from monitorgen.targets.portal import told
from monitorgen.targets.portal.blocks import Muted, To
from monitorgen.targets.portal.channels import spelled_out
from monitorgen.units import Duration

ORIGIN = Origin("system.yaml", ())
MINUTE = Duration(60_000)
TIMING = Timing((), Duration(30_000), MINUTE, Duration(4 * 3_600_000))


def intent(*steps: Step, mute: tuple[str, ...] = ()) -> Intent:
    return Intent("ml/critical", steps, TIMING, mute, ORIGIN)


def said(line: object) -> str:
    assert isinstance(line, tuple)
    return "".join(part if isinstance(part, str) else part.text for part in line)


def test_the_first_step_stands_first_and_the_ladder_behind_it() -> None:
    later, first = Step(Duration(15 * 60_000), ("oncall",)), Step(Duration(0), ("chat", "mail"))
    line = told.line(told.steps_of(intent(later, first), (later, first)))
    assert said(line) == "chat, mail; after 15m: oncall"
    assert [part.page for part in line if isinstance(part, To)] == [
        "channels#channel-chat", "channels#channel-mail", "channels#channel-oncall",
    ]  # fmt: skip


def test_times_are_said_with_their_step() -> None:
    step = Step(Duration(0), ("chat",), when=("office",), unless=("holidays",))
    assert said(told.line(told.steps_of(intent(step, mute=("nights",)), (step,)))) == (
        "chat (within office, outside holidays, nights)"
    )


def test_a_step_without_channels_tells_nobody() -> None:
    assert told.line(told.steps_of(intent(Step(Duration(0), ())), (Step(Duration(0), ()),))) == (Muted("nobody"),)


def test_a_time_interval_in_words() -> None:
    office = TimeRange((("09:00", "17:00"),), ("monday:friday",), location="Europe/Berlin")
    holidays = TimeRange(days_of_month=("1", "-1"), months=("january:march",), years=("2026",))
    assert spelled_out(Interval("office", (office, holidays), ORIGIN)) == (
        "monday to friday, 09:00 to 17:00 (Europe/Berlin); or days 1, -1 of the month, january to march, 2026 (UTC)"
    )
