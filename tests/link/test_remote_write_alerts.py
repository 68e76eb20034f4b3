"""Alerts about stores that samples are handed on to: there where there is a store, and only there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.link.made import Linked

HEART = "alertmanager: {heartbeat: deadman}"
ABOUT_STORES = {"PrometheusRemoteWriteRefused", "PrometheusRemoteWriteRetries", "PrometheusRemoteWriteBehind"}


@pytest.mark.parametrize(
    ("prometheus", "handed_on"),
    [
        ("remote_write: {store: {url: 'https://store.example.org/api/v1/write'}}", True),
        ("shards: 2", True),
        ("scrape_interval: 15s", False),
    ],
)
def test_a_store_is_watched_where_there_is_one(prometheus: str, handed_on: bool, linked: Linked) -> None:
    found = linked(f"stack: {{{HEART}, prometheus: {{{prometheus}}}}}\nservices: {{api: {{port: 8080}}}}\n")
    assert found.errors == []
    named = {alert.name for alert in found.units["prometheus"].alerts}
    assert named & ABOUT_STORES == (ABOUT_STORES if handed_on else set())
    assert "PrometheusConfigReloadFailed" in named
    assert found.units["prometheus"].job.name == "prometheus"


def test_an_owner_tunes_and_drops_them_like_any_other(linked: Linked) -> None:
    store = "prometheus: {remote_write: {store: {url: 'https://store.example.org/api/v1/write'}}}"
    tuned = "{PrometheusRemoteWriteBehind: none, PrometheusRemoteWriteRefused: {above: 5%}}"
    found = linked(f"stack: {{{HEART}, {store}}}\ntypes: {{prometheus-remote-write: {{alerts: {tuned}}}}}\n")
    assert found.errors == []
    prometheus = found.units["prometheus"]
    assert {alert.name for alert in prometheus.alerts} & ABOUT_STORES == ABOUT_STORES - {"PrometheusRemoteWriteBehind"}
    assert prometheus.expr("PrometheusRemoteWriteRefused").endswith("> 0.05")
