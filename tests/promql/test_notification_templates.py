"""Templates of notifications: what is let through and what is refused, and whether Alertmanager agrees."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from monitorgen.promql.notification_templates import fault_of_notification

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.tools import FindTool

GOOD = [
    "#shop",
    "50% off {team} $x",
    "{{ .CommonLabels.team }}",
    "{{ .CommonAnnotations.summary | toUpper }}",
    "{{ range .Alerts }}{{ .Labels.instance }}{{ .Annotations.summary }}{{ end }}",
    "{{ range .Alerts.Firing }}{{ .StartsAt }}{{ end }}",
    "{{ range $k, $v := .CommonLabels }}{{ $k }}={{ $v }} {{ end }}",
    "{{ with .GroupLabels.alertname }}{{ . }}{{ end }}",
    '{{ if eq .Status "firing" }}{{ len .Alerts.Firing }}{{ end }}',
    "{{ $.ExternalURL }}",
    '{{ .GroupLabels.SortedPairs.Values | join " " }}',
    '{{ define "mine" }}{{ .Status }}{{ end }}',
]
BAD = [
    "{{ .CommonLabels.team",
    "{{ $labels.team }}",
    "{{ $value }}",
    "{{ .Labels.team }}",
    "{{ .Alerts.Labels.x }}",
    "{{ .Status | toupper }}",
    "{{ humanize 1.0 }}",
    '{{ template "nobody.wrote.this" . }}',
    "{{ end }}",
    "{{ range .Alerts }}",
    "{{ $.Nope }}",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_can_be_filled_in_has_no_fault(text: str) -> None:
    assert fault_of_notification(text) is None


@pytest.mark.parametrize("text", BAD)
def test_what_would_keep_a_notification_from_being_sent_is_a_fault(text: str) -> None:
    assert fault_of_notification(text) is not None


@pytest.mark.slow
def test_alertmanager_agrees(find_tool: FindTool, tmp_path: Path) -> None:
    (tmp_path / "none.tmpl").write_text("", encoding="utf-8")
    refused = {text for text in (*GOOD, *BAD) if not _renders(find_tool("amtool"), tmp_path / "none.tmpl", text)}
    assert refused == set(BAD)


def _renders(amtool: Path, templates: Path, text: str) -> bool:
    arguments = ["template", "render", f"--template.glob={templates}", f"--template.text={text}"]
    return subprocess.run([amtool, *arguments], capture_output=True, check=False, timeout=60).returncode == 0
