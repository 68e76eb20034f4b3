"""An escalation of four hours in eighty seconds: QoderResume as a rehearsal, with a service that fails when told to.

What has to happen is what `monitorgen who` says of production's times; real servers run what `build --faster` made.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from monitorgen.units import duration
from tests.support.faulty import faulty
from tests.support.servers import free_port, wait_until
from tests.support.sinks import http_sink
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.faulty import Faulty
    from tests.support.servers import Serve, Server
    from tests.support.sinks import Sink

pytestmark = [pytest.mark.live, pytest.mark.slow]

FASTER = 180
"""Four hours become 80 seconds, and a quarter of an hour five, well after the first who are told, after two."""
SERVICE, ENVIRONMENT = "qoder-resume-backend", "loopback"
PEOPLE = ("slack", "pagerduty", "oncall", "devops", "manager", "cto")
ITSELF = {"prometheus", "alertmanager"}
"""Where a machine is busy, these may tell of themselves, and rightly."""
TOLD, MILDER, INHIBITED, MUTED = (
    "HighErrorRate",
    "SlowDatabaseQueries",
    "VeryHighResponseTime",
    "DatabaseConnectionsHigh",
)
LONG = 60.0
"""Seconds that something may take on a machine that is busy."""


@dataclass(frozen=True)
class Notification:
    """Who was told what, and when, in seconds since 1970; `began` is when Prometheus let it fire."""

    channel: str
    alert: str
    status: str
    began: float
    arrived: float


@dataclass(frozen=True)
class Meant:
    """What the routing model says: who is told of an alert, how long after it began, and again when."""

    channel: str
    after: float
    repeats: float


@dataclass(frozen=True)
class Stage:
    """All that is there for a rehearsal. `home` has the specs."""

    home: Path
    service: Faulty
    sink: Sink
    prometheus: Server
    alertmanager: Server

    def heard(self, alert: str = "", status: str = "") -> list[Notification]:
        """What people were told of the service, in the order of arrival."""
        return [
            each
            for request in self.sink.requests
            if request.path != "/heartbeat"
            for each in _read(request.path, request.body, request.arrived)
            if alert in ("", each.alert) and status in ("", each.status)
        ]

    def channels(self, alert: str, status: str) -> list[str]:
        """Those who were told that an alert fires, or that it is over."""
        return [each.channel for each in self.heard(alert, status)]

    def firing(self) -> set[str]:
        """The names of the alerts of the service that Prometheus fires."""
        answer = self.prometheus.get("/api/v1/alerts")
        assert isinstance(answer, dict)
        alerts = [each for each in answer["data"]["alerts"] if each["labels"].get("service") == SERVICE]
        return {each["labels"]["alertname"] for each in alerts if each["state"] == "firing"}

    def state(self) -> str:
        """What all think, for when something does not come."""
        asked = (self.prometheus.get("/api/v1/alerts"), self.alertmanager.get("/api/v2/alerts"))
        return "\n".join(map(str, (*asked, *self.heard())))


def _read(path: str, body: str, arrived: float) -> Iterator[Notification]:
    message = json.loads(body)
    for each in message["alerts"]:
        labels = each["labels"]
        if labels.get("service") not in ITSELF:
            began = datetime.fromisoformat(each["startsAt"]).timestamp()
            # A group is one alert here, so that the message's status is the alert's.
            yield Notification(path.removeprefix("/"), labels["alertname"], message["status"], began, arrived)


@pytest.fixture
def stage(tmp_path: Path, run_cli: RunCli, serve: Serve) -> Iterator[Stage]:
    """QoderResume with its own rules and its own policy, on loopback, and faster."""
    with faulty() as service, http_sink() as sink:
        prometheus, alertmanager = free_port(), free_port()
        patch = _patch(service.port, sink.url, prometheus, alertmanager)
        _write_specs(tmp_path / "specs" / "qoderesume", patch)
        options = ("--env", ENVIRONMENT, "--faster", str(FASTER), "--out", "rehearsal")
        done = run_cli("build", *options, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        folder = tmp_path / "rehearsal" / "qoderesume" / ENVIRONMENT
        config = folder / "alertmanager" / "alertmanager.yml"
        with serve("alertmanager", config, port=alertmanager) as tells:
            config = folder / "prometheus" / "prometheus.yml"
            often = ["--rules.alert.resend-delay=1s"]
            with serve("prometheus", config, port=prometheus, arguments=often) as watches:
                yield Stage(tmp_path, service, sink, watches, tells)


def _write_specs(system: Path, patch: dict[str, object]) -> None:
    """The system's specs as they are, less the dashboards: they show machines that are not there."""
    without = shutil.ignore_patterns("dashboards.py", "__pycache__")
    shutil.copytree(ROOT / "specs" / "qoderesume", system, ignore=without)
    text = (system / "qoderesume.yaml").read_text(encoding="utf-8")
    assert "python: [backend.py, dashboards.py]" in text
    text = text.replace("python: [backend.py, dashboards.py]", "python: [backend.py]")
    (system / "qoderesume.yaml").write_text(text, encoding="utf-8")
    (system / "loopback.yaml").write_text(yaml.safe_dump(patch, sort_keys=False), encoding="utf-8")


def _patch(service: int, sink: str, prometheus: int, alertmanager: int) -> dict[str, object]:
    """Where everything listens; an alert that silences another; one that is muted today and tomorrow."""
    day = datetime.now(UTC).weekday()
    days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    webhooks = {name: {"webhook": {"url": f"{sink}/{name}"}} for name in (*PEOPLE, "heartbeat")}
    environment = {
        "deploy": "files",
        "channels": webhooks,
        "services": {
            SERVICE: {
                "address": f"127.0.0.1:{service}",
                "depends_on": [],
                "alerts": {
                    TOLD: {"inhibits": [INHIBITED]},
                    MUTED: {"mute": ["these-days"]},
                    # A third of a second, its minute here, is no longer than a scrape on a machine that is busy.
                    "ApplicationDown": {"for": "1h"},
                },
                # Objectives look back for days: at this pace minutes of what a test sends are weeks to them.
                "slos": dict.fromkeys(("availability", "latency", "analysis", "jobs"), "none"),
            }
        },
        "infrastructure": dict.fromkeys(("node", "postgres", "redis"), "none"),
        "stack": {
            "prometheus": {"address": f"127.0.0.1:{prometheus}"},
            "alertmanager": {"address": f"127.0.0.1:{alertmanager}"},
            "grafana": "none",
        },
    }
    these = {"weekdays": [days[day], days[(day + 1) % 7]], "location": "UTC"}
    return {
        "monitorgen": "v1",
        "time_intervals": {"these-days": these},
        "environments": {ENVIRONMENT: environment},
    }


def asked(run_cli: RunCli, stage: Stage, alert: str) -> dict[str, Any]:
    """What `monitorgen who` answers for now, with the times of production."""
    options = ("--env", ENVIRONMENT, "--at", "now", "--zone", "UTC", "--format", "json")
    done = run_cli("who", f"{SERVICE}.{alert}", *options, cwd=stage.home)
    assert done.returncode == 0, done.stderr
    (answer,) = json.loads(done.stdout)["answers"]
    assert isinstance(answer, dict)
    return answer


def meant(answer: dict[str, Any]) -> list[Meant]:
    """Who is told, in the order of the stages, with the times of the rehearsal."""
    return [
        Meant(to["channel"], _faster(told["after"]), _faster(told["repeats"]))
        for told in answer["told"]
        if told["told"]
        for to in told["tells"]
    ]


def _faster(time_of_production: str) -> float:
    return float(duration(time_of_production).seconds) / FASTER


def test_each_stage_is_told_in_order_and_all_hear_the_end(stage: Stage, run_cli: RunCli) -> None:
    answers = {alert: asked(run_cli, stage, alert) for alert in (TOLD, MILDER, INHIBITED, MUTED)}
    ladder, milder = meant(answers[TOLD]), meant(answers[MILDER])
    assert [each.channel for each in ladder] == ["oncall", "slack", "pagerduty", "devops", "manager", "cto"]
    assert [each.after * FASTER for each in ladder] == pytest.approx([30, 30, 30, 900, 3600, 14400])
    assert sorted(each.channel for each in milder) == ["devops", "slack"]
    assert meant(answers[MUTED]) == []
    assert f"{SERVICE}.{TOLD} (critical)" in [each["what"] for each in answers[INHIBITED]["quiet_while"]]

    assert wait_until(lambda: bool(stage.sink.at("/heartbeat")), LONG), stage.state()
    time.sleep(3)
    assert stage.firing() == set(), "all is well"
    assert stage.heard() == []

    switched = stage.service.switch({"errors": True})
    assert wait_until(lambda: len(stage.channels(TOLD, "firing")) >= 3, LONG), stage.state()
    quiet = {INHIBITED, MUTED}
    stage.service.switch({"slow": True, "connections": True, "slow queries": True})
    assert wait_until(lambda: stage.firing() == {TOLD, MILDER} | quiet, LONG), stage.state()
    assert wait_until(lambda: len(stage.channels(MILDER, "firing")) == 2, LONG), stage.state()
    assert wait_until(lambda: "cto" in stage.channels(TOLD, "firing"), ladder[-1].after + LONG), stage.state()
    assert stage.firing() == {TOLD, MILDER} | quiet
    assert stage.heard(status="resolved") == []

    # Those that are kept quiet end first, so that nothing is left for them to say when nothing keeps them quiet.
    stage.service.switch({"slow": False, "connections": False, "slow queries": False})
    assert wait_until(lambda: stage.firing() == {TOLD}, LONG), stage.state()
    stage.service.switch({"errors": False})
    assert wait_until(lambda: len(stage.channels(TOLD, "resolved")) >= len(ladder), LONG), stage.state()
    assert wait_until(lambda: len(stage.channels(MILDER, "resolved")) >= len(milder), LONG), stage.state()
    time.sleep(3)  # whatever else there is to tell would have been told by now
    assert stage.firing() == set()

    assert {each.alert for each in stage.heard()} == {TOLD, MILDER}, "what is inhibited or muted is never heard of"
    _check(stage.heard(TOLD), ladder)
    _check(stage.heard(MILDER), milder)
    first = stage.heard(TOLD)[0]
    held = _faster(answers[TOLD]["for"])
    # A scrape may have been on its way when the errors began.
    assert first.began >= switched + held - 1, "it fires once its condition has held, not before"


def _check(heard: list[Notification], stages: list[Meant]) -> None:
    """Each of those meant is told once its time has come, again no sooner than it should be, and once of the end."""
    assert {each.channel for each in heard} == {each.channel for each in stages}
    (began,) = {each.began for each in heard}
    firsts = []
    for stage in stages:
        mine = [each for each in heard if each.channel == stage.channel]
        *firing, resolved = mine
        assert [each.status for each in firing] == ["firing"] * len(firing), mine
        assert firing, f"{stage.channel} is told that it fires before it is told that it ends"
        assert resolved.status == "resolved", mine
        times = [each.arrived for each in firing]
        assert times[0] >= began + stage.after, (stage, mine)
        assert all(later - sooner >= stage.repeats for sooner, later in pairwise(times)), mine
        firsts.append((stage.after, times[0]))
    for (sooner, told), (later, told_later) in pairwise(firsts):
        assert sooner == later or told < told_later, "one stage after the other"
