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
    from collections.abc import Mapping, Sequence

    from monitorgen.document import Json

# Escapes quotes, backslashes and C0 controls in C; the characters that it leaves are looked for afterwards.
_quoted = JSONEncoder(ensure_ascii=False).encode
_HIDDEN = re.compile(f"[{HIDDEN}]")


def dump(value: Json) -> str:
    """`value` as one JSON document with keys in the order given and a final line break.

    Raises Refused for half a surrogate pair and for absurd nesting, TypeError or ValueError for what is no `Json`.
    """
    return f"{_node(value, '')}\n"


def _node(value: Json, pad: str) -> str:
    """`value` as JSON: its first line as it is, its other lines indented by `pad`."""
    if type(value) is str:
        return _text(value)
    if isinstance(value, COLLECTIONS):
        return _collection(value, pad)
    if value is None:
        return "null"
    if isinstance(value, (int, Decimal)):
        return number(value)
    if isinstance(value, str):
        return _text(exact(value))
    raise unsupported(value)


def _collection(value: Mapping[str, Json] | Sequence[Json], pad: str) -> str:
    if len(pad) >= DEEPEST * len(INDENT):
        raise depth_refused()
    inner = pad + INDENT
    if isinstance(value, MAPPINGS):
        opening, closing = "{", "}"
        items = [
            f"{_key(key if type(key) is str else exact(key))}: {_node(item, inner)}" for key, item in value.items()
        ]
    else:
        opening, closing = "[", "]"
        items = [_node(item, inner) for item in value]
    if not items:
        return opening + closing
    return f"{opening}\n{inner}" + f",\n{inner}".join(items) + f"\n{pad}{closing}"


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """A key: a document has a few hundred of them, thousands of times."""
    return _text(text)


def _text(text: str) -> str:
    quoted = _quoted(text)
    return quoted if is_clear(quoted) else _HIDDEN.sub(_escape, quoted)


def _escape(match: re.Match[str]) -> str:
    """A hidden character as JSON's escape: UTF-16 code units, two of them beyond the first plane."""
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        raise surrogate_refused(match.string[1:-1])
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 | code & 0x3FF:04x}"
