"""Which names may be written below the output folder, and which of them would get in each other's way.

The rules are those of the strictest file system that a checkout may land on (Linux, macOS, Windows, git's own), so
that a tree that was built here can be checked out anywhere.
"""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct, field

RECORDS = "plan"
"""The folder of a system's environment that holds the records of its units, and nothing else."""

HOME = ".monitorgen"
"""The folder below the output's root that holds lock, stage and journal while a build is writing."""

_LONGEST_NAME = 255  # bytes: NAME_MAX of every file system in use
_LONGEST_PATH = 1000  # bytes: leaves room for the folder that the repository is cloned into
_DEEPEST = 24
_PLAIN = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\b)[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_-]+)*\Z")
_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3]) *(?:\.|\Z)", re.IGNORECASE
)
_OTHERS = frozenset((".git", "git~1", HOME))  # git~1 is how Windows calls .git for short
_NEVER = frozenset('<>:"|?*\\/')


class Fault(Struct, frozen=True):
    """Why a name can't be written: the code of its diagnostic, what is wrong, what to do."""

    code: str
    text: str
    hint: str = ""


def name_fault(name: str) -> Fault | None:
    """What forbids `name` as one part of a path, or None if it may be written."""
    if len(name) < 64 and _PLAIN.match(name):
        return None
    return _unsafe(name) or _reserved(name) or _too_long(name)


def _unsafe(name: str) -> Fault | None:
    if name in {"", ".", ".."}:
        return Fault("MG820", f"has the part {name!r}, which could lead out of the output folder", "use plain names")
    if not (name.isprintable() and _NEVER.isdisjoint(name)):
        bad = next(char for char in name if char in _NEVER or not char.isprintable())
        return Fault("MG822", f"has the character {bad!a}", "use letters, digits, '-', '_' and '.'")
    return None


def _reserved(name: str) -> Fault | None:
    if name[0] == " " or name[-1] in " .":
        return Fault("MG821", f"has the part {name!r}, which some systems shorten", "no blank or dot at a name's ends")
    if fold(name) in _OTHERS:
        return Fault("MG821", f"has the part {name!r}, which is not for generated files", "choose another name")
    if _DEVICE.match(name):
        return Fault("MG821", f"has the part {name!r}, which names a device on Windows", "choose another name")
    return None


def _too_long(name: str) -> Fault | None:
    if len(name.encode()) > _LONGEST_NAME:
        return Fault("MG823", f"has a part of more than {_LONGEST_NAME} bytes, {name[:40]!r}...", "shorten it")
    return None


def path_fault(path: str) -> Fault | None:
    """What forbids `path`, relative and with `/` between its parts; None if it may be written."""
    parts = path.split("/")
    for part in parts:
        if fault := name_fault(part):
            return fault
    if len(path.encode()) > _LONGEST_PATH or len(parts) > _DEEPEST:
        return Fault("MG823", f"is longer than {_LONGEST_PATH} bytes or deeper than {_DEEPEST} folders", "shorten it")
    return None


def fold(path: str) -> str:
    """The same text for all spellings that some file system takes for one: Unicode's canonical caseless match."""
    if path.isascii():
        lower = path.lower()
        return path if lower == path else lower  # the same object: there are as many as files
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", path).casefold())


class Names(Struct):
    """The names of one build's files, claimed one by one as the files arrive."""

    _files: dict[str, tuple[str, str]] = field(default_factory=dict)  # folded path: (path, owner)
    _folders: dict[str, str] = field(default_factory=dict)  # folded path: path
    _known: set[str] = field(default_factory=set)  # folders without a fault

    def claim(self, path: str, owner: str) -> Fault | None:
        """Take `path` for `owner`, a unit; the fault if it can't be written beside what was taken before."""
        folder, _, name = path.rpartition("/")
        fault = self._enter(folder) if folder not in self._known else None
        fault = fault or name_fault(name)
        if fault is None and len(path) > _LONGEST_PATH // 4:  # a character takes up to four bytes
            fault = path_fault(path)
        if fault is not None:
            return fault
        key = fold(path)
        if key in self._folders:
            return Fault("MG825", f"is a folder too: {self._folders[key]!r}", "rename one of them")
        found = self._files.get(key)
        if found is None:
            self._files[key] = (path, owner)
            return None
        taken, other = found
        if taken == path:
            by = "twice" if other == owner else f"by {other!r} too"
            return Fault("MG826", f"is made {by}", "give them different names")
        return Fault("MG824", f"differs from {taken!r} of {other!r} only in case or Unicode form", "rename one of them")

    def holds(self, path: str) -> bool:
        """Whether this very path was claimed."""
        found = self._files.get(fold(path))
        return found is not None and found[0] == path

    def twin(self, path: str) -> str | None:
        """The claimed path that some file systems take for `path`, if it is spelled otherwise."""
        found = self._files.get(fold(path))
        return found[0] if found is not None and found[0] != path else None

    def _enter(self, folder: str) -> Fault | None:
        if fault := path_fault(f"{folder}/_"):
            return fault
        parts = folder.split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            if path in self._known:
                continue
            key = fold(path)
            if key in self._files:
                taken, owner = self._files[key]
                return Fault("MG825", f"needs a folder where {owner!r} makes a file: {taken!r}", "rename one of them")
            spelled = self._folders.setdefault(key, path)
            if spelled != path:
                text = f"is in a folder that differs from {spelled!r} only in case or Unicode form"
                return Fault("MG824", text, "rename one of them")
            self._known.add(path)
        return None
