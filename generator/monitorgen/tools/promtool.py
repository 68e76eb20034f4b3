"""promtool: would Prometheus load this configuration and these rules?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.tools.faults import judged
from monitorgen.tools.find import Absent
from monitorgen.tools.report import ToolReport, skipped, too_old
from monitorgen.tools.run import run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from monitorgen.tools.find import Tool
    from monitorgen.tools.report import Check, ToolFinding
    from monitorgen.tools.version import Version

_LINT_SINCE: Version = (3, 5)
"""Earlier releases know fewer lints: a clean run of them would promise less than it seems to."""
_BATCH = 500
"""Files in one run, as the kernel bounds the length of a command line."""


def check_config(tool: Tool | Absent, prometheus_yml: Path, *, needs: Version = ()) -> ToolReport:
    """Check a configuration with all the files that it names; files of findings are relative to its folder.

    `needs` is the first version that reads every feature in use: an older promtool is not run, since it would refuse
    what the target's own server loads. The secrets have to be there: see `stage`.
    """
    return _checked("promtool check config", tool, prometheus_yml.parent, [prometheus_yml.name], needs)


def check_agents(tool: Tool | Absent, folder: Path, files: Sequence[str], *, needs: Version = ()) -> ToolReport:
    """Check configurations of agents, which are given, and named in findings, relative to `folder`."""
    return _checked("promtool check config --agent", tool, folder, files, needs)


def check_rules(tool: Tool | Absent, folder: Path, files: Sequence[str], *, needs: Version = ()) -> ToolReport:
    """Check rule files, which are given, and named in findings, relative to `folder`."""
    return _checked("promtool check rules", tool, folder, files, needs)


def _checked(check: Check, tool: Tool | Absent, folder: Path, files: Sequence[str], needs: Version) -> ToolReport:
    if isinstance(tool, Absent) or tool.version < needs:
        return skipped(check, tool, needs)
    lints = tool.version >= _LINT_SINCE
    arguments = [*check.split()[1:], *(["--lint=all", "--lint-fatal"] if lints else [])]
    found: list[ToolFinding] = []
    for first in range(0, len(files), _BATCH):
        outcome = run(tool.path, [*arguments, *files[first : first + _BATCH]], cwd=folder)
        found += judged(tool.name, outcome, folder)
    return ToolReport(
        check,
        tool.version,
        ran=True,
        findings=tuple(found),
        skipped=None if lints else too_old(tool.version, _LINT_SINCE, "its lints need"),
    )
