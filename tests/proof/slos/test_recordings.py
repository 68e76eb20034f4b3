"""What is recorded of objectives: windows are told apart, promtool agrees, and no slip in a recording survives."""

from __future__ import annotations

import sys
from difflib import unified_diff
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.cli.proving import Wanted, judge, staged
from monitorgen.diagnostics import Origin
from monitorgen.plan.rules import Alert
from monitorgen.proof.bundles import bundles
from monitorgen.proof.promtool import test_files as files_of
from monitorgen.proof.slos.bursts import bursts
from monitorgen.tools.find import Tool, find
from monitorgen.tools.passed import Passed
from tests.link.made import BASE
from tests.proof.proved import REST, Unit, refuted, units
from tests.support.tools import ROOT

sys.path.append(str(ROOT / "scripts"))

from mutation_run.rules import RulesRun

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.plan.rules import RuleGroup
    from monitorgen.proof.bundles import Bundle
    from tests.support.tools import FindTool

SPEC = f"""{REST}
services:
  api:
    type: http-service
    port: 8080
    indicators: {{http: {{labels: [route, region]}}}}
    metrics:
      mail_total: {{type: counter, labels: {{outcome: [sent, lost]}}}}
      tried_total: {{type: counter, labels: [kind, how]}}
      failed_total: {{type: counter, labels: [kind]}}
      jobs_total: {{type: counter}}
    slos:
      availability: {{objective: 99.9%, period: 7d, other_periods: {{28d: 99.5%}}, where: route!="/"}}
      latency: {{objective: 99%, threshold: 1s, by: [region], min_events: 200, period: 7d}}
      mail: {{objective: 99.99%, total: mail_total, good: 'mail_total{{outcome="sent"}}', period: 7d}}
      tries: {{objective: 97%, total: 'tried_total{{how!="x"}}', errors: failed_total, by: [kind], period: 7d}}
      quick:
        objective: 95%
        period: 1h
        burn_alerts: [{{long: 20m, burn_rate: 2, severity: critical}}]
      nobody: {{objective: 99.9%, burn_alerts: none, period: 1h}}
      hours: {{objective: 90%, threshold: 1s, burn_alerts: [{{long: 12h, burn_rate: 2, severity: warning}}]}}
      near: {{objective: 99%, period: 7d, burn_alerts: [{{long: 5d, short: 9m, burn_rate: 2, severity: warning}},
             {{long: 1h, short: 5m, burn_rate: 9, severity: critical}}]}}
      odd:
        objective: 99%
        period: 3h
        burn_alerts:
          - {{long: 61m, short: 7m, burn_rate: 3, severity: warning}}
          - {{long: 15m, short: 90s, burn_rate: 3, severity: critical}}
      status: {{objective: 99%, by: [status], period: 7d}}
      read: {{objective: 99%, exact: true, period: 7d}}
      queries: {{objective: 99%, period: 7d, total: 'sum(increase(jobs_total[$window]))',
                errors: 'sum(increase(jobs_total{{status="500"}}[$window]))', ignore: {{MG325: there are some}}}}
      alive: {{objective: 99.9%, period: 7d, good_when: {{value: up, equals: 1}}, burn_alerts: none}}
      ready: {{objective: 99%, good_when: {{value: up, equals: 1}}, by: [instance], period: 7d}}
      slices: {{objective: 99%, time_slices: 95%, period: 7d}}
"""


def made(folder: Path, spec: str = SPEC) -> dict[str, Bundle]:
    """The bundles about what is recorded, by objective."""
    folder.mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(BASE + spec, encoding="utf-8")
    (unit,) = (each for each in units(folder) if each.found.unit == "api")
    return {each.slo: each for each in recorded(unit)}


def recorded(unit: Unit) -> list[Bundle]:
    found = bundles(unit.found.unit, unit.groups, unit.cases, lambda _: True)
    return [each for each in found if each.slo]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bundle]:
    return made(tmp_path_factory.mktemp("specs"))


def written(bundle: Bundle) -> str:
    return "".join(text for _, text in files_of(bundle.cases, "rules.yml", {}, "of a test"))


# -- windows -----------------------------------------------------------------------------------------------------------

MINUTES = st.sets(st.integers(1, 24 * 12).map(lambda each: each * 5), min_size=1, max_size=12)


@given(MINUTES)
def test_half_of_a_window_and_twice_of_it_see_another_share(windows: set[int]) -> None:
    minutes = 60_000
    made = bursts((each * minutes for each in windows), minutes, minutes)

    def share(window: int, *, closed: bool) -> float | None:
        """What is seen by a version that counts samples at the edge of a window, or by one that does not."""
        edge = window * minutes
        mine = [each for each in made if (each.age + minutes <= edge if closed else each.age + minutes < edge)]
        total = sum(each.good + each.bad for each in mine)
        return sum(each.bad for each in mine) / total if total else None

    for window in windows:
        assert share(window, closed=True) == share(window, closed=False) is not None
        others = {share(other, closed=closed) for other in (window // 2, window * 2) for closed in (True, False)}
        assert share(window, closed=True) not in others


@given(MINUTES, st.sampled_from([(3, False), (5, False), (5, True)]))
def test_each_window_sees_something_however_near_half_of_another_is(windows: set[int], cut: tuple[int, bool]) -> None:
    grain = min(windows) * 60_000 // cut[0]
    made = bursts((each * 60_000 for each in windows), grain, grain * cut[1])
    assert 0 < made[0].age < min(windows) * 60_000 - grain * cut[1]
    assert all(one.age < other.age for one, other in pairwise(made))


# -- promtool ----------------------------------------------------------------------------------------------------------


def test_each_objective_has_a_story_of_its_sums_and_of_raw_series_where_these_are_known(
    found: dict[str, Bundle],
) -> None:
    told = {slo: [case.sentence.partition(": ")[2] for case in bundle.cases] for slo, bundle in found.items()}
    both = ["counted from raw series", "summed up"]
    sums = ["summed up"]
    assert told == {
        **dict.fromkeys(("availability", "latency", "mail", "tries", "quick", "nobody", "hours", "near", "odd"), both),
        "read": [*both[:1], "long windows counted from raw series"],
        "queries": sums,
        "status": sums,  # no group has both good events and bad ones
        **{slo: ["shares of time", "summed up"] for slo in ("alive", "ready", "slices")},
    }
    assert not any(isinstance(rule, Alert) for each in found.values() for group in each.groups for rule in group.rules)


def test_why_there_are_no_raw_series_is_kept(tmp_path: Path) -> None:
    more = """      both: {objective: 99%, all_of: [availability, mail], period: 7d}
      kept: {objective: 99%, period: 7d, maintenance: quiet_time}
      sloth: {objective: 99%, period: 30d, profile: sloth}
"""
    spec = SPEC.replace("    metrics:\n", "    metrics:\n      quiet_time: gauge\n", 1) + more
    (tmp_path / "shop.yaml").write_text(BASE + spec, encoding="utf-8")
    (unit,) = (each.found for each in units(tmp_path) if each.found.unit == "api")
    assert unit.proofs.untold == {
        "both": "it is made of other objectives",
        "queries": "its owner's PromQL is not taken apart",
        "status": "the label status that keeps groups apart tells good events from bad ones, too",
    }


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_promtool_agrees(found: dict[str, Bundle], tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    assert refuted(find_tool("promtool", old=old), tmp_path, *found.values()) == ""


ONE = "period: 3d, burn_alerts: [{long: 1h, short: 5m, burn_rate: 6, severity: critical}]"
TWO = ONE.replace("}]", "}, {long: 6h, short: 30m, burn_rate: 3, severity: warning}]")
SLIPS = f"""{SPEC.partition("    slos:")[0]}    slos:
      availability: {{objective: 99.9%, where: route!="/", {TWO}}}
      latency: {{objective: 99%, threshold: 1s, by: [region], min_events: 200, {ONE}}}
      mail: {{objective: 99.99%, total: mail_total, good: 'mail_total{{outcome="sent"}}', {ONE}}}
      tries: {{objective: 97%, total: 'tried_total{{how!="x"}}', errors: failed_total, by: [kind], {ONE}}}
      ready: {{objective: 99%, good_when: {{value: up, equals: 1}}, by: [instance], {ONE}}}
      slices: {{objective: 99%, time_slices: 95%, {ONE}}}
"""


@pytest.mark.slow
def test_no_slip_in_what_is_recorded_survives(tmp_path: Path, find_tool: FindTool) -> None:
    specs, slips = tmp_path / "specs", tmp_path / "slips"
    specs.mkdir()
    slips.mkdir()
    (specs / "shop.yaml").write_text(BASE + SLIPS, encoding="utf-8")
    (unit,) = (each.found for each in units(specs) if each.found.unit == "api")
    groups = tuple(map(_slipped, (each for each in unit.fragment.groups if each.measured is not None)))
    only = replace(unit, fragment=replace(unit.fragment, groups=groups))
    made = RulesRun(_tool(find_tool), slips).outcomes([only], lambda _: True, lambda: None)
    assert len(made) > 300
    left = [(each.of, each.operator, each.change) for each in made if each.fate == "survived"]
    # What makes a moment bad is a condition of its own, of which alerts have stories.
    assert [each for each in left if each[0] != "api.slo:bad_time:bool"] == []


def _slipped(group: RuleGroup) -> RuleGroup:
    """What is recorded of all objectives, and the alerts of one: they differ by the numbers in them."""
    assert group.measured is not None
    whole = group.measured.slo.name == "availability"
    return replace(group, rules=tuple(each for each in group.rules if whole or not isinstance(each, Alert)))


# -- size --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slo", "before", "after"),
    [("latency", "threshold: 1s", "threshold: 500ms"), ("latency", "objective: 99%, th", "objective: 98%, th")],
)
def test_a_number_that_changes_changes_few_lines(
    found: dict[str, Bundle], tmp_path: Path, slo: str, before: str, after: str
) -> None:
    changed = made(tmp_path / "specs", SPEC.replace(before, after))[slo]
    lines = unified_diff(written(found[slo]).splitlines(), written(changed).splitlines(), n=0, lineterm="")
    assert 0 < sum(line.startswith("+") and not line.startswith("+++") for line in lines) <= 6


# -- what is told ------------------------------------------------------------------------------------------------------


def test_what_is_recorded_wrongly_is_told_at_the_objective(tmp_path: Path, find_tool: FindTool) -> None:
    specs, work = tmp_path / "specs", tmp_path / "work"
    specs.mkdir()
    work.mkdir()
    (specs / "shop.yaml").write_text(BASE + SPEC, encoding="utf-8")
    (unit,) = (each.found for each in units(specs) if each.found.unit == "api")

    def with_slip(group: RuleGroup) -> RuleGroup:
        rules = (replace(each, expr=each.expr.replace('"5..', '"4..')) for each in group.rules)
        return replace(group, rules=tuple(rules))

    wrong = tuple(map(with_slip, unit.fragment.groups))
    assert wrong != unit.fragment.groups
    unit = replace(unit, fragment=replace(unit.fragment, groups=wrong))
    tool = _tool(find_tool)
    made = [each for each in staged(unit, Wanted(), work, Passed(tool)) if each.bundle.slo == "availability"]
    (judged_one,) = judge(tool, work, made, lambda _: None)
    told = judged_one.diagnostics
    assert [isinstance(each.where, Origin) and each.where.path for each in told] == [
        ("services", "api", "slos", "availability")
    ] * len(told)
    assert any("availability: counted from raw series: at" in each.message for each in told)
    assert any('{of="error_ratio:rate5m"} 5E-01' in each.message and "should be" in each.message for each in told)


def _tool(find_tool: FindTool) -> Tool:
    tool = find("promtool", find_tool("promtool"))
    assert isinstance(tool, Tool)
    return tool
