"""A small shop with two environments, and the command line in this process: fast, and with the real exit codes.

Its pages are made where a test is about them: they take longer than all the rest of a build.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import pytest

from monitorgen.cli.group import monitorgen
from monitorgen.cli.ways_out import guarded

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM = """\
monitorgen: v1
system: shop
environments:
  production: {}
  staging:
    channels: {oncall: none}
    stack: {alertmanager: {heartbeat: none}}
secrets:
  slack_url: {description: Incoming webhook}
  pagerduty_key: {}
  heartbeat_url: {}
  unused: {description: Nobody reads it}
channels:
  oncall: {pagerduty: {routing_key: {secret: pagerduty_key}}}
  chat: {slack: {channel: '#shop', api_url: {secret: slack_url}}}
  heartbeat: {webhook: {url: {secret: heartbeat_url}}}
default_notify: [chat]
severities:
  critical: {notify: [oncall, chat], escalate: {30m: [chat]}}
  warning: {notify: [chat]}
stack: {alertmanager: {heartbeat: heartbeat}}
docs: {url: 'https://docs.example.org'}
"""

SERVICES = """\
monitorgen: v1
services:
  checkout:
    type: http-service
    port: 8080
    metrics:
      orders_total: {type: counter, labels: {outcome: [accepted, rejected]}}
    alerts:
      HighErrorRate: {above: 2%}
      OrdersRejected:
        rate: orders_total{outcome="rejected"}
        above: {warning: 5/m, critical: 30/m}
        for: 10m
    environments:
      staging: {port: 8081}
"""


WITH_PAGES = "docs: {url: 'https://docs.example.org'}"
WITHOUT_PAGES = "docs: none"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    def document(self) -> dict[str, object]:
        """The answer, if it is JSON."""
        made = json.loads(self.out)
        assert isinstance(made, dict)
        return made


class Run(Protocol):
    """The fixture `run`."""

    def __call__(self, *arguments: str | Path) -> Done:
        """Run `monitorgen ARGUMENT...` in the current folder."""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line: `run("build", "--check").code`."""

    def start(*arguments: str | Path) -> Done:
        capsys.readouterr()
        code = guarded(monitorgen, [str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return start


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shop's specs, which the test runs in; it has no pages."""
    folder = tmp_path / "project"
    write(folder / "specs/shop/system.yaml", SYSTEM)
    change(folder / "specs/shop/system.yaml", WITH_PAGES, WITHOUT_PAGES)
    write(folder / "specs/shop/services.yaml", SERVICES)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def shop_with_pages(shop: Path) -> Path:
    """The same with pages."""
    change(shop / "specs/shop/system.yaml", WITHOUT_PAGES, WITH_PAGES)
    return shop


def write(path: Path, text: str) -> None:
    """Write a file, its folders too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Replace a text that stands in a file once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
