"""Things to look at from outside, on loopback: a page over HTTP and over TLS, and a name server.

`python outside.py HTTP HTTPS DNS CERTIFICATE` serves them at these ports until it is ended. The page at `/sorry`
answers 503, that at `/moved` sends one on to `/`.
"""

from __future__ import annotations

import socketserver
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PAGE = b"All systems normal\n"


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response({"/sorry": 503, "/moved": 302}.get(self.path, 200))
        if self.path == "/moved":
            self.send_header("Location", "/")
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)


class _Names(socketserver.BaseRequestHandler):
    """Knows one address, 127.0.0.1, for every name of every type that is asked for."""

    def handle(self) -> None:
        query, socket = self.request
        end = query.index(b"\0", 12) + 5  # the question: a name, its type and its class
        head = query[:2] + b"\x81\x80" + b"\0\1\0\1\0\0\0\0"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4\x7f\0\0\1"
        socket.sendto(head + query[12:end] + answer, self.client_address)


def certificate(into: Path, days: int = 30) -> Path:
    """A certificate of localhost that signed itself, in one file with its key."""
    key = into.with_suffix(".key")
    subject = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")
    made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), *subject)
    subprocess.run([*made, "-keyout", key, "-out", into], check=True, capture_output=True, timeout=60)
    into.write_text(into.read_text() + key.read_text())
    return into


def main() -> None:
    """Serve until ended."""
    http, https, dns = map(int, sys.argv[1:4])
    secure = ThreadingHTTPServer(("127.0.0.1", https), _Page)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4])
    secure.socket = context.wrap_socket(secure.socket, server_side=True)
    names = socketserver.ThreadingUDPServer(("127.0.0.1", dns), _Names)
    for server in (secure, names):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", http), _Page).serve_forever()


if __name__ == "__main__":
    main()
