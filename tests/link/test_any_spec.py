"""Whatever is written, the linker answers with findings: no crash, no endless work, the same bytes in any order."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.link import made

Node: TypeAlias = Any
"""Whatever YAML can say."""

GOOD: list[Node] = [
    {"rate": "hits_total", "by": ["route"], "above": "5/s", "for": "5m", "severity": "warning"},
    {"value": 'depth{queue="a"}', "above": {"warning": "10", "critical": "20"}, "for": "5m"},
    {"max": "depth", "by": ["queue"], "above": "10", "for": "0s", "severity": "critical", "labels": {"tier": "1"}},
    {"p95": "took_seconds", "above": "1s", "for": "5m", "severity": "warning", "only": ["staging"]},
    {
        "age": "last_seconds",
        "above": "1h",
        "for": "5m",
        "severity": "warning",
        "only_if": {"value": "depth", "above": "1"},
    },
    {"expr": "sum by (queue) (depth) > 3", "for": "5m", "severity": "warning", "title": "Deep"},
    {"change": "depth", "over": "1h", "below": "-50%", "for": "5m", "severity": "warning"},
]
"""Alerts that are right where all the metrics are."""

DURATIONS = st.sampled_from(["0s", "30s", "5m", "10m", "1h", "6h", "30d"])
QUANTITIES = st.sampled_from(
    ["0", "1", "100", "-1", "5%", "100%", "2s", "800ms", "10GiB", "0B", "5/s", "30/m", "10MB/s"]
)
LABELS = st.sampled_from(["job", "instance", "route", "status", "queue", "service", "team", "nope"])
METRICS = st.sampled_from(["hits_total", "depth", "took_seconds", "size_bytes", "last_seconds", "up", "nope"])
INDICATORS = st.sampled_from(["http", "jobs", "room", "cpu", "memory", "main", "nope"])
MATCHERS = st.sampled_from(['queue="a"', 'route=~"/pay.*"', 'job!=""', 'status!~"5.."', "broken=", 'nope="x"', ""])
ENTRIES = st.sampled_from(["api", "web", "db", "prometheus", "nope"])
ALERTS = st.sampled_from(["TargetDown", "HighErrorRate", "HighResponseTime", "RedisDown", "A", "B"])
ENVIRONMENTS = st.sampled_from(["production", "staging", "production/eu"])
SEVERITIES = st.sampled_from(["critical", "warning", "info", "p1"])

bare = st.one_of(METRICS, INDICATORS)
reached = st.builds("{}.{}".format, st.one_of(ENTRIES, st.just("*")), bare)
nonsense = st.text(max_size=8).filter(lambda text: "\n" not in text)
narrowed = st.builds("{}{{{}}}".format, bare, MATCHERS)
operands = st.one_of(bare, bare, reached, narrowed, nonsense)
expressions = st.sampled_from(
    [
        "depth > 1",
        "sum by (queue) (rate(hits_total[5m])) > 1",
        "depth",
        "up == 0 or absent(up)",
        "depth >",
        "1",
        "nope > 1",
    ]
)
FUNCTIONS = (
    "value", "rate", "increase", "sum", "avg", "min", "max", "count", "p50", "p95", "p999", "error_ratio", "ratio",
    "usage", "change", "forecast", "age", "until", "absent",
)  # fmt: skip
thresholds = st.one_of(QUANTITIES, st.dictionaries(SEVERITIES, QUANTITIES, min_size=1, max_size=2))
companions: dict[str, st.SearchStrategy[Node]] = {
    "of": operands,
    "invert": st.just(True),
    "over": DURATIONS,
    "ahead": DURATIONS,
    "by": st.lists(LABELS, max_size=3),
    "where": MATCHERS,
    "min_events": st.sampled_from([0, 20, -5]),
    "missing": st.sampled_from(["zero", "quiet", "fire"]),
}


def some(fields: dict[str, st.SearchStrategy[Node]]) -> st.SearchStrategy[dict[str, Node]]:
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 0) -> dict[str, Node]:
    kind = draw(st.sampled_from(["function", "function", "function", "down", "expr", "tuned"]))
    made_: dict[str, Node] = dict(draw(some(companions)))
    if draw(st.booleans()):
        made_ = {name: value for name, value in made_.items() if name in {"over", "by"}}
    if kind == "function":
        made_[draw(st.sampled_from(FUNCTIONS))] = draw(operands)
    elif kind == "down":
        made_["down"] = draw(st.sampled_from(["any", "all"]))
    elif kind == "expr":
        made_["expr"] = draw(expressions)
    if draw(st.integers(0, 5)):
        made_[draw(st.sampled_from(["above", "below", "equals"]))] = draw(thresholds)
    if depth == 0 and draw(st.integers(0, 4)) == 0:
        made_["only_if"] = draw(conditions(depth=1))
    return made_


@st.composite
def alerts(draw: st.DrawFn, *, good: bool = False) -> Node:
    if good:
        return draw(st.sampled_from(GOOD))
    rest = some(
        {
            "for": DURATIONS,
            "severity": SEVERITIES,
            "team": st.sampled_from(["ops", "nope"]),
            "labels": st.dictionaries(
                LABELS, st.sampled_from(["x", "{environment}", "{nope}", "{{ $value }}"]), max_size=2
            ),
            "summary": st.sampled_from(["plain", "{{ $labels.queue }}", "{{ broken", "{{ $externalLabels.region }}"]),
            "only": st.lists(ENVIRONMENTS, min_size=1, max_size=2),
            "replaces": ALERTS,
            "environments": st.dictionaries(
                ENVIRONMENTS, st.one_of(st.just("none"), some({"above": thresholds})), max_size=2
            ),
        }
    )
    extra = draw(rest)
    base: dict[str, Node] = {"for": "5m", "severity": "warning"} if draw(st.booleans()) else {}
    return {**draw(conditions()), **base, **extra}


entries = some(
    {
        "type": st.one_of(
            st.sampled_from(["service", "http-service", "worker", "redis", "mine", "nope"]),
            st.lists(st.sampled_from(["http-service", "worker", "mine", "other"]), max_size=3),
        ),
        "port": st.sampled_from([8080, 9090]),
        "scrape": st.one_of(
            st.just("none"),
            some(
                {
                    "interval": DURATIONS,
                    "labels": st.dictionaries(LABELS, st.just("x"), max_size=1),
                    "relabel_configs": st.just([{"target_label": "instance", "replacement": "x"}]),
                }
            ),
        ),
        "job": ENTRIES,
        "team": st.sampled_from(["ops", "nope"]),
        "lifecycle": st.sampled_from(["production", "planned"]),
        "depends_on": st.lists(ENTRIES, max_size=2, unique=True),
        "labels": st.dictionaries(LABELS, st.sampled_from(["x", "{region}", "{team}"]), max_size=2),
        "metrics": st.fixed_dictionaries(
            {},
            optional={
                "hits_total": st.just({"type": "counter", "labels": ["route", "status"]}),
                "depth": st.just({"type": "gauge", "labels": {"queue": ["a", "b"]}}),
                "took_seconds": st.just({"type": "histogram", "labels": ["route"]}),
                "size_bytes": st.just("gauge"),
                "last_seconds": st.just("gauge"),
            },
        ),
        "indicators": st.fixed_dictionaries(
            {},
            optional={
                "http": st.sampled_from(["prometheus", "grpc", "istio", "none"]),
                "jobs": st.just({"total": "hits_total", "errors": '{status="500"}', "duration": "took_seconds"}),
                "room": st.just({"used": "size_bytes", "limit": "size_bytes"}),
            },
        ),
        "main": INDICATORS,
        "alerts": st.dictionaries(ALERTS, alerts(), max_size=4),
        "recording_rules": st.dictionaries(st.sampled_from(["job:x:sum", "job:y:rate5m"]), expressions, max_size=1),
        "environments": st.dictionaries(
            ENVIRONMENTS,
            st.one_of(st.just("none"), some({"port": st.just(1), "labels": st.just({"queue": "y"})})),
            max_size=2,
        ),
        "only": st.lists(ENVIRONMENTS, min_size=1, max_size=1),
    }
)


METRICS_ALL: dict[str, Node] = {
    "hits_total": {"type": "counter", "labels": ["route", "status"]},
    "depth": {"type": "gauge", "labels": {"queue": ["a", "b"]}},
    "took_seconds": {"type": "histogram", "labels": ["route"]},
    "last_seconds": "gauge",
}


@st.composite
def good_entries(draw: st.DrawFn, port: int) -> dict[str, Node]:
    made_: dict[str, Node] = {"port": port, "type": draw(st.sampled_from(["service", "http-service"]))}
    made_["metrics"] = METRICS_ALL
    made_["alerts"] = draw(st.dictionaries(st.sampled_from("ABCD"), alerts(good=True), max_size=4))
    made_["labels"] = draw(st.dictionaries(st.sampled_from(["tier", "zone"]), st.just("{environment}"), max_size=2))
    made_["depends_on"] = draw(st.lists(st.sampled_from(["api", "web"]), max_size=2, unique=True))
    made_["environments"] = draw(st.sampled_from([{}, {"staging": "none"}, {"production/eu": {"port": port + 1}}]))
    return made_


@st.composite
def systems(draw: st.DrawFn, *, good: bool = False) -> dict[str, Node]:
    spec: dict[str, Node] = yaml.safe_load(made.BASE)
    spec["environments"] = {"production": {"regions": {"eu": {}}}, "staging": {}}
    spec["severities"] = {"critical": {}, "warning": {}}
    spec["stack"] = {"alertmanager": {"heartbeat": "deadman"}}
    if good:
        spec["services"] = {name: draw(good_entries(8000 + 10 * at)) for at, name in enumerate(["api", "web", "cron"])}
        spec["alerts"] = draw(st.sampled_from([{}, {"ServiceDown": {"replaces": "TargetDown", "for": "1m"}}]))
        return spec
    if draw(st.booleans()):
        spec["severities"] = {"p1": {"means": "critical"}, "warning": {}}
    spec["teams"] = {"ops": {"owns": ["**"]}} if draw(st.booleans()) else {}
    spec["services"] = draw(st.dictionaries(st.sampled_from(["api", "web", "cron"]), entries, max_size=3))
    spec["infrastructure"] = draw(st.dictionaries(st.sampled_from(["db", "redis"]), entries, max_size=2))
    spec["types"] = draw(st.dictionaries(st.sampled_from(["mine", "other", "service", "redis"]), entries, max_size=2))
    spec["alerts"] = draw(st.dictionaries(ALERTS, alerts(), max_size=2))
    spec["labels"] = draw(
        st.dictionaries(st.sampled_from(["cluster", "region"]), st.sampled_from(["x", "{region}"]), max_size=1)
    )
    return spec


def written(spec: dict[str, Node], *, order: random.Random | None = None, files: int = 1) -> made.Made:
    """A spec in files, its keys in another order if one is given; rows that have an order keep it."""
    parts: list[dict[str, Node]] = [{"monitorgen": "v1"} for _ in range(files)]
    for key, value in spec.items():
        if key == "monitorgen":
            continue
        if (
            order is not None
            and key in {"services", "infrastructure", "types", "alerts", "labels"}
            and isinstance(value, dict)
        ):
            for name, entry in value.items():
                within = order.choice(parts).setdefault(key, {})
                assert isinstance(within, dict)
                within[name] = entry
        else:
            parts[0][key] = value
    with tempfile.TemporaryDirectory() as folder:
        specs = Path(folder) / "specs"
        specs.mkdir()
        for number, part in enumerate(parts):
            node = _shuffled(part, order) if order is not None else part
            (specs / f"part-{number}.yaml").write_text(yaml.safe_dump(node, sort_keys=False), encoding="utf-8")
        return made.run(specs)


def _shuffled(node: Node, order: random.Random, path: tuple[str, ...] = ()) -> Node:
    if not isinstance(node, dict):
        return node
    keys = list(node)
    if path not in {("severities",), ("environments",), ("environments", "production", "regions")}:
        order.shuffle(keys)
    return {key: _shuffled(node[key], order, (*path, key)) for key in keys}


@pytest.mark.slow
@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(systems())
def test_any_spec_is_answered_with_findings_in_bounded_time(spec: dict[str, Node]) -> None:
    began = time.process_time()
    found = written(spec)
    assert time.process_time() - began < 20
    for each in found.findings:
        assert each.where is not None
        assert each.message


@pytest.mark.slow
@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.booleans().flatmap(lambda good: systems(good=good)), st.integers(0, 2**32))
def test_neither_the_order_of_keys_nor_the_files_change_the_output(spec: dict[str, Node], seed: int) -> None:
    one, other = written(spec), written(spec, order=random.Random(seed), files=3)
    assert sorted(one.errors) == sorted(other.errors)
    if not one.errors:
        assert _bodies(one) == _bodies(other)


def _bodies(found: made.Made) -> dict[str, str]:
    """The files without their header, which names the file that they are made from."""
    heads = ("#", "<!-- Generated by monitorgen from ")
    return {
        path: "\n".join(line for line in text.splitlines() if not line.startswith(heads))
        for path, text in found.files.items()
    }
