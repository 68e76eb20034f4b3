"""JSON that can be read and compared: two spaces a level, an item a line, text as it is written.

Not `json.dumps`, which takes several times as long once it indents, knows no exact decimals and leaves half
surrogate pairs and invisible characters as they are.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from json import JSONEncoder
from types import MappingProxyType, NoneType
from typing import TYPE_CHECKING

from monitorgen.emit.fixed import FixedList, FixedObject
from monitorgen.emit.plain import (
    DEEPEST,
    HIDDEN,
    INDENT,
    MAPPINGS,
    depth_refused,
    exact,
    is_clear,
    number,
    surrogate_refused,
    unsupported,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monitorgen.document import Json

# Escapes quotes, backslashes and C0 controls in C; the characters that it leaves are looked for afterwards.
_quoted = JSONEncoder(ensure_ascii=False).encode
_HIDDEN = re.compile(f"[{HIDDEN}]")
_FIRST_LINE = "\n"
_DEEPEST_LINE = len(_FIRST_LINE) + (DEEPEST - 1) * len(INDENT)


class Shared(FixedObject):
    """An object that stands in many places. It is written once for each depth: what is in it can't be changed."""

    __slots__ = ("_written",)

    def __init__(self, made: Mapping[str, Json]) -> None:
        super().__init__(made)
        self._written: dict[str, str] = {}

    def __init_subclass__(cls) -> None:
        _NESTED[cls] = cls.written

    def written(self, line: str) -> str:
        """The object as JSON; `line` begins a line of its depth."""
        text = self._written.get(line)
        if text is None:
            text = self._written[line] = _map(self, line)
        return text


def dump(value: Json) -> str:
    """`value` as one JSON document with keys in the order given and a final line break.

    Raises Refused for half a surrogate pair and for absurd nesting, TypeError or ValueError for what is no `Json`.
    """
    return f"{_item(value, _FIRST_LINE)}\n"


def _map(value: Mapping[str, Json], line: str) -> str:
    """An object; `line` begins a line of its depth."""
    if len(line) > _DEEPEST_LINE:
        raise depth_refused()
    inner = line + INDENT
    items = []
    for key, item in value.items():
        name = _text(key if type(key) is str else exact(key))
        kind = type(item)
        plain = _PLAIN.get(kind)
        written = plain(item) if plain is not None else _NESTED.get(kind, _unusual)(item, inner)
        items.append(f"{name}: {written}")
    return f"{{{inner}{f',{inner}'.join(items)}{line}}}" if items else "{}"


def _list(value: Sequence[Json], line: str) -> str:
    if len(line) > _DEEPEST_LINE:
        raise depth_refused()
    inner = line + INDENT
    return f"[{inner}{f',{inner}'.join([_item(item, inner) for item in value])}{line}]" if value else "[]"


def _item(value: Json, line: str) -> str:
    kind = type(value)
    plain = _PLAIN.get(kind)
    return plain(value) if plain is not None else _NESTED.get(kind, _unusual)(value, line)


def _unusual(value: Json, line: str) -> str:
    """What is a subclass of something plain, such as an enumeration's member."""
    if isinstance(value, MAPPINGS):
        return _map(value, line)
    if isinstance(value, (list, tuple)):
        return _list(value, line)
    if isinstance(value, str):
        return _text(exact(value))
    if isinstance(value, (int, Decimal)):
        return number(value)
    raise unsupported(value)


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """A text: a document says a few hundred thousands of times, its keys and the words of its settings."""
    quoted = _quoted(text)
    return quoted if is_clear(quoted) else _HIDDEN.sub(_escape, quoted)


def _nothing(value: None) -> str:
    del value
    return "null"


# How a value is written follows from its very type, nearly always; that takes no call of ours to find out. Kinds of
# `Shared` add themselves.
_PLAIN: Mapping[type, Callable[..., str]] = {str: _text, int: number, bool: number, Decimal: number, NoneType: _nothing}
_NESTED: dict[type, Callable[..., str]] = {
    dict: _map, MappingProxyType: _map, FixedObject: _map, list: _list, tuple: _list, FixedList: _list,
    Shared: Shared.written,
}  # fmt: skip


def _escape(match: re.Match[str]) -> str:
    """A hidden character as JSON's escape: UTF-16 code units, two of them beyond the first plane."""
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        raise surrogate_refused(match.string[1:-1])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 | code & 0x3FF:04x}"
