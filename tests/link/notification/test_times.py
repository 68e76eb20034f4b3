"""When people are told: rows of a time table, steps of a ladder, an alert's own repetition and mutes."""

from __future__ import annotations

import pytest

from monitorgen.units import duration
from tests.link.notification.asked import HOURS, LADDER, ONE, TEAMS, channels, reached, receivers
from tests.support.policies import alert, found, routed, the

# -- time tables -------------------------------------------------------------------------------------------------------


def test_the_first_row_that_fits_is_taken() -> None:
    text = f"""{ONE}
time_intervals:
  hours: {{weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Berlin}}
  days: {{weekdays: [mon-fri], location: Europe/Berlin}}
severities: {{warning: {{notify: {{hours: [chat], days: [mail], otherwise: none}}}}}}
"""
    told = alert("api", "Slow", "warning")
    routing = routed(text, told)
    assert [(each.route.receiver, each.route.active, each.route.mute) for each in reached(routing, told)] == [
        ("warning-hours", ("hours",), ()),
        ("warning-days", ("days",), ("hours",)),
    ]


def test_a_channel_of_every_row_is_not_bound_to_time() -> None:
    text = f"{ONE}{HOURS}severities: {{warning: {{notify: {{hours: [chat, mail], otherwise: [chat]}}}}}}"
    told = alert("api", "Slow", "warning")
    routing = routed(text, told)
    always, hours = reached(routing, told)
    assert (always.route.receiver, channels(routing, "warning"), always.route.active) == ("warning", ["chat"], ())
    assert (channels(routing, "warning-hours"), hours.route.active) == (["mail"], ("hours",))


def test_rows_that_say_the_same_are_one_delivery() -> None:
    text = f"{ONE}{HOURS}severities: {{warning: {{notify: {{hours: [chat], otherwise: [chat]}}}}}}"
    told = alert("api", "Slow", "warning")
    assert receivers(routed(text, told), told) == ["warning"]


def test_a_team_has_its_own_hours() -> None:
    text = f"""{TEAMS}{HOURS}
severities: {{warning: {{notify: {{hours: [chat], otherwise: [mail]}}}}}}
teams:
  pay: {{}}
  search: {{time_intervals: {{hours: {{location: America/New_York}}}}}}
"""
    pay, search = alert("checkout", "Slow", "warning", "pay"), alert("find", "Slow", "warning", "search")
    routing = routed(text, pay, search)
    assert list(routing.intervals) == ["hours", "search-hours"]
    assert reached(routing, search)[0].route.active == ("search-hours",)
    (own,) = routing.intervals["search-hours"].ranges
    assert (own.location, own.times) == ("America/New_York", (("09:00", "17:00"),))


def test_an_interval_that_no_route_names_is_not_written() -> None:
    assert not routed(f"{ONE}{HOURS}severities: {{warning: {{}}}}", alert("api", "Slow", "warning")).intervals


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("{hours: [chat]}", "MG406"),
        ("{otherwise: [chat], hours: [mail]}", "MG406"),
        ("{hours: [chat], same: [mail], otherwise: none}", "MG407"),
        ("{days: [chat], hours: [mail], otherwise: none}", "MG407"),
        ("{hours: [oncall], otherwise: [chat]}", "MG414"),
        ("{ours: [chat], otherwise: none}", "MG404"),
    ],
)
def test_time_tables_that_can_not_be_meant(table: str, code: str) -> None:
    intervals = HOURS.replace(
        "}}\n", "}, same: {weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Berlin}, "
        "days: {weekdays: [mon-fri], location: Europe/Berlin}}\n",
    )  # fmt: skip
    one = the(
        code, found(f"{ONE}{intervals}severities: {{warning: {{notify: {table}}}}}", alert("api", "Slow", "warning"))
    )
    assert one.where is not None
    assert one.hint


def test_rows_in_different_places_are_not_compared() -> None:
    text = f"""{ONE}
time_intervals:
  berlin: {{weekdays: [mon-fri], location: Europe/Berlin}}
  paris: {{weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Paris}}
severities: {{warning: {{notify: {{berlin: [chat], paris: [mail], otherwise: none}}}}}}
"""
    assert not found(text, alert("api", "Slow", "warning"))


# -- ladders -----------------------------------------------------------------------------------------------------------


def test_a_ladder_is_staged_by_group_wait() -> None:
    told = alert("api", "Down", "critical")
    routing = routed(LADDER, told)
    assert [(each.route.receiver, str(each.timing.group_wait)) for each in reached(routing, told)] == [
        ("critical", "10s"),
        ("critical-after-15m", "15m"),
        ("critical-after-1h", "1h"),
    ]


def test_a_pager_that_is_told_again_gets_another_key_so_that_it_pages_again() -> None:
    told = alert("api", "Down", "critical")
    first, again, mail = reached(routed(LADDER, told), told)
    assert (first.route.matchers, mail.route.matchers) == ((), ())
    assert [(each.label, each.op, each.value) for each in again.route.matchers] == [("alertname", "!=", "after-15m")]


@pytest.mark.parametrize("step", ["5s", "10s", "6d"])
def test_a_step_before_the_first_notification_or_after_the_retention_is_refused(step: str) -> None:
    text = f"{ONE}severities: {{critical: {{group_wait: 10s, escalate: {{{step}: [oncall]}}}}}}"
    assert the("MG425", found(text, alert("api", "Down", "critical"))).level == "error"


# -- an alert's own words ----------------------------------------------------------------------------------------------


def test_an_alert_repeats_in_its_own_time_and_reaches_the_same_people() -> None:
    told, other = alert("api", "Down", "critical", repeat_interval=duration("30m")), alert("db", "Down", "critical")
    routing = routed(LADDER, told, other)
    assert receivers(routing, told) == receivers(routing, other)
    assert {str(each.timing.repeat_interval) for each in reached(routing, told)} == {"30m"}
    assert {str(each.timing.repeat_interval) for each in reached(routing, other)} == {"4h"}


def test_mutes_of_alert_team_severity_and_root_add_up() -> None:
    text = f"""{TEAMS}
time_intervals:
  a: {{weekdays: [mon], location: UTC}}
  b: {{weekdays: [tue], location: UTC}}
  c: {{weekdays: [wed], location: UTC}}
  d: {{weekdays: [thu], location: UTC}}
mute: [a]
severities: {{warning: {{notify: [chat], mute: [b]}}}}
teams: {{pay: {{mute: [c]}}}}
"""
    told = alert("api", "Slow", "warning", "pay", mute=["d"])
    routing = routed(text, told, alert("api", "Odd", "warning", "pay"))
    assert reached(routing, told)[0].route.mute == ("a", "b", "c", "d")


def test_words_that_all_alerts_of_a_service_share_are_one_route() -> None:
    own = [alert("ledger", name, "warning", mute=["hours"]) for name in ("A", "B", "C")]
    routing = routed(f"{ONE}{HOURS}severities: {{warning: {{}}}}", *own, alert("api", "A", "warning"))
    (route,) = routing.root.children
    assert [(each.matchers[0].label, each.matchers[0].value) for each in route.children] == [("service", "ledger")]
    assert reached(routing, own[0])[0].route.mute == ("hours",)
    assert reached(routing, alert("api", "A", "warning"))[0].route.mute == ()
