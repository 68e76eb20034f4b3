"""YAML for people: block style, one item a line, one way to write each value.

Not PyYAML's dumper: that takes ten times as long, folds long queries and reads only as YAML 1.1. Here a scalar is
written plain only if a positive list says that every reader of YAML 1.1 and 1.2 takes it for that very string;
several lines become a literal block if none of it could get lost there; everything else stands in quotes, single ones
where double ones would need escapes.
Lists stand one item a line, so that two branches that each add one merge.
"""

from __future__ import annotations

import re
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
    from collections.abc import Mapping, Sequence

    from monitorgen.document import Json

# How a plain scalar may start: with what is no indicator and begins no number, date or time; or it is a duration.
_PLAIN_START = re.compile(r"[A-Za-z_/(]|\.\.?/|(?:[0-9]+(?:ms|[smhdwy]))+\Z").match

# Booleans and null of YAML 1.1 and 1.2 in any case; those of other shapes (`~`, `=`, `<<`, `.nan`) start with a
# character that `_PLAIN_START` excludes.
_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_LONGEST_WORD = max(map(len, _WORDS))

# What ends a plain scalar inside a flow collection.
_FLOW = re.compile(r"[,\[\]{}]").search

_HIDDEN = re.compile(f"[{HIDDEN}]")
_ESCAPED = re.compile(rf'["\\{HIDDEN}]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}

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
    return f"{head}{_node(value, '')}\n"


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
    lines = [_HIDDEN.sub(_escape, line) for line in text.removesuffix("\n").split("\n")]
    return "".join(f"{f'# {line}'.rstrip(' ')}\n" for line in lines)


def _node(value: Json, pad: str) -> str:
    """`value` in block style: its first line as it is, its other lines indented by `pad`."""
    if type(value) is str:
        return _kept.get(value) or _text(value, pad or INDENT)
    if value and isinstance(value, COLLECTIONS):
        return _collection(value, pad)
    return _scalar(value, pad)


def _collection(value: Mapping[str, Json] | Sequence[Json], pad: str) -> str:
    """A map or list that is not empty, its entries at `pad` and what they hold one level deeper."""
    if len(pad) >= DEEPEST * len(INDENT):
        raise depth_refused()
    inner = pad + INDENT
    entries = []
    if isinstance(value, MAPPINGS):
        for key, item in value.items():
            name = _kept.get(key) or _key(key, pad)
            # The two commonest cases stand here rather than in `_node`: they are nearly all of the time it takes.
            if type(item) is str:
                entries.append(f"{name}: {_kept.get(item) or _text(item, inner)}")
            elif item and isinstance(item, COLLECTIONS):
                entries.append(f"{name}:\n{inner}{_collection(item, inner)}")
            else:
                entries.append(f"{name}: {_scalar(item, inner)}")
    else:
        entries = [f"- {_node(item, inner)}" for item in value]
    return f"\n{pad}".join(entries)


def _key(key: str, pad: str) -> str:
    """A key of a mapping at `pad`, all that stands before its colon."""
    text = _one_line(exact(key))
    return text if len(text) <= _LONGEST_KEY else f"? {text}\n{pad}"


def _scalar(value: Json, pad: str) -> str:
    """Whatever is neither a `str` itself nor a collection with something in it."""
    if value is None:
        return "null"
    if isinstance(value, (int, Decimal)):
        return number(value)
    if isinstance(value, str):
        return _text(exact(value), pad)
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
    clear = is_clear(text)
    if clear and _PLAIN_START(text) and not _ends_early(text) and not _is_word(text):
        return _keep(text, text)
    if clear and "'" not in text and ('"' in text or "\\" in text):
        return _keep(text, f"'{text}'")  # queries and regular expressions read as they are meant
    quoted = text.replace("\\", "\\\\").replace('"', '\\"') if clear else _ESCAPED.sub(_escape, text)
    return _keep(text, f'"{quoted}"')


def _keep(text: str, written: str) -> str:
    """`written`, remembered; not what has line breaks: a key is written otherwise than a value then."""
    if len(text) <= _WORTH_KEEPING and len(_kept) < _MOST_KEPT and "\n" not in text:
        _kept[text] = written
    return written


def _ends_early(text: str) -> bool:
    """Whether a reader would end a plain scalar before the end of `text`."""
    return ": " in text or " #" in text or text.endswith((":", " "))


def _is_word(text: str) -> bool:
    return len(text) <= _LONGEST_WORD and text.lower() in _WORDS


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise surrogate_refused(match.string)
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"
