"""String literals and names of PromQL: reading them as Prometheus does, writing them in one form.

Prometheus follows Go: double and single quotes take escapes and end at the line, backquotes take the text as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from monitorgen.promql.errors import PromqlError

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*\Z")
_METRIC = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")
_ESCAPE = re.compile(
    r"\\(?:(?P<plain>[abfnrtv\\'\"])|(?P<octal>[0-7]{3})|x(?P<hex>[0-9a-fA-F]{2})"
    r"|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})|(?P<bad>.?))",
    re.DOTALL,
)
_PLAIN = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, '"': 34}
_SHORT = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def is_label(text: str) -> bool:
    """Whether a label of this name needs no quotes."""
    return _LABEL.match(text) is not None


@lru_cache(maxsize=4096)
def is_metric(text: str) -> bool:
    """Whether a metric of this name needs no quotes."""
    return _METRIC.match(text) is not None


@lru_cache(maxsize=8192)
def quote(value: str) -> str:
    r"""A value as a double-quoted literal: `a\d` is `"a\\d"`.

    Raises `PromqlError` for half of a surrogate pair, which no file can hold.
    """
    return f'"{"".join(map(_escaped, value))}"' if _unsafe(value) else f'"{value}"'


def _unsafe(value: str) -> bool:
    return "\\" in value or '"' in value or not value.isprintable()


def _escaped(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable():
        return char
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        raise PromqlError("the text holds half of a surrogate pair, which is no character", "write the whole character")
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


@lru_cache(maxsize=1024)
def quoted_name(name: str) -> str:
    """A label's name, in quotes if Prometheus 3 needs them."""
    return name if is_label(name) else quote(name)


def unquote(literal: str) -> str:
    """The text of a whole literal, quotes included; raises `PromqlError` with a position inside it."""
    mark, body = literal[0], literal[1:-1]
    if mark == "`" or "\\" not in body:
        return body
    # Escapes like \xc3\xa9 are bytes, which may make up a character together.
    made, last = bytearray(), 0
    for match in _ESCAPE.finditer(body):
        made += body[last : match.start()].encode("utf-8", "surrogatepass")
        made += _bytes_of(match, mark)
        last = match.end()
    made += body[last:].encode("utf-8", "surrogatepass")
    try:
        return made.decode("utf-8")
    except UnicodeDecodeError:
        raise PromqlError(f"{literal} is not UTF-8, so nothing can equal it", "write the character itself", 0) from None


def _bytes_of(match: re.Match[str], mark: str) -> bytes:
    position = match.start() + 1
    if (plain := match["plain"]) is not None:
        if plain in "'\"" and plain != mark:
            raise PromqlError(f"`\\{plain}` is no escape between {mark} quotes", f"write {plain} alone", position)
        return bytes([_PLAIN[plain]])
    if (octal := match["octal"]) is not None and int(octal, 8) <= 0xFF:
        return bytes([int(octal, 8)])
    if (pair := match["hex"]) is not None:
        return bytes([int(pair, 16)])
    if (digits := match["short"] or match["long"]) is not None:
        code = int(digits, 16)
        if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
            return chr(code).encode()
        raise PromqlError(f"`{match[0]}` is no character", "write the character itself", position)
    hint = "double the backslash, or put the text between backquotes: `5..\\d`"
    raise PromqlError(f"`{match[0]}` is no escape", hint, position)
