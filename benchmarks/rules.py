"""A build of rules, scrape files and routes, and nothing else: what the goals of cold builds are about.

Run as a program of its own, `python benchmarks/rules.py SPECS OUT`, it goes the same way through the house as `build`:
load, link, write, commit. What `build` makes besides is left out: proofs, tables of routes, records, compose.yaml,
dashboards and pages.
"""

from __future__ import annotations

import sys
from pathlib import Path

from monitorgen import pipeline
from monitorgen.cli import collect_rarely
from monitorgen.cli.writer import OutputTree
from monitorgen.emit.header import notice
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.selection import Selection
from monitorgen.targets.alertmanager import config as alertmanager
from monitorgen.targets.prometheus import config as prometheus

PROGRAM = (sys.executable, __file__)


def build(specs: Path, out: Path) -> int:
    """Build the systems below `specs`; how many files were written. Raises what a build would refuse."""
    reports: list[pipeline.Report] = []
    with OutputTree(out) as tree:
        for loaded in pipeline.load(Selection(specs), reports):
            for passage in pipeline.link(loaded, Selection(specs)):
                made_for = passage.made_for
                for summary, fragment in passage.units():
                    of = notice(summary.origin.file if summary is not None else f"the system {made_for.system}")
                    for each in prometheus.of_unit(fragment, made_for, of):
                        tree.put(made_for.folder, fragment.unit, each.path, each.data.encode())
                    tree.record(made_for.folder, fragment.unit, {})
                of = notice(f"the system {made_for.system}")
                own = (
                    *prometheus.of_system(made_for, passage.seen.jobs, of),
                    *alertmanager.of_system(made_for, passage.decide(), of),
                )
                for each in own:
                    tree.put(made_for.folder, f"{SYSTEM_UNIT}-files", each.path, each.data.encode())
                tree.record(made_for.folder, f"{SYSTEM_UNIT}-files", {})
        if any(report.findings.failed for report in reports):
            raise ValueError("specs with errors")
        return len(tree.commit().added)


if __name__ == "__main__":
    collect_rarely()
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))
