"""The checks of the finished tree: each finds the fault that it is for, put in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from monitorgen.check.routes import check_routes
from monitorgen.check.routes_times import check_times
from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Inhibit, Interval, Matcher, Receiver, TimeRange
from monitorgen.units import duration
from tests.support.policies import alert, routed

if TYPE_CHECKING:
    from monitorgen.plan.routing import Route, Routing

TEXT = """
channels:
  chat: {slack: {api_url: {secret: s}, channel: '#shop'}}
  oncall: {pagerduty: {routing_key: {secret: p}}}
default_notify: [chat]
time_intervals: {hours: {weekdays: [mon-fri], location: UTC}}
severities:
  critical: {notify: [oncall, chat], escalate: {15m: [oncall]}}
  warning: {notify: {hours: [chat], otherwise: none}}
stack: {alertmanager: {heartbeat: chat}}
"""
ALERTS = [
    alert("api", "Down", "critical"),
    alert("api", "Slow", "warning"),
    alert("db", "Slow", "warning", mute=["hours"]),
]


def made() -> Routing:
    return routed(TEXT, *ALERTS)


def codes(routing: Routing) -> set[str]:
    return {each.code for each in check_routes(routing, [each.alert for each in ALERTS])}


def with_children(routing: Routing, *children: Route) -> Routing:
    return replace(routing, root=replace(routing.root, children=children))


def test_a_tree_of_ours_has_none_of_these_faults() -> None:
    assert not codes(made())


def test_a_route_that_is_lost_is_found() -> None:
    routing = made()
    beat, _, warning = routing.root.children
    found = list(check_routes(with_children(routing, beat, warning), [each.alert for each in ALERTS]))
    assert "MG445" in {each.code for each in found}
    assert any("step after 15m to oncall is missing" in each.message for each in found)


def test_a_lost_heartbeat_is_found() -> None:
    routing = made()
    assert "MG445" in codes(with_children(routing, *routing.root.children[1:]))


def test_another_time_another_receiver_and_another_interval_are_found() -> None:
    routing = made()
    beat, critical, warning = routing.root.children
    slower = replace(critical, timing=replace(critical.timing, repeat_interval=duration("9h")))
    elsewhere = replace(warning, receiver="critical")
    always = replace(warning, active=())
    for children in ((beat, slower, warning), (beat, critical, elsewhere), (beat, critical, always)):
        assert "MG445" in codes(with_children(routing, *children))


def test_a_route_that_takes_anothers_alerts_is_found() -> None:
    routing = made()
    beat, critical, warning = routing.root.children
    greedy = replace(warning, matchers=())
    assert codes(with_children(routing, beat, greedy, critical, warning)) >= {"MG445", "MG446"}


def test_a_continue_to_nothing_is_found() -> None:
    routing = made()
    *others, last = routing.root.children
    assert codes(with_children(routing, *others, replace(last, cont=True))) == {"MG447"}


def test_a_route_that_takes_what_no_alert_has_yet_is_found() -> None:
    routing = made()
    beat, critical, warning = routing.root.children
    greedy = with_children(routing, beat, critical, replace(warning, matchers=()))
    told = [each.message for each in check_routes(greedy, [each.alert for each in ALERTS])]
    assert any("AnotherAlert (default) does not go where it was meant" in message for message in told)


def test_a_heartbeat_that_takes_another_alert_is_found() -> None:
    routing = made()
    beat, *others = routing.root.children
    for matcher in beat.matchers:
        assert "MG445" in codes(with_children(routing, replace(beat, matchers=(matcher,)), *others))


def test_receivers_and_intervals_that_are_missing_or_idle_are_found() -> None:
    routing = made()
    assert codes(replace(routing, receivers={**routing.receivers, "idle": Receiver("idle", ())})) == {"MG448"}
    assert codes(replace(routing, intervals={})) == {"MG448"}


def test_a_continue_after_which_nothing_takes_the_alert_is_found() -> None:
    routing = made()
    beat, *others = routing.root.children
    assert codes(with_children(routing, replace(beat, cont=True), *others)) == {"MG447"}


def test_a_route_that_its_own_alerts_do_not_reach_is_found() -> None:
    routing = made()
    beat, critical, warning = routing.root.children
    elsewhere = replace(critical, matchers=(Matcher("severity", "=", "fatal"),))
    assert "MG446" in codes(with_children(routing, beat, elsewhere, warning))


def test_an_alert_of_which_nothing_says_who_is_told_is_found() -> None:
    assert "MG449" in codes(replace(made(), intents={}))


@pytest.mark.parametrize(
    ("source", "target", "equal", "found"),
    [
        ({"alertname": "Down"}, {"severity": "warning"}, ("service",), set()),
        ({"alertname": "Gone"}, {"severity": "warning"}, ("service",), {"MG450"}),
        ({"alertname": "Down"}, {"service": "db"}, ("service",), {"MG450"}),
        ({"alertname": "Down"}, {"severity": "warning"}, ("cluster",), {"MG450"}),
        ({"severity": "critical"}, {"alertname": "Down"}, ("service",), {"MG450"}),
    ],
    ids=["sound", "no source", "no pair", "nothing in common", "only itself"],
)
def test_inhibit_rules_that_cover_nothing_or_everything_are_found(
    source: dict[str, str], target: dict[str, str], equal: tuple[str, ...], found: set[str]
) -> None:
    sides = [tuple(Matcher(label, "=", value) for label, value in side.items()) for side in (source, target)]
    assert codes(replace(made(), inhibits=(Inhibit("one", sides[0], sides[1], equal, None),))) == found


def test_a_rule_without_equal_is_told_if_it_has_sources_of_several_services() -> None:
    origin = Origin("policy.yaml", ("inhibit", "one"))
    slow = Inhibit("one", (Matcher("alertname", "=", "Slow"),), (Matcher("alertname", "=", "Down"),), (), origin)
    assert codes(replace(made(), inhibits=(slow,))) == {"MG450"}
    of_one = replace(slow, source=(*slow.source, Matcher("service", "=", "db")))
    assert codes(replace(made(), inhibits=(of_one,))) == set()


def test_a_rule_with_sources_on_one_side_and_on_both_is_found() -> None:
    origin = Origin("policy.yaml", ("inhibit", "one"))
    rule = Inhibit(
        "one", (Matcher("service", "=", "api"),), (Matcher("severity", "=", "warning"),), ("service",), origin
    )
    assert codes(replace(made(), inhibits=(rule,))) == {"MG451"}
    sharp = replace(rule, source=(*rule.source, Matcher("severity", "=", "critical")))
    assert codes(replace(made(), inhibits=(sharp,))) == set()


@pytest.mark.parametrize(
    ("ranges", "found"),
    [
        ([TimeRange(weekdays=("monday:friday",))], []),
        ([TimeRange(times=(("00:00", "12:00"),)), TimeRange(times=(("12:00", "24:00"),))], ["all the time"]),
        ([TimeRange(times=(("00:00", "12:00"),)), TimeRange(times=(("12:00", "24:00"),), location="Asia/Tokyo")], []),
        ([TimeRange(days_of_month=("29",), months=("2",))], []),
        ([TimeRange(days_of_month=("29",), months=("2",), years=("2026:2027",))], ["never"]),
        ([TimeRange(days_of_month=("31",), months=("4", "june"))], ["never"]),
        ([TimeRange(days_of_month=("31",), months=("4",)), TimeRange(months=("5",))], []),
        ([TimeRange(days_of_month=("-1",), location="Europe/Berlin")], ["March"]),
        ([TimeRange(days_of_month=("-1",), months=("4:12",), location="Europe/Berlin")], []),
        ([TimeRange(days_of_month=("-1",), location="Asia/Tokyo")], []),
        ([TimeRange(days_of_month=("1:7",), location="Europe/Berlin")], []),
    ],
)
def test_intervals_that_hold_never_always_or_on_other_days_are_found(ranges: list[TimeRange], found: list[str]) -> None:
    routing = replace(made(), intervals={"one": Interval("one", tuple(ranges), Origin("", ()))})
    told = [each.message for each in check_times(routing)]
    assert len(told) == len(found)
    assert all(word in message for word, message in zip(found, told, strict=True))
