"""MariaDB with its exporters: a server alone, a primary and its replica."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.catalog.running.page import scraped
from tests.catalog.running.process import EXPORTERS, SERVERS, installed, output_of
from tests.support.servers import free_port

if TYPE_CHECKING:
    from pathlib import Path

    from tests.catalog.running.process import Running

_RIGHTS = "select, process, replication client, slave monitor"
"""What the role of the exporter needs, as the catalogue's type says."""


def mysql(running: Running) -> dict[str, str]:
    """A server alone, a primary and its replica, each with an exporter of its own."""
    alone, primary, replica = (
        mariadb(running, name, number) for number, name in enumerate(("alone", "primary", "replica"), 1)
    )
    place = f"master_host='127.0.0.1', master_port={primary}, master_user='root', master_use_gtid=slave_pos"
    _sql(replica, f"change master to {place}; start slave")
    pages = {
        "": exporter(running, alone),
        "replication": exporter(running, primary),
        "a replica": exporter(running, replica),
    }
    running.until("MySQL's metrics", lambda: all("mysql_up" in scraped(page) for page in pages.values()))
    running.until("the replica", lambda: "mysql_slave_status_seconds_behind_master" in scraped(pages["a replica"]))
    return pages


def mariadb(running: Running, name: str, number: int = 1) -> int:
    """A MariaDB server with a role `monitoring`; its port."""
    programs = installed(SERVERS / "usr" / "sbin" / "mariadbd").parent.parent
    data, port = running.folder / f"mariadb-{name}", free_port()
    places = (
        f"--basedir={programs}",
        f"--datadir={data}",
        f"--lc-messages-dir={programs / 'share' / 'mysql'}",
        f"--plugin-dir={programs / 'lib' / 'mysql' / 'plugin'}",
        "--user=root",
    )
    first = ("--auth-root-authentication-method=normal", "--skip-test-db")
    output_of(programs / "bin" / "mariadb-install-db", "--no-defaults", *places, *first)
    settings = (
        f"--port={port}",
        "--bind-address=127.0.0.1",
        f"--socket={data / 'socket'}",
        f"--server-id={number}",
        f"--log-bin={data / 'log'}",
        "--innodb-flush-log-at-trx-commit=0",
    )
    running.start(f"mariadb-{name}", programs / "sbin" / "mariadbd", "--no-defaults", *places, *settings)
    running.until(f"mariadb-{name}", lambda: "1" in _sql(port, "select 1"))
    # The replica gets the role from its primary, or makes it itself: never both.
    _sql(
        port,
        f"set sql_log_bin = 0; create user monitoring@'127.0.0.1'; grant {_RIGHTS} on *.* to monitoring@'127.0.0.1'",
    )
    return port


def _sql(port: int, statement: str) -> str:
    client = SERVERS / "usr" / "bin" / "mariadb"
    login = ("--no-defaults", "--protocol=tcp", "--host=127.0.0.1", f"--port={port}", "--user=root")
    return output_of(client, *login, "--batch", "--skip-column-names", f"--execute={statement}")


def exporter(running: Running, port: int) -> str:
    """An exporter of the server at a port; its page."""
    program = installed(EXPORTERS / "prometheus-mysqld-exporter")
    listen = free_port()
    running.start(
        f"mysqld-exporter-{listen}",
        program,
        f"--web.listen-address=127.0.0.1:{listen}",
        f"--mysqld.address=127.0.0.1:{port}",
        "--mysqld.username=monitoring",
        env={"MYSQLD_EXPORTER_PASSWORD": ""},
        cwd=_empty(running.folder),
    )
    return f"http://127.0.0.1:{listen}/metrics"


def _empty(folder: Path) -> Path:
    """A folder without a `.my.cnf`, which the exporter would read."""
    empty = folder / "empty"
    empty.mkdir(exist_ok=True)
    return empty
