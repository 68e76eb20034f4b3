"""Time zones made up for tests, as files that Go's and Python's libraries read.

Alertmanager's clock is the real one. Where a zone may be off by years, any moment can be asked about: a server that
reads its zones from here believes that it is that time there.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Change = tuple[int, int]
"""A moment in Unix time, and the offset from UTC in seconds that holds from then on."""


def write_zones(folder: Path, zones: Mapping[str, tuple[int, Sequence[Change]]]) -> None:
    """Write a file for each zone: its first offset in seconds, then its changes."""
    for name, (first, changes) in zones.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_file(first, changes))


def _file(first: int, changes: Sequence[Change]) -> bytes:
    offsets = [first, *(offset for _, offset in changes)]
    names = b"VZ\0"
    counts = (0, 0, 0, len(changes), len(offsets), len(names))
    body = struct.pack(f">{len(changes)}i", *(at for at, _ in changes))
    body += bytes(range(1, len(offsets)))
    body += b"".join(struct.pack(">iBB", offset, 0, 0) for offset in offsets)
    return b"TZif" + b"\0" * 16 + struct.pack(">6I", *counts) + body + names
