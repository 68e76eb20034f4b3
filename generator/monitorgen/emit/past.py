"""What the records on disk say about earlier builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.emit.folders import Obstructed
from monitorgen.emit.names import RECORDS, path_fault
from monitorgen.emit.recorded import record_folders
from monitorgen.emit.records import LARGEST, Record, Unreadable, decode, unit_of

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from monitorgen.emit.folders import Folders


class Past:
    """The records below an output folder, read when they are asked for."""

    def __init__(self, tree: Folders) -> None:
        self._tree = tree
        self._last: tuple[str, Record | None] = ("", None)

    def read(self, path: str) -> Record | None:
        """The record at `path`, None if there is none. Raises `Unreadable`, `Obstructed` and `OSError`."""
        if self._last[0] != path:  # one that is asked for twice is asked for twice in a row
            data = self._tree.read(path, LARGEST)
            self._last = (path, None if data is None else decode(data))
        return self._last[1]

    def believed(self, path: str) -> Record | None:
        """As `read`, but None as well for what can't be read as a record."""
        try:
            return self.read(path)
        except (Unreadable, Obstructed):
            return None

    def stale(self, covers: Callable[[str], bool], current: Container[str]) -> Iterator[tuple[str, str]]:
        """The records, in the folders that are covered, that aren't among the `current` ones: folder and path."""
        for folder in record_folders(self._tree):
            if not covers(folder):
                continue
            for name, _ in self._tree.entries(f"{folder}/{RECORDS}"):
                path = f"{folder}/{RECORDS}/{name}"
                if path not in current and unit_of(name) is not None and not path_fault(path):
                    yield folder, path
