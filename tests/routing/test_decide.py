"""The whole decision: routes, groups, times and what keeps an alert quiet."""

from __future__ import annotations

from datetime import UTC, datetime

from monitorgen.diagnostics import Origin
from monitorgen.plan.routing import Inhibit, Interval, Matcher, Route, TimeRange, Timing
from monitorgen.routing.decide import Policy, decide
from monitorgen.routing.inhibition import Inhibitor
from monitorgen.routing.tree import Tree
from monitorgen.units import duration

NIGHT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
DAY = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
INTERVALS = {
    "nights": Interval("nights", (TimeRange(times=(("00:00", "06:00"),)),), Origin("", ())),
    "weekdays": Interval("weekdays", (TimeRange(weekdays=("monday:friday",)),), Origin("", ())),
}


def matcher(label: str, value: str) -> Matcher:
    return Matcher(label, "=", value)


def policy(*children: Route, inhibits: tuple[Inhibit, ...] = (), group_by: tuple[str, ...] | None = None) -> Policy:
    return Policy(Tree(Route("root", timing=Timing(group_by), children=children)), inhibits, INTERVALS)


DOWN = Inhibit(
    "down", (matcher("alertname", "Down"),), (Matcher("severity", "=~", "warning|info"),), ("service",), None
)


def test_the_path_the_group_and_its_key_are_told() -> None:
    made = policy(Route("a", (matcher("y", "2"), matcher("x", 'q"')), timing=Timing(("x", "gone"))))
    (one,) = decide(made, {"x": 'q"', "y": "2", "empty": ""}).deliveries
    assert [each.receiver for each in one.path] == ["root", "a"]
    assert one.group == {"x": 'q"'}
    assert one.key == '{}/{x="q\\"",y="2"}:{x="q\\""}'


def test_three_dots_group_by_everything() -> None:
    (one,) = decide(policy(group_by=("...",)), {"b": "2", "a": "1"}).deliveries
    assert one.key == '{}:{a="1", b="2"}'


def test_the_timing_is_complete_even_where_nothing_is_said() -> None:
    (one,) = decide(policy(), {}).deliveries
    assert one.timing == Timing((), duration("30s"), duration("5m"), duration("4h"))


def test_a_route_is_silent_while_it_is_muted_or_not_active() -> None:
    made = policy(Route("a", mute=("nights",), cont=True), Route("b", active=("weekdays", "nights")))
    at_night, at_day = decide(made, {}, NIGHT), decide(made, {}, DAY)
    assert (at_night.told, at_night.deliveries[0].muted_by) == (("b",), ("nights",))
    assert at_day.told == ("a", "b")
    outside = decide(policy(Route("b", active=("weekdays",))), {}, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert (outside.told, outside.deliveries[0].outside) == ((), ("weekdays",))


def test_without_a_time_no_interval_is_looked_at() -> None:
    assert decide(policy(Route("a", mute=("nights",))), {}).told == ("a",)


def test_an_alert_is_quiet_while_its_cause_fires() -> None:
    made = policy(inhibits=(DOWN,))
    slow = {"alertname": "Slow", "severity": "warning", "service": "api"}
    down = {"alertname": "Down", "severity": "critical", "service": "api"}
    found = decide(made, slow, firing=[down, {**down, "service": "db"}])
    assert [(each.rule.name, each.source) for each in found.inhibited_by] == [("down", down)]
    assert found.told == ()
    assert decide(made, down, firing=[slow]).told == ("root",)


def test_a_label_that_both_lack_is_the_same() -> None:
    slow = {"alertname": "Slow", "severity": "warning"}
    assert decide(policy(inhibits=(DOWN,)), slow, firing=[{"alertname": "Down"}]).inhibited_by


def test_what_is_on_both_sides_keeps_only_the_others_quiet() -> None:
    rule = Inhibit("any", (matcher("a", "1"),), (matcher("b", "1"),), (), None)
    both, source = {"a": "1", "b": "1"}, {"a": "1"}
    made = policy(inhibits=(rule,))
    assert not decide(made, both, firing=[both]).inhibited_by
    assert decide(made, both, firing=[source]).inhibited_by
    assert decide(made, {"b": "1"}, firing=[both]).inhibited_by


def test_many_questions_about_the_same_alerts() -> None:
    firing = Inhibitor.of((DOWN,), [{"alertname": "Down", "service": str(number)} for number in range(100)])
    quiet = [
        decide(policy(inhibits=(DOWN,)), {"severity": "info", "service": str(number)}, firing=firing).inhibited_by
        for number in range(99, 102)
    ]
    assert [bool(each) for each in quiet] == [True, False, False]
