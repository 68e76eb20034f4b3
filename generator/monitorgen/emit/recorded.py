"""Which folders of the output hold records: those of environments that were built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.names import RECORDS, name_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.emit.folders import Folders


def record_folders(tree: Folders) -> Iterator[str]:
    """The folders `<system>/<environment>` that hold records, sorted."""
    for system, holds_folders in tree.entries(""):
        if not holds_folders or name_fault(system):
            continue
        for environment, holds_files in tree.entries(system):
            folder = f"{system}/{environment}"
            if holds_files and not name_fault(environment) and (RECORDS, True) in tree.entries(folder):
                yield folder
