"""Taking hold of the output folder, to write to it or only to read it, and letting it go."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.emit import trouble
from monitorgen.emit.commit import undo
from monitorgen.emit.folders import Folders
from monitorgen.emit.lock import Held, acquire, release, wait_for_writer
from monitorgen.emit.names import HOME
from monitorgen.emit.site import Site, has_journal

if TYPE_CHECKING:
    from collections.abc import Callable


class Opened(Struct):
    """An output folder that is held until `close`. `site` is where to write, None if it is only read."""

    root: str
    tree: Folders
    site: Site | None = None
    recovered: bool = False  # an interrupted build was undone
    held: Held | None = None
    reading: tuple[int, ...] = ()  # descriptors that keep writers out

    def refuse_pending(self) -> None:
        """Raise `Refused` (MG813) while the tree is half written."""
        home = self.tree.find(HOME)
        if home is not None and has_journal(home):
            raise trouble.pending(self.root)

    def close(self) -> None:
        """Remove what was staged, unless an interrupted commit still needs it, and give up the lock."""
        try:
            if self.site is not None:
                if self.site.is_open and not self.site.is_pending:
                    self.site.clean()
                self.site.close()
        finally:
            self.site = None
            self.tree.close()
            for descriptor in self.reading:
                os.close(descriptor)
            self.reading = ()
            if self.held is not None:
                held, self.held = self.held, None
                release(held)


def open_to_write(
    root: str, *, overwrite: bool, patience: float, on_wait: Callable[[str], None], step: Callable[[str], None]
) -> Opened:
    """Lock the output folder, undo what a killed build left half done, make an empty stage.

    Raises `Refused`, `journal.Broken`, `folders.Obstructed` and `OSError`.
    """
    held = acquire(root, patience, on_wait)
    opened = Opened(root, Folders(held.root), held=held)
    try:
        site = opened.site = Site(opened.tree, held.home, step)
        site.open_stage()
        if site.is_pending:
            undo(site, overwrite=overwrite)
            opened.recovered = True
        site.clean()  # of what a build left that was killed before or after its commit
        site.open_stage()
    except BaseException:
        opened.close()
        raise
    return opened


def open_to_read(root: str, *, patience: float, on_wait: Callable[[str], None]) -> Opened:
    """Hold the output folder without writing anything, not even a lock; it need not exist.

    A build that is under way is waited for. One that starts later can't be kept out where no lock file is left to
    hold on to; what is compared then is each file as it was when its turn came.
    """
    try:
        folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return Opened(root, Folders(None))
    except NotADirectoryError as error:
        raise trouble.unusable(root, "it is a file", "name another folder, or remove the file") from error
    opened = Opened(root, Folders(folder), reading=(folder,))
    try:
        lock = wait_for_writer(root, folder, patience, on_wait)
        if lock is not None:
            opened.reading = (folder, lock)
        opened.refuse_pending()
    except BaseException:
        opened.close()
        raise
    return opened
