"""What changed in the schemas of two documents.

Pairs of conjunctions are a graph: each pair has changes of its own and leads to others. It is built once, so that a
schema that six hundred operations share is compared once; for an operation the changes are collected that its pairs
lead to. Two places that are being compared already are taken to be the same.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct, field

from monitorgen.openapi.changes import Direction, Effect, flipped
from monitorgen.openapi.conjunction import AT_LEAST, NOTED, TYPES, Parts, Whole, canonical, ended, key_of, whole
from monitorgen.openapi.tree import reference_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from monitorgen.openapi.sides import Side, View

Pair: TypeAlias = "tuple[Parts, Parts, Direction]"
Own: TypeAlias = "tuple[str, str, Effect, Direction]"
"""A change of a pair itself: the step that it is at, what it is, what it does."""
Key: TypeAlias = "tuple[object, object, str]"


class _Node(Struct):
    own: list[Own] = field(default_factory=list)
    below: list[tuple[str, Key]] = field(default_factory=list)
    changed: bool = False


class SchemaChanges(Struct):
    """The graph of two documents."""

    old: Side
    new: Side
    _nodes: dict[Key, _Node] = field(default_factory=dict)
    _todo: deque[tuple[Key, Pair]] = field(default_factory=deque)
    _spread: bool = False

    def pair(self, old: Iterable[View], new: Iterable[View], direction: Direction) -> Key:
        """Have two schemas compared; the key under which their changes are found."""
        one, two = ended(self.old, old), ended(self.new, new)
        key = key_of(one), key_of(two), direction
        if key not in self._nodes:
            self._nodes[key] = _Node()
            self._todo.append((key, (one, two, direction)))
            self._spread = False
        return key

    def found(self, key: Key) -> Iterator[Own]:
        """The changes that a pair and those below it have, each with its trail, once."""
        self._compare()
        seen = {key}
        todo = deque([("", key)])
        while todo:
            trail, at = todo.popleft()
            node = self._nodes[at]
            for step, message, effect, direction in node.own:
                yield f"{trail}{step}", message, effect, direction
            for step, below in node.below:
                if below not in seen and self._nodes[below].changed:
                    seen.add(below)
                    todo.append((f"{trail}{step}", below))

    def _compare(self) -> None:
        while self._todo:
            key, (old, new, direction) = self._todo.popleft()
            one, two = whole(self.old, old, direction), whole(self.new, new, direction)
            node = self._nodes[key]
            if one.never != two.never:
                node.own.append(("", "nothing fits" if two.never else "something fits", _toward(two.never), direction))
            elif not one.never:
                node.own += ((step, message, effect, direction) for step, message, effect in _own(one, two))
                self._go_below(node, one, two, direction)
        if not self._spread:
            self._spread_changes()

    def _go_below(self, node: _Node, one: Whole, two: Whole, direction: Direction) -> None:
        for name in sorted(one.properties.keys() & two.properties.keys()):
            node.below.append((f"/{name}", self.pair(one.properties[name], two.properties[name], direction)))
        for word in sorted(one.one.keys() | two.one.keys()):
            towards = flipped(direction) if word == "not" else "both" if word == "if" else direction
            old, new = one.one.get(word, []), two.one.get(word, [])
            if word in ("contains", "not", "if") and not (old and new):
                node.own.append((f"/{word}", "is new" if new else "is gone", _toward(bool(new)), direction))
            else:
                step = {"items": "/[]", "additionalProperties": "/*"}.get(word, f"/{word}")
                node.below.append((step, self.pair(old, new, towards)))
        for each in sorted(one.named.keys() | two.named.keys()):
            step = f"/{each[0]}/{each[1]}"
            node.below.append((step, self.pair(one.named.get(each, []), two.named.get(each, []), direction)))
        self._choose(node, one.choices, two.choices, direction)

    def _choose(
        self,
        node: _Node,
        old: Sequence[tuple[str, list[View]]],
        new: Sequence[tuple[str, list[View]]],
        direction: Direction,
    ) -> None:
        """Alternatives: those of one name are compared, what is left over is an alternative more or less."""
        for number in range(max(len(old), len(new))):
            if number >= len(old) or number >= len(new):
                word = (new if number >= len(old) else old)[number][0]
                more = number >= len(old)
                node.own.append((f"/{word}", "is new" if more else "is gone", _toward(more), direction))
                continue
            (word, one), (other, two) = old[number], new[number]
            if word != other:
                node.own.append(("", f"{other} stands for {word}", "other", direction))
                continue
            self._match(node, word, (_labelled(one), _labelled(two)), direction)

    def _match(
        self, node: _Node, word: str, both: tuple[dict[str, View], dict[str, View]], direction: Direction
    ) -> None:
        mine, theirs = both
        lost = [label for label in mine if label not in theirs]
        more = [label for label in theirs if label not in mine]
        # A schema that is called otherwise now may be the same one.
        pairs = [*((label, label) for label in mine if label in theirs), *zip(lost, more, strict=False)]
        for left, right in pairs:
            step = f"/{word}" if left != right or _is_inline(right) else f"/{word}/{right}"
            node.below.append((step, self.pair([mine[left]], [theirs[right]], direction)))
        for left in lost[len(more) :]:
            node.own.append((f"/{word}", f"{_shown(left)} is gone", "narrower", direction))
        for right in more[len(lost) :]:
            node.own.append((f"/{word}", f"{_shown(right)} is new", "wider", direction))

    def _spread_changes(self) -> None:
        """Mark the pairs that a change is in or below."""
        above: dict[Key, list[Key]] = {}
        for key, node in self._nodes.items():
            node.changed = bool(node.own)
            for _, below in node.below:
                above.setdefault(below, []).append(key)
        todo = [key for key, node in self._nodes.items() if node.changed]
        while todo:
            for key in above.get(todo.pop(), ()):
                if not self._nodes[key].changed:
                    self._nodes[key].changed = True
                    todo.append(key)
        self._spread = True


def _own(one: Whole, two: Whole) -> Iterator[tuple[str, str, Effect]]:
    """The changes of a value itself."""
    if one.types != two.types:
        old, new = one.types or TYPES, two.types or TYPES
        if old != new:
            yield "", f"its type is {_types(two)}, it was {_types(one)}", _sets(old, new)
    yield from _words(one, two)
    yield from _bounds(one.bounds, two.bounds)
    for word in sorted(one.texts.keys() | two.texts.keys()):
        before, now = one.texts.get(word, frozenset()), two.texts.get(word, frozenset())
        if before != now:
            message = (
                f"{word} is {' and '.join(sorted(now)) or 'gone'}, it was {' and '.join(sorted(before)) or 'none'}"
            )
            yield "", message, _sets(now, before)
    yield from _properties(one, two)
    for word in NOTED:
        if one.noted.get(word) != two.noted.get(word):
            yield "", f"{word} is {two.noted.get(word, 'gone')}, it was {one.noted.get(word, 'not said')}", "noted"


def _properties(one: Whole, two: Whole) -> Iterator[tuple[str, str, Effect]]:
    for name in sorted(two.required - one.required):
        if name in one.properties or name not in two.properties:
            yield f"/{name}", "has to be there", "narrower"
    for name in sorted(one.required - two.required):
        if name in two.properties or name not in one.properties:
            yield f"/{name}", "may be left out", "wider"
    for name in sorted(two.properties.keys() - one.properties.keys()):
        required = name in two.required
        yield f"/{name}", "is new and has to be there" if required else "is new", "narrower" if required else "added"
    for name in sorted(one.properties.keys() - two.properties.keys()):
        yield f"/{name}", "is gone", "removed"


def _words(one: Whole, two: Whole) -> Iterator[tuple[str, str, Effect]]:
    if one.words is None or two.words is None:
        if two.words is not None:
            yield "", f"it is one of {', '.join(sorted(two.words))}", "narrower"
        elif one.words is not None:
            yield "", "it is anything, and no more one of a few values", "wider"
        return
    for word in sorted(one.words - two.words):
        yield "", f"the value {word} is gone", "narrower"
    for word in sorted(two.words - one.words):
        yield "", f"the value {word} is new", "wider"


def _bounds(one: Mapping[str, int | Decimal], two: Mapping[str, int | Decimal]) -> Iterator[tuple[str, str, Effect]]:
    for word in sorted(one.keys() | two.keys()):
        old, new = one.get(word), two.get(word)
        if old == new:
            continue
        stricter = old is None or (new is not None and ((new > old) if word in AT_LEAST else (new < old)))
        yield (
            "",
            f"{word} is {'gone' if new is None else new}, it was {'none' if old is None else old}",
            _toward(stricter),
        )


def _sets(old: frozenset[str], new: frozenset[str]) -> Effect:
    """What becomes of the values where `old` of them become `new`."""
    if new < old:
        return "narrower"
    return "wider" if old < new else "other"


def _toward(stricter: bool) -> Effect:  # noqa: FBT001 - its only argument
    return "narrower" if stricter else "wider"


def _types(made: Whole) -> str:
    if made.types is None:
        return "any"
    shown = made.types - {"integer"} if "number" in made.types else made.types
    return " or ".join(sorted(shown)) or "none"


def _labelled(views: Sequence[View]) -> dict[str, View]:
    """Alternatives by what they refer to, and those that stand there by what they say."""
    found: dict[str, View] = {}
    for view in views:
        ref = reference_of(view.node)
        found[ref.rpartition("/")[2] if ref is not None else f"{{{canonical(view.node)}"] = view
    return found


def _is_inline(label: str) -> bool:
    return label.startswith("{")


def _shown(label: str) -> str:
    return "an alternative" if _is_inline(label) else f"the alternative {label}"
