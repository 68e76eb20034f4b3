"""Every document of the stack fits a schema of its kind, which was not made from the code that writes it."""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from tests.support.cli import run_cli
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from tests.support.tools import FindTool

HERE = Path(__file__).parent / "schemas"
OUT = ROOT / "out"
KINDS = {
    "compose.yaml": "compose-spec",
    "prometheus/prometheus.yml": "prometheus",
    "prometheus/scrape/*.yml": "scrape",
    "prometheus/shards/*/scrape/*.yml": "scrape",
    "prometheus/rules/*.yml": "rules",
    "alertmanager/alertmanager.yml": "alertmanager",
}
ENVIRONMENTS = sorted(path.parent.parent.relative_to(OUT) for path in OUT.glob("*/*/prometheus/prometheus.yml"))
EVERYTHING = """\
monitorgen: v1
system: shop
environments: {production: {}}
labels: {price: '5$'}
deploy: {compose: {discovery: docker, docker: {group: 998}}}
secrets: {slack_url: {}, beat: {}, store: {}, ca: {}, token: {}}
channels:
  chat: {slack: {channel: '#shop', api_url: {secret: slack_url}}}
  beat: {webhook: {url: {secret: beat}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack:
  prometheus:
    replicas: 2
    publish: [9090, 9190]
    retention: {time: 30d, size: 10GiB}
    remote_write:
      store:
        url: https://store.example.org/push
        basic_auth: {username: shop, password: {secret: store}}
        tls_config: {ca: {secret: ca}}
        headers: {X-Scope-OrgID: shop}
        timeout: 10s
        drop: ['go_.*']
        queue: {max_shards: 5, max_backoff: 1m30s}
  alertmanager: {replicas: 2, heartbeat: beat}
  pushgateway: {profile: batch}
  grafana: {plugins: [grafana-clock-panel@2.1.8]}
services:
  api: {type: http-service, port: 8080, scrape: {labels: {tier: front}}, health: /health}
  spread: {discover: {dns: _metrics._tcp.example.org}}
  plain: {discover: {dns: {name: plain.example.org, record: AAAA, port: 80, refresh: 10s}}}
  kept: {discover: {files: [targets/*.json]}, scrape: {authorization: {credentials: {secret: token}}}}
infrastructure:
  node: {}
  redis: {address: 'redis:6379'}
"""


@cache
def validator(kind: str) -> jsonschema.protocols.Validator:
    schema = json.loads((HERE / f"{kind}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults(kind: str, document: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator(kind).iter_errors(document)]


def documents(folder: Path) -> dict[str, tuple[str, Any]]:
    """The documents of an environment by path, each with its kind."""
    found = {}
    for pattern, kind in KINDS.items():
        for path in folder.glob(pattern):
            found[str(path.relative_to(folder))] = kind, yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=str)
def test_what_is_committed_fits(environment: Path) -> None:
    found = documents(OUT / environment)
    assert {kind for kind, _ in found.values()} >= set(KINDS.values()) - {"compose-spec"}
    assert {path: faults(*each) for path, each in found.items() if faults(*each)} == {}


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Any]]:
    """What a system that asks for all that there is becomes."""
    home = _written(EVERYTHING, tmp_path_factory)
    done = run_cli("build", cwd=home, home=home)
    assert done.returncode == 0, done.stderr
    return documents(home / "out" / "shop" / "production")


def _written(text: str, folders: pytest.TempPathFactory) -> Path:
    home = folders.mktemp("everything")
    (home / "specs" / "shop").mkdir(parents=True)
    (home / "specs" / "shop" / "system.yaml").write_text(text, encoding="utf-8")
    return home


@pytest.mark.slow
@pytest.mark.parametrize("shards", ["", "    shards: 3\n"], ids=["whole", "sharded"])
def test_the_programs_take_what_asks_for_everything(
    shards: str, find_tool: FindTool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = _written(EVERYTHING.replace("    replicas: 2\n", f"    replicas: 2\n{shards}"), tmp_path_factory)
    programs = [f"--{name}={find_tool(name)}" for name in ("promtool", "amtool", "docker-compose")]
    done = run_cli("check", *programs, cwd=home, home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert ("config --agent" in done.stdout) is bool(shards)
    assert "docker-compose config" in done.stdout


def test_what_asks_for_everything_fits(everything: dict[str, tuple[str, Any]]) -> None:
    assert {path: faults(*each) for path, each in everything.items() if faults(*each)} == {}
    assert {"docker_sd_configs", "dns_sd_configs", "file_sd_configs", "static_configs"} <= {
        key for kind, document in everything.values() if kind == "scrape" for key in document["scrape_configs"][0]
    }


SLIPS = [
    ("compose.yaml", ("services", "prometheus", "helthcheck"), {}),
    ("compose.yaml", ("services", "prometheus", "restart"), 1),
    ("compose.yaml", ("services", "grafana", "depends_on", "prometheus", "condition"), "service_well"),
    ("prometheus/prometheus.yml", ("global", "scrape_intervall"), "15s"),
    ("prometheus/prometheus.yml", ("global", "scrape_interval"), "15 s"),
    ("prometheus/prometheus.yml", ("remote_write", 0, "headers", "Authorization"), "Bearer x"),
    ("prometheus/prometheus.yml", ("remote_write", 0, "basic_auth", "password"), "x"),
    ("prometheus/prometheus.yml", ("alerting", "alertmanagers", 0, "api_version"), "v1"),
    ("prometheus/scrape/plain.yml", ("scrape_configs", 0, "dns_sd_configs", 0, "type"), "TXT"),
    ("prometheus/scrape/api.yml", ("scrape_configs", 0, "relabel_configs", 0, "action"), "stay"),
    ("prometheus/scrape/kept.yml", ("scrape_configs", 0, "file_sd_configs", 0, "files"), ["a.txt"]),
    ("prometheus/rules/api.yml", ("groups", 0, "rules", -1, "expression"), "1"),
    ("prometheus/rules/api.yml", ("groups", 0, "rules", -1, "for"), "soon"),
    ("alertmanager/alertmanager.yml", ("route", "match"), {}),
    ("alertmanager/alertmanager.yml", ("route", "continue"), True),
    ("alertmanager/alertmanager.yml", ("inhibit_rules", 0, "source_match"), {}),
    ("alertmanager/alertmanager.yml", ("receivers", 0, "slack_config"), []),
]


@pytest.mark.parametrize(("path", "place", "value"), SLIPS, ids=lambda each: str(each)[-60:])
def test_a_slip_would_be_seen(
    everything: dict[str, tuple[str, Any]], path: str, place: tuple[str | int, ...], value: object
) -> None:
    kind, document = everything[path]
    changed = copy.deepcopy(document)
    at = changed
    for step in place[:-1]:
        at = at[step]
    at[place[-1]] = value
    assert faults(kind, changed)
