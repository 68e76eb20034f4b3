"""What is remembered of one build, as a file: whole and of this format, or none at all."""

from __future__ import annotations

import json
import os
import re
import stat
import zlib
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_FORMAT = b"monitorgen build 2"
_SUFFIX = ".build"
_OURS = re.compile(r"[0-9a-f]{16}\.build(?:\.[0-9]+)?")  # with a number: one whose writer was killed
_LARGEST = 1 << 28
"""Bytes that are read; a system of 10,000 services has some ten million."""
_MOST = 64
"""Builds that are remembered in one folder; the one that was written longest ago is forgotten first."""


class Entry(Struct, frozen=True):
    """A build: what it was asked for (`key`), which files it depended on or made, what it told.

    `looks` are the states of the files, `contents` their digests: sha256 in hex, empty for what is only there. Both are
    `packed`: most builds need no more than to compare the former with what they see. `folders` are those of the output
    that it made files in, `units` those that hold its records. `runs` are the Python specs, relative to the folder of
    specs: the system's folder, the file, and a digest of what it said.
    """

    key: str
    looks: bytes
    contents: bytes
    folders: tuple[str, ...]
    units: tuple[str, ...]
    runs: tuple[tuple[str, str, str], ...]
    told: str


def packed(values: Mapping[str, str]) -> bytes:
    """Values by name, none of which holds a NUL, as bytes: the same bytes are the same values."""
    return os.fsencode("\0".join(chain.from_iterable(values.items())))


def unpacked(data: bytes) -> dict[str, str]:
    """The values by name that were packed."""
    fields = os.fsdecode(data).split("\0") if data else []
    return dict(zip(fields[0::2], fields[1::2], strict=True))


def place(folder: Path, key: str) -> str:
    """Where the build of a key is remembered. Two keys may share a place: then one of them is forgotten."""
    data = os.fsencode(key)
    return f"{os.fspath(folder)}/{zlib.crc32(data):08x}{zlib.adler32(data):08x}{_SUFFIX}"


def read(path: str, key: str) -> Entry | None:
    """The entry of this key; None if there is none, or it is damaged, or another user's."""
    try:
        # O_NONBLOCK: a pipe in its place must not block us.
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid != os.geteuid() or not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
                return None
            mark, _, rest = file.read().partition(b"\n")
        if mark != _mark(rest):
            return None
        header, _, files = rest.partition(b"\n")
        told = json.loads(header)
        if told["key"] != key:
            return None
        return Entry(
            key,
            files[: told["looks"]],
            files[told["looks"] :],
            tuple(told["folders"]),
            tuple(told["units"]),
            tuple((within, name, digest) for within, name, digest in told["runs"]),
            told["told"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write(path: str, entry: Entry) -> None:
    """Remember a build, in the place of an earlier one: all of it, or nothing. Raises `OSError`."""
    header = {
        "key": entry.key,
        "folders": entry.folders,
        "units": entry.units,
        "runs": entry.runs,
        "told": entry.told,
        "looks": len(entry.looks),
    }
    rest = json.dumps(header).encode() + b"\n" + entry.looks + entry.contents
    folder = os.path.dirname(path)  # noqa: PTH120
    os.makedirs(folder, mode=0o700, exist_ok=True)  # noqa: PTH103
    unfinished = f"{path}.{os.getpid()}"
    try:
        # For its owner alone: what was told may quote specs.
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(_mark(rest) + b"\n" + rest)
        os.replace(unfinished, path)  # noqa: PTH105
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished)  # noqa: PTH108
        raise
    _forget(folder)


def _mark(rest: bytes) -> bytes:
    return b"%s %08x" % (_FORMAT, zlib.crc32(rest))


def _forget(folder: str) -> None:
    """Remove the oldest entries beyond the most that are kept."""
    with os.scandir(folder) as entries:
        ours = [(entry.stat().st_mtime_ns, entry.path) for entry in entries if _OURS.fullmatch(entry.name)]
    for _, path in sorted(ours, reverse=True)[_MOST:]:
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108
