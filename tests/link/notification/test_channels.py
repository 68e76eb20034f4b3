"""Channels: the integrations behind a name, and what they must say."""

from __future__ import annotations

import pytest

from monitorgen.diagnostics import Origin
from monitorgen.plan.values import SecretUse
from monitorgen.spec.channel import Channel
from tests.support.policies import alert, found, raw, routed, the

REST = "\nsecrets: {s: {}, t: {}}\ndefault_notify: [c]\nseverities: {warning: {}}"
SLOW = alert("api", "Slow", "warning")


def channel(text: str) -> str:
    return f"channels: {{c: {text}}}{REST}"


def settings(text: str) -> list[tuple[str, dict[str, object], bool]]:
    made = routed(channel(text), SLOW).receivers["default"].integrations
    return [(each.kind, dict(each.settings), each.send_resolved) for each in made]


def test_fields_keep_alertmanagers_names_and_secrets_are_uses() -> None:
    assert settings("{slack: {api_url: {secret: s}, channel: '#x', short_fields: true, timeout: 1m30s}}") == [
        (
            "slack",
            {"api_url": SecretUse("s", "../secrets/s"), "channel": "#x", "short_fields": True, "timeout": "1m30s"},
            True,
        )
    ]


def test_a_channel_may_hold_several_integrations_and_each_may_be_a_list() -> None:
    text = """{
      telegram: {bot_token: {secret: t}, chat_id: -5},
      slack: [{api_url: {secret: s}, channel: '#a'}, {api_url: {secret: s}, channel: '#b', send_resolved: false}],
      send_resolved: true}"""
    assert [(kind, resolved) for kind, _, resolved in settings(text)] == [
        ("slack", True), ("slack", False), ("telegram", True),
    ]  # fmt: skip


def test_send_resolved_of_a_channel_holds_for_all_its_integrations() -> None:
    assert settings("{send_resolved: false, webhook: {url: 'http://x/y'}}")[0][2] is False


def test_nested_maps_keep_their_form() -> None:
    text = """{webhook: {url: 'http://x/y', payload: {n: 1, on: true, 'quoted': '1'},
      http_config: {basic_auth: {username: u, password: {secret: s}}, tls_config: {ca: {secret: t}}}}}"""
    assert settings(text)[0][1] == {
        "url": "http://x/y",
        "payload": {"n": 1, "on": True, "quoted": "1"},
        "http_config": {
            "basic_auth": {"username": "u", "password": SecretUse("s", "../secrets/s")},
            "tls_config": {"ca": SecretUse("t", "../secrets/t")},
        },
    }


def test_written_names_are_kept_where_python_reserves_one() -> None:
    text = "{pagerduty: {routing_key: {secret: s}, class: disk}, email: {to: a@b.c, from: x@y.z, smarthost: 'm:25'}}"
    (_, mail, _), (_, pager, _) = settings(text)
    assert (mail["from"], pager["class"]) == ("x@y.z", "disk")


def test_an_included_channel_is_told_once() -> None:
    text = """channels:
  a: {slack: {api_url: {secret: s}}, includes: [b, c]}
  b: {webhook: {url: 'http://x/b'}, includes: [c]}
  c: {webhook: {url: 'http://x/c'}}
default_notify: [a, c]
severities: {warning: {}}"""
    assert [each.channel for each in routed(text, SLOW).receivers["default"].integrations] == ["a", "b", "c"]


def test_naming_an_integration_displaces_the_whole_inherited_channel() -> None:
    assert Channel.displaced({"slack": {}}) >= {"email", "raw", "includes", "send_resolved"}
    assert not Channel.displaced({"send_resolved": "false"})


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ("{slack: {channel: '#x'}}", "MG430", ("slack",)),
        ("{slack: {api_url: {secret: s}, app_token: {secret: t}}}", "MG430", ("slack", "app_token")),
        ("{slack: {api_url: {}}}", "MG431", ("slack", "api_url")),
        ("{slack: {api_url: {secret: s}, fields: [{title: a}]}}", "MG430", ("slack", "fields", 0)),
        ("{telegram: {bot_token: {secret: s}}}", "MG430", ("telegram",)),
        ("{opsgenie: {api_key: {secret: s}, responders: [{name: a}]}}", "MG430", ("opsgenie", "responders", 0)),
        ("{webhook: {url: 'http://x', http_config: {basic_auth: {username: u}}}}", "MG430",
         ("webhook", "http_config", "basic_auth")),
        ("{email: {to: a@b.c}}", "MG435", ("email",)),
        ("{email: {to: a@b.c, from: x@y.z, smarthost: 'm:25', headers: {subject: a, Subject: b}}}", "MG430",
         ("email", "headers", "Subject")),
        ("[]", "MG402", ()),
    ],
)  # fmt: skip
def test_what_an_integration_lacks(text: str, code: str, path: tuple[str | int, ...]) -> None:
    one = the(code, found(channel(text.replace("[]", "{}")), SLOW))
    assert isinstance(one.where, Origin)
    assert one.where.path == ("channels", "c", *path)


def test_channels_that_include_each_other_are_refused() -> None:
    text = "channels: {c: {includes: [d]}, d: {includes: [c]}}" + REST
    assert the("MG409", found(text, SLOW)).message == "channels include each other: c -> d -> c"


def test_a_channel_that_teams_must_fill_says_which_team_did_not() -> None:
    text = """channels: {c: {webhook: {url: 'http://x/y'}}, oncall: {}}
default_notify: [c]
severities: {warning: {notify: [oncall]}}
teams: {search: {}, pay: {channels: {oncall: {webhook: {url: 'http://x/z'}}}}}"""
    diagnostics = found(text, alert("a", "Slow", "warning", "search"), alert("b", "Slow", "warning", "pay"))
    one = the("MG402", diagnostics)
    assert "for team search" in one.message
    assert "teams.search.channels.oncall" in one.hint


def test_a_list_that_leads_to_one_place_twice_is_a_warning() -> None:
    text = """channels:
  a: {slack: {api_url: {secret: s}, channel: '#x'}}
  b: {slack: {api_url: {secret: s}, channel: '#{system}'}}
  c: {slack: {api_url: {secret: s}, channel: '#shop'}}
default_notify: [a, b, c]
severities: {warning: {notify: [a]}}"""
    one = the("MG416", found(text, SLOW))
    assert (one.level, "by b and c" in one.message) == ("warning", True)


def test_opsgenie_is_told_when_it_ends() -> None:
    one = the("MG436", found(channel("{opsgenie: {api_key: {secret: s}}}"), SLOW))
    assert (one.level, "April 2027" in one.message) == ("warning", True)


@pytest.mark.parametrize(
    "text",
    [
        "{slack: {api_url: {secret: s}, channel: '#your-channel'}}",
        "{slack: {api_url: {secret: s}, channel: '${CHANNEL}'}}",
        "{slack: {api_url: {secret: s}, channel: $SLACK_CHANNEL}}",
        "{webhook: {url: 'https://hooks.slack.com/services/YOUR/WEBHOOK/URL'}}",
        "{webhook: {url: 'https://hooks.slack.com/services/T012/B345/x'}}",
        "{webhook: {url: 'https://hc-ping.com/6ba7b810-9dad-11d1-80b4-00c04fd430c8'}}",
        "{webhook: {url: 'https://u:p@x.org/y'}}",
        "{webhook: {url: 'https://x.org/hook?token=a1b2c3d4e5f6a7b8c9d0e1f2'}}",
        "{email: {to: changeme@x.org, from: a@b.c, smarthost: 'm:25'}}",
        "{email: {to: '<your-email>', from: a@b.c, smarthost: 'm:25'}}",
        "{pagerduty: {routing_key: {secret: s}, details: {note: TODO}}}",
    ],
)
def test_texts_that_can_not_be_meant_are_refused(text: str) -> None:
    assert the("MG432", found(channel(text), SLOW)).level == "error"


@pytest.mark.parametrize(
    "text",
    [
        "{webhook: {url: 'http://healing.internal:9095/alerts/{team}'}}",
        "{webhook: {url: 'https://x.org/your'}}",
        "{slack: {api_url: {secret: s}, channel: '#{{ .CommonLabels.team }}', text: 'costs $5, your call'}}",
        "{slack: {api_url: {secret: s}, channel: '#todo-list', text: '{{ if $x }}{{ $y }}{{ end }} is down'}}",
        "{slack: {api_url: {secret: s}, title: 'Your service needs you: change me if you can'}}",
    ],
)
def test_texts_that_may_be_meant_are_not(text: str) -> None:
    assert "MG432" not in {each.code for each in found(channel(text), SLOW)}


def test_a_url_that_holds_a_secret_is_not_shown() -> None:
    assert the("MG432", found(channel("{webhook: {url: 'https://hooks.slack.com/services/T1/B2/c3'}}"), SLOW)).redact


# -- raw ---------------------------------------------------------------------------------------------------------------


def raw_found(text: str) -> list[str]:
    return [each.code for each in found(channel(f"{{raw: {text}}}"), SLOW, secrets=["s", "t"])]


def test_a_raw_integration_is_read_by_the_kinds_of_its_fields() -> None:
    from monitorgen.link.notification.raw_settings import raw_integrations

    node = raw(
        "{jira: {api_url: 'https://j.org', project: OPS, issue_type: Bug, labels: [a], fields: {x: 1}}, "
        "pushover: [{user_key: {secret: s}, token: {secret: t}, retry: 90s, html: true, priority: '1', "
        "send_resolved: false}]}"
    )
    made = list(raw_integrations(node, {"s", "t"}, lambda *path: Origin("a.yaml", path)))
    assert [(each.kind, each.send_resolved, each.origin.path) for each in made] == [
        ("pushover", False, ("pushover", 0)),
        ("jira", None, ("jira",)),
    ]
    assert made[0].settings == {
        "user_key": SecretUse("s", "../secrets/s"),
        "token": SecretUse("t", "../secrets/t"),
        "retry": "1m30s",
        "html": True,
        "priority": "1",
    }
    assert made[1].settings["fields"] == {"x": 1}


PUSHOVER = "user_key: {secret: s}, token: {secret: t}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[pushover]", "MG433"),
        ("{pushovr: {}}", "MG433"),
        ("{msteams: {webhook_url: {secret: s}}}", "MG433"),
        ("{slack: {}}", "MG433"),
        ("{pushover: x}", "MG433"),
        ("{pushover: {user_key: {secret: s}}}", "MG430"),
        (f"{{pushover: {{{PUSHOVER}, colour: red}}}}", "MG433"),
        (f"{{pushover: {{{PUSHOVER}, html: maybe}}}}", "MG433"),
        (f"{{pushover: {{{PUSHOVER}, retry: 90}}}}", "MG433"),
        (f"{{pushover: {{{PUSHOVER}, title: [a]}}}}", "MG433"),
        (f"{{pushover: {{{PUSHOVER}, title: your-title}}}}", "MG432"),
        (f"{{pushover: {{{PUSHOVER}, title: {{secret: s}}}}}}", "MG434"),
        ("{pushover: {user_key: abc, token: {secret: t}}}", "MG434"),
        ("{pushover: {user_key: {secret: u}, token: {secret: t}}}", "MG214"),
        ("{pushover: {user_key_file: a, token: {secret: t}}}", "MG434"),
        ("{webex: {room_id: r, http_config: {authorization: {credentials: abc}}}}", "MG433"),
        ("{incidentio: {url: {secret: s}, alert_source_token: {secret: t}, max_alerts: '5'}}", "MG433"),
    ],
)
def test_what_a_raw_integration_can_not_hold(text: str, code: str) -> None:
    assert raw_found(text) == [code]


def test_a_literal_secret_of_a_raw_integration_is_not_shown() -> None:
    text = channel("{raw: {pushover: {user_key: abc, token: {secret: t}}}}")
    assert the("MG434", found(text, SLOW, secrets=["t"])).redact


# -- the mail server ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("smtp", "code"),
    [
        ("{smarthost: 'm:25'}", "MG435"),
        ("{smarthost: 'm:25', from: a@b.c, username: u}", "MG430"),
        ("{smarthost: 'm:25', from: a@your-domain.org}", "MG432"),
        ("{smarthost: 'm:25', from: a@b.c, username: u, password: {}}", "MG431"),
    ],
)
def test_a_mail_server_has_to_be_whole(smtp: str, code: str) -> None:
    text = channel("{email: {to: a@b.c}}") + f"\nstack: {{alertmanager: {{smtp: {smtp}}}}}"
    assert code in {each.code for each in found(text, SLOW)}


def test_the_mail_server_of_the_stack_serves_all_mails() -> None:
    smtp = "{smarthost: 'm:25', from: a@b.c, username: u, password: {secret: s}}"
    routing = routed(channel("{email: {to: a@b.c}}") + f"\nstack: {{alertmanager: {{smtp: {smtp}}}}}", SLOW)
    assert routing.smtp is not None
    assert routing.smtp.password == SecretUse("s", "../secrets/s")
