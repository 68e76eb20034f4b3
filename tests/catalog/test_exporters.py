"""An exporter that monitorgen runs is told where the thing is, and who it may ask it as."""

from __future__ import annotations

import json

import pytest
import yaml

from monitorgen.catalog import exporters
from tests.support.cli import run_cli

OF_THE_HOST = {"node", "cadvisor"}
"""They look at the machine that they run on."""
WITHOUT_A_PASSWORD = {"nginx", "kafka", "celery"}
"""What a password means to these is for their owner to say."""

SYSTEM = """\
monitorgen: v1
system: shop
environments: {production: {stack: {alertmanager: {heartbeat: none}}}}
secrets: {chat: {}, pw: {}}
channels: {chat: {slack: {channel: '#shop', api_url: {secret: chat}}}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
infrastructure:
"""


NAMES = sorted(exporters().keys() - OF_THE_HOST)


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """The containers of a system that has one of everything that an exporter looks at."""
    folder = tmp_path_factory.mktemp("exporters")
    entries = (
        f"  a-{name}: {{type: {name}, address: '{name}.example.org:4321'"
        + ("}\n" if name in WITHOUT_A_PASSWORD else ", user: watcher, password: {secret: pw}}\n")
        for name in NAMES
    )
    (folder / "specs").mkdir()
    (folder / "specs/system.yaml").write_text(SYSTEM + "".join(entries), encoding="utf-8")
    done = run_cli("build", cwd=folder, home=folder)
    assert done.returncode == 0, done.stderr
    composed = yaml.safe_load((folder / "out/shop/production/compose.yaml").read_text(encoding="utf-8"))
    made: dict[str, dict[str, object]] = composed["services"]
    return made


@pytest.mark.parametrize("name", NAMES)
def test_an_exporter_is_told_where_to_look_and_as_whom(name: str, services: dict[str, dict[str, object]]) -> None:
    container = services[f"a-{name}-exporter"]
    told = json.dumps([container.get("command"), container.get("environment")])
    assert f"{name}.example.org:4321" in told
    if name not in WITHOUT_A_PASSWORD:
        assert "watcher" in told
        secrets = container.get("secrets", [])
        assert isinstance(secrets, list)
        assert [each["source"] for each in secrets] == ["pw"] or "${PW" in json.dumps(container["environment"])
