"""What is made once for all objectives of the same terms: no two that differ in one trait are taken for each other."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pytest

from monitorgen import pipeline
from tests.link.made import whole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.plan.rules import RuleGroup

USUAL = {
    "objective": "99%",
    "period": "30d",
    "other_periods": "{7d: 98%}",
    "burn_alerts": "[{long: 1h, short: 5m, burn_rate: 10, severity: critical},"
    " {long: 3d, short: 6h, burn_rate: 1, for: 1h, severity: warning}]",
    "budget_alerts": "{50%: warning}",
    "forecast_alerts": "{3d: warning}",
}
PLAIN = dict.fromkeys(USUAL, "") | {"objective": "99%"}
OTHERWISE: tuple[Mapping[str, str], ...] = (
    {},
    {"objective": "99.5%"},
    {"period": "28d"},
    {"other_periods": "{7d: 97%}"},
    {"other_periods": "{14d: 98%}"},
    {"other_periods": "{7d: 98%, 14d: 98%}"},
    {"min_events": "300"},
    {"by": "[region]"},
    {"exact": "true"},
    {"description": "Payments go through"},
    {"alert_name": "Burning"},
    {"labels": "{tier: gold}"},
    {"maintenance": "maintenance_mode"},
    {"budget_alerts": "{75%: warning}"},
    {"budget_alerts": "{50%: critical}"},
    {"budget_alerts": "{50%: warning, 75%: critical}"},
    {"forecast_alerts": "{1d: warning}"},
    {"forecast_alerts": "{3d: critical}"},
    {"no_data": "critical"},
    {"no_data": "none"},
    *(
        {"burn_alerts": USUAL["burn_alerts"].replace(*slip)}
        for slip in [
            ("long: 1h", "long: 2h"),
            ("short: 5m", "short: 10m"),
            ("rate: 10", "rate: 9"),
            ("rate: 10", "rate: 10.0"),
            ("for: 1h", "for: 20m"),
            ("for: 1h,", ""),
            ("critical", "warning"),
        ]
    ),
    {"burn_alerts": "none"},
    PLAIN,
    {**PLAIN, "objective": "99.0%"},
    {**PLAIN, "objective": "98%"},
    {**PLAIN, "period": "7d"},
    {**PLAIN, "threshold": "500ms"},
    {**PLAIN, "where": "'region=\"eu\"'"},
    {**PLAIN, "good_when": "{value: up, equals: 1}"},
    {**PLAIN, "profile": "sloth"},
    {**PLAIN, "profile": "sloth", "objective": "98%"},
    {**PLAIN, "profile": "sloth", "period": "7d"},
    {**USUAL, "profile": "sloth", "other_periods": ""},
)


@runtime_checkable
class Memo(Protocol):
    """A function that keeps what it gave."""

    def cache_clear(self) -> None: ...


def forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith(("monitorgen.link.", "monitorgen.promql.", "monitorgen.plan.")):
            for each in vars(module).values():
                if isinstance(each, Memo):
                    each.cache_clear()


def service(number: int, otherwise: Mapping[str, str]) -> str:
    said = ", ".join(f"{name}: {text}" for name, text in {**USUAL, **otherwise}.items() if text)
    return f"""\
  api-{number}:
    type: http-service
    port: {8000 + number}
    indicators: {{http: {{labels: [region]}}}}
    metrics: {{maintenance_mode: gauge}}
    slos:
      one: {{{said}}}
"""


def groups_of(folder: Path, services: Mapping[int, Mapping[str, str]]) -> dict[str, tuple[RuleGroup, ...]]:
    """The groups of rules of each service."""
    folder.mkdir()
    text = "".join(service(number, said) for number, said in services.items())
    (folder / "shop.yaml").write_text(whole(f"services:\n{text}"), encoding="utf-8")
    selection = pipeline.Selection(folder)
    reports: list[pipeline.Report] = []
    (loaded,) = pipeline.load(selection, reports)
    (passage,) = pipeline.link(loaded, selection)
    made = {each.unit: each.groups for _, each in passage.units() if each.unit.startswith("api-")}
    assert [each.message for report in reports for each in report.findings if each.level == "error"] == []
    return made


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[RuleGroup, ...]]:
    """What becomes of each in a system that has all of them, where each finds what was kept for all others."""
    every = dict(enumerate(OTHERWISE))
    folder = tmp_path_factory.mktemp("together")
    groups_of(folder / "once", every)
    return groups_of(folder / "again", every)


@pytest.mark.parametrize("number", range(len(OTHERWISE)), ids=lambda number: str(OTHERWISE[number]))
def test_what_was_made_of_others_makes_no_difference(
    tmp_path: Path, together: dict[str, tuple[RuleGroup, ...]], number: int
) -> None:
    forget()
    alone = groups_of(tmp_path / "alone", {number: OTHERWISE[number]})
    assert alone == {f"api-{number}": together[f"api-{number}"]}
