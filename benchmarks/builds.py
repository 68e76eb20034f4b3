"""Builds, beside promtool and PyYAML's fast dumper in the same run: of rules, scrape files and routes, and whole ones.

P is an empty Python process, T is `promtool check rules` on the rules that the build wrote, D is `yaml.CSafeDumper`
writing the same YAML documents.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import rules, synthetic
from benchmarks.figures import Figure, of_cost
from benchmarks.measure import beside, median, run, set_aside
from benchmarks.startup import EMPTY, MONITORGEN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BUILD = (*MONITORGEN, "build", "--quiet", "--cache", "cache")
_LOOKED = 2.5
"""Seconds after which files are known by looking at them: what changed less than two seconds ago has to be read."""
_DUMP = """
import sys, pathlib, yaml
documents = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in pathlib.Path(sys.argv[1]).rglob('*.yml')]
if sys.argv[2] == 'dump':
    for document in documents:
        yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False)
"""
_LEAN = "rules, scrape files, routes"
_TURNS = 7
"""Builds of these and judgements of them, in turns: of so few seconds each some fall into a slow moment."""
_COLD = {100: 0.9, 1_000: 0.5, 10_000: 0.25}
"""Goals in T, by size."""
_WHOLE = 5.0
"""What a whole build may cost beside one of rules alone: proofs twice of them, pages and all else as much again."""
_MEMORY = {10_000: 120.0}
_SAME = {1_000: 5.0, 10_000: 18.0}
_ONE = {1_000: 25.0, 10_000: 35.0}
_CHECK = {10_000: 0.2}


def measured(folder: Path, size: int) -> Iterator[Figure]:
    """Cold builds, those with nothing to do, one with a service changed, `--check` without a cache, `validate`."""
    runs = 5 if size <= 100 else 3 if size <= 1_000 else 1
    specs, out = folder / "specs", folder / "out"
    synthetic.write(specs, size, dashboards=False)
    empty = ("P", median(EMPTY, folder, 15).cpu)
    cold = median(_BUILD, folder, runs, before=lambda: set_aside(out, folder / "cache"))
    lean_out = folder / "lean"
    build, judge = (*rules.PROGRAM, "specs", lean_out.name), judges(folder, out)
    lean, judged = beside(build, judge, folder, _TURNS if size <= 1_000 else 1, before=lambda: set_aside(lean_out))
    official = ("T", judged.cpu)
    if size == 10:
        yield of_cost(_LEAN, size, lean, empty, 20)
    yield of_cost(_LEAN, size, lean, official, _COLD.get(size))
    yield Figure(f"{_LEAN}, memory", size, lean.memory, "MiB", _MEMORY.get(size))
    yield of_cost("cold build", size, cold, ("of rules", lean.cpu), _WHOLE)
    yield of_cost("cold build", size, cold, official)
    yield Figure("cold build, memory", size, cold.memory, "MiB")
    yield Figure("cold build beside CSafeDumper", size, cold.cpu / _dumper(folder, out), "D")
    copied = median(_BUILD, folder, 5, before=lambda: _touch(specs, out))
    time.sleep(_LOOKED)
    run(_BUILD, folder)
    yield of_cost("build, nothing changed", size, median(_BUILD, folder, 5), empty, _SAME.get(size))
    yield of_cost("build, nothing changed, fresh checkout", size, copied, empty)
    one = median(_BUILD, folder, runs, before=_changes(specs))
    yield of_cost("build, one service changed", size, one, empty, _ONE.get(size))
    yield of_cost(
        "build --check", size, median((*_BUILD, "--check", "--no-cache"), folder, runs), official, _CHECK.get(size)
    )
    yield of_cost("validate", size, median((*MONITORGEN, "validate", "--quiet"), folder, runs), official)


def _touch(*folders: Path) -> None:
    """Gives all files the times of now, as a checkout does."""
    for folder in folders:
        for path in folder.rglob("*"):
            os.utime(path)


def _changes(specs: Path) -> Callable[[], None]:
    """Gives a service another threshold, each time another."""
    thresholds = count(6)
    name = "service-00000"

    def change() -> None:
        text = synthetic.service(name, 0, next(thresholds), dashboards=False)
        (specs / "services" / f"{name}.yaml").write_text(text)

    return change


def judges(folder: Path, out: Path) -> tuple[str, ...]:
    """The command with which promtool checks all rules of an output."""
    (folder / "rules").write_text("\n".join(sorted(map(str, out.rglob("prometheus/rules/*.yml")))))
    return ("xargs", "-a", "rules", "-n", "100000", promtool(), "check", "rules")


def _dumper(folder: Path, out: Path) -> float:
    """Seconds of cpu: what loading alone costs is taken off."""
    loading, both = (run((sys.executable, "-c", _DUMP, str(out), mode), folder).cpu for mode in ("load", "dump"))
    return both - loading


def promtool() -> str:
    """Where promtool is."""
    local = Path(__file__).parents[1] / ".tools" / "bin" / "promtool"
    found = str(local) if local.exists() else shutil.which("promtool")
    if found is None:
        sys.exit("promtool is missing: scripts/install-tools installs it")
    return found
