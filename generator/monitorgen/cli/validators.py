"""The official validators, run on each environment of a compiled tree."""

from __future__ import annotations

import filecmp
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.pipeline import Built
    from monitorgen.plan.system import Globals, Version
    from monitorgen.tools.find import Absent, Tool
    from monitorgen.tools.report import ToolReport


class Judged(Struct, frozen=True):
    """What one check said of one environment, whose servers are to be of version `target`."""

    folder: str
    target: str
    report: ToolReport
    diagnostics: tuple[Diagnostic, ...]

    def result(self) -> str:
        """`ok`, what was found, or why it did not run."""
        left_out = f"; {self.report.tool} {self.report.skipped.reason}" if self.report.skipped else ""
        if not self.report.ran:
            return f"skipped{left_out}"
        number = len(self.report.findings)
        return (f"{number} found" if number else "ok") + left_out

    def row(self) -> tuple[str, ...]:
        """The row of a table."""
        from monitorgen.tools.version import written

        version = written(self.report.version) if self.report.version else "-"
        return self.folder, self.report.check, version, self.target, self.result()

    def fields(self) -> dict[str, object]:
        """The same for programs."""
        from monitorgen.tools.version import written

        report = self.report
        return {
            "environment": self.folder,
            "check": report.check,
            "version": written(report.version) if report.version else None,
            "for": self.target,
            "ran": report.ran,
            "ok": report.ok,
            "findings": len(report.findings),
            "skipped": report.skipped.reason if report.skipped else None,
        }


class Programs(Struct, frozen=True):
    """The validators that the user has named; None: those that are found."""

    promtool: Path | None = None
    amtool: Path | None = None
    docker_compose: Path | None = None


def judge(built: Iterable[Built], made: Path, programs: Programs) -> Iterator[Judged]:
    """Run every check on every environment that was built into the tree `made`; places are relative to it."""
    from monitorgen.targets.alertmanager.features import needed
    from monitorgen.tools import amtool as alertmanager
    from monitorgen.tools import compose
    from monitorgen.tools import promtool as prometheus
    from monitorgen.tools.find import find
    from monitorgen.tools.report import diagnostics
    from monitorgen.tools.stage import staged

    for_rules, for_routes = find("promtool", programs.promtool), find("amtool", programs.amtool)
    for_stack: Tool | Absent | None = None
    for each in built:
        target = each.made_for
        with staged(made / target.folder) as copy:
            folder = copy / "prometheus"
            shards = sorted(path.relative_to(folder).as_posix() for path in folder.glob("shards/*/prometheus.yml"))
            rules = sorted(path.relative_to(folder).as_posix() for path in folder.glob("rules/*.yml"))
            needs = needed(each.routing, target.alertmanager)
            routes = copy / "alertmanager" / "alertmanager.yml"
            checks = [
                ("prometheus", prometheus.check_config(for_rules, folder / "prometheus.yml", needs=_needs(target))),
                ("prometheus", prometheus.check_rules(for_rules, folder, rules)),
                ("alertmanager", alertmanager.check_config(for_routes, routes, needs=needs)),
            ]
            if shards:
                checks.append(("prometheus", prometheus.check_agents(for_rules, folder, shards, needs=_needs(target))))
            if (stack := copy / "compose.yaml").is_file():
                for_stack = for_stack or find("docker-compose", programs.docker_compose)
                checks.append(("", compose.check_config(for_stack, stack)))
        for part, report in checks:
            found = tuple(diagnostics(report, f"{target.folder}/{part}" if part else target.folder))
            yield Judged(target.folder, _server(target, part), report, found)


def same(made: Path, out: Path, folders: Iterable[str]) -> bool:
    """Whether the output holds what was made: the same files in it, and no record of anything else."""
    from monitorgen.emit.names import RECORDS

    for folder in dict.fromkeys(folders):
        new = {path.relative_to(made) for path in (made / folder).rglob("*") if path.is_file()}
        old = {path.relative_to(out) for path in (out / folder / RECORDS).glob("*") if path.is_file()}
        if old - new or not all(_is_same(made / path, out / path) for path in new):
            return False
    return True


def _is_same(new: Path, old: Path) -> bool:
    return old.is_file() and filecmp.cmp(new, old, shallow=False)


def _needs(target: Globals) -> Version:
    """The first version of promtool that reads what was written for the target's server."""
    from monitorgen.targets.prometheus.config import SCRAPE_CONFIG_FILES

    return SCRAPE_CONFIG_FILES if target.prometheus >= SCRAPE_CONFIG_FILES else ()


def _server(target: Globals, part: str) -> str:
    from monitorgen.tools.version import written

    if not part:
        return "compose"
    if part == "prometheus":
        return f"Prometheus {written(target.prometheus)}"
    return f"Alertmanager {written(target.alertmanager)}"
