"""A panel that says the same as an alert of its entry is that alert's: one series, and the lines that page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monitorgen.plan.dashboards import Panel, Step
    from tests.link.made import Linked, Made

API = """\
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [route]}}
    metrics: {jobs_waiting: {type: gauge, labels: [queue]}}
    alerts: {JobsWait: {sum: jobs_waiting, by: [queue], above: 100, for: 5m, severity: warning}}
    panels: {Jobs: %s}
"""


def panel(found: Made, title: str, unit: str, dashboard: str) -> Panel:
    """The one panel of a title."""
    rows = found[unit].dashboards[dashboard].rows
    (each,) = [each for row in rows for each in row.panels if each.title == title]
    return each


def lines(steps: tuple[Step, ...]) -> list[tuple[str, Decimal]]:
    return [(step.tone, step.value) for step in steps if step.value is not None]


def test_a_panel_has_the_lines_of_the_alert_that_says_the_same(linked: Linked) -> None:
    found = panel(linked("infrastructure: {postgres: {exporter: 'db.example.org:9187'}}\n"), "Connections used", *PG)
    assert lines(found.steps) == [("warning", Decimal("0.8"))]
    assert found.alert == "postgres.PostgresConnectionsNearLimit"
    assert found.help.startswith("Share of max_connections")
    assert found.help.endswith("The alert PostgresConnectionsNearLimit fires beyond the line for 5m.")


def test_the_lines_are_those_that_the_entry_says(linked: Linked) -> None:
    tuned = "{PostgresConnectionsNearLimit: {above: {warning: 70%, critical: 90%}}}"
    found = linked(f"infrastructure: {{postgres: {{exporter: 'db.example.org:9187', alerts: {tuned}}}}}\n")
    steps = panel(found, "Connections used", *PG).steps
    assert lines(steps) == [("warning", Decimal("0.7")), ("critical", Decimal("0.9"))]


def test_a_panel_outlives_the_alert_that_says_the_same(linked: Linked) -> None:
    dropped = "{PostgresConnectionsNearLimit: none}"
    found = linked(f"infrastructure: {{postgres: {{exporter: 'db.example.org:9187', alerts: {dropped}}}}}\n")
    left = panel(found, "Connections used", *PG)
    assert lines(left.steps) == []
    assert left.alert is None
    assert left.queries[0].expr.startswith("sum by (job, instance) (pg_stat_database_numbackends{")


def test_several_alerts_on_a_value_are_several_lines(linked: Linked) -> None:
    found = linked("infrastructure: {node: {exporter: 'host.example.org:9100'}}\n")
    disk = panel(found, "Disk space used", "node", "node")
    assert lines(disk.steps) == [("warning", Decimal("0.9")), ("critical", Decimal("0.97"))]


def test_lines_that_a_value_must_stay_above_are_joined_too(linked: Linked) -> None:
    found = linked("infrastructure: {rabbitmq: {address: 'mq.example.org:5672'}}\n")
    disk = panel(found, "Disk space against what must stay free", "rabbitmq", "rabbitmq")
    assert [(step.tone, step.value) for step in disk.steps] == [
        ("critical", None), ("warning", Decimal(1)), ("ok", Decimal(2))
    ]  # fmt: skip


def test_an_alert_that_wants_more_to_hold_draws_no_line_where_another_does_not(linked: Linked) -> None:
    found = linked("infrastructure: {rabbitmq: {address: 'mq.example.org:5672'}}\n")
    waiting = panel(found, "Messages that wait", "rabbitmq", "rabbitmq")
    assert lines(waiting.steps) == [("warning", Decimal(1000))]


def test_an_alert_whose_largest_series_are_shown_is_not_drawn_again(linked: Linked) -> None:
    found = linked("infrastructure: {rabbitmq: {address: 'mq.example.org:5672'}}\n")
    titles = [each.title for row in found["rabbitmq"].dashboards["rabbitmq"].rows for each in row.panels]
    assert "Messages that wait" in titles
    assert "Messages pile up" not in titles


def test_a_panel_of_an_owner_that_says_the_same_is_the_alerts(linked: Linked) -> None:
    found = linked(API % "{sum: jobs_waiting, by: [queue]}")
    mine = panel(found, "Jobs", "api", "api")
    assert lines(mine.steps) == [("warning", Decimal(100))]
    assert mine.alert == "api.JobsWait"


def test_a_panel_that_says_something_else_is_its_own(linked: Linked) -> None:
    for other in (
        "{sum: jobs_waiting}",
        "{max: jobs_waiting, by: [queue]}",
        "{sum: jobs_waiting, by: [queue], over: 1h}",
    ):
        mine = panel(linked(API % other), "Jobs", "api", "api")
        assert lines(mine.steps) == []
        assert mine.alert is None


def test_thresholds_that_an_owner_writes_stay_the_only_lines(linked: Linked) -> None:
    found = linked(API % "{sum: jobs_waiting, by: [queue], thresholds: {critical: 7}}")
    assert lines(panel(found, "Jobs", "api", "api").steps) == [("critical", Decimal(7))]


PG = ("postgres", "postgres")


def test_a_dollar_sign_in_an_alert_is_no_variable_of_its_panel(linked: Linked) -> None:
    alerts = """\
      Cheap: {rate: orders_total, where: 'plan="5$x"', above: 3/s, for: 5m, severity: warning}
      Dear: {expr: 'sum(rate(orders_total{plan=~`$y|b`}[5m])) > 2', for: 5m, severity: warning}
"""
    text = f"""\
services:
  shop:
    type: http-service
    port: 8080
    metrics: {{orders_total: {{type: counter, labels: [plan], help: Orders}}}}
    alerts:
{alerts}"""
    found = linked(text)
    cheap, dear = (panel(found, title, "shop", "shop").queries[0].expr for title in ("Cheap", "Dear"))
    assert r'plan="5\x24x"' in cheap
    assert r'plan=~"\x24y|b"' in dear
    assert 'plan="5$x"' in found["shop"].expr("Cheap")
    assert found.errors == []
