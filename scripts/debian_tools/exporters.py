"""Command line: what the live tests of the catalogue run, in a folder of their own."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from debian_tools.apt import AptError, output_of
from debian_tools.beside import unpack_beside, unpack_with_needs
from debian_tools.machine import alone, newer_suite, release

if TYPE_CHECKING:
    from collections.abc import Callable

_HELP = """\
Puts what `pytest tests/catalog -m live` runs into .tools/catalogue, without touching the system: exporters from a newer
suite of Debian or Ubuntu; PostgreSQL, Redis, nginx, MariaDB and RabbitMQ from this machine's own suite (with what they
need and it lacks); flower and celery from the Python package index. Needs no root. What is there already is kept
unless --refresh is said. Prometheus and Alertmanager come from install-tools."""
_EXPORTERS = (
    "prometheus-node-exporter",
    "prometheus-postgres-exporter",
    "prometheus-redis-exporter",
    "prometheus-nginx-exporter",
    "prometheus-blackbox-exporter",
    "prometheus-mysqld-exporter",
    "prometheus-elasticsearch-exporter",
)
_SERVERS = ("postgresql", "redis-server", "nginx", "mariadb-server", "rabbitmq-server")
_SERVER_PARTS = re.compile(
    r"postgresql(-client)?-\d+|redis-(server|tools)|nginx(-common)?|mariadb-(server|client)(-core)?"
    r"|rabbitmq-server|erlang-.*"
)
"""Packages that hold the servers, and are unpacked even where the machine has them installed."""
_FLOWER = ("flower==2.1.0", "celery[redis]>=5.6,<6", "packaging")
"""celery's transport for Redis imports packaging and does not say so."""
_RECIPE = 2
"""Counted up when what is unpacked changes, so that earlier installations are made anew."""


def main() -> int:
    """Install what is missing; 0 if everything is there."""
    parser = argparse.ArgumentParser("install-exporters", description=_HELP)
    parser.add_argument("--refresh", action="store_true", help="fetch anew what is there already")
    default = Path(__file__).resolve().parents[2] / ".tools" / "catalogue"
    parser.add_argument("--into", type=Path, default=default, metavar="FOLDER")
    options = parser.parse_args()
    home: Path = options.into.resolve()
    home.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Callable[[Path], None]] = {"exporters": _exporters, "servers": _servers, "flower": _flower}
    complete = True
    with alone(home):
        for name, install in parts.items():
            if options.refresh or not _installed(home / name):
                print(f"install-exporters: fetching {name} ...", flush=True)
                try:
                    install(home / name)
                    (home / name / "installed.json").write_text(json.dumps(_RECIPE), encoding="utf-8")
                except AptError as error:
                    print(f"install-exporters: {name}: {error}", file=sys.stderr)
                    complete = False
                    continue
            print(f"  {name:<10} {home / name}")
    return 0 if complete else 1


def _installed(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / "installed.json").read_text(encoding="utf-8")) == _RECIPE)
    except (OSError, ValueError):
        return False


def _exporters(into: Path) -> None:
    """Unpack the exporters of the newer suite; they need nothing but the C library."""
    distribution, _ = release()
    unpack_beside(newer_suite(distribution), _EXPORTERS, lambda _: list(_EXPORTERS), into)


def _servers(into: Path) -> None:
    """Unpack the servers of the machine's own suite, and those of their dependencies that are not installed."""
    unpack_with_needs(_SERVERS, _SERVER_PARTS, into)


def _flower(into: Path) -> None:
    """A virtual environment with flower, a celery worker and their Redis client, filled by the pip of the project's."""
    project = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"
    python = str(project if project.exists() else sys.executable)
    output_of(python, "-m", "venv", "--without-pip", "--clear", str(into), cwd=into.parent)
    pip = ("-m", "pip", "--python", str(into / "bin" / "python"), "install", "--quiet", "--disable-pip-version-check")
    output_of(python, *pip, *_FLOWER, cwd=into)


if __name__ == "__main__":
    sys.exit(main())
