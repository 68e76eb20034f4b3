"""Go templates cut into text and actions, and actions into tokens."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from monitorgen.patterns import Pattern
from monitorgen.promql.errors import PromqlError

ItemKind = Literal["name", "variable", "field", "dot", "string", "constant", "mark", "end"]


class Item(NamedTuple):
    """A piece of an action; `start` counts from the start of the whole text, `spaced` if a blank stands before it."""

    kind: ItemKind
    text: str
    start: int
    spaced: bool = False


class Piece(NamedTuple):
    """Text as it is (`items` None), or an action with its items, ended by one of kind `end`."""

    text: str
    start: int
    items: list[Item] | None = None


LONGEST = 20_000

_ITEM = Pattern(
    r"""(?P<space>[ \t\r\n]++)
    |(?P<string>"(?:[^"\\\n]|\\.)*+"|`[^`]*+`)
    |(?P<constant>'(?:[^'\\\n]|\\(?:[xuU][0-9a-fA-F]++|[0-7]{3}|.))'|[+-]?(?:0[xXbBoO][0-9a-fA-F_]++|
        (?:\d[\d_]*+\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?+)i?(?![\w.]))
    |(?P<variable>\$[^\W]*)
    |(?P<field>\.[^\W\d]\w*)
    |(?P<dot>\.(?!\w))
    |(?P<name>[^\W\d]\w*)
    |(?P<mark>:=|=|\||\(|\)|,)""",
    re.VERBOSE,
)
_OPEN = Pattern(r"\{\{(?:-(?=[ \t\r\n]))?")
_CLOSE = Pattern(r"[ \t\r\n]-\}\}|\}\}")
_BLANKS = " \t\r\n"
_COMMENTS: dict[str, tuple[str, ...]] = {"{{": ("/*",), "{{-": (" /*", "\t/*", "\r/*", "\n/*")}
"""What makes a comment of an action, right behind what opens it."""
_COMMENT_END = Pattern(r"\*/((?:[ \t\r\n]-)?\}\})?")


def pieces(text: str) -> list[Piece]:
    """The text and the actions of a template in turn; raises `PromqlError`.

    Comments are left out, and so are the blanks that `{{-` and `-}}` of an action or a comment take from the text.
    """
    if len(text) > LONGEST:
        raise PromqlError(f"the template is longer than {LONGEST:,} characters", "say it shorter")
    made: list[Piece] = []
    position = 0
    while (opened := _OPEN.search(text, position)) is not None:
        before = text[position : opened.start()]
        if opened[0] == "{{-":
            before = before.rstrip(_BLANKS)
        if before:
            made.append(Piece(before, position))
        if text.startswith(_COMMENTS[opened[0]], opened.end()):
            position = _end_of_comment(text, opened)
        else:
            items, position = _items(text, opened)
            made.append(Piece(text[opened.start() : position], opened.start(), items))
        if text.startswith("-}}", position - 3):
            position = len(text) - len(text[position:].lstrip(_BLANKS))
    if position < len(text):
        made.append(Piece(text[position:], position))
    return made


def _end_of_comment(text: str, opened: re.Match[str]) -> int:
    ended = _COMMENT_END.search(text, text.index("/*", opened.end()) + 2)
    if ended is None:
        raise PromqlError("a comment is never closed", "end it with */}}", opened.start())
    if not ended[1]:
        raise PromqlError("the action goes on behind its comment", "write }} right behind */", ended.start())
    return ended.end()


def _items(text: str, opened: re.Match[str]) -> tuple[list[Item], int]:
    items: list[Item] = []
    position, spaced = opened.end(), False
    while (closed := _CLOSE.match(text, position)) is None:
        match = _ITEM.match(text, position)
        if match is None:
            raise _no_item(text, position, opened.start())
        kind = match.lastgroup
        if kind != "space":
            items.append(Item(_kind(kind), match[0], position, spaced))
        spaced = kind == "space"
        position = match.end()
    items.append(Item("end", "", position))
    return items, closed.end()


def _kind(group: str | None) -> ItemKind:
    match group:
        case "name" | "variable" | "field" | "dot" | "string" | "constant" | "mark":
            return group
    raise AssertionError(group)


_NO_ITEM: dict[str, tuple[str, str]] = {
    "}": ("the action ends with a single `}`", "write }}"),
    "{": ("there is a `{` inside an action", "write {{ and }} with nothing between the braces"),
    "[": ("templates have no square brackets", 'write $labels.name, or index $labels "a name with dots"'),
    "-": ("`-` can't stand here", 'in names of labels write index $labels "a-b"'),
    **dict.fromkeys("\"'`", ("the text that {} opens is never closed", "end it with {}")),
    **dict.fromkeys(
        "+*/%<>!&",
        (
            "`{}` is no part of a template",
            "templates don't calculate: do it in the expression; compare with gt, lt, eq",
        ),
    ),
}


def _no_item(text: str, position: int, opened: int) -> PromqlError:
    if position >= len(text):
        return PromqlError("`{{` is never closed", "end it with }}", opened)
    char = text[position]
    if text.startswith("/*", position):
        return PromqlError("a comment stands alone in its action", "write {{/* right behind each other", position)
    if char in _NO_ITEM:
        message, hint = (each.replace("{}", char) for each in _NO_ITEM[char])
        return PromqlError(message, hint, position)
    shown = f"`{char}`" if char.isprintable() and not char.isspace() else f"the invisible character U+{ord(char):04X}"
    return PromqlError(f"{shown} is no part of a template", "remove it", position)
