"""YAML to raw nodes, straight from libyaml's events: each scalar keeps its source text, no value is guessed at.

`read_yaml` is the only way in. What a file says wrong is told all at once: what parses but is not part of the
language is collected on the way through (`load.complaints`); after a slip that YAML cannot parse (`load.slips`) the
lines concerned are left out and reading goes on behind them.
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING

from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    StreamEndEvent,
)

from monitorgen.diagnostics import Place
from monitorgen.load import complaints
from monitorgen.load.complaints import Source
from monitorgen.load.events import MAX_ALIASED, MAX_DEPTH, events, foreign_directive, position
from monitorgen.load.text import decode
from monitorgen.raw import Quoted

if TYPE_CHECKING:
    from yaml.events import Event

    from monitorgen.diagnostics import Diagnostic, Findings
    from monitorgen.load.locate import Positions
    from monitorgen.raw import Raw

_NULLS = frozenset(("~", "null", "Null", "NULL"))
_ODD_VALUES = _NULLS | {""}
_ODD_KEYS = _ODD_VALUES | {"<<"}
_MAX_COMPLAINTS = 200
_MAX_ROUNDS = 20
_MAX_READ_AGAIN = 2_000_000


def read_yaml(data: bytes, file: str, findings: Findings) -> dict[str, Raw] | None:
    """The raw nodes of a spec file: a map of what stands at its top, or None if it has any error (MG101 to MG123).

    `file` is the name that findings carry, relative to the system's folder. Nodes that aliases stand for are shared
    between their places: raw nodes are never changed.
    """
    text = decode(data, file, findings)
    if text is None:
        return None
    source = Source(file, text)
    if (line := foreign_directive(text)) is not None:
        findings.add(complaints.directive(source, line))
        return None
    reader = _Reader(source)
    try:
        raw = reader.read()
    except MarkedYAMLError as error:
        findings.extend(_read_around(error, reader))
        return None
    findings.extend(reader.found)
    return None if reader.found else raw


def _read_around(error: MarkedYAMLError, reader: _Reader) -> list[Diagnostic]:
    """The complaints of a file that does not parse: each slip is left out in turn, as long as the next one is sure.

    A slip that is found after another was left out is told only if leaving out lines cannot have brought it about.
    """
    from monitorgen.load.slips import explain, left_out

    slips: list[Diagnostic] = []
    holes: set[int] = set()
    again = 0
    while True:
        slip = explain(error, reader.source)
        if slips and not slip.certain:
            break
        slips.append(slip.diagnostic)
        again += len(reader.source.text)
        lines = left_out(slip, reader.source.lines)
        if lines is None or again > _MAX_READ_AGAIN or len(slips) == _MAX_ROUNDS:
            break
        holes |= {number for number, line in enumerate(reader.source.lines) if line and not lines[number]}
        reader = _Reader(Source(reader.source.file, "\n".join(lines)), holes)
        try:
            reader.read()
        except MarkedYAMLError as later:
            error = later
        else:
            break
    told = {place.line for place in (slip.where for slip in slips) if isinstance(place, Place)}
    # What else is odd on the line of a slip comes from the slip.
    return [*slips, *(c for c in reader.found if not isinstance(c.where, Place) or c.where.line not in told)]


class _Stop(Exception):  # noqa: N818 - not a fault: what was found is enough, the rest is not read
    """Ends reading after a complaint that makes going on pointless or dangerous."""


class _Reader:
    """One pass over a file: the events still to come, the anchors so far, the complaints in `found`.

    Texts are interned: a system says the same few words in each of its services, and much is looked up by them.

    `holes` are lines, counted from 0, that were left out after a slip: a key above one may have had its value there.
    """

    __slots__ = ("_aliased", "_anchors", "_holes", "_open", "_positions", "_pull", "_weights", "found", "source")

    def __init__(self, source: Source, holes: set[int] | None = None) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self._holes = holes or set()
        self._pull = events(source.text)
        self._anchors: dict[str, Raw] = {}
        self._open: set[str] = set()
        self._aliased = 0
        self._weights: dict[int, tuple[int, int, Raw]] = {}
        self._positions: Positions | None = None

    def read(self) -> dict[str, Raw]:
        """The map at the top of the file; of any use only if nothing was `found`. Raises `MarkedYAMLError`."""
        try:
            return self._document()
        except _Stop:
            return {}

    def _document(self) -> dict[str, Raw]:
        self._next()
        if isinstance(self._next(), StreamEndEvent):
            return self._no_map(complaints.no_content(self.source))
        top = self._next()
        if not isinstance(top, MappingStartEvent):
            if isinstance(top, ScalarEvent) and not top.value and not top.style:
                return self._no_map(complaints.no_content(self.source))
            while not isinstance(self._next(), StreamEndEvent):
                pass  # a text that ends in a slip (`key:value`) is told as the slip
            return self._no_map(complaints.not_a_map(self.source, top))
        self._begin(top)
        found = self._mapping(top, 0)
        self._next()
        if not isinstance(after := self._next(), StreamEndEvent):
            self._complain(complaints.second_document(self.source, after))
        return found

    def _next(self) -> Event:
        event = self._pull()
        if event is None:
            raise RuntimeError("libyaml ended without an end of the stream")
        return event

    def _no_map(self, complaint: Diagnostic) -> dict[str, Raw]:
        if not self._holes:
            self._complain(complaint)
        return {}

    def _mapping(self, start: CollectionStartEvent, depth: int) -> dict[str, Raw]:
        pull = self._pull
        found: dict[str, Raw] = {}
        while True:
            key_event = pull()
            if isinstance(key_event, ScalarEvent):
                key = key_event.value
                odd = key in found or key in _ODD_KEYS or key_event.tag is not None or key_event.anchor is not None
                keep = not odd or self._odd_key(key_event, start, found)
                value = self._value(pull(), depth, key_event, start)
                if keep:
                    found[intern(key)] = value
            elif isinstance(key_event, MappingEndEvent):
                return found
            elif key_event is not None:
                self._complex_key(key_event, start, depth)
            else:
                raise RuntimeError("libyaml ended inside a map")

    def _sequence(self, start: CollectionStartEvent, depth: int) -> list[Raw]:
        pull = self._pull
        found: list[Raw] = []
        while not isinstance(event := pull(), SequenceEndEvent):
            found.append(self._value(event, depth, None, start))
        return found

    def _value(self, event: Event | None, depth: int, key: ScalarEvent | None, around: CollectionStartEvent) -> Raw:
        if isinstance(event, ScalarEvent):
            value = Quoted(event.value) if event.style else intern(event.value)
            if value in _ODD_VALUES or event.tag is not None:
                self._odd_value(event, key, around)
            if event.anchor is not None:
                self._anchors[event.anchor] = value
            return value
        if isinstance(event, CollectionStartEvent):
            return self._collection(event, depth)
        if isinstance(event, AliasEvent):
            return self._alias(event, depth)
        raise RuntimeError(f"libyaml gave {event!r} where a value must be")

    def _collection(self, event: CollectionStartEvent, depth: int) -> Raw:
        """A map or list, remembered if aliases may speak of it."""
        if depth == MAX_DEPTH - 1:
            self._complain(complaints.too_deep(self.source, event))
            raise _Stop
        marked = event.anchor is not None or event.tag is not None
        if marked:
            self._begin(event)
        is_map = isinstance(event, MappingStartEvent)
        node: Raw = self._mapping(event, depth + 1) if is_map else self._sequence(event, depth + 1)
        if marked and event.anchor is not None:
            self._open.discard(event.anchor)
            self._anchors[event.anchor] = node
        return node

    def _begin(self, event: CollectionStartEvent) -> None:
        if event.tag is not None:
            self._complain(complaints.tag(self.source, event))
        if event.anchor is not None:
            self._open.add(event.anchor)

    def _alias(self, event: AliasEvent, depth: int) -> Raw:
        name = event.anchor or ""
        if name in self._open:
            self._complain(complaints.recursive_alias(self.source, event))
            return ""
        if name not in self._anchors:
            if not self._holes:
                self._complain(complaints.unknown_alias(self.source, event))
            return ""
        node = self._anchors[name]
        weight, height = self._weigh(node)
        self._aliased += weight
        if self._aliased > MAX_ALIASED:
            self._complain(complaints.too_many_aliased(self.source, event))
            raise _Stop
        if depth + height >= MAX_DEPTH:
            self._complain(complaints.too_deep(self.source, event))
            raise _Stop
        return node

    def _weigh(self, node: Raw) -> tuple[int, int]:
        """How many nodes a node stands for with its aliases expanded, and how many levels of collections it has."""
        if isinstance(node, str):
            return 1 + len(node) // 100, 0
        known = self._weights.get(id(node))
        if known is None:
            inner = [self._weigh(value) for value in _contents(node)]
            # The node is kept with its weight: the id of one that is gone could come back.
            known = 1 + sum(weight for weight, _ in inner), 1 + max((height for _, height in inner), default=0), node
            self._weights[id(node)] = known
        return known[:2]

    def _odd_key(self, key: ScalarEvent, around: CollectionStartEvent, found: dict[str, Raw]) -> bool:
        """Complain of a key if there is reason to; whether its value is to be kept."""
        if key.anchor is not None:
            self._anchors[key.anchor] = key.value
        if key.tag is not None:
            self._complain(complaints.tag(self.source, key))
        elif not key.style and key.value == "<<":
            self._complain(complaints.merge_key(self.source, key))
        elif not key.style and key.value in _ODD_VALUES:
            self._complain(complaints.null_key(self.source, key))
        elif key.value in found:
            if self._positions is None:
                from monitorgen.load.locate import Positions

                self._positions = Positions(self.source.text.encode())
            first = self._positions.first_key(around, key.value)
            self._complain(complaints.duplicate(self.source, key, first))
        else:
            return True
        return False

    def _odd_value(self, event: ScalarEvent, key: ScalarEvent | None, around: CollectionStartEvent) -> None:
        if event.tag is not None:
            self._complain(complaints.tag(self.source, event))
        elif event.style in ("|", ">"):
            if not event.value:
                self._complain(complaints.empty_block(self.source, event))
        elif not event.style and event.value:
            self._complain(complaints.null(self.source, event))
        elif not event.style and not self._was_left_out(event):
            self._complain(complaints.empty_value(self.source, event, key, around))

    def _complex_key(self, key: Event, around: CollectionStartEvent, depth: int) -> None:
        """Complain of a key that is no scalar and read on behind it; what is inside is not complained of as well."""
        self._complain(complaints.complex_key(self.source, key, around))
        so_far = len(self.found)
        self._value(key, depth, None, around)
        self._value(self._pull(), depth, None, around)
        del self.found[so_far:]

    def _was_left_out(self, event: ScalarEvent) -> bool:
        """Whether the value that is missing stood on lines that were left out after a slip."""
        if not self._holes:
            return False
        number = position(event.start_mark)[0] + 1
        while number < len(self.source.lines) and not self.source.line(number).strip():
            if number in self._holes:
                return True
            number += 1
        return False

    def _complain(self, complaint: Diagnostic) -> None:
        self.found.append(complaint)
        if len(self.found) == _MAX_COMPLAINTS:
            self.found.append(complaints.too_many(self.source))
            raise _Stop


def _contents(node: Raw) -> list[Raw]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []
