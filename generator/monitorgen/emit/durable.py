"""Making sure that what was written is on the disk before the next step relies on it."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.emit.folders import Obstructed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from monitorgen.emit.folders import Folders

MANY = 64
"""From here on one flush of the whole file system is cheaper than a flush a file.

An fsync takes 0.1 ms on a disk that only pretends and 1 to 10 ms on one that doesn't: minutes for 30,000 files. One
syncfs also flushes what others wrote to that file system, a poor trade for a handful of files. `os.sync` would flush
every file system there is: it hangs with a network mount that hangs, and it reports no error.
"""


def flush_files(folder: int, names: Collection[str]) -> None:
    """Flush the files `names` of the open `folder`, and the folder."""
    if len(names) > MANY and _flush_system(folder):
        return
    for name in names:
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            os.fsync(file)
        finally:
            os.close(file)
    flush_folder(folder)


def flush_folders(folders: Folders, paths: Collection[str]) -> None:
    """Flush those of the folders `paths` that are still there: which names they hold, not the files' contents."""
    if len(paths) > MANY and _flush_system(folders.need("")):
        return
    for path in paths:
        with suppress(Obstructed):  # a file by now
            found = folders.find(path)
            if found is not None:
                flush_folder(found)


def flush_folder(folder: int) -> None:
    """Flush one open folder; a file system that can't do that for folders is taken as it is."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise


def _flush_system(descriptor: int) -> bool:
    """Flush the file system of `descriptor`; False where the operating system has no such call."""
    call = _syncfs()
    if call is None:
        return False
    if number := call(descriptor):
        raise OSError(number, os.strerror(number))
    return True


@lru_cache(maxsize=1)
def _syncfs() -> Callable[[int], int] | None:
    """Linux's syncfs, which Python doesn't offer: gives 0 or an error number."""
    import ctypes

    try:
        call = ctypes.CDLL(None, use_errno=True).syncfs
    except AttributeError:
        return None
    call.argtypes = [ctypes.c_int]
    call.restype = ctypes.c_int
    return lambda descriptor: 0 if call(descriptor) == 0 else ctypes.get_errno()
