"""What the exporters of a type expose, under the names that the catalogue uses; as a program, writes the inventories.

python -m tests.catalog.running.seen [TYPE...]
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen import resources
from monitorgen.catalog import Family
from tests.catalog.running import blackbox, databases, elasticsearch, exporters, mysql, rabbitmq, stack
from tests.catalog.running.page import scraped
from tests.catalog.running.process import running
from tests.support.servers import fetched

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STARTS = {
    "alertmanager": stack.alertmanager,
    "blackbox": blackbox.blackbox,
    "celery": exporters.celery,
    "elasticsearch": elasticsearch.elasticsearch,
    "mysql": mysql.mysql,
    "nginx": exporters.nginx,
    "node": exporters.node,
    "postgres": databases.postgres,
    "probed": blackbox.probed,
    "prometheus": stack.prometheus,
    "prometheus-remote-write": stack.remote_write,
    "rabbitmq": rabbitmq.rabbitmq,
    "redis": databases.redis,
}

# postgres_exporter 0.20 made collectors of their own of these, renamed one of them and dropped the label `server`.
_OF_THE_DEFAULT_MAP = re.compile(r"pg_(settings|stat_activity|stat_archiver|stat_replication|replication_slots)_.*")
_OF_CLIENTS = {"channel", "connection"}


@dataclass(frozen=True)
class Watched:
    """A type whose exporters run: their pages of metrics, by the situation that they are in.

    The first situation, the usual one, has no name.
    """

    type: str
    pages: Mapping[str, str]


@contextmanager
def watching(name: str) -> Iterator[Watched]:
    """The servers and exporters of a type, ended afterwards."""
    with running() as session:
        yield Watched(name, STARTS[name](session))


def families(watched: Watched) -> dict[str, Family]:
    """What the exporters of a type expose, each family with the first situation in which it was seen."""
    joined: dict[str, Family] = {}
    for situation, page in watched.pages.items():
        for metric, found in _of_pinned_version(watched.type, page).items():
            known = joined.get(metric, replace(found, when=situation))
            labels = tuple(sorted({*known.labels, *found.labels}))
            joined[metric] = replace(known, labels=labels)
    return dict(sorted(joined.items()))


def _of_pinned_version(name: str, page: str) -> dict[str, Family]:
    """A page's families under the names and labels that the pinned version gives them, where it is another one.

    What the catalogue's type drops when it scrapes is left out.
    """
    found = {metric: Family(each.type, tuple(each.labels)) for metric, each in scraped(page).items()}
    if name == "prometheus-remote-write":
        return {metric: each for metric, each in found.items() if "remote_name" in each.labels}
    if name == "rabbitmq":
        return {metric: each for metric, each in found.items() if _OF_CLIENTS.isdisjoint(each.labels)}
    if name != "postgres" or not re.search(rb'postgres_exporter_build_info\{.*version="0\.1\d\.', fetched(page)):
        return found
    renamed = {
        re.sub(r"^pg_replication_slot_", "pg_replication_slots_", metric): each for metric, each in found.items()
    }
    return {
        metric: replace(each, labels=tuple(label for label in each.labels if label != "server"))
        if _OF_THE_DEFAULT_MAP.fullmatch(metric)
        else each
        for metric, each in renamed.items()
    }


def main() -> None:
    """Write the inventories of some types, or of all."""
    for name in sys.argv[1:] or STARTS:
        with watching(name) as watched:
            seen = families(watched)
        lines = []
        for metric, family in seen.items():
            listed = {"type": family.type, "labels": list(family.labels), "when": family.when}
            lines.append(
                f"  {json.dumps(metric)}: {json.dumps({key: value for key, value in listed.items() if value})}"
            )
        path = resources.catalog() / "metrics" / f"{name}.json"
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        sys.stdout.write(f"{len(seen):5} {path}\n")


if __name__ == "__main__":
    main()
