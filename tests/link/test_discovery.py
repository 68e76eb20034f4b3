"""Targets that nobody names: what the DNS and the engine of containers are asked, and what follows for the stack."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.plan.jobs import Dns, Docker, Static
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.link.made import Linked, Made

SOCKET = "unix:///var/run/docker.sock"
BY_SOCKET = "deploy: {compose: {docker: {group: 998}}}\n"
BY_PROXY = """\
deploy: {compose: {docker: {host: 'tcp://proxy:2375'}}}
infrastructure: {proxy: {type: infrastructure, address: 'proxy:2375', scrape: none}}
"""


def services(found: Made) -> Mapping[str, Mapping[str, object]]:
    """The services of compose.yaml."""
    document = yaml.safe_load(found.files["shop/production/compose.yaml"])
    assert isinstance(document, dict)
    made = document["services"]
    assert isinstance(made, dict)
    return made


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("{name: api.example.org, port: 8080}", Dns("api.example.org", "A", 8080)),
        ("_metrics._tcp.api.example.org", Dns("_metrics._tcp.api.example.org", "SRV", None)),
        ("{name: tasks.api., port: 1}", Dns("tasks.api.", "A", 1)),
        (
            "{name: '{service}.{environment}.example.org', record: AAAA, port: 1, refresh: 10s}",
            Dns("api.production.example.org", "AAAA", 1, Duration(10_000)),
        ),
        ("{name: example.org, record: MX, port: 9100}", Dns("example.org", "MX", 9100)),
        ("{name: metrics.example.org, record: SRV}", Dns("metrics.example.org", "SRV", None)),
    ],
)
def test_what_the_dns_is_asked(linked: Linked, said: str, asked: Dns) -> None:
    found = linked(f"services: {{api: {{discover: {{dns: {said}}}}}}}\n")
    assert (found.errors, found["api"].job.discovery) == ([], asked)


def test_the_port_of_the_metrics_goes_before_that_of_the_records(linked: Linked) -> None:
    found = linked("services: {api: {discover: {dns: {name: a.b, port: 80}}, scrape: {port: 9100}}}\n")
    assert found["api"].job.discovery == Dns("a.b", "A", 9100)


def test_a_container_that_the_dns_is_asked_for_is_on_a_network_with_prometheus(linked: Linked) -> None:
    found = linked("""\
networks: {app: {external: true}, watch: {}}
stack: {network: watch, alertmanager: {heartbeat: deadman}}
services: {api: {network: app, discover: {dns: {name: api, port: 8080}}}}
""")
    assert found.codes == []
    assert services(found)["prometheus"]["networks"] == ["watch", "app"]
    assert services(found)["grafana"]["networks"] == ["watch"]


def test_containers_are_found_by_their_labels(linked: Linked) -> None:
    found = linked(f"""\
{BY_SOCKET}
services:
  api: {{discover: {{docker: {{labels: {{com.docker.compose.service: api, env: '{{environment}}'}}, port: 8080}}}}}}
""")
    labels = {"com.docker.compose.service": "api", "env": "production"}
    assert found.errors == []
    assert found["api"].job.discovery == Docker(SOCKET, labels, 8080, "shop-production_monitoring")


@pytest.mark.parametrize(
    ("networks", "name"), [("{app: {external: true}}", "app"), ("{app: {}}", "shop-production_app")]
)
def test_the_engine_has_names_of_its_own_for_networks_that_compose_makes(
    linked: Linked, networks: str, name: str
) -> None:
    found = linked(
        f"{BY_SOCKET}networks: {networks}\nservices: {{api: {{discover: {{docker: {{labels: {{a: b}}, port: 1}}}}}}}}\n"
    )
    discovery = found["api"].job.discovery
    assert isinstance(discovery, Docker)
    assert discovery.network == name


def test_prometheus_is_given_the_socket_and_its_group_and_nobody_else_is(linked: Linked) -> None:
    found = linked(f"{BY_SOCKET}services: {{api: {{discover: {{docker: {{labels: {{a: b}}, port: 1}}}}}}}}\n")
    mine = services(found)["prometheus"]
    socket = {
        "type": "bind",
        "source": "/var/run/docker.sock",
        "target": "/var/run/docker.sock",
        "read_only": True,
        "bind": {"create_host_path": False},
    }
    assert mine["group_add"] == ["998"]
    assert mine["user"] == "65534:65534"
    volumes = mine["volumes"]
    assert isinstance(volumes, list)
    assert socket in volumes
    others = [each for name, each in services(found).items() if name != "prometheus"]
    assert not any("group_add" in each or "docker.sock" in json.dumps(each) for each in others)
    assert "## Who may ask the engine" in found.files["shop/production/README.md"]


def test_without_a_question_there_is_no_socket(linked: Linked) -> None:
    found = linked(f"{BY_SOCKET}services: {{api: {{port: 1}}}}\n")
    assert "docker.sock" not in found.files["shop/production/compose.yaml"]
    assert "group_add" not in services(found)["prometheus"]


def test_a_proxy_is_asked_over_the_network_and_needs_no_socket(linked: Linked) -> None:
    found = linked(f"{BY_PROXY}services: {{api: {{discover: {{docker: {{labels: {{a: b}}, port: 1}}}}}}}}\n")
    discovery = found["api"].job.discovery
    assert isinstance(discovery, Docker)
    assert (found.errors, discovery.engine) == ([], "tcp://proxy:2375")
    assert "docker.sock" not in found.files["shop/production/compose.yaml"]


def test_a_deployment_may_have_all_its_services_found_by_the_engine(linked: Linked) -> None:
    found = linked("""\
deploy: {compose: {discovery: docker, docker: {group: 998}}}
services:
  api: {port: 8080, scrape: {port: 9100}}
  far: {address: 'far.example.org:80'}
  native: {port: 9000, network: host}
infrastructure: {redis: {address: 'redis:6379'}}
""")
    assert found.errors == []
    labels = {"com.docker.compose.service": "api"}
    assert found["api"].job.discovery == Docker(SOCKET, labels, 9100, "shop-production_monitoring")
    assert found["far"].job.discovery == Static(("far.example.org:80",))
    assert found["native"].job.discovery == Static(("host.docker.internal:9000",))
    assert found["redis"].job.discovery == Static(("redis-exporter:9121",))


def test_without_containers_the_engine_is_named_where_it_is_asked(linked: Linked) -> None:
    found = linked("""\
deploy: files
services: {api: {discover: {docker: {labels: {a: b}, port: 1, host: 'unix:///run/docker.sock'}}}}
""")
    assert found.errors == []
    assert found["api"].job.discovery == Docker("unix:///run/docker.sock", {"a": "b"}, 1, "monitoring")


@pytest.mark.parametrize(
    "discover", ["dns: {name: api.example.org, port: 1}", "docker: {labels: {a: b}, port: 1}", "files: [api.json]"]
)
def test_of_targets_that_nobody_names_it_is_told_when_one_is_down_and_when_all_are_gone(
    linked: Linked, discover: str
) -> None:
    found = linked(f"{BY_SOCKET}services: {{api: {{discover: {{{discover}}}}}}}\n")
    assert found["api"].expr("TargetDown") == 'up{job="api"} == 0 or absent(up{job="api"})'
    condition = found["api"].rule("TargetDown").condition
    assert condition is not None
    assert condition.targets == ()


def test_infrastructure_that_is_discovered_needs_no_exporter_of_its_own(linked: Linked) -> None:
    found = linked("infrastructure: {redis: {discover: {dns: {name: redis-exporter.example.org, port: 9121}}}}\n")
    assert found.errors == []
    assert "redis-exporter" not in services(found)
