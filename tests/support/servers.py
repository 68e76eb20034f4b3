"""Real Prometheus and Alertmanager servers on loopback, each for as long as one test needs it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import count, islice
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

ServerName = Literal["prometheus", "alertmanager"]

_READY_WITHIN = 60.0
_ENDS_WITHIN = 15.0
_TRIES = 3
"""Between choosing a free port and listening on it another process may take it."""
_LOWEST, _OF_A_WORKER = 15_000, 2_000
"""Where ports are chosen: below 32,768, from where Linux takes those of outgoing connections."""


def _ports() -> Iterator[int]:
    """The ports of this worker of pytest-xdist, from one that differs between runs, each again after all others."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = _LOWEST + worker % 8 * _OF_A_WORKER
    return (first + each % _OF_A_WORKER for each in count(os.getpid() * 31))


_PORTS = _ports()


@dataclass(frozen=True)
class Server:
    """A running server: `url` without a slash at the end, `log` with all that it printed, the file that it reads."""

    name: ServerName
    url: str
    log: Path
    pid: int
    config: Path

    def get(self, path: str) -> object:
        """The JSON that `path`, such as `/api/v1/rules`, answers with."""
        return json.loads(fetched(f"{self.url}{path}"))


class Serve(Protocol):
    """The fixture `serve`."""

    def __call__(
        self,
        name: ServerName,
        config: Path,
        *,
        old: bool = False,
        arguments: Sequence[str] = (),
        port: int = 0,
        environment: Mapping[str, str] | None = None,
    ) -> AbstractContextManager[Server]:
        """A server of `config`, ready to answer; it is ended when the context is left.

        `old` takes the version of the machine's own release, `arguments` go on the command line; `port` is for servers
        that others know by it, a free one is taken for 0; `environment` are variables of its own. The server runs in
        the folder of `config`. One that does not become ready, or ends by itself, fails the test with the end of its
        log.
        """


def free_port() -> int:
    """A port of loopback that nobody listens on, and that no other worker nor an outgoing connection is given."""
    for port in islice(_PORTS, _OF_A_WORKER):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("all ports of this worker are taken")


def fetched(url: str, limit: float = 10.0) -> bytes:
    """The body of a successful answer, past any proxy. Raises `OSError` otherwise."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=limit) as answer:
        body: bytes = answer.read()
        return body


@contextmanager
def serving(
    name: ServerName,
    program: Path,
    config: Path,
    arguments: Sequence[str],
    folder: Path,
    port: int = 0,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Run `program`; its data and its log go into the new folder `folder`."""
    folder.mkdir(parents=True)
    process, server = _started(name, program, config, arguments, folder, port, environment or {})
    try:
        yield server
        if process.poll() is not None:
            raise AssertionError(f"{name} ended by itself with {process.returncode}:\n{_end_of(server.log)}")
    finally:
        _end(process)


def wait_until(holds: Callable[[], bool], limit: float = 30.0, every: float = 0.1) -> bool:
    """Whether `holds` came to hold within `limit` seconds."""
    deadline = time.monotonic() + limit
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def _started(
    name: ServerName,
    program: Path,
    config: Path,
    arguments: Sequence[str],
    folder: Path,
    wanted: int,
    environment: Mapping[str, str],
) -> tuple[subprocess.Popen[bytes], Server]:
    for _ in range(1 if wanted else _TRIES):
        port = wanted or free_port()
        log = folder / f"{name}-{port}.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [program, *_arguments(name, config, port, folder, arguments)],
                cwd=config.parent,
                env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "TZ": "UTC", **environment},
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
            )
        server = Server(name, f"http://127.0.0.1:{port}", log, process.pid, config)
        try:
            if _became_ready(server, process):
                return process, server
        except BaseException:
            _end(process)
            raise
        _end(process)
        if "address already in use" not in _end_of(log):
            break
    raise AssertionError(f"{name} did not become ready within {_READY_WITHIN:g} s:\n{_end_of(log)}")


def _arguments(name: ServerName, config: Path, port: int, folder: Path, more: Sequence[str]) -> list[str]:
    common = [f"--config.file={config.name}", f"--web.listen-address=127.0.0.1:{port}"]
    match name:
        case "prometheus":
            kind = "agent" if "--agent" in more else "tsdb"
            return [*common, f"--storage.{kind}.path={folder / 'data'}", *more]
        case "alertmanager":
            alone = [] if any(each.startswith("--cluster.") for each in more) else ["--cluster.listen-address="]
            return [*common, f"--storage.path={folder / 'data'}", *alone, *more]


def _became_ready(server: Server, process: subprocess.Popen[bytes]) -> bool:
    def answered() -> bool:
        return process.poll() is not None or _ready(server)

    return wait_until(answered, _READY_WITHIN) and process.poll() is None


def _ready(server: Server) -> bool:
    try:
        fetched(f"{server.url}/-/ready", limit=2.0)
    except OSError:
        return False
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])
