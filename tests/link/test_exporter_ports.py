"""Where the exporter that is run for an entry listens: where Prometheus and its own health check look for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from monitorgen.catalog import exporters
from monitorgen.plan.jobs import Static

if TYPE_CHECKING:
    from tests.link.made import Linked, Made

ADDRESS = "address: db.example.org:5432, user: monitoring"


def service(made: Made, name: str) -> Any:
    """A service of the compose file."""
    assert made.errors == []
    return yaml.safe_load(made.files["shop/production/compose.yaml"])["services"][name]


@pytest.mark.parametrize(
    ("entry", "listens"),
    [
        (f"postgres: {{{ADDRESS}, exporter: {{port: 9199}}}}", "--web.listen-address=:9199"),
        (f"postgres: {{{ADDRESS}}}", None),
        (f"postgres: {{{ADDRESS}, exporter: {{name: pg}}}}", None),
        ("cadvisor: {exporter: {port: 9199}}", "--port=9199"),
        ("node: {exporter: {port: 9199, args: ['--web.listen-address=:9199']}}", "--web.listen-address=:9199"),
    ],
)
def test_an_exporter_is_told_to_listen_where_its_entry_says(linked: Linked, entry: str, listens: str | None) -> None:
    made = linked(f"infrastructure:\n  {entry}\n")
    kind = entry.partition(":")[0]
    name = "pg" if "name: pg" in entry else f"{kind}-exporter"
    command = service(made, name)["command"]
    assert [each for each in command if "listen" in each or "port=" in each] == ([listens] if listens else [])
    discovery = made[kind].job.discovery
    assert isinstance(discovery, Static)
    (target,) = discovery.targets
    asked = target.rpartition(":")[2]
    assert listens is None or listens.endswith(asked)
    assert f"127.0.0.1:{asked}/" in " ".join(service(made, name)["healthcheck"]["test"])


def test_each_exporter_that_is_pinned_can_be_told() -> None:
    assert [name for name, pin in exporters().items() if "{port}" not in (pin.listen or "")] == []
