"""What Alertmanager is given in tests: a folder as it is deployed, with secret files, and amtool to ask about it."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from typing import TYPE_CHECKING

from monitorgen.emit import yaml
from monitorgen.plan.values import SecretUse
from monitorgen.targets.alertmanager.config import config
from monitorgen.targets.alertmanager.templates import templates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from monitorgen.plan.routing import Routing
    from monitorgen.plan.system import Version
    from monitorgen.plan.values import Setting
    from tests.support.servers import Server

NEW: Version = (0, 33, 1)
OLD: Version = (0, 25, 0)


def deployed(
    folder: Path, routing: Routing, *, version: Version = NEW, secrets: Mapping[str, str] | None = None
) -> Path:
    """Write the files of Alertmanager and its secrets (`x` unless said) below a folder; gives the configuration."""
    folder = folder / "alertmanager"
    (folder / "templates").mkdir(parents=True)
    for name, text in templates(routing, "Generated.").items():
        (folder / "templates" / name).write_text(text, encoding="utf-8")
    for use in used_secrets(routing):
        path = folder / use.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((secrets or {}).get(use.name, "x"), encoding="utf-8")
    path = folder / "alertmanager.yml"
    path.write_text(yaml.dump(config(routing, version)), encoding="utf-8")
    return path


def used_secrets(routing: Routing) -> Iterator[SecretUse]:
    """The secrets of all receivers and of the mail server."""
    if routing.smtp is not None and routing.smtp.password is not None:
        yield routing.smtp.password
    for receiver in routing.receivers.values():
        for integration in receiver.integrations:
            for setting in integration.settings.values():
                yield from _secrets(setting)


def _secrets(setting: Setting) -> Iterator[SecretUse]:
    if isinstance(setting, SecretUse):
        yield setting
    elif isinstance(setting, dict):
        for value in setting.values():
            yield from _secrets(value)
    elif isinstance(setting, list):
        for value in setting:
            yield from _secrets(value)


def post(server: Server, alerts: Sequence[Mapping[str, object]]) -> None:
    """Tell Alertmanager of alerts."""
    body = json.dumps(alerts).encode()
    request = urllib.request.Request(f"{server.url}/api/v2/alerts", body, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        assert answer.status == 200


def amtool(program: Path, *arguments: str, cwd: Path | None = None) -> str:
    """What amtool prints; an exit code other than 0 fails the test with it."""
    done = subprocess.run([program, *arguments], capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def checked(program: Path, config_file: Path) -> None:
    """amtool finds nothing to say about a configuration."""
    said = amtool(program, "check-config", str(config_file))
    assert "SUCCESS" in said
    assert "level=warn" not in said.lower()


def receivers_by_amtool(program: Path, config_file: Path, labels: Mapping[str, str]) -> Sequence[str]:
    """The receivers that amtool finds for labels, in the order of the tree."""
    pairs = [f"{name}={value}" for name, value in labels.items()]
    said = amtool(program, "config", "routes", "test", f"--config.file={config_file}", *pairs)
    return said.splitlines()[0].split(",")
