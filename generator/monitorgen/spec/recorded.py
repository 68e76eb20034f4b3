"""What a Python spec writes down: the words of a model, and the call that said them.

Recording knows no model, so that a spec runs without waiting for the compiler's imports. What was recorded becomes raw
nodes like those of a YAML file, with plain scalars; everything is judged by the same loader.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from keyword import iskeyword
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from types import CodeType

    Written: TypeAlias = "dict[str, Written] | list[Written] | str"

Steps: TypeAlias = tuple[str | int, ...]
Position: TypeAlias = tuple[int, int, int, int]
"""First line, first column, last line, last column; lines count from 1, columns are bytes and count from 0."""

MAX_DEPTH = 64
MAX_NODES = 2_000_000
"""How deep a spec may nest, and how many values it may hold; what contains itself runs into one of them."""

_MOST_DIGITS = 15
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Recorded:
    """A call of one of the language's words, such as `Service(port=8080)`: its keyword arguments and its place."""

    __slots__ = ("_code", "_instruction", "_words")

    file: ClassVar[str] = ""
    """The Python spec that is run: of a call that stands elsewhere, the place in this file that led to it counts."""

    def __init__(self, /, **words: object) -> None:
        self._words = words
        frame = caller = sys._getframe(1)  # noqa: SLF001 - the one way to know where a call stands
        while frame.f_back is not None and frame.f_code.co_filename != Recorded.file:
            frame = frame.f_back
        if frame.f_code.co_filename != Recorded.file:
            frame = caller
        self._code, self._instruction = frame.f_code, frame.f_lasti

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{key}={value!r}' for key, value in self._words.items())})"


# A spec waits for every import of this module: dataclasses alone would bring a third of all.
class Fault(NamedTuple):
    """A value that has no written form: where in the spec it stands, what is wrong, what to write instead."""

    path: Steps
    message: str
    hint: str


class Unwritable(Exception):  # noqa: N818 - the input is refused, nothing failed
    """Raised for a value that has no written form; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class Writer:
    """Writes what was recorded as raw nodes; notes the place and the class of every call, and what can't be written."""

    def __init__(self) -> None:
        self.calls: list[tuple[Steps, str, Position]] = []
        self.faults: list[Fault] = []
        self._nodes = 0
        self._positions: dict[CodeType, list[tuple[int | None, ...]]] = {}

    def write(self, value: object, path: Steps = ()) -> Written | None:
        """The raw node of a value, or None for what has none; raises `Unwritable` for more values than can be."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Unwritable(f"the spec holds more than {MAX_NODES:,} values", "does something contain itself?")
        try:
            if isinstance(value, str):
                return text_of(value)
            if isinstance(value, Recorded):
                self.calls.append((path, type(value).__name__, self._position(value)))
                return self._map({_word(key): each for key, each in value._words.items()}, path)  # noqa: SLF001 - a class of this module, whose names are its users'
            if isinstance(value, (list, tuple)):
                return self._list(value, path)
            return self._map(value, path) if isinstance(value, (dict, Mapping)) else text_of(value)
        except _Refused as refused:
            self.faults.append(Fault(path, str(refused), refused.hint))
            return None

    def _list(self, items: list[object] | tuple[object, ...], path: Steps) -> Written:
        _check_depth(path)
        nodes = (self.write(item, (*path, index)) for index, item in enumerate(items))
        return [node for node in nodes if node is not None]

    def _map(self, words: Mapping[object, object], path: Steps) -> Written:
        _check_depth(path)
        written: dict[str, Written] = {}
        for key, value in words.items():
            if not isinstance(key, str) or _is_unwanted(key):
                self.faults.append(Fault(path, f"the key {key!r:.80} is no text", "write it in quotes"))
                continue
            name = str.__str__(key)
            node = self.write(value, (*path, name))
            if node is not None:
                written[name] = node
        return written

    def _position(self, call: Recorded) -> Position:
        code = call._code  # noqa: SLF001 - a class of this module, whose names are its users'
        positions = self._positions.get(code)
        if positions is None:
            positions = self._positions[code] = list(code.co_positions())
        line, end_line, column, end_column = positions[call._instruction // 2]  # noqa: SLF001 - a class of this module, whose names are its users'
        line = line or code.co_firstlineno
        return line, column or 0, end_line or line, end_column or 0


class _Refused(Unwritable):
    """Of one value; the others are still looked at."""


def _check_depth(path: Steps) -> None:
    if len(path) > MAX_DEPTH:
        raise _Refused(f"the spec is nested more than {MAX_DEPTH} levels deep", "does something contain itself?")


def _is_unwanted(text: str) -> re.Match[str] | None:
    """The first character that no spec may hold."""
    return None if text.isprintable() else _UNWANTED.search(text)


def _word(keyword: str) -> str:
    """The word of the language behind a keyword argument: `for_` is `for`, which Python reserves."""
    return keyword[:-1] if keyword.endswith("_") and iskeyword(keyword[:-1]) else keyword


def text_of(value: object) -> str:
    """The source text of a scalar as it would stand in YAML; raises `Unwritable` for what is none."""
    if isinstance(value, str):
        if bad := _is_unwanted(value):
            raise _Refused(f"the text holds the character U+{ord(bad[0]):04X}", "leave it out")
        return str.__str__(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and abs(value) < 10**18:
        return int.__repr__(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 30:
        return format(value, "f")
    if isinstance(value, float):
        text = repr(value)
        # A number that was computed shows more digits than anybody writes: 0.1 + 0.2 is 0.30000000000000004.
        if "e" in text or "n" in text or sum(character.isdigit() for character in text) > _MOST_DIGITS:
            raise _Refused(f"{text} is not an exact number", 'write it as text, such as "0.3", or as a Decimal')
        return text.removesuffix(".0")
    raise _refused(value)


def _refused(value: object) -> _Refused:
    kind = type(value).__name__
    if value is None:
        return _Refused("`None` is no value", 'leave it out, or write "none" where something is deliberately nothing')
    if isinstance(value, (set, frozenset)):
        return _Refused(f"a {kind} has no order", "write a list, or sorted(...)")
    if isinstance(value, type):
        return _Refused(f"{value.__name__} is a class", f"call it: {value.__name__}(...)")
    if isinstance(value, (int, Decimal)):
        return _Refused("the number is out of range", "write it as text")
    hints = {"timedelta": 'write it as text, such as "5m"', "generator": "write a list", "bytes": "write text"}
    hint = hints.get(kind, "write text, numbers, True or False, lists, maps, or the classes of monitorgen")
    return _Refused(f"a value of type {kind} has no place in a spec", hint)
