"""Pages of a folder over HTTP, for one who works on the specs: they load again after each build.

Nothing but files of the folder is given away: no hidden ones, none that a link leads to, and none to a page of somebody
else's that a browser was tricked into (the `Host` of a request has to be ours).
"""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import PurePosixPath
from socket import AF_INET, AF_INET6
from time import time_ns
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from socket import socket

PORTAL = "docs/index.html"
_OWN = "/.monitorgen"
_BEAT = 15.0
"""Seconds between two signs of life, by which a page learns that we are gone and we that it is."""
_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8", ".svg": "image/svg+xml",
}  # fmt: skip
_PLAIN = "text/plain; charset=utf-8"


class Builds(Struct):
    """What has been built, shared by the one who builds and those who show it; `wrong` is what keeps the next back."""

    root: Path
    number: int = 0
    wrong: str = ""
    closed: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)
    _started: str = field(default_factory=lambda: f"{time_ns():x}")

    @property
    def name(self) -> str:
        """A name of the last build that no other has, of this run or another one."""
        return f"{self._started}-{self.number}"

    def done(self, wrong: str, *, changed: bool) -> None:
        """Tell everybody of a build: what is wrong, and whether pages are others now; the first ones always are."""
        with self.changed:
            self.wrong = wrong
            self.number += changed or not (self.number or wrong)
            self.changed.notify_all()

    def close(self) -> None:
        """Let everybody go who waits."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def told(self) -> str:
        """What a page is told."""
        return json.dumps({"build": self.name, "wrong": self.wrong})

    def portals(self) -> list[str]:
        """The folders of scopes that have pages."""
        return sorted(path.parents[1].relative_to(self.root).as_posix() for path in self.root.glob(f"*/*/{PORTAL}"))


class Server(ThreadingHTTPServer):
    """Listens on one address, from the moment when it is made. Raises `OSError` where that can't be had."""

    daemon_threads = True

    def __init__(self, host: str, port: int, builds: Builds) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.builds = builds
        self.alone = is_loopback(host)
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """Where it is."""
        host, port = map(str, self.server_address[:2])
        return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: object) -> None:
        """A reader who leaves early is no error; everything else is."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Handler(BaseHTTPRequestHandler):
    """Answers one request; every answer ends its connection."""

    server: Server
    server_version = "monitorgen"
    sys_version = ""

    def do_GET(self) -> None:
        """Give away a page, or news of builds."""
        if not self._asked_by_us():
            self._page(HTTPStatus.FORBIDDEN, "Not from here", "This server answers to addresses of this machine only.")
            return
        path = urlsplit(self.path).path
        if path == f"{_OWN}/builds":
            self._news()
        elif path == f"{_OWN}/reload.js":
            from monitorgen import resources

            self._answer(HTTPStatus.OK, _TYPES[".js"], (resources.templates() / "serve/reload.js").read_bytes())
        elif path == "/":
            self._front()
        else:
            self._file(path)

    def do_HEAD(self) -> None:
        """The same without its content."""
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
        """Requests are not told: they are ours, and would hide what builds say."""

    def _asked_by_us(self) -> bool:
        """Whether the browser means this machine: names of others can be made to lead here."""
        try:
            return not self.server.alone or is_loopback(urlsplit(f"//{self.headers.get('Host', '')}").hostname or "")
        except ValueError:
            return False

    def _front(self) -> None:
        portals = self.server.builds.portals()
        if len(portals) == 1:
            self._redirect([*portals[0].split("/"), "docs"])
        elif portals:
            self._page(HTTPStatus.OK, "Portals", "Every system and environment:", portals)
        else:
            self._page(HTTPStatus.OK, "No pages yet", "They are shown here as soon as a build went through.")

    def _file(self, path: str) -> None:
        try:
            parts = [unquote(part, errors="strict") for part in path.removeprefix("/").split("/")]
        except UnicodeDecodeError:
            parts = [""]
        if folder := not parts[-1]:
            parts[-1] = "index.html"
        page = self.server.builds.name
        found = contents(self.server.builds.root, parts)
        if found is None and not folder and contents(self.server.builds.root, [*parts, "index.html"]) is not None:
            self._redirect(parts)
        elif found is None:
            text = "There is no such page. If it is new, it is shown here as soon as a build went through."
            self._page(HTTPStatus.NOT_FOUND, "Not found", text, self.server.builds.portals())
        else:
            kind = _TYPES.get(PurePosixPath(parts[-1]).suffix, _PLAIN)
            self._answer(HTTPStatus.OK, kind, _reloading(found, page) if kind == _TYPES[".html"] else found)

    def _redirect(self, parts: Sequence[str]) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", "/" + "".join(f"{quote(part)}/" for part in parts))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, status: HTTPStatus, title: str, text: str, portals: Sequence[str] = ()) -> None:
        """A page of our own."""
        from jinja2 import Environment, FileSystemLoader

        from monitorgen import resources

        page = self.server.builds.name
        loader = FileSystemLoader(resources.templates() / "serve")
        template = Environment(loader=loader, autoescape=True, trim_blocks=True).get_template("page.html.j2")
        links = [(each, f"/{quote(each)}/{PORTAL}") for each in portals]
        made = template.render(title=title, text=text, portals=links).encode()
        self._answer(status, _TYPES[".html"], _reloading(made, page))

    def _answer(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _news(self) -> None:
        """A message now and at each build, until the reader leaves or we do."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        builds, told = self.server.builds, ""
        while self.command != "HEAD":
            with builds.changed:
                builds.changed.wait_for(lambda: builds.closed or builds.told() != told, _BEAT)  # noqa: B023 - at once
                if builds.closed:
                    return
                now = builds.told()
            self.wfile.write(f"data: {now}\n\n".encode() if now != told else b": still here\n\n")
            told = now


def contents(root: Path, parts: Sequence[str]) -> bytes | None:
    """What is in a file below a folder; None if there is none, or it is not for others to see.

    Every step is opened from the one before and follows no link, so nothing outside can be reached, even if somebody
    puts a link there at this moment.
    """
    if not all(part and not part.startswith(".") and not set(part) & {"/", "\\", "\0"} for part in parts):
        return None
    opened: list[int] = []
    try:
        opened.append(os.open(root, os.O_RDONLY | os.O_DIRECTORY))
        for part in parts[:-1]:
            opened.append(os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=opened[-1]))
        opened.append(os.open(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=opened[-1]))
        if not stat.S_ISREG(os.fstat(opened[-1]).st_mode):
            return None
        with open(opened[-1], "rb", closefd=False) as file:
            return file.read()
    except OSError:
        return None
    finally:
        for each in opened:
            os.close(each)


def _reloading(page: bytes, build: str) -> bytes:
    """A page that looks out for the build after the one that it is of."""
    script = f'<script src="{_OWN}/reload.js" data-build="{build}"></script>\n'.encode()
    before, end, after = page.rpartition(b"</body>")
    return before + script + end + after if end else page
