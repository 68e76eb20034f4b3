"""Find the external tools: where the caller says, in the project's `.tools/bin`, on PATH."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.tools.run import Died, Finished, Missing, TimedOut, run
from monitorgen.tools.version import said

if TYPE_CHECKING:
    from monitorgen.tools.version import Version

_OTHER_NAMES: dict[str, tuple[str, ...]] = {"alertmanager": ("prometheus-alertmanager",)}
"""What packagers call a tool where it is not its own name."""


class Tool(Struct, frozen=True):
    """An external tool that answered: its usual name, where it is, which version it says it is."""

    name: str
    path: Path
    version: Version


class Absent(Struct, frozen=True):
    """A tool that cannot be used, and why."""

    name: str
    reason: str


def find(name: str, explicit: Path | None = None, *, start: Path | None = None) -> Tool | Absent:
    """The tool to use for `name`, asked for its version.

    `explicit` is the user's own choice: nothing else is tried if it does not work. Else the nearest `.tools/bin` from
    `start` (the working directory) up to the top of its repository, then PATH.
    """
    path = explicit or located(name, start=start)
    if path is None:
        return Absent(name, "is neither in .tools/bin nor on PATH")
    return _asked(name, Path(os.path.abspath(path)))  # noqa: PTH100 - resolve() would follow the link that names it


def located(name: str, *, start: Path | None = None) -> Path | None:
    """Where `name` is, without asking it anything; None if it is nowhere."""
    names = (name, *_OTHER_NAMES.get(name, ()))
    for folder in _project_folders(start or Path.cwd()):
        for known in names:
            candidate = folder / ".tools" / "bin" / known
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return candidate
    for known in names:
        if found := shutil.which(known):
            return Path(found)
    return None


def _project_folders(start: Path) -> tuple[Path, ...]:
    """The folders from `start` up to the top of its repository.

    Outside a repository only `start` itself: a program in a folder above, `/tmp` say, may be anybody's.
    """
    here = start.resolve()
    folders = (here, *here.parents)
    for count, folder in enumerate(folders, start=1):
        if (folder / ".git").exists():
            return folders[:count]
    return (here,)


def _asked(name: str, path: Path) -> Tool | Absent:
    match run(path, ["--version"], cwd=Path("/"), limit=20):
        case Missing(reason):
            return Absent(name, f"at {path} does not start: {reason}")
        case Died(signal=signal):
            return Absent(name, f"at {path}, asked for its version, was ended by {signal}")
        case TimedOut(seconds=seconds):
            return Absent(name, f"at {path}, asked for its version, did not end within {seconds:g} s")
        case Finished(output=output):
            version = said(output)
    if version is None:
        return Absent(name, f"at {path}, asked for its version, says none: {output.strip()[:80]!r}")
    return Tool(name, path, version)
