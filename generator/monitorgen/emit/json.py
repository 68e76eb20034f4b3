"""JSON that can be read and compared: two spaces a level, an item a line, text as it is written.

Not `json.dumps`, which takes several times as long once it indents, knows no exact decimals and leaves half
surrogate pairs and invisible characters as they are.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from json import JSONEncoder
from typing import TYPE_CHECKING

from monitorgen.emit.plain import (
    COLLECTIONS,
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


def dump(value: Json) -> str:
    """`value` as one JSON document with keys in the order given and a final line break.

    Raises Refused for half a surrogate pair and for absurd nesting, TypeError or ValueError for what is no `Json`.
    """
    pieces: list[str] = []
    _write(value, "\n", pieces.append)
    return "".join([*pieces, "\n"])


def _write(value: Json, line: str, put: Callable[[str], None]) -> None:
    """Puts `value` piece by piece; `line` begins a line of its depth."""
    if isinstance(value, COLLECTIONS):
        if len(line) > DEEPEST * len(INDENT):
            raise depth_refused()
        if isinstance(value, MAPPINGS):
            _write_map(value, line, put)
        else:
            _write_list(value, line, put)
    elif isinstance(value, str):
        put(_text(exact(value)))
    elif isinstance(value, (int, Decimal)):
        put(number(value))
    elif value is None:
        put("null")
    else:
        raise unsupported(value)


def _write_map(value: Mapping[str, Json], line: str, put: Callable[[str], None]) -> None:
    inner = line + INDENT
    before, following = f"{{{inner}", f",{inner}"
    for key, item in value.items():
        name = _text(key if type(key) is str else exact(key))
        plain = _PLAIN.get(type(item))
        if plain is not None:
            put(f"{before}{name}: {plain(item)}")
        else:
            put(f"{before}{name}: ")
            _write(item, inner, put)
        before = following
    put(f"{line}}}" if value else "{}")


def _write_list(value: Sequence[Json], line: str, put: Callable[[str], None]) -> None:
    inner = line + INDENT
    before, following = f"[{inner}", f",{inner}"
    for item in value:
        put(before)
        _write(item, inner, put)
        before = following
    put(f"{line}]" if value else "[]")


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    """A text: a document says a few hundred thousands of times, its keys and the words of its settings."""
    quoted = _quoted(text)
    return quoted if is_clear(quoted) else _HIDDEN.sub(_escape, quoted)


# How what most items of a map are is written, by their very type: that takes no call of ours to find out.
_PLAIN: Mapping[type, Callable[..., str]] = {str: _text, int: number, bool: number, Decimal: number}


def _escape(match: re.Match[str]) -> str:
    """A hidden character as JSON's escape: UTF-16 code units, two of them beyond the first plane."""
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        raise surrogate_refused(match.string[1:-1])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 | code & 0x3FF:04x}"
