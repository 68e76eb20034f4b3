"""Where the files that diagnostics speak of are, and how a place in them is found.

A `Sources` answers what showing a diagnostic asks: under what name people know a file, where in it a value stands,
what a line of it says. YAML is read again and searched; for other formats a finder is registered. A file that has
vanished or changed meanwhile costs its diagnostics their position, never the message.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from monitorgen.diagnostics import Origin, Place
from monitorgen.load.files import MAX_DOCUMENT, Unreadable, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from monitorgen.diagnostics import Part, Where
    from monitorgen.diagnostics import Path as ValuePath
    from monitorgen.load.events import Span
    from monitorgen.load.locate import Positions

_YAML, _JSON = (".yaml", ".yml"), ".json"
_HALF = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")

BUILT_IN = "monitorgen:"
"""How the names of files begin that travel with monitorgen, such as `monitorgen:catalog/postgres.yaml`."""


class Finder(Protocol):
    """Finds where the value at a path was written; None if it can't tell."""

    def __call__(self, path: ValuePath, part: Part) -> Span | None:
        """The place of the key or the value at `path`."""


class Sources:
    """The files of one system (or of the whole specs folder), each read at most once.

    `root` is the folder that file names are relative to, `shown` what people write to get there (`specs/shop`).
    """

    __slots__ = ("_finders", "_lines", "_positions", "_root", "_shown")

    def __init__(self, root: Path, shown: str = "") -> None:
        self._root = root
        self._shown = shown.rstrip("/")
        self._finders: dict[str, Finder] = {}
        self._positions: dict[str, Positions | None] = {}
        self._lines: dict[str, list[str]] = {}

    def find_with(self, file: str, find: Finder) -> None:
        """Let positions in `file` be found by `find`, for what is not YAML."""
        self._finders[file] = find

    def name(self, file: str) -> str:
        """The file as people know it, seen from where they stand; `.` is the root itself."""
        if file == ".":
            return self._shown or file
        return file if not self._shown or file.startswith(BUILT_IN) else f"{self._shown}/{file}"

    def place(self, where: Where, part: Part) -> Place | None:
        """The position of a value or its key, as deep as the file goes; None if it cannot be had."""
        if isinstance(where, Place):
            return where
        span = self._span(where, part)
        return span.place(where.file) if span is not None else None

    def line(self, file: str, number: int) -> str | None:
        """The text of a line, which counts from 1, without its end; None if the file has no such line or is gone."""
        if file not in self._lines:
            self._lines[file] = self._text(file)
        lines = self._lines[file]
        return lines[number - 1] if 0 < number <= len(lines) else None

    def _span(self, origin: Origin, part: Part) -> Span | None:
        if (find := self._finders.get(origin.file)) is not None:
            return find(origin.path, part)
        if origin.file not in self._positions:
            self._positions[origin.file] = self._read_positions(origin.file)
        positions = self._positions[origin.file]
        located = positions.find(origin.path) if positions is not None else None
        return located.part(part) if located is not None else None

    def _read_positions(self, file: str) -> Positions | None:
        from monitorgen.load.locate import Positions  # YAML is imported only when there is something to show

        if not file.lower().endswith((*_YAML, _JSON)):
            return None
        try:
            data = self._bytes(file)
        except Unreadable:
            return None
        if file.lower().endswith(_JSON):
            # What is JSON and no YAML, in as many characters: tabs, and escapes of halves of a character.
            data = _HALF.sub(rb"\\u0020", data.replace(b"\t", b" "))
        positions = Positions(data)
        self._lines.setdefault(file, positions.lines)
        return positions

    def _text(self, file: str) -> list[str]:
        from monitorgen.load.events import split_lines

        try:
            return split_lines(self._bytes(file).decode("utf-8-sig", errors="replace"))
        except Unreadable:
            return []

    def _bytes(self, file: str) -> bytes:
        if file.startswith(BUILT_IN):
            from importlib import resources  # half of what YAML takes, and seldom needed

            built_in = resources.files("monitorgen").joinpath(file.removeprefix(BUILT_IN))
            return built_in.read_bytes() if built_in.is_file() else b""
        return read_bytes(self._root / file, MAX_DOCUMENT)
