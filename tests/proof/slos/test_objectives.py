"""Proofs of objectives: they show all that there is to show, promtool agrees, and slips in the rules do not survive."""

from __future__ import annotations

import re
import resource
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from monitorgen.plan.rules import Alert
from monitorgen.plan.slos import SLOTH_IDS, Burn
from monitorgen.proof.obligations import obligations, shown
from tests.link.made import BASE
from tests.proof.proved import Unit, refuted, units

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from monitorgen.proof.bundles import Bundle
    from tests.support.tools import FindTool

SPEC = """\
environments: {production: {}}
severities: {critical: {}, warning: {}, info: {}}
stack: {alertmanager: {heartbeat: deadman}}
services:
  api:
    type: http-service
    port: 8080
    indicators: {http: {labels: [route, region]}}
    slos:
      availability: 99.9%
      maintained: {objective: 98%, where: route!="/x", maintenance: 'maintenance_mode{service="api"}'}
      latency: {objective: 99%, threshold: 500ms, by: [region], min_events: 200, budget_alerts: {50%: warning}}
      monthly: {objective: 99.5%, period: 28d, other_periods: {7d: 99%}, where: route!="/", by: [region, route],
                budget_alerts: {75%: info, 100%: warning}, forecast_alerts: {3d: warning, 1d: critical}}
      alive: {objective: 99.9%, good_when: {value: up, equals: 1}}
      both: {objective: 99%, all_of: [availability, latency]}
      tuned:
        objective: 99.95%
        where: region!="x"
        by: [region]
        burn_alerts:
          - {long: 1h, short: 5m, budget: 2%, severity: critical}
          - {long: 6h, short: 30m, budget: 5%, severity: critical}
          - {long: 1d, burn_rate: 3, severity: warning}
          - {long: 3d, burn_rate: 1, for: 1h, severity: warning}
  deployer: {type: service, port: 9000, metrics: {maintenance_mode: {type: gauge, labels: [service]}}}
  sloth:
    type: http-service
    port: 8080
    labels: {tier: gold}
    indicators: {http: {labels: [route, region]}}
    slos:
      availability: {objective: 99.9%, profile: sloth, alert_name: ManyErrors}
      latency: {objective: 99%, profile: sloth, threshold: 500ms, by: [region], budget_alerts: {50%: warning},
                forecast_alerts: {3d: warning}}
      alive: {objective: 99%, profile: sloth, good_when: {value: up, equals: 1}, period: 28d}
      both: {objective: 99%, profile: sloth, all_of: [availability, latency]}
slos:
  whole: {objective: 99%, all_of: [api.availability, api.alive]}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Unit]:
    folder = tmp_path_factory.mktemp("specs")
    (folder / "shop.yaml").write_text(BASE + SPEC, encoding="utf-8")
    return {each.found.unit: each for each in units(folder)}


@pytest.mark.parametrize("name", ["api", "sloth", "system"])
def test_they_show_all_that_there_is_to_show(made: dict[str, Unit], name: str) -> None:
    unit = made[name]
    alerts = [alert for alert in unit.alerts if alert.slo is not None]
    assert alerts
    assert {alert.name: lack for alert in alerts if (lack := obligations(alert) - shown(alert, unit.cases))} == {}


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
@pytest.mark.parametrize("name", ["api", "sloth", "system"])
def test_promtool_agrees_in_a_second_for_each(
    made: dict[str, Unit], tmp_path: Path, find_tool: FindTool, name: str, old: bool
) -> None:
    before = spent()
    assert refuted(find_tool("promtool", old=old), tmp_path, *of_slos(made[name])) == ""
    slos = {alert.slo.slo.name for alert in made[name].alerts if alert.slo is not None}
    assert (spent() - before) / len(slos) < 1.0


def spent() -> float:
    """Seconds of cpu of all programs that were run: those of the clock say how busy the machine is."""
    of = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of.ru_utime + of.ru_stime


def of_slos(unit: Unit) -> list[Bundle]:
    names = {alert.name for alert in unit.alerts if alert.slo is not None}
    return unit.bundles(lambda name: name in names)


# -- slips -------------------------------------------------------------------------------------------------------------


def slips(alert: Alert) -> Iterator[tuple[str, Alert]]:
    """What somebody may get wrong in a rule; each must be noticed."""
    numbers = re.compile(r"(?<=[<>] )-?[0-9.]+|(?<=\* )[0-9.]+(?=\)\))")
    for factor in (0.9, 1.1):
        parts = zip(numbers.split(alert.expr), [*map(float, numbers.findall(alert.expr)), None], strict=True)
        wrong = "".join(part + ("" if number is None else f"{number * factor:g}") for part, number in parts)
        yield f"factor {factor}", replace(alert, expr=wrong)
    yield "or", replace(alert, expr=alert.expr.replace(" and ", " or ", 1))
    yield "without the objective", replace(alert, expr=re.sub(r',slo="[^"]*"', "", alert.expr))
    yield "without the service", replace(alert, expr=re.sub(r'\bservice="[^"]*",', "", alert.expr))
    for label in SLOTH_IDS:
        without = re.sub(rf',?\b{label}="[^"]*"', "", alert.expr).replace("{,", "{")
        yield f"without {label}", replace(alert, expr=without)
    yield "another tier", replace(alert, labels={**alert.labels, "severity": "info"})
    yield "turned round", replace(alert, expr=alert.expr.translate(str.maketrans("<>", "><")))
    if " unless on " in alert.expr:
        yield "never at rest", replace(alert, expr=alert.expr.partition(" unless on ")[0])
        yield "at rest as others", replace(alert, expr=re.sub(r"(maintenance_mode\{).*?\}", r"\1}", alert.expr))
    if "unless" in alert.expr:
        yield "never idle", replace(alert, expr=alert.expr.replace("[15m]", "[5m]"))
    if isinstance(alert.slo, Burn):
        for pair in alert.slo.pairs:
            long, short = (f"rate{window}{{" for window in (pair.long, pair.short))
            yield f"one window {pair.long}", replace(alert, expr=alert.expr.replace(short, long))


SHAPES = {
    "api": {
        *("AliveNoData", "LatencyBudgetBurn", "LatencyBudgetSpent", "LatencyNoData", "MaintainedBudgetBurn"),
        *("MaintainedNoData", "MonthlyBudgetForecast", "MonthlyBudgetSpent", "TunedBudgetBurn"),
    },
    "sloth": {"LatencyBudgetForecast", "LatencyBudgetSpent", "ManyErrors"},
}
"""Alerts of each shape that there is; the others differ from one of them by the name of their objective alone."""


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_no_slip_survives(made: dict[str, Unit], tmp_path: Path, find_tool: FindTool, name: str) -> None:
    survivors, number = [], 0
    for bundle in of_slos(made[name]):
        alerts = [rule for group in bundle.groups for rule in group.rules if isinstance(rule, Alert)]
        for alert in (each for each in alerts if each.name in SHAPES[name]):
            for slip, wrong in slips(alert):
                if (wrong.expr, wrong.labels) == (alert.expr, alert.labels):
                    continue
                number += 1
                groups = tuple(
                    replace(group, rules=tuple(wrong if rule is alert else rule for rule in group.rules))
                    for group in bundle.groups
                )
                if refuted(find_tool("promtool"), tmp_path, replace(bundle, groups=groups)) == "":
                    survivors.append((alert.name, alert.severity, slip, wrong.expr))
    assert number > 30
    assert survivors == []
