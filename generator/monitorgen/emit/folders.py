"""The files below one opened folder, reached step by step so that no symbolic link is ever followed.

Everything goes through descriptors of folders (`dir_fd`), never through a path that is looked up again: a link that
somebody puts in the way between a check and a write is refused by the kernel, not overlooked by us.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["symbolic link", "file", "folder", "device, pipe or socket"]

OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC  # a pipe must not block us
_CHUNK = 1 << 20
_KEPT = 64  # open folders; a tree of one environment has some twenty
_NOT_PASSABLE = frozenset({errno.ENOTDIR, errno.ELOOP})


class Obstructed(Exception):  # noqa: N818 - not a fault: what is on disk at `path` is not what a path needs there
    """At `path` (relative to the root) is a `kind` where a file or a folder of ours would have to be."""

    def __init__(self, path: str, kind: Kind) -> None:
        super().__init__(f"{path} is a {kind}")
        self.path = path
        self.kind: Kind = kind


class Folders:
    """The tree below `root`, an open descriptor that stays the caller's; None is a tree without anything in it.

    Paths are relative to the root, which is `""` itself.

    Methods raise `Obstructed` where something else is in the way, and `OSError` for what the system refuses.
    """

    def __init__(self, root: int | None) -> None:
        self._root = root
        self._open: dict[str, int] = {}

    def close(self) -> None:
        """Close the descriptors that were kept."""
        while self._open:
            os.close(self._open.popitem()[1])

    def find(self, folder: str) -> int | None:
        """A descriptor of `folder`, valid until the next call; None if there is no such folder."""
        if not folder:
            return self._root
        kept = self._open.get(folder)
        if kept is not None:
            return kept
        parent, _, name = folder.rpartition("/")
        above = self.find(parent)
        if above is None:
            return None
        try:
            found = os.open(name, OPEN_FOLDER, dir_fd=above)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in _NOT_PASSABLE:
                raise Obstructed(folder, kind_of(os.stat(name, dir_fd=above, follow_symlinks=False))) from error
            raise
        if len(self._open) >= _KEPT:
            os.close(self._open.pop(next(iter(self._open))))
        self._open[folder] = found
        return found

    def make(self, folder: str) -> None:
        """Make `folder`, readable for everybody whatever the umask, unless it is there; its parent must be."""
        parent, _, name = folder.rpartition("/")
        try:
            os.mkdir(name, 0o755, dir_fd=self.need(parent))
        except FileExistsError:
            self.need(folder)
            return
        made = self.need(folder)
        mode = stat.S_IMODE(os.fstat(made).st_mode)
        if mode | 0o755 != mode:
            os.fchmod(made, mode | 0o755)  # keeps a group bit that was inherited

    def need(self, folder: str) -> int:
        """As `find`, for a folder that must be there."""
        found = self.find(folder)
        if found is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), folder)
        return found

    def unmake(self, folder: str) -> bool:
        """Remove `folder` if it is empty; whether there is no such folder now."""
        parent, _, name = folder.rpartition("/")
        try:
            above = self.find(parent)
        except Obstructed:
            return True
        if above is None:
            return True
        try:
            os.rmdir(name, dir_fd=above)
        except FileNotFoundError:
            pass
        except OSError as error:
            if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR, errno.EBUSY}:
                return False
            raise
        if folder in self._open:
            os.close(self._open.pop(folder))
        return True

    def remove(self, path: str) -> None:
        """Remove the file at `path`."""
        folder, _, name = path.rpartition("/")
        os.unlink(name, dir_fd=self.need(folder))

    def matches(self, path: str, data: bytes) -> bool | None:
        """Whether the file at `path` has exactly these bytes; None if there is none."""
        opened = self._open_file(path)
        if opened is None:
            return None
        file, found = opened
        try:
            return found.st_size == len(data) and _read(file, found.st_size) == data
        finally:
            os.close(file)

    def read(self, path: str, limit: int = 1 << 30) -> bytes | None:
        """The first `limit` bytes of the file at `path`; None if there is none."""
        opened = self._open_file(path)
        if opened is None:
            return None
        file, found = opened
        try:
            return _read(file, min(found.st_size, limit))
        finally:
            os.close(file)

    def digest(self, path: str) -> str | None:
        """The sha256 of the file at `path` in hex; None if there is none."""
        opened = self._open_file(path)
        if opened is None:
            return None
        import hashlib

        total = hashlib.sha256()
        try:
            while data := os.read(opened[0], _CHUNK):
                total.update(data)
        finally:
            os.close(opened[0])
        return total.hexdigest()

    def inode(self, path: str) -> tuple[int, int] | None:
        """What tells whether two spellings lead to one file; None if there is no file."""
        opened = self._open_file(path)
        if opened is None:
            return None
        os.close(opened[0])
        return opened[1].st_dev, opened[1].st_ino

    def entries(self, folder: str) -> list[tuple[str, bool]]:
        """Names in `folder`, sorted, each with whether it is a folder itself; empty if there is no such folder."""
        found = self.find(folder)
        if found is None:
            return []
        with os.scandir(found) as entries:
            return sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries)

    def below(self, folder: str) -> Iterator[str]:
        """Everything below `folder` that isn't a folder with something in it."""
        for name, is_folder in self.entries(folder):
            path = f"{folder}/{name}"
            inside = self.below(path) if is_folder else iter(())
            first = next(inside, None)
            yield path if first is None else first
            yield from inside

    def _open_file(self, path: str) -> tuple[int, os.stat_result] | None:
        """The regular file at `path`, open for reading; None if there is none."""
        folder, _, name = path.rpartition("/")
        above = self.find(folder)
        if above is None:
            return None
        try:
            file = os.open(name, _OPEN_FILE, dir_fd=above)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.ENXIO}:
                raise Obstructed(path, kind_of(os.stat(name, dir_fd=above, follow_symlinks=False))) from error
            raise
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            os.close(file)
            raise Obstructed(path, kind_of(found))
        return file, found


def folders_of(paths: Iterable[str]) -> set[str]:
    """The folders that paths lead through; many files share one, so that each is looked at once."""
    found: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths} - {""}:
        found.update(parents(folder), (folder,))
    return found


def parents(path: str) -> list[str]:
    """The folders that a path leads through, outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def kind_of(found: os.stat_result) -> Kind:
    """What a directory entry is."""
    if stat.S_ISLNK(found.st_mode):
        return "symbolic link"
    if stat.S_ISDIR(found.st_mode):
        return "folder"
    return "file" if stat.S_ISREG(found.st_mode) else "device, pipe or socket"


def _read(file: int, limit: int) -> bytes:
    data = os.read(file, limit)
    while len(data) < limit and (more := os.read(file, limit - len(data))):
        data += more  # the system may give less than it was asked for
    return data
