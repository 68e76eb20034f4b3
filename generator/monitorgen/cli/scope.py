"""The part of the output that a selection speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.outcome import Scope
from monitorgen.targets import target_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitorgen.selection import Selection


def scope_of(selection: Selection, targets: Collection[str] = ()) -> Scope:
    """The part of the output that belongs to a selection, and to these targets (none: to all)."""
    return Scope(
        selection.systems, selection.environments, (lambda path: target_of(path) in targets) if targets else None
    )
