"""Start-up: what a command costs before it has much to do. P is an empty Python process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks import synthetic
from benchmarks.figures import of_cost
from benchmarks.measure import median, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.figures import Figure

_RUNS = 7
MONITORGEN = (sys.executable, "-m", "monitorgen")
EMPTY = (sys.executable, "-c", "pass")


def measured(folder: Path) -> Iterator[Figure]:
    """`--help`, `validate` of one service, `validate` and `build` of what `init` writes."""
    empty = ("P", median(EMPTY, folder, 3 * _RUNS).cpu)
    yield of_cost("--help", 0, median((*MONITORGEN, "--help"), folder, _RUNS), empty, 6)
    one = folder / "one"
    synthetic.write(one / "specs", 1, dashboards=False)
    yield of_cost("validate, one service", 1, median((*MONITORGEN, "validate"), one, _RUNS), empty, 16)
    begun = folder / "begun"
    begun.mkdir()
    run((*MONITORGEN, "init", "."), begun)
    yield of_cost("validate, a project of init", 0, median((*MONITORGEN, "validate"), begun, _RUNS), empty, 16)
    yield of_cost("build, a project of init", 0, median((*MONITORGEN, "build", "--no-cache"), begun, _RUNS), empty)
