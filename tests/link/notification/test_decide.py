"""Who is told: given a policy, then these receivers."""

from __future__ import annotations

import pytest

from monitorgen.check.routes import check_routes
from monitorgen.link.notification.decide import decide
from monitorgen.plan.routing import HEARTBEAT_LABELS, Routing, intent_of
from monitorgen.raw import NONE
from monitorgen.routing.tree import Delivery, Tree
from monitorgen.units import duration
from tests.support.policies import alert, found, policy, routed, the

ONE = """
channels:
  chat: {slack: {api_url: {secret: slack_url}, channel: '#shop'}}
  mail: {webhook: {url: 'https://mail.internal/hook'}}
  oncall: {pagerduty: {routing_key: {secret: pd}}}
default_notify: [chat]
"""
TEAMS = """
channels:
  chat: {slack: {api_url: {secret: slack_url}, channel: '#alerts-{team}'}}
  mail: {webhook: {url: 'https://mail.internal/{team}'}}
  oncall: {pagerduty: {routing_key: {secret: pd_platform}}}
  strays: {slack: {api_url: {secret: slack_url}, channel: '#strays'}}
default_notify: [strays]
"""
HOURS = "time_intervals: {hours: {weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Berlin}}\n"


def reached(routing: Routing, told: object, **labels: str) -> tuple[Delivery, ...]:
    from monitorgen.link.notification.policy import Told

    assert isinstance(told, Told)
    return Tree(routing.root).deliveries({**told.alert.labels, "alertname": told.alert.alertname, **labels})


def receivers(routing: Routing, told: object) -> list[str]:
    return [each.route.receiver for each in reached(routing, told)]


def channels(routing: Routing, receiver: str) -> list[str]:
    return [each.channel for each in routing.receivers[receiver].integrations]


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

LADDER = (
    ONE + "severities: {critical: {notify: [oncall, chat], group_wait: 10s, escalate: {1h: [mail], 15m: [oncall]}}}"
)


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


@pytest.mark.parametrize("environment", ["production", "production-eu"])
def test_production_needs_a_heartbeat(environment: str) -> None:
    told = alert("api", "Slow", "warning")
    assert the("MG410", found(ONE + "severities: {warning: {}}", told, environment=environment)).level == "error"
    none = "stack: {alertmanager: {heartbeat: none}}\nseverities: {warning: {}}"
    assert not found(ONE + none, told, environment=environment)


def test_a_heartbeat_whose_channel_is_off_is_refused() -> None:
    text = ONE.replace("mail: {webhook: {url: 'https://mail.internal/hook'}}", "mail: none") + HEARTBEAT
    assert the("MG411", found(text, alert("api", "Slow", "warning")))


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
