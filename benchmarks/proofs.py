"""What proofs cost beside the rules that they prove, in bytes and in time, and how long it takes to judge them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.builds import promtool
from benchmarks.figures import Figure
from benchmarks.measure import run
from benchmarks.startup import MONITORGEN
from monitorgen import pipeline
from monitorgen.compile import proven
from monitorgen.targets.prometheus import config as prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def measured(folder: Path, specs: Path) -> Iterator[Figure]:
    """The proofs of a folder of specs. Linking is part of what rules cost; `test` is told to judge all again."""
    seconds = {"rules": 0.0, "proofs": 0.0}
    size = {"rules": 0, "proofs": 0}
    selection = pipeline.Selection(specs)
    reports: list[pipeline.Report] = []
    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            start = time.process_time()
            for _, fragment in passage.units():
                made = prometheus.of_unit(fragment, passage.made_for, "")
                size["rules"] += sum(len(each.data) for each in made if "/rules/" in each.path)
                made_at = time.process_time()
                seconds["rules"] += made_at - start
                proofs = proven(passage, fragment)
                size["proofs"] += sum(len(text) for _, text in proofs.files(fragment.unit, ""))
                start = time.process_time()
                seconds["proofs"] += start - made_at
    judge = (*MONITORGEN, "test", "--all", "--quiet", "--promtool", promtool())
    cost = run((*judge, "--specs", str(specs)), folder)
    yield Figure("proofs, bytes", 0, size["proofs"] / size["rules"], "rules", 3)
    yield Figure("proofs, time to make them", 0, seconds["proofs"] / seconds["rules"], "rules", 2)
    yield Figure("test --all, the four systems", 0, cost.wall, "s", 30, cost.cpu, cost.wall, cost.memory)
