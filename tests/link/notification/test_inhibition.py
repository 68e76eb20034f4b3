"""Inhibition: which alerts silence which, and rules that never could."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.policies import alert, found, routed, the

if TYPE_CHECKING:
    from monitorgen.link.notification.policy import Told
    from monitorgen.plan.routing import Inhibit, Matcher

BASE = """
channels: {chat: {slack: {api_url: {secret: slack_url}, channel: '#shop'}}}
default_notify: [chat]
severities: {critical: {}, warning: {}, info: {}}
"""


def written(matchers: tuple[Matcher, ...]) -> str:
    return ", ".join(f"{each.label}{each.op}{each.value}" for each in matchers)


def rules(text: str, *alerts: Told) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [_of(each) for each in routed(BASE + text, *alerts).inhibits]


def _of(rule: Inhibit) -> tuple[str, str, str, tuple[str, ...]]:
    return rule.name, written(rule.source), written(rule.target), rule.equal


# -- higher-severity ---------------------------------------------------------------------------------------------------


def test_the_worse_of_one_alert_silences_the_milder_of_the_same_series() -> None:
    pair = [alert("db", "Full", severity, by=["mountpoint"]) for severity in ("critical", "warning")]
    assert rules("", *pair, alert("api", "Slow", "warning", by=["route"])) == [
        ("higher-severity", "severity=critical", "severity=warning", ("alertname", "service", "mountpoint"))
    ]


def test_equal_holds_the_labels_of_all_alerts_that_have_several_severities() -> None:
    told = [alert("db", "Full", each, by=["mountpoint"]) for each in ("critical", "warning")]
    told += [alert("q", "Late", each, by=["queue"]) for each in ("critical", "warning")]
    ((_, _, _, equal),) = rules("", *told)
    assert equal == ("alertname", "service", "mountpoint", "queue")


def test_three_severities_make_a_rule_for_each_worse_one() -> None:
    told = [alert("db", "Full", each) for each in ("critical", "warning", "info")]
    assert [(name, source, target) for name, source, target, _ in rules("", *told)] == [
        ("higher-severity-critical", "severity=critical", "severity=~warning|info"),
        ("higher-severity-warning", "severity=warning", "severity=info"),
    ]


def test_a_pair_whose_sides_have_other_labels_gets_a_rule_of_its_own() -> None:
    told = [alert("db", "Full", each, by=["mountpoint"]) for each in ("critical", "warning")]
    told += [alert("db", "Odd", "critical"), alert("db", "Odd", "warning", by=["mountpoint"])]
    assert rules("", *told)[1] == (
        "higher-severity-critical-Odd",
        "severity=critical, alertname=Odd",
        "severity=warning",
        ("alertname", "service"),
    )


def test_without_a_pair_no_built_in_rule_is_written() -> None:
    assert not rules("", alert("api", "Slow", "warning"), alert("db", "Full", "critical"))


def test_the_same_name_in_two_services_is_no_pair() -> None:
    assert not rules("", alert("api", "Slow", "critical"), alert("db", "Slow", "warning"))


def test_it_is_tuned_by_equal_and_dropped_by_none() -> None:
    told = [alert("api", "Down", "critical", down=True), alert("api", "Slow", "warning")]
    tuned = "inhibit: {higher-severity: {equal: [service]}}"
    assert rules(tuned, *told) == [("higher-severity", "severity=critical", "severity=warning", ("service",))]
    pair = [alert("db", "Full", each) for each in ("critical", "warning")]
    assert not rules("inhibit: {higher-severity: none}", *pair)


def test_a_label_that_some_alerts_lack_on_both_sides_is_asked_for() -> None:
    told = [
        alert("api", "Down", "critical"),
        alert("api", "Slow", "warning"),
        alert(None, "Odd", "critical"),
        alert(None, "Strange", "warning"),
    ]
    ((_, source, _, _),) = rules("inhibit: {higher-severity: {equal: [service]}}", *told)
    assert source == "severity=critical, service!="


def test_equal_labels_that_no_alert_has_would_silence_everything() -> None:
    told = [alert("api", "Down", "critical"), alert("db", "Slow", "warning")]
    one = the("MG441", found(f"{BASE}inhibit: {{higher-severity: {{equal: [cluster]}}}}", *told))
    assert "missing on both sides counts as equal" in one.hint


def test_only_equal_of_a_built_in_rule_can_be_tuned() -> None:
    text = f"{BASE}inhibit: {{higher-severity: {{source: {{severity: critical}}}}}}"
    assert the("MG440", found(text, alert("api", "Down", "critical")))


# -- down --------------------------------------------------------------------------------------------------------------


def test_what_is_down_silences_the_milder_alerts_of_its_service() -> None:
    told = [
        alert("api", "ServiceDown", "critical", by=["instance"], down=True),
        alert("db", "TargetDown", "critical", down=True),
        alert("api", "Slow", "warning"),
    ]
    assert rules("", *told) == [
        ("down", "alertname=~ServiceDown|TargetDown, severity=critical", "severity=warning", ("service",))
    ]
    assert not rules("inhibit: {down: none}", *told)


def test_down_silences_nothing_that_is_as_bad() -> None:
    assert not rules("", alert("api", "Down", "warning", down=True), alert("api", "Slow", "warning"))
    assert not rules("", alert("api", "Down", "warning", down=True), alert("api", "Lost", "critical"))


def test_down_is_left_out_where_higher_severity_silences_it_all() -> None:
    told = [alert("api", "Down", "critical", down=True), alert("api", "Slow", "warning")]
    assert len(rules("inhibit: {higher-severity: {equal: [service]}}", *told)) == 1
    assert len(rules("inhibit: {higher-severity: {}}", *told)) == 1


# -- inhibits of an alert ----------------------------------------------------------------------------------------------


def test_an_alert_silences_others_of_its_service() -> None:
    told = [alert("api", "Lost", "warning", inhibits=["Slow", "Odd"]), *_others("api")]
    assert rules("", *told) == [("Lost-inhibits", "alertname=Lost", "alertname=~Odd|Slow", ("service",))]


def test_the_same_words_of_all_services_are_one_rule_and_of_some_services_name_them() -> None:
    told = [alert(name, "Lost", "warning", inhibits=["Slow"]) for name in ("a", "b")] + _others("a") + _others("b")
    ((_, source, _, _),) = rules("", *told)
    assert source == "alertname=Lost"
    ((_, source, _, _),) = rules("", *told, alert("c", "Lost", "warning"))
    assert source == "alertname=Lost, service=~a|b"


def _others(service: str) -> list[Told]:
    return [alert(service, "Slow", "warning"), alert(service, "Odd", "warning")]


@pytest.mark.parametrize(
    ("inhibits", "code", "hint"),
    [(["Slwo"], "MG442", "did you mean Slow?"), (["Lost"], "MG443", "drop it")],
)
def test_an_alert_can_not_inhibit_what_is_not_there_or_itself(inhibits: list[str], code: str, hint: str) -> None:
    one = the(code, found(BASE, alert("api", "Lost", "warning", inhibits=inhibits), *_others("api")))
    assert hint in one.hint
    assert getattr(one.where, "path", ())[-2:] == ("inhibits", 0)


def test_alerts_that_silence_each_other_would_both_be_silent() -> None:
    both = [alert("api", "A", "warning", inhibits=["B"]), alert("api", "B", "warning", inhibits=["A"])]
    assert [each.code for each in found(BASE, *both)] == ["MG444", "MG444"]


def test_silencing_something_worse_that_silences_back_is_found() -> None:
    told = [alert("api", "A", "warning", inhibits=["B"]), alert("api", "B", "critical")]
    one = the("MG444", found(f"{BASE}inhibit: {{higher-severity: {{equal: [service]}}}}", *told))
    assert one.message == "A silences B and is silenced by it, by higher-severity"
    assert not found(BASE, *told)


# -- rules of the policy -----------------------------------------------------------------------------------------------


def test_a_rule_of_ones_own() -> None:
    told = [alert("db", "Lost", "critical"), alert("api", "Slow", "warning", labels={"tier": "1"})]
    text = "inhibit: {database: {source: {service: db, alertname: Lost}, target: {tier: '1'}}}"
    assert rules(text, *told) == [("database", "alertname=Lost, service=db", "tier=1", ())]


@pytest.mark.parametrize(
    ("rule", "code", "words"),
    [
        ("{target: {service: api}}", "MG440", "no source"),
        ("{source: {service: dbb}, target: {service: api}}", "MG441", "no alert has"),
        ("{source: {service: db}, target: {tier: '2'}}", "MG441", "no alert has"),
        ("{source: {service: db}, target: {service: api}, equal: [service]}", "MG441", "no pair"),
        ("{source: {service: db}, target: {service: api}, equal: [zone]}", "MG441", "would silence every target"),
        ("{source: {service: db}, target: {service: api}, equal: [route]}", "MG441", "no source has the label"),
        ("{source: {service: api}, target: {service: api}}", "MG441", "no pair"),
    ],
)
def test_a_rule_that_could_never_do_what_it_says(rule: str, code: str, words: str) -> None:
    told = [alert("db", "Lost", "critical"), alert("api", "Slow", "warning", by=["route"])]
    one = the(code, found(f"{BASE}inhibit: {{mine: {rule}}}", *told))
    assert words in one.message
    assert one.level == "error"


def test_labels_that_series_bring_along_may_agree() -> None:
    told = [alert("node", "Lost", "critical", by=["instance"]), alert("db", "Slow", "warning", by=["instance"])]
    text = "inhibit: {host: {source: {service: node}, target: {service: db}, equal: [instance]}}"
    assert rules(text, *told) == [("host", "service=node", "service=db", ("instance",))]
