"""Reports of validators as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from monitorgen.diagnostics import Diagnostic, Place
from monitorgen.resources import codes
from monitorgen.tools.report import Skipped, ToolFinding, ToolReport, diagnostics

if TYPE_CHECKING:
    from monitorgen.tools.report import Check, Kind


@pytest.mark.parametrize(
    ("check", "kind", "code", "level"),
    [
        ("promtool check config", "refused", "MG901", "error"),
        ("promtool check rules", "refused", "MG902", "error"),
        ("promtool check rules", "lint", "MG903", "error"),
        ("promtool check config", "warning", "MG903", "warning"),
        ("amtool check-config", "refused", "MG904", "error"),
        ("amtool check-config", "broken", "MG905", "error"),
    ],
)
def test_each_kind_of_finding_has_a_code(check: Check, kind: Kind, code: str, level: str) -> None:
    report = ToolReport(check, (3, 5), ran=True, findings=(ToolFinding("rules/api.yml", 4, "bad", kind),))
    (diagnostic,) = diagnostics(report, "out/shop/production/prometheus")
    assert (diagnostic.code, diagnostic.level, diagnostic.message) == (code, level, f"{check}: bad")
    assert diagnostic.where == Place("out/shop/production/prometheus/rules/api.yml", 4, 1)
    assert report.ok == (kind == "warning")


def test_a_finding_without_a_file_has_no_place() -> None:
    report = ToolReport("promtool check rules", (3, 5), ran=True, findings=(ToolFinding(None, None, "bad"),))
    (diagnostic,) = diagnostics(report, "out")
    assert diagnostic.where is None


def test_what_was_skipped_is_a_note_and_no_success() -> None:
    report = ToolReport("amtool check-config", None, ran=False, skipped=Skipped("absent", "is nowhere"))
    assert not report.ok
    (diagnostic,) = diagnostics(report, "out")
    assert (diagnostic.code, diagnostic.level) == ("MG906", "note")
    assert diagnostic.message == "amtool check-config did not run: amtool is nowhere"
    assert "prometheus-alertmanager" in diagnostic.hint


def test_a_part_left_out_is_a_note() -> None:
    skipped = Skipped("old", "2.42.0 is older than 3.5, which its lints need")
    report = ToolReport("promtool check rules", (2, 42, 0), ran=True, skipped=skipped)
    (diagnostic,) = diagnostics(report, "out")
    assert diagnostic == Diagnostic(
        "MG907",
        "promtool check rules left a part out: promtool 2.42.0 is older than 3.5, which its lints need",
        hint="install Debian's package promtool (older: prometheus), or put promtool on PATH",
        level="note",
    )


def test_every_code_is_explained() -> None:
    explained = yaml.safe_load((codes() / "9xx.yaml").read_text())
    assert sorted(explained) == [f"MG90{number}" for number in range(1, 9)]
    assert all({"title", "why", "fix"} <= set(text) for text in explained.values())
