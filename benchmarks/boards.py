"""What dashboards cost: one of 20 panels from the Plan to its bytes, and whole builds with dashboards and without.

"none" is the same build with all dashboards switched off.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from benchmarks import synthetic
from benchmarks.figures import Figure, of_cost
from benchmarks.measure import in_turns
from monitorgen.check.dashboards import check_dashboard
from monitorgen.check.dashboards.board import Board
from monitorgen.diagnostics import Origin
from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Dashboard, Panel, Query, Row
from monitorgen.targets.grafana.compiled import made
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.measure import Cost

_PANELS = 20
_SECONDS = 6.0
"""How long the cheapest of many runs is looked for: a shared machine is slow for seconds at a time."""
_TURNS = 2


def measured(folder: Path, services: int) -> Iterator[Figure]:
    """A dashboard step by step, then builds of services that share one, and of services with one each."""
    whole = _dashboard()
    compiled = made(whole)
    board = Board(whole, compiled.json, compiled.panels, Duration(15_000))
    make = _best(lambda: dump(made(whole).json))
    yield Figure("20 panels through grafanalib, to bytes", 0, make * 1e3, "ms", 1.2)
    yield Figure("20 panels, checked", 0, _best(lambda: list(check_dashboard(board))) * 1e3, "ms")
    for case, plain, goal in (
        ("build, dashboards shared by kind", True, 1.2),
        ("build, a dashboard for each service", False, None),
    ):
        place = folder / ("shared" if plain else "each")
        with_them, without = _builds(place, services, plain=plain)
        yield of_cost(case, services, with_them, ("none", without.cpu), goal)


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
    costs: list[float] = []
    end = time.perf_counter() + _SECONDS
    while not costs or time.perf_counter() < end:
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return min(costs)


def _builds(folder: Path, services: int, *, plain: bool) -> tuple[Cost, Cost]:
    """A cold build with dashboards and one without, the cheapest of each, taken in turns."""
    places = (folder / "with", folder / "without")
    for place in places:
        synthetic.write(place / "specs", services, plain=plain, dashboards=place is places[0])
    with_them, without = in_turns(places, _TURNS)
    return with_them, without
