"""The catalogue in a running Prometheus: what alerts and panels look at is there, and its parts find each other."""

from __future__ import annotations

import json
import re
import urllib.parse
from typing import TYPE_CHECKING, cast

import pytest

from monitorgen.load.builtin import builtin
from monitorgen.promql.nodes import COMPARISONS, Binary, Call, Number, walk
from monitorgen.promql.parse import parse
from monitorgen.spec.service import Type
from tests.support.kept import written_out
from tests.support.servers import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.catalog.running.seen import Watched
    from tests.support.cli import RunCli
    from tests.support.servers import Serve, Server

pytestmark = [pytest.mark.live, pytest.mark.slow]

_SYSTEM = """\
monitorgen: v1
system: live
environments: {production: {}}
deploy: files
channels: {chat: {webhook: {url: {secret: hook}}}}
secrets: {hook: {description: Incoming webhook}}
default_notify: [chat]
severities: {critical: {}, warning: {}}
stack: {prometheus: {scrape_interval: 1s}, alertmanager: {heartbeat: none}}
infrastructure:
"""
_SERVES_METRICS = {"alertmanager", "blackbox", "prometheus", "rabbitmq"}
_RENAMED = {
    "source_labels": ["__name__"],
    "regex": "pg_replication_slot_(.+)",
    "target_label": "__name__",
    "replacement": "pg_replication_slots_$1",
}
"""postgres_exporter before 0.20 has another name for these."""


def specification(watched: Watched) -> str:
    """A system with one entry for each page of metrics, or one that asks for what the pages were asked."""
    if watched.type == "probed":
        return _probing(watched)
    entries = []
    for number, page in enumerate(watched.pages.values()):
        url = urllib.parse.urlsplit(page)
        scrape: dict[str, object] = {"path": url.path, "port": url.port, "interval": "1s", "timeout": "1s"}
        if watched.type == "postgres":
            scrape["metric_relabel_configs"] = [_RENAMED]
        if url.query:
            scrape["params"] = urllib.parse.parse_qs(url.query)
        place = "address" if watched.type in _SERVES_METRICS else "exporter"
        entry = {"type": watched.type, place: url.netloc, "scrape": scrape}
        entries.append(f"  seen{number}: {json.dumps(entry)}\n")
    return _SYSTEM + "".join(entries)


def _probing(watched: Watched) -> str:
    """One entry that asks the exporter for what its pages were asked, but for the name server."""
    schemes = {"": "", "https": "", "tcp": "tcp://", "icmp": "icmp://"}
    pages = {situation: urllib.parse.urlsplit(watched.pages[situation]) for situation in schemes}
    probes = {
        situation or "http": {
            "url": schemes[situation] + urllib.parse.parse_qs(page.query)["target"][0],
            "interval": "1s",
            "timeout": "1s",
        }
        for situation, page in pages.items()
    }
    blackbox = f"stack: {{blackbox: {{address: '{pages[''].netloc}'}}, "
    entry = {"type": "external", "probes": probes}
    return _SYSTEM.replace("stack: {", blackbox) + f"  seen0: {json.dumps(entry)}\n"


def what_it_looks_at(expr: str) -> str:
    """An alert's expression without its comparisons and offsets: what is there whether or not it fires.

    What it wants to be absent has to be there.
    """
    cuts: list[tuple[int, int]] = []
    for node in walk(parse(expr)):
        if isinstance(node, Binary) and node.op in COMPARISONS and isinstance(node.rhs, Number):
            cuts.append((node.lhs.span[1], node.span[1]))
        elif isinstance(node, Call) and node.func == "absent":
            cuts += [(node.span[0], node.args[0].span[0]), (node.args[0].span[1], node.span[1])]
    for start, end in sorted(cuts, reverse=True):
        expr = expr[:start] + expr[end:]
    return re.sub(r" offset \w+", "", expr)


def test_what_an_alert_looks_at_is_the_expression_without_its_limits() -> None:
    expr = "sum by (job) (rate(a[5m])) / (sum by (job) (rate(b[5m] offset 1h)) > 0) > 0.5 and on (job) c == 1"
    bare = "sum by (job) (rate(a[5m])) / (sum by (job) (rate(b[5m]))) and on (job) c"
    assert what_it_looks_at(expr) == bare
    assert what_it_looks_at("up == 0 or absent(up)") == "up or up"


def test_each_alert_and_each_panel_of_a_type_looks_at_series_that_are_there(
    watched: Watched, tmp_path: Path, run_cli: RunCli, serve: Serve
) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "system.yaml").write_text(specification(watched))
    built = run_cli("build", cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    made = tmp_path / "out" / "live" / "production"
    drawn = panels(watched.type, made / "grafana")
    with serve("prometheus", made / "prometheus" / "prometheus.yml") as server:
        unseen = set(alerts(server)) - of_another_type(watched.type)
        blank = {(title, expr) for title, asked in drawn.items() for expr in asked}
        assert len(unseen) >= 3

        def all_seen() -> bool:
            for name, expressions in alerts(server).items():
                if name in unseen and any(is_seen(server, expr) for expr in expressions):
                    unseen.remove(name)
            kept = recorded(server)
            blank.difference_update([each for each in blank if is_seen(server, written_out(each[1], kept))])
            return not unseen and not blank

        assert wait_until(all_seen, limit=45, every=3), (unseen, blank)


def of_another_type(name: str) -> frozenset[str]:
    """The alerts that a type has from the one that it adds to, where they are looked at."""
    written = builtin(name)
    assert written is not None
    base = Type.model_validate(written.node).type
    other = builtin(base) if isinstance(base, str) else None
    return frozenset(Type.model_validate(other.node).alerts or {}) if other is not None else frozenset()


def panels(name: str, folder: Path) -> dict[str, list[str]]:
    """What the panels of a type ask, by their titles, with all chosen that can be chosen."""
    written = builtin(name)
    assert written is not None
    titles = Type.model_validate(written.node).panels or {}
    if not titles:
        return {}
    (path,) = folder.rglob(f"{name}.json")
    rows = json.loads(path.read_bytes())["panels"]
    drawn = {each["title"]: each for each in [*rows, *(one for row in rows for one in row.get("panels", ()))]}
    return {title: [_chosen(query["expr"]) for query in drawn[title]["targets"]] for title in titles}


def _chosen(expr: str) -> str:
    return re.sub(r"\$\w+", ".+", expr.replace("$__rate_interval", "10s"))


def alerts(server: Server) -> dict[str, list[str]]:
    """The expressions of the alerts of the entries, by their names; several entries have the same ones."""
    by_name: dict[str, list[str]] = {}
    for group, name, expr in alerting(server):
        if group.startswith("seen"):
            by_name.setdefault(name, []).append(expr)
    return by_name


def alerting(server: Server) -> Iterator[tuple[str, str, str]]:
    """Group, name and expression of each alert, with what is recorded for it written out."""
    answer = cast("dict[str, dict[str, list[dict[str, list[dict[str, str]]]]]]", server.get("/api/v1/rules"))
    for group in answer["data"]["groups"]:
        recorded = {rule["name"]: rule["query"] for rule in group["rules"] if rule["type"] == "recording"}
        for rule in group["rules"]:
            if rule["type"] == "alerting":
                yield str(group["name"]), rule["name"], written_out(rule["query"], recorded)


def recorded(server: Server) -> dict[str, str]:
    """What is recorded of the entries, by its name; of several that record the same the last one."""
    answer = cast("dict[str, dict[str, list[dict[str, list[dict[str, str]]]]]]", server.get("/api/v1/rules"))
    rules = [rule for group in answer["data"]["groups"] for rule in group["rules"]]
    return {rule["name"]: rule["query"] for rule in rules if rule["type"] == "recording"}


def is_seen(server: Server, expr: str) -> bool:
    """Whether the server has series of what an expression looks at."""
    query = urllib.parse.urlencode({"query": what_it_looks_at(expr)})
    answer = cast("dict[str, dict[str, list[object]]]", server.get(f"/api/v1/query?{query}"))
    return bool(answer["data"]["result"])
