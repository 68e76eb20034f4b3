"""Builds that are remembered: what was found by one whose specs, program and output are still as they were.

    cache = BuildCache(folder, selection, out, scope.covers)
    told = cache.recall()
    if told is None:
        with noted() as inputs:
            ...                                     # build, with the writer's `made` being a map
        cache.keep(told, tree.made, inputs)

A build depends on every file of the specs folder, on what Python specs say when they are run, on every file of
monitorgen, and on the packages that are installed. It holds as long as all files that it made, and no others beside
them, are as it made them. Looking tells that of most files, their content of the rest (`looks`). What can't be
accounted for, from a link among the specs to a folder that can't be written to, is not remembered: a cache is never in
the way, and never the reason of an error.
"""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.cache import entry, looks
from monitorgen.emit.folders import Folders, Obstructed
from monitorgen.emit.names import HOME
from monitorgen.emit.recorded import record_folders
from monitorgen.resources import templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from monitorgen.load.confined import Ran
    from monitorgen.load.inputs import Inputs
    from monitorgen.selection import Selection

_BEGAN = time.time_ns()
"""When this process began, nearly: what the program's files say later is not what runs here."""

_PACKAGE = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120
_SPECS, _PROGRAM, _OUTPUT = "specs/", "program/", "output/"


class BuildCache:
    """What is remembered of builds of a selection into one folder. `recall` comes first, `keep` if it gave nothing.

    `covers` tells of a folder `<system>/<environment>` whether the build speaks for it; no `targets` are all of them.
    """

    def __init__(
        self,
        folder: Path,
        selection: Selection,
        out: Path,
        covers: Callable[[str], bool],
        targets: Iterable[str] = (),
    ) -> None:
        self._selection = selection
        self._specs, self._out = os.fspath(selection.specs), os.fspath(out)
        self._covers = covers
        self._key = self._made_key(targets)
        self._place = entry.place(folder, self._key)
        self._started = time.time_ns()
        self._inputs: looks.States | None = None
        self._digests: dict[str, str] = {}

    def recall(self) -> str | None:
        """What the last build of this order told, if it would tell the same now and write nothing; else None."""
        with _given_up():
            inputs = self._look_at_inputs()
            old = entry.read(self._place, self._key)
            with _given_up():
                if old is not None and self._holds(old, inputs):
                    return old.told
            self._digests = self._content(inputs, old)
            self._inputs = inputs
        return None

    def keep(self, told: str, made: Mapping[str, str], inputs: Inputs) -> None:
        """Remember what a build told that has made these files (paths and sha256), unless it can't be accounted for."""
        if self._inputs is None:
            return
        with _given_up():
            if self._look_at_inputs() != self._inputs or not self._accounts_for(inputs.paths):
                return
            unsettled = [name for name in self._inputs if not self._is_settled(self._inputs[name])]
            if any(self._digest(name) != self._digests[name] for name in unsettled):
                return
            folders = tuple(sorted({path.rpartition("/")[0] for path in made}))
            with self._output() as tree:
                output = looks.of_output(tree, folders, _OUTPUT)
                units = self._units(tree)
            digests = {**dict.fromkeys(output, ""), **self._digests, **_renamed(_OUTPUT, made)}
            states = self._inputs | output
            if digests.keys() == states.keys():
                runs = tuple(self._ran(folder, file, ran) for folder, file, ran in inputs.runs)
                contents = entry.packed(digests)
                entry.write(
                    self._place,
                    entry.Entry(self._key, self._lasting(states), contents, folders, units, runs, told),
                )

    def _holds(self, old: entry.Entry, inputs: looks.States) -> bool:
        """Whether everything is as it was for an earlier build; what had to be read for that is looked at next time."""
        with self._output() as tree:
            if self._units(tree) != old.units:
                return False
            now = inputs | looks.of_output(tree, old.folders, _OUTPUT)
            untouched = entry.packed(now) == old.looks
            if not untouched and not self._is_as_it_was(now, old, tree):
                return False
        if not self._says_the_same(old.runs):
            return False
        if not untouched:
            with _given_up():
                entry.write(self._place, replace(old, looks=self._lasting(now)))
        return True

    def _is_as_it_was(self, now: looks.States, old: entry.Entry, tree: Folders) -> bool:
        """Whether there are the same files, and those that look otherwise than before hold what they held."""
        before, digests = entry.unpacked(old.looks), entry.unpacked(old.contents)
        if now.keys() != before.keys():
            return False
        touched = (name for name, state in now.items() if state != before[name] and digests[name])
        return all(self._digest(name, tree) == digests[name] for name in touched)

    def _made_key(self, targets: Iterable[str]) -> str:
        """The same for builds of which one may answer for the other: of the same folders, by the same names."""
        chosen = self._selection.systems, self._selection.environments
        return json.dumps(
            [
                *(self._specs, self._out, os.path.realpath(self._specs), os.path.realpath(self._out)),
                *(sorted(each) if each is not None else None for each in chosen),
                sorted(targets),
                sys.version,
                _installed(),
            ]
        )

    def _look_at_inputs(self) -> looks.States:
        program, newest = looks.of_program(_program())
        if newest >= _BEGAN - looks.MARGIN:
            raise looks.Unaccountable(_PROGRAM)
        return _renamed(_SPECS, looks.of_specs(self._specs)) | _renamed(_PROGRAM, program)

    @contextmanager
    def _output(self) -> Iterator[Folders]:
        """The output folder, if there is one that nobody is writing to and that a build could be written to."""
        root = os.open(self._out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        tree = Folders(root)
        try:
            if tree.find(HOME) is not None or not os.access(self._out, os.W_OK | os.X_OK):
                raise looks.Unaccountable(HOME)
            yield tree
        finally:
            tree.close()
            os.close(root)

    def _units(self, tree: Folders) -> tuple[str, ...]:
        """The folders of environments in which the build would look for what is stale."""
        return tuple(folder for folder in record_folders(tree) if self._covers(folder))

    def _content(self, inputs: looks.States, old: entry.Entry | None) -> dict[str, str]:
        """The digests of all inputs, as they are before anything is loaded."""
        known = entry.unpacked(old.contents) if old is not None else {}
        states = entry.unpacked(old.looks) if old is not None else {}
        return {
            name: known[name] if state and states.get(name) == state else self._digest(name)
            for name, state in inputs.items()
        }

    def _digest(self, name: str, tree: Folders | None = None) -> str:
        """The sha256 of a file, empty for a folder."""
        if name.endswith("/"):
            return ""
        if name.startswith(_OUTPUT):
            assert tree is not None
            return tree.digest(name.removeprefix(_OUTPUT)) or ""
        if name.startswith(_SPECS):
            return _sha256(f"{self._specs}/{name.removeprefix(_SPECS)}")
        below, _, path = name.removeprefix(_PROGRAM).partition("/")
        return _sha256(f"{dict(_program())[below]}/{path}")

    def _accounts_for(self, paths: Iterable[str]) -> bool:
        """Whether all that was read is among the inputs: a spec may name a file that is hidden from the walk."""
        assert self._inputs is not None
        top = os.path.normpath(self._specs)
        above = "" if top == "." else f"{top}/"
        for path in map(os.path.normpath, paths):
            if not path.startswith(above) or _SPECS + path.removeprefix(above) not in self._inputs:
                return False
        return True

    def _says_the_same(self, runs: Iterable[tuple[str, str, str]]) -> bool:
        """Whether the Python specs say what they said: they may read a clock, so that only running them tells."""
        files: dict[str, dict[str, str]] = {}
        for within, file, digest in runs:
            files.setdefault(within, {})[file] = digest
        if not files:
            return True
        if not self._selection.python:
            return False
        from monitorgen.load.confined import run_files

        selection = self._selection
        return all(
            list(digests.values())
            == [_said(ran) for ran in run_files(selection.specs / within, digests, selection.python_timeout)]
            for within, digests in files.items()
        )

    def _ran(self, folder: Path, file: str, ran: Ran) -> tuple[str, str, str]:
        return os.path.relpath(folder, self._specs), file, _said(ran)

    def _is_settled(self, state: str) -> bool:
        return looks.is_settled(state, self._started)

    def _lasting(self, states: looks.States) -> bytes:
        """The states to be remembered: what is not settled gets one that no file has, so that its content is asked."""
        return entry.packed({name: state if self._is_settled(state) else "unsettled" for name, state in states.items()})


@contextmanager
def _given_up() -> Iterator[None]:
    """Whatever is in the way of remembering: then nothing is remembered."""
    try:
        yield
    except (looks.Unaccountable, Obstructed, OSError):
        return


def _renamed(prefix: str, values: Mapping[str, str]) -> dict[str, str]:
    return {prefix + name: value for name, value in values.items()}


def _program() -> tuple[tuple[str, str], ...]:
    """The folders that the program consists of."""
    return ("package", _PACKAGE), ("templates", str(templates()))


def _installed() -> list[str]:
    """The packages that may be imported, with their versions: the names of the folders that tell pip of them."""
    found: list[str] = []
    for path in sys.path:
        try:
            found += (name for name in os.listdir(path or ".") if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
    return sorted(found)


def _said(ran: Ran) -> str:
    import hashlib

    return hashlib.sha256(b"%s %d " % (ran.ending.encode(), len(ran.result)) + ran.result + ran.printed).hexdigest()


def _sha256(path: str) -> str:
    import hashlib

    with open(path, "rb") as file:  # noqa: PTH123 - a fraction of what pathlib takes
        return hashlib.file_digest(file, "sha256").hexdigest()
