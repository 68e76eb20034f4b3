"""An engine of containers, as far as Prometheus asks one, as a thread of the test."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True)
class Container:
    """A container: its name, labels, address on each network by name, and the ports that its image opens."""

    name: str
    labels: Mapping[str, str]
    networks: Mapping[str, str]
    ports: tuple[int, ...] = ()


@dataclass
class Engine:
    """Where it listens, what runs now, and the labels that it was asked for so far."""

    port: int
    containers: tuple[Container, ...] = ()
    asked: list[list[str]] = field(default_factory=list)

    def with_labels(self, wanted: list[str]) -> list[Container]:
        """The containers that have all of the labels, each written `name=value`."""
        pairs = [text.partition("=")[::2] for text in wanted]
        return [each for each in self.containers if all(each.labels.get(name) == value for name, value in pairs)]


@contextmanager
def engine() -> Iterator[Engine]:
    """A server with the part of the engine's API that tells which containers and networks there are."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path.endswith("/_ping"):
                self._answer(b"OK", "text/plain")
            elif url.path.endswith("/containers/json"):
                wanted = json.loads(parse_qs(url.query)["filters"][0])["label"]
                # Newer clients send a map of the values that are wanted.
                labels = list(wanted)
                made.asked.append(labels)
                self._answer(json.dumps([_container(each) for each in made.with_labels(labels)]).encode())
            elif url.path.endswith("/networks"):
                names = dict.fromkeys(name for each in made.containers for name in each.networks)
                self._answer(json.dumps([_network(name) for name in names]).encode())
            else:
                self.send_error(404)

        def _answer(self, body: bytes, kind: str = "application/json") -> None:
            self.send_response(200)
            self.send_header("Api-Version", "1.47")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Engine(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _container(container: Container) -> dict[str, object]:
    return {
        "Id": f"id-{container.name}",
        "Names": [f"/{container.name}"],
        "Labels": dict(container.labels),
        "Ports": [{"PrivatePort": port, "Type": "tcp"} for port in container.ports],
        "HostConfig": {"NetworkMode": next(iter(container.networks))},
        "NetworkSettings": {
            "Networks": {
                name: {"NetworkID": f"id-{name}", "IPAddress": address} for name, address in container.networks.items()
            }
        },
    }


def _network(name: str) -> dict[str, object]:
    return {"Id": f"id-{name}", "Name": name, "Scope": "local", "Internal": False, "Ingress": False, "Labels": {}}
