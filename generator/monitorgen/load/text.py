"""From bytes to text: a spec is UTF-8, without characters that readers, editors and terminals take differently."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from monitorgen.diagnostics import Diagnostic, Findings, Origin, Place
from monitorgen.load.files import MAX_BYTES, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator

BOM = b"\xef\xbb\xbf"
_SHOWN = 5
"""How many lines with bad bytes or characters of one file are told one by one."""

_WIDE = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# Besides control characters: what YAML 1.1 takes for a line break and everything else does not (U+0085, U+2028,
# U+2029, a lone carriage return), a byte order mark inside, and what turns the direction of text around.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\r(?!\n)"
)
_PLAIN = bytes((9, 10, *range(32, 127)))  # many files hold nothing else, which is quickly seen
_TEXT_BYTES = bytes((7, 8, 9, 10, 12, 13, 27, *range(32, 256)))
_NAMES = {
    "\0": "NUL",
    "\x1b": "ESCAPE",
    "\r": "a carriage return without a line feed",
    "\x85": "NEXT LINE",
    "\ufeff": "a byte order mark that is not at the start",
}


def decode(data: bytes, file: str, findings: Findings, limit: int = MAX_BYTES) -> str | None:
    """The text of a file of at most `limit` bytes without its byte order mark, or None and findings (MG101 to 103)."""
    if len(data) > limit:
        findings.add(too_large(limit).diagnostic(file))
        return None
    try:
        text = data.removeprefix(BOM).decode()
    except UnicodeDecodeError as error:
        findings.extend(_no_text(data, file) or _bad_bytes(data.removeprefix(BOM), file, error))
        return None
    if not data.translate(None, _PLAIN) or _UNWANTED.search(text) is None:
        return text
    findings.extend(_no_text(data, file) or _bad_characters(text, file))
    return None


def _no_text(data: bytes, file: str) -> list[Diagnostic]:
    """The one thing to say of a file in another encoding or of none, instead of much about its bytes."""
    if kind := _other_encoding(data):
        message = f"the file is {kind}, not UTF-8 text"
        return [Diagnostic("MG101", message, Origin(file), hint="save it as UTF-8")]
    return []


def _other_encoding(data: bytes) -> str:
    for mark, name in _WIDE.items():
        if data.startswith(mark):
            return name
    head = data[:8000]
    nulls = head.count(0)
    if nulls and max(head[1::2].count(0), head[::2].count(0)) > len(head) // 4:
        return "UTF-16"
    # More than one NUL or a tenth of control bytes: compressed data, an image, a program.
    if nulls > 1 or len(head.translate(None, _TEXT_BYTES)) * 10 > len(head):
        return "binary"
    return ""


def _bad_bytes(data: bytes, file: str, error: UnicodeDecodeError) -> Iterator[Diagnostic]:
    """One finding for each line that is not UTF-8, up to a bound."""
    told = 0
    line_start, line = 0, 1
    while True:
        start = error.start
        line += data.count(b"\n", line_start, start)
        line_start = data.rfind(b"\n", 0, start) + 1
        column = len(data[line_start:start].decode(errors="replace")) + 1
        yield Diagnostic(
            "MG101",
            f"byte 0x{data[start]:02X} is not UTF-8",
            Place(file, line, column, column + 1),
            hint=_encoding_hint(data[start]),
        )
        told += 1
        line_end = data.find(b"\n", start)
        if line_end < 0 or told == _SHOWN:
            return
        try:
            data[line_end + 1 :].decode()
        except UnicodeDecodeError as later:
            error = UnicodeDecodeError(
                later.encoding, data, later.start + line_end + 1, later.end + line_end + 1, later.reason
            )
        else:
            return


def _encoding_hint(byte: int) -> str:
    if byte >= 0xA0:
        return f"in Latin-1 it would be {chr(byte)!r}: save the file as UTF-8"
    return "save the file as UTF-8"


def _bad_characters(text: str, file: str) -> Iterator[Diagnostic]:
    """One finding for each line and character, up to a bound."""
    seen: dict[tuple[int, str], int] = {}
    line, start = 1, 0
    for match in _UNWANTED.finditer(text):
        line += text.count("\n", start, match.start())
        start = match.start()
        seen.setdefault((line, match[0]), start - text.rfind("\n", 0, start))
    rest = len(seen) - _SHOWN
    for told, ((line, character), column) in enumerate(list(seen.items())[:_SHOWN], start=1):
        name = _NAMES.get(character, "") or unicodedata.name(character, "a control character")
        more = f"; and {rest} more line{'s' if rest > 1 else ''} like it" if rest > 0 and told == _SHOWN else ""
        yield Diagnostic(
            "MG102",
            f"character U+{ord(character):04X} is not allowed",
            Place(file, line, column, column + 1),
            label=name + more,
            hint=_character_hint(character),
        )


def _character_hint(character: str) -> str:
    if character == "\r":
        return "end lines with a line feed, as editors do"
    if character == "\ufeff":
        return "delete it"
    escape = f"\\x{ord(character):02x}" if ord(character) < 0x100 else f"\\u{ord(character):04x}"
    return f'delete it, or write it as "{escape}" in double quotes if it is meant'
