"""`monitorgen build --faster`: a rehearsal, in a folder of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monitorgen.cli.options import Lacking
from monitorgen.cli.writer import OutputTree
from monitorgen.emit.names import RECORDS
from monitorgen.plan.values import SYSTEM_UNIT
from monitorgen.targets.artifact import Artifact
from monitorgen.targets.rehearsal.files import MARK, mark, rehearsed
from monitorgen.targets.rehearsal.pace import Pace, TooFastError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from monitorgen.document import Json

OPTION = "--faster"


class RehearsedTree(OutputTree):
    """A writer that divides all times of what it is given."""

    pace = Pace(1)

    def put(self, folder: str, unit: str, path: str, data: bytes) -> None:
        """Take a file, as it is in a rehearsal; raises `Lacking` for a factor that is too large."""
        try:
            for artifact in rehearsed((Artifact(path, data.decode()),), self.pace):
                super().put(folder, unit, artifact.path, artifact.data.encode())
        except TooFastError as error:
            raise Lacking(f"{folder}: {error}") from None

    def record(self, folder: str, unit: str, content: Mapping[str, Json]) -> None:
        """Close a unit; the system's brings the mark."""
        if unit == SYSTEM_UNIT:
            artifact = mark(self.pace)
            super().put(folder, unit, artifact.path, artifact.data.encode())
        super().record(folder, unit, content)

    def keep(self, folder: str, unit: str) -> bool:
        """What is there may be of another factor."""
        del folder, unit
        return False


def check_place(out: Path, *, chosen: bool, otherwise: bool) -> None:
    """Raises if a rehearsal would lie where production is taken from, or is asked for something that it isn't.

    `chosen`: the user named the folder; `otherwise`: there are options that make no sense for it.
    """
    if not chosen:
        raise click.UsageError(f"{OPTION} is a rehearsal, which needs a folder of its own: say which with --out")
    if otherwise:
        raise click.UsageError(f"{OPTION} builds all of a rehearsal: without --check, --fail-on-change and --target")
    for records in sorted(out.glob(f"*/*/{RECORDS}")):
        if not (records.parent / MARK).is_file():
            message = f"{records.parent} was built for production: {OPTION} needs a folder of its own"
            raise Lacking(message)
