"""The alerts of the four systems: everything that the shape of each asks for is shown, and promtool agrees."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from monitorgen.cli.proving import Wanted, judge, staged
from monitorgen.emit import yaml
from monitorgen.proof.obligations import obligations, shown
from monitorgen.proof.timeline import timeline
from monitorgen.targets.prometheus.rules import rule_file
from monitorgen.tools.find import Tool, find
from monitorgen.tools.passed import Passed
from tests.proof.proved import Unit, units
from tests.support.promtool import played
from tests.support.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.cli.proving import Staged
    from monitorgen.proof.timeline import Timeline
    from tests.support.tools import FindTool

EXEMPT: Mapping[tuple[str, str, str], str] = {}
"""Unit, alert and obligation that is not shown: why. There is none."""


@pytest.fixture(scope="module")
def found() -> list[Unit]:
    """All units of the four systems."""
    return units(ROOT / "specs")


def test_every_alert_meets_every_obligation_of_its_shape(found: list[Unit]) -> None:
    asked: Counter[str] = Counter()
    missing = []
    for unit in found:
        for alert in unit.alerts:
            wanted = obligations(alert)
            asked.update(wanted)
            lacking = wanted - shown(alert, unit.cases)
            missing += [
                (str(unit), alert.name, each) for each in lacking if (str(unit), alert.name, each) not in EXEMPT
            ]
    assert missing == []
    assert sum(asked.values()) > 1_500
    assert asked.keys() >= {"fires", "quiet", "pending", "resolves", "missing", "guard", "few", "vanishes"}


def test_nothing_is_unproven(found: list[Unit]) -> None:
    assert [each.alert.name for unit in found for each in unit.found.proofs.proofs.unproven] == []
    states = Counter(state for unit in found for state in unit.found.proofs.states.values())
    assert states["proven"] > 400
    assert states["unproven"] == 0


@pytest.mark.slow
def test_moments_are_close_to_what_they_are_about(found: list[Unit]) -> None:
    """Pending where it is said to be, so that a lost `for` shows; at most a twentieth from the threshold when quiet."""
    for unit in found:
        lines: dict[tuple[str, str, str], Timeline | None] = {}
        for case, alert, moment in unit.moments():
            if len(case.alerts) > 1:
                continue
            key = case.sentence, alert.name, alert.severity
            if key not in lines:
                lines[key] = timeline(case, alert, unit.groups)
            line = lines[key]
            assert line is not None, case.sentence
            point = line.points[moment.step]
            if moment.shows in {("pending",), ("fires",)}:
                assert point.state == {"pending": "pending", "fires": "firing"}[moment.shows[0]], case.sentence
            condition = alert.condition
            if moment.shows == ("quiet",) and condition is not None and condition.threshold and point.value is not None:
                limit = float(condition.threshold)
                far = condition.function in {"forecast", "count", "age", "until"} or condition.comparison == "equals"
                assert far or abs(point.value - limit) <= 0.05 * abs(limit) + 1.0, case.sentence


def test_every_text_is_told_in_full_and_has_no_hole(found: list[Unit]) -> None:
    for unit in found:
        for case, alert, moment in unit.moments():
            if moment.shows not in {("fires",), ("vanishes",)} or moment.told is None:
                continue
            for told in moment.told:
                texts = told.annotations
                assert texts is not None or alert.condition is None, case.sentence
                assert told.labels["alertname"] == alert.name
                for text in (texts or {}).values():
                    assert text.strip(), case.sentence
                    assert not re.search(r"\w+= |=$|=:|''|\"\"| on :|  ", text), (case.sentence, text)


def test_proofs_cost_at_most_three_times_the_bytes_of_the_rules() -> None:
    def size(kind: str) -> int:
        return sum(path.stat().st_size for path in (ROOT / "out").glob(f"*/*/prometheus/{kind}/*.yml"))

    assert size("tests") <= 3 * size("rules")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proofs")


@pytest.fixture(scope="module")
def work(found: list[Unit], folder: Path, find_tool: FindTool) -> list[Staged]:
    """All proofs as `monitorgen test --all` plays them; those that two environments share once."""
    passed = Passed(_tool(find_tool))
    made: dict[str, Staged] = {}
    for unit in found:
        name = unit.found.folder.replace("/", ".")
        for each in staged(unit.found, Wanted(), folder, passed):
            stories = "".join((folder / file).read_text(encoding="utf-8") for file in each.files)
            made.setdefault(yaml.dump(rule_file(each.bundle.groups)) + stories.replace(name, ""), each)
    return list(made.values())


@pytest.mark.slow
def test_promtool_lets_all_of_them_pass(work: list[Staged], folder: Path, find_tool: FindTool) -> None:
    assert len(work) > 400
    told = judge(_tool(find_tool), folder, work, lambda _: None)
    assert [each.diagnostics for each in told if each.diagnostics] == []


@pytest.mark.slow
def test_an_old_promtool_does_too_but_for_values_of_windows_in_promql_of_owners(
    work: list[Staged], folder: Path, find_tool: FindTool, found: list[Unit]
) -> None:
    """Its windows hold the sample at their beginning, too: `changes(x[15m])` is another number there."""
    live = {name for unit in found for (name, _), state in unit.found.proofs.states.items() if state == "live"}
    told = judge(_tool(find_tool, old=True), folder, work, lambda _: None)
    assert {name for each in told if each.diagnostics for name in each.staged.bundle.alerts} <= live


def _tool(find_tool: FindTool, *, old: bool = False) -> Tool:
    tool = find("promtool", find_tool("promtool", old=old))
    assert isinstance(tool, Tool)
    return tool


@pytest.mark.slow
def test_files_of_the_output_pass_as_they_are(find_tool: FindTool) -> None:
    folder = ROOT / "out" / "mysmartnotes" / "production" / "prometheus" / "tests"
    names = sorted(path.name for path in folder.glob("*.yml"))
    assert len(names) > 10
    assert played(find_tool("promtool"), folder, *names) == ""
