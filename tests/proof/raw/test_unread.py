"""Recordings that no alert reads: a story of what their PromQL gives, with which promtool agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.emit import yaml
from monitorgen.proof.bundles import bundles
from monitorgen.proof.promtool import test_files as files_of
from monitorgen.targets.prometheus.rules import rule_file
from tests.link.made import BASE
from tests.proof.proved import REST, units
from tests.support.promtool import played

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.proof.bundles import Bundle
    from tests.support.tools import FindTool

SPEC = f"""{REST}
services:
  api:
    port: 8080
    metrics: {{quota: {{type: gauge, labels: [zone]}}, part: {{type: gauge, labels: [zone]}}, seen_total: counter}}
    recording_rules:
      zone:quota:share: quota{{zone!="x"}} / part
      job:part:max: max by (job) (part) * 2 + 1
      job:read:max: max by (job) (quota)
      job:seen:rate5m: sum by (job) (rate(seen_total[5m]))
    alerts:
      Much: {{expr: job:read:max > 3, severity: warning}}
"""


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Bundle]:
    (tmp_path / "shop.yaml").write_text(BASE + SPEC, encoding="utf-8")
    (unit,) = (each for each in units(tmp_path) if each.found.unit == "api")
    return {each.rule: each for each in bundles("api", unit.groups, unit.cases, lambda _: True) if each.rule}


def judged(tool: Path, folder: Path, bundle: Bundle, *, slip: tuple[str, str] = ("", "")) -> str:
    rules = yaml.dump(rule_file(bundle.groups))
    assert slip[0] in rules
    (folder / "rules.yml").write_text(rules.replace(*slip), encoding="utf-8")
    ((_, text),) = files_of(bundle.cases, "rules.yml", {}, "of a test")
    (folder / "test.yml").write_text(text, encoding="utf-8")
    return played(tool, folder, "test.yml")


def test_those_that_an_alert_reads_and_those_of_windows_have_none(found: dict[str, Bundle]) -> None:
    assert set(found) == {"zone:quota:share", "job:part:max"}


def test_why_there_is_no_story_is_kept(tmp_path: Path) -> None:
    twice = "recording_rules:\n      job:none:max: max by (job) (quota) > 1000000"
    (tmp_path / "shop.yaml").write_text(BASE + SPEC.replace("recording_rules:", twice), encoding="utf-8")
    (unit,) = (each for each in units(tmp_path) if each.found.unit == "api")
    assert unit.found.proofs.untold == {
        "job:none:max": "it gives nothing for the series that it reads",
        "job:seen:rate5m": "what a window gives is not exact",
    }


@pytest.mark.parametrize("old", [False, True], ids=["new", "old"])
def test_promtool_agrees(found: dict[str, Bundle], tmp_path: Path, find_tool: FindTool, old: bool) -> None:
    tool = find_tool("promtool", old=old)
    assert {name: said for name, each in found.items() if (said := judged(tool, tmp_path, each))} == {}


@pytest.mark.parametrize(
    ("name", "slip"),
    [
        ("zone:quota:share", ("} / part", "} * part")),
        ("zone:quota:share", ('quota{job="api",', "quota{")),
        ("job:part:max", ("max by (job)", "min by (zone)")),
        ("job:part:max", ("* 2", "* 2.2")),
        ("job:part:max", ('part{job="api"}', "part")),
    ],
)
def test_a_slip_is_noticed_where_it_makes_a_difference(
    found: dict[str, Bundle], tmp_path: Path, find_tool: FindTool, name: str, slip: tuple[str, str]
) -> None:
    said = judged(find_tool("promtool"), tmp_path, found[name], slip=slip)
    assert bool(said) is (slip[0] != 'quota{job="api",'), "other jobs find no partner in a quotient"
