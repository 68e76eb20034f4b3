"""What a YAML file says of itself at its top: `monitorgen: v1`, `system: shop`, or another tool's marker.

Most files are settled by a search for a few words in their bytes, and a look at their first line. Only where one of the
words stands as a key elsewhere are libyaml's events read, as far as the keys asked for, to see that it is a key of the
file's top and no text inside.
"""

from __future__ import annotations

import re

from msgspec import Struct
from yaml.error import YAMLError
from yaml.events import CollectionEndEvent, CollectionStartEvent, DocumentEndEvent, NodeEvent, ScalarEvent

from monitorgen.load.events import MAX_DEPTH, Span, events, foreign_directive, span, split_lines

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Each begins with a literal, which makes the search as fast as one for a word.
_KEYS = {
    "monitorgen": re.compile(rb"""monitorgen["']?[ \t]*:"""),
    "system": re.compile(rb"""system["']?[ \t]*:"""),
    "version": re.compile(rb"""version["']?[ \t]*:[ \t]*["']?prometheus/v1"""),
    "apiVersion": re.compile(rb"""apiVersion["']?[ \t]*:[ \t]*["']?(?:sloth\.slok\.dev|openslo)/v1"""),
}
_FIRST_LINE = re.compile(rb"(?:#[\t -~]*\n)*monitorgen: (v[0-9]+)\n(?=[a-z])")
"""How nearly all spec files begin: below comments, and with another key behind it, so that the value ends here."""
_LINE = re.compile(r"""(["']?)(monitorgen|system)\1[ \t]*:[ \t]+(["']?)([\w.-]+)\3[ \t]*(?:#.*)?$""")
_FOREIGN = {
    ("version", "prometheus/v1"): "Sloth",
    ("apiVersion", "sloth.slok.dev/v1"): "Sloth",
    ("apiVersion", "openslo/v1"): "OpenSLO",
}


class Said(Struct, frozen=True):
    """The value of a key at the top of a file: its text, empty for what is no scalar, and where it stands."""

    text: str
    span: Span


class Marks(Struct, frozen=True):
    """What a file says of itself; `foreign` is the tool whose format it is in, empty for none that is known."""

    version: Said | None = None
    system: Said | None = None
    foreign: str = ""


def read_marks(data: bytes) -> Marks:
    """The marks of a file's bytes; of a broken file those that stand at the start of a line."""
    if data[:2] in _UTF_16_MARKS or 0 in data[:2]:
        # Taken for what it would be in UTF-8, so that the reader can say what is wrong with it.
        encoding = "utf-16" if data[:2] in _UTF_16_MARKS else "utf-16-be" if data[0] == 0 else "utf-16-le"
        data = data.decode(encoding, errors="replace").encode()
    wanted = {key for key, pattern in _KEYS.items() if pattern.search(data)}
    if not wanted - {"system"}:
        return Marks()
    return (_begins(data) if wanted == {"monitorgen"} else None) or read_top(data, wanted)


def _begins(data: bytes) -> Marks | None:
    """The mark of a file that begins with it, and has no other."""
    head = _FIRST_LINE.match(data)
    if head is None:
        return None
    text, column = head[1].decode(), len("monitorgen: ") + 1
    return Marks(Said(text, Span(head[0].count(b"\n"), column, column + len(text))))


def read_top(data: bytes, wanted: set[str]) -> Marks:
    """The marks among the keys at the top of a file, which is read as far as these are found."""
    said = _top(data.decode("utf-8-sig", errors="replace"), wanted)
    foreign = next((tool for (key, text), tool in _FOREIGN.items() if key in said and said[key].text == text), "")
    if "monitorgen" not in said:
        return Marks(foreign=foreign)
    return Marks(said["monitorgen"], said.get("system"))


def _top(text: str, wanted: set[str]) -> dict[str, Said]:
    """The values of the wanted keys at the top of the first document."""
    lines = split_lines(text)
    said: dict[str, Said] = {}
    if foreign_directive(text) is not None:
        return _by_line(lines, said)
    depth = 0
    key: ScalarEvent | None = None
    pull = events(text)
    try:
        while wanted - said.keys() and not isinstance(event := pull(), DocumentEndEvent | None):
            if isinstance(event, CollectionEndEvent):
                depth -= 1
            elif isinstance(event, NodeEvent):
                if depth == 1 and key is None and isinstance(event, ScalarEvent):
                    key = event
                    continue
                if depth == 1 and key is not None and key.value in wanted:
                    value = event.value if isinstance(event, ScalarEvent) else ""
                    said.setdefault(key.value, Said(value, span(event if value else key, lines)))
                depth += isinstance(event, CollectionStartEvent)
            key = None if depth <= 1 else key
            if depth > MAX_DEPTH:
                return _by_line(lines, said)
    except YAMLError:
        return _by_line(lines, said)
    return said


def _by_line(lines: list[str], said: dict[str, Said]) -> dict[str, Said]:
    """For a file that does not parse: keys that stand alone on a line, at its start."""
    for number, line in enumerate(lines):
        if line[:1] in "\"'ms" and (match := _LINE.match(line)) and match[2] not in said:
            said[match[2]] = Said(match[4], Span(number + 1, match.start(4) + 1, match.end(4) + 1))
    return said
