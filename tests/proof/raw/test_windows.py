"""What a window holds depends on the version of Prometheus, and so does what an alert on PromQL of an owner's shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from monitorgen.emit import yaml
from monitorgen.proof.promtool import test_files as files_of
from monitorgen.targets.prometheus.rules import rule_file
from tests.link.made import BASE
from tests.proof.proved import units
from tests.support.promtool import played

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

SPEC = """
environments: {production: {}}
severities: {critical: {}, warning: {}}
stack: {alertmanager: {heartbeat: deadman}, prometheus: {version: "VERSION"}}
services:
  api:
    port: 8080
    metrics: {depth: gauge}
    alerts:
      Moving: {expr: "changes(depth[15m]) > 2", for: 0s, severity: warning, summary: "It moved {{ $value }} times"}
"""


@pytest.mark.parametrize("version", ["2.42", "3.5"])
def test_a_proof_holds_for_the_version_that_it_was_made_for(tmp_path: Path, find_tool: FindTool, version: str) -> None:
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "shop.yaml").write_text(BASE + SPEC.replace("VERSION", version), encoding="utf-8")
    (unit,) = (each for each in units(specs) if each.found.unit == "api")
    (tmp_path / "rules.yml").write_text(yaml.dump(rule_file(unit.groups)), encoding="utf-8")
    for end, text in files_of(unit.cases, "rules.yml", {}, "of a test"):
        (tmp_path / f"test{end}.yml").write_text(text, encoding="utf-8")
    names = sorted(path.name for path in tmp_path.glob("test*.yml"))
    said = {old: played(find_tool("promtool", old=old), tmp_path, *names) for old in (False, True)}
    assert said[version == "2.42"] == ""
    assert "It moved" in said[version == "3.5"], "the other version has another number of samples in its windows"
