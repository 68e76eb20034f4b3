"""Targets that nobody names, found by a real Prometheus: by an engine of containers, and by a name server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support import name_server
from tests.support.engine import Container, engine
from tests.support.exporter import exporter
from tests.support.servers import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.servers import Serve, Server
    from tests.support.tools import FindTool

pytestmark = [pytest.mark.live, pytest.mark.slow]

BASE = """\
monitorgen: v1
system: shop
deploy: files
environments: {dev: {}}
channels: {chat: {webhook: {url: 'http://127.0.0.1:9/chat'}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
networks: {app: {}}
stack: {prometheus: {scrape_interval: 1s, evaluation_interval: 1s}, alertmanager: {heartbeat: none}}
"""


def built(text: str, folder: Path, run_cli: RunCli) -> Path:
    """The prometheus.yml of a spec."""
    (folder / "specs" / "shop").mkdir(parents=True)
    (folder / "specs" / "shop" / "system.yaml").write_text(BASE + text, encoding="utf-8")
    done = run_cli("build", cwd=folder)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return folder / "out" / "shop" / "dev" / "prometheus" / "prometheus.yml"


def instances(server: Server, query: str) -> dict[str, str]:
    """The result of a query, by instance."""
    answer: Any = server.get(f"/api/v1/query?query={query}")
    return {each["metric"].get("instance", ""): each["value"][1] for each in answer["data"]["result"]}


def test_containers_are_found_by_their_labels_on_the_network_that_is_shared(
    tmp_path: Path, run_cli: RunCli, serve: Serve
) -> None:
    with engine() as docker, exporter() as api:
        api.page = "ready 1\n"
        config = built(
            f"""\
services:
  api:
    scrape: {{labels: {{tier: front}}}}
    discover:
      docker:
        labels: {{com.docker.compose.service: api}}
        port: {api.port}
        host: tcp://127.0.0.1:{docker.port}
        refresh: 1s
""",
            tmp_path,
            run_cli,
        )
        is_api = {"com.docker.compose.service": "api"}
        # Its first network by name is one that Prometheus is not on, and it opens more ports than that of its metrics.
        first = Container("shop-api-1", is_api, {"aside": "192.0.2.1", "app": "127.0.0.1"}, (9000, api.port))
        second = Container("shop-api-2", is_api, {"app": "127.0.0.1"})
        other = Container("shop-web-1", {"com.docker.compose.service": "web"}, {"app": "127.0.0.1"})
        docker.containers = (first, second, other)
        with serve("prometheus", config) as server:
            both = {f"shop-api-1:{api.port}": "1", f"shop-api-2:{api.port}": "1"}
            job = 'up{job="api",tier="front"}'
            assert wait_until(lambda: instances(server, job) == both), server.get("/api/v1/targets")
            assert docker.asked[0] == ["com.docker.compose.service=api"]
            assert instances(server, 'ready{job="api"}') == both

            expr = _expr(config.parent / "rules" / "api.yml", "TargetDown")
            assert instances(server, expr) == {}
            docker.containers = (other,)
            assert wait_until(lambda: instances(server, expr) == {"": "1"}), "all of them are gone, and it is told"


def test_a_name_server_is_asked_for_each_kind_of_record(tmp_path: Path, run_cli: RunCli, find_tool: FindTool) -> None:
    apart = _apart()
    services = {
        "plain": {"name": "api.example.org", "port": name_server.PORT},
        "six": {"name": "six.example.org", "record": "AAAA", "port": name_server.PORT},
        "posts": {"name": "posts.example.org", "record": "MX", "port": name_server.PORT},
        "served": {"name": "_metrics._tcp.example.org"},
    }
    text = yaml.safe_dump({"services": {name: {"discover": {"dns": said}} for name, said in services.items()}})
    config = built(text, tmp_path, run_cli)
    port = name_server.PORT
    records = {
        "A api.example.org": ["127.0.0.2", "127.0.0.3"],
        "AAAA six.example.org": ["::1"],
        "MX posts.example.org": ["mail-1.example.org"],
        "SRV _metrics._tcp.example.org": [f"mail-1.example.org:{port}"],
        "A mail-1.example.org": ["127.0.0.4"],
    }
    program = [sys.executable, name_server.__file__, str(find_tool("prometheus")), str(config), str(tmp_path)]
    done = subprocess.run(
        [*apart, *program, json.dumps(records)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found = {(each["job"], each["instance"]) for each in json.loads(done.stdout)}
    assert found == {
        ("plain", f"127.0.0.2:{port}"),
        ("plain", f"127.0.0.3:{port}"),
        ("six", f"[::1]:{port}"),
        ("posts", f"mail-1.example.org:{port}"),
        ("served", f"mail-1.example.org:{port}"),
    }, (tmp_path / "prometheus.log").read_text(encoding="utf-8")


def _apart() -> list[str]:
    """The command that gives a program mounts and a network of its own; without it the test is skipped, loudly."""
    command = ["unshare", "--user", "--map-root-user", "--mount", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], check=False).returncode:
        pytest.skip("no namespaces of users here, so THE DNS IS NOT TESTED")
    return command


def _expr(path: Path, alert: str) -> str:
    from urllib.parse import quote

    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    (expr,) = (rule["expr"] for group in document["groups"] for rule in group["rules"] if rule.get("alert") == alert)
    return quote(expr)
