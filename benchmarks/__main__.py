"""`python -m benchmarks`: measure, print a table, and put it into README.md beside this file, which explains it."""

from __future__ import annotations

import argparse
import compileall
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import monitorgen
from benchmarks import apis, boards, builds, objectives, portal, proofs, startup
from benchmarks.figures import keep, publish, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figures import Figure

_PACKAGE = Path(monitorgen.__file__).parent
_KINDS = ("startup", "builds", "dashboards", "portal", "apis", "proofs", "objectives")
_SIZES = (10, 100, 1_000)


def main() -> None:
    """Measure what is asked for; figures of an earlier run stay where they are not measured again."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(_KINDS)}; none: all")
    parser.add_argument("--size", type=int, action="append", metavar="SERVICES", help="for builds, may be repeated")
    parser.add_argument("--keep", action="store_true", help="put the figures into results.json and README.md")
    given = parser.parse_args()
    if unknown := set(given.kinds) - set(_KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    # An installed monitorgen has its bytecode; this one may have been edited since it ran last.
    compileall.compile_dir(_PACKAGE, quiet=1)
    found: list[Figure] = []
    for kind in given.kinds or _KINDS:
        for size in (given.size or _SIZES) if kind == "builds" else (0,):
            with tempfile.TemporaryDirectory() as folder:
                for figure in _measured(kind, Path(folder), size):
                    print(table([figure]).splitlines()[-1], flush=True)
                    found.append(figure)
                    if given.keep:
                        publish(keep(found))
    print(f"\n{table(found)}")


def _measured(kind: str, folder: Path, size: int) -> Iterator[Figure]:
    match kind:
        case "startup":
            return startup.measured(folder)
        case "builds":
            return builds.measured(folder, size)
        case "dashboards":
            return boards.measured(folder, 1_000)
        case "objectives":
            return objectives.measured(folder, 1_000)
        case "portal":
            return portal.measured(folder, 1_000)
        case "apis":
            return apis.measured(folder)
        case _:
            return proofs.measured(folder, Path(__file__).parents[1] / "specs")


if __name__ == "__main__":
    main()
