"""A machine with MySmartNotes: PostgreSQL, Redis, nginx and Celery, their exporters, the stack that watches them.

The exporters, Prometheus and Alertmanager are started with the arguments and variables of the compose file of
production, so that those are tried too. PostgreSQL and Redis want the passwords that the exporters find in their
secrets.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.catalog.running.databases import postgresql
from tests.catalog.running.exporters import celery
from tests.catalog.running.process import EXPORTERS, SERVERS, Running, installed, output_of, running
from tests.catalog.running.web import nginx
from tests.live.loopback import spec
from tests.live.loopback.containers import Containers, containers
from tests.support.exporter import exporter
from tests.support.servers import Server, fetched, free_port
from tests.support.sinks import http_sink, mail_sink
from tests.support.tools import ROOT, find_tool

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.support.cli import RunCli
    from tests.support.servers import ServerName
    from tests.support.sinks import Sink

_ACCESS = """\
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""
_GATEWAY = """\
# TYPE http_requests_total counter
http_requests_total{method="GET",endpoint="/lectures",status="200"} 7
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{method="GET",endpoint="/lectures",le="0.5"} 7
http_request_duration_seconds_bucket{method="GET",endpoint="/lectures",le="+Inf"} 7
http_request_duration_seconds_sum{method="GET",endpoint="/lectures"} 0.7
http_request_duration_seconds_count{method="GET",endpoint="/lectures"} 7
# TYPE celery_task_queue_size gauge
celery_task_queue_size{queue="lectures"} 3
"""
_WORKER = """\
# TYPE celery_task_failures_total counter
celery_task_failures_total{task_name="read_lecture"} 0
"""
_OFTEN = ("--rules.alert.resend-delay=1s",)
"""An alert holds for four times this after Prometheus told of it last: four minutes unless said."""
PASSWORDS = {"postgres_password": "of-the-role-monitoring", "redis_password": "of-redis", "smtp_password": "of-mails"}
_COMPOSE = ROOT / "out" / spec.SYSTEM / "production" / "compose.yaml"
_PORTS = (
    "postgres", "redis", "nginx", "node_exporter", "postgres_exporter", "redis_exporter", "nginx_exporter", "blackbox",
    "prometheus", "alertmanager",
)  # fmt: skip


@dataclass
class Machine:
    """All that runs. `http` and `mail` are where people are told."""

    running: Running
    ports: dict[str, int]
    out: Path
    http: Sink
    mail: Sink
    containers: Containers = field(default_factory=lambda: containers(_COMPOSE))
    up: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    starts: dict[str, Callable[[], subprocess.Popen[bytes]]] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a server or exporter, or start it again."""
        self.up[name] = self.starts[name]()

    def stop(self, name: str) -> None:
        """Stop it."""
        self.running.stop(self.up.pop(name))

    def server(self, name: ServerName) -> Server:
        """The Prometheus or the Alertmanager that runs."""
        log = self.running.folder / f"{name}.log"
        url = f"http://127.0.0.1:{self.ports[name]}"
        return Server(name, url, log, self.up[name].pid, self.out / name / f"{name}.yml")


@contextmanager
def machine(folder: Path, run_cli: RunCli) -> Iterator[Machine]:
    """Built and started; all that there is to watch is well."""
    with ExitStack() as stack:
        session = stack.enter_context(running())
        http, mail = stack.enter_context(http_sink()), stack.enter_context(mail_sink())
        gateway, worker = stack.enter_context(exporter()), stack.enter_context(exporter())
        gateway.page, worker.page = _GATEWAY, _WORKER
        ports = {name: free_port() for name in _PORTS}
        ports |= {"api_gateway": gateway.port, "celery_worker": worker.port, "mail": mail.port}
        ports["flower"] = int(celery(session)[""].split(":")[2].partition("/")[0])
        spec.write(folder / "specs", ports)
        done = run_cli("build", "--env", spec.ENVIRONMENT, cwd=folder)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        made = Machine(session, ports, folder / "out" / spec.SYSTEM / spec.ENVIRONMENT, http, mail)
        _bring_secrets(made)
        made.starts = _starts(made)
        for name in made.starts:
            made.start(name)
        stack_of = (made.server("prometheus"), made.server("alertmanager"))
        session.until("the stack", lambda: all(fetched(f"{server.url}/-/ready") for server in stack_of))
        yield made


def _bring_secrets(made: Machine) -> None:
    """What the deployment puts there."""
    folder = made.out / "secrets"
    folder.mkdir(exist_ok=True)
    urls = {name: f"{made.http.url}/{name.removesuffix('_url')}" for name in ("slack_url", "heartbeat_url")}
    for name, text in {**PASSWORDS, **urls}.items():
        (folder / name).write_text(text, encoding="utf-8")


# -- what is watched, and who watches ----------------------------------------------------------------------------------


def _starts(made: Machine) -> dict[str, Callable[[], subprocess.Popen[bytes]]]:
    """How each program is started, those first that others need."""
    session, ports = made.running, made.ports
    nginx_exporter = installed(EXPORTERS / "prometheus-nginx-exporter")
    blackbox = installed(EXPORTERS / "prometheus-blackbox-exporter")
    status = f"--nginx.scrape-uri=http://127.0.0.1:{ports['nginx']}/stub_status"

    def exported(name: str, **places: str) -> Callable[[], subprocess.Popen[bytes]]:
        program = installed(EXPORTERS / f"prometheus-{name.replace('_', '-')}")
        secrets = {"/etc/secrets": str(made.out / "secrets")}
        return lambda: made.containers.start(session, name, program, ports[name], {**secrets, **places})

    return {
        "postgres": _postgres(made),
        "redis": _redis(made),
        "nginx": nginx(made.running, made.ports["nginx"]),
        "node_exporter": exported("node_exporter", **{"/host": "/"}),
        "postgres_exporter": exported("postgres_exporter", **{"postgres:5432": f"127.0.0.1:{ports['postgres']}"}),
        "redis_exporter": exported(
            "redis_exporter",
            **{
                "/redis_exporter": str(EXPORTERS / "prometheus-redis-exporter"),
                "redis:6379": f"127.0.0.1:{ports['redis']}",
            },
        ),
        "nginx_exporter": lambda: session.start(
            "nginx-exporter", nginx_exporter, f"--web.listen-address=127.0.0.1:{ports['nginx_exporter']}", status
        ),
        "blackbox": lambda: session.start(
            "blackbox",
            blackbox,
            f"--config.file={made.out / 'blackbox' / 'blackbox.yml'}",
            f"--web.listen-address=127.0.0.1:{ports['blackbox']}",
        ),
        "alertmanager": _server(made, "alertmanager"),
        "prometheus": _server(made, "prometheus"),
    }


def _server(made: Machine, name: str) -> Callable[[], subprocess.Popen[bytes]]:
    program = find_tool(name)
    places = {f"/etc/{name}": str(made.out / name), f"=/{name}": f"={made.running.folder / name}"}
    more = _OFTEN if name == "prometheus" else ()

    def start() -> subprocess.Popen[bytes]:
        return made.containers.start(made.running, name, program, made.ports[name], places, made.out / name, more)

    return start


def _postgres(made: Machine) -> Callable[[], subprocess.Popen[bytes]]:
    server = postgresql(made.running)
    data, port = server.new("postgres-data", _ACCESS), made.ports["postgres"]
    first = server.serve("postgres", data, port)
    password = PASSWORDS["postgres_password"]
    server.sql(port, f"create role monitoring login password '{password}' in role pg_monitor")
    server.sql(port, "create database mysmartnotes")
    server.sql(port, "create table lectures as select generate_series(1, 100) as id", "mysmartnotes")
    made.running.stop(first)
    return lambda: server.serve("postgres", data, port)


def _redis(made: Machine) -> Callable[[], subprocess.Popen[bytes]]:
    programs = installed(SERVERS / "usr" / "bin" / "redis-server").parent
    folder = made.running.folder / "redis-data"
    folder.mkdir()
    place = ("--port", str(made.ports["redis"]), "--bind", "127.0.0.1", "--dir", folder)
    settings = (*place, "--requirepass", PASSWORDS["redis_password"], "--maxmemory", "100mb", "--appendonly", "yes")
    login = ("-p", str(made.ports["redis"]), "--no-auth-warning", "-a", PASSWORDS["redis_password"])

    def start() -> subprocess.Popen[bytes]:
        process = made.running.start("redis", programs / "redis-server", *settings)
        made.running.until("Redis", lambda: output_of(programs / "redis-cli", *login, "ping").strip() == "PONG")
        output_of(programs / "redis-cli", *login, "set", "session", "1", "ex", "600")
        return process

    return start
