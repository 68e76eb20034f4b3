"""The journal of a commit: what it does to which file, so that it can be undone."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.emit.durable import flush_folder
from monitorgen.emit.folders import Folders, Obstructed
from monitorgen.emit.names import path_fault
from monitorgen.emit.site import DRAFT, JOURNAL, Site, write_all

if TYPE_CHECKING:
    from collections.abc import Iterable


class Broken(Exception):  # noqa: N818 - told to people as MG817
    """A journal that can't be undone as it stands; `str(error)` says why, `hint` what to do."""

    def __init__(self, why: str, hint: str = "") -> None:
        super().__init__(why)
        self.hint = hint


class Move(Struct, frozen=True):
    """What happens to one file: its sha256 before and after, None where there is no file.

    `number` names its copies in the stage: `<number>.new` is what comes, `<number>.old` what was.
    """

    number: int
    path: str
    old: str | None
    new: str | None


class Journal(Struct, frozen=True):
    """The moves of one commit, relative to the output's root.

    `clear` are files whose place is needed for a folder, or which are in a folder whose place is needed for a file;
    they go first. Then the folders in `made` are made, outermost first, then come `moves` in their order.
    """

    clear: tuple[Move, ...]
    made: tuple[str, ...]
    moves: tuple[Move, ...]


def draft(site: Site, journal: Journal) -> None:
    """Write the journal without declaring it valid."""
    site.step("write the journal")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(DRAFT, flags, 0o644, dir_fd=site.home)
    try:
        write_all(file, _encode(journal))
        os.fsync(file)
    finally:
        os.close(file)


def publish(site: Site) -> None:
    """Declare the journal valid: from here on the tree counts as half written."""
    site.step("publish the journal")
    os.rename(DRAFT, JOURNAL, src_dir_fd=site.home, dst_dir_fd=site.home)
    flush_folder(site.home)


def drop(site: Site) -> None:
    """Remove the journal: from here on the tree is what it is."""
    site.step("drop the journal")
    os.unlink(JOURNAL, dir_fd=site.home)
    flush_folder(site.home)  # before the copies go that it would need


def _encode(journal: Journal) -> bytes:
    def rows(moves: Iterable[Move]) -> list[tuple[int, str, str | None, str | None]]:
        return [(move.number, move.path, move.old, move.new) for move in moves]

    return json.dumps({"clear": rows(journal.clear), "made": journal.made, "moves": rows(journal.moves)}).encode()


def read(site: Site) -> Journal:
    """The journal that a commit left; `Broken` if no commit can have written it."""
    try:
        document = json.loads(Folders(site.home).read(JOURNAL) or b"")
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
