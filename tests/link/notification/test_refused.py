"""Policies that can't be meant, and what is said of them."""

from __future__ import annotations

import pytest

from tests.link.notification.asked import HOURS, ONE, TEAMS
from tests.support.policies import alert, found, the

# -- what can't be meant -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("severities: {warning: {notify: [chatt]}}", "MG400", "did you mean chat?"),
        ("severities: {warning: {}}\nteams: {pay: {channels: {pager: {}}}}", "MG401", "declare it at the root"),
        ("severities: {critical: {}}", "MG403", "known: critical"),
        ("severities: {warning: {}, p1: {}}", "MG405", "means: critical"),
        ("severities: {warning: {}, none: {means: info}}", "MG405", "rename it"),
        ("severities: {warning: {mute: [nights]}}", "MG404", "declare it"),
        ("severities: {warning: {repeat_interval: 1m}}", "MG423", "longer"),
        ("severities: {warning: {repeat_interval: 10d}}", "MG424", "shorter one"),
        ("severities: {warning: {}}\nteams: {pay: {severities: {warnings: {}}}}", "MG403", "did you mean warning?"),
    ],
)
def test_words_about_nothing(text: str, code: str, hint: str) -> None:
    one = the(code, found(ONE + text, alert("api", "Slow", "warning")))
    assert hint in one.hint


def test_a_policy_without_a_default_has_no_root_route() -> None:
    text = ONE.replace("default_notify: [chat]", "severities: {warning: {notify: [chat]}}")
    assert the("MG408", found(text, alert("api", "Slow", "warning")))


def test_a_team_that_drops_all_channels_of_a_list_reaches_nobody_and_is_told() -> None:
    text = f"{TEAMS}severities: {{critical: {{notify: [oncall]}}}}\nteams: {{depot: {{channels: {{oncall: none}}}}}}"
    one = the("MG413", found(text, alert("depot", "Down", "critical", "depot")))
    assert (one.level, one.message) == ("warning", "critical alerts of depot reach nobody: oncall is off")


def test_an_environment_that_turns_all_channels_of_a_row_off_is_noted() -> None:
    text = ONE.replace("oncall: {pagerduty: {routing_key: {secret: pd}}}", "oncall: none")
    table = "severities: {critical: {notify: {hours: [chat], otherwise: [oncall]}}}"
    one = the("MG413", found(text + HOURS + table, alert("api", "Down", "critical")))
    assert (one.level, "in the row 'otherwise'" in one.message) == ("note", True)


def test_two_questions_with_one_name_are_refused() -> None:
    text = f"{TEAMS}severities: {{b-c: {{means: critical, notify: [chat]}}, c: {{means: info, notify: [chat]}}}}\n"
    teams = "teams: {a: {}, a-b: {}}"
    assert the("MG412", found(text + teams, alert("x", "A", "b-c", "a"), alert("y", "B", "c", "a-b")))


@pytest.mark.parametrize("severity", ["default", "heartbeat", "nobody"])
def test_a_severity_can_not_take_the_name_of_a_built_in_receiver(severity: str) -> None:
    stack = "stack: {alertmanager: {heartbeat: mail}}\n"
    severities = f"severities: {{{severity}: {{means: info}}, info: {{notify: none}}}}"
    assert the("MG412", found(ONE + stack + severities, alert("x", "A", severity), alert("x", "B", "info")))
