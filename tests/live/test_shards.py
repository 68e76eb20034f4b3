"""Two shards and a Prometheus: each target is asked by one of them, and rules see all of it."""

from __future__ import annotations

import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.exporter import exporter
from tests.support.servers import free_port, wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.servers import Serve, Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

SPEC = """\
monitorgen: v1
system: shop
environments: {dev: {}}
channels: {chat: {webhook: {url: 'http://chat.example.org'}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack:
  prometheus: {shards: 2, scrape_interval: 1s, evaluation_interval: 1s}
  alertmanager: {heartbeat: none}
services:
  api:
    discover: {files: [TARGETS]}
    alerts: {TargetDown: {for: 0s}}
"""


def result(server: Server, query: str) -> dict[str, str]:
    answer: Any = server.get(f"/api/v1/query?query={query}")
    return {each["metric"].get("instance", ""): each["value"][1] for each in answer["data"]["result"]}


def test_each_target_is_asked_once_and_rules_see_all_of_them(tmp_path: Path, run_cli: RunCli, serve: Serve) -> None:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    kept = tmp_path / "targets.json"
    text = SPEC.replace("TARGETS", str(kept))
    (tmp_path / "specs" / "shop" / "system.yaml").write_text(text, encoding="utf-8")
    done = run_cli("build", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder, port = tmp_path / "out" / "shop" / "dev" / "prometheus", free_port()
    with ExitStack() as stack, ExitStack() as first:
        places = [first.enter_context(exporter()), *(stack.enter_context(exporter()) for _ in range(7))]
        for each in places:
            each.page = "ready 1\n"
        names = [f"127.0.0.1:{each.port}" for each in places]
        kept.write_text(json.dumps([{"targets": names}]), encoding="utf-8")
        takes = ["--web.enable-remote-write-receiver"]
        whole = stack.enter_context(serve("prometheus", folder / "prometheus.yml", port=port, arguments=takes))
        shards = []
        for number in ("1", "2"):
            config = folder / "shards" / number / "prometheus.yml"
            # What is a container's name there is a port here.
            config.write_text(config.read_text().replace("//prometheus:9090", f"//127.0.0.1:{port}"), encoding="utf-8")
            shards.append(stack.enter_context(serve("prometheus", config, arguments=["--agent"])))

        assert wait_until(lambda: result(whole, 'up{job="api"}') == dict.fromkeys(names, "1"), 60)
        asked = [_targets(shard) for shard in shards]
        assert all(asked), "eight targets fall to both"
        assert sorted([*asked[0], *asked[1]]) == sorted(names), "each is asked by one"
        assert result(whole, 'count(up{job="api",shard!=""})') == {}
        # Before the first sample arrived all of them were gone.
        assert wait_until(lambda: result(whole, 'ALERTS{alertname="TargetDown",service="api"}') == {})

        first.close()
        down = 'ALERTS{alertname="TargetDown",service="api",alertstate="firing"}'
        assert wait_until(lambda: result(whole, down) == {names[0]: "1"}, 60)


def _targets(server: Server) -> list[str]:
    answer: Any = server.get("/api/v1/targets?state=active")
    return [each["labels"]["instance"] for each in answer["data"]["activeTargets"] if each["scrapePool"] == "api"]
