"""Runs commands as whole processes and takes the operating system's account of each: cpu, wall, memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process cost: seconds of cpu (user and system) and wall, peak memory in MiB."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str], folder: Path, *, expect: tuple[int, ...] = (0,)) -> Cost:
    """Run a command to its end; raises if it ends with a code that was not expected."""
    with (folder / "benchmark.log").open("wb") as log:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in expect:
        tail = (folder / "benchmark.log").read_text(errors="replace")[-2000:]
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{tail}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def set_aside(*folders: Path) -> None:
    """Move folders out of the way. Removed, they would cost whoever makes files next: ext4 avoids inodes just freed."""
    for folder in folders:
        if folder.exists():
            folder.rename(folder.with_name(f"{folder.name}.{time.time_ns()}"))


def in_turns(places: Sequence[Path], turns: int) -> list[Cost]:
    """The cheapest cold build in each folder, taken in turns, so that what else the machine does meets all alike."""
    costs: dict[Path, list[Cost]] = {place: [] for place in places}
    for _ in range(turns):
        for place, found in costs.items():
            set_aside(place / "out")
            found.append(run((sys.executable, "-m", "monitorgen", "build", "--quiet", "--no-cache"), place))
    return [min(found, key=lambda cost: cost.cpu) for found in costs.values()]


def median(command: Sequence[str], folder: Path, runs: int, before: Callable[[], None] = lambda: None) -> Cost:
    """The medians of several runs; `before` prepares each."""
    costs = []
    for _ in range(runs):
        before()
        costs.append(run(command, folder))
    return _median(costs)


def beside(
    command: Sequence[str], other: Sequence[str], folder: Path, runs: int, before: Callable[[], None]
) -> tuple[Cost, Cost]:
    """The medians of two commands that are run in turns; `before` prepares each of the first."""
    costs: list[tuple[Cost, Cost]] = []
    for _ in range(runs):
        before()
        costs.append((run(command, folder), run(other, folder)))
    ours, others = zip(*costs, strict=True)
    return _median(ours), _median(others)


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.cpu for cost in costs),
        statistics.median(cost.wall for cost in costs),
        max(cost.memory for cost in costs),
    )
