"""What is kept from one objective to the next: no two that differ in one trait alone are taken for each other."""

from __future__ import annotations

import sys
from itertools import permutations
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import pytest

from monitorgen import pipeline
from monitorgen.compile import proven
from tests.link.made import BASE
from tests.proof.proved import REST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SPEC = f"""{REST}
services:
  api:
    type: http-service
    port: 8080
    indicators: {{http: {{labels: [route, region]}}}}
    metrics:
      mail_total: {{type: counter, labels: {{outcome: [sent, lost]}}}}
      tried_total: counter
      done_total: counter
      maintenance_mode: gauge
    slos:
"""
USUAL = {
    "objective": "99%",
    "period": "30d",
    "other_periods": "{7d: 98%}",
    "by": "[region]",
    "min_events": "200",
    "burn_alerts": "[{long: 1h, short: 5m, burn_rate: 10, severity: critical},"
    " {long: 3d, short: 6h, burn_rate: 1, for: 1h, severity: warning}]",
    "budget_alerts": "{50%: warning}",
    "forecast_alerts": "{3d: warning}",
}
OTHERWISE = [
    {"objective": "99.5%"},
    {"period": "28d"},
    {"other_periods": "{7d: 97%}"},
    {"other_periods": "{14d: 98%}"},
    {"other_periods": ""},
    {"by": "[route]"},
    {"by": "[region, route]"},
    {"by": ""},
    {"min_events": "300"},
    {"min_events": ""},
    *(
        {"burn_alerts": USUAL["burn_alerts"].replace(*slip)}
        for slip in [
            ("long: 1h", "long: 2h"),
            ("long: 3d", "long: 5d"),
            ("short: 5m", "short: 10m"),
            ("short: 6h", "short: 3h"),
            ("rate: 10", "rate: 9"),
            ("rate: 1,", "rate: 2,"),
            ("for: 1h", "for: 20m"),
            ("for: 1h,", ""),
            ("critical", "warning"),
        ]
    ),
    {"burn_alerts": "none"},
    {"budget_alerts": "{75%: warning}"},
    {"budget_alerts": "{50%: critical}"},
    {"budget_alerts": "{50%: warning, 75%: critical}"},
    {"forecast_alerts": "{1d: warning}"},
    {"threshold": "500ms"},
    {"where": "'route!=\"/x\"'"},
    {"exact": "true"},
]

SIMPLE = {"by": "", "min_events": "", "other_periods": "", "forecast_alerts": "", "burn_alerts": ""}
TIMED = {**SIMPLE, "good_when": "{value: up, equals: 1}"}
SENT = {**SIMPLE, "total": "mail_total", "good": "'mail_total{outcome=\"sent\"}'"}
LOST = {**SIMPLE, "total": "mail_total", "errors": "'mail_total{outcome=\"lost\"}'"}
SLOTH = {**SIMPLE, "profile": "sloth", "budget_alerts": ""}
MAINTAINED = {**SIMPLE, "maintenance": "maintenance_mode"}
FAST, SLOW, SLOWER = (
    f"[{{long: 1h, short: 5m, burn_rate: 10, severity: {one}}}, {{long: {long}, burn_rate: 1, severity: {other}}}]"
    for one, long, other in (
        ("critical", "3d", "warning"),
        ("warning", "3d", "critical"),
        ("critical", "4d", "warning"),
    )
)
MOST_WARN, MOST_PAGE = (
    f"[{{long: 1h, burn_rate: 10, severity: critical}}, {{long: 6h, burn_rate: 4, severity: {middle}}},"
    " {long: 3d, burn_rate: 1, severity: warning}]"
    for middle in ("warning", "critical")
)
PAIRS = [
    *(({}, each) for each in OTHERWISE),
    (SIMPLE, TIMED),
    (SIMPLE, MAINTAINED),
    (SIMPLE, {**SIMPLE, "profile": "sloth"}),
    (SENT, LOST),
    (SENT, {**SIMPLE, "total": "tried_total", "good": "done_total"}),
    *(
        ({**SIMPLE, "total": "tried_total", part: "done_total"}, {**SIMPLE, "threshold": "500ms"})
        for part in ("good", "errors")
    ),
    ({}, {"where": "'region=\"eu\"'"}),
    ({**SIMPLE, "burn_alerts": MOST_WARN}, {**SIMPLE, "burn_alerts": MOST_PAGE}),
    ({**SIMPLE, "burn_alerts": FAST}, {**SIMPLE, "burn_alerts": SLOW}),
    ({**SIMPLE, "burn_alerts": FAST}, {**SIMPLE, "burn_alerts": SLOWER}),
    ({**TIMED, "burn_alerts": FAST}, {**TIMED, "burn_alerts": SLOWER}),
    (TIMED, {**TIMED, "burn_alerts": FAST}),
    (TIMED, {**TIMED, "by": "[instance]"}),
    *((SLOTH, {**SLOTH, name: text}) for name, text in [("exact", "true"), ("by", "[region]"), ("period", "28d")]),
    *((MAINTAINED, {**MAINTAINED, name: text}) for name, text in [("by", "[region]"), ("threshold", "500ms")]),
    (MAINTAINED, {**MAINTAINED, "min_events": "200"}),
    ({**SIMPLE, "exact": "true"}, {**SIMPLE, "exact": "true", "min_events": "200"}),
]


@runtime_checkable
class Memo(Protocol):
    """A function that keeps what it gave."""

    def cache_clear(self) -> None: ...

    def cache_info(self) -> tuple[int, int, int | None, int]: ...


class Linked:
    """A folder of specs, of which proofs can be made again and again."""

    def __init__(self, folder: Path, otherwise: Mapping[str, str]) -> None:
        said = ", ".join(f"{name}: {text}" for name, text in {**USUAL, **otherwise}.items() if text)
        folder.mkdir()
        (folder / "shop.yaml").write_text(f"{BASE}{SPEC}      one: {{{said}}}\n", encoding="utf-8")
        selection = pipeline.Selection(folder)
        (loaded,) = pipeline.load(selection, [])
        (self.passage,) = pipeline.link(loaded, selection)
        (self.fragment,) = (each for _, each in self.passage.units() if each.unit == "api")

    def proofs(self) -> list[tuple[str, str]]:
        """The proofs as files."""
        return list(proven(self.passage, self.fragment).files("api", "of a test"))


def memos(of: str = "monitorgen.proof") -> dict[str, Memo]:
    """All that is kept by what proofs are made of."""
    modules = [(name, module) for name, module in sys.modules.items() if name.startswith(of)]
    found = {f"{name}.{what}": each for name, module in modules for what, each in vars(module).items()}
    return {name: each for name, each in found.items() if isinstance(each, Memo)}


def forget() -> None:
    for each in memos().values():
        each.cache_clear()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_what_was_proven_before_makes_no_difference(tmp_path: Path, pair: tuple[dict[str, str], ...]) -> None:
    linked = [Linked(tmp_path / str(number), each) for number, each in enumerate(pair)]
    alone = {}
    for each in linked:
        forget()
        alone[each] = each.proofs()
    assert alone[linked[0]] != alone[linked[1]]
    for order in permutations(linked):
        forget()
        assert [each.proofs() for each in order] == [alone[each] for each in order]


def test_all_that_is_kept_of_objectives_is_asked_for_by_these(tmp_path: Path) -> None:
    forget()
    for number, each in enumerate((USUAL, TIMED, SLOTH, MAINTAINED)):
        Linked(tmp_path / str(number), each).proofs()
    kept = memos("monitorgen.proof.slos")
    assert kept
    assert {name for name, each in kept.items() if not each.cache_info()[3]} == set()
