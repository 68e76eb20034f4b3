"""One writer at a time: a lock in the output folder that dies with the process that holds it.

The lock is a `flock` on `<root>/.monitorgen/lock`, so a killed build leaves no stale lock, whatever files it leaves.
The last act of a build is to remove that file and the folder. Whoever waited for the lock may then hold one on a file
that is gone; therefore everything is looked up again once it is held.
"""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.emit import trouble
from monitorgen.emit.folders import OPEN_FOLDER, Obstructed, kind_of
from monitorgen.emit.names import HOME

if TYPE_CHECKING:
    from collections.abc import Callable

_LOCK = "lock"
_PAUSE = 0.05  # seconds between two tries
_TRIES = 200
_UNSUPPORTED = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EBADF})


class Held(Struct, frozen=True):
    """The locked output folder: open descriptors of it, of its `.monitorgen`, and of the lock."""

    root: int
    home: int
    lock: int
    made: tuple[Path, ...]  # the folders that had to be made for the root, outermost first


def acquire(root: str, patience: float, on_wait: Callable[[str], None]) -> Held:
    """Lock the output folder `root`, making it if need be.

    Waits at most `patience` seconds for another build, telling `on_wait` once who it is. Raises `Refused` (MG812) when
    it goes on for longer, MG814 when there can be no output folder here, `Obstructed`, and `OSError`.
    """
    waiting = _Patience(root, patience, on_wait)
    made: tuple[Path, ...] = ()
    vanished = 0
    try:
        while True:
            made += _make_root(root)
            try:
                held = _try(root, made)
            except FileNotFoundError as error:  # another build has just removed what we were about to use
                vanished += 1
                if vanished == _TRIES:
                    raise trouble.unusable(root, "it can't be found", "is it a link to a missing folder?") from error
                time.sleep(_PAUSE / 10)
                continue
            if isinstance(held, Held):
                return held
            waiting.for_writer(held)
    except BaseException:
        _remove_made(made)
        raise


def release(held: Held) -> None:
    """Give the lock up, and remove every folder that was made for it and is empty."""
    try:
        with suppress(FileNotFoundError):
            os.unlink(_LOCK, dir_fd=held.home)
    finally:
        os.close(held.lock)  # this is what lets the next one in
        os.close(held.home)
    try:
        _remove_empty(HOME, held.root)
    finally:
        os.close(held.root)
    _remove_made(held.made)


def wait_for_writer(root: str, folder: int, patience: float, on_wait: Callable[[str], None]) -> int | None:
    """For a reader: wait until no build is writing to the output folder `root`, open as `folder`.

    Changes nothing on disk. Gives a descriptor that keeps writers out until it is closed, or None where there is no
    lock to hold on to.
    """
    waiting = _Patience(root, patience, on_wait)
    while True:
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            lock = os.open(f"{HOME}/{_LOCK}", flags, dir_fd=folder)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _holder(lock)
            os.close(lock)
            waiting.for_writer(holder)
        except OSError as error:
            os.close(lock)
            if error.errno in _UNSUPPORTED:
                return None  # the journal still tells when a build is half done
            raise
        else:
            return lock


def still_at(root: str, descriptor: int) -> bool:
    """Whether the path `root` still leads to the open folder."""
    try:
        return os.path.samestat(Path(root).stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False


class _Patience(Struct):
    """How long somebody waits for another build."""

    root: str
    seconds: float
    on_wait: Callable[[str], None]
    until: float | None = None

    def for_writer(self, holder: str) -> None:
        """Sleep a little; raises `Refused` (MG812) when the time is up."""
        now = time.monotonic()
        if self.until is None:
            self.until = now + self.seconds
            self.on_wait(holder)
        if now >= self.until:
            raise trouble.busy(self.root, holder, self.seconds)
        time.sleep(_PAUSE)


def _make_root(root: str) -> tuple[Path, ...]:
    """Make the folder `root` and those above it, readable for everybody; which of them had to be made."""
    path = Path(root).absolute()
    missing = [folder for folder in (path, *path.parents) if not os.path.lexists(folder)]
    made: list[Path] = []
    for folder in reversed(missing):
        try:
            folder.mkdir(0o755)
        except FileExistsError:
            continue  # made by another build at the same time
        made.append(folder)
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) | 0o755)
    return tuple(made)


def _try(root: str, made: tuple[Path, ...]) -> Held | str:
    """Lock the folder, or tell who holds the lock; FileNotFoundError if it changed in the meantime."""
    opened: list[int] = []
    try:
        try:
            opened.append(os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC))
        except NotADirectoryError:
            raise trouble.unusable(root, "it is a file", "name another folder, or remove the file") from None
        opened.append(_open_home(opened[0]))
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        opened.append(os.open(_LOCK, flags, 0o644, dir_fd=opened[1]))
        held = Held(opened[0], opened[1], opened[2], made)
        try:
            fcntl.flock(held.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _holder(held.lock)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
            os.unlink(_LOCK, dir_fd=held.home)
            raise trouble.unusable(root, "its file system has no locks", "build into a local folder") from error
        _check_still_there(root, held)
        with suppress(OSError):  # on a full disk: those who wait aren't told for whom
            os.ftruncate(held.lock, 0)
            os.write(held.lock, f"process {os.getpid()} on {os.uname().nodename}\n".encode())
        opened.clear()
    finally:
        if opened:
            _remove_empty(HOME, opened[0])  # not ours alone, but whoever wants it makes it anew
        for descriptor in opened:
            os.close(descriptor)
    return held


def _open_home(root: int) -> int:
    with suppress(FileExistsError):  # left by a killed build, or another one is at work
        os.mkdir(HOME, 0o755, dir_fd=root)
    try:
        return os.open(HOME, OPEN_FOLDER, dir_fd=root)
    except OSError as error:
        if error.errno in {errno.ENOTDIR, errno.ELOOP}:
            raise Obstructed(HOME, kind_of(os.stat(HOME, dir_fd=root, follow_symlinks=False))) from error
        raise


def _check_still_there(root: str, held: Held) -> None:
    """Raise FileNotFoundError unless the paths still lead to what is locked."""
    found = (
        (Path(root).stat(), held.root),
        (os.stat(HOME, dir_fd=held.root, follow_symlinks=False), held.home),
        (os.stat(_LOCK, dir_fd=held.home, follow_symlinks=False), held.lock),
    )
    if not all(os.path.samestat(at_path, os.fstat(descriptor)) for at_path, descriptor in found):
        raise FileNotFoundError(errno.ENOENT, "replaced while waiting", root)


def _holder(lock: int) -> str:
    """Who wrote itself into the lock file."""
    text = os.pread(lock, 200, 0).decode(errors="replace").strip()
    return text if text.isprintable() and text else "another build"


def _remove_empty(folder: str | Path, inside: int | None) -> bool:
    """Remove `folder` if it is empty; whether it is gone."""
    try:
        os.rmdir(folder, dir_fd=inside)
    except FileNotFoundError:
        return True
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
            return False
        raise
    return True


def _remove_made(made: tuple[Path, ...]) -> None:
    """Remove the folders that were made for the root, as far as they are empty."""
    for folder in reversed(made):
        if not _remove_empty(folder, None):
            break
