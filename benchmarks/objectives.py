"""What a thousand objectives cost: their rules and proofs in a whole build, and what promtool takes to judge some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import proofs, rules, synthetic
from benchmarks.builds import judges
from benchmarks.figures import Figure, of_cost
from benchmarks.measure import beside, median, set_aside
from benchmarks.startup import MONITORGEN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_RUNS = 5
_GOAL = 0.5
"""That of a thousand services, in T."""
_JUDGED = 25
"""Services whose proofs are judged: each takes promtool as long as any other."""
_SECONDS = 1.0
"""The most of promtool's cpu for each objective."""


def measured(folder: Path, objectives: int) -> Iterator[Figure]:
    """A cold build of services with two objectives each, without pages; its proofs; what judging them takes."""
    services = objectives // synthetic.SLOS
    specs = _written(folder / "specs", services)
    cost = median(
        (*MONITORGEN, "build", "--quiet", "--no-cache"), folder, _RUNS, before=lambda: set_aside(folder / "out")
    )
    build, judge = (*rules.PROGRAM, "specs", "lean"), judges(folder, folder / "out")
    lean, official = beside(build, judge, folder, _RUNS, before=lambda: set_aside(folder / "lean"))
    yield of_cost(f"{objectives:,} objectives, rules", services, lean, ("T", official.cpu), _GOAL)
    yield of_cost(f"{objectives:,} objectives, cold build", services, cost, ("T", official.cpu))
    yield from proofs.made(f" of {objectives:,} objectives", services, specs)
    judged = proofs.judged(folder, _written(folder / "few", _JUDGED))
    each = judged.cpu / (_JUDGED * synthetic.SLOS)
    yield Figure("test --all, for each objective", _JUDGED, each, "s", _SECONDS, judged.cpu, judged.wall, judged.memory)


def _written(specs: Path, services: int) -> Path:
    synthetic.write(specs, services, dashboards=False)
    (specs / "pages.yaml").write_text("monitorgen: v1\ndocs: none\n")
    return specs
