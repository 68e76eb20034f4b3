"""From a spec to a telephone that rings: an exporter, a real Prometheus, a real Alertmanager, a webhook."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.exporter import exporter
from tests.support.servers import free_port, wait_until
from tests.support.sinks import http_sink

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.exporter import Exporter
    from tests.support.servers import Serve, Server
    from tests.support.sinks import Sink

pytestmark = [pytest.mark.live, pytest.mark.slow]

SPEC = """\
monitorgen: v1
system: queues
deploy: files
environments: {production: {}}
secrets:
  pager_url: {description: Where critical alerts go}
  api_token: {description: What the service wants of whoever scrapes it}
channels:
  pager: {webhook: {url: {secret: pager_url}}}
  chat: {webhook: {url: 'SINK/chat'}}
  strays: {webhook: {url: 'SINK/strays'}}
  beat: {webhook: {url: 'SINK/beat'}}
default_notify: {notify: [strays], group_wait: 1s, group_interval: 1s}
severities:
  critical: {notify: [pager]}
  warning: {notify: [chat]}
stack:
  prometheus: {address: '127.0.0.1:PROMETHEUS', scrape_interval: 1s, evaluation_interval: 1s}
  alertmanager: {address: '127.0.0.1:ALERTMANAGER', heartbeat: beat}
services:
  api:
    address: '127.0.0.1:EXPORTER'
    scrape: {authorization: {credentials: {secret: api_token}}}
    labels: {product: mail}
    metrics: {queue_length: {type: gauge, labels: [queue], help: Mails that wait}}
    alerts:
      QueueLong: {max: queue_length, by: [queue], above: {warning: 50, critical: 100}, for: 0s}
"""


@dataclass(frozen=True)
class Loop:
    """All that is running."""

    api: Exporter
    sink: Sink
    prometheus: Server
    alertmanager: Server

    def told(self, place: str) -> list[dict[str, Any]]:
        """The notifications that arrived at a webhook."""
        return [json.loads(request.body) for request in self.sink.at(place)]

    def state(self) -> str:
        """What both servers think, for when a notification does not come."""
        return f"{self.prometheus.get('/api/v1/alerts')}\n{self.alertmanager.get('/api/v2/alerts')}"


@pytest.fixture
def loop(tmp_path: Path, run_cli: RunCli, serve: Serve) -> Iterator[Loop]:
    """Built from the spec, with the secrets that a deployment brings, and started."""
    with exporter() as api, http_sink() as sink:
        api.page = _page(0)
        ports = {"PROMETHEUS": free_port(), "ALERTMANAGER": free_port(), "EXPORTER": api.port}
        text = SPEC.replace("SINK", sink.url)
        for name, port in ports.items():
            text = text.replace(name, str(port))
        (tmp_path / "specs" / "queues").mkdir(parents=True)
        (tmp_path / "specs" / "queues" / "system.yaml").write_text(text, encoding="utf-8")
        done = run_cli("build", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        folder = tmp_path / "out" / "queues" / "production"
        _secret(folder / "secrets" / "pager_url", f"{sink.url}/pager")
        _secret(folder / "secrets" / "api_token", "the-token")
        with _both(serve, folder, ports) as (prometheus, alertmanager):
            yield Loop(api, sink, prometheus, alertmanager)


@contextmanager
def _both(serve: Serve, folder: Path, ports: dict[str, int]) -> Iterator[tuple[Server, Server]]:
    config = folder / "alertmanager" / "alertmanager.yml"
    with serve("alertmanager", config, port=ports["ALERTMANAGER"]) as alertmanager:
        config = folder / "prometheus" / "prometheus.yml"
        # What fires before Prometheus has found its Alertmanager is told a resend later, after a minute by default.
        often = ["--rules.alert.resend-delay=1s"]
        with serve("prometheus", config, port=ports["PROMETHEUS"], arguments=often) as prometheus:
            yield prometheus, alertmanager


def _secret(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _page(mails: int) -> str:
    return f'# TYPE queue_length gauge\nqueue_length{{queue="mail"}} {mails}\nqueue_length{{queue="sms"}} 1\n'


def test_an_alert_reaches_whom_its_owner_meant_and_is_taken_back(loop: Loop) -> None:
    assert wait_until(lambda: len(loop.api.scrapes) > 2)
    assert set(loop.api.scrapes) == {"Bearer the-token"}
    assert wait_until(lambda: bool(loop.told("/beat"))), loop.state()
    assert loop.told("/pager") == loop.told("/chat") == []

    loop.api.page = _page(250)
    assert wait_until(lambda: bool(loop.told("/pager"))), loop.state()
    (firing,) = loop.told("/pager")
    assert (firing["status"], firing["receiver"]) == ("firing", "critical")
    (alert,) = firing["alerts"]
    assert alert["labels"] == {
        "alertname": "QueueLong",
        "job": "api",
        "queue": "mail",
        "service": "api",
        "severity": "critical",
        "product": "mail",
        "environment": "production",
        "system": "queues",
    }
    assert alert["annotations"] == {
        "summary": "api: Queue long queue=mail: 250 (above 100)",
        "description": "In api, max of queue_length is 250; the limit is 100.",
    }
    time.sleep(3)  # the warning fires too, and would have been told by now
    assert loop.told("/chat") == [], "the worse alert silences the milder one"

    loop.api.page = _page(0)
    assert wait_until(lambda: len(loop.told("/pager")) == 2), loop.state()
    resolved = loop.told("/pager")[1]
    assert (resolved["status"], resolved["receiver"]) == ("resolved", "critical")
    assert [each["labels"] for each in resolved["alerts"]] == [alert["labels"]]

    loop.api.page = _page(60)
    assert wait_until(lambda: bool(loop.told("/chat"))), loop.state()
    (warning,) = loop.told("/chat")
    assert (warning["status"], warning["receiver"]) == ("firing", "warning")
    assert [each["labels"]["severity"] for each in warning["alerts"]] == ["warning"]
    assert len(loop.told("/pager")) == 2
    assert loop.told("/strays") == []
