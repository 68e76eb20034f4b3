"""The writer of the output tree: takes the generated files one by one, then makes them the tree, all or none.

    with TreeWriter("out", Scope(systems=frozenset({"shop"}))) as tree:
        tree.put("shop/production", "checkout", "prometheus/rules/checkout.yml", data)
        tree.record("shop/production", "checkout", {"summary": ...})
        result = tree.commit()

Each file is compared with the disk as it comes and staged only if it differs, so that a build holds one file at a time
and touches nothing that is as it should be. What was generated before is known from the records on disk, one a unit:
files that only they list are stale and removed, files that differ from them were edited by hand and are refused.

Behind it: `opening` takes hold of the folder (`lock`), `survey` decides what would change (`past`, `records`,
`names`), `commit` changes it so that a crash leaves no mix (`site`, `journal`, `durable`), `folders` reaches files
without following links, `trouble` words what goes wrong.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from msgspec import Struct, field

from monitorgen.diagnostics import Refused
from monitorgen.emit import trouble
from monitorgen.emit.commit import commit
from monitorgen.emit.folders import Folders, Obstructed
from monitorgen.emit.journal import Broken
from monitorgen.emit.lock import still_at
from monitorgen.emit.names import RECORDS, Fault, Names
from monitorgen.emit.opening import Opened, open_to_read, open_to_write
from monitorgen.emit.outcome import EVERYTHING, Result, Scope
from monitorgen.emit.past import Past
from monitorgen.emit.records import UNVOUCHED, Unreadable, among_records, encode, record_path
from monitorgen.emit.survey import Pending, Survey, journal_of, survey

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from types import TracebackType

    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json

__all__ = ["EVERYTHING", "Result", "Scope", "TreeWriter"]

_UNTOUCHED = "nothing was changed"
_MISPLACED = Fault("MG820", "is not <system>/<environment>/plan/<unit>.json", "use names without a slash")
_RESERVED = Fault("MG821", f"is in {RECORDS!r}, where only records are", "choose another folder")


class _Unit(Struct):
    """The files of a unit whose record is still to come: path and sha256; `fresh` are those not on disk like that."""

    files: dict[str, str] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)


class TreeWriter:
    """A build's hold on the output folder `root`; a context manager.

    Files outside of `scope` are dropped as they come, and stay on disk as they are.
    Leaving it without a commit leaves the tree as it was. With `check_only` nothing at all is written, no lock
    either, so that it works in a read-only checkout. `patience` is how many seconds to wait for another build,
    `on_wait` is told once which one that is. `step` is told before each act that changes something on disk.

    If `made` is a map, it gets the path and the sha256 of every file that is as it shall be after a commit.

    Names that can't be written and files that may not be replaced are collected and stand in the result. Whatever
    else goes wrong raises `Refused` (MG812 to MG817, MG827), from any method.
    """

    read_whole: Mapping[str, str] = {}
    """Folders that a server reads whole, below an environment's, and how the names of its files end."""
    lists: frozenset[str] = frozenset()
    """Files that list what all units bring. Branches meet in them, so no record vouches for them: a build replaces
    what a merge made of them."""

    def __init__(
        self,
        root: str | os.PathLike[str],
        scope: Scope = EVERYTHING,
        *,
        overwrite: bool = False,
        check_only: bool = False,
        patience: float = 60.0,
        on_wait: Callable[[str], None] = lambda _holder: None,
        step: Callable[[str], None] = lambda _act: None,
    ) -> None:
        self._root = os.fspath(root)
        self._scope = scope
        self._overwrite = overwrite
        self._check_only = check_only
        self._patience = patience
        self._on_wait = on_wait
        self._step = step
        self._opened = Opened(self._root, Folders(None))
        self._past = Past(self._opened.tree)
        self._names = Names()
        self._units: dict[tuple[str, str], _Unit] = {}
        self._recorded: set[str] = set()  # paths of the records of this build
        self._pending: list[Pending] = []
        self._listed: dict[str, str] = {}  # what the old records say of pending files
        self._gone: dict[str, str] = {}  # what the old records say of files that their unit has no more
        self._missing: set[str] = set()  # folders that weren't there when a file of theirs came
        self._unchanged = 0
        self._refused: list[Diagnostic] = []
        self.made: dict[str, str] | None = None
        self._whole: dict[str, str] = {}  # folders with generated files that a server reads whole

    def __enter__(self) -> Self:
        with self._telling("read" if self._check_only else "write", _UNTOUCHED):
            if self._check_only:
                self._opened = open_to_read(self._root, patience=self._patience, on_wait=self._on_wait)
            else:
                self._opened = open_to_write(
                    self._root,
                    overwrite=self._overwrite,
                    patience=self._patience,
                    on_wait=self._on_wait,
                    step=self._step,
                )
        self._past = Past(self._opened.tree)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._telling("clean up in"):
            self._opened.close()

    def put(self, folder: str, unit: str, path: str, data: bytes) -> None:
        """Take one generated file: `path` relative to `folder`, which is `<system>/<environment>`."""
        full = f"{folder}/{path}"
        entry = self._unit(folder, unit)
        if not self._scope.takes(path):
            return
        if (among_records(path) and self._refuse(full, _RESERVED)) or not self._claim(full, unit):
            return
        above = path.rpartition("/")[0]
        if above in self.read_whole:
            self._whole[f"{folder}/{above}"] = self.read_whole[above]
        digest = hashlib.sha256(data).hexdigest()
        entry.files[path] = UNVOUCHED if path in self.lists else digest
        if not self._settle(full, data, digest):
            entry.fresh.append(path)

    def record(self, folder: str, unit: str, content: Mapping[str, Json]) -> None:
        """Close a unit after its last file. Its record gets `content`, and the hashes of the files."""
        entry = self._unit(folder, unit)
        del self._units[folder, unit]
        path = record_path(folder, unit)
        if not self._claim(path, unit):
            return
        self._recorded.add(path)
        before: Mapping[str, str] | None = None
        if self._scope.part is not None:
            before = self._before(path)  # a part of the files keeps the record of the others
        data = encode(content, {**self._untaken(before or {}), **entry.files})
        if self._settle(path, data, hashlib.sha256(data).hexdigest()):
            before = entry.files
        elif before is None:
            before = self._before(path)
        gone = before.keys() - entry.files.keys() - self._untaken(before).keys()
        self._gone.update((f"{folder}/{name}", before[name]) for name in before if name in gone)
        self._listed.update((f"{folder}/{name}", before[name]) for name in entry.fresh if name in before)

    def plan(self) -> Result:
        """What `commit` would do; for a dry run and for `build --check`."""
        return self._result(self._survey())

    def commit(self) -> Result:
        """Make the tree what was produced, unless there are errors among the result's diagnostics."""
        site = self._opened.site
        if site is None:
            raise ValueError("a tree that is only looked at can't be committed")
        found = self._survey()
        result = self._result(found)
        if result.failed:
            return result
        with self._telling("write", _UNTOUCHED):
            if not still_at(self._root, site.tree.need("")):
                raise trouble.unusable(self._root, "it was moved or removed while it was being written")
            moves = journal_of(site.tree, found)
            if moves.clear or moves.moves:
                commit(site, moves)
        return self._result(found, written=True)

    def _unit(self, folder: str, unit: str) -> _Unit:
        entry = self._units.get((folder, unit))
        if entry is None:
            if folder.count("/") != 1 or "/" in unit:
                raise Refused(trouble.bad_name(record_path(folder, unit), _MISPLACED))
            if not self._scope.covers(folder):
                raise ValueError(f"{folder} is outside the scope of this build")
            if record_path(folder, unit) in self._recorded:
                raise ValueError(f"the unit {unit} of {folder} was closed by its record")
            entry = self._units[folder, unit] = _Unit()
        return entry

    def _claim(self, path: str, unit: str) -> bool:
        fault = self._names.claim(path, unit)
        return fault is None or not self._refuse(path, fault)

    def _refuse(self, path: str, fault: Fault) -> bool:
        self._refused.append(trouble.bad_name(path, fault))
        return True

    def _settle(self, path: str, data: bytes, digest: str) -> bool:
        """Whether the file on disk is `data` already; if not, stage it."""
        number = len(self._pending)
        if self.made is not None:
            self.made[path] = digest
        try:
            if self._is_there(path, data):
                self._unchanged += 1
                return True
            if self._opened.site is not None:
                self._opened.site.add(number, data)
        except OSError as error:
            raise trouble.failed(self._root, error, "write", _UNTOUCHED) from error
        self._pending.append(Pending(path, digest, number))
        return False

    def _is_there(self, path: str, data: bytes) -> bool:
        """Whether the file on disk is `data`; the survey looks again at all those that weren't."""
        folder = path.rpartition("/")[0]
        if folder in self._missing:
            return False
        tree = self._opened.tree
        try:
            if tree.find(folder) is None:
                self._missing.add(folder)
                return False
            return bool(tree.matches(path, data))
        except Obstructed:
            return False  # the survey finds out whether that can be helped

    def _untaken(self, files: Mapping[str, str]) -> dict[str, str]:
        """Those of a record's files that are outside of the scope."""
        return {name: sha for name, sha in files.items() if not self._scope.takes(name)}

    def _before(self, path: str) -> Mapping[str, str]:
        with self._telling("read", _UNTOUCHED):
            return self._old_files(path, self._refused)

    def _old_files(self, path: str, refused: list[Diagnostic]) -> Mapping[str, str]:
        """The files that the record at `path` lists; none if it can't be read, which is told to `refused`."""
        try:
            old = self._past.read(path)
        except Obstructed:
            return {}  # told by the survey
        except Unreadable as error:
            refused.append(trouble.unreadable_record(path, str(error), fatal=not self._overwrite))
            return {}
        return {} if old is None else old.files

    def _survey(self) -> Survey:
        if self._units:
            raise ValueError(f"units without a record: {sorted(self._units)}")
        refused = list(self._refused)
        gone = dict(self._gone)
        listed = dict(self._listed)
        stale: dict[str, str | None] = {}
        with self._telling("read", _UNTOUCHED):
            for folder, path in self._past.stale(self._scope.covers, self._recorded):
                files = self._old_files(path, refused)
                untaken = self._untaken(files)
                taken = {f"{folder}/{name}": sha for name, sha in files.items() if name not in untaken}
                gone |= taken
                if untaken:
                    self._shrink(path, untaken)
                    self._gone |= taken
                else:
                    stale[path] = None
            for path, digest in gone.items():
                if self._names.holds(path):
                    listed.setdefault(path, digest)  # it went from one unit to another
                elif not self._is_twin(path):
                    stale[path] = digest or None
            found = survey(self._opened.tree, self._pending, listed, stale, overwrite=self._overwrite)
            strays = [trouble.stray(path) for path in self._strays(gone.keys() | stale.keys())]
            if self._check_only:
                self._opened.refuse_pending()
        found.refused[:0] = [*refused, *strays]
        return found

    def _strays(self, going: Collection[str]) -> Iterator[str]:
        """Files that nobody generated where a server reads whatever is there."""
        for folder, ending in sorted(self._whole.items()):
            for name, is_folder in self._opened.tree.entries(folder):
                path = f"{folder}/{name}"
                known = is_folder or self._names.holds(path) or path in going or self._is_twin(path)
                if name.endswith(ending) and not known:
                    yield path

    def _shrink(self, path: str, files: Mapping[str, str]) -> None:
        """Let the record of a unit that is gone stay, for `files`, which are outside of the scope."""
        old = self._past.believed(path)
        assert old is not None
        data = encode(old.content, files)
        self._settle(path, data, hashlib.sha256(data).hexdigest())
        self._recorded.add(path)

    def _is_twin(self, path: str) -> bool:
        """Whether the file system takes a stale path for a produced one that is spelled otherwise."""
        twin = self._names.twin(path)
        return twin is not None and self._opened.tree.inode(twin) == self._opened.tree.inode(path)

    def _result(self, found: Survey, *, written: bool = False) -> Result:
        return Result(
            added=tuple(found.added),
            changed=tuple(found.changed),
            removed=tuple(found.removed),
            edited=tuple(found.edited),
            foreign=tuple(found.foreign),
            unchanged=self._unchanged,
            diagnostics=tuple(found.refused),
            written=written,
            recovered=self._opened.recovered,
        )

    @contextmanager
    def _telling(self, doing: str, outcome: str = "") -> Iterator[None]:
        """Raise `Refused` for what the layers below raise."""
        try:
            yield
        except Obstructed as obstacle:
            raise Refused(trouble.obstructed(obstacle.path, obstacle)) from obstacle
        except Broken as broken:
            raise trouble.stuck(self._root, str(broken), broken.hint) from broken
        except OSError as error:
            raise trouble.failed(self._root, error, doing, outcome) from error
