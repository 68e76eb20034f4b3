"""Bundles: the stories about some alerts, with no more rules than they need, and none fewer."""

from __future__ import annotations

from monitorgen.diagnostics import Origin
from monitorgen.plan.rules import Alert, Recording, RuleGroup
from monitorgen.promql.types import LabelSchema
from monitorgen.proof.bundles import needed
from monitorgen.units import Duration

WHERE = Origin("a.yaml")


def alert(name: str, expr: str) -> Alert:
    return Alert(
        name=name,
        expr=expr,
        condition=None,
        hold=Duration(0),
        keep=Duration(0),
        severity="warning",
        team=None,
        labels={},
        result=LabelSchema(),
        annotations={},
        tests=(),
        unproven=None,
        origin=WHERE,
    )


def names(groups: tuple[RuleGroup, ...]) -> list[str]:
    return [rule.name for group in groups for rule in group.rules]


GROUPS = (
    RuleGroup(
        "records",
        None,
        (
            Recording("job:a:rate5m", "rate(a[5m])", {}, WHERE),
            Recording("job:b:ratio", "job:a:rate5m / job:c:rate5m", {}, WHERE),
            Recording("job:c:rate5m", "rate(c[5m])", {}, WHERE),
            Recording("job:d:rate5m", "rate(d[5m])", {}, WHERE),
        ),
    ),
    RuleGroup("alerts", None, (alert("A", "job:b:ratio > 1"), alert("B", "d > 1"), alert("C", "d > 2"))),
    RuleGroup("others", None, (alert("D", 'ALERTS{alertname="A"} == 1'),)),
)


def test_what_an_alert_reads_comes_along_however_far_it_is_recorded() -> None:
    assert names(needed(GROUPS, ["A"])) == ["job:a:rate5m", "job:b:ratio", "job:c:rate5m", "A"]


def test_an_alert_on_what_is_scraped_needs_itself_alone() -> None:
    assert names(needed(GROUPS, ["C"])) == ["C"]
    assert names(needed(GROUPS, ["B", "C"])) == ["B", "C"]


def test_an_alert_on_alerts_needs_all_of_them() -> None:
    assert needed(GROUPS, ["D"]) == GROUPS
