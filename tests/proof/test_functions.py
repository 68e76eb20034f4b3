"""Every function of the language: its proof is made from the intent, and promtool lets the rule pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.proof.obligations import obligations, shown
from tests.link.made import BASE
from tests.link.test_rules_in_promtool import SPEC
from tests.proof.proved import REST, Unit, refuted, units

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
    assert refuted(find_tool("promtool", old=old), tmp_path, *unit.bundles()) == ""
