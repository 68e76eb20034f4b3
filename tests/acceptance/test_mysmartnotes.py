"""MySmartNotes as a whole: nothing beside what its guide wants, and what the guide forgot.

`test_items.py` looks for each thing that the guide names, `test_mysmartnotes_alerts.py` shows what the alerts do,
`test_mended.py` what was wrong.
"""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from monitorgen.promql.nodes import Aggregation, MatrixSelector

if TYPE_CHECKING:
    from tests.support.built import Built
    from tests.support.tools import FindTool

# -- scrape jobs -------------------------------------------------------------------------------------------------------

JOBS = {
    "alertmanager": "alertmanager:9093",
    "api_gateway": "api_gateway:8000",
    "celery": "flower:5555",
    "celery_worker": "celery_worker:9540",
    "grafana": "grafana:3000",
    "nginx": "nginx:9113",
    "node": "node_exporter:9100",
    "postgres": "postgres_exporter:9187",
    "prometheus": "localhost:9090",
    "redis": "redis_exporter:9121",
}


def test_the_jobs_are_those_of_the_guide_and_what_it_forgot(mysmartnotes: Built) -> None:
    assert mysmartnotes.jobs.keys() == JOBS.keys()


def test_intervals_and_external_labels_are_those_of_the_guide(mysmartnotes: Built) -> None:
    settings = mysmartnotes.prometheus["global"]
    assert settings["scrape_interval"] == settings["evaluation_interval"] == "15s"
    assert settings["external_labels"] == {
        "cluster": "mysmartnotes",
        "environment": "production",
        "system": "mysmartnotes",
    }


def test_alerts_go_to_an_alertmanager_that_is_watched_too(mysmartnotes: Built) -> None:
    managers = mysmartnotes.prometheus["alerting"]["alertmanagers"]
    assert managers == [{"static_configs": [{"targets": [JOBS["alertmanager"]]}]}]


# -- alerts ------------------------------------------------------------------------------------------------------------


def test_each_target_has_its_own_service_down(mysmartnotes: Built) -> None:
    down = mysmartnotes.alerts("ServiceDown")
    assert {alert["labels"]["service"] for alert in down} == JOBS.keys()
    assert {(alert["labels"]["severity"], alert["for"]) for alert in down} == {("critical", "1m")}
    assert mysmartnotes.alerts("TargetDown") == []


def test_alerts_that_the_owner_renamed_are_not_there_twice(mysmartnotes: Built) -> None:
    for replaced in ("NodeCpuHigh", "NodeMemoryHigh", "NodeDiskUsageHigh", "PostgresConnectionsNearLimit"):
        assert mysmartnotes.alerts(replaced) == []


def test_nothing_is_kept_apart_by_the_path_of_a_request(mysmartnotes: Built) -> None:
    of_requests = [
        rule
        for rule in mysmartnotes.alerting
        if any(name.startswith("http_request") for name in mysmartnotes.reads(rule["expr"]))
        and "slo" not in rule["labels"]
    ]
    assert {rule["alert"] for rule in of_requests} == {"HighErrorRate", "HighResponseTime"}
    for rule in of_requests:
        sums = [node for node in mysmartnotes.nodes(rule["expr"]) if isinstance(node, Aggregation)]
        looked_at = [node for node in mysmartnotes.nodes(rule["expr"]) if isinstance(node, MatrixSelector)]
        assert len(sums) == len(looked_at)
        for each in sums:
            assert each.grouping is not None
            assert not each.grouping.without
            assert set(each.grouping.labels) <= {"job", "le"}


# -- receivers, routes, inhibition -------------------------------------------------------------------------------------


def test_the_receivers_are_those_of_the_guide_and_the_heartbeat(mysmartnotes: Built) -> None:
    names = [each["name"] for each in mysmartnotes.alertmanager["receivers"]]
    assert sorted(names) == ["critical", "default", "heartbeat", "warning"]


def test_mail_goes_through_the_guides_server(mysmartnotes: Built) -> None:
    settings = mysmartnotes.alertmanager["global"]
    assert settings["smtp_smarthost"] == "smtp.gmail.com:587"
    assert settings["smtp_from"] == settings["smtp_auth_username"] == "prometheus@mysmartnotes.app"
    assert settings["smtp_auth_password_file"].endswith("secrets/smtp_password")
    assert settings["resolve_timeout"] == "5m"


def test_the_root_route_is_that_of_the_guide(mysmartnotes: Built) -> None:
    root = mysmartnotes.alertmanager["route"]
    assert root["receiver"] == "default"
    assert root["group_by"] == ["alertname", "cluster", "service"]
    assert root["group_wait"] == "10s"
    assert root["repeat_interval"] == "12h"
    assert root.keys().isdisjoint({"matchers", "continue"})


@pytest.mark.parametrize("severity", ["critical", "warning"])
def test_a_severity_has_its_route(mysmartnotes: Built, severity: str) -> None:
    routes = mysmartnotes.alertmanager["route"]["routes"]
    (route,) = [each for each in routes if f'severity="{severity}"' in each["matchers"]]
    assert route == {"matchers": [f'severity="{severity}"'], "receiver": severity}


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        ("severity=critical service=postgres alertname=PostgresDown", "critical"),
        ("severity=warning service=api_gateway alertname=HighResponseTime", "warning"),
        ("severity=unheard service=api_gateway alertname=Other", "default"),
        ("severity=none alertname=Watchdog", "heartbeat"),
    ],
)
def test_amtool_sends_each_severity_where_the_guide_wants_it(
    mysmartnotes: Built, find_tool: FindTool, labels: str, told: str
) -> None:
    config = mysmartnotes.folder / "alertmanager" / "alertmanager.yml"
    question = ("config", "routes", "test", f"--config.file={config}", *labels.split())
    answer = subprocess.run(
        [str(find_tool("amtool")), *question], check=True, capture_output=True, text=True, timeout=60
    )
    assert answer.stdout.strip() == told


def test_critical_silences_warnings_of_the_same_service(mysmartnotes: Built) -> None:
    (rule,) = mysmartnotes.alertmanager["inhibit_rules"]
    assert rule["source_matchers"] == ['severity="critical"']
    assert rule["target_matchers"] == ['severity="warning"']
    assert rule["equal"] == ["service"]


def test_the_heartbeat_repeats_within_a_minute_and_never_ends(mysmartnotes: Built) -> None:
    (watchdog,) = mysmartnotes.alerts("Watchdog")
    assert watchdog["expr"] == "vector(1)"
    routes = mysmartnotes.alertmanager["route"]["routes"]
    (route,) = [each for each in routes if each["receiver"] == "heartbeat"]
    assert route["repeat_interval"] in {"55s", "1m"}
    (webhook,) = mysmartnotes.receiver("heartbeat")["webhook_configs"]
    assert webhook == {"send_resolved": False, "url_file": "../secrets/heartbeat_url"}
