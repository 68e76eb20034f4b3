"""PostgreSQL and Redis with their exporters, in the states that make their metrics appear."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.catalog.running.page import scraped
from tests.catalog.running.process import EXPORTERS, SERVERS, installed, output_of
from tests.support.servers import free_port

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tests.catalog.running.process import Running

_NOBODY = 65534
_ASKED_FOR = ("database_wraparound",)
"""Collectors that the catalogue's type switches on."""
_OFF = (
    "long_running_transactions",
    "postmaster",
    "process_idle",
    "stat_activity_autovacuum",
    "stat_statements",
    "stat_wal_receiver",
    "statio_user_indexes",
)
"""Collectors that are off unless one asks for them."""


@dataclass(frozen=True)
class Postgresql:
    """PostgreSQL's programs, and what makes them run as somebody else than root."""

    running: Running
    programs: Path
    run_as: tuple[str, ...]

    def sql(self, port: int, statement: str, database: str = "postgres") -> str:
        """What a statement gives."""
        login = ("-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", database)
        return output_of(*self.run_as, self.programs / "psql", *login, "-XAtc", statement)

    def folder(self, name: str) -> Path:
        """A new folder that the server may have."""
        folder = self.running.folder / name
        folder.mkdir(mode=0o700)
        if self.run_as:
            os.chown(folder, _NOBODY, _NOBODY)
        return folder

    def new(self, name: str, access: str = "") -> Path:
        """The data of a new server of `postgres`; `access` is its pg_hba.conf, which lets all enter unless said."""
        data = self.folder(name)
        output_of(*self.run_as, self.programs / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync")
        if access:
            (data / "pg_hba.conf").write_text(access, encoding="utf-8")
        return data

    def serve(self, name: str, data: Path, port: int) -> subprocess.Popen[bytes]:
        """A server of these data, once it answers."""
        place = (f"unix_socket_directories={data}", "listen_addresses=127.0.0.1", f"port={port}")
        settings = (*place, "fsync=off", "shared_preload_libraries=pg_stat_statements")
        options = [part for setting in settings for part in ("-c", setting)]
        process = self.running.start(name, *self.run_as, self.programs / "postgres", "-D", data, *options)
        self.running.until(name, lambda: self.sql(port, "select 1").strip() == "1")
        return process


def postgresql(running: Running) -> Postgresql:
    """PostgreSQL as it was installed."""
    found = sorted((SERVERS / "usr" / "lib" / "postgresql").glob("*/bin/postgres"))
    programs = installed(found[-1] if found else SERVERS / "postgres").parent
    if os.geteuid() != 0:
        return Postgresql(running, programs, ())
    # Nobody may not be able to enter root's checkout.
    copy = running.folder / "postgresql"
    shutil.copytree(SERVERS, copy, symlinks=True)
    run_as = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups")
    return Postgresql(running, copy / programs.relative_to(SERVERS), run_as)


def postgres(running: Running) -> dict[str, str]:
    """A server alone, a primary with a slot that nobody reads and a transaction left open, and its replica."""
    server = postgresql(running)
    alone, primary, replica = free_port(), free_port(), free_port()
    server.serve("postgresql-alone", server.new("alone"), alone)
    server.serve("postgresql-primary", server.new("primary"), primary)
    for port in (alone, primary):
        server.sql(port, "create role monitoring login in role pg_monitor")
        server.sql(port, "create database shop")
        server.sql(port, "create table orders as select generate_series(1, 100) as id", "shop")
        server.sql(port, "create index on orders (id)", "shop")
        server.sql(port, "create extension pg_stat_statements", "shop")
    server.sql(primary, "select pg_create_physical_replication_slot('unused')")
    login = ("-h", "127.0.0.1", "-p", str(primary), "-U", "postgres")
    copy = server.folder("replica")
    backup = (*login, "-D", copy, "--write-recovery-conf", "--checkpoint=fast", "--no-sync")
    output_of(*server.run_as, server.programs / "pg_basebackup", *backup)
    server.serve("postgresql-replica", copy, replica)
    left_open = ("-c", "begin; select 1", "-c", r"\! sleep 600")
    running.start("transaction", *server.run_as, server.programs / "psql", *login, "-Xd", "shop", *left_open)
    pages = {
        "": _exporter(running, alone, _ASKED_FOR),
        "a collector that is off by default": _exporter(running, alone, _OFF),
        "replication": _exporter(running, primary, _ASKED_FOR),
        "a replica": _exporter(running, replica, (*_ASKED_FOR, *_OFF)),
    }
    running.until("PostgreSQL's metrics", lambda: all("pg_up" in scraped(page) for page in pages.values()))
    running.until("a table's metrics", lambda: "pg_stat_user_tables_idx_scan" in scraped(pages[""]))
    running.until("the replica", lambda: "pg_stat_replication_pg_wal_lsn_diff" in scraped(pages["replication"]))
    return pages


def _exporter(running: Running, port: int, collectors: tuple[str, ...]) -> str:
    program = installed(EXPORTERS / "prometheus-postgres-exporter")
    listen = free_port()
    running.start(
        f"exporter-{listen}",
        program,
        f"--web.listen-address=127.0.0.1:{listen}",
        *(f"--collector.{collector}" for collector in collectors),
        env={"DATA_SOURCE_URI": f"127.0.0.1:{port}/shop?sslmode=disable", "DATA_SOURCE_USER": "monitoring"},
    )
    return f"http://127.0.0.1:{listen}/metrics"


def redis_server(running: Running, name: str, *settings: str) -> int:
    """A Redis server; its port."""
    server = installed(SERVERS / "usr" / "bin" / "redis-server")
    port = free_port()
    folder = running.folder / name
    folder.mkdir()
    running.start(name, server, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, *settings)
    running.until(name, lambda: _redis(port, "ping") == "PONG")
    return port


def _redis(port: int, *command: str) -> str:
    return output_of(SERVERS / "usr" / "bin" / "redis-cli", "-p", str(port), *command).strip()


def redis(running: Running) -> dict[str, str]:
    """A server alone, a primary and its replica, a node of a cluster: all asked by one exporter."""
    exporter = installed(EXPORTERS / "prometheus-redis-exporter")
    alone = redis_server(running, "redis-alone", "--maxmemory", "100mb", "--appendonly", "yes")
    primary = redis_server(running, "redis-primary")
    clustered = ("--cluster-enabled", "yes", "--cluster-port", str(free_port()))
    servers = {
        "": alone,
        "replication": primary,
        "a replica": redis_server(running, "redis-replica", "--replicaof", "127.0.0.1", str(primary)),
        "a cluster": redis_server(running, "redis-cluster", *clustered),
    }
    _redis(alone, "set", "key", "value", "ex", "600")
    _redis(alone, "get", "key")
    listen = free_port()
    address = f"--redis.addr=redis://127.0.0.1:{alone}"
    running.start("redis-exporter", exporter, f"--web.listen-address=127.0.0.1:{listen}", address)
    base = f"http://127.0.0.1:{listen}"
    pages = {situation: f"{base}/scrape?target=redis://127.0.0.1:{port}" for situation, port in servers.items()}
    pages[""] = f"{base}/metrics"
    running.until("Redis's metrics", lambda: "redis_db_keys" in scraped(pages[""]))
    running.until("replication", lambda: "redis_connected_slave_offset_bytes" in scraped(pages["replication"]))
    running.until("the replica's link", lambda: "redis_master_link_up" in scraped(pages["a replica"]))
    return pages
