"""What a commit would do to the tree: produced files against those on disk and in the old records.

Reads, decides, changes nothing; the same survey serves `build`, a dry run and `build --check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.emit import trouble
from monitorgen.emit.folders import Obstructed, folders_of
from monitorgen.emit.journal import Journal, Move
from monitorgen.emit.records import UNVOUCHED, is_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.emit.folders import Folders


class Pending(Struct, frozen=True):
    """A produced file that isn't on disk as it should be: its sha256, and its number in the stage."""

    path: str
    digest: str
    number: int


class Survey(Struct):
    """What was found, path by path relative to the output's root."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    refused: list[Diagnostic] = field(default_factory=list)
    clear: list[Move] = field(default_factory=list)
    places: list[Move] = field(default_factory=list)
    removals: list[Move] = field(default_factory=list)


def survey(
    tree: Folders,
    pending: Sequence[Pending],
    listed: Mapping[str, str],
    stale: Mapping[str, str | None],
    *,
    overwrite: bool,
) -> Survey:
    """Compare with the disk.

    `listed` holds the hashes of the pending files in the old records; `stale` the files that only old records know,
    with their hashes there, None for what nobody vouches for: records and lists. Edited and foreign files are refused
    unless `overwrite`; other obstacles always are.
    """
    found = Survey()
    first = set[str]()
    missing = {
        folder
        for folder in folders_of(file.path for file in pending)
        if _is_missing(tree, folder, obstructed=False)  # which is told of each file
    }
    for file in pending:
        try:
            old = None if file.path.rpartition("/")[0] in missing else tree.digest(file.path)
        except Obstructed as obstacle:
            hindrance = _hindrance(tree, file.path, obstacle, stale)
            if hindrance is None:
                found.refused.append(trouble.obstructed(file.path, obstacle))
                continue
            first |= hindrance
            old = None
        if old != file.digest:  # else somebody has just made it what it shall be
            _place(found, file, old, listed, overwrite=overwrite)
    for number, path in enumerate(stale, start=len(pending)):
        try:
            old = tree.digest(path)
        except Obstructed as obstacle:
            if obstacle.kind == "symbolic link":
                found.refused.append(trouble.obstructed(path, obstacle))
            continue  # what is there now is no file of ours
        if old is not None:
            move = Move(number, path, old, None)
            (found.clear if path in first else found.removals).append(move)
            _remove(found, path, edited=stale[path] not in {None, old}, overwrite=overwrite)
    return found


def journal_of(tree: Folders, found: Survey) -> Journal:
    """The moves in their order: files come, stale ones go, then the same for records, so that these speak last."""
    moves = tuple(sorted((*found.places, *found.removals), key=lambda move: is_record(move.path)))
    needed = folders_of(move.path for move in moves if move.new is not None)
    missing = sorted(
        (folder for folder in needed if _is_missing(tree, folder, obstructed=True)),
        key=lambda path: (path.count("/"), path),
    )
    return Journal(tuple(found.clear), tuple(missing), moves)


def _place(found: Survey, file: Pending, old: str | None, listed: Mapping[str, str], *, overwrite: bool) -> None:
    found.places.append(Move(file.number, file.path, old, file.digest))
    if old is None:
        found.added.append(file.path)
        return
    found.changed.append(file.path)
    if is_record(file.path):
        return  # nobody vouches for a record; one that can't be read was refused when its unit came
    expected = listed.get(file.path)
    if expected is None:
        found.foreign.append(file.path)
        if not overwrite:
            found.refused.append(trouble.foreign(file.path))
    elif expected not in {UNVOUCHED, old}:
        found.edited.append(file.path)
        if not overwrite:
            found.refused.append(trouble.edited(file.path, removed=False))


def _remove(found: Survey, path: str, *, edited: bool, overwrite: bool) -> None:
    found.removed.append(path)
    if edited:
        found.edited.append(path)
        if not overwrite:
            found.refused.append(trouble.edited(path, removed=True))


def _hindrance(tree: Folders, path: str, obstacle: Obstructed, stale: Mapping[str, str | None]) -> set[str] | None:
    """The stale files that only have to go first, or None if what is in the way is not ours to remove."""
    if obstacle.kind == "file" and obstacle.path != path:
        inside = {obstacle.path}
    elif obstacle.kind == "folder" and obstacle.path == path:
        inside = set(tree.below(path))
    else:
        return None
    return inside if inside and inside <= stale.keys() else None


def _is_missing(tree: Folders, folder: str, *, obstructed: bool) -> bool:
    """Whether there is no such folder; `obstructed` is the answer where something else is in its way."""
    try:
        return tree.find(folder) is None
    except Obstructed:
        return obstructed
