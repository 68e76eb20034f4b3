"""Finding the value that somebody meant on a line that is not the YAML they meant, and writing it in quotes."""

from __future__ import annotations

import re

MAX_LINE = 2_000
"""Longer lines are not searched for what was meant: nobody wrote them by hand, and the search could take long."""

_LONG = 70
_DASHES = re.compile(r"\s*(?:-\s+)*")
_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[^\s"'#{}\[\],][^:#{}\[\]]*?)\s*:(?:\s+|$)""")
_COMMENT = re.compile(r"\s#.*$")
_OPENING = {"{": "}", "[": "]", "(": ")"}
_MATCHER = r'[A-Za-z_]\w*\s*(?:=~|!~|!=|=)\s*"[^"]*"'
_MATCHERS = re.compile(rf"{_MATCHER}(?:\s*,\s*{_MATCHER})*")


def quoted(text: str) -> str:
    """The text as a YAML scalar in quotes, single ones where possible."""
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def quote_hint(text: str) -> str:
    """The hint that shows how to write a value that needs quotes; a long one is not repeated."""
    if not text or len(text) > _LONG:
        return "put quotes around the whole value"
    return f"quote it: {quoted(text)}"


def block_value(line: str) -> tuple[int, int]:
    """First column and end (from 0) of what stands after `key: ` or `- ` on a line, without a comment."""
    if len(line) > MAX_LINE:
        return 0, len(line)
    dashes = _DASHES.match(line)
    start = dashes.end() if dashes else 0
    key = _KEY.match(line, start)
    start = key.end() if key else start
    comment = _COMMENT.search(line, start)
    end = comment.start() if comment else len(line)
    return start, max(start, len(line[:end].rstrip()))


def flow_value(line: str, column: int) -> tuple[int, int]:
    """First column and end (from 0) of the entry of a `{ }` or `[ ]` that `column` lies in, on one line.

    The entry goes back to the `: `, comma or opening bracket before `column` and forward to the comma or closing
    bracket after it; brackets that are opened inside belong to it.
    """
    if len(line) > MAX_LINE:
        return column, len(line)
    start = column
    depth = 0
    while start > 0:
        before = line[start - 1]
        if before in ")]}":
            depth += 1
        elif depth and before in "([{":
            depth -= 1
        elif not depth and (before in ",[{" or line[start - 2 : start] == ": "):
            break
        start -= 1
    return start + len(line[start:column]) - len(line[start:column].lstrip()), _flow_end(line, start)


def _flow_end(line: str, start: int) -> int:
    closing: list[str] = []
    for at in range(start, len(line)):
        character = line[at]
        if character in _OPENING:
            closing.append(_OPENING[character])
        elif closing and character == closing[-1]:
            closing.pop()
        elif not closing and character in ",]}":
            return len(line[:at].rstrip())
    return len(line.rstrip())


def matchers_at(line: str, column: int) -> tuple[int, int] | None:
    """First column and end (from 0) of the PromQL matchers that `column` lies in, or None."""
    for match in _MATCHERS.finditer(line) if len(line) <= MAX_LINE else ():
        if match.start() <= column < match.end():
            return match.span()
    return None
