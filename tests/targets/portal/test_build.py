"""The portal of a small system, built by the command line: what its owner says comes out on its pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from monitorgen.targets import NAMES, target_of
from tests.support.cli import run_cli

if TYPE_CHECKING:
    from pathlib import Path

SYSTEM = """\
monitorgen: v1
system: shop
title: The Shop
description: Sells things
environments: {production: {}, dev: {docs: none, stack: {alertmanager: {heartbeat: none}}}}
secrets: {slack_url: {description: Webhook}, deadman_url: {description: Switch}}
channels:
  chat: {slack: {channel: '#shop', api_url: {secret: slack_url}}, description: The team's room}
  deadman: {webhook: {url: {secret: deadman_url}}}
default_notify: [chat]
severities:
  critical: {respond_within: 5m, escalate: {15m: [chat]}}
  warning: {description: Can wait until the morning}
teams: {payments: {description: They take the money, links: {Rota: 'https://rota.example.org'}}}
stack:
  prometheus: {url: 'https://prometheus.example.org'}
  grafana: {url: 'https://grafana.example.org'}
  alertmanager: {heartbeat: deadman}
services:
  checkout:
    type: http-service
    team: payments
    title: Checkout
    description: Takes the money <b>and</b> the order
    port: 8080
    docs: about.md
    variables: {CHECKOUT_CURRENCY: Which one people pay in}
    depends_on: {ledger: what was paid}
    links: {Source: 'https://git.example.org/checkout'}
    metrics: {orders_total: {type: counter, labels: {status: [paid, failed]}, help: Orders that came in}}
    slos:
      availability: 99.9%
      speed: {objective: 95%, threshold: 500ms, burn_alerts: none, no_data: none}
  ledger: {type: http-service, team: payments, port: 8081, lifecycle: planned}
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("portal")
    (folder / "specs" / "shop").mkdir(parents=True)
    (folder / "specs" / "shop" / "shop.yaml").write_text(SYSTEM)
    (folder / "specs" / "shop" / "about.md").write_text("# How it works\n\nIt *asks* the bank.\n")
    done = run_cli("build", cwd=folder, home=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "out" / "shop"


def page(out: Path, name: str) -> str:
    return (out / "production" / "docs" / f"{name}.md").read_text(encoding="utf-8")


def test_the_page_of_a_service_says_all_that_its_owner_said(out: Path) -> None:
    text = page(out, "services/checkout")
    for line in (
        "# Checkout",
        "Takes the money \\<b>and\\</b> the order",
        "| Owner | [payments](../index.md#team-payments): They take the money [Rota](https://rota.example.org) |",
        "| Listens at | `checkout:8080` |",
        "| Links | [Source](https://git.example.org/checkout) |",
        "## How it works\n\nIt *asks* the bank.",
        "| needs | [ledger](../services/ledger.md) | what was paid |",
        "| `CHECKOUT_CURRENCY` | Which one people pay in |",
        "| `orders_total` | counter | `status` (failed, paid) | Orders that came in |",
        '| <a id="slo-availability"></a>availability | 99.9% | 30d | 43.2 min | events that succeed |',
        '| <a id="slo-speed"></a>speed | 95% | 30d | ',
        "[chat](../channels.md#channel-chat); after 15m: [chat](../channels.md#channel-chat)",
    ):
        assert line in text, line
    assert "| is needed by | [Checkout](../services/checkout.md) | what was paid |" in page(out, "services/ledger")
    assert "It is planned: nothing runs yet, and nothing is watched." in page(out, "services/ledger")


def test_the_first_page_lists_what_runs_by_team_with_the_way_to_the_rest(out: Path) -> None:
    text = page(out, "index")
    assert text.index("# The Shop") < text.index("### payments") < text.index("[Checkout](services/checkout.md)")
    assert "99.9% availability (43.2 min in 30d)" in text
    assert "[ledger](services/ledger.md) |  | `planned` |" in text.replace("A service that answers HTTP requests", "")
    assert "[Grafana](https://grafana.example.org)" in text
    html = (out / "production/docs/index.html").read_text(encoding="utf-8")
    assert '<a href="map.html">' in html


def test_the_page_of_who_is_told_has_channels_severities_and_the_ladder(out: Path) -> None:
    text = page(out, "channels")
    assert '| <a id="severity-critical"></a>`critical` |' in text
    assert "Can wait until the morning" in text
    assert "slack | \\#shop |" in text
    assert "The team's room" in text
    assert "after 15m: [chat](#channel-chat)" in text


def test_a_dashboard_is_a_picture_and_a_way_to_grafana(out: Path) -> None:
    text = page(out, "dashboards")
    assert "![Overview of The Shop, with made data](previews/overview.svg)" in text
    uid = json.loads((out / "production/grafana/dashboards/system/overview.json").read_text())["uid"]
    assert f"(https://grafana.example.org/d/{uid})" in text
    assert not (out / "production/docs/previews/checkout.svg").exists(), "its own dashboard looks like that of its kind"


def test_an_environment_that_wants_no_pages_has_none(out: Path) -> None:
    assert (out / "dev/prometheus").is_dir()
    assert not (out / "dev/docs").exists()


def test_the_pages_are_a_target_of_their_own() -> None:
    assert "docs" in NAMES
    assert target_of("docs/services/checkout.html") == "docs"
