"""Files of OpenAPI documents, YAML or JSON: plain data with text keys, numbers exact.

They are not written in the language of specs, so null and empty values are theirs to say; keys that stand twice, tags
and merge keys are refused as everywhere else.
"""

from __future__ import annotations

import json
import posixpath
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct, field
from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Place, Refused
from monitorgen.load.events import MAX_ALIASED, MAX_DEPTH, events, position
from monitorgen.load.files import MAX_DOCUMENT, Unreadable, read_bytes
from monitorgen.load.paths import resolve
from monitorgen.load.text import decode
from monitorgen.raw import resolve as resolved

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from yaml.events import Event

    from monitorgen.document import Json
    from monitorgen.load.events import Pull


class ApiFiles(Struct):
    """The files below a system's folder, each read once: a resolver for `monitorgen.openapi`."""

    folder: Path
    _read: dict[str, Json] = field(default_factory=dict)

    def __call__(self, file: str, asked: Origin) -> Json:
        """The content of a file. Raises `Refused` (MG173, MG174 where it is asked for; MG192 where it is wrong)."""
        if file not in self._read:
            relative = posixpath.relpath(file, posixpath.dirname(asked.file) or ".")
            found = resolve(self.folder, asked, relative)
            self._read[file] = self._parsed(found)
        return self._read[file]

    def text(self, file: str, asked: Origin) -> str:
        """The text of a file that an example of a document refers to. Raises `Refused` (MG173, MG174, MG175)."""
        relative = posixpath.relpath(file, posixpath.dirname(asked.file) or ".")
        found = resolve(self.folder, asked, relative)
        try:
            return read_bytes(self.folder / found, MAX_DOCUMENT).decode()
        except Unreadable as unreadable:
            raise Refused(unreadable.diagnostic(found)) from unreadable
        except UnicodeDecodeError as error:
            hint = "an example that is no text is named by a URL"
            raise Refused(Diagnostic("MG175", f"{found} is not UTF-8", asked, hint=hint)) from error

    def _parsed(self, file: str) -> Json:
        try:
            data = read_bytes(self.folder / file, MAX_DOCUMENT)
        except Unreadable as unreadable:
            raise Refused(unreadable.diagnostic(file)) from unreadable
        return parse(data, file)


def parse(data: bytes, file: str) -> Json:
    """The content of a JSON or YAML file. Raises `Refused` (MG192, or what is wrong with its bytes)."""
    return _json(data, file) if file.endswith(".json") else _yaml(data, file)


def _yaml(data: bytes, file: str) -> Json:
    findings = Findings()
    text = decode(data, file, findings, MAX_DOCUMENT)
    if text is None:
        raise Refused(next(iter(findings)))
    try:
        return _Reader(file, events(text)).read()
    except MarkedYAMLError as error:
        line, column = position(error.problem_mark)
        raise Refused(
            Diagnostic("MG192", f"this is no YAML: {error.problem}", Place(file, line + 1, column + 1))
        ) from error


def _json(data: bytes, file: str) -> Json:
    def unique(pairs: Sequence[tuple[str, Json]]) -> Json:
        made = dict(pairs)
        if len(made) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise Refused(
                _at_its_line(data, Diagnostic("MG192", f"a map has the key {twice!r} twice", Origin(file)), file)
            )
        return made

    try:
        parsed: Json = json.loads(data, object_pairs_hook=unique, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = Place(file, error.lineno, error.colno)
        raise Refused(Diagnostic("MG192", f"this is no JSON: {error.msg}", place)) from error
    except (ValueError, RecursionError) as error:
        raise Refused(Diagnostic("MG192", f"this is no JSON: {error}", Origin(file))) from error
    return parsed


def _at_its_line(data: bytes, told: Diagnostic, file: str) -> Diagnostic:
    """The same at the line of the key, which the reader of JSON does not know: as YAML, which it nearly always is."""
    try:
        _yaml(data, file)
    except Refused as refused:
        if isinstance(refused.diagnostic.where, Place) and refused.diagnostic.message == told.message:
            return refused.diagnostic
    return told


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


class _Reader:
    """One pass over a YAML file."""

    def __init__(self, file: str, pull: Pull) -> None:
        self._file = file
        self._pull = pull
        self._anchors: dict[str, Json] = {}
        self._weights: dict[str, int] = {}
        self._nodes = 0
        self._aliased = 0

    def read(self) -> Json:
        """The one document of the file."""
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            return None
        found = self._value(self._next(), 0)
        self._next()
        if not isinstance(after := self._next(), StreamEndEvent):
            self._refuse(after, "a second document begins here: a file holds one")
        return found

    def _next(self) -> Event:
        event = self._pull()
        assert event is not None, "libyaml ended without an end of the stream"
        return event

    def _value(self, event: Event, depth: int) -> Json:
        self._nodes += 1
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if isinstance(event, ScalarEvent | CollectionStartEvent) and event.tag is not None:
            self._refuse(event, f"the tag {event.tag} has no meaning here")
        if isinstance(event, ScalarEvent):
            value = event.value if event.style else resolved(event.value)
            if event.anchor is not None:
                self._anchors[event.anchor], self._weights[event.anchor] = value, 1
            return value
        assert isinstance(event, MappingStartEvent | SequenceStartEvent)
        if depth == MAX_DEPTH:
            self._refuse(event, f"more than {MAX_DEPTH} maps and lists in each other")
        before = self._nodes
        node: Json = self._map(depth) if isinstance(event, MappingStartEvent) else self._list(depth)
        if event.anchor is not None:
            self._anchors[event.anchor], self._weights[event.anchor] = node, self._nodes - before + 1
        return node

    def _map(self, depth: int) -> Json:
        found: dict[str, Json] = {}
        while not isinstance(key := self._next(), MappingEndEvent):
            if not isinstance(key, ScalarEvent) or key.tag is not None:
                self._refuse(key, "a key must be a text")
            if key.value == "<<" and not key.style:
                self._refuse(key, "`<<` is not part of YAML 1.2: write what it merges")
            if key.value in found:
                self._refuse(key, f"a map has the key {key.value!r} twice")
            found[key.value] = self._value(self._next(), depth + 1)
        return found

    def _list(self, depth: int) -> Json:
        found: list[Json] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            found.append(self._value(event, depth + 1))
        return found

    def _alias(self, event: AliasEvent) -> Json:
        name = event.anchor or ""
        if name not in self._anchors:
            self._refuse(event, f"no anchor &{name} is complete before this")
        self._aliased += self._weights[name]
        self._nodes += self._weights[name]
        if self._aliased > MAX_ALIASED:
            self._refuse(event, f"aliases stand for more than {MAX_ALIASED} values")
        return self._anchors[name]

    def _refuse(self, event: Event, message: str) -> NoReturn:
        line, column = position(event.start_mark)
        raise Refused(Diagnostic("MG192", message, Place(self._file, line + 1, column + 1)))
