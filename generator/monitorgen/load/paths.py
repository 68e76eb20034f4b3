"""Paths that specs say: relative to the file that says them, and inside the system's folder."""

from __future__ import annotations

import os
import posixpath
import stat
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Refused
from monitorgen.load.inputs import note_path
from monitorgen.load.wording import nearest, shown

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.diagnostics import Origin


def resolve(folder: Path, origin: Origin, written: str) -> str:
    """The file that `written` means at `origin`, relative to the system's `folder` with `/` between its parts.

    Raises `Refused`: MG173 for a path that is absolute or leads out of the folder (through `..` or a link), MG174 for
    one where no file is.
    """
    if not written or "\0" in written or "\\" in written or written.startswith(("/", "~")) or written[1:2] == ":":
        hint = "write it relative to this file, with `/` between its parts"
        raise Refused(Diagnostic("MG173", f"{shown(written)} is not a relative path", origin, hint=hint))
    file = posixpath.normpath(posixpath.join(posixpath.dirname(origin.file), written))
    if file.startswith("../") or file == "..":
        hint = "a system is complete in its folder: move the file there"
        raise Refused(Diagnostic("MG173", f"{shown(written)} leads out of the system's folder", origin, hint=hint))
    path = folder / file
    note_path(path)
    inside = os.path.realpath(folder)
    if not os.path.realpath(path).startswith(inside.rstrip("/") + "/") and file != ".":
        message = f"{shown(written)} is a link that leads out of the system's folder"
        raise Refused(Diagnostic("MG173", message, origin, hint="put a copy into the folder"))
    mode = _mode(path)
    if not stat.S_ISREG(mode):
        what = "does not exist" if not mode else "is a folder, not a file" if stat.S_ISDIR(mode) else "is not a file"
        message = f"{shown(file)} {what}"
        raise Refused(Diagnostic("MG174", message, origin, hint=_near(folder, file)))
    return file


def _mode(path: Path) -> int:
    """What kind of file there is, 0 for none or one that can't be looked at."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _near(folder: Path, file: str) -> str:
    """A file in the same folder whose name is nearly the same."""
    parent, name = posixpath.split(file)
    try:
        names = sorted(entry.name for entry in os.scandir(folder / parent) if entry.is_file())
    except OSError:
        return "paths are relative to the file that says them"
    near = nearest(name, names)
    return f"did you mean {posixpath.join(parent, near)}?" if near else "paths are relative to the file that says them"
