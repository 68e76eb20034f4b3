"""A real Alertmanager with what we write: notifications arrive, ladders page again, heartbeats beat, silence holds."""

from __future__ import annotations

import email
import json
import random
import time
import urllib.request
from base64 import b64decode
from email.policy import default as modern
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from monitorgen.emit import yaml
from monitorgen.link.notification.mutual import silences
from monitorgen.plan.routing import HEARTBEAT_LABELS, Matcher, Receiver, Route, Routing
from monitorgen.routing.tree import Tree
from monitorgen.targets.alertmanager.config import config
from monitorgen.units import Duration
from tests.support.notifications import NEW, deployed
from tests.support.policies import alert, routed
from tests.support.servers import wait_until
from tests.support.sinks import http_sink, mail_sink
from tests.targets.alertmanager.test_config import COMPANY_ALERTS, company, labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.support.servers import Serve, Server
    from tests.support.sinks import Request, Sink
    from tests.targets.alertmanager.conftest import Golden

pytestmark = [pytest.mark.live, pytest.mark.slow]

HERE = Path(__file__).parent
EXTERNAL = "--web.external-url=https://alertmanager.example.org"


def post(server: Server, alerts: Sequence[Mapping[str, object]]) -> None:
    """Tell Alertmanager of alerts."""
    body = json.dumps(alerts).encode()
    request = urllib.request.Request(f"{server.url}/api/v2/alerts", body, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        assert answer.status == 200


# -- every integration tells what the templates say --------------------------------------------------------------------

ALL = """
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
default_notify: {notify: [all], group_wait: 0s}
severities: {critical: {notify: [all]}}
stack:
  alertmanager:
    smtp: {smarthost: '127.0.0.1:MAIL', from: am@shop.example, username: am, password: {secret: key}}
"""
FIRING = {
    "labels": {"alertname": "HighErrorRate", "service": "checkout", "severity": "critical", "route": "/pay?<b>"},
    "annotations": {
        "summary": "checkout: failed share of http is 7.2 % (above 5 %)",
        "description": "In checkout, failed share of http has been above 5 % for 5m.",
        "runbook_url": "https://docs.example.org/runbooks/checkout#HighErrorRate",
    },
    "startsAt": "2026-11-21T02:11:07Z",
    "generatorURL": "http://prometheus:9090/graph?g0.expr=up+%3E+1&g0.tab=1",
}


def everywhere(http: Sink, mail: Sink, folder: Path) -> Path:
    """A configuration with one receiver that sends everywhere, and the secrets that lead to loopback."""
    from monitorgen.link.notification.decide import decide
    from tests.support.policies import policy

    text = ALL.replace("HTTP", http.url).replace("MAIL", str(mail.port))
    routing, found = decide(policy(text), [alert("checkout", "HighErrorRate", "critical")])
    assert [each.code for each in found] == ["MG436"]
    secrets = {name: f"{http.url}/{name}\n" for name in ("slack", "hook", "teams", "discord")}
    return deployed(folder, routing, secrets={**secrets, "key": "the-key\n", "bot": "123:the-bot\n"})


def test_notifications_arrive_as_they_are_meant(tmp_path: Path, serve: Serve, golden: Golden) -> None:
    with http_sink() as http, mail_sink() as mail:
        path = everywhere(http, mail, tmp_path / "am")
        with serve("alertmanager", path, arguments=[EXTERNAL]) as server:
            post(server, [FIRING])
            places = ("/slack", "/pagerduty", "/hook", "/teams", "/discord", "/bot123", "/opsgenie")
            assert wait_until(lambda: len(mail.mails) > 1 and all(http.at(each) for each in places)), (
                server.log.read_text()
            )
        golden(HERE / "expected" / "live.json", json.dumps(_parts(http, mail), indent=1, ensure_ascii=False) + "\n")
        assert http.at("/hook")[0].authorization == "Bearer the-key"
        assert http.at("/opsgenie")[0].authorization == "GenieKey the-key"
        assert b64decode(mail.mails[0].split()[-1]) == b"\x00am\x00the-key"


def _parts(http: Sink, mail: Sink) -> dict[str, object]:
    """What people see of each notification; what differs from run to run and from version to version is left out."""
    slack, teams = _json(http.at("/slack")[0]), _json(http.at("/teams")[0])
    discord, pager = _json(http.at("/discord")[0]), _json(http.at("/pagerduty")[0])
    opsgenie, hook = _json(http.at("/opsgenie")[0]), _json(http.at("/hook")[0])
    message = email.message_from_string(mail.mails[1], policy=modern)
    bodies = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    return {
        "slack": {"channel": slack["channel"], **_some(slack["attachments"][0], "title text fallback color footer")},
        "msteamsv2": [each["text"] for each in teams["attachments"][0]["content"]["body"]],
        "discord": _some(discord["embeds"][0], "title description"),
        "telegram": _telegram(http.at("/bot123")[0]),
        "pagerduty": {
            **_some(pager, "event_action routing_key links"),
            **_some(pager["payload"], "summary severity class component"),
            "firing": pager["payload"]["custom_details"]["firing"],
        },
        "opsgenie": _some(opsgenie, "message description priority entity"),
        "webhook": _some(hook, "status receiver commonLabels externalURL"),
        "email": {name: str(message[name]) for name in ("From", "To", "Subject")} | bodies,
    }


def _json(request: Request) -> Any:
    return json.loads(request.body)


def _some(node: object, names: str) -> dict[str, object]:
    assert isinstance(node, dict)
    return {name: node[name] for name in names.split() if name in node}


def _telegram(request: Request) -> dict[str, object]:
    return _some(json.loads(request.body), "chat_id text parse_mode")


# -- a pager that is told again pages again ----------------------------------------------------------------------------


def test_a_step_of_a_ladder_opens_an_incident_of_its_own(tmp_path: Path, serve: Serve) -> None:
    with http_sink() as http:
        text = f"""
channels: {{oncall: {{pagerduty: {{routing_key: {{secret: key}}, url: '{http.url}/pagerduty'}}}}}}
default_notify: [oncall]
severities: {{critical: {{notify: [oncall], group_wait: 1s, escalate: {{2s: [oncall], 3s: [oncall]}}}}}}
"""
        path = deployed(tmp_path / "am", routed(text, alert("api", "Down", "critical")))
        with serve("alertmanager", path) as server:
            post(server, [{"labels": {"alertname": "Down", "service": "api", "severity": "critical"}}])
            assert wait_until(lambda: len(http.requests) >= 3), server.log.read_text()
        keys = [json.loads(each.body)["dedup_key"] for each in http.requests]
        assert len(set(keys)) == len(keys) == 3


def test_the_heartbeat_beats_once_in_two_intervals(tmp_path: Path, serve: Serve) -> None:
    """Thirty times as fast as written: 30s and 55s become 1s and 1.83s, a minute two seconds."""
    from dataclasses import replace

    with http_sink() as http:
        text = f"""
channels: {{beat: {{webhook: {{url: '{http.url}/beat'}}}}}}
default_notify: [beat]
severities: {{critical: {{notify: none}}}}
stack: {{alertmanager: {{heartbeat: beat}}}}
"""
        routing = routed(text, alert("api", "Down", "critical"))
        beat, *others = routing.root.children
        interval, repeat = beat.timing.group_interval, beat.timing.repeat_interval
        assert (interval, repeat) == (Duration(30_000), Duration(55_000))
        timing = replace(beat.timing, group_interval=Duration(1_000), repeat_interval=Duration(1_833))
        root = replace(routing.root, children=(replace(beat, timing=timing), *others))
        path = deployed(tmp_path / "am", replace(routing, root=root))
        with serve("alertmanager", path) as server:
            post(server, [{"labels": HEARTBEAT_LABELS}])
            assert wait_until(lambda: bool(http.requests))
            time.sleep(6.5)
        assert len(http.requests) == 4


# -- where alerts go and what is silenced, as the server itself sees it ------------------------------------------------


def seen(server: Server, wanted: int) -> dict[tuple[str, str], dict[str, object]]:
    """The alerts that the server knows, by service and name, once each has been through its groups."""

    def all_there() -> bool:
        found = server.get("/api/v2/alerts")
        return isinstance(found, list) and sum(each["status"]["state"] != "unprocessed" for each in found) >= wanted

    assert wait_until(all_there), server.get("/api/v2/alerts")
    found = server.get("/api/v2/alerts")
    assert isinstance(found, list)
    return {(each["labels"].get("service", ""), _identity(each["labels"])): each for each in found}


def _identity(labels: Mapping[str, str]) -> str:
    return f"{labels.get('alertname')}/{labels.get('severity')}/{labels.get('number', '')}"


def test_the_server_sends_and_silences_as_we_say(tmp_path: Path, serve: Serve) -> None:
    from dataclasses import replace

    routing = company()
    quick = replace(routing.root, timing=replace(routing.root.timing, group_wait=Duration(0)))
    path = deployed(tmp_path / "am", replace(routing, root=quick))
    with serve("alertmanager", path) as server:
        post(server, [{"labels": labels(each)} for each in COMPANY_ALERTS])
        time.sleep(12)  # group_wait of critical alerts is 10s; inhibition is judged when a group is looked at
        found = seen(server, 1)
        tree = Tree(routing.root)
        for told in COMPANY_ALERTS:
            one = found[told.alert.labels["service"], _identity(labels(told))]
            receivers = one["receivers"]
            assert isinstance(receivers, list)
            expected = {each.route.receiver for each in tree.deliveries(labels(told))}
            assert {each["name"] for each in receivers} == expected
            status = one["status"]
            assert isinstance(status, dict)
            sources = [
                other.alert.alertname
                for other in COMPANY_ALERTS
                for rule in routing.inhibits
                if other is not told and silences(rule, other.alert, told.alert)
            ]
            if any(each.route.active or each.route.mute for each in tree.deliveries(labels(told))):
                continue  # outside its hours a group is not looked at, and says nothing of inhibition
            assert bool(status["inhibitedBy"]) == bool(sources), (told.alert, sources)


def test_our_walk_through_a_tree_is_alertmanagers(tmp_path: Path, serve: Serve) -> None:
    """Three hundred alerts in a tree of random routes end where we say."""
    dice = random.Random(20_261_121)
    names = [f"r{number}" for number in range(100)]
    root = _random_route(dice, iter(names), 0)
    receivers = {name: Receiver(name, ()) for name in names}
    routing = Routing(root, receivers, {}, (), {}, {}, None, Duration(300_000))
    (tmp_path / "am").mkdir()
    path = tmp_path / "am" / "alertmanager.yml"
    path.write_text(yaml.dump({**config(routing, NEW), "templates": []}), encoding="utf-8")
    alerts = [
        {"number": str(number)}
        | {label: value for label in "abc" if (value := dice.choice(["", "x", "y", "xy", 'q"\\n']))}
        for number in range(300)
    ]
    with serve("alertmanager", path) as server:
        post(server, [{"labels": {"alertname": "A", **each}} for each in alerts])
        assert wait_until(lambda: len(_receivers(server)) == 300)
        found = _receivers(server)
    tree = Tree(root)
    for each in alerts:
        expected = {delivery.route.receiver for delivery in tree.deliveries({"alertname": "A", **each})}
        assert found[each["number"]] == expected, each


def _receivers(server: Server) -> dict[str, set[str]]:
    found = server.get("/api/v2/alerts")
    assert isinstance(found, list)
    return {each["labels"]["number"]: {one["name"] for one in each["receivers"]} for each in found}


def _random_route(dice: random.Random, names: Iterator[str], depth: int) -> Route:
    name = next(names)
    matchers = tuple(
        Matcher(
            dice.choice("abc"), dice.choice(["=", "!=", "=~", "!~"]), dice.choice(["x", "y", "", "x|y", "x.*", 'q"\\n'])
        )
        for _ in range(dice.randint(0, 2) if depth else 0)
    )
    many = (12, 3, 1)[depth] if depth < 3 else 0
    children = tuple(_random_route(dice, names, depth + 1) for _ in range(many))
    return Route(name, matchers, cont=bool(depth) and dice.random() < 0.4, children=children)
