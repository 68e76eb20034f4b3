"""A service on loopback that does its work, and fails at it when it is told to, over HTTP."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REQUESTS = 100.0
"""Requests a second."""
_ROUTE = 'method="GET",route="/resumes"'


@dataclass
class _Work:
    """What was done so far, and what is wrong now."""

    faults: set[str] = field(default_factory=set)
    done: dict[str, float] = field(default_factory=lambda: dict.fromkeys(("good", "bad", "fast", "slow", "queries"), 0))
    slow_queries: float = 0
    until: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pass_on(self) -> None:
        """Count what was done since it was last looked at."""
        now = time.monotonic()
        number = (now - self.until) * REQUESTS
        self.until = now
        self.done["bad" if "errors" in self.faults else "good"] += number
        self.done["slow" if "slow" in self.faults else "fast"] += number
        self.done["queries"] += number
        self.slow_queries += number if "slow queries" in self.faults else 0

    def page(self) -> str:
        """What is exposed."""
        requests = self.done["good"] + self.done["bad"]
        fast, queries = self.done["fast"], self.done["queries"]
        duration, query = "http_request_duration_seconds", "database_query_duration_seconds"
        connections = 95 if "connections" in self.faults else 5
        return f"""\
# TYPE http_requests_total counter
http_requests_total{{{_ROUTE},status_code="200"}} {self.done["good"]}
http_requests_total{{{_ROUTE},status_code="500"}} {self.done["bad"]}
# TYPE {duration} histogram
{duration}_bucket{{{_ROUTE},status_code="200",le="0.5"}} {fast}
{duration}_bucket{{{_ROUTE},status_code="200",le="30"}} {requests}
{duration}_bucket{{{_ROUTE},status_code="200",le="+Inf"}} {requests}
{duration}_sum{{{_ROUTE},status_code="200"}} {requests}
{duration}_count{{{_ROUTE},status_code="200"}} {requests}
# TYPE {query} histogram
{query}_bucket{{query_type="select",le="0.1"}} {queries - self.slow_queries}
{query}_bucket{{query_type="select",le="10"}} {queries}
{query}_bucket{{query_type="select",le="+Inf"}} {queries}
{query}_sum{{query_type="select"}} {queries}
{query}_count{{query_type="select"}} {queries}
# TYPE database_connections_active gauge
database_connections_active {connections}
# TYPE ai_requests_total counter
ai_requests_total{{provider="any",operation="resume_analysis",status="success"}} {requests}
# TYPE application_errors_total counter
application_errors_total{{level="critical"}} 0
# TYPE auth_failures_total counter
auth_failures_total{{method="password",reason="unknown"}} 0
"""


@dataclass(frozen=True)
class Faulty:
    """Where the service listens."""

    port: int

    def switch(self, faults: Mapping[str, bool]) -> float:
        """Switch `errors`, `slow`, `slow queries` or `connections` on or off; gives back when, in seconds since 1970.

        The time is one before the fault is there.
        """
        before = time.time()
        body = json.dumps(dict(faults)).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/faults", data=body, method="POST")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
            answer.read()
        return before


@contextmanager
def faulty() -> Iterator[Faulty]:
    """The service, at a free port: `GET /metrics`, `POST /faults` with `{"errors": true}`."""
    work = _Work()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with work.lock:
                work.pass_on()
                body = work.page().encode()
            self._answer(200 if self.path == "/metrics" else 404, body)

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with work.lock:
                work.pass_on()
                work.faults = {name for name in work.faults | said.keys() if said.get(name, name in work.faults)}
            self._answer(204, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Faulty(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
