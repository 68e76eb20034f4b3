"""RabbitMQ, which serves its metrics itself: a broker with a queue that nobody reads."""

from __future__ import annotations

import base64
import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.catalog.running.page import scraped
from tests.catalog.running.process import SERVERS, installed
from tests.support.servers import fetched, free_port

if TYPE_CHECKING:
    from tests.catalog.running.process import Running


def rabbitmq(running: Running) -> dict[str, str]:
    """A broker with a classic and a quorum queue that hold a message nobody takes."""
    folder, management, metrics = running.folder / "rabbitmq", free_port(), free_port()
    folder.mkdir()
    (folder / "rabbitmq.conf").write_text(
        f"prometheus.tcp.ip = 127.0.0.1\nprometheus.tcp.port = {metrics}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
    )
    (folder / "plugins").write_text("[rabbitmq_prometheus,rabbitmq_management].\n")
    erlang, programs = installed(SERVERS / "usr" / "lib" / "erlang" / "bin" / "erl").parent.parent, _programs()
    runtime = str(next(erlang.glob("erts-*/bin")))
    environment = {
        # Erlang's own script knows but the place where the package would have put it.
        "ROOTDIR": str(erlang),
        "BINDIR": runtime,
        "EMU": "beam",
        "PROGNAME": "erl",
        "HOME": str(folder),
        "PATH": f"{runtime}:/usr/bin:/bin",
        "ERL_LIBS": f"{programs}/plugins",
        "ERL_EPMD_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_HOME": programs,
        "RABBITMQ_PLUGINS_DIR": f"{programs}/plugins",
        "RABBITMQ_BASE": str(folder),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_NODENAME": "rabbit@localhost",
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(free_port()),
    }
    # Left to itself RabbitMQ starts a name server that outlives it.
    running.start("epmd", f"{runtime}/epmd", env=environment)
    quiet = ("-syslog", "logger", "[]", "-syslog", "syslog_error_logger", "false")
    running.start(
        "rabbitmq",
        f"{runtime}/erlexec",
        "-noinput",
        "-s",
        "rabbit",
        "boot",
        "-boot",
        "start_sasl",
        *quiet,
        env=environment,
    )
    aggregated, pages = f"http://127.0.0.1:{metrics}/metrics", {"": f"http://127.0.0.1:{metrics}/metrics/per-object"}
    running.until("RabbitMQ", lambda: b"rabbitmq_identity_info" in fetched(aggregated))
    queue: dict[str, object] = {"durable": True}
    _put(management, "/api/queues/%2f/orders", queue)
    _put(management, "/api/queues/%2f/ledger", {**queue, "arguments": {"x-queue-type": "quorum"}})
    for name in ("orders", "ledger", "nowhere"):
        message: dict[str, object] = {
            "properties": {},
            "routing_key": name,
            "payload": "1",
            "payload_encoding": "string",
        }
        _put(management, "/api/exchanges/%2f/amq.default/publish", message, "POST")
    late = {"rabbitmq_queue_messages_ready", "rabbitmq_raft_log_commit_index"}
    running.until("the queues' metrics", lambda: late <= scraped(pages[""]).keys())
    return pages


def _programs() -> str:
    found = sorted((SERVERS / "usr" / "lib" / "rabbitmq" / "lib").glob("rabbitmq_server-*"))
    if not found:
        installed(SERVERS / "rabbitmq")
        pytest.fail("RabbitMQ lies elsewhere than the test knows")
    return str(found[-1])


def _put(port: int, path: str, body: dict[str, object], method: str = "PUT") -> None:
    login = base64.b64encode(b"guest:guest").decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), headers, method=method
    )
    with urllib.request.urlopen(request, timeout=10):
        pass
