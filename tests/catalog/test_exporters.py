"""An exporter that monitorgen runs is told where the thing is, and who it may ask it as."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.catalog import exporters
from tests.support.cli import run_cli

if TYPE_CHECKING:
    from pathlib import Path

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


@pytest.mark.parametrize("name", sorted(exporters().keys() - OF_THE_HOST))
def test_an_exporter_is_told_where_to_look_and_as_whom(name: str, tmp_path: Path) -> None:
    login = "" if name in WITHOUT_A_PASSWORD else ", user: watcher, password: {secret: pw}"
    entry = f"  thing: {{type: {name}, address: 'elsewhere.example.org:4321'{login}}}\n"
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/system.yaml").write_text(SYSTEM + entry, encoding="utf-8")
    done = run_cli("build", cwd=tmp_path, home=tmp_path)
    assert done.returncode == 0, done.stderr
    composed = yaml.safe_load((tmp_path / "out/shop/production/compose.yaml").read_text(encoding="utf-8"))
    container = composed["services"]["thing-exporter"]
    assert "elsewhere.example.org:4321" in json.dumps([container.get("command"), container.get("environment")])
    if login:
        assert "watcher" in json.dumps([container.get("command"), container.get("environment")])
        mounted = [each["source"] for each in container.get("secrets", ())]
        assert mounted == ["pw"] or "${PW" in json.dumps(container["environment"])
