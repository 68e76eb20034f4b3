"""Text as a terminal shows it: nothing that moves its cursor or turns its direction, widths known, long lines cut."""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

_HARMFUL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_TAB = "    "
_CUT = "..."
_LONGEST_TEXT = 2_000


class Excerpt(Struct, frozen=True):
    """A line as it is shown, with the marked part of it in cells: blanks before it, and how many it covers."""

    text: str
    before: int
    marked: int


def safe(text: str, longest: int = _LONGEST_TEXT) -> str:
    """The text on one line without characters that could fool a reader: escapes in their place, the end cut off."""
    cut = text if len(text) <= longest else text[:longest] + _CUT
    return _HARMFUL.sub(_escaped, cut).replace("\t", " ")


def width(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return sum(_cells(character) for character in text)


def excerpt(line: str, column: int, end: int, room: int) -> Excerpt:
    """A source line with the part from `column` up to `end` (counted from 1) marked, at most `room` cells wide.

    What does not fit is cut at both sides of the mark. A mark behind the line's end covers one cell there.
    """
    start, stop = column - 1, max(end - 1, column)
    # Only the surroundings of the mark can ever be shown; a line may have millions of characters.
    first = max(0, start - room)
    shown = [_shown(character) for character in line[first : start + 2 * room]]
    widths = [width(text) for text in shown]
    start, stop = min(start - first, len(shown)), min(stop - first, len(shown))
    left, right = _window(widths, start, stop, room)
    lead = _CUT if left or first else ""
    trail = _CUT if right < len(shown) or first + len(shown) < len(line) else ""
    before = len(lead) + sum(widths[left:start])
    marked = max(1, sum(widths[start : min(stop, right)]))
    return Excerpt(lead + "".join(shown[left:right]) + trail, before, marked)


def _window(widths: list[int], start: int, stop: int, room: int) -> tuple[int, int]:
    """The part of a line that is shown: all of it, or what fits around the mark with more of what leads up to it."""
    if sum(widths) <= room:
        return 0, len(widths)
    left, used = start, 0
    while left > 0 and used + widths[left - 1] <= room // 3:
        left -= 1
        used += widths[left]
    right = start
    while right < len(widths) and used + widths[right] <= room:
        used += widths[right]
        right += 1
    while left > 0 and used + widths[left - 1] <= room:
        left -= 1
        used += widths[left]
    return left, max(right, min(stop, start + 1))


def _shown(character: str) -> str:
    return _TAB if character == "\t" else _HARMFUL.sub(_escaped, character)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return {0x0A: "\\n", 0x0D: "\\r"}.get(code) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:04x}}}")


def _cells(character: str) -> int:
    if character.isascii():
        return 1
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
