"""A program that exposes metrics on loopback, as a thread of the test."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Exporter:
    """Where it listens, what it exposes now, and the `Authorization` of each scrape so far."""

    port: int
    page: str = ""
    scrapes: list[str | None] = field(default_factory=list)


@contextmanager
def exporter(port: int = 0) -> Iterator[Exporter]:
    """A server of `/metrics`, at a free port unless said; its `page` may be changed while it runs."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = made.page.encode()
            made.scrapes.append(self.headers["Authorization"])
            self.send_response(200 if self.path.partition("?")[0] == "/metrics" else 404)
            self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    made = Exporter(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
