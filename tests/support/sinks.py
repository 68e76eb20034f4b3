"""Places on loopback that notifications can be sent to: an HTTP and a mail server that keep what they get."""

from __future__ import annotations

import socketserver
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Telegram's library wants to read the message that it sent; the others take any answer.
_ANSWER = b'{"ok": true, "result": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "group"}}}'


@dataclass(frozen=True)
class Request:
    """What was posted: where to, with which `Authorization`, the body, and when it arrived, in seconds since 1970."""

    path: str
    authorization: str | None
    body: str
    content_type: str
    arrived: float


@dataclass
class Sink:
    """A server and what it got so far, in the order of arrival."""

    port: int
    requests: list[Request] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def at(self, path: str) -> list[Request]:
        """What was posted to paths that begin with `path`."""
        return [each for each in self.requests if each.path.startswith(path)]


@contextmanager
def http_sink() -> Iterator[Sink]:
    """A server that answers every POST with 200."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            arrived = time.time()
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            kind = self.headers.get("Content-Type") or ""
            request = Request(self.path, self.headers["Authorization"], body, kind, arrived)
            sink.requests.append(request)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(_ANSWER)))
            self.end_headers()
            self.wfile.write(_ANSWER)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 1024  # hundreds of groups are told at the same moment

    server = Server(("127.0.0.1", 0), Handler)
    sink = Sink(server.server_address[1])
    with _running(server):
        yield sink


@contextmanager
def mail_sink() -> Iterator[Sink]:
    """A mail server without TLS that takes every mail and any password."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 sink")
            lines: list[str] = []
            in_data = False
            for line in iter(self.rfile.readline, b""):
                text = line.decode().rstrip("\r\n")
                if in_data and text != ".":
                    lines.append(text.removeprefix("."))
                elif in_data:
                    in_data = False
                    sink.mails.append("\n".join(lines))
                    self._say("250 kept")
                elif text.upper().startswith("EHLO"):
                    self._say("250-sink\r\n250 AUTH PLAIN LOGIN")
                elif text.upper().startswith("AUTH"):
                    sink.mails.append(text)
                    self._say("235 welcome")
                elif text.upper() == "DATA":
                    in_data = True
                    self._say("354 go on")
                elif text.upper() == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    sink = Sink(server.server_address[1])
    with _running(server):
        yield sink


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
