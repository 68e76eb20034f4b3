"""What an API of 600 operations costs beside the same system without it: aggregate, proof and the written documents.

Reading is taken away: it is what `list files`, which reads all documents and does nothing with them, costs more.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from benchmarks import synthetic
from benchmarks.figures import Figure
from benchmarks.measure import median
from tests.openapi.large import in_many_files, in_one_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from monitorgen.document import Json

_RUNS = 3
_GOAL = 5.0


def measured(folder: Path) -> Iterator[Figure]:
    """Documents of 600 operations, in one file and in two thousand."""
    plain = {command: _cost(folder / "plain", command, {}) for command in ("build", "list")}
    for name, files in (("one file", {"shop/api.yaml": in_one_file("shop")}), ("2,100 files", in_many_files("shop"))):
        place = folder / name.replace(",", "").replace(" ", "-")
        more = {command: _cost(place, command, files) - plain[command] for command in plain}
        yield Figure(f"API of 600 operations in {name}, reading", 1, more["list"], "s")
        yield Figure(f"API of 600 operations in {name}", 1, more["build"] - more["list"], "s", _GOAL)


def _cost(place: Path, command: str, files: Mapping[str, Json]) -> float:
    """Seconds of cpu of a command on a system of one service, whose API is in these files."""
    if not place.exists():
        synthetic.write(place / "specs", 1, plain=True)
        (place / "specs/around.yaml").write_text("monitorgen: v1\ndocs: none\n")
        for file, tree in files.items():
            path = place / "specs" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(tree))
        if files:
            (service,) = (place / "specs/services").iterdir()
            said = "type: http-service, openapi: ../shop/api.yaml"
            service.write_text(service.read_text().replace("type: http-service", said))
    words = ("build", "--quiet", "--no-cache") if command == "build" else ("list", "files")
    return median((sys.executable, "-m", "monitorgen", *words), place, _RUNS).cpu
