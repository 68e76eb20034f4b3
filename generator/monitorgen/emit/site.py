"""The folder `.monitorgen` inside an output folder, with the stage in which files wait for their commit."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.emit.folders import OPEN_FOLDER

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.emit.folders import Folders

JOURNAL = "journal"
DRAFT = "journal.new"
_STAGE = "stage"


class Site(Struct):
    """Where a commit happens: the output's tree, its `.monitorgen` and the stage in it, as open descriptors.

    `step` is told before each act that changes something on the disk.
    """

    tree: Folders
    home: int
    step: Callable[[str], None]
    stage: int = field(default=-1)

    def open_stage(self) -> None:
        """Make the stage, or open the one that is there."""
        with suppress(FileExistsError):  # a killed build's: `undo` needs it, `clean` empties it
            os.mkdir(_STAGE, 0o755, dir_fd=self.home)
        self.stage = os.open(_STAGE, OPEN_FOLDER, dir_fd=self.home)

    def add(self, number: int, data: bytes) -> None:
        """Stage the new content of a file, readable for everybody whatever the umask."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        file = os.open(f"{number}.new", flags, 0o644, dir_fd=self.stage)
        try:
            write_all(file, data)
            if stat.S_IMODE(os.fstat(file).st_mode) != 0o644:
                os.fchmod(file, 0o644)
        finally:
            os.close(file)

    @property
    def is_open(self) -> bool:
        """Whether there is a stage to write to."""
        return self.stage >= 0

    def close(self) -> None:
        """Close the stage, leaving what is in it."""
        if self.is_open:
            os.close(self.stage)
        self.stage = -1

    @property
    def is_pending(self) -> bool:
        """Whether there is a journal: the tree is half written."""
        return has_journal(self.home)

    def clean(self) -> None:
        """Remove the stage and a journal that was never valid. The real journal must be gone."""
        for name in sorted(os.listdir(self.stage)):
            self.step(f"unstage {name}")
            os.unlink(name, dir_fd=self.stage)
        self.close()
        self.step("remove the stage")
        os.rmdir(_STAGE, dir_fd=self.home)
        if DRAFT in os.listdir(self.home):
            os.unlink(DRAFT, dir_fd=self.home)


def has_journal(home: int) -> bool:
    """Whether there is a journal in the open `.monitorgen`."""
    return JOURNAL in os.listdir(home)


def write_all(file: int, data: bytes) -> None:
    """Write all of `data`: the system may take less than it was given."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
