"""Reading a file's bytes without trusting the file: bounded, never blocking, each failure told as a diagnostic."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin
from monitorgen.load.inputs import note_path

if TYPE_CHECKING:
    from pathlib import Path

MAX_BYTES = 2_000_000
"""The largest spec file that is read: some thousand services. A system may have any number of files."""

MAX_DOCUMENT = 50_000_000
"""The largest file that a spec names, as an OpenAPI document; the largest public ones have some ten million bytes."""


class Unreadable(Exception):  # noqa: N818 - names the state of the file, as `Refused` does of the input
    """A file that cannot be had: `str(error)` is what to say of it ("does not exist"), `hint` how to mend it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint

    def diagnostic(self, file: str) -> Diagnostic:
        """The finding that says so of `file`, a path relative to the system's folder."""
        return Diagnostic(self.code, f"the file {self}", Origin(file), hint=self.hint)


def too_large(limit: int = MAX_BYTES) -> Unreadable:
    """The refusal of a file of more than `limit` bytes."""
    message = f"is larger than {limit / 1_000_000:g} MB"
    return Unreadable("MG103", message, "split it: a system may have any number of files")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file. Raises `Unreadable` (MG100: cannot be read, MG103: larger than `limit` bytes)."""
    data = read_start(path, limit + 1)
    if len(data) > limit:
        raise too_large(limit)
    return data


def read_start(path: Path | str, size: int) -> bytes:
    """The first `size` bytes of a regular file; a pipe, a socket or a device is refused and never waited for.

    Raises `Unreadable` (MG100: cannot be read).
    """
    note_path(path)
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        raise refusal(error) from error
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise Unreadable("MG100", "is not a regular file", "a spec is a file, not a folder, pipe, socket or device")
        data = b""
        while len(data) < size and (more := os.read(handle, min(size - len(data), max(state.st_size, 4096) + 1))):
            data += more
    except OSError as error:
        raise refusal(error) from error
    finally:
        os.close(handle)
    return data


def read_file(root: Path, file: str, findings: Findings) -> bytes | None:
    """The bytes of `file` below `root`, or None and a finding."""
    try:
        return read_bytes(root / file)
    except Unreadable as unreadable:
        findings.add(unreadable.diagnostic(file))
        return None


def refusal(error: OSError | ValueError) -> Unreadable:
    """What the operating system's refusal means to somebody who wrote a spec."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return Unreadable("MG100", "does not exist", "was it moved while monitorgen ran, or is it a dangling link?")
    if isinstance(error, PermissionError):
        return Unreadable("MG100", "may not be read", "give the user that runs monitorgen the right to read it")
    if isinstance(error, OSError):
        return Unreadable("MG100", f"cannot be read: {error.strerror or type(error).__name__}")
    return Unreadable("MG100", "cannot be read: its name holds a NUL character")
