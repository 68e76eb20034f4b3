"""MySmartNotes: what its alerts do, judged by promtool on series as the exporters and the application expose them.

Each alert of the guide fires when its owner means it to, stays quiet where the guide's own expression would have been
wrong, and fires once for what it is about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.behaviour import Case, Series, buckets, connections, disk, judge, memory, processors, selector
from tests.support.items import items

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Example
    from tests.support.tools import FindTool

API = {"job": "api_gateway", "instance": "api_gateway:8000"}
WORKER = {"job": "celery_worker", "instance": "celery_worker:9540"}
NODE = {"job": "node", "instance": "node_exporter:9100"}
POSTGRES = {"job": "postgres", "instance": "postgres_exporter:9187"}
BOUNDS = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"


def requests(ok: str, failed: str, other: str = "0+10x20") -> Series:
    """Requests of two routes; those of the second all succeed."""
    name = "http_requests_total"
    return {
        selector(name, **API, method="GET", endpoint="/lectures/{id}", status="200"): ok,
        selector(name, **API, method="GET", endpoint="/lectures/{id}", status="500"): failed,
        selector(name, **API, method="POST", endpoint="/chat", status="200"): other,
    }


def durations(slow: str, fast: str) -> Series:
    """Durations of two routes, one of which nobody asks for; `slow` took 2.5 to 5 s, `fast` less than a second."""
    name = "http_request_duration_seconds"
    return {
        **buckets(name, BOUNDS, fast, slow, 2.5, **API, method="GET", endpoint="/lectures"),
        **buckets(name, BOUNDS, "0x20", "0x20", 2.5, **API, method="GET", endpoint="/old"),
    }


ON_API = {"job": "api_gateway"}
ON_DATABASE_DISK = {**NODE, "device": "/dev/vdb", "mountpoint": "/var/lib/postgresql"}

CASES = [
    Case("one request in ten fails", "HighErrorRate", "api_gateway", requests("0+890x20", "0+110x20"), [ON_API]),
    Case("25 errors a second of 570", "HighErrorRate", "api_gateway", requests("0+32800x20", "0+1475x20")),
    Case("one of two requests fails at night", "HighErrorRate", "api_gateway", requests("0x20", "0+1x20", "0+1x20")),
    Case("nobody asks", "HighErrorRate", "api_gateway", requests("5x20", "5x20", "5x20")),
    Case("all take 3 s, idle routes aside", "HighResponseTime", "api_gateway", durations("0+60x20", "0x20"), [ON_API]),
    Case("all take less than a second", "HighResponseTime", "api_gateway", durations("0+60x20", "0+60x20")),
    Case("a target that does not answer", "ServiceDown", "api_gateway", {selector("up", **API): "1x5 0x15"}, [API]),
    Case("a target that vanished", "ServiceDown", "celery_worker", {selector("up", **WORKER): "1x5 stale"}, [WORKER]),
    Case("a target that answers", "ServiceDown", "api_gateway", {selector("up", **API): "1x20"}),
    Case(
        "a database that is gone behind its exporter",
        "PostgresDown",
        "postgres",
        {selector("up", **POSTGRES): "1x20", selector("pg_up", **POSTGRES): "1x5 0x15"},
        [POSTGRES],
    ),
    Case(
        "85 of 100 connections", "PostgresHighConnections", "postgres", connections(80, 5, 100, **POSTGRES), [POSTGRES]
    ),
    Case("85 of 400 connections", "PostgresHighConnections", "postgres", connections(80, 5, 400, **POSTGRES)),
    Case(
        "the database's disk is nearly full",
        "DatabaseDiskFull",
        "node",
        disk("/var/lib/postgresql", "ext4", 92, **NODE),
        [ON_DATABASE_DISK],
    ),
    Case("another disk is nearly full", "DatabaseDiskFull", "node", disk("/srv", "ext4", 92, **NODE)),
    Case("a disk fills up", "DiskSpaceLow", "node", disk("/var/lib/postgresql", "xfs", 86, **NODE), [ON_DATABASE_DISK]),
    Case("a disk with room", "DiskSpaceLow", "node", disk("/", "ext4", 80, **NODE)),
    Case("memory that is mounted", "DiskSpaceLow", "node", disk("/run", "tmpfs", 99, **NODE)),
    Case("a disk that nobody can write to", "DiskSpaceLow", "node", disk("/media", "ext4", 99, 1, **NODE)),
    Case("busy processors", "HighCPUUsage", "node", processors(5, 1, 54, **NODE), [NODE]),
    Case("processors that wait for a disk", "HighCPUUsage", "node", processors(10, 40, 10, **NODE)),
    Case("memory nearly used up", "HighMemoryUsage", "node", memory(12, **NODE), [NODE]),
    Case("memory to spare", "HighMemoryUsage", "node", memory(25, **NODE)),
    Case(
        "one queue of two is long",
        "CeleryQueueBackup",
        "api_gateway",
        {
            selector("celery_task_queue_size", **API, queue="ocr"): "150x20",
            selector("celery_task_queue_size", **API, queue="mail"): "90x20",
        },
        [{**API, "queue": "ocr"}],
    ),
    Case(
        "short queues",
        "CeleryQueueBackup",
        "api_gateway",
        {selector("celery_task_queue_size", **API, queue="a"): "90x20"},
    ),
    Case(
        "one task of two fails every five seconds",
        "HighTaskFailureRate",
        "celery_worker",
        {
            selector("celery_task_failures_total", **WORKER, task_name="ocr"): "0+12x20",
            selector("celery_task_failures_total", **WORKER, task_name="mail"): "0+3x20",
        },
        [{"job": "celery_worker", "task_name": "ocr"}],
    ),
    Case(
        "a task fails now and then",
        "HighTaskFailureRate",
        "celery_worker",
        {selector("celery_task_failures_total", **WORKER, task_name="ocr"): "0+3x20"},
    ),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_alert_does_what_its_owner_means(example: Example, find_tool: FindTool, tmp_path: Path, case: Case) -> None:
    judge(case, example("mysmartnotes"), find_tool("promtool"), tmp_path)


def test_every_alert_of_the_guide_is_seen_to_fire_and_to_stay_quiet() -> None:
    asked = {item.says["alert"] for item in items("alert") if item.document == "001"}
    assert asked <= {case.alert for case in CASES if case.fires}
    assert asked <= {case.alert for case in CASES if not case.fires}
