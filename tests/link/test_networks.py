"""The networks of containers: those that are declared, or the host's own, which goes with no other."""

from __future__ import annotations

import subprocess
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.support.tools import find_tool

if TYPE_CHECKING:
    from pathlib import Path

    from tests.link.made import Linked, Made

HEART = "alertmanager: {heartbeat: deadman}"
ON_HOST = "address: 'localhost:6379', network: host"
BRIDGED = "address: redis:6379"
LOOPBACK, GATEWAY = "127.0.0.1", "host-gateway"


def services(found: Made) -> dict[str, dict[str, Any]]:
    assert found.errors == []
    made = yaml.safe_load(found.files["shop/production/compose.yaml"])["services"]
    assert isinstance(made, dict)
    return made


def of_redis(stack: str, redis: str) -> str:
    return f"stack: {{{stack}{HEART}}}\ninfrastructure:\n  redis: {{{redis}}}\n"


def test_all_of_a_stack_on_the_host_finds_each_other_on_loopback(linked: Linked) -> None:
    made = services(linked(of_redis("network: host, ", ON_HOST)))
    assert {each["network_mode"] for each in made.values()} == {"host"}
    assert not any("networks" in each for each in made.values())
    asked = ["alertmanager", "grafana", "redis-exporter"]
    assert made["prometheus"]["extra_hosts"] == [f"{name}={LOOPBACK}" for name in asked]
    # What is made after Grafana is found by it all the same.
    assert made["grafana"]["extra_hosts"] == [f"{name}={LOOPBACK}" for name in ("alertmanager", "prometheus")]
    assert made["redis-exporter"]["extra_hosts"] == [f"host.docker.internal={LOOPBACK}"]


def test_one_component_on_the_host_is_found_through_the_engine_s_gateway(linked: Linked) -> None:
    made = services(linked(of_redis("grafana: none, prometheus: {network: monitoring}, network: host, ", BRIDGED)))
    assert made["alertmanager"]["network_mode"] == "host"
    assert made["prometheus"]["networks"] == ["monitoring"]
    assert made["prometheus"]["extra_hosts"] == [f"alertmanager={GATEWAY}"]
    # The exporter goes to what it asks, as nobody said where it lives.
    assert made["redis-exporter"]["networks"] == ["monitoring"]


def test_an_exporter_of_what_has_a_port_on_the_host_asks_the_host(linked: Linked) -> None:
    made = services(linked("infrastructure: {redis: {port: 6379, network: host}}\n"))
    assert made["redis-exporter"]["extra_hosts"] == [f"host.docker.internal={GATEWAY}"]
    assert "redis://host.docker.internal:6379" in str(made["redis-exporter"])


SEATS = ("", "network: host", "network: monitoring")


@pytest.mark.slow
@pytest.mark.parametrize(("stack", "prometheus"), list(product(SEATS, SEATS)))
def test_compose_takes_whatever_seats_there_are_or_we_refuse_them(
    stack: str, prometheus: str, linked: Linked, tmp_path: Path
) -> None:
    judged = 0
    for asked, exporter in product((BRIDGED, ON_HOST), SEATS):
        said = "".join(f"{word}, " for word in (stack, f"prometheus: {{{prometheus}}}") if word)
        found = linked(of_redis(said, f"{asked}, exporter: {{{exporter}}}" if exporter else asked))
        if found.errors:
            # One of the two is on the host's own network alone, and the other on none that it sees.
            assert {error.split()[0] for error in found.errors} == {"MG614"}
            continue
        document = yaml.safe_load(found.files["shop/production/compose.yaml"])
        for each in document["services"].values():
            assert set(each.get("networks", ())) <= set(document.get("networks", ()))
            assert ("network_mode" in each) != ("networks" in each)
        folder = tmp_path / str(judged)
        for path, text in found.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        compose = folder / "shop/production/compose.yaml"
        command = [str(find_tool("docker-compose")), "-f", str(compose), "config", "-q"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        judged += 1
    # Prometheus and Grafana ask each other, so that one of them alone on the host is always refused.
    seats = {(prometheus or stack) == SEATS[1], stack == SEATS[1]}
    assert (judged == 0) == (len(seats) == 2)
