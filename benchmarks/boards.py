"""`python -m benchmarks.boards [SERVICES]`: what dashboards cost.

First a dashboard of 20 panels from the Plan to its bytes, and its checks; then a whole build of services that share
the dashboard of their kind, with all dashboards and with none. P is an empty Python process.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import synthetic
from benchmarks.measure import median, run
from monitorgen.check.dashboards import check_dashboard
from monitorgen.check.dashboards.board import Board
from monitorgen.diagnostics import Origin
from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Dashboard, Panel, Query, Row
from monitorgen.targets.grafana.compiled import made
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable

_PANELS = 20
_RUNS = 50
_TURNS = 4


def main() -> None:
    """Measure, and print a line for each figure."""
    services = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    whole = _dashboard()
    compiled = made(whole)
    text = dump(compiled.json)
    board = Board(whole, compiled.json, compiled.panels, Duration(15_000))
    with tempfile.TemporaryDirectory() as folder:
        empty = median([sys.executable, "-c", "pass"], Path(folder), 9).cpu
        print(f"P                              {empty * 1e3:8.2f} ms")
        for name, work in (
            ("to JSON", lambda: made(whole)),
            ("to bytes", lambda: dump(compiled.json)),
            ("checked", lambda: list(check_dashboard(board))),
        ):
            best = _best(work)
            print(f"20 panels {name:<20} {best * 1e3:8.2f} ms {best / empty:6.2f} P")
        print(f"20 panels, size                {len(text) / 1e3:8.1f} KB")
        with_them, without = _builds(Path(folder), services)
    print(f"{services} services, with dashboards {with_them:8.2f} s")
    print(f"{services} services, without         {without:8.2f} s")
    print(f"with / without                 {with_them / without:8.2f}")


def _dashboard() -> Dashboard:
    panels = tuple(
        Panel(
            f"Panel {number}", "timeseries", f"Panel {number}", "What it shows.",
            (Query(f'sum by (route) (rate(requests_{number}_total{{job="shop"}}[$__rate_interval]))', "{{route}}"),),
            unit="per_second",
        )
        for number in range(_PANELS)
    )  # fmt: skip
    return Dashboard("shop", "shop", "Shop", "Services", Origin("system.yaml", ()), rows=(Row(None, panels),))


def _best(work: Callable[[], object]) -> float:
    costs = []
    for _ in range(_RUNS):
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return min(costs)


def _builds(folder: Path, services: int) -> tuple[float, float]:
    """The seconds of CPU of a cold build with dashboards and of one without, the best of each, taken in turns."""
    places = (folder / "with", folder / "without")
    for place in places:
        synthetic.write(place / "specs", services, plain=True)
    (places[1] / "specs" / "off.yaml").write_text(synthetic.NO_DASHBOARDS)
    costs: dict[Path, list[float]] = {place: [] for place in places}
    for _ in range(_TURNS):
        for place, found in costs.items():
            shutil.rmtree(place / "out", ignore_errors=True)
            found.append(run([sys.executable, "-m", "monitorgen", "build", "--quiet"], place).cpu)
    with_them, without = (min(found) for found in costs.values())
    return with_them, without


if __name__ == "__main__":
    main()
