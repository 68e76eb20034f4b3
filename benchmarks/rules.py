"""A build of rules, scrape files and routes, and nothing else: what the goals of cold builds are about.

Run as a program of its own, `python benchmarks/rules.py SPECS OUT`, it goes the same way through the house as `build`:
load, link, write, commit. What `build` makes besides is left out: proofs, tables of routes, records of units,
compose.yaml, dashboards and pages, and the checks of these.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from monitorgen import pipeline
from monitorgen.cli import collect_rarely
from monitorgen.cli.writer import OutputTree
from monitorgen.emit.header import notice
from monitorgen.selection import Selection
from monitorgen.targets.alertmanager import config as alertmanager
from monitorgen.targets.prometheus import config as prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.passage import Passage
    from monitorgen.targets.artifact import Artifact

PROGRAM = (sys.executable, __file__)
_ONE = "rules"
"""All files are those of one unit here, so that there is one record."""


def build(specs: Path, out: Path) -> int:
    """Build the systems below `specs`; how many files were written. Raises `ValueError` for specs with errors."""
    reports: list[pipeline.Report] = []
    selection = Selection(specs)
    with OutputTree(out) as tree:
        for loaded in pipeline.load(selection, reports):
            for passage in pipeline.link(loaded, selection):
                folder = passage.made_for.folder
                for each in _artifacts(passage):
                    tree.put(folder, _ONE, each.path, each.data.encode())
                tree.record(folder, _ONE, {})
        if any(report.findings.failed for report in reports):
            raise ValueError("specs with errors")
        return len(tree.commit().added)


def _artifacts(passage: Passage) -> Iterator[Artifact]:
    made_for = passage.made_for
    own = notice(f"the system {made_for.system}")
    for summary, fragment in passage.units():
        yield from prometheus.of_unit(fragment, made_for, notice(summary.origin.file) if summary is not None else own)
    yield from prometheus.of_system(made_for, passage.seen.jobs, own)
    yield from alertmanager.of_system(made_for, passage.decide(), own)


if __name__ == "__main__":
    collect_rarely()
    print(build(Path(sys.argv[1]), Path(sys.argv[2])))
