"""The files below the specs folder: in a fixed order, links kept inside, nothing that could block or loop.

Skipped without a word: names that begin with a dot, `node_modules`, `__pycache__`, and `out` at the top. A link to a
file counts if the file lies inside the specs folder; a link to a folder is refused, since following it could leave the
folder or never end, and ignoring it would lose specs in silence.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.load.files import Unreadable, refusal
from monitorgen.load.skipped import is_skipped

if TYPE_CHECKING:
    from collections.abc import Iterator

YAML = (".yaml", ".yml")
_SUFFIXES = (*YAML, ".py")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Entry(Struct, frozen=True, order=True):
    """A file: its name relative to the folder that was walked, with `/` between the parts, and the path to open."""

    file: str
    path: str


def walk(root: Path, findings: Findings) -> list[Entry]:
    """The YAML and Python files below `root`, sorted by name; what cannot be looked at becomes a finding.

    Findings name files relative to `root`: MG100 (pipes, devices, dangling links), MG130 (links), MG131 (folders that
    cannot be listed), MG132 (names that cannot be printed).
    """
    inside = Path(os.path.realpath(root))
    found: list[Entry] = []
    folders = [("", os.fspath(root))]
    while folders:
        prefix, folder = folders.pop()
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            name = prefix.rstrip("/") or "."
            problem = refusal(error)
            findings.add(Diagnostic("MG131", f"the folder {problem}", Origin(name), hint=problem.hint))
            continue
        for entry in _wanted(entries, prefix):
            if _UNPRINTABLE.search(entry.name):
                findings.add(_unprintable(prefix, entry))
                continue
            file = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                folders.append((f"{file}/", entry.path))
            elif finding := _problem(entry, file, inside):
                findings.add(finding)
            elif entry.name.lower().endswith(_SUFFIXES):
                found.append(Entry(file, entry.path))
    return sorted(found)


def _wanted(entries: list[os.DirEntry[str]], prefix: str) -> Iterator[os.DirEntry[str]]:
    return (entry for entry in entries if not is_skipped(entry.name, at_the_top=not prefix))


def _problem(entry: os.DirEntry[str], file: str, inside: Path) -> Diagnostic | None:
    """What is wrong with an entry that is no folder; only YAML files and links to folders are worth a word."""
    is_yaml = entry.name.lower().endswith(YAML)
    if entry.is_symlink():
        return _link_problem(entry, file, inside, is_yaml=is_yaml)
    if is_yaml and not entry.is_file(follow_symlinks=False):
        message = "is not a regular file"
        return Unreadable("MG100", message, "a spec is a file, not a pipe, socket or device").diagnostic(file)
    return None


def _link_problem(entry: os.DirEntry[str], file: str, inside: Path, *, is_yaml: bool) -> Diagnostic | None:
    try:
        target = Path(os.path.realpath(entry.path, strict=True))
        is_folder = target.is_dir()
    except OSError as error:
        return refusal(error).diagnostic(file) if is_yaml else None
    if is_folder:
        hint = "move the folder here, or link its files one by one"
        return Diagnostic("MG130", "a link to a folder is not followed", Origin(file), hint=hint)
    if is_yaml and not target.is_relative_to(inside):
        hint = "a system is complete in its folder: copy the file, or link it from inside the specs folder"
        return Diagnostic("MG130", "the link leads out of the specs folder", Origin(file), hint=hint)
    return None


def _unprintable(prefix: str, entry: os.DirEntry[str]) -> Diagnostic:
    shown = _UNPRINTABLE.sub(lambda match: _escape(match[0]), entry.name)
    what = "a name holds a character that cannot be shown"
    if any("\ud800" <= character <= "\udfff" for character in entry.name):
        what = "a name is not UTF-8"
    return Diagnostic("MG132", what, Origin(prefix + shown), hint="rename it")


def _escape(character: str) -> str:
    code = ord(character)
    # The interpreter gives an undecodable byte 0xNN of a name as U+DCNN.
    return f"\\x{code & 0xFF:02x}" if code < 0x100 or 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
