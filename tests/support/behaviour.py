"""What an alert does, judged by promtool: series as exporters and applications expose them, and who is to be told.

Values are one a minute, and alerts are looked at after 20 minutes unless a case says otherwise.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from monitorgen.promql.nodes import selectors
from monitorgen.promql.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.built import Built

Series = dict[str, str]
"""Values by series: `{'up{job="api"}': "1x5 0x15"}`."""


@dataclass(frozen=True)
class Case:
    """What is the matter, with the labels of each alert that fires; those of the rule itself are added.

    `severities` are those of an alert with several thresholds that fire, all of them by default.
    """

    sentence: str
    alert: str
    service: str
    series: Series
    fires: list[dict[str, str]] = field(default_factory=list)
    severities: tuple[str, ...] = ()
    at: str = "20m"

    def __str__(self) -> str:
        return f"{self.service} {self.alert}: {self.sentence}"


def judge(case: Case, built: Built, promtool: Path, folder: Path) -> None:
    """Let promtool run the alert, and what it reads, on the series, and compare what fires of it."""
    rules = [rule for rule in built.alerts(case.alert) if rule["labels"]["service"] == case.service]
    assert rules, f"{built} has no {case.alert} of {case.service}"
    fires = [rule for rule in rules if not case.severities or rule["labels"]["severity"] in case.severities]
    about = {"alertname": case.alert, "alertstate": "firing"}
    expected = [
        {"labels": selector("ALERTS", **about, **rule["labels"], **labels), "value": 1}
        for rule in fires
        for labels in case.fires
    ]
    question = selector("ALERTS", **about, service=case.service)
    test = {
        "input_series": [{"series": series, "values": values} for series, values in case.series.items()],
        "promql_expr_test": [{"expr": question, "eval_time": case.at, "exp_samples": expected}],
        "interval": "1m",
    }
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": list(groups(case.alert, built))}))
    file = folder / "test.yml"
    file.write_text(yaml.safe_dump({"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [test]}))
    command = [str(promtool), "test", "rules", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def groups(alert: str, built: Built) -> Iterator[dict[str, Any]]:
    """The groups of an environment with the rules of an alert alone, those of all services, and all that these read."""
    rules = [rule for group in built.groups for rule in group["rules"]]
    needed = {alert}
    while (
        more := {str(each.metric) for rule in rules if named(rule) in needed for each in selectors(parse(rule["expr"]))}
        - needed
    ):
        needed |= more
    for group in built.groups:
        if kept := [rule for rule in group["rules"] if named(rule) in needed]:
            yield {**group, "rules": kept}


def named(rule: dict[str, Any]) -> str:
    """What an alerting or a recording rule makes."""
    return str(rule.get("alert") or rule["record"])


def selector(metric: str, /, **labels: str) -> str:
    """A series of a metric: `up{job="api"}`."""
    return metric + "{" + ",".join(f'{label}="{value}"' for label, value in labels.items()) + "}"


def buckets(metric: str, bounds: str, fast: str, slow: str, limit: float, /, **labels: str) -> Series:
    """A histogram: what takes at most `limit` grows by `fast`, the rest of the buckets by `slow`."""
    return {
        selector(f"{metric}_bucket", **labels, le=bound): slow if float(bound) > limit else fast
        for bound in [*bounds.split(), "+Inf"]
    }


def processors(idle: int, iowait: int, user: int, /, **labels: str) -> Series:
    """Two processors of a host, in seconds a minute."""
    times = {"idle": idle, "iowait": iowait, "user": user}
    return {
        selector("node_cpu_seconds_total", **labels, cpu=str(cpu), mode=mode): f"0+{spent}x20"
        for cpu in (0, 1)
        for mode, spent in times.items()
    }


def memory(available: int, /, **labels: str) -> Series:
    """A host with 100 GB of memory of which this many are available."""
    return {
        selector("node_memory_MemAvailable_bytes", **labels): f"{available * 10**9}x20",
        selector("node_memory_MemTotal_bytes", **labels): f"{100 * 10**9}x20",
    }


def disk(mountpoint: str, fstype: str, used: int, readonly: int = 0, /, **labels: str) -> Series:
    """A filesystem of 100 GB of which `used` are used."""
    place = {**labels, "device": "/dev/vdb", "fstype": fstype, "mountpoint": mountpoint}
    return {
        selector("node_filesystem_avail_bytes", **place): f"{(100 - used) * 10**9}x20",
        selector("node_filesystem_size_bytes", **place): f"{100 * 10**9}x20",
        selector("node_filesystem_readonly", **place): f"{readonly}x20",
    }


def connections(first: int, second: int, limit: int, /, **labels: str) -> Series:
    """Connections to two databases of a server, with the labels of postgres_exporter."""
    used = "pg_stat_database_numbackends"
    return {
        selector(used, **labels, datid="16384", datname="main"): f"{first}x20",
        selector(used, **labels, datid="5", datname="postgres"): f"{second}x20",
        selector("pg_settings_max_connections", **labels): f"{limit}x20",
    }
