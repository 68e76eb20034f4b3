"""Stories of the shapes that differ: native histograms, maintenance, Sloth's rules, what is read and never summed."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen import pipeline
from monitorgen.cli.proving import Proved
from monitorgen.compile import proven
from monitorgen.plan.rules import Alert
from monitorgen.proof.slos.forms import EVERY, samples
from monitorgen.tools.find import Tool, find
from tests.link.made import BASE
from tests.proof.proved import REST, Unit, refuted
from tests.proof.slos.test_recordings import recorded
from tests.support.tools import ROOT

sys.path.append(str(ROOT / "scripts"))

from mutation_run.rules import RulesRun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from monitorgen.plan.rules import Recording, RuleGroup
    from monitorgen.proof.bundles import Bundle
    from tests.support.tools import FindTool

HEAD = f"""{REST}
services:
  deployer: {{type: service, port: 9000, metrics: {{maintenance_mode: {{type: gauge, labels: [service]}}}}}}
  api:
    type: http-service
    port: 8080
    indicators:
      http: {{labels: [route, region]}}
      native: {{total: calls_total, errors: failed_total, duration: call_seconds}}
    metrics: {{call_seconds: {{type: native_histogram, labels: [zone]}}}}
    slos:
"""
OURS = "maintenance: 'deployer.maintenance_mode{service=\"api\"}'"
QUERY = """error_ratio_query: 'sum(rate(http_requests_total{status="500"}[$window])) /
        sum(rate(http_requests_total[$window]))', ignore: {MG325: there are always some}"""
UP = "good_when: {value: up, equals: 1}"
SPEC = f"""{HEAD}
      fast: {{objective: 99%, indicator: native, threshold: 300ms, where: zone!="x", min_events: 20, by: [zone]}}
      fastread: {{objective: 99%, indicator: native, threshold: 1s, exact: true}}
      fastkept: {{objective: 99%, indicator: native, threshold: 2s, {OURS}}}
      fastsloth: {{objective: 99%, indicator: native, threshold: 4s, profile: sloth}}
      kept: {{objective: 99.5%, where: route!="/", by: [region], min_events: 100, {OURS}}}
      keptslow: {{objective: 99.5%, threshold: 1s, period: 7d, {OURS}}}
      kepttime: {{objective: 99%, {UP}, by: [instance], {OURS}}}
      keptslices: {{objective: 99%, time_slices: 95%, {OURS}}}
      keptquery: {{objective: 99%, {QUERY}, {OURS}}}
      sloth: {{objective: 99.9%, where: route!="/x", by: [region], profile: sloth}}
      slothread: {{objective: 99.9%, threshold: 1s, profile: sloth, exact: true, period: 28d}}
      slothtime: {{objective: 99%, {UP}, by: [instance], profile: sloth}}
      slothown: {{objective: 99%, where: route="/y", profile: sloth,
        burn_alerts: [{{long: 7d, short: 1d, burn_rate: 2, severity: warning}}]}}
      slothshort: {{objective: 99%, where: route="/z", profile: sloth, burn_alerts: none, period: 1h}}
      slothquery: {{objective: 99%, profile: sloth, {QUERY}}}
      read: {{objective: 99%, exact: true, period: 7d, by: [region], other_periods: {{28d: 98%}}, min_events: 10}}
"""
TAKEN = "its owner's PromQL is not taken apart"


def proved(folder: Path, spec: str) -> Proved:
    """The unit of the objectives, with its proofs."""
    folder.mkdir(exist_ok=True)
    (folder / "shop.yaml").write_text(BASE + spec, encoding="utf-8")
    selection = pipeline.Selection(folder)
    (loaded,) = pipeline.load(selection, [])
    (passage,) = pipeline.link(loaded, selection)
    (fragment,) = (each for _, each in passage.units() if each.unit == "api")
    return Proved(loaded.report, passage.linked.scope.name, "", fragment, proven(passage, fragment))


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Proved:
    return proved(tmp_path_factory.mktemp("specs"), SPEC)


@pytest.fixture(scope="module")
def found(unit: Proved) -> dict[str, Bundle]:
    return {each.slo: each for each in recorded(Unit(unit))}


def test_each_shape_has_stories_from_raw_series(unit: Proved, found: dict[str, Bundle]) -> None:
    told = {slo: [case.sentence.partition(": ")[2] for case in bundle.cases] for slo, bundle in found.items()}
    raw, long = "counted from raw series", "long windows counted from raw series"
    kept = ["maintenance is left out", "short windows summed up", "summed up"]
    sloth = ["mean over the period", "burn rates and budget"]
    assert told == {
        "fast": [raw, "ratios fade", "summed up"],
        "fastread": [raw, long, "ratios fade", "long ratios fade"],
        "fastkept": kept,
        "fastsloth": [raw, long, "ratios fade", "long ratios fade", *sloth],
        **dict.fromkeys(("kept", "keptslow", "kepttime", "keptslices"), kept),
        "keptquery": kept[1:],
        "sloth": [raw, long, *sloth],
        "slothread": [raw, long, sloth[1]],
        "slothtime": ["shares of time", *sloth],
        "slothown": [raw, long, *sloth],
        "slothshort": [raw, *sloth],
        "slothquery": sloth,
        "read": [raw, long, "events summed up"],
    }
    assert unit.proofs.untold == {"keptquery": TAKEN, "slothquery": TAKEN}


def test_before_prometheus_3_no_native_histograms_are_made_up(tmp_path: Path) -> None:
    spec = HEAD.replace("{alertmanager:", "{prometheus: {version: 2.55.0}, alertmanager:")
    unit = proved(tmp_path, f"{spec}      old: {{objective: 99%, indicator: native, threshold: 1s}}\n")
    assert unit.proofs.untold == {"old": "promtool is given samples of native histograms from Prometheus 3 on"}
    assert [each.sentence for each in unit.proofs.proofs.cases if each.slo] == ["old: summed up"]


@given(st.decimals("0.0001", "100000", places=4))
def test_events_of_a_native_histogram_are_a_hundredth_beside_its_bound_at_most(bound: Decimal) -> None:
    made = samples((None, (2, 1)), EVERY, bound)
    assert isinstance(made, str)
    (offset,) = map(int, re.findall(r"offset:(-?\d+) buckets:\[50001 0 100001\]", made))
    ends = [2 ** ((offset + number) / 256) for number in (-1, 0, 1, 2)]
    assert float(bound) * 0.99 < ends[0] < ends[1] <= float(bound) <= ends[2] < ends[3] < float(bound) * 1.01


def of_short_windows(folder: Path, short: str, interval: str) -> Proved:
    """Objectives of which alerts look at hardly more than four scrapes."""
    own = f"burn_alerts: [{{long: 1h, short: {short}, burn_rate: 10, severity: warning}}]"
    return proved(
        folder,
        f"""{HEAD.replace("port: 8080", f"port: 8080, scrape: {{interval: {interval}}}")}
      fast: {{objective: 99%, indicator: native, threshold: 300ms, {own}}}
      good: {{objective: 99%, {own}}}
      time: {{objective: 99%, {UP}, {own}}}
""".replace("    port: 8080, scrape", "    port: 8080\n    scrape"),
    )


def of_few_minutes(folder: Path, *windows: str) -> Proved:
    """Objectives whose alerts ask for a least number of events within so short a time."""
    own = "burn_alerts: [{{long: {long}, short: 2m, burn_rate: 20, severity: critical}}]"
    said = (
        f"""      in{each}: {{objective: 99%, where: route="/{each}", min_events: 200, {own.format(long=each)}}}
      fast{each}: {{objective: 99%, indicator: native, threshold: {number + 1}s, by: [zone], min_events: 33,
        {own.format(long=each)}}}
"""
        for number, each in enumerate(windows)
    )
    return proved(folder, f"{HEAD}{''.join(said)}")


def test_events_of_less_than_two_slices_are_not_played(tmp_path: Path) -> None:
    unit = of_few_minutes(tmp_path, "9m", "10m")
    assert unit.proofs.untold == dict.fromkeys(
        ("in9m", "fast9m"), "it asks for a least number of events in less than 10m"
    )


def test_windows_of_a_second_are_not_played(tmp_path: Path) -> None:
    unit = of_short_windows(tmp_path, "1s", "250ms")
    assert unit.proofs.untold == dict.fromkeys(("fast", "good", "time"), "it has a window of less than 2s")


# -- promtool ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_promtool_agrees(found: dict[str, Bundle], tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    tool = find_tool("promtool", old=old)
    for slo, bundle in found.items():
        if old and slo.startswith("fast"):
            continue
        assert refuted(tool, tmp_path, bundle) == ""


@pytest.mark.slow
def test_promtool_agrees_whichever_group_comes_first(tmp_path: Path, find_tool: FindTool) -> None:
    tool = find_tool("promtool")
    for bundle in recorded(Unit(of_few_minutes(tmp_path / "specs", "10m", "25m", "30m"))):
        assert [refuted(tool, tmp_path, bundle) for _ in range(3)] == [""] * 3


@pytest.mark.slow
def test_promtool_agrees_where_windows_are_short(tmp_path: Path, find_tool: FindTool) -> None:
    unit = of_short_windows(tmp_path / "specs", "2s", "500ms")
    assert unit.proofs.untold == {}
    tool = find_tool("promtool")
    for bundle in recorded(Unit(unit)):
        assert refuted(tool, tmp_path, bundle) == ""


ONE = "period: 3d, burn_alerts: [{long: 1h, short: 5m, burn_rate: 6, severity: critical}]"
TWO = ONE.replace("}]", "}, {long: 1d, short: 30m, burn_rate: 3, severity: warning}]")
OWN = TWO.replace("30m", "20m")  # which are not Sloth's, so that all of Sloth's are not recorded
SLIPS = f"""{HEAD}
      fast: {{objective: 99%, indicator: native, threshold: 300ms, where: zone!="x", min_events: 20, by: [zone], {ONE}}}
      fastkept: {{objective: 99%, indicator: native, threshold: 2s, {OURS}, {ONE}}}
      kept: {{objective: 99.5%, where: route!="/", by: [region], min_events: 100, {OURS}, {TWO}}}
      kepttime: {{objective: 99%, {UP}, by: [instance], {OURS}, {ONE}}}
      sloth: {{objective: 99.9%, where: route!="/x", by: [region], profile: sloth, {OWN}}}
      slothread: {{objective: 99.9%, threshold: 1s, profile: sloth, exact: true, {OWN}}}
      slothtime: {{objective: 99%, {UP}, by: [instance], profile: sloth, {OWN}}}
      read: {{objective: 99%, exact: true, by: [region], min_events: 10, {TWO}}}
"""


@pytest.fixture(scope="module")
def slips(tmp_path_factory: pytest.TempPathFactory) -> Proved:
    """Fewer windows, and no alerts: their stories are fed, and tell nothing of what is recorded."""
    unit = proved(tmp_path_factory.mktemp("slips"), SLIPS)
    groups = (each for each in unit.fragment.groups if each.measured is not None)
    bare = tuple(replace(each, rules=tuple(_recordings(each))) for each in groups)
    return replace(unit, fragment=replace(unit.fragment, groups=bare))


def _recordings(group: RuleGroup) -> list[Recording]:
    return [each for each in group.rules if not isinstance(each, Alert)]


@pytest.mark.slow
def test_no_slip_survives(slips: Proved, tmp_path: Path, find_tool: FindTool) -> None:
    tool = find("promtool", find_tool("promtool"))
    assert isinstance(tool, Tool)
    made = RulesRun(tool, tmp_path).outcomes([slips], lambda _: True, lambda: None)
    assert len(made) > 300
    left = [(each.of, each.operator, each.change) for each in made if each.fate == "survived"]
    # What makes a moment bad is a condition of its own, of which alerts have stories.
    assert [each for each in left if each[0] != "api.slo:bad_time:bool"] == []


SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def otherwise(rule: Recording) -> Iterator[tuple[str, str]]:
    """Slips in windows of Sloth's rules, in the bound of a native histogram, in what is maintenance."""
    if "sloth_slo" in rule.labels:
        for number, of in dict.fromkeys(re.findall(r"\[(\d+)([mhdw])\]", rule.expr)):
            for seconds in (int(number) * SECONDS[of] // 2, int(number) * SECONDS[of] * 2):
                yield f"{seconds} seconds", rule.expr.replace(f"[{number}{of}]", f"[{seconds}s]")
    for bound in re.findall(r"histogram_fraction\(0, ([\d.]+)", rule.expr):
        for share in (0.9, 0.99, 1.01, 1.1):
            yield f"bound {share}", rule.expr.replace(f"(0, {bound}", f"(0, {float(bound) * share:g}")
    if "maintenance_mode" in rule.expr:
        yield "never in maintenance", rule.expr.replace("> bool 0", "> bool 1")
        yield "whatever is said", rule.expr.replace("> bool 0", "!= bool 0")
        yield "as soon as something is said", rule.expr.replace("> bool 0", ">= bool 0")
        yield "nothing is said", rule.expr.replace(" or vector(0)", "")


@pytest.mark.slow
def test_no_slip_of_these_shapes_survives(slips: Proved, tmp_path: Path, find_tool: FindTool) -> None:
    number, left = 0, []
    for bundle in recorded(Unit(slips)):
        for rule in (rule for group in bundle.groups for rule in _recordings(group)):
            for slip, expr in otherwise(rule):
                assert expr != rule.expr
                number += 1
                wrong = tuple(
                    replace(
                        group, rules=tuple(replace(each, expr=expr) if each is rule else each for each in group.rules)
                    )
                    for group in bundle.groups
                )
                if refuted(find_tool("promtool"), tmp_path, replace(bundle, groups=wrong)) == "":
                    left.append((bundle.slo, rule.name, slip))
    assert number > 60
    assert left == []
