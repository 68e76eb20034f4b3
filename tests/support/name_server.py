"""A program for a network namespace of its own: a name server, whatever its names lead to, and a Prometheus that asks.

    unshare --user --map-root-user --mount --net python name_server.py PROMETHEUS CONFIG FOLDER RECORDS

Prometheus asks the servers of /etc/resolv.conf at port 53, which nobody may choose; so it is given a file and a
loopback interface that nobody else sees. `RECORDS` is JSON: `{"A api.example.org": ["127.0.0.2"], ...}`. The labels of
the targets that are up, Prometheus's own apart, are written out as JSON as soon as there is one for each record.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PORT = 8080
"""Where whatever the names lead to serves its metrics."""
_TYPES = {1: "A", 15: "MX", 28: "AAAA", 33: "SRV"}
_URL = "http://127.0.0.1:9090"
_WITHIN = 40.0


def _wire(name: str) -> bytes:
    parts = (part.encode() for part in name.rstrip(".").split("."))
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def _data(kind: str, value: str) -> bytes:
    match kind:
        case "A":
            return socket.inet_aton(value)
        case "AAAA":
            return socket.inet_pton(socket.AF_INET6, value)
        case "MX":
            return struct.pack(">H", 10) + _wire(value)
        case _:
            host, _, port = value.rpartition(":")
            return struct.pack(">HHH", 0, 0, int(port)) + _wire(host)


def _answer(question: bytes, records: dict[str, list[str]]) -> bytes:
    """The answer to a question; only its first name is looked at."""
    end = question.index(b"\0", 12)
    labels, at = [], 12
    while at < end:
        labels.append(question[at + 1 : at + 1 + question[at]].decode())
        at += 1 + question[at]
    (kind,) = struct.unpack(">H", question[end + 1 : end + 3])
    name = ".".join(labels).lower()
    values = records.get(f"{_TYPES.get(kind, kind)} {name}", [])
    known = any(key.endswith(f" {name}") for key in records)
    head = question[:2] + struct.pack(">HHHHH", 0x8580 | (0 if known else 3), 1, len(values), 0, 0)
    answers = b""
    for value in values:
        data = _data(_TYPES[kind], value)
        answers += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 5, len(data)) + data
    return head + question[12 : end + 5] + answers


def _serve_names(records: dict[str, list[str]]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 53))
        while True:
            question, sender = server.recvfrom(4096)
            server.sendto(_answer(question, records), sender)


class _Metrics(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"ready 1\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class _Both(ThreadingHTTPServer):
    address_family = socket.AF_INET6


def _up(interface: bytes) -> None:
    """Switch on the loopback interface of a new namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sh14x", interface, 0x1 | 0x40)
        fcntl.ioctl(any_socket, 0x8914, request)


def _targets() -> list[dict[str, str]]:
    with urllib.request.urlopen(f"{_URL}/api/v1/targets?state=active", timeout=5) as answer:
        found = json.load(answer)["data"]["activeTargets"]
    return [each["labels"] for each in found if each["health"] == "up" and each["labels"]["job"] != "prometheus"]


def main(prometheus: str, config: str, folder: str, told: str) -> None:
    """Serve, start Prometheus, and print what it found."""
    records: dict[str, list[str]] = json.loads(told)
    _up(b"lo")
    resolv = Path(folder) / "resolv.conf"
    resolv.write_text("nameserver 127.0.0.1\n", encoding="utf-8")
    subprocess.run(["mount", "--bind", resolv, "/etc/resolv.conf"], check=True)
    threading.Thread(target=_serve_names, args=(records,), daemon=True).start()
    threading.Thread(target=_Both(("::", PORT), _Metrics).serve_forever, daemon=True).start()
    log = (Path(folder) / "prometheus.log").open("wb")
    arguments = [f"--config.file={config}", "--web.listen-address=127.0.0.1:9090", f"--storage.tsdb.path={folder}/data"]
    process = subprocess.Popen([prometheus, *arguments], stdout=log, stderr=log)
    found: list[dict[str, str]] = []
    try:
        deadline = time.monotonic() + _WITHIN
        wanted = sum(len(values) for key, values in records.items() if not key.startswith("A mail"))
        while len(found) < wanted and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.2)
            try:
                found = _targets()
            except OSError:
                continue
    finally:
        process.terminate()
        process.wait()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
