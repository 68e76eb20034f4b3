"""`python -m benchmarks [SIZE ...]`: what a build costs beside promtool and PyYAML's fast dumper, in one run.

Figures of one machine say little; the ratios hold. P is an empty Python process, T is `promtool check rules` on the
rules that the build wrote, D is yaml.CSafeDumper writing the same documents.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import synthetic
from benchmarks.measure import Cost, median, run

_DUMP = """
import sys, pathlib, yaml
documents = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in pathlib.Path(sys.argv[1]).rglob('*.yml')]
if sys.argv[2] == 'dump':
    for document in documents:
        yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False)
"""


def main() -> None:
    """Measure each size and print a table; results/latest.json keeps the figures."""
    sizes = [int(size) for size in sys.argv[1:]] or [1, 10, 100, 1_000]
    promtool = _promtool()
    rows = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_measure(size, Path(folder), promtool))
        _show(rows[-1])
    results = Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    (results / "latest.json").write_text(json.dumps(rows, indent=2) + "\n")


def _measure(size: int, folder: Path, promtool: str) -> dict[str, float]:
    runs = 5 if size <= 100 else 3 if size <= 1_000 else 1
    specs, out = folder / "specs", folder / "out"
    synthetic.write(specs, size)
    monitorgen = [sys.executable, "-m", "monitorgen"]
    build = [*monitorgen, "build", "--quiet"]
    empty = median([sys.executable, "-c", "pass"], folder, 9)
    cold = median(build, folder, runs, before=lambda: shutil.rmtree(out, ignore_errors=True))
    same = median(build, folder, runs)
    check = median([*build, "--check"], folder, runs)
    validate = median([*monitorgen, "validate", "--quiet"], folder, runs)
    one = _one_changed(specs, build, folder, runs)
    rules = sorted(str(path) for path in out.rglob("prometheus/rules/*.yml"))
    (folder / "rules").write_text("\n".join(rules))
    official = median(["xargs", "-a", "rules", "-n", "100000", promtool, "check", "rules"], folder, runs)
    loaded = run([sys.executable, "-c", _DUMP, str(out), "load"], folder)
    dumped = run([sys.executable, "-c", _DUMP, str(out), "dump"], folder)
    dumper = dumped.cpu - loaded.cpu
    row = {"services": float(size), "P cpu": empty.cpu, "T cpu": official.cpu, "T wall": official.wall, "D cpu": dumper}
    for name, cost in (("cold", cold), ("same", same), ("check", check), ("validate", validate), ("one", one)):
        row |= _figures(name, cost, empty, official)
    row["cold/D"] = cold.cpu / dumper
    return row


def _one_changed(specs: Path, build: list[str], folder: Path, runs: int) -> Cost:
    state = {"threshold": 5}

    def change() -> None:
        state["threshold"] += 1
        name = "service-00000"
        (specs / "services" / f"{name}.yaml").write_text(synthetic.service(name, 0, state["threshold"]))

    return median(build, folder, runs, before=change)


def _figures(name: str, cost: Cost, empty: Cost, official: Cost) -> dict[str, float]:
    return {
        f"{name} cpu": cost.cpu,
        f"{name} wall": cost.wall,
        f"{name} MiB": cost.memory,
        f"{name}/P": cost.cpu / empty.cpu,
        f"{name}/T": cost.cpu / official.cpu,
    }


def _show(row: dict[str, float]) -> None:
    print(f"\n{row['services']:.0f} services: P {row['P cpu'] * 1000:.0f} ms, T {row['T cpu']:.2f} s cpu")
    for name in ("validate", "cold", "same", "one", "check"):
        print(
            f"  {name:9} {row[f'{name} cpu']:7.2f} s cpu {row[f'{name} wall']:7.2f} s wall"
            f" {row[f'{name} MiB']:6.0f} MiB  {row[f'{name}/P']:6.1f} P  {row[f'{name}/T']:5.2f} T"
        )
    print(f"  cold build is {row['cold/D']:.2f} of CSafeDumper writing the same documents")


def _promtool() -> str:
    local = Path(__file__).parents[1] / ".tools" / "bin" / "promtool"
    found = str(local) if local.exists() else shutil.which("promtool")
    if found is None:
        sys.exit("promtool is missing: scripts/install-tools installs it")
    return found


if __name__ == "__main__":
    main()
