"""What every compose.yaml of the example systems keeps, read as compose reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from monitorgen import catalog
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from pathlib import Path

OUT = ROOT / "out"
FILES = sorted(path.relative_to(OUT) for path in OUT.glob("*/*/compose.yaml"))
IN_IMAGES = {
    "quay.io/prometheus/prometheus": {"promtool"},
    "quay.io/prometheus/alertmanager": {"wget"},
    "grafana/grafana": {"wget"},
    "quay.io/prometheus/node-exporter": {"wget"},
    "quay.io/prometheus/blackbox-exporter": {"wget"},
    "quay.io/prometheus/pushgateway": {"wget"},
    "quay.io/prometheuscommunity/postgres-exporter": {"wget"},
    "quay.io/prometheuscommunity/elasticsearch-exporter": {"wget"},
    "oliver006/redis_exporter:alpine": {"wget"},
    "ghcr.io/google/cadvisor": {"wget"},
    "nginx/nginx-prometheus-exporter": set(),
    "percona/mongodb_exporter": set(),
    "mher/flower": {"python"},
    "prom/mysqld-exporter": {"wget"},
    "danielqsj/kafka-exporter": {"wget"},
}
"""What is there to ask with in the images; an image without a tag `-alpine` of redis_exporter holds nothing."""
HOST_FOLDERS = {"/", "/proc", "/sys", "/var/lib/docker", "/var/run", "/dev/disk"}

CADVISOR = "ghcr.io/google/cadvisor"
Service = dict[str, Any]


@pytest.fixture(scope="module", params=FILES, ids=str)
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    path: Path = OUT / request.param
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {**document, "x-folder": path.parent}


def each(compose: dict[str, Any]) -> list[tuple[str, Service]]:
    return list(compose["services"].items())


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) >= 5


def test_images_are_those_of_the_one_table_with_their_versions(compose: dict[str, Any]) -> None:
    known = {f"{pin.image}:{pin.version}" for pin in (*catalog.versions().values(), *catalog.exporters().values())}
    assert {service["image"].partition("@")[0] for _, service in each(compose)} <= known


def test_what_asks_for_health_is_in_the_image(compose: dict[str, Any]) -> None:
    for name, service in each(compose):
        repository, _, tag = service["image"].partition(":")
        key = f"{repository}:alpine" if tag.endswith("-alpine") else repository
        asked = service.get("healthcheck")
        if asked is None:
            assert not IN_IMAGES[key], f"{name} could be asked"
        else:
            kind, program, *_ = asked["test"]
            assert kind == "CMD"
            assert program in IN_IMAGES[key], name
            assert {"interval", "timeout", "retries", "start_period"} <= asked.keys()


def test_every_pin_that_has_a_healthcheck_holds_its_program() -> None:
    for pin in (*catalog.versions().values(), *catalog.exporters().values()):
        key = f"{pin.image}:alpine" if pin.version.endswith("-alpine") else pin.image
        assert not pin.health or pin.health[0] in IN_IMAGES[key], pin.image


def test_whoever_waits_for_health_waits_for_what_can_tell(compose: dict[str, Any]) -> None:
    for name, service in each(compose):
        for other, need in service.get("depends_on", {}).items():
            wanted = "service_healthy" if "healthcheck" in compose["services"][other] else "service_started"
            assert need["condition"] == wanted, name


def test_networks_and_secrets_are_declared_at_the_top_and_used(compose: dict[str, Any]) -> None:
    for field in ("networks", "secrets"):
        used = {
            use if isinstance(use, str) else use["source"]
            for _, service in each(compose)
            for use in service.get(field, ())
        }
        assert used == set(compose.get(field, {}))
    for secret in compose.get("secrets", {}).values():
        assert secret.keys() in ({"environment"}, {"file"})


def test_nothing_is_open_to_the_network(compose: dict[str, Any]) -> None:
    published = [port for _, service in each(compose) for port in service.get("ports", ())]
    assert published
    assert all(str(port).startswith("127.0.0.1:") for port in published)
    assert len({str(port).rpartition(":")[0] for port in published}) == len(published)


def test_nobody_may_more_than_they_need(compose: dict[str, Any]) -> None:
    for name, service in each(compose):
        of_a_variable = {secret for secret, said in compose.get("secrets", {}).items() if "environment" in said}
        secrets = {use["source"] for use in service.get("secrets", ())}
        if not secrets & of_a_variable and not service.get("privileged"):
            assert service.get("read_only") is True, f"{name} has no secret that compose copies in"
        if service.get("privileged"):
            assert service["image"].startswith(CADVISOR), name
            continue
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        if not service["image"].startswith(CADVISOR):  # it reads what the engine lets nobody else read
            assert not str(service.get("user", "")).startswith(("0:", "root")), name


def test_nobody_takes_the_host(compose: dict[str, Any]) -> None:
    for _, service in each(compose):
        assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
        assert service["logging"] == {"driver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}
        assert service["restart"] == "unless-stopped"
    command = compose["services"]["prometheus"]["command"]
    assert any(re.fullmatch(r"--storage\.tsdb\.retention\.time=\d+d", text) for text in command)


def test_what_is_mounted_is_there(compose: dict[str, Any]) -> None:
    volumes = set(compose.get("volumes", {}))
    for name, service in each(compose):
        for mount in service.get("volumes", ()):
            if isinstance(mount, str):
                assert mount.partition(":")[0] in volumes
                volumes_of = [
                    other
                    for other, each_ in compose["services"].items()
                    if any(str(one).startswith(f"{mount.partition(':')[0]}:") for one in each_.get("volumes", ()))
                ]
                assert volumes_of == [name], "nobody else writes into it"
                continue
            assert mount["read_only"] is True
            assert mount["bind"]["create_host_path"] is False
            if mount["source"].startswith("./"):
                assert (compose["x-folder"] / mount["source"]).is_dir()
            else:
                assert mount["source"] in HOST_FOLDERS


def test_no_dollar_stands_alone() -> None:
    for file in FILES:
        text = (OUT / file).read_text(encoding="utf-8")
        assert not re.findall(r"(?<!\$)(?:\$\$)*\$(?!\$)", text.replace("$$", "")), file


def test_every_host_that_prometheus_asks_is_a_container_on_its_networks_or_elsewhere(compose: dict[str, Any]) -> None:
    """The README tells on which networks the containers of others are; Prometheus has to be on them."""
    mine, readme = compose["services"], (compose["x-folder"] / "README.md").read_text(encoding="utf-8")
    networks = set(mine["prometheus"]["networks"])
    for path in (compose["x-folder"] / "prometheus" / "scrape").glob("*.yml"):
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["scrape_configs"]:
            if any("__param_target" in str(step) for step in job.get("relabel_configs", ())):
                continue  # asked by the blackbox exporter
            for target in (one for group in job.get("static_configs", ()) for one in group["targets"]):
                host = target.rpartition(":")[0]
                if host in mine and mine[host].get("network_mode") == "host":
                    assert f"{host}=host-gateway" in mine["prometheus"]["extra_hosts"]
                elif host in mine:
                    assert networks & set(mine[host]["networks"]), host
                elif "." not in host and host != "localhost":
                    told = re.search(r"reached by their names on ([^.]+)\.", readme)
                    assert told is not None, host
                    assert networks >= set(told[1].split(", ")), host
