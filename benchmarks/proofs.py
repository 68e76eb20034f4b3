"""What proofs cost beside the rules that they prove, in bytes and in time, and how long it takes to judge them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks.builds import promtool
from benchmarks.figures import Figure
from benchmarks.measure import run
from benchmarks.startup import MONITORGEN
from monitorgen import pipeline
from monitorgen.cli import collect_rarely
from monitorgen.compile import proven
from monitorgen.targets.prometheus import config as prometheus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.measure import Cost


def measured(folder: Path, specs: Path) -> Iterator[Figure]:
    """The proofs of the four systems."""
    yield from made("", 0, specs)
    cost = judged(folder, specs)
    yield Figure("test --all, the four systems", 0, cost.wall, "s", 30, cost.cpu, cost.wall, cost.memory)


def made(of: str, size: int, specs: Path) -> Iterator[Figure]:
    """What the proofs of a folder of specs cost. Linking is part of what rules cost; `of` names what is measured."""
    bytes_of, seconds = _costs(specs)
    yield Figure(f"proofs{of}, bytes", size, bytes_of["proofs"] / bytes_of["rules"], "rules", 3)
    yield Figure(f"proofs{of}, time to make them", size, seconds["proofs"] / seconds["rules"], "rules", 2)


def judged(folder: Path, specs: Path) -> Cost:
    """The cost of `test`, which is told to judge all again."""
    judge = (*MONITORGEN, "test", "--all", "--quiet", "--promtool", promtool())
    return run((*judge, "--specs", str(specs)), folder)


def _costs(specs: Path) -> tuple[dict[str, int], dict[str, float]]:
    """Bytes and seconds of cpu, of rules and of proofs, with the collector as rare as in a build."""
    collect_rarely()
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
    return size, seconds
