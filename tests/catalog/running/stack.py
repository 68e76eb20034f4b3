"""Prometheus and Alertmanager, watching each other."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

from tests.catalog.running.page import scraped
from tests.support.servers import fetched, free_port
from tests.support.tools import find_tool

if TYPE_CHECKING:
    from tests.catalog.running.process import Running


def alertmanager(running: Running) -> dict[str, str]:
    """One by itself and the only member of a cluster, both with an alert that their receiver refuses."""
    gossip = free_port()
    clustered = (f"--cluster.listen-address=127.0.0.1:{gossip}", f"--cluster.advertise-address=127.0.0.1:{gossip}")
    return {
        "": _alertmanager(running, "alertmanager-alone", "--cluster.listen-address="),
        "a cluster": _alertmanager(running, "alertmanager-clustered", *clustered),
    }


def _alertmanager(running: Running, name: str, *arguments: str) -> str:
    listen, nobody = free_port(), free_port()
    config = running.folder / f"{name}.yml"
    config.write_text(
        "route: {receiver: refused, group_wait: 1s, group_interval: 5s}\n"
        f"receivers: [{{name: refused, webhook_configs: [{{url: 'http://127.0.0.1:{nobody}/'}}]}}]\n"
    )
    running.start(
        name,
        find_tool("alertmanager"),
        f"--config.file={config}",
        f"--storage.path={running.folder}/{name}",
        f"--web.listen-address=127.0.0.1:{listen}",
        *arguments,
    )
    base = f"http://127.0.0.1:{listen}"
    running.until(name, lambda: b"OK" in fetched(f"{base}/-/ready"), 120)
    headers = {"Content-Type": "application/json"}
    alerts = urllib.request.Request(f"{base}/api/v2/alerts", b'[{"labels": {"alertname": "Test"}}]', headers)
    with urllib.request.urlopen(alerts, timeout=5):
        pass
    page = f"{base}/metrics"
    running.until("a refused notification", lambda: "alertmanager_notifications_failed_total" in scraped(page))
    return page


def prometheus(running: Running) -> dict[str, str]:
    """A Prometheus that watches itself, evaluates a rule and sends its alert to an Alertmanager."""
    manager = _alertmanager(running, "alertmanager-of-prometheus", "--cluster.listen-address=")
    listen = free_port()
    (running.folder / "rules.yml").write_text("groups: [{name: g, rules: [{alert: Always, expr: vector(1)}]}]\n")
    config = running.folder / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        "rule_files: [rules.yml]\n"
        f"alerting: {{alertmanagers: [{{static_configs: [{{targets: ['{manager.split('/')[2]}']}}]}}]}}\n"
        f"scrape_configs: [{{job_name: prometheus, static_configs: [{{targets: ['127.0.0.1:{listen}']}}]}}]\n"
    )
    running.start(
        "prometheus",
        find_tool("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={running.folder}/prometheus",
        # The first notification comes before the Alertmanager is known, and is lost.
        "--rules.alert.resend-delay=1s",
        f"--web.listen-address=127.0.0.1:{listen}",
    )
    page = f"http://127.0.0.1:{listen}/metrics"
    late = {
        "prometheus_notifications_latency_seconds",
        "prometheus_notifications_sent_total",
        "prometheus_rule_evaluations_total",
        "prometheus_target_interval_length_seconds",
    }
    running.until("all of Prometheus's metrics", lambda: late <= scraped(page).keys())
    return {"": page}


def remote_write(running: Running) -> dict[str, str]:
    """A Prometheus that hands what it scrapes of itself on to itself."""
    listen = free_port()
    config = running.folder / "handing-on.yml"
    config.write_text(
        "global: {scrape_interval: 1s}\n"
        f"remote_write: [{{name: store, url: 'http://127.0.0.1:{listen}/api/v1/write'}}]\n"
        f"scrape_configs: [{{job_name: prometheus, static_configs: [{{targets: ['127.0.0.1:{listen}']}}]}}]\n"
    )
    running.start(
        "handing-on",
        find_tool("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={running.folder}/handing-on",
        "--web.enable-remote-write-receiver",
        f"--web.listen-address=127.0.0.1:{listen}",
    )
    page = f"http://127.0.0.1:{listen}/metrics"
    wanted = "prometheus_remote_storage_shards_desired"
    running.until("what Prometheus tells of its store", lambda: wanted in scraped(page))
    return {"": page}
