"""MySmartNotes: none of what was wrong with its guide is in the output.

The guide is older than the spec and can't be run as it stands: Alertmanager is in no compose file, an inhibit rule
matches nothing, an alert on errors per second calls itself a rate.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from monitorgen.promql.nodes import Aggregation, Binary, Call, MatrixSelector, Number, VectorSelector, selectors, walk
from monitorgen.promql.parse import parse
from tests.acceptance.test_mysmartnotes import JOBS
from tests.support.items import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.built import Built


def keys(node: object) -> Iterator[str]:
    """The keys of all maps in a document."""
    if isinstance(node, dict):
        yield from node
        for value in node.values():
            yield from keys(value)
    elif isinstance(node, list):
        for value in node:
            yield from keys(value)


def routes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A route and all below it."""
    yield node
    for child in node.get("routes", ()):
        yield from routes(child)


# -- secrets -----------------------------------------------------------------------------------------------------------


def test_secrets_are_read_from_files(mysmartnotes: Built) -> None:
    said = set(keys(mysmartnotes.alertmanager))
    assert said.isdisjoint({"smtp_auth_password", "auth_password", "api_url", "url", "routing_key"})
    assert {"smtp_auth_password_file", "api_url_file", "url_file"} <= said


def test_no_variable_and_no_sample_value_is_left_in_what_is_deployed(mysmartnotes: Built) -> None:
    files = [file for file in mysmartnotes.folder.rglob("*") if file.is_file()]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        if "grafana" not in file.parts:  # whose dashboards have variables of their own
            assert "${" not in text, file
        assert not re.search(r"hooks\.slack\.com|YOUR/WEBHOOK|your-app-password|yourdomain", text), file


# -- rules that are read, by a server that is reached ------------------------------------------------------------------


def test_prometheus_reads_the_rules_of_every_job(mysmartnotes: Built) -> None:
    """The guide's rule file was mounted nowhere, so that Prometheus started with no rule at all."""
    services = {rule["labels"].get("service") for rule in mysmartnotes.rules}
    assert services == {*JOBS, None}
    asked = {item.says["alert"] for item in items("alert") if item.document == "001"}
    assert {name for name in asked if mysmartnotes.alerts(name)} == asked


def test_prometheus_sends_to_an_alertmanager_that_it_scrapes(mysmartnotes: Built) -> None:
    (managers,) = mysmartnotes.prometheus["alerting"]["alertmanagers"]
    assert managers["static_configs"] == mysmartnotes.jobs["alertmanager"]["static_configs"]


# -- routes and inhibition ---------------------------------------------------------------------------------------------


def test_routes_and_inhibition_use_matchers_alone(mysmartnotes: Built) -> None:
    deprecated = {"match", "match_re", "source_match", "source_match_re", "target_match", "target_match_re"}
    assert deprecated.isdisjoint(keys(mysmartnotes.alertmanager))


def test_no_route_goes_on_to_find_nothing(mysmartnotes: Built) -> None:
    found = list(routes(mysmartnotes.alertmanager["route"]))
    assert len(found) == 4
    assert not [route for route in found if route.get("continue")]


def test_each_receiver_is_the_end_of_a_route(mysmartnotes: Built) -> None:
    ends = {route["receiver"] for route in routes(mysmartnotes.alertmanager["route"])}
    assert ends == {each["name"] for each in mysmartnotes.alertmanager["receivers"]}


def test_groups_are_not_told_every_ten_seconds(mysmartnotes: Built) -> None:
    assert mysmartnotes.alertmanager["route"]["group_interval"] == "5m"


def test_what_inhibition_compares_is_on_every_alert(mysmartnotes: Built) -> None:
    told = [rule for rule in mysmartnotes.alerting if rule["labels"]["severity"] != "none"]
    assert all(rule["labels"]["service"] in JOBS for rule in told)


def test_inhibition_covers_alerts_that_exist(mysmartnotes: Built) -> None:
    services: dict[str, set[str]] = {"critical": set(), "warning": set(), "none": {""}}
    for rule in mysmartnotes.alerting:
        services[rule["labels"]["severity"]].add(rule["labels"].get("service", ""))
    assert services["critical"] & services["warning"]


# -- expressions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("metric", ["pg_up", "redis_up", "nginx_up"])
def test_a_dead_server_behind_a_live_exporter_is_seen(mysmartnotes: Built, metric: str) -> None:
    (alert,) = [
        rule for rule in mysmartnotes.rules if [each.metric for each in selectors(parse(rule["expr"]))] == [metric]
    ]
    expr = parse(alert["expr"])
    assert isinstance(expr, Binary)
    assert isinstance(expr.lhs, VectorSelector)
    assert (expr.op, expr.rhs) == ("==", Number("0"))
    assert alert["labels"]["severity"] == "critical"


def test_rules_name_only_metrics_that_something_exposes(mysmartnotes: Built) -> None:
    exposed = {metric for _, metric in mysmartnotes.metrics} | {"up"}
    for rule in mysmartnotes.rules:
        for selector in selectors(parse(rule["expr"])):
            name = re.sub(r"_bucket$|_count$|_sum$", "", str(selector.metric))
            assert {str(selector.metric), name} & exposed, rule["expr"]


def test_rules_look_only_at_jobs_that_exist(mysmartnotes: Built) -> None:
    for rule in mysmartnotes.alerting:
        jobs = {
            each.value
            for selector in selectors(parse(rule["expr"]))
            for each in selector.matchers
            if each.label == "job"
        }
        assert jobs <= JOBS.keys(), rule["expr"]
        assert jobs or rule["alert"] == "Watchdog", rule["expr"]


def test_an_alert_has_one_severity(mysmartnotes: Built) -> None:
    seen = [(rule["alert"], rule["labels"].get("service")) for rule in mysmartnotes.alerting]
    assert len(seen) == len(set(seen))


def test_nothing_is_kept_apart_by_the_path_of_a_request(mysmartnotes: Built) -> None:
    of_requests = [
        rule
        for rule in mysmartnotes.alerting
        if any(str(each.metric).startswith("http_request") for each in selectors(parse(rule["expr"])))
    ]
    assert {rule["alert"] for rule in of_requests} == {"HighErrorRate", "HighResponseTime"}
    for rule in of_requests:
        sums = [node for node in walk(parse(rule["expr"])) if isinstance(node, Aggregation)]
        looked_at = [node for node in walk(parse(rule["expr"])) if isinstance(node, MatrixSelector)]
        assert len(sums) == len(looked_at)
        for each in sums:
            assert each.grouping is not None
            assert not each.grouping.without
            assert set(each.grouping.labels) <= {"job", "le"}


def test_what_is_called_a_percentage_is_a_ratio(mysmartnotes: Built) -> None:
    shown = [rule for rule in mysmartnotes.alerting if "humanizePercentage" in rule["annotations"]["summary"]]
    assert "HighErrorRate" in {rule["alert"] for rule in shown}
    for rule in shown:
        divided = [node for node in walk(parse(rule["expr"])) if isinstance(node, Binary) and node.op == "/"]
        shares = [
            node
            for node in walk(parse(rule["expr"]))
            if (isinstance(node, Call) and node.func in {"rate", "increase"})
            and any("seconds_total" in str(each.metric) for each in selectors(node))
        ]
        assert divided or shares, rule["alert"]


def test_a_disk_is_a_file_system_that_can_fill_up(mysmartnotes: Built) -> None:
    """The guide's own alert counts those in memory, and looks for a mountpoint where none may be."""
    (alert,) = mysmartnotes.alerts("DiskSpaceLow")
    sizes = [each for each in selectors(parse(alert["expr"])) if str(each.metric).endswith("_bytes")]
    assert len(sizes) == 2
    for each in sizes:
        assert [matcher.op for matcher in each.matchers if matcher.label == "fstype"] == ["!~"]
