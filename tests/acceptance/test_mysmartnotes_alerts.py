"""MySmartNotes: what its alerts do, judged by promtool on series as the exporters and the application expose them.

Each alert of the guide fires when its owner means it to, stays quiet where the guide's own expression would have been
wrong, and fires once for what it is about.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Built
    from tests.support.tools import FindTool

pytestmark = pytest.mark.slow

API = 'job="api_gateway",instance="api_gateway:8000"'
WORKER = 'job="celery_worker",instance="celery_worker:9540"'
NODE = 'job="node",instance="node_exporter:9100"'
POSTGRES = 'job="postgres",instance="postgres_exporter:9187"'


@dataclass(frozen=True)
class Case:
    """Series, a value a minute, and the label sets with which an alert fires after 20 minutes, `severity` aside."""

    sentence: str
    alert: str
    service: str
    series: dict[str, str]
    fires: list[dict[str, str]] = field(default_factory=list)


def requests(ok: str, failed: str, other: str = "0+10x20") -> dict[str, str]:
    """Requests of two routes; those of the second all succeed."""
    return {
        f'http_requests_total{{{API},method="GET",endpoint="/lectures/{{id}}",status="200"}}': ok,
        f'http_requests_total{{{API},method="GET",endpoint="/lectures/{{id}}",status="500"}}': failed,
        f'http_requests_total{{{API},method="POST",endpoint="/chat",status="200"}}': other,
    }


def durations(slow: str, fast: str) -> dict[str, str]:
    """Durations of two routes, one of which nobody asks for; `slow` took 2.5 to 5 s, `fast` less than a second."""
    bounds = ("0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5")
    name = "http_request_duration_seconds_bucket"
    asked, idle = f'{API},method="GET",endpoint="/lectures"', f'{API},method="GET",endpoint="/old"'
    return {
        **{f'{name}{{{asked},le="{bound}"}}': fast for bound in bounds},
        **{f'{name}{{{asked},le="{bound}"}}': slow for bound in ("5", "10", "+Inf")},
        **{f'{name}{{{idle},le="{bound}"}}': "0x20" for bound in (*bounds, "5", "10", "+Inf")},
    }


def disk(mountpoint: str, fstype: str, used: int, *, readonly: int = 0) -> dict[str, str]:
    """A filesystem of 100 GB of which `used` are used."""
    labels = f'{NODE},device="/dev/vdb",fstype="{fstype}",mountpoint="{mountpoint}"'
    return {
        f"node_filesystem_avail_bytes{{{labels}}}": f"{(100 - used) * 10**9}x20",
        f"node_filesystem_size_bytes{{{labels}}}": f"{100 * 10**9}x20",
        f"node_filesystem_readonly{{{labels}}}": f"{readonly}x20",
    }


def processors(idle: int, iowait: int, user: int) -> dict[str, str]:
    """Two processors, in seconds a minute."""
    times = {"idle": idle, "iowait": iowait, "user": user}
    return {
        f'node_cpu_seconds_total{{{NODE},cpu="{cpu}",mode="{mode}"}}': f"0+{seconds}x20"
        for cpu in (0, 1)
        for mode, seconds in times.items()
    }


def connections(first: int, second: int, limit: int) -> dict[str, str]:
    """Connections to two databases, with the labels of postgres_exporter."""
    return {
        f'pg_stat_database_numbackends{{{POSTGRES},datid="16384",datname="mysmartnotes"}}': f"{first}x20",
        f'pg_stat_database_numbackends{{{POSTGRES},datid="5",datname="postgres"}}': f"{second}x20",
        f"pg_settings_max_connections{{{POSTGRES}}}": f"{limit}x20",
    }


ON_API = {"job": "api_gateway"}
ON_NODE = {"job": "node", "instance": "node_exporter:9100"}
ON_POSTGRES = {"job": "postgres", "instance": "postgres_exporter:9187"}
ON_DATABASE_DISK = {**ON_NODE, "device": "/dev/vdb", "mountpoint": "/var/lib/postgresql"}

CASES = [
    Case("one request in ten fails", "HighErrorRate", "api_gateway", requests("0+890x20", "0+110x20"), [ON_API]),
    Case("25 errors a second of 570", "HighErrorRate", "api_gateway", requests("0+32800x20", "0+1475x20")),
    Case("one of two requests fails at night", "HighErrorRate", "api_gateway", requests("0x20", "0+1x20", "0+1x20")),
    Case("nobody asks", "HighErrorRate", "api_gateway", requests("5x20", "5x20", "5x20")),
    Case("all take 3 s, idle routes aside", "HighResponseTime", "api_gateway", durations("0+60x20", "0x20"), [ON_API]),
    Case("all take less than a second", "HighResponseTime", "api_gateway", durations("0+60x20", "0+60x20")),
    Case(
        "a target that does not answer",
        "ServiceDown",
        "api_gateway",
        {f"up{{{API}}}": "1x5 0x15"},
        [{"job": "api_gateway", "instance": "api_gateway:8000"}],
    ),
    Case(
        "a target that vanished",
        "ServiceDown",
        "celery_worker",
        {f"up{{{WORKER}}}": "1x5 stale"},
        [{"job": "celery_worker", "instance": "celery_worker:9540"}],
    ),
    Case("a target that answers", "ServiceDown", "api_gateway", {f"up{{{API}}}": "1x20"}),
    Case(
        "a database that is gone behind its exporter",
        "PostgresDown",
        "postgres",
        {f"up{{{POSTGRES}}}": "1x20", f"pg_up{{{POSTGRES}}}": "1x5 0x15"},
        [ON_POSTGRES],
    ),
    Case("85 of 100 connections", "PostgresHighConnections", "postgres", connections(80, 5, 100), [ON_POSTGRES]),
    Case("85 of 400 connections", "PostgresHighConnections", "postgres", connections(80, 5, 400)),
    Case(
        "the database's disk is nearly full",
        "DatabaseDiskFull",
        "node",
        disk("/var/lib/postgresql", "ext4", 92),
        [ON_DATABASE_DISK],
    ),
    Case("another disk is nearly full", "DatabaseDiskFull", "node", disk("/srv", "ext4", 92)),
    Case("a disk fills up", "DiskSpaceLow", "node", disk("/var/lib/postgresql", "xfs", 86), [ON_DATABASE_DISK]),
    Case("a disk with room", "DiskSpaceLow", "node", disk("/", "ext4", 80)),
    Case("memory that is mounted", "DiskSpaceLow", "node", disk("/run", "tmpfs", 99)),
    Case("a disk that nobody can write to", "DiskSpaceLow", "node", disk("/media", "ext4", 99, readonly=1)),
    Case("busy processors", "HighCPUUsage", "node", processors(5, 1, 54), [ON_NODE]),
    Case("processors that wait for a disk", "HighCPUUsage", "node", processors(10, 40, 10)),
    Case(
        "memory nearly used up",
        "HighMemoryUsage",
        "node",
        {f"node_memory_MemAvailable_bytes{{{NODE}}}": "1e9x20", f"node_memory_MemTotal_bytes{{{NODE}}}": "8e9x20"},
        [ON_NODE],
    ),
    Case(
        "memory to spare",
        "HighMemoryUsage",
        "node",
        {f"node_memory_MemAvailable_bytes{{{NODE}}}": "2e9x20", f"node_memory_MemTotal_bytes{{{NODE}}}": "8e9x20"},
    ),
    Case(
        "one queue of two is long",
        "CeleryQueueBackup",
        "api_gateway",
        {
            f'celery_task_queue_size{{{API},queue="ocr"}}': "150x20",
            f'celery_task_queue_size{{{API},queue="mail"}}': "90x20",
        },
        [{"job": "api_gateway", "instance": "api_gateway:8000", "queue": "ocr"}],
    ),
    Case(
        "one task of two fails every five seconds",
        "HighTaskFailureRate",
        "celery_worker",
        {
            f'celery_task_failures_total{{{WORKER},task_name="ocr"}}': "0+12x20",
            f'celery_task_failures_total{{{WORKER},task_name="mail"}}': "0+3x20",
        },
        [{"job": "celery_worker", "task_name": "ocr"}],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert}: {case.sentence}")
def test_an_alert_does_what_its_owner_means(
    mysmartnotes: Built, find_tool: FindTool, tmp_path: Path, case: Case
) -> None:
    (severity,) = {
        rule["labels"]["severity"]
        for rule in mysmartnotes.alerts(case.alert)
        if rule["labels"]["service"] == case.service
    }
    static = {
        "__name__": "ALERTS",
        "alertname": case.alert,
        "alertstate": "firing",
        "service": case.service,
        "severity": severity,
    }
    expected = [{"labels": _series({**static, **labels}), "value": 1} for labels in case.fires]
    question = f'ALERTS{{alertname="{case.alert}",alertstate="firing",service="{case.service}"}}'
    test = {
        "input_series": [{"series": series, "values": values} for series, values in case.series.items()],
        "promql_expr_test": [{"expr": question, "eval_time": "20m", "exp_samples": expected}],
        "interval": "1m",
    }
    rules = [str(file) for file in sorted((mysmartnotes.folder / "prometheus" / "rules").glob("*.yml"))]
    file = tmp_path / "test.yml"
    file.write_text(yaml.safe_dump({"rule_files": rules, "evaluation_interval": "1m", "tests": [test]}))
    command = [str(find_tool("promtool")), "test", "rules", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _series(labels: dict[str, str]) -> str:
    name = labels.pop("__name__")
    return name + "{" + ",".join(f'{label}="{value}"' for label, value in labels.items()) + "}"
