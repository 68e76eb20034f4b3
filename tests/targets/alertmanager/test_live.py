"""A real Alertmanager with what we write: ladders page again, heartbeats beat, silence holds."""

from __future__ import annotations

import json
import random
import time
from typing import TYPE_CHECKING

import pytest

from monitorgen.emit import yaml
from monitorgen.plan.routing import HEARTBEAT_LABELS, Matcher, Receiver, Route, Routing
from monitorgen.routing.classes import may_silence
from monitorgen.routing.tree import Tree
from monitorgen.targets.alertmanager.config import config
from monitorgen.units import Duration
from tests.support.notifications import NEW, deployed, post
from tests.support.policies import alert, routed
from tests.support.servers import wait_until
from tests.support.sinks import http_sink
from tests.targets.alertmanager.test_config import COMPANY_ALERTS, company, labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.support.servers import Serve, Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

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
    from msgspec.structs import replace

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
    from msgspec.structs import replace

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
                if other is not told and may_silence(rule, other.alert, told.alert)
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
