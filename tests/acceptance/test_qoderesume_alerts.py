"""QoderResume: what its alerts do, judged by promtool. The handbook gives them in words, some without a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.behaviour import Case, Series, buckets, disk, judge, memory, processors, selector
from tests.support.items import items

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Example
    from tests.support.tools import FindTool

APP = {"job": "qoder-resume-backend", "instance": "host.docker.internal:3001"}
NODE = {"job": "node", "instance": "node-exporter:9100"}
POSTGRES = {"job": "postgres", "instance": "postgres-exporter:9187"}
BOUNDS = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10"
ONE = {"job": "qoder-resume-backend"}
DISK = {**NODE, "device": "/dev/vdb", "mountpoint": "/srv"}
BACKEND = "qoder-resume-backend"


def requests(ok: str, failed: str, refused: str) -> Series:
    """Requests that succeed, that fail, and that were wrong in the first place."""
    name, labels = "http_requests_total", {**APP, "method": "POST", "route": "/api/resumes"}
    by_code = {"200": ok, "500": failed, "404": refused}
    return {selector(name, **labels, status_code=code): values for code, values in by_code.items()}


def answers(slow: str, fast: str) -> Series:
    """Slow ones take more than 5 s, fast ones less."""
    labels = {**APP, "method": "POST", "route": "/api/resumes", "status_code": "200"}
    return buckets("http_request_duration_seconds", BOUNDS, fast, slow, 5, **labels)


def database(kind: str, slow: str, fast: str) -> Series:
    """Queries of a kind; slow ones take more than a second."""
    return buckets("database_query_duration_seconds", BOUNDS, fast, slow, 1, **APP, query_type=kind)


def analyses(good: str, bad: str) -> Series:
    """Resumes that were analysed, and attempts that failed; the service itself is there."""
    name, labels = "ai_requests_total", {**APP, "provider": "openai", "operation": "resume_analysis"}
    return {
        selector("up", **APP): "1x40",
        selector(name, **labels, status="success"): good,
        selector(name, **labels, status="error"): bad,
    }


def failures(*by_reason: str) -> Series:
    """Logins that failed, each list for one reason."""
    return {
        selector("auth_failures_total", **APP, method="password", reason=f"r{number}"): values
        for number, values in enumerate(by_reason)
    }


def logged(level: str, values: str) -> Series:
    """Errors that were logged at a level."""
    return {selector("application_errors_total", **APP, level=level): values}


CASES = [
    Case("does not answer", "ApplicationDown", BACKEND, {selector("up", **APP): "1x5 0x15"}, [APP]),
    Case("answers", "ApplicationDown", BACKEND, {selector("up", **APP): "1x20"}),
    Case("one in ten fails", "HighErrorRate", BACKEND, requests("0+90x20", "0+10x20", "0x20"), [ONE]),
    Case("clients ask for what is not there", "HighErrorRate", BACKEND, requests("0+90x20", "0x20", "0+50x20")),
    Case("all take more than 5 s", "VeryHighResponseTime", BACKEND, answers("0+60x20", "0x20"), [ONE]),
    Case("nobody asks", "VeryHighResponseTime", BACKEND, answers("5x20", "5x20")),
    Case("none succeeds any more", "NoResumeProcessing", BACKEND, analyses("0+5x10 50x30", "0+1x40"), [ONE], at="40m"),
    Case("there never was one", "NoResumeProcessing", BACKEND, {selector("up", **APP): "1x40"}, [ONE], at="40m"),
    Case("some succeed", "NoResumeProcessing", BACKEND, analyses("0+1x40", "0+9x40"), at="40m"),
    Case("busy processors", "CriticalCPUUsage", "node", processors(2, 1, 57, **NODE), [NODE]),
    Case("processors that wait for a disk", "CriticalCPUUsage", "node", processors(3, 50, 7, **NODE)),
    Case("memory used up", "CriticalMemoryUsage", "node", memory(4, **NODE), [NODE]),
    Case("memory to spare", "CriticalMemoryUsage", "node", memory(6, **NODE)),
    Case("a disk is full", "CriticalDiskUsage", "node", disk("/srv", "ext4", 96, **NODE), [DISK]),
    Case("memory that is mounted", "CriticalDiskUsage", "node", disk("/run", "tmpfs", 99, **NODE)),
    Case("six fail a second", "AuthenticationFailureSpike", BACKEND, failures("0+200x20", "0+160x20"), [ONE]),
    Case("one fails a second", "AuthenticationFailureSpike", BACKEND, failures("0+60x20")),
    Case("a critical error", "HighApplicationErrorRate", BACKEND, logged("critical", "0x17 2x3"), [ONE]),
    Case("a warning", "HighApplicationErrorRate", BACKEND, logged("warning", "0x17 2x3")),
    Case(
        "the database is gone behind its exporter",
        "DatabaseConnectionFailure",
        "postgres",
        {selector("up", **POSTGRES): "1x20", selector("pg_up", **POSTGRES): "1x5 0x15"},
        [POSTGRES],
    ),
    Case("the database is there", "DatabaseConnectionFailure", "postgres", {selector("pg_up", **POSTGRES): "1x20"}),
    Case(
        "81 connections",
        "DatabaseConnectionsHigh",
        BACKEND,
        {selector("database_connections_active", **APP): "81x20"},
        [APP],
    ),
    Case(
        "80 connections", "DatabaseConnectionsHigh", BACKEND, {selector("database_connections_active", **APP): "80x20"}
    ),
    Case(
        "one kind of query is slow",
        "SlowDatabaseQueries",
        BACKEND,
        {**database("select", "0+60x20", "0x20"), **database("insert", "0+60x20", "0+60x20")},
        [{**ONE, "query_type": "select"}],
    ),
    Case("queries are quick", "SlowDatabaseQueries", BACKEND, database("select", "0+60x20", "0+60x20")),
]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_alert_does_what_its_owner_means(example: Example, find_tool: FindTool, tmp_path: Path, case: Case) -> None:
    judge(case, example("qoderesume"), find_tool("promtool"), tmp_path)


def test_every_alert_of_the_handbook_is_seen_to_fire_and_to_stay_quiet() -> None:
    asked = {item.says["alert"] for item in items("alert") if item.document == "003"}
    assert asked <= {case.alert for case in CASES if case.fires}
    assert asked <= {case.alert for case in CASES if not case.fires}
