"""Lines and columns, looked up: a file is read again with its positions and the path of a value is walked.

Nothing that is compiled carries a position; only when a diagnostic is shown is its file read once more, here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from monitorgen.load.events import MAX_DEPTH, Pull, Span, events, foreign_directive, position, span, split_lines

if TYPE_CHECKING:
    from monitorgen.diagnostics import Part, Path


class Located(Struct, frozen=True):
    """Where the end of a path stands: its value, and the key it stands under (None for a list's item or the top).

    `exact` is False where the file did not go on as far as the path: what is deepest is given then.
    """

    key: Span | None
    value: Span
    exact: bool = True
    collection: bool = False

    def part(self, part: Part) -> Span:
        """What to mark: of a map or list over several lines its key, which says more than its first line."""
        if self.key is not None and (part == "key" or self.collection):
            return self.key
        return self.value


class _Node(Struct):
    event: NodeEvent
    end: CollectionEndEvent | None = None
    entries: dict[str, tuple[ScalarEvent, _Node]] | None = None
    items: list[_Node] | None = None

    @property
    def text(self) -> str | None:
        return self.event.value if isinstance(self.event, ScalarEvent) else None


class Positions:
    """The positions of one file, read once for any number of look-ups; of a broken file those before the fault."""

    def __init__(self, data: bytes) -> None:
        text = data.decode("utf-8-sig", errors="replace")
        self.lines = split_lines(text)
        self._top: _Node | None = None
        self._anchors: dict[str, _Node] = {}
        self._maps: dict[tuple[int, int], _Node] = {}
        if foreign_directive(text) is not None:
            return
        try:
            self._read(events(text))
        except YAMLError:
            return  # what was read before the fault stays of use

    def find(self, path: Path) -> Located | None:
        """Where `path` leads, walked as deep as the file goes; None for a file that has nothing in it.

        A scalar in place of a map answers for its fields (`availability: 99.9%` for `availability.objective`), a
        list of names for a map of them (`depends_on: [postgres]` for `depends_on.postgres`).
        """
        node = self._top
        if node is None:
            return None
        key: ScalarEvent | None = None
        for step in path:
            found = _step(node, step)
            if found is None:
                return self._located(key, node, exact=False)
            key, node = found
        return self._located(key, node, exact=True)

    def first_key(self, around: Event, key: str) -> Span | None:
        """Where `key` stands first in the map that the event `around` begins."""
        node = self._maps.get(position(around.start_mark))
        entry = node.entries.get(key) if node is not None and node.entries is not None else None
        return span(entry[0], self.lines) if entry is not None else None

    def _located(self, key: ScalarEvent | None, node: _Node, *, exact: bool) -> Located:
        collection = isinstance(node.event, CollectionStartEvent) and not node.event.flow_style
        key_span = span(key, self.lines) if key is not None else None
        return Located(key_span, span(node.event, self.lines, node.end), exact, collection)

    def _read(self, pull: Pull) -> None:
        event = pull()
        while event is not None and not isinstance(event, DocumentStartEvent):
            event = pull()
        event = pull() if event is not None else None
        if isinstance(event, NodeEvent):
            # The top is known before what it holds is read, so that a fault further down does not lose it.
            self._top = self._begin(event)
            self._fill(self._top, event, pull, 0)

    def _begin(self, event: NodeEvent) -> _Node:
        if isinstance(event, AliasEvent):
            return self._anchors.get(event.anchor or "") or _Node(event)
        node = _Node(event)
        if isinstance(event, MappingStartEvent):
            node.entries = {}
            self._maps.setdefault(position(event.start_mark), node)
        elif isinstance(event, SequenceStartEvent):
            node.items = []
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _fill(self, node: _Node, event: NodeEvent, pull: Pull, depth: int) -> bool:
        """Read what a node holds; False where the depth ends the reading of the whole file."""
        if isinstance(event, AliasEvent | ScalarEvent):
            return True
        while isinstance(inner := pull(), NodeEvent) and depth < MAX_DEPTH:
            child = self._begin(inner)
            if node.items is not None:
                node.items.append(child)
            if not self._fill(child, inner, pull, depth + 1):
                return False
            if node.entries is not None:
                value = pull()
                if not isinstance(value, NodeEvent):
                    return False
                below = self._begin(value)
                if isinstance(inner, ScalarEvent):
                    node.entries.setdefault(inner.value, (inner, below))
                if not self._fill(below, value, pull, depth + 1):
                    return False
        if not isinstance(inner, CollectionEndEvent):
            return False
        node.end = inner
        return True


def _step(node: _Node, step: str | int) -> tuple[ScalarEvent | None, _Node] | None:
    if node.entries is not None:
        return node.entries.get(str(step))
    if node.items is None:
        return None
    if isinstance(step, int):
        return (None, node.items[step]) if 0 <= step < len(node.items) else None
    return next(((None, item) for item in node.items if item.text == step), None)


def locate(data: bytes, path: Path) -> Located | None:
    """Where `path` leads in one file; for several look-ups in the same file make one `Positions`."""
    return Positions(data).find(path)
