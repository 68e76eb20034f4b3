"""Text of PromQL cut into tokens, each with its place, and told what it is if it is no token at all."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from monitorgen.patterns import Pattern
from monitorgen.promql.errors import PromqlError

TokenKind = Literal["name", "number", "duration", "string", "mark", "end"]


class Token(NamedTuple):
    """A piece of the text: a name (words like `by` and `and` included), a literal, a mark, or the end.

    `end` is the offset after it; `word` is a name as a keyword, which PromQL reads in any case, else empty.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    word: str = ""


# Nothing is given back once it is taken (`++`): a long row of digits must not cost its square.
_DIGITS = r"\d++(?:_\d++)*+"
_NUMBER = rf"0[xX](?:_?[0-9a-fA-F])++|(?:{_DIGITS}\.?+(?:{_DIGITS})?+|\.{_DIGITS})(?:[eE][+-]?\d++)?+"
_TOKEN = re.compile(
    rf"""(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)
    |(?P<mark>=~|!~|==|!=|>=|<=|[-+*/%^=<>(){{}}\[\],@])
    |(?P<space>[ \t\r\n]+|\#[^\n]*)
    |(?P<string>"(?:[^"\\\n]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`[^`]*+`)
    |(?P<duration>(?:\d++(?:ms|[smhdwy]))++(?![\w.]))
    |(?P<number>(?:{_NUMBER})(?![\w.]))""",
    re.VERBOSE,
)
_KIND_OF: dict[str | None, TokenKind] = {
    "name": "name",
    "mark": "mark",
    "string": "string",
    "duration": "duration",
    "number": "number",
}
"""The kind of a token by the group that it is; what is in no token is space."""
_INNER_NAME = Pattern(r"[a-zA-Z_][a-zA-Z0-9_]*")
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_OPENING = {close: opened for opened, close in _CLOSING.items()}
_BRACKETS = _CLOSING.keys() | _OPENING.keys()
# Curly quotes, dashes, the minus sign, the times sign and the relations of text processors.
_MARK_OF = {
    **dict.fromkeys("\u201c\u201d\u201e", '"'),
    **dict.fromkeys("\u2018\u2019", "'"),
    **dict.fromkeys("\u2013\u2014\u2212", "-"),
    "\u00d7": "*",
    "\u2265": ">=",
    "\u2264": "<=",
}
_WORDS = {"&": "and", "|": "or"}
_LONG_UNITS = Pattern(r"(\d{1,9})\s*(milli|msec|second|sec|minute|min|hour|hr|day|week|month|mo|year|yr)\w*")
_SHORT_UNITS = {"milli": "ms", "msec": "ms", "month": "d", "mo": "d"}
_VARIABLE = Pattern(r"\$\{?(?:__)?[A-Za-z]\w*(?:[:.]\w+)*\}?")


def tokens(text: str) -> list[Token]:
    """The tokens of a text, ended by one of kind `end`; raises `PromqlError` with the place of what is no token."""
    made: list[Token] = []
    opened: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _no_token(text, position)
        kind, end = _KIND_OF.get(match.lastgroup), match.end()
        # Between brackets `:` parts two durations, elsewhere it belongs to names.
        if kind == "name" and opened and opened[-1].text == "[":
            inner = _INNER_NAME.match(text, position)
            kind, end = ("name", inner.end()) if inner is not None else ("mark", position + 1)
        if kind is not None:
            piece = text[position:end]
            token = Token(kind, piece, position, end, piece.lower() if kind == "name" else "")
            made.append(token)
            if kind == "mark" and piece in _BRACKETS:
                _balance(token, opened)
        position = end
    if opened:
        last = opened[-1]
        raise PromqlError(f"`{last.text}` is never closed", f"add the missing `{_CLOSING[last.text]}`", last.start)
    made.append(Token("end", "", len(text), len(text)))
    return made


def _balance(token: Token, opened: list[Token]) -> None:
    if token.text in _CLOSING:
        if token.text == "{" and opened and opened[-1].text == "{":
            hint = "`{{ }}` is a template: it belongs into annotations, PromQL knows no variables"
            raise PromqlError("there is a `{` inside braces", hint, token.start)
        opened.append(token)
    else:
        if not opened:
            raise PromqlError(f"`{token.text}` closes nothing", "remove it, or open it before", token.start)
        last = opened.pop()
        if last.text != _OPENING[token.text]:
            message = f"`{token.text}` can't close the `{last.text}` at column {last.start + 1}"
            raise PromqlError(message, f"close it with `{_CLOSING[last.text]}` first", token.start)


def _no_token(text: str, position: int) -> PromqlError:
    char = text[position]
    if char == "." and position and re.match(r"\w", text[position - 1]):
        hint = 'exporters write `_` for them; a name that really has dots is quoted: {"http.server.duration"}'
        return PromqlError("names of metrics and labels have no dots", hint, position)
    if (char.isascii() and char.isdigit()) or char == ".":
        return _no_number(text, position)
    if char == "$":
        return _variable(text, position)
    return PromqlError(*_stray(text, position), position)


def _variable(text: str, position: int) -> PromqlError:
    match = _VARIABLE.match(text, position)
    name = match[0] if match else "$"
    if name.startswith(("$labels", "$value", "$externalLabels")):
        return PromqlError(f"`{name}` belongs into annotations", "PromQL can't refer to its own result", position)
    hint = "only dashboards have variables; write a value here, such as 5m for a window"
    return PromqlError(f"`{name}` is a variable, and PromQL knows none", hint, position)


def _stray(text: str, position: int) -> tuple[str, str]:
    """What to say of a character that begins no token, and what to write instead."""
    char = text[position]
    if char in "\"'`":
        return f"the text that {char} opens is never closed", f"end it with {char}"
    if char in _WORDS:
        shown = char * (2 if text.startswith(char * 2, position) else 1)
        return f"`{shown}` is no operator of PromQL", f"write `{_WORDS[char]}`"
    if char in _MARK_OF:
        return f"`{char}` is a typographic character", f"write {_MARK_OF[char]}"
    if char == "!":
        return "`!` alone is no operator", "write `!=` or `!~`, or `unless` between two sides"
    shown = f"`{char}`" if char.isprintable() and not char.isspace() else f"the invisible character U+{ord(char):04X}"
    return f"{shown} is no part of PromQL", "remove it"


def _no_number(text: str, position: int) -> PromqlError:
    written = re.compile(r"[\w.]+").match(text, position)
    shown = written[0] if written else text[position]
    if match := _LONG_UNITS.match(text, position):
        unit = _SHORT_UNITS.get(match[2], match[2][0])
        count = f"{int(match[1]) * 30}" if match[2] in {"month", "mo"} else match[1]
        return PromqlError(f"`{shown}` is not a duration", f"write {count}{unit}", position)
    if re.fullmatch(r"\d+\.\d+(ms|[smhdwy])", shown):
        return PromqlError(f"`{shown}` is not a duration", "durations have no fractions: write 90s for 1.5m", position)
    if re.fullmatch(r"[\d.]+%?[kKMGT]i?B?", shown):
        return PromqlError(f"`{shown}` is not a number", "write the number of bytes: 10 * 1024 * 1024", position)
    if re.fullmatch(r"\d+[A-Za-z_]\w*", shown):
        hint = "a name can't begin with a digit; a duration is written like 5m or 1h30m"
        return PromqlError(f"`{shown}` is neither a number nor a duration", hint, position)
    return PromqlError(f"`{shown}` is not a number", "write it like 5, 0.5 or 1e9", position)
