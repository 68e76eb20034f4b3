"""The writer of the output as the command line uses it: for a selection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.outcome import Scope
from monitorgen.emit.tree import TreeWriter
from monitorgen.targets import target_of
from monitorgen.targets.artifact import LISTS, READ_WHOLE

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitorgen.pipeline import Selection


def scope_of(selection: Selection, targets: Collection[str] = ()) -> Scope:
    """The part of the output that belongs to a selection, and to these targets (none: to all)."""
    return Scope(
        selection.systems, selection.environments, (lambda path: target_of(path) in targets) if targets else None
    )


class OutputTree(TreeWriter):
    """A writer that knows which files servers read as a whole, and which list all units."""

    read_whole = READ_WHOLE
    lists = LISTS
