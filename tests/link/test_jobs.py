"""Scrape jobs: where targets are, files that others keep, relabelling, credentials, hosts of containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.plan.jobs import Files, Static

if TYPE_CHECKING:
    from tests.link.made import Linked


@pytest.mark.parametrize(
    ("entry", "targets"),
    [
        ("{port: 8080}", ["api:8080"]),
        ("{port: 8080, scrape: {port: 9100}}", ["api:9100"]),
        ("{address: ['a:1', 'b:2'], scrape: {port: 9}}", ["a:9", "b:9"]),
        ("{address: '{service}.{environment}.example.org:80'}", ["api.production.example.org:80"]),
        ("{port: 8080, network: host}", ["host.docker.internal:8080"]),
        ("{address: 'localhost:8080', network: host}", ["host.docker.internal:8080"]),
    ],
)
def test_targets_of_a_service(linked: Linked, entry: str, targets: list[str]) -> None:
    found = linked(f"services: {{api: {entry}}}\n")
    assert (found.errors, found["api"].job.discovery) == ([], Static(tuple(targets)))


@pytest.mark.parametrize(
    ("entry", "targets"),
    [
        ("{type: redis, address: 'redis:6379'}", ["db-exporter:9121"]),
        ("{type: redis, address: 'redis:6379', exporter: {name: x, port: 1}}", ["x:1"]),
        ("{type: redis, exporter: 'e:1'}", ["e:1"]),
        ("{type: node, exporter: ['10.0.0.5:9100', '10.0.0.6:9100']}", ["10.0.0.5:9100", "10.0.0.6:9100"]),
        ("{type: prometheus, address: 'p:9090'}", ["p:9090"]),
    ],
)
def test_targets_of_infrastructure(linked: Linked, entry: str, targets: list[str]) -> None:
    found = linked(f"infrastructure: {{db: {entry}}}\n")
    assert (found.errors, found["db"].job.discovery) == ([], Static(tuple(targets)))


def test_without_containers_localhost_is_the_host(linked: Linked) -> None:
    found = linked("deploy: files\nservices: {api: {address: 'localhost:8080'}}\n")
    assert (found.errors, found["api"].job.discovery) == ([], Static(("localhost:8080",)))


def test_an_infrastructure_entry_that_is_not_scraped_has_no_alerts(linked: Linked) -> None:
    found = linked("infrastructure: {redis: {address: 'r:1', exporter: none}}\n")
    assert (found.codes, found["redis"].fragment.jobs, found["redis"].alerts) == ([], (), [])


def test_files_with_targets_lie_beside_prometheus_yml_or_anywhere(linked: Linked) -> None:
    found = linked("services: {api: {discover: {files: ['targets/{environment}/*.json', /etc/targets.yml]}}}\n")
    assert found["api"].job.discovery == Files(("targets/production/*.json", "/etc/targets.yml"))


def test_when_targets_are_not_known_by_name_all_must_be_gone(linked: Linked) -> None:
    files = linked("services: {api: {discover: {files: [a.json]}}}\n")
    assert files["api"].expr("TargetDown") == 'up{job="api"} == 0 or absent(up{job="api"})'
    named = linked(
        "services: {api: {port: 1, scrape: {relabel_configs: [{target_label: instance, replacement: x}]}}}\n"
    )
    assert named["api"].expr("TargetDown") == 'up{job="api"} == 0 or absent(up{job="api"})'


def test_one_target_with_two_pages_is_scraped_twice_on_purpose(linked: Linked) -> None:
    found = linked("services: {a: {address: 'x:1'}, b: {address: 'x:1', scrape: {path: /other}}}\n")
    assert found.codes == []


def test_labels_of_scraped_series_are_known_to_conditions(linked: Linked) -> None:
    found = linked(
        "services: {a: {port: 1, scrape: {labels: {zone: '{environment}'}}, metrics: {depth: gauge},"
        " alerts: {Deep: {max: depth, by: [zone], above: 1, for: 5m, severity: warning}}}}\n"
    )
    assert (found.errors, dict(found["a"].job.adds)) == ([], {"zone": "production"})


def test_credentials_are_read_from_files(linked: Linked) -> None:
    found = linked(
        "services: {a: {port: 1, scrape: {authorization: {credentials: {secret: slack_url}}}},"
        " b: {port: 2, scrape: {authorization: {username: u, password: {secret: slack_url}}}}}\n"
    )
    assert found.errors == []
    scrape = found.files["shop/production/prometheus/scrape/a.yml"]
    assert "credentials_file: ../../secrets/slack_url" in scrape
    assert "password_file: ../../secrets/slack_url" in found.files["shop/production/prometheus/scrape/b.yml"]
