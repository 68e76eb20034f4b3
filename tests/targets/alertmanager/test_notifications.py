"""What arrives: a real Alertmanager tells every kind of receiver, imitated on loopback, of the same alerts.

`expected/live/` holds it: one alert that fires, the same one resolved, and five in a group that say too much in words
that are markup to somebody. What differs from run to run and from version to version is left out.
"""

from __future__ import annotations

import email
import json
from base64 import b64decode
from datetime import UTC, datetime
from email.policy import default as modern
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitorgen.emit import yaml
from monitorgen.plan.routing import HEARTBEAT_LABELS
from tests.support.notifications import deployed, post
from tests.support.policies import alert, policy
from tests.support.servers import wait_until
from tests.support.sinks import http_sink, mail_sink

if TYPE_CHECKING:
    from tests.support.servers import Serve
    from tests.support.sinks import Request, Sink
    from tests.targets.alertmanager.conftest import Golden

pytestmark = [pytest.mark.live, pytest.mark.slow]

EXPECTED = Path(__file__).parent / "expected" / "live"
EXTERNAL = "--web.external-url=https://alertmanager.example.org"
POLICY = """
channels:
  all:
    email: {to: sre@shop.example, require_tls: false}
    slack: {api_url: {secret: slack}, channel: '#shop'}
    pagerduty: {routing_key: {secret: key}, url: 'HTTP/pagerduty'}
    webhook: {url: {secret: hook}, http_config: {authorization: {credentials: {secret: key}}}}
    msteamsv2: {webhook_url: {secret: teams}}
    discord: {webhook_url: {secret: discord}}
    telegram: {bot_token: {secret: bot}, chat_id: -100, api_url: HTTP}
    opsgenie: {api_key: {secret: key}, api_url: 'HTTP/opsgenie/'}
  beat: {webhook: {url: 'HTTP/beat'}}
default_notify: {notify: [all], group_wait: 1s, group_interval: 1s}
severities: {critical: {notify: [all]}}
stack:
  alertmanager:
    heartbeat: beat
    smtp: {smarthost: '127.0.0.1:MAIL', from: am@shop.example, username: am, password: {secret: key}}
"""
EVERYWHERE = {"system": "shop", "environment": "production", "severity": "critical"}
ONE: dict[str, object] = {
    "labels": {**EVERYWHERE, "alertname": "HighErrorRate", "service": "checkout", "route": "/pay?<b>"},
    "annotations": {
        "summary": "checkout: Failed share of http: 7.2% (above 5%)",
        "description": "In checkout, failed share of http is 7.2%; it has been above 5% for 5m.",
        "runbook_url": "https://docs.example.org/runbooks/checkout#HighErrorRate",
        "dashboard": "https://grafana.example.org/d/checkout?viewPanel=4",
    },
    "startsAt": "2024-05-14T02:11:07Z",
    "generatorURL": "http://prometheus:9090/graph?g0.expr=up+%3E+1&g0.tab=1",
}
RESOLVED = {**ONE, "endsAt": "2024-05-14T02:41:37Z"}
MARKUP = """<b>bold</b> & *star* _under_ `tick` |pipe| [link](http://x) {{ .Status }} "quoted" <!channel> """
ISO, SHOWN = "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M UTC"
THEN = datetime(2024, 5, 14, 2, 11, 7, tzinfo=UTC)


def five(now: datetime) -> list[dict[str, object]]:
    """A group of alerts. What began long ago would be told at once, without waiting for the rest of its group."""
    return [
        {
            "labels": {**EVERYWHERE, "alertname": "QueueLong", "service": "mail", "queue": f"{number} {MARKUP}"},
            "annotations": {
                "summary": f"mail: Queue {number} is long: {number}50 (above 100) {MARKUP}",
                "description": f"Queue {number} has waited too long. " + "Somebody was thorough here. " * 40 + MARKUP,
                "runbook_url": "https://docs.example.org/runbooks/mail#QueueLong",
            },
            "startsAt": now.strftime(ISO),
            "generatorURL": "http://prometheus:9090/graph?g0.expr=queue_length+%3E+100&g0.tab=1",
        }
        for number in range(1, 6)
    ]


def test_notifications_arrive_as_they_are_meant(tmp_path: Path, serve: Serve, golden: Golden) -> None:
    with http_sink() as http, mail_sink() as mail:
        path = everywhere(http, mail, tmp_path / "am")
        with serve("alertmanager", path, arguments=[EXTERNAL]) as server:
            for number, name in enumerate(("firing", "resolved", "five")):
                now = datetime.now(UTC)
                post(server, {"firing": [ONE], "resolved": [RESOLVED], "five": five(now)}[name])
                assert wait_until(partial(everywhere_heard, http, mail, number + 1)), server.log.read_text()
                golden(EXPECTED / f"{name}.yml", timeless(yaml.dump(told(http, mail, number)), now))
            post(server, [{"labels": {**EVERYWHERE, **HEARTBEAT_LABELS}, "startsAt": "2024-05-14T02:11:07Z"}])
            assert wait_until(lambda: bool(http.at("/beat"))), server.log.read_text()
            golden(EXPECTED / "heartbeat.yml", yaml.dump(_webhook(_json(http.at("/beat")[0]))))
    assert http.at("/hook")[0].authorization == "Bearer the-key"
    assert http.at("/opsgenie")[0].authorization == "GenieKey the-key"
    assert b64decode(mail.mails[0].split()[-1]) == b"\x00am\x00the-key"


def timeless(text: str, now: datetime) -> str:
    """A text that tells another time than now."""
    for form in (ISO, SHOWN):
        text = text.replace(now.strftime(form), THEN.strftime(form))
    return text


def everywhere(http: Sink, mail: Sink, folder: Path) -> Path:
    """A configuration with one receiver that sends everywhere, and the secrets that lead to loopback."""
    from monitorgen.link.notification.decide import decide

    text = POLICY.replace("HTTP", http.url).replace("MAIL", str(mail.port))
    routing, found = decide(policy(text), [alert("checkout", "HighErrorRate", "critical")])
    assert [each.code for each in found] == ["MG436"]
    secrets = {name: f"{http.url}/{name}\n" for name in ("slack", "hook", "teams", "discord")}
    return deployed(folder, routing, secrets={**secrets, "key": "the-key\n", "bot": "123:the-bot\n"})


PLACES = ("/slack", "/pagerduty", "/hook", "/teams", "/discord", "/bot123", "/opsgenie")


def everywhere_heard(http: Sink, mail: Sink, number: int) -> bool:
    """Whether so many notifications have arrived everywhere."""
    return min(len(letters(mail)), *(len(http.at(place)) for place in PLACES)) >= number


def letters(mail: Sink) -> list[str]:
    """The mails without what was said to log in."""
    return [text for text in mail.mails if "Subject:" in text]


def told(http: Sink, mail: Sink, number: int) -> dict[str, Any]:
    """What people see of a notification, by kind of receiver."""
    slack, pager, hook, teams, discord, telegram, opsgenie = (_json(http.at(place)[number]) for place in PLACES)
    message = email.message_from_string(letters(mail)[number], policy=modern)
    bodies = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return {
        "slack": {"channel": slack["channel"], **_some(slack["attachments"][0], "fallback title text color footer")},
        "msteamsv2": [each["text"] for each in teams["attachments"][0]["content"]["body"]],
        "discord": _some(discord["embeds"][0], "title description"),
        "telegram": _some(telegram, "chat_id parse_mode text"),
        "pagerduty": {
            **_some(pager, "event_action routing_key links"),
            "payload": _some(pager.get("payload") or {}, "summary severity class component"),
            "details": _some((pager.get("payload") or {}).get("custom_details") or {}, "firing resolved"),
        },
        "opsgenie": _some(opsgenie, "message description priority entity"),
        "webhook": _webhook(hook),
        "email": {name: str(message[name]) for name in ("From", "To", "Subject")} | bodies,
    }


def _webhook(body: dict[str, Any]) -> dict[str, Any]:
    made = _some(body, "version status receiver groupLabels commonLabels commonAnnotations externalURL alerts")
    return made | {"alerts": [{k: v for k, v in each.items() if k != "fingerprint"} for each in made["alerts"]]}


def _json(request: Request) -> Any:
    return json.loads(request.body)


def _some(node: dict[str, Any], names: str) -> dict[str, Any]:
    return {name: node[name] for name in names.split() if name in node}
