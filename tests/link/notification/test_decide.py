"""Who is told: given a policy, then these receivers."""

from __future__ import annotations

import pytest

from monitorgen.check.routes import check_routes
from monitorgen.link.notification.decide import decide
from monitorgen.plan.routing import HEARTBEAT_LABELS, intent_of
from monitorgen.raw import NONE
from monitorgen.routing.tree import Tree
from tests.link.notification.asked import HOURS, LADDER, ONE, TEAMS, channels, receivers
from tests.support.policies import alert, found, policy, routed, the

# -- lists -------------------------------------------------------------------------------------------------------------


def test_without_teams_receivers_are_named_after_severities() -> None:
    critical, warning = alert("api", "Down", "critical"), alert("api", "Slow", "warning")
    routing = routed(ONE + "severities: {critical: {notify: [oncall, chat]}, warning: {}}", critical, warning)
    assert list(routing.receivers) == ["default", "critical", "warning"]
    assert receivers(routing, critical) == ["critical"]
    assert channels(routing, "critical") == ["oncall", "chat"]


def test_a_severity_without_a_list_starts_from_the_default() -> None:
    routing = routed(ONE + "severities: {warning: {}}", alert("api", "Slow", "warning"))
    assert channels(routing, "warning") == channels(routing, "default") == ["chat"]


def test_what_nobody_declared_falls_to_the_root() -> None:
    routing = routed(ONE + "severities: {warning: {}}", alert("api", "Slow", "warning"))
    assert [each.route.receiver for each in Tree(routing.root).deliveries({"severity": "odd"})] == ["default"]


def test_a_severity_that_no_alert_has_gets_no_route() -> None:
    routing = routed(ONE + "severities: {critical: {}, warning: {}}", alert("api", "Slow", "warning"))
    assert [each.receiver for each in routing.root.children] == ["warning"]


@pytest.mark.parametrize(
    ("own", "team", "severity", "expected"),
    [
        (["mail"], "[oncall]", "[chat]", ["mail"]),
        (None, "[oncall]", "[chat]", ["oncall"]),
        (None, None, "[chat, mail]", ["chat", "mail"]),
        (None, None, None, ["strays"]),
    ],
)
def test_the_nearest_list_is_taken(
    own: list[str] | None, team: str | None, severity: str | None, expected: list[str]
) -> None:
    words = f"{{severities: {{warning: {{notify: {team}}}}}}}" if team else "{}"
    text = f"{TEAMS}severities: {{warning: {{{f'notify: {severity}' if severity else ''}}}}}\nteams: {{pay: {words}}}"
    told = alert("api", "Slow", "warning", "pay", notify=own)
    routing = routed(text, told)
    (receiver,) = receivers(routing, told)
    assert receiver == ("api-Slow-warning" if own else "pay-warning")
    assert channels(routing, receiver) == expected


def test_an_alerts_own_list_gets_a_receiver_named_after_the_entry_and_the_alert() -> None:
    told, other = alert("api", "Slow", "warning", notify=["mail"]), alert("api", "Odd", "warning")
    routing = routed(ONE + "severities: {warning: {}}", told, other)
    assert receivers(routing, told) == ["api-Slow"]
    assert receivers(routing, other) == ["warning"]


def test_an_alert_of_the_whole_system_is_told_apart_by_having_no_service() -> None:
    told, other = alert(None, "Slow", "warning", notify=["mail"]), alert("api", "Slow", "warning")
    routing = routed(ONE + "severities: {warning: {}}", told, other)
    assert receivers(routing, told) == ["system-Slow"]
    assert receivers(routing, other) == ["warning"]


def test_none_tells_nobody_and_ends_the_ladder() -> None:
    told, other = alert("api", "Slow", "critical", notify=NONE), alert("api", "Down", "critical")
    routing = routed(ONE + "severities: {critical: {escalate: {15m: [oncall]}}}", told, other)
    assert receivers(routing, told) == ["nobody"]
    assert routing.receivers["nobody"].integrations == ()
    assert receivers(routing, other) == ["critical", "critical-after-15m"]


def test_a_severity_of_none_tells_nobody() -> None:
    told = alert("api", "Note", "info")
    assert receivers(routed(ONE + "severities: {info: {notify: none}}", told), told) == ["nobody"]


# -- teams -------------------------------------------------------------------------------------------------------------


def test_a_teams_channel_replaces_the_roots() -> None:
    text = f"""{TEAMS}
severities: {{critical: {{notify: [oncall]}}}}
teams:
  pay: {{channels: {{oncall: {{pagerduty: {{routing_key: {{secret: pd_pay}}}}}}}}}}
  web: {{}}
"""
    pay, web = alert("checkout", "Down", "critical", "pay"), alert("site", "Down", "critical", "web")
    routing = routed(text, pay, web)
    keys = [
        str(routing.receivers[name].integrations[0].settings["routing_key"])
        for name in ("pay-critical", "web-critical")
    ]
    assert ["pd_pay" in keys[0], "pd_platform" in keys[1]] == [True, True]
    assert receivers(routing, pay) == ["pay-critical"]


def test_an_alert_of_another_team_goes_to_that_team() -> None:
    text = f"{TEAMS}severities: {{critical: {{notify: [chat]}}}}\nteams: {{pay: {{}}, identity: {{}}}}"
    told = alert("checkout", "LoginAbuse", "critical", "identity")
    routing = routed(text, told, alert("checkout", "Down", "critical", "pay"))
    assert receivers(routing, told) == ["identity-critical"]
    assert routing.receivers["identity-critical"].integrations[0].settings["channel"] == "#alerts-identity"


def test_an_alert_without_a_team_is_not_taken_by_a_teams_route() -> None:
    text = f"{TEAMS}severities: {{critical: {{notify: [strays]}}}}\nteams: {{pay: {{}}}}"
    told = alert("odd", "Down", "critical")
    routing = routed(text, told, alert("checkout", "Down", "critical", "pay"))
    assert receivers(routing, told) == ["critical"]


LADDER_OF_TEAMS = f"""{TEAMS}{HOURS}
severities:
  critical: {{notify: [oncall, chat], escalate: {{1h: [mail]}}}}
  warning: {{notify: {{hours: [chat], otherwise: [mail]}}}}
teams: {{pay: {{}}}}
"""


def test_where_a_channel_needs_a_team_an_alert_of_none_goes_to_the_default() -> None:
    down, slow = alert("prometheus", "Down", "critical"), alert("prometheus", "Slow", "warning")
    pay = alert("checkout", "Down", "critical", "pay")
    routing = routed(LADDER_OF_TEAMS, down, slow, pay)
    assert receivers(routing, down) == ["critical", "critical-after-1h"]
    assert channels(routing, "critical") == ["oncall", "strays"]
    assert channels(routing, "critical-after-1h") == ["strays"]
    assert channels(routing, "pay-critical") == ["oncall", "chat"]
    assert receivers(routing, slow) == ["warning"]
    assert channels(routing, "warning") == ["strays"]
    assert not list(check_routes(routing, [down.alert, slow.alert, pay.alert]))


def test_only_the_part_of_a_channel_that_needs_a_team_is_stood_in_for() -> None:
    channel = "chat: {slack: {api_url: {secret: s}, channel: '#{team}'}, webhook: {url: 'https://bot.internal/x'}}"
    text = f"""channels: {{{channel}, strays: {{webhook: {{url: 'https://strays.internal/x'}}}}}}
default_notify: [strays]
severities: {{critical: {{notify: [chat]}}}}
teams: {{pay: {{}}}}"""
    told = alert("prometheus", "Down", "critical")
    made = routed(text, told).receivers["critical"].integrations
    assert [(each.kind, each.channel) for each in made] == [("webhook", "chat"), ("webhook", "strays")]


def test_an_alert_that_names_the_channel_itself_says_its_team() -> None:
    told = alert("prometheus", "Down", "critical", notify=["chat"])
    assert the("MG213", found(LADDER_OF_TEAMS, told))


def test_an_alert_of_no_team_whose_default_is_off_is_not_lost_in_silence() -> None:
    text = LADDER_OF_TEAMS.replace("notify: [oncall, chat]", "notify: [chat]")
    text = text.replace("strays: {slack: {api_url: {secret: slack_url}, channel: '#strays'}}", "strays: none")
    found_there = found(text, alert("prometheus", "Down", "critical"))
    messages = [(each.level, each.message) for each in found_there if each.code == "MG413"]
    assert ("warning", "critical alerts reach nobody: chat needs a {team}, and default_notify is off") in messages


def test_a_channel_that_is_off_is_off_whatever_a_team_says() -> None:
    text = f"""{TEAMS.replace("oncall: {pagerduty: {routing_key: {secret: pd_platform}}}", "oncall: none")}
severities: {{critical: {{notify: [oncall, chat]}}}}
teams: {{pay: {{channels: {{oncall: {{pagerduty: {{routing_key: {{secret: pd_pay}}}}}}}}}}}}
"""
    told = alert("checkout", "Down", "critical", "pay")
    assert channels(routed(text, told), "pay-critical") == ["chat"]


def test_a_team_drops_a_channel_for_itself() -> None:
    text = f"""{TEAMS}
severities: {{critical: {{notify: [oncall, chat]}}}}
teams: {{depot: {{channels: {{oncall: none}}}}, web: {{}}}}
"""
    depot, web = alert("depot", "Down", "critical", "depot"), alert("site", "Down", "critical", "web")
    routing = routed(text, depot, web)
    assert channels(routing, "depot-critical") == ["chat"]
    assert channels(routing, "web-critical") == ["oncall", "chat"]


# -- placeholders ------------------------------------------------------------------------------------------------------


def test_a_channel_per_service_makes_a_receiver_per_service() -> None:
    text = ONE.replace("'#shop'", "'#{service}-{environment}'").replace("[chat]", "[mail]")
    one, other = alert("api", "Slow", "warning"), alert("db", "Slow", "warning")
    routing = routed(text + "severities: {warning: {notify: [chat]}}", one, other)
    assert (receivers(routing, one), receivers(routing, other)) == (["warning-api"], ["warning-db"])
    assert routing.receivers["warning-db"].integrations[0].settings["channel"] == "#db-staging"


def test_templates_of_alertmanager_are_left_alone() -> None:
    text = ONE.replace("'#shop'", "'#{severity}-{{ .CommonLabels.team }}'").replace("[chat]", "[mail]")
    routing = routed(text + "severities: {warning: {notify: [chat]}}", alert("api", "Slow", "warning"))
    assert routing.receivers["warning"].integrations[0].settings["channel"] == "#warning-{{ .CommonLabels.team }}"


@pytest.mark.parametrize(
    ("channel", "default", "severity", "code"),
    [
        ("#{teem}", "[mail]", "[chat]", "MG212"),
        ("#{region}", "[mail]", "[chat]", "MG213"),
        ("#{team}", "[mail]", "[chat]", "MG213"),
        ("#{service}", "[chat]", "[mail]", "MG417"),
        ("#{severity}", "[chat]", "[mail]", "MG417"),
    ],
)
def test_placeholders_that_have_no_value(channel: str, default: str, severity: str, code: str) -> None:
    text = ONE.replace("#shop", channel).replace("default_notify: [chat]", f"default_notify: {default}")
    assert the(code, found(f"{text}severities: {{warning: {{notify: {severity}}}}}", alert("api", "Slow", "warning")))


def test_an_alert_of_the_whole_system_has_no_service_to_fill_in() -> None:
    text = ONE.replace("#shop", "#{service}").replace("default_notify: [chat]", "default_notify: [mail]")
    one = the("MG418", found(text + "severities: {warning: {notify: [chat]}}", alert(None, "Slow", "warning")))
    assert one.where is not None


# -- the heartbeat -----------------------------------------------------------------------------------------------------

HEARTBEAT = "stack: {alertmanager: {heartbeat: mail}}\nseverities: {warning: {}}"


def test_the_heartbeat_comes_first_and_is_never_resolved() -> None:
    routing = routed(ONE + HEARTBEAT, alert("api", "Slow", "warning"))
    (beat,) = Tree(routing.root).deliveries(HEARTBEAT_LABELS)
    assert routing.root.children[0] is beat.route
    assert beat.route.receiver == "heartbeat"
    assert [each.send_resolved for each in routing.receivers["heartbeat"].integrations] == [False]
    assert (str(beat.timing.group_wait), str(beat.timing.group_interval)) == ("0s", "30s")


@pytest.mark.parametrize("environment", ["production", "production-eu", "prod", "live"])
def test_production_needs_a_heartbeat(environment: str) -> None:
    told = alert("api", "Slow", "warning")
    assert the("MG410", found(ONE + "severities: {warning: {}}", told, environment=environment)).level == "error"
    none = "stack: {alertmanager: {heartbeat: none}}\nseverities: {warning: {}}"
    assert not found(ONE + none, told, environment=environment)


def test_a_heartbeat_whose_channel_is_off_is_refused() -> None:
    text = ONE.replace("mail: {webhook: {url: 'https://mail.internal/hook'}}", "mail: none") + HEARTBEAT
    assert the("MG411", found(text, alert("api", "Slow", "warning")))


# -- intents -----------------------------------------------------------------------------------------------------------


def test_an_intent_keeps_the_owners_words_and_is_found_again_by_the_alert() -> None:
    told, own = alert("api", "Down", "critical"), alert("db", "Down", "critical", notify=["mail"])
    routing = routed(LADDER, told, own)
    assert intent_of(routing.intents, told.alert) == "critical"
    assert intent_of(routing.intents, own.alert) == "critical@db.Down"
    steps = routing.intents["critical"].steps
    assert [(str(step.after), step.channels) for step in steps] == [
        ("0s", ("oncall", "chat")),
        ("15m", ("oncall",)),
        ("1h", ("mail",)),
    ]
    assert routing.intents["critical"].because.path == ("severities", "critical", "notify")
    assert routing.intents["critical@db.Down"].because.path == ("services", "db", "alerts", "Down", "notify")


@pytest.mark.slow
def test_forty_thousand_alerts_make_as_many_routes_as_there_are_classes() -> None:
    teams = ", ".join(f"t{number}: {{}}" for number in range(20))
    text = (
        f"{TEAMS}severities: {{critical: {{notify: [oncall, chat]}}, warning: {{notify: [chat]}}}}\nteams: {{{teams}}}"
    )
    told = [
        alert(f"s{number}", name, severity, f"t{number % 20}")
        for number in range(10_000)
        for name, severity in (("A", "critical"), ("A", "warning"), ("B", "critical"), ("C", "warning"))
    ]
    routing, diagnostics = decide(policy(text), told)
    assert not diagnostics
    assert len(routing.root.children) == 40
    assert not list(check_routes(routing, [each.alert for each in told]))
