"""amtool: would Alertmanager load this configuration, with its notification templates?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.tools.faults import judged
from monitorgen.tools.find import Absent
from monitorgen.tools.report import ToolReport, skipped
from monitorgen.tools.run import run

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.tools.find import Tool
    from monitorgen.tools.report import ToolFinding
    from monitorgen.tools.version import Version


def check_config(tool: Tool | Absent, alertmanager_yml: Path, *, needs: Version = ()) -> ToolReport:
    """Check a configuration and the templates that it names; files of findings are relative to its folder.

    `needs` is the first version that reads every feature in use, as for promtool.
    """
    if isinstance(tool, Absent) or tool.version < needs:
        return skipped("amtool check-config", tool, needs)
    folder = alertmanager_yml.parent
    outcome = run(tool.path, ["check-config", alertmanager_yml.name], cwd=folder)
    found = tuple(_placed(finding, folder) for finding in judged(tool.name, outcome, folder))
    return ToolReport("amtool check-config", tool.version, ran=True, findings=found)


def _placed(finding: ToolFinding, folder: Path) -> ToolFinding:
    """A finding in a template with the template's path: amtool tells only the last part of it."""
    if finding.file is None or not finding.file.endswith(".tmpl"):
        return finding
    files = list(folder.rglob(finding.file))
    return replace(finding, file=files[0].relative_to(folder).as_posix()) if len(files) == 1 else finding
