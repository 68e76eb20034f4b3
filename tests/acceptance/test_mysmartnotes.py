"""MySmartNotes: all that its own guide wants is there, and none of what was wrong with it.

The guide is older than the spec and can't be run as it stands: Alertmanager is in no compose file, an inhibit rule
matches nothing, an alert on errors per second calls itself a rate. Its jobs, alerts, receivers, routes and metrics are
listed here by what they have to be; `test_mysmartnotes_alerts.py` shows what the alerts do.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from monitorgen.promql.nodes import selectors
from monitorgen.promql.parse import parse

if TYPE_CHECKING:
    from tests.acceptance.conftest import Built
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


@pytest.mark.parametrize("job", JOBS)
def test_a_job_scrapes_its_target(mysmartnotes: Built, job: str) -> None:
    found = mysmartnotes.jobs[job]
    assert found["static_configs"] == [{"targets": [JOBS[job]]}]
    assert found.get("metrics_path", "/metrics") == "/metrics"


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

ALERTS = {
    "HighErrorRate": ("api_gateway", "critical", "5m"),
    "HighResponseTime": ("api_gateway", "warning", "5m"),
    "PostgresHighConnections": ("postgres", "warning", "5m"),
    "DatabaseDiskFull": ("node", "critical", "5m"),
    "CeleryQueueBackup": ("api_gateway", "warning", "10m"),
    "HighTaskFailureRate": ("celery_worker", "warning", "5m"),
    "HighCPUUsage": ("node", "warning", "10m"),
    "HighMemoryUsage": ("node", "warning", "10m"),
    "DiskSpaceLow": ("node", "warning", "5m"),
}


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_of_the_guide_is_there_once_and_says_whose_it_is(mysmartnotes: Built, name: str) -> None:
    (alert,) = mysmartnotes.alerts(name)
    service, severity, hold = ALERTS[name]
    assert alert["labels"]["service"] == service
    assert alert["labels"]["severity"] == severity
    assert alert["for"] == hold
    assert alert["annotations"]["summary"]
    assert alert["annotations"]["description"]


def test_each_target_has_its_own_service_down(mysmartnotes: Built) -> None:
    down = mysmartnotes.alerts("ServiceDown")
    assert {alert["labels"]["service"] for alert in down} == JOBS.keys()
    assert {(alert["labels"]["severity"], alert["for"]) for alert in down} == {("critical", "1m")}
    assert mysmartnotes.alerts("TargetDown") == []


def test_alerts_that_the_owner_renamed_are_not_there_twice(mysmartnotes: Built) -> None:
    for replaced in ("NodeCpuHigh", "NodeMemoryHigh", "NodeDiskUsageHigh", "PostgresConnectionsNearLimit"):
        assert mysmartnotes.alerts(replaced) == []


# -- receivers, routes, inhibition -------------------------------------------------------------------------------------


def receiver(mysmartnotes: Built, name: str) -> dict[str, Any]:
    (found,) = [each for each in mysmartnotes.alertmanager["receivers"] if each["name"] == name]
    return {key: value for key, value in found.items() if key != "name"}


def test_the_receivers_are_those_of_the_guide_and_the_heartbeat(mysmartnotes: Built) -> None:
    names = [each["name"] for each in mysmartnotes.alertmanager["receivers"]]
    assert sorted(names) == ["critical", "default", "heartbeat", "warning"]


def test_default_is_told_by_mail(mysmartnotes: Built) -> None:
    found = receiver(mysmartnotes, "default")
    assert found.keys() == {"email_configs"}
    assert [each["to"] for each in found["email_configs"]] == ["alerts@mysmartnotes.app"]


def test_critical_reaches_on_call_by_mail_and_the_chat(mysmartnotes: Built) -> None:
    found = receiver(mysmartnotes, "critical")
    assert found.keys() == {"email_configs", "slack_configs"}
    assert [each["to"] for each in found["email_configs"]] == ["oncall@mysmartnotes.app"]
    assert [each["channel"] for each in found["slack_configs"]] == ["#alerts-critical"]


def test_warning_reaches_the_chat(mysmartnotes: Built) -> None:
    found = receiver(mysmartnotes, "warning")
    assert found.keys() == {"slack_configs"}
    assert [each["channel"] for each in found["slack_configs"]] == ["#alerts-warning"]


def test_mail_goes_through_the_guides_server(mysmartnotes: Built) -> None:
    settings = mysmartnotes.alertmanager["global"]
    assert settings["smtp_smarthost"] == "smtp.gmail.com:587"
    assert settings["smtp_from"] == settings["smtp_auth_username"] == "prometheus@mysmartnotes.app"


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
    (webhook,) = receiver(mysmartnotes, "heartbeat")["webhook_configs"]
    assert webhook == {"send_resolved": False, "url_file": "../secrets/heartbeat_url"}


# -- metrics -----------------------------------------------------------------------------------------------------------

METRICS = {
    ("api_gateway", "http_requests_total"): ("counter", {"method", "endpoint", "status"}),
    ("api_gateway", "http_request_duration_seconds"): ("histogram", {"method", "endpoint"}),
    ("api_gateway", "active_users"): ("gauge", set()),
    ("api_gateway", "celery_task_queue_size"): ("gauge", {"queue"}),
    ("api_gateway", "lectures_uploaded_total"): ("counter", set()),
    ("api_gateway", "questions_asked_total"): ("counter", set()),
    ("api_gateway", "documents_generated_total"): ("counter", {"type"}),
    ("api_gateway", "flashcards_created_total"): ("counter", set()),
    ("celery_worker", "celery_task_duration_seconds"): ("histogram", {"task_name"}),
    ("celery_worker", "celery_task_failures_total"): ("counter", {"task_name"}),
}


@pytest.mark.parametrize(("entry", "metric"), METRICS)
def test_a_metric_of_the_application_is_known(mysmartnotes: Built, entry: str, metric: str) -> None:
    kind, labels = METRICS[entry, metric]
    found = mysmartnotes.metrics[entry, metric]
    assert found["type"] == kind
    assert set(found["labels"]) == {*labels, "job", "instance"}


# -- what was wrong with it --------------------------------------------------------------------------------------------


def test_no_secret_and_no_variable_is_left_in_what_is_deployed(mysmartnotes: Built) -> None:
    for file in mysmartnotes.folder.rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8")
            assert "${" not in text, file
            assert not re.search(r"hooks\.slack\.com|YOUR/WEBHOOK|your-app-password|yourdomain", text), file
    config = (mysmartnotes.folder / "alertmanager" / "alertmanager.yml").read_text(encoding="utf-8")
    assert not re.search(r"^\s*-?\s*(smtp_auth_password|api_url|url):", config, re.MULTILINE)


def test_each_receiver_is_the_end_of_a_route(mysmartnotes: Built) -> None:
    routes = [mysmartnotes.alertmanager["route"], *mysmartnotes.alertmanager["route"]["routes"]]
    assert {route["receiver"] for route in routes} == {each["name"] for each in mysmartnotes.alertmanager["receivers"]}


def test_routes_use_matchers_alone_and_none_goes_on_for_nothing(mysmartnotes: Built) -> None:
    config = (mysmartnotes.folder / "alertmanager" / "alertmanager.yml").read_text(encoding="utf-8")
    assert not re.search(r"\b(match|match_re|source_match|target_match)(_re)?:", config)
    assert "continue:" not in config


def test_groups_are_not_told_every_ten_seconds(mysmartnotes: Built) -> None:
    assert mysmartnotes.alertmanager["route"]["group_interval"] == "5m"


def test_what_inhibition_compares_is_on_every_alert(mysmartnotes: Built) -> None:
    told = [rule for rule in mysmartnotes.rules if rule["labels"]["severity"] != "none"]
    assert all(rule["labels"]["service"] in JOBS for rule in told)


def test_inhibition_covers_alerts_that_exist(mysmartnotes: Built) -> None:
    by_severity = {
        severity: {rule["labels"]["service"] for rule in mysmartnotes.rules if rule["labels"]["severity"] == severity}
        for severity in ("critical", "warning")
    }
    assert by_severity["critical"] & by_severity["warning"]


@pytest.mark.parametrize("metric", ["pg_up", "redis_up", "nginx_up"])
def test_a_dead_server_behind_a_live_exporter_is_seen(mysmartnotes: Built, metric: str) -> None:
    (alert,) = [rule for rule in mysmartnotes.rules if rule["expr"].startswith(f"{metric}{{")]
    assert alert["expr"].endswith("== 0")
    assert alert["labels"]["severity"] == "critical"


def test_rules_name_only_metrics_that_something_exposes(mysmartnotes: Built) -> None:
    exposed = {metric for _, metric in mysmartnotes.metrics} | {"up"}
    for rule in mysmartnotes.rules:
        for selector in selectors(parse(rule["expr"])):
            name = re.sub(r"_bucket$|_count$|_sum$", "", str(selector.metric))
            assert {str(selector.metric), name} & exposed, rule["expr"]


def test_rules_look_only_at_jobs_that_exist(mysmartnotes: Built) -> None:
    for rule in mysmartnotes.rules:
        jobs = {
            each.value
            for selector in selectors(parse(rule["expr"]))
            for each in selector.matchers
            if each.label == "job"
        }
        assert jobs <= JOBS.keys(), rule["expr"]
        assert jobs or rule["alert"] == "Watchdog", rule["expr"]


def test_an_alert_has_one_severity(mysmartnotes: Built) -> None:
    seen = [(rule["alert"], rule["labels"].get("service")) for rule in mysmartnotes.rules]
    assert len(seen) == len(set(seen))


def test_nothing_is_kept_apart_by_the_path_of_a_request(mysmartnotes: Built) -> None:
    assert not any("endpoint" in rule["expr"] for rule in mysmartnotes.rules)
