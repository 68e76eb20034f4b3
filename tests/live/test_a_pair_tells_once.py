"""Two Prometheus servers and two Alertmanagers tell people each thing once, and go on telling when one is lost."""

from __future__ import annotations

import json
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.exporter import exporter
from tests.support.servers import free_port, wait_until
from tests.support.sinks import http_sink

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.servers import Serve, Server
    from tests.support.sinks import Sink

pytestmark = [pytest.mark.live, pytest.mark.slow]

SPEC = """\
monitorgen: v1
system: shop
deploy: files
environments: {production: {}}
channels:
  chat: {webhook: {url: 'SINK/chat'}}
  beat: {webhook: {url: 'SINK/beat'}}
default_notify: {notify: [chat], group_wait: 1s, group_interval: 1s}
severities: {critical: {}, warning: {}}
stack:
  prometheus:
    address: ['127.0.0.1:P1', '127.0.0.1:P2']
    scrape_interval: 1s
    evaluation_interval: 1s
    remote_write:
      store: {url: 'http://127.0.0.1:S/api/v1/write', keep: [queue_length], queue: {batch_send_deadline: 1s}}
  alertmanager: {address: ['127.0.0.1:A1', '127.0.0.1:A2'], heartbeat: beat}
services:
  api:
    address: '127.0.0.1:EXPORTER'
    metrics: {queue_length: gauge}
    alerts: {QueueLong: {value: queue_length, above: 50, for: 0s, severity: critical}}
"""


def told(sink: Sink, place: str) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in sink.at(place)]


def result(server: Server, query: str) -> list[dict[str, Any]]:
    answer: Any = server.get(f"/api/v1/query?query={query}")
    found: list[dict[str, Any]] = answer["data"]["result"]
    return found


def test_a_pair_of_each_tells_once_and_goes_on_when_half_is_lost(tmp_path: Path, run_cli: RunCli, serve: Serve) -> None:
    ports = {name: free_port() for name in ("P1", "P2", "A1", "A2", "C1", "C2", "S")}
    with exporter() as api, http_sink() as sink, ExitStack() as lasting, ExitStack() as lost:
        api.page = "queue_length 1\n"
        text = SPEC.replace("SINK", sink.url).replace("EXPORTER", str(api.port))
        for name, port in ports.items():
            text = text.replace(f":{name}'", f":{port}'").replace(f":{name}/", f":{port}/")
        (tmp_path / "specs" / "shop").mkdir(parents=True)
        (tmp_path / "specs" / "shop" / "system.yaml").write_text(text, encoding="utf-8")
        done = run_cli("build", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        out = tmp_path / "out" / "shop" / "production"
        for number, stack in (("1", lost), ("2", lasting)):
            other = ports["C2" if number == "1" else "C1"]
            cluster = [
                f"--cluster.listen-address=127.0.0.1:{ports[f'C{number}']}",
                f"--cluster.peer=127.0.0.1:{other}",
                "--cluster.peer-timeout=5s",
            ]
            config = out / "alertmanager" / "alertmanager.yml"
            stack.enter_context(serve("alertmanager", config, port=ports[f"A{number}"], arguments=cluster))
        store = tmp_path / "store" / "prometheus.yml"
        store.parent.mkdir()
        store.write_text("{}\n", encoding="utf-8")
        takes = ["--web.enable-remote-write-receiver"]
        kept = lasting.enter_context(serve("prometheus", store, port=ports["S"], arguments=takes))
        servers = []
        for number, stack in (("1", lost), ("2", lasting)):
            config = out / "prometheus" / "prometheus.yml"
            servers.append(
                stack.enter_context(
                    serve(
                        "prometheus",
                        config,
                        port=ports[f"P{number}"],
                        arguments=["--rules.alert.resend-delay=1s"],
                        environment={"PROMETHEUS_REPLICA": number},
                    )
                )
            )
        members = "max(alertmanager_cluster_members)"
        assert wait_until(lambda: [each["value"][1] for each in result(servers[1], members)] == ["2"], 60)
        assert wait_until(lambda: bool(told(sink, "/beat")), 30)
        for server in servers:
            known: Any = server.get("/api/v1/alertmanagers")
            assert len(known["data"]["activeAlertmanagers"]) == 2

        api.page = "queue_length 100\n"
        assert wait_until(lambda: bool(told(sink, "/chat")), 30)
        time.sleep(12)  # both have told both by now, and the second Alertmanager no longer waits for the first
        (firing,) = told(sink, "/chat")
        assert [each["labels"] for each in firing["alerts"]] == [
            {
                "alertname": "QueueLong",
                "environment": "production",
                "instance": f"127.0.0.1:{api.port}",
                "job": "api",
                "service": "api",
                "severity": "critical",
                "system": "shop",
            }
        ]
        assert len(told(sink, "/beat")) == 1, "one heartbeat of the pair"
        both = {("queue_length", "1"), ("queue_length", "2")}
        assert {
            (each["metric"]["__name__"], each["metric"]["replica"]) for each in result(kept, '{system="shop"}')
        } == both

        lost.close()
        api.page = "queue_length 1\n"
        assert wait_until(lambda: len(told(sink, "/chat")) > 1, 60), "the half that is left tells that it is over"
        assert told(sink, "/chat")[1]["status"] == "resolved"
