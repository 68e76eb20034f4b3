"""What the writer says when it can't write: one function a diagnostic. Places are relative to the output's root."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Origin, Refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.emit.folders import Obstructed
    from monitorgen.emit.names import Fault

_HINTS = {
    errno.ENOSPC: "make room on that disk and build again",
    errno.EDQUOT: "the quota is used up: make room and build again",
    errno.EROFS: "the file system is read-only: build into another folder with --out",
    errno.EACCES: "give yourself the right to write there, or build into another folder with --out",
    errno.EPERM: "give yourself the right to write there, or build into another folder with --out",
    errno.EXDEV: "a folder inside the output is on another file system: mount the whole output there instead",
    errno.ENOENT: "something else removed files of the output while it was being written",
}


def bad_name(path: str, fault: Fault) -> Diagnostic:
    """MG820 to MG826: a generated file has a name that can't be written."""
    return Diagnostic(fault.code, f"the name of the generated file {path!r} {fault.text}", hint=fault.hint)


def edited(path: str, *, removed: bool) -> Diagnostic:
    """MG810: a generated file was changed by hand, and would lose that change."""
    fate = "removed" if removed else "replaced"
    hint = "move the change into the spec, then build with --overwrite; git diff shows what was changed"
    return Diagnostic("MG810", f"{path} was edited after it was generated and would be {fate}", Origin(path), hint=hint)


def foreign(path: str) -> Diagnostic:
    """MG811: a file that monitorgen did not make is where a generated one belongs."""
    hint = "move it elsewhere, or replace it with --overwrite"
    return Diagnostic(
        "MG811", f"{path} is in the way: it was not generated, no record lists it", Origin(path), hint=hint
    )


def stray(path: str) -> Diagnostic:
    """MG828: a file that monitorgen did not make lies where a server reads everything."""
    message = f"{path} was not generated, and is read along with the generated files beside it"
    hint = "say what it says in the spec, or remove it; a file of your own lies elsewhere, and `config:` names it"
    return Diagnostic("MG828", message, Origin(path), hint=hint, level="warning")


def busy(root: str, holder: str, seconds: float) -> Refused:
    """MG812: another build kept the lock for longer than we wait."""
    message = f"{root} is being written by {holder}; waited {seconds:g} s for it"
    return Refused(Diagnostic("MG812", message, hint="wait until it has ended, then run this again"))


def pending(root: str) -> Refused:
    """MG813: a build was interrupted while it replaced files, so the tree is a mix of old and new."""
    message = f"{root} is half written: a build was interrupted while it replaced files"
    return Refused(Diagnostic("MG813", message, hint="run monitorgen build: it first brings back the tree as it was"))


def unusable(root: str, why: str, hint: str = "") -> Refused:
    """MG814: the output folder itself can't be used."""
    return Refused(Diagnostic("MG814", f"{root} can't be the output folder: {why}", hint=hint))


def failed(root: str, error: OSError, doing: str, outcome: str = "") -> Refused:
    """MG815: the system refused to read or write; `outcome` says what that means for the tree."""
    hint = _HINTS.get(error.errno or 0, "")
    name = f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) and error.filename else ""
    reason = (error.strerror or type(error).__name__).lower()
    message = f"can't {doing} {root}: {reason}{name}{'; ' if outcome else ''}{outcome}"
    return Refused(Diagnostic("MG815", message, hint=hint))


def obstructed(path: str, obstacle: Obstructed) -> Diagnostic:
    """MG816 or MG827: something that is no file of ours is where a file or one of its folders belongs."""
    if obstacle.kind == "symbolic link":
        message = f"{obstacle.path} is a symbolic link, which could lead out of the output folder"
        return Diagnostic(
            "MG827", message, Origin(obstacle.path), hint="replace it by a real folder or file, or remove it"
        )
    role = "the generated file" if obstacle.path == path else f"the folder of {path}"
    message = f"{obstacle.path} is a {obstacle.kind} where {role} belongs"
    return Diagnostic(
        "MG816", message, Origin(obstacle.path), hint="it was not generated: move it elsewhere or remove it"
    )


def stuck(root: str, why: str, hint: str) -> Refused:
    """MG817: what an interrupted build left can't be undone."""
    message = f"the interrupted build of {root} can't be undone: {why}"
    return Refused(Diagnostic("MG817", message, hint=hint or "mend that, then run monitorgen build again"))


def unreadable_record(path: str, why: str, *, fatal: bool) -> Diagnostic:
    """MG818: a record doesn't tell which files a unit has, so they can't be compared or removed."""
    hint = "restore it from git, or build with --overwrite; files that only it listed then stay"
    message = f"the record {path} can't be read: {why}"
    return Diagnostic("MG818", message, Origin(path), hint=hint, level="error" if fatal else "warning")


def outdated(paths: Sequence[tuple[str, str]], most: int = 50) -> list[Diagnostic]:
    """MG819: the tree isn't what the specs say; `paths` with what build would do to each, the first `most` named."""
    hint = "run monitorgen build and commit what it writes"
    found = [
        Diagnostic("MG819", f"{path} is out of date: build would {verb} it", Origin(path), hint=hint)
        for path, verb in paths
    ]
    rest = len(found) - most
    more = [Diagnostic("MG819", f"{rest} more files are out of date", hint=hint)] if rest > 0 else []
    return found[:most] + more
