"""Every function of the language: its proof is made from the intent, and promtool lets the rule pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.emit import yaml
from monitorgen.proof.obligations import obligations, shown
from monitorgen.proof.promtool import test_files as files_of
from monitorgen.targets.prometheus.rules import rule_file
from tests.link.made import BASE
from tests.link.test_rules_in_promtool import SPEC
from tests.proof.proved import REST, Unit, promtool, units

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool


@pytest.fixture(scope="module")
def unit(tmp_path_factory: pytest.TempPathFactory) -> Unit:
    """The entry that has an alert of every function."""
    folder = tmp_path_factory.mktemp("specs")
    (folder / "shop.yaml").write_text(BASE + REST + SPEC, encoding="utf-8")
    return next(each for each in units(folder) if each.found.unit == "api")


def test_each_shows_all_that_its_shape_asks_for(unit: Unit) -> None:
    assert {each.alert.name for each in unit.found.proofs.proofs.unproven} <= {"Own"}
    lacking = {alert.name: lack for alert in unit.alerts if (lack := obligations(alert) - shown(alert, unit.cases))}
    assert lacking == {}


@pytest.mark.slow
@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_promtool_agrees(unit: Unit, tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    (tmp_path / "rules.yml").write_text(yaml.dump(rule_file(unit.groups)), encoding="utf-8")
    names = []
    for end, text in files_of(unit.cases, "rules.yml", {}, "of a test"):
        names.append(f"test{end}.yml")
        (tmp_path / names[-1]).write_text(text, encoding="utf-8")
    assert promtool(find_tool("promtool", old=old), tmp_path, *names) == ""
