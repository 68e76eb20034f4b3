"""How `list`, `show` and `who` look at a linked environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen import pipeline
from monitorgen.cli.lists import KINDS
from monitorgen.plan.rules import Recording
from monitorgen.questions.views import View, views
from tests.link.made import whole

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """\
services:
  shop:
    type: http-service
    port: 8080
    metrics: {orders_total: {type: counter, labels: [plan], help: Orders}}
    recording_rules: {'job:orders:rate5m': 'sum by (job) (rate(orders_total[5m]))'}
    alerts: {FewOrders: {rate: orders_total, below: 1/s, for: 10m, severity: warning}}
"""


def test_who_asks_about_alerts_alone_gets_them_all_without_the_rest(tmp_path: Path) -> None:
    (tmp_path / "system.yaml").write_text(whole(SHOP), encoding="utf-8")

    def seen(*, draws: bool) -> View:
        (view,) = views(pipeline.Selection(tmp_path), [], draws=draws)
        return view

    everything, alone = seen(draws=True), seen(draws=False)
    assert alone.told
    assert [each.alert for each in alone.told] == [each.alert for each in everything.told]
    assert [rule.expr for _, rule in alone.alerts()] == [rule.expr for _, rule in everything.alerts()]
    assert "job:orders:rate5m" in recorded(everything)
    assert "job:orders:rate5m" not in recorded(alone)
    assert [each.dashboards for each in alone.fragments if each.dashboards] == []
    assert [each.unit for each in everything.fragments if each.dashboards]


def recorded(view: View) -> list[str]:
    groups = [group for fragment in view.fragments for group in fragment.groups]
    return [rule.name for group in groups for rule in group.rules if isinstance(rule, Recording)]


def test_the_alert_that_always_fires_tells_the_heartbeat(tmp_path: Path) -> None:
    (tmp_path / "system.yaml").write_text(whole(SHOP), encoding="utf-8")
    (view,) = views(pipeline.Selection(tmp_path), [])
    (rule,) = [rule for unit, rule in view.alerts() if unit == "alertmanager" and rule.name == "Watchdog"]
    intent = view.intent("alertmanager", rule)
    assert intent is not None
    assert {row["alert"]: row["tells"] for row in KINDS["alerts"].rows(view)}["Watchdog"] == ["deadman"]
    other = next(rule for unit, rule in view.alerts() if unit == "shop")
    assert view.intent("shop", other) != intent
