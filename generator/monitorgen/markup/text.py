"""Text inside HTML and inside Markdown: so that it comes out as itself, whatever it holds.

Characters that nobody sees and that turn round what stands beside them (Unicode's bidirectional controls) are written
out as `[U+202E]`: a command that reads otherwise than it runs must not get into a runbook.
"""

from __future__ import annotations

import re
from html import escape

_HIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but for tab and the ends of lines
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of text
    "\u2028\u2029"  # ends of lines that few editors show as such
    "\ud800-\udfff"  # halves of characters
    "\U000e0000-\U000e007f"  # tags: whole sentences that no font draws
    "]"
)
# What means something in CommonMark or GitHub's dialect anywhere in a line; `{` means something to site generators.
# What it begins with is looked for first: that is one set of characters, and hardly any character is in it.
_SPECIAL = re.compile(r"(?=[\\`*\[\]<#|~{$_&])(?:[\\`*\[\]<#|~{$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[#A-Za-z]))")
_AT_START = re.compile(r"[-+=:>]|\d+(?=[.)])")
_LANGUAGE = re.compile(r"[A-Za-z0-9+#-]+")
_SPACE = re.compile(r"\s")
_MIN_FENCE = 3


def visible(text: str) -> str:
    """The text with every control character written out."""
    if text.isascii() and text.isprintable():
        return text  # most are like that, and it is told much sooner
    return _HIDDEN.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)


def in_html(text: str) -> str:
    """The text as it stands between tags and in attributes."""
    return escape(visible(text))


def escaped(text: str) -> str:
    """The text as one line of Markdown that shows it as it is; white space is joined."""
    return at_start(special(" ".join(visible(text).split())))


def special(text: str) -> str:
    """Text inside a line with what would mean something escaped."""
    return _SPECIAL.sub(r"\\\g<0>", visible(text))


def at_start(line: str) -> str:
    """A line that does not begin an item of a list, a rule or the line under a heading."""
    begins = _AT_START.match(line)
    if begins is None:
        return line
    apart = f"{begins[0]}\\" if begins[0].isdigit() else f"\\{begins[0]}"
    return f"{apart}{line[begins.end() :]}"


def coded(text: str, *, in_table: bool = False) -> str:
    """The text as a span of code in one line; inside a cell of a table a bar has to be escaped."""
    line = _SPACE.sub(" ", visible(text))
    if not line.strip():
        return ""
    ticks = "`" * (_longest(line) + 1)
    pad = " " if line[0] in "` " or line[-1] in "` " else ""
    span = f"{ticks}{pad}{line}{pad}{ticks}"
    return span.replace("|", "\\|") if in_table else span


def fenced(text: str, language: str = "") -> str:
    """The text as a block of code, between fences that are longer than any inside it."""
    content = visible(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    fence = "`" * max(_MIN_FENCE, _longest(content) + 1)
    named = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{named}\n{content}\n{fence}\n" if content else f"{fence}{named}\n{fence}\n"


def _longest(text: str) -> int:
    """The length of the longest run of backticks."""
    return max(map(len, re.findall("`+", text)), default=0) if "`" in text else 0
