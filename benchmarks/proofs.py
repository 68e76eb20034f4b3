"""`python -m benchmarks.proofs [SPECS]`: what proofs cost beside the rules that they prove, in bytes and in time.

Goals: at most three times the bytes, at most twice the time, and `monitorgen test` on the four systems in under 30 s on
two cores.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import run
from monitorgen import pipeline
from monitorgen.compile import proven
from monitorgen.targets.prometheus import config as prometheus


def main() -> None:
    """Measure one folder of specs, and print the figures."""
    specs = Path(sys.argv[1] if len(sys.argv) > 1 else "specs").resolve()
    selection = pipeline.Selection(specs)
    seconds = {"rules": 0.0, "proofs": 0.0}
    size = {"rules": 0, "proofs": 0}
    reports: list[pipeline.Report] = []
    for loaded in pipeline.load(selection, reports):
        for passage in pipeline.link(loaded, selection):
            start = time.process_time()
            for _, fragment in passage.units():
                made = prometheus.of_unit(fragment, passage.made_for, "")
                size["rules"] += sum(len(each.data) for each in made if "/rules/" in each.path)
                linked_at = time.process_time()
                seconds["rules"] += linked_at - start
                proofs = proven(passage, fragment)
                size["proofs"] += sum(len(text) for _, text in proofs.files(fragment.unit, ""))
                start = time.process_time()
                seconds["proofs"] += start - linked_at
    with TemporaryDirectory() as folder:
        cost = run(
            [sys.executable, "-m", "monitorgen", "test", "--all", "--quiet", "--specs", str(specs)], Path(folder)
        )
    print(f"bytes    rules {size['rules']:,}, proofs {size['proofs']:,}: {size['proofs'] / size['rules']:.2f} x")
    print(f"seconds  rules {seconds['rules']:.2f}, proofs {seconds['proofs']:.2f}", end="")
    print(f": {seconds['proofs'] / seconds['rules']:.2f} x (linking is part of the rules)")
    print(f"monitorgen test --all: {cost.wall:.1f} s, {cost.cpu:.1f} s of cpu")


if __name__ == "__main__":
    main()
