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
import os
from typing import TYPE_CHECKING

from monitorgen.emit.durable import flush_files, flush_folders
from monitorgen.emit.folders import Folders, Obstructed, folders_of, parents
from monitorgen.emit.journal import Broken, draft, drop, publish, read
from monitorgen.emit.site import write_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.emit.journal import Journal, Move
    from monitorgen.emit.site import Site

_NO_LINKS = frozenset({errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


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
    draft(site, journal)
    try:
        publish(site)
        _apply(site, journal)
        drop(site)
    except BaseException as reason:  # an interrupt too: the tree must not stay half written for it
        if site.is_pending:
            _go_back(site, reason)
        raise


def undo(site: Site, *, overwrite: bool) -> None:
    """Bring back the tree as it was before the pending commit.

    A file that is neither what it was nor what the commit made of it was changed since by somebody; then `Broken` is
    raised before anything is touched, unless `overwrite` is given.
    """
    journal = read(site)
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
    drop(site)


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
            write_all(file, data)
            os.fsync(file)
        finally:
            os.close(file)


def _go_back(site: Site, reason: BaseException) -> None:
    try:
        undo(site, overwrite=True)
    except (OSError, Obstructed) as error:
        raise Broken(f"{error} (while going back after: {reason})") from error


def _prune(site: Site, journal: Journal, gone: Iterable[Move]) -> None:
    """Remove the folders that lost files and are empty now, and those above them that are empty then."""
    emptied = folders_of(move.path for move in gone)
    if emptied:
        emptied -= folders_of(move.path for move in journal.moves if move.new is not None)
    for folder in sorted(emptied, key=lambda path: (-path.count("/"), path)):
        site.step(f"prune {folder}")
        site.tree.unmake(folder)


def _folders_of(journal: Journal) -> list[str]:
    """Every folder in which a commit or its undoing changes a name."""
    paths = (*journal.made, *(move.path for move in (*journal.clear, *journal.moves)))
    return sorted({"", *folders_of(paths)})
