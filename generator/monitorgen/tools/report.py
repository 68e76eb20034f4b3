"""What an external validator had to say: one shape for all of them, and as diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Place
from monitorgen.tools.find import Absent, Tool
from monitorgen.tools.version import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.tools.version import Version

Check = Literal[
    "promtool check config",
    "promtool check config --agent",
    "promtool check rules",
    "amtool check-config",
    "docker-compose config",
]
Kind = Literal["refused", "lint", "warning", "broken"]
"""`refused`: a server would not load it. `lint`: it would load, and do harm. `warning`: worth a look. `broken`: the
validator itself did not come to an end, so that nothing is known."""

_REFUSED = {
    "promtool check config": "MG901",
    "promtool check config --agent": "MG901",
    "promtool check rules": "MG902",
    "amtool check-config": "MG904",
    "docker-compose config": "MG908",
}
_PACKAGES = {
    "promtool": "Debian's package promtool (older: prometheus)",
    "amtool": "Debian's package prometheus-alertmanager",
    "docker-compose": "compose 2.24 or later (newer Debian: docker-compose; else Docker's own package)",
}
_LEFT_OUT = {"absent": "MG906", "old": "MG907"}


class ToolFinding(Struct, frozen=True):
    """One thing that a validator found. `file` is relative to the checked folder, with `/` between its parts."""

    file: str | None
    line: int | None
    message: str
    kind: Kind = "refused"


class Skipped(Struct, frozen=True):
    """What was not checked: `absent` if there is no usable tool, `old` if the tool is too old for it."""

    why: Literal["absent", "old"]
    reason: str


class ToolReport(Struct, frozen=True):
    """What one check came to.

    `version` is None if there is no tool. `skipped` tells what was left out: all of the check if `ran` is false, else a
    part of it that the tool is too old for.
    """

    check: Check
    version: Version | None
    ran: bool
    findings: tuple[ToolFinding, ...] = ()
    skipped: Skipped | None = None

    @property
    def tool(self) -> str:
        """The validator's name."""
        return self.check.partition(" ")[0]

    @property
    def ok(self) -> bool:
        """Whether the validator ran and found no fault; a check that did not run is not ok."""
        return self.ran and all(finding.kind == "warning" for finding in self.findings)


def skipped(check: Check, tool: Tool | Absent, needs: Version) -> ToolReport:
    """The report of a check that does not run: there is no tool, or it is older than `needs`."""
    match tool:
        case Absent(reason=reason):
            return ToolReport(check, None, ran=False, skipped=Skipped("absent", reason))
        case Tool(version=version):
            return ToolReport(check, version, ran=False, skipped=too_old(version, needs, "the files need"))


def too_old(version: Version, needs: Version, what: str) -> Skipped:
    """That a tool's version is too low; `what` goes on from "which", as in "the files need"."""
    return Skipped("old", f"{written(version)} is older than {written(needs)}, which {what}")


def diagnostics(report: ToolReport, folder: str) -> Iterator[Diagnostic]:
    """The report as diagnostics; `folder` is that of the checked files, as people should read it."""
    for finding in report.findings:
        yield Diagnostic(
            code=_code(report, finding),
            message=f"{report.check}: {finding.message}",
            where=Place(f"{folder}/{finding.file}", finding.line or 1, 1) if finding.file else None,
            level="warning" if finding.kind == "warning" else "error",
        )
    if report.skipped:
        what = "left a part out" if report.ran else "did not run"
        yield Diagnostic(
            code=_LEFT_OUT[report.skipped.why],
            message=f"{report.check} {what}: {report.tool} {report.skipped.reason}",
            hint=f"install {_PACKAGES[report.tool]}, or put {report.tool} on PATH",
            level="note",
        )


def _code(report: ToolReport, finding: ToolFinding) -> str:
    match finding.kind:
        case "broken":
            return "MG905"
        case "lint" | "warning":
            return "MG903"
        case "refused":
            return _REFUSED[report.check]
