"""The table of a unit: who is told of each alert, as people read it in a pull request."""

from __future__ import annotations

from monitorgen.routing.cases import cases, heartbeat_of
from monitorgen.targets.alertmanager.cases import Tables, of_unit
from tests.support.policies import alert, routed

POLICY = """
channels:
  oncall: {pagerduty: {routing_key: {secret: p}}}
  chat: {slack: {api_url: {secret: s}, channel: '#{team}'}}
  strays: {slack: {api_url: {secret: s}, channel: '#strays'}}
default_notify: [strays]
time_intervals:
  hours: {weekdays: [mon-fri], times: ['09:00-17:00'], location: Europe/Berlin}
  nights: {times: ['22:00-06:00'], location: Europe/Berlin}
severities:
  critical: {notify: [oncall, chat], escalate: {15m: [oncall]}, repeat_interval: 1h}
  warning: {notify: {hours: [chat], otherwise: none}}
  info: {notify: none}
teams: {pay: {}}
inhibit: {nodes: {source: {alertname: NodeDown}, target: {severity: warning}, equal: [instance]}}
stack: {alertmanager: {heartbeat: strays}}
"""
ALERTS = [
    alert("checkout", "TargetDown", "critical", "pay", down=True),
    alert("checkout", "Slow", "warning", "pay", by=["instance"], mute=["nights"]),
    alert("checkout", "Slow", "critical", "pay", by=["instance"]),
    alert("checkout", "Idle", "info", "pay"),
    alert("node", "NodeDown", "critical", "pay", by=["instance"]),
]


def table(unit: str) -> list[str]:
    routing = routed(POLICY, *ALERTS)
    alerts = [*heartbeat_of(routing, "alertmanager"), *(each.alert for each in ALERTS)]
    made = of_unit(unit, cases(routing, alerts, {"system": "shop", "zone": "a b"})[unit], "Generated.")
    assert made.path == f"alertmanager/routes/{unit}.tsv"
    return [line.replace("\t", " | ") for line in made.data.splitlines()]


def test_a_row_for_every_step_of_every_alert() -> None:
    assert [row.rpartition(" | ")[0] for row in table("checkout")[1:]] == [
        "alert | severity | team | stage | after | receiver | tells | when | repeats | quiet while",
        "Idle | info | pay | - | - | nobody | - | - | - | TargetDown (critical)",
        "Slow | critical | pay | 1 | 30s | pay-critical | oncall, chat | always | 1h | -",
        "Slow | critical | pay | 2 | 15m | pay-critical-after-15m | oncall | always | 1h | -",
        (
            "Slow | warning | pay | 1 | 30s | pay-warning-hours | chat | within hours, outside nights | 4h | "
            "Slow (critical), TargetDown (critical), rule nodes"
        ),
        "TargetDown | critical | pay | 1 | 30s | pay-critical | oncall, chat | always | 1h | -",
        "TargetDown | critical | pay | 2 | 15m | pay-critical-after-15m | oncall | always | 1h | -",
        "AnotherAlert | warning | pay | 1 | 30s | pay-warning-hours | chat | within hours | 4h | -",
        "Slow | warning | pay | 1 | 30s | pay-warning-hours | chat | within hours | 4h | -",
    ]


def test_a_row_ends_with_the_labels_that_the_alert_arrives_with() -> None:
    labels = {row.rpartition(" | ")[2] for row in table("checkout") if "TargetDown (critical), rule nodes" in row}
    assert labels == {'alertname=Slow service=checkout severity=warning system=shop team=pay zone="a b"'}


def test_the_heartbeat_has_a_row() -> None:
    (row,) = table("alertmanager")[2:]
    assert row.startswith("Watchdog | none | - | 1 | 0s | heartbeat | strays | always | 55s | - | alertname=Watchdog")


def test_a_row_says_nothing_of_other_units() -> None:
    both, alone = table("checkout"), [row for row in table("node") if "checkout" in row]
    assert not alone
    assert not any("NodeDown" in row for row in both)


def test_external_labels_give_way_to_those_of_an_alert() -> None:
    own = alert("checkout", "Odd", "critical", "pay", labels={"system": "another"})
    (case,) = cases(routed(POLICY, *ALERTS, own), [own.alert], {"system": "shop"})["checkout"]
    assert case.labels["system"] == "another"


def test_beside_the_alerts_of_a_system_stand_such_as_it_does_not_have() -> None:
    rows = [row.rpartition(" | ")[0] for row in table("system")[2:]]
    nowhere = "1 | 30s | default | strays | always | 4h | -"
    assert rows[:2] == [f"Watchdog | another-severity | - | {nowhere}", f"AnotherAlert | none | - | {nowhere}"]
    assert "AnotherAlert | warning | pay | 1 | 30s | pay-warning-hours | chat | within hours | 4h | -" in rows
    assert f"AnotherAlert | critical | - | {nowhere}" in rows
    assert f"AnotherAlert | critical | another-team | {nowhere}" in rows
    assert f"AnotherAlert | another-severity | pay | {nowhere}" in rows


def test_such_alerts_name_no_unit_so_that_branches_merge() -> None:
    assert not any(unit in row for row in table("system")[2:] for unit in ("checkout", "node"))


def test_an_inhibit_rule_has_the_pair_that_it_is_for_and_one_for_each_label_that_differs() -> None:
    routing = routed(POLICY, *ALERTS)
    made = Tables.of(routing, (each.alert for each in ALERTS), {})
    (artifact,) = (each for each in made.of_unit("system", "the system shop") if each.path.endswith("inhibition.tsv"))
    rows = [line.replace("\t", " | ") for line in artifact.data.splitlines() if line.startswith("nodes")]
    cause, quiet = 'alertname=NodeDown instance="some-instance"', 'instance="some-instance" severity=warning'
    assert rows == [
        f"nodes | {cause} | alertname=AnotherAlert {quiet} | quiet | -",
        (
            'nodes | alertname="another-alertname" instance="some-instance" | '
            f"alertname=AnotherAlert {quiet} | told | the cause's alertname"
        ),
        (
            f'nodes | {cause} | alertname=AnotherAlert instance="some-instance" severity="another-severity" | told | '
            "severity"
        ),
        (
            f'nodes | {cause} | alertname=AnotherAlert instance="another-instance" severity=warning | told | '
            "instance, which both must have in common"
        ),
    ]
