"""Fifty services down at once: how often people are told, as docs/who-is-told.md says it."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from tests.support.exporter import exporter
from tests.support.servers import free_port, wait_until
from tests.support.sinks import http_sink
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.servers import Serve, Server
    from tests.support.sinks import Sink

pytestmark = [pytest.mark.live, pytest.mark.slow]

SERVICES = 50
TEAMS = 5
OURS = {f"service{number}" for number in range(SERVICES)}
SAID = re.compile(
    r"^\| `(?P<group_by>\[[a-z, ]+\])`[^|]*\| (?P<stop>\d+) \| (?P<end>\d+) \| (?P<warnings>\d+) \|$", re.MULTILINE
)
SPEC = """\
monitorgen: v1
system: storm
deploy: files
environments: {production: {}}
channels:
  pager: {webhook: {url: 'SINK/pager'}}
  chat: {webhook: {url: 'SINK/chat'}}
  strays: {webhook: {url: 'SINK/strays'}}
# As in production a group waits longer than a scrape and an evaluation take.
default_notify: {notify: [strays], group_wait: 9s, group_interval: 10s, group_by: GROUPING}
severities: {critical: {notify: [pager]}, warning: {notify: [chat]}}
stack:
  prometheus: {address: '127.0.0.1:PROMETHEUS', scrape_interval: 1s, evaluation_interval: 1s}
  alertmanager: {address: '127.0.0.1:ALERTMANAGER', heartbeat: none}
types:
  service: {address: '127.0.0.1:EXPORTER', alerts: {TargetDown: {for: 3s}}}
"""


def specification(group_by: str, sink: Sink, ports: dict[str, int]) -> str:
    """Fifty services of five teams in one process, each with a warning that fires as well once it is down."""
    text = SPEC.replace("SINK", sink.url).replace("GROUPING", group_by)
    for name, port in ports.items():
        text = text.replace(name, str(port))
    text += "teams: {" + ", ".join(f"team{number}: {{}}" for number in range(TEAMS)) + "}\nservices:\n"
    for number, name in enumerate(sorted(OURS)):
        alerts = "alerts: {Unheard: {value: up, below: 1, for: 0s, severity: warning}}"
        scrape = f"scrape: {{params: {{of: [{name}]}}}}"
        text += f"  {name}: {{team: team{number % TEAMS}, {scrape}, {alerts}}}\n"
    return text


def said() -> dict[str, tuple[int, int, int]]:
    """Notifications of the stop, of the end and of the warnings, by `group_by`, as the page says."""
    page = (ROOT / "docs" / "who-is-told.md").read_text(encoding="utf-8")
    return {row["group_by"]: (int(row["stop"]), int(row["end"]), int(row["warnings"])) for row in SAID.finditer(page)}


@dataclass(frozen=True)
class Heard:
    """What arrived at a webhook."""

    sink: Sink
    place: str

    def times(self, status: str) -> int:
        """How many notifications were of something that fires, or of nothing but ends."""
        return Counter(json.loads(each.body)["status"] for each in self.sink.at(self.place))[status]

    def services(self, status: str) -> set[str]:
        """Of which services was told that they are down, or are back."""
        bodies = [json.loads(each.body) for each in self.sink.at(self.place)]
        alerts = [alert for body in bodies for alert in body["alerts"] if alert["status"] == status]
        return {each["labels"]["service"] for each in alerts if each["labels"]["alertname"] == "TargetDown"}


@pytest.mark.parametrize("group_by", ["[alertname, service]", "[alertname]"])
def test_people_are_told_as_often_as_the_page_says(
    group_by: str, tmp_path: Path, run_cli: RunCli, serve: Serve
) -> None:
    with ExitStack() as stack:
        sink = stack.enter_context(http_sink())
        pager = Heard(sink, "/pager")
        services = stack.enter_context(ExitStack())
        port = services.enter_context(exporter()).port
        ports = {"PROMETHEUS": free_port(), "ALERTMANAGER": free_port(), "EXPORTER": port}
        (tmp_path / "specs").mkdir()
        (tmp_path / "specs" / "system.yaml").write_text(specification(group_by, sink, ports), encoding="utf-8")
        done = run_cli("build", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        out = tmp_path / "out" / "storm" / "production"
        config = out / "alertmanager" / "alertmanager.yml"
        manager = stack.enter_context(serve("alertmanager", config, port=ports["ALERTMANAGER"]))
        config, often = out / "prometheus" / "prometheus.yml", ["--rules.alert.resend-delay=1s"]
        server = stack.enter_context(serve("prometheus", config, port=ports["PROMETHEUS"], arguments=often))
        assert wait_until(lambda: up(server) == SERVICES + 2 and has_manager(server)), up(server)
        time.sleep(3)  # what was not seen before its first scrape is forgotten

        services.close()
        assert wait_until(lambda: pager.services("firing") == OURS, 60), manager.get("/api/v2/alerts")
        time.sleep(1)
        stack.enter_context(exporter(port))  # all are back long before the groups are looked at again
        assert wait_until(lambda: pager.services("resolved") == OURS, 60), manager.get("/api/v2/alerts")
        time.sleep(11)  # they are looked at once more
        assert (pager.times("firing"), pager.times("resolved"), len(sink.at("/chat"))) == said()[group_by]
        assert sink.at("/strays") == []


def up(server: Server) -> int:
    """How many targets answer."""
    answer = cast("dict[str, dict[str, list[dict[str, str]]]]", server.get("/api/v1/targets?state=active"))
    return sum(target["health"] == "up" for target in answer["data"]["activeTargets"])


def has_manager(server: Server) -> bool:
    """Whether Prometheus knows where alerts are sent."""
    answer = cast("dict[str, dict[str, list[object]]]", server.get("/api/v1/alertmanagers"))
    return bool(answer["data"]["activeAlertmanagers"])
