"""YAML for people: block style, one item a line, one way to write each value.

Not PyYAML's dumper: that takes ten times as long, folds long queries and reads only as YAML 1.1. Here a scalar is
written plain only if a positive list says that every reader of YAML 1.1 and 1.2 takes it for that very string;
several lines become a literal block if none of it could get lost there; everything else stands in quotes, single ones
where double ones would need escapes.
Lists stand one item a line, so that two branches that each add one merge.
"""

from __future__ import annotations

import re
import string
from decimal import Decimal
from functools import lru_cache
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

# How a plain scalar may start: with what is no indicator and begins no number, date or time; or it is a duration.
_PLAIN_STARTS = frozenset(string.ascii_letters + "_/(")
_PLAIN_PATH_OR_DURATION = re.compile(r"\.\.?/|(?:[0-9]+(?:ms|[smhdwy]))+\Z").match

# Booleans and null of YAML 1.1 and 1.2 in any case; those of other shapes (`~`, `=`, `<<`, `.nan`) start with a
# character that no plain scalar starts with here.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_LONGEST_WORD = max(map(len, _WORDS))

# What ends a plain scalar inside a flow collection.
_FLOW = re.compile(r"[,\[\]{}?]").search

_HIDDEN = re.compile(f"[{HIDDEN}]")
_ESCAPED = re.compile(rf'["\\{HIDDEN}]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

_WIDEST_PAD = (DEEPEST - 1) * len(INDENT)

# YAML allows no more characters for a key that isn't marked with `?`; PyYAML and Go's yaml hold to it.
_LONGEST_KEY = 1024

# How short texts of one line are written: names, labels, severities and durations repeat in every rule.
_kept: dict[str, str] = {}
_WORTH_KEEPING = 40
_MOST_KEPT = 4096


def dump(value: Json, *, comment: str = "") -> str:
    """`value` as one YAML document with keys in the order given, after the lines of `comment` as `# ...`.

    Raises Refused for half a surrogate pair and for absurd nesting, TypeError or ValueError for what is no `Json`.
    """
    head = comments(comment) if comment else ""
    if not (value and isinstance(value, COLLECTIONS)):
        return f"{head}{_scalar(value, INDENT)}\n"
    lines: list[str] = []
    _collection(value, "", "", lines.append)
    lines.append("")
    return head + "\n".join(lines)


def flow(value: Json) -> str:
    """`value` on one line, `{a: b}` or `[a, b]`: for small maps that people read as a row."""
    if isinstance(value, str):
        return flow_text(value)
    if isinstance(value, MAPPINGS):
        return f"{{{', '.join(f'{flow(key)}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, COLLECTIONS):
        return f"[{', '.join(map(flow, value))}]"
    return _scalar(value, INDENT)


@lru_cache(maxsize=4096)
def flow_text(text: str) -> str:
    """A string inside a flow collection: what is plain elsewhere may need quotes there."""
    written = _one_line(exact(text))
    if written[0] in "'\"" or not _FLOW(written):
        return written
    return f"'{written}'" if "'" not in written else f'"{_ESCAPED.sub(_escape, written)}"'


def comments(text: str) -> str:
    """`text` as comment lines; any other character that a reader might take for a line break is escaped."""
    lines = [line if is_clear(line) else _HIDDEN.sub(_escape, line) for line in text.removesuffix("\n").split("\n")]
    return "".join(f"{f'# {line}'.rstrip(' ')}\n" for line in lines)


def _collection(value: Mapping[str, Json] | Sequence[Json], pad: str, start: str, write: Callable[[str], None]) -> None:
    """Write a map or list that is not empty, an entry at a time: the first after `start`, the others after `pad`."""
    if len(pad) > _WIDEST_PAD:
        raise depth_refused()
    inner = pad + INDENT
    if isinstance(value, MAPPINGS):
        for key, item in value.items():
            name = _kept.get(key) or _key(key, pad)
            if type(item) is str:  # asked first, as most are
                write(f"{start}{name}: {_kept.get(item) or _text(item, inner)}")
            elif item and isinstance(item, COLLECTIONS):
                write(f"{start}{name}:")
                _collection(item, inner, inner, write)
            else:
                write(f"{start}{name}: {_scalar(item, inner)}")
            start = pad
    else:
        for item in value:
            if item and isinstance(item, COLLECTIONS):
                _collection(item, inner, f"{start}- ", write)
            else:
                write(f"{start}- {_scalar(item, inner)}")
            start = pad


def _key(key: str, pad: str) -> str:
    """A key of a mapping at `pad`, all that stands before its colon."""
    text = _one_line(exact(key))
    return text if len(text) <= _LONGEST_KEY else f"? {text}\n{pad}"


def _scalar(value: Json, pad: str) -> str:
    """Whatever is no collection with something in it; its further lines, if it has any, stand at `pad`."""
    if isinstance(value, str):
        return _kept.get(value) or _text(exact(value), pad)
    if value is None:
        return "null"
    if isinstance(value, (int, Decimal)):
        return number(value)
    if isinstance(value, COLLECTIONS):
        return "{}" if isinstance(value, MAPPINGS) else "[]"
    raise unsupported(value)


def _text(text: str, pad: str) -> str:
    """A string as a value whose further lines, if it has any, stand at `pad`."""
    if "\n" not in text or not _fits_block(text):
        return _one_line(text)
    header = "|" if text.endswith("\n") else "|-"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([header, *[f"{pad}{line}" if line else "" for line in lines]])


def _fits_block(text: str) -> bool:
    """Whether a literal block shows all of `text`, and loses nothing in an editor that trims lines.

    A blank or an empty line at the start would set its indentation; more than one line break at the end needs `|+`.
    """
    if text.startswith((" ", "\n")) or text.endswith((" ", "\n\n")) or " \n" in text:
        return False
    joined = text.replace("\n", "")
    return is_clear(joined) or not _HIDDEN.search(joined)


def _one_line(text: str) -> str:
    """A string on one line, however long: plain if that is safe, else in the quotes that need no escapes."""
    if not is_clear(text):
        written = f'"{_ESCAPED.sub(_escape, text)}"'
    elif _is_plain(text):
        written = text
    elif "'" not in text and ('"' in text or "\\" in text):
        written = f"'{text}'"  # queries and regular expressions read as they are meant
    else:
        quoted = text.replace("\\", "\\\\").replace('"', '\\"')
        written = f'"{quoted}"'
    # What has line breaks is not kept: a key is written otherwise than a value then.
    if len(text) <= _WORTH_KEEPING and "\n" not in text:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()  # names of the units before; what all have in common is soon back
        _kept[text] = written
    return written


def _is_plain(text: str) -> bool:
    """Whether every reader takes the printable `text` for itself: as a string, and to its end."""
    return (
        (text[:1] in _PLAIN_STARTS or _PLAIN_PATH_OR_DURATION(text) is not None)
        and not (": " in text or ("#" in text and " #" in text) or text[-1] in ": ")
        and (len(text) > _LONGEST_WORD or text.lower() not in _WORDS)
    )


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise surrogate_refused(match.string)
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
