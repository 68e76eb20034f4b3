"""Documents: files relative to the spec that names them, links, and blocks of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from monitorgen.diagnostics import Findings
from monitorgen.load.discover import find_systems
from monitorgen.load.system import load_system
from tests.link.made import whole

if TYPE_CHECKING:
    from pathlib import Path


def runbook(folder: Path, said: str) -> tuple[object, list[str]]:
    (folder / "pay" / "docs").mkdir(parents=True)
    (folder / "pay" / "docs" / "api.md").write_text("# API\n")
    (folder / "system.yaml").write_text(whole(""))
    spec = {"monitorgen": "v1", "services": {"api": {"port": 1, "runbook": said}}}
    (folder / "pay" / "api.yaml").write_text(yaml.safe_dump(spec))
    findings = Findings()
    (system,) = find_systems(folder, findings)
    made = load_system(system, findings)
    node = made.collections["services"]["api"].node if made is not None else None
    return node["runbook"] if isinstance(node, dict) else None, [each.code for each in findings]


def test_a_file_is_found_beside_the_spec_and_told_relative_to_the_system(tmp_path: Path) -> None:
    assert runbook(tmp_path, "docs/api.md") == ("pay/docs/api.md", [])


def test_links_and_blocks_stay_as_they_are(tmp_path: Path) -> None:
    assert runbook(tmp_path / "a", "https://example.org/x") == ("https://example.org/x", [])
    assert runbook(tmp_path / "b", "Restart it.\nThen wait.\n") == ("Restart it.\nThen wait.\n", [])


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert runbook(tmp_path, "docs/apy.md") == (None, ["MG174"])
