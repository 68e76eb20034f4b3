"""Alerts: labels, placeholders, annotations, runbooks, teams, the owner's tests, what is planned or not scraped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.link.made import Linked

DEEP = "value: depth, above: 10, for: 5m, severity: warning"


def service(alert: str = DEEP, more: str = "") -> str:
    metrics = "    metrics: {depth: {type: gauge, labels: [queue]}}\n"
    return f"services:\n  api:\n    port: 8080\n{metrics}{more}    alerts:\n      Deep: {{{alert}}}\n"


def test_labels_say_severity_service_and_team_and_have_placeholders(linked: Linked) -> None:
    found = linked(
        "teams: {ml: {}}\n"
        + service(
            DEEP + ", labels: {level: '{severity}'}", "    team: ml\n    labels: {tier: '{environment}-{service}'}\n"
        )
    )
    assert found.errors == []
    assert dict(found["api"].rule("Deep").labels) == {
        "level": "warning",
        "service": "api",
        "severity": "warning",
        "team": "ml",
        "tier": "production-api",
    }


def test_a_label_of_the_rule_may_take_the_place_of_one_that_is_the_same_everywhere(linked: Linked) -> None:
    apart = linked(service(DEEP + ", labels: {queue: x}"))
    assert apart.codes == ["MG227"]
    joined = linked(service("max: depth, above: 10, for: 5m, severity: warning, labels: {queue: x}"))
    assert joined.codes == []
    one = linked(service("value: 'depth{queue=\"x\"}', above: 10, for: 5m, severity: warning, labels: {queue: y}"))
    assert one.codes == []


def test_what_is_written_for_people_names_value_limit_and_series(linked: Linked) -> None:
    rule = linked(service())["api"].rule("Deep")
    assert rule.annotations["summary"] == (
        "api: Deep on {{ $labels.instance }} queue={{ $labels.queue }}: {{ $value | humanize }} (above 10)"
    )
    assert rule.annotations["description"] == ("In api, depth is {{ $value | humanize }}; it has been above 10 for 5m.")


def test_templates_know_the_labels_of_the_series_not_those_of_the_rule(linked: Linked) -> None:
    found = linked(service(DEEP + ", summary: '{{ $labels.queue }} {{ $labels.severity }}'"))
    assert found.codes == ["MG331"]


def test_templates_know_the_external_labels_of_their_scope(linked: Linked) -> None:
    text = "labels: {cluster: c1}\n" + service(
        DEEP + ", summary: '{{ $externalLabels.cluster }} {{ $externalLabels.region }}'"
    )
    assert linked(text).codes == ["MG334"]
    assert linked("environments: {production: {regions: {eu: {}}}}\n" + text).codes == []


def test_a_runbook_elsewhere_is_linked_and_that_of_the_entry_holds_for_its_alerts(linked: Linked) -> None:
    found = linked(
        service(
            DEEP + ", runbook: 'https://x.example.org/{environment}/deep'", "    runbook: https://x.example.org/api\n"
        )
    )
    assert found["api"].rule("Deep").annotations["runbook_url"] == "https://x.example.org/production/deep"
    assert found["api"].rule("TargetDown").annotations["runbook_url"] == "https://x.example.org/api"


def test_how_long_it_keeps_firing_reaches_the_rule_file(linked: Linked) -> None:
    found = linked(service(DEEP + ", keep_firing_for: 10m"))
    assert "keep_firing_for: 10m" in found.files["shop/production/prometheus/rules/api.yml"]


@pytest.mark.parametrize(
    ("fires", "expected"),
    [("true", True), ("false", False), ("[{queue: a}]", ({"queue": "a"},))],
)
def test_a_test_of_the_owner_says_whether_it_fires_or_which(linked: Linked, fires: str, expected: object) -> None:
    found = linked(
        service(
            "expr: depth > 10, for: 5m, severity: warning, "
            f"tests: {{deep: {{series: {{depth: 20x10}}, at: 10m, fires: {fires}}}}}"
        )
    )
    (test,) = found["api"].rule("Deep").tests
    assert (test.fires, str(test.at), str(test.interval)) == (expected, "10m", "1m")


def test_the_same_name_may_stand_at_the_root_and_in_entries(linked: Linked) -> None:
    found = linked(service() + "alerts: {Deep: {sum: depth, above: 100, for: 5m, severity: critical}}\n")
    assert found.codes == []
    assert "service" not in found["system"].rule("Deep").labels


def test_an_alert_may_name_another_team_than_its_entry(linked: Linked) -> None:
    found = linked("teams: {ml: {}, ops: {}}\n" + service(DEEP + ", team: ops", "    team: ml\n"))
    assert (found["api"].rule("Deep").team, found["api"].rule("TargetDown").team) == ("ops", "ml")


def test_a_file_belongs_to_the_team_whose_glob_matches_it(linked: Linked) -> None:
    found = linked(
        "teams: {ml: {owns: ['ml/**']}}\n",
        files={
            "ml/deep/a.yaml": "monitorgen: v1\nservices: {a: {port: 1}}\n"
            "alerts: {R: {expr: sum(up) < 1, for: 5m, severity: warning}}\n"
        },
    )
    assert found.codes == []
    assert (found["a"].fragment.team, found["system"].rule("R").team) == ("ml", "ml")


def test_what_is_planned_is_neither_scraped_nor_alerted_on(linked: Linked) -> None:
    found = linked("services: {api: {type: http-service, lifecycle: planned}, web: {port: 1, depends_on: [api]}}\n")
    assert found.codes == []
    assert (found["api"].fragment.jobs, found["api"].alerts) == ((), [])


def test_a_worker_needs_no_port_and_then_has_no_job(linked: Linked) -> None:
    found = linked("services: {w: {type: worker}, v: {type: worker, port: 9000}}\n")
    assert (found.codes, found["w"].fragment.jobs, found["w"].alerts) == ([], (), [])
    assert found["v"].job.name == "v"


def test_inherited_alerts_of_what_is_not_scraped_are_left_out_and_the_owners_are_told(linked: Linked) -> None:
    text = "services: {api: {type: http-service, scrape: none%s}}\n"
    assert linked(text % "").codes == []
    said = linked(text % ", alerts: {HighErrorRate: {above: 1%}}")
    assert said.codes == ["MG356"]


def test_severities_of_other_names_stand_for_the_built_in_ones(linked: Linked) -> None:
    found = linked(
        "severities: {p1: {means: critical}, p2: {means: warning}}\n"
        + service("value: depth, above: {warning: 10, critical: 20}, for: 5m")
    )
    assert [(rule.severity, rule.expr[-2:]) for rule in found["api"].rules("Deep")] == [("p1", "20"), ("p2", "10")]
    assert found["api"].rule("TargetDown").severity == "p1"


def test_two_names_of_one_severity_in_a_table_are_told(linked: Linked) -> None:
    found = linked(
        "severities: {p1: {means: critical}, p2: {means: warning}}\n"
        + service("value: depth, above: {warning: 10, p2: 20}, for: 5m")
    )
    assert found.codes == ["MG222"]


def test_names_that_differ_only_in_case_are_told_where_the_second_stands(linked: Linked) -> None:
    deep = "{value: depth, above: 1, for: 5m, severity: warning}"
    made = linked(
        f"services: {{api: {{port: 8080, metrics: {{depth: gauge}}, alerts: {{Deep: {deep}, DEEP: {deep}}}}}}}\n"
    )
    found = made.finding("MG824")
    assert found.message == "the alerts DEEP and Deep differ only in case, and each has a page of its name"
    assert getattr(found.where, "path", None) == ("services", "api", "alerts", "Deep")
