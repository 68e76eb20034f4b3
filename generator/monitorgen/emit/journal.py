"""Replacing many files so that a crash leaves the old tree or the new one, never a part of each for good.

The journal says how to go back. Before the first file is replaced, every file that will be replaced or removed has a
second name in the stage (a hard link), and the journal, which lists them with the hashes before and after, is on the
disk. As long as it is there the tree counts as half written, and `undo` brings back the old one: from the next command
after a kill, or at once when a step fails. Removing the journal is the moment at which the new tree is the tree.

One direction only: a journal that could also be finished would need two ways through each state that a crash can
leave. What is lost by going back is done anew by the build that goes back.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitorgen.emit.durable import flush_files, flush_folder, flush_folders
from monitorgen.emit.folders import OPEN_FOLDER, Folders, Obstructed, parents
from monitorgen.emit.names import path_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_JOURNAL = "journal"
_DRAFT = "journal.new"
_STAGE = "stage"
_NO_LINKS = frozenset({errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


class Broken(Exception):  # noqa: N818 - told to people as MG817
    """A journal that can't be undone as it stands; `str(error)` says why, `hint` what to do."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to one file: its sha256 before and after, None where there is no file.

    `number` names its copies in the stage: `<number>.new` is what comes, `<number>.old` what was.
    """

    number: int
    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    """The moves of one commit, relative to the output's root.

    `clear` are files whose place is needed for a folder, or which are in a folder whose place is needed for a file;
    they go first. Then the folders in `made` are made, outermost first, then come `moves` in their order.
    """

    clear: tuple[Move, ...]
    made: tuple[str, ...]
    moves: tuple[Move, ...]


@dataclass(slots=True)
class Site:
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
            _write(file, data)
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

    def clean(self) -> None:
        """Remove the stage and a journal that was never valid. The real journal must be gone."""
        for name in sorted(os.listdir(self.stage)):
            self.step(f"unstage {name}")
            os.unlink(name, dir_fd=self.stage)
        self.close()
        self.step("remove the stage")
        os.rmdir(_STAGE, dir_fd=self.home)
        if _DRAFT in os.listdir(self.home):
            os.unlink(_DRAFT, dir_fd=self.home)


def is_pending(home: int) -> bool:
    """Whether there is a journal in the open `.monitorgen`."""
    return _JOURNAL in os.listdir(home)


def commit(site: Site, journal: Journal) -> None:
    """Make the new tree of the old one. When a step fails, the old tree is back and the error goes on.

    Raises `OSError` for the step that failed, and `Broken` if then even the way back failed.
    """
    for move in (*journal.clear, *journal.moves):
        if move.old is not None:
            site.step(f"back up {move.path}")
            _back_up(site, move)
    site.step("flush the stage")
    flush_files(site.stage, [f"{move.number}.new" for move in journal.moves if move.new is not None])
    _draft(site, journal)
    try:
        _publish(site)
        _apply(site, journal)
        _drop(site)
    except BaseException as reason:  # an interrupt too: the tree must not stay half written for it
        if is_pending(site.home):
            _go_back(site, reason)
        raise


def undo(site: Site, *, overwrite: bool) -> None:
    """Bring back the tree as it was before the pending commit.

    A file that is neither what it was nor what the commit made of it was changed since by somebody; then `Broken` is
    raised before anything is touched, unless `overwrite` is given.
    """
    journal = _read(site)
    if not overwrite:
        for move in (*journal.clear, *journal.moves):
            if _now(site, move) not in {move.old, move.new}:
                hint = "move that file away, or give its change up with --overwrite"
                raise Broken(f"{move.path} was changed since it was interrupted", hint)
    for move in reversed(journal.moves):
        _restore(site, move)
    for folder in reversed(journal.made):
        site.step(f"unmake {folder}")
        site.tree.unmake(folder)
    for move in reversed(journal.clear):
        _restore(site, move)
    flush_folders(site.tree, _folders_of(journal))
    _drop(site)


def _apply(site: Site, journal: Journal) -> None:
    for move in journal.clear:
        site.step(f"clear {move.path}")
        site.tree.remove(move.path)
    _prune(site, journal, journal.clear)
    for folder in journal.made:
        site.step(f"make {folder}")
        site.tree.make(folder)
    for move in journal.moves:
        if move.new is None:
            site.step(f"remove {move.path}")
            site.tree.remove(move.path)
        else:
            site.step(f"place {move.path}")
            folder, _, name = move.path.rpartition("/")
            os.rename(f"{move.number}.new", name, src_dir_fd=site.stage, dst_dir_fd=site.tree.need(folder))
    _prune(site, journal, [move for move in journal.moves if move.new is None])
    site.step("flush the tree")
    flush_folders(site.tree, _folders_of(journal))


def _restore(site: Site, move: Move) -> None:
    """Make one file what it was, from whatever state it is in."""
    now = _now(site, move)
    if now == move.old:
        return
    site.step(f"restore {move.path}")
    folder, _, name = move.path.rpartition("/")
    if move.old is None:
        site.tree.remove(move.path)
        return
    backup = f"{move.number}.old"
    if Folders(site.stage).digest(backup) != move.old:
        raise Broken(
            f"the copy of {move.path} is damaged", "restore the output with git, then remove .monitorgen in it"
        )
    for parent in parents(move.path):
        if site.tree.find(parent) is None:
            site.tree.make(parent)
    os.rename(backup, name, src_dir_fd=site.stage, dst_dir_fd=site.tree.need(folder))


def _now(site: Site, move: Move) -> str | None:
    """The sha256 of the file at a move's path; None too while a file or folder has its place that is moved itself."""
    try:
        return site.tree.digest(move.path)
    except Obstructed as obstacle:
        if obstacle.kind in {"symbolic link", "device, pipe or socket"}:
            raise Broken(str(obstacle), "remove it") from obstacle
        return None


def _back_up(site: Site, move: Move) -> None:
    """Give the present file a second name in the stage; a copy where the file system or its rules forbid that."""
    folder, _, name = move.path.rpartition("/")
    backup = f"{move.number}.old"
    try:
        parent = site.tree.need(folder)
        os.link(name, backup, src_dir_fd=parent, dst_dir_fd=site.stage, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        data = site.tree.read(move.path)
        if data is None:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), move.path) from error
        file = os.open(backup, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644, dir_fd=site.stage)
        try:
            _write(file, data)
            os.fsync(file)
        finally:
            os.close(file)


def _go_back(site: Site, reason: BaseException) -> None:
    try:
        undo(site, overwrite=True)
    except (OSError, Obstructed) as error:
        raise Broken(f"{error} (while going back after: {reason})") from error


def _draft(site: Site, journal: Journal) -> None:
    site.step("write the journal")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(_DRAFT, flags, 0o644, dir_fd=site.home)
    try:
        _write(file, _encode(journal))
        os.fsync(file)
    finally:
        os.close(file)


def _publish(site: Site) -> None:
    site.step("publish the journal")
    os.rename(_DRAFT, _JOURNAL, src_dir_fd=site.home, dst_dir_fd=site.home)
    flush_folder(site.home)


def _drop(site: Site) -> None:
    site.step("drop the journal")
    os.unlink(_JOURNAL, dir_fd=site.home)
    flush_folder(site.home)  # before the copies go that it would need


def _encode(journal: Journal) -> bytes:
    def rows(moves: Iterable[Move]) -> list[tuple[int, str, str | None, str | None]]:
        return [(move.number, move.path, move.old, move.new) for move in moves]

    return json.dumps({"clear": rows(journal.clear), "made": journal.made, "moves": rows(journal.moves)}).encode()


def _read(site: Site) -> Journal:
    try:
        document = json.loads(Folders(site.home).read(_JOURNAL) or b"")
        clear, made, moves = document["clear"], document["made"], document["moves"]
        journal = Journal(tuple(map(_move, clear)), tuple(map(_path, made)), tuple(map(_move, moves)))
    except (ValueError, TypeError, KeyError, RecursionError, Obstructed) as error:
        hint = "restore the output with git, then remove .monitorgen in it"
        raise Broken("its journal is damaged", hint) from error
    return journal


def _move(row: object) -> Move:
    """One move, read back; ValueError for one that was never written: it must not lead out of tree and stage."""
    match row:
        case [int() as number, str() as path, (str() | None) as old, (str() | None) as new]:
            return Move(number, _path(path), old, new)
    raise ValueError(row)


def _path(path: object) -> str:
    if not isinstance(path, str) or path_fault(path):
        raise ValueError(path)
    return path


def _prune(site: Site, journal: Journal, gone: Iterable[Move]) -> None:
    """Remove the folders that lost files and are empty now, and those above them that are empty then."""
    needed = {parent for move in journal.moves if move.new is not None for parent in parents(move.path)}
    emptied = {parent for move in gone for parent in parents(move.path)} - needed
    for folder in sorted(emptied, key=lambda path: (-path.count("/"), path)):
        site.step(f"prune {folder}")
        site.tree.unmake(folder)


def _folders_of(journal: Journal) -> list[str]:
    """Every folder in which a commit or its undoing changes a name."""
    paths = [*journal.made, *(move.path for move in (*journal.clear, *journal.moves))]
    return sorted({folder for path in paths for folder in ("", *parents(path))})


def _write(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]
