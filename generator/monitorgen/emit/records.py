"""The record of a unit: what was said about it, and the hashes of its files as they were generated.

A record is read back from a folder that people edit and git merges, so nothing in it is believed before it was looked
at: a path in it must be one that monitorgen could have written.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.emit.json import dump
from monitorgen.emit.names import RECORDS, fold, path_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.document import Json

FORMAT = 1
LARGEST = 16 << 20
"""Bytes of a record that are read at most; one of 5,000 files has about half a megabyte."""

UNVOUCHED = ""
"""In the place of the hash of a file that a build replaces whatever it is."""
_OWN = frozenset({"format", "files"})
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_SUFFIX = ".json"


class Unreadable(ValueError):  # noqa: N818 - a finding about the record, told to people as MG818
    """A record that tells nothing reliable; `str(error)` says why."""


class Record(Struct, frozen=True):
    """What a record says: `files` are paths relative to the environment's folder with their sha256 or UNVOUCHED."""

    content: Mapping[str, Json]
    files: Mapping[str, str]


def record_path(folder: str, unit: str) -> str:
    """Where the record of a unit is, relative to the output's root."""
    return f"{folder}/{RECORDS}/{unit}{_SUFFIX}"


def unit_of(name: str) -> str | None:
    """The unit whose record has this file name; None if it isn't that of a record."""
    return name.removesuffix(_SUFFIX) if name.endswith(_SUFFIX) and name != _SUFFIX else None


def is_record(path: str) -> bool:
    """Whether a path relative to the output's root is that of a record, not of a unit's file."""
    return path.split("/", 3)[2] == RECORDS


def among_records(path: str) -> bool:
    """Whether a path relative to the environment's folder is where the records are."""
    return fold(path.partition("/")[0]) == RECORDS


def encode(content: Mapping[str, Json], files: Mapping[str, str]) -> bytes:
    """The bytes of a record: one line a fact, so that a change of one file is a change of one line."""
    if taken := _OWN & content.keys():
        raise ValueError(f"a record's {sorted(taken)} is the writer's to say")
    document = {"format": FORMAT, **content, "files": {path: files[path] for path in sorted(files)}}
    return dump(document).encode()


def decode(data: bytes) -> Record:
    """Read a record. Raises `Unreadable` for whatever this version of monitorgen could not have written."""
    try:
        document = json.loads(data, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        conflict = data.lstrip().startswith(b"<<<<<<<") or b"\n<<<<<<<" in data
        raise Unreadable("it holds a merge conflict" if conflict else "it is not JSON") from error
    if not isinstance(document, dict):
        raise Unreadable("it is not a JSON object")
    if document.get("format") != FORMAT:
        raise Unreadable(f"its format is not {FORMAT}: another version of monitorgen wrote it")
    files = document.get("files")
    if not isinstance(files, dict):
        raise Unreadable("it lists no files")
    for path, digest in files.items():
        if fault := path_fault(path):
            raise Unreadable(f"the name of its file {path!r} {fault.text}")
        if among_records(path):
            raise Unreadable(f"it lists {path!r}, which is where records are")
        if not isinstance(digest, str) or not (digest == UNVOUCHED or _SHA256.match(digest)):
            raise Unreadable(f"the hash of its file {path!r} is not one")
    content = {key: value for key, value in document.items() if key not in _OWN}
    return Record(content, files)
