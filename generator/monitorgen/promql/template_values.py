"""What a template of an alert shows for given labels and a given value, as Prometheus's own engine would.

A good part of Go's text/template is known: text, trimming, `$labels`, `$value`, variables, `if`, `with`, pipelines
and the functions that stand in annotations. What is not (`range`, `query`, templates of their own, times) is told
by None, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.humanized import (
    humanize,
    humanize1024,
    humanize_duration,
    humanize_percentage,
    printed,
)
from monitorgen.promql.quoting import unquote
from monitorgen.promql.template_lexer import LONGEST, Piece, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.promql.template_lexer import Item

Known = str | float | int | bool | Mapping[str, str]


class _UnknownError(Exception):
    """Something that is not evaluated here."""


def rendered(
    text: str, labels: Mapping[str, str], value: float, external_labels: Mapping[str, str] | None = None
) -> str | None:
    """The text that an alert with these labels and this value gets; None if the template does more than is known."""
    if "{{" not in text:
        return text
    try:
        return _Engine(labels, value, external_labels or {}).run(_parts(text))
    except (PromqlError, _UnknownError):
        return None


class _Engine:
    def __init__(self, labels: Mapping[str, str], value: float, external: Mapping[str, str]) -> None:
        self.variables: dict[str, Known] = {"$labels": labels, "$value": value, "$externalLabels": external}
        self.alert: dict[str, Known] = {"Labels": labels, "Value": value, "ExternalLabels": external}
        self.dot: Known | None = None
        self.items: list[Item] = []
        self.position = 0

    def run(self, parts: Sequence[Piece]) -> str:
        made, end = self._block(parts, 0)
        if end < len(parts):
            raise _UnknownError
        return made

    def _block(self, parts: Sequence[Piece], place: int) -> tuple[str, int]:
        """What stands up to the `else` or `end` of this block, or to the end of the text; and where that is."""
        made = ""
        while place < len(parts):
            part = parts[place]
            if part.items is None:
                made += part.text
                place += 1
                continue
            word = part.items[0].text if part.items[0].kind == "name" else ""
            if word in {"end", "else"}:
                return made, place
            if word in {"if", "with"}:
                shown, place = self._choice(parts, place, word)
                made += shown
            elif word in {"range", "define", "template", "block", "break", "continue"}:
                raise _UnknownError
            else:
                self.items, self.position = part.items, 0
                made += self._action()
                place += 1
        return made, place

    def _choice(self, parts: Sequence[Piece], place: int, word: str) -> tuple[str, int]:
        outer, variables = self.dot, dict(self.variables)
        items = parts[place].items
        assert items is not None
        self.items, self.position = items, 1
        given = self._declared()
        chosen = _true(given)
        if word == "with":
            self.dot = given
        then, place = self._block(parts, place + 1)
        self.dot = outer
        otherwise = ""
        end = self._items_of(parts, place)
        if end[0].text == "else":
            if end[1].kind != "end":
                raise _UnknownError
            otherwise, place = self._block(parts, place + 1)
            end = self._items_of(parts, place)
        self.variables = variables
        if end[0].text != "end":
            raise _UnknownError
        return then if chosen else otherwise, place + 1

    def _items_of(self, parts: Sequence[Piece], place: int) -> list[Item]:
        items = parts[place].items if place < len(parts) else None
        if items is None:
            raise _UnknownError
        return items

    def _action(self) -> str:
        declares = len(self.items) > 1 and self.items[1].text in {":=", "="}
        given = self._declared()
        return "" if declares else _text(given)

    def _declared(self) -> Known:
        name = None
        if self.items[self.position].kind == "variable" and self.items[self.position + 1].text in {":=", "="}:
            name = self.items[self.position].text
            self.position += 2
        given = self._pipeline()
        if name is not None:
            self.variables[name] = given
        return given

    def _pipeline(self) -> Known:
        given: Known | None = None
        while True:
            given = self._command(given)
            if self.items[self.position].text != "|":
                return given
            self.position += 1

    def _command(self, piped: Known | None) -> Known:
        first = self.items[self.position]
        if first.kind == "name" and first.text not in {"true", "false"}:
            self.position += 1
            arguments = []
            while (item := self.items[self.position]).kind != "end" and item.text not in {"|", ")"}:
                arguments.append(self._operand())
            return _called(first.text, [*arguments, piped] if piped is not None else arguments)
        given = self._operand()
        if piped is not None or (
            self.items[self.position].kind != "end" and self.items[self.position].text not in {"|", ")"}
        ):
            raise _UnknownError
        return given

    def _operand(self) -> Known:
        given = self._first()
        while (follows := self.items[self.position]).kind == "field" and not follows.spaced:
            given = self._part(given)
        return given

    def _first(self) -> Known:
        item = self.items[self.position]
        self.position += 1
        match item.kind:
            case "string":
                return unquote(item.text)
            case "constant":
                return _constant(item.text)
            case "name" if item.text in {"true", "false"}:
                return item.text == "true"
            case "mark" if item.text == "(":
                return self._in_parentheses()
            case "dot" if self.dot is not None:
                return self.dot
            case "variable" if item.text in self.variables:
                return self.variables[item.text]
            case "field" if self.dot is None:
                self.position -= 1
        if item.kind == "field" or item.text == "$":
            return self._part_of_alert()
        raise _UnknownError

    def _in_parentheses(self) -> Known:
        given = self._pipeline()
        if self.items[self.position].text != ")":
            raise _UnknownError
        self.position += 1
        return given

    def _part_of_alert(self) -> Known:
        item = self.items[self.position]
        self.position += 1
        if item.kind != "field" or item.text[1:] not in self.alert:
            raise _UnknownError
        return self.alert[item.text[1:]]

    def _part(self, of: Known) -> Known:
        """The part that the next item names; a label that is not there is empty."""
        item = self.items[self.position]
        if not isinstance(of, Mapping):
            raise _UnknownError
        self.position += 1
        return of.get(item.text[1:], "")


# -- templates cut up --------------------------------------------------------------------------------------------------

# A whole action, as the lexer would cut it out; comments, characters in quotes and what is no action are left to it.
_ACTION = re.compile(r"""(?<!\{)(\{\{(?!-?\s*/\*)(?:[^"'`{}]|"(?:[^"\\\n]|\\.)*+"|`[^`]*+`)*+\}\})""")
_TRIMS_BEFORE = re.compile(r"\{\{-[ \t\r\n]").match


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[Piece, ...]:
    """The pieces of a template, read once for all values that an alert is shown with.

    Every unit has its own name in its texts, but the actions between them are the same few.
    """
    cut = _ACTION.split(text)
    if len(text) > LONGEST or any("{{" in each for each in cut[::2]):
        parts = pieces(text)
    else:
        parts = [_action(each) if place % 2 else Piece(each, 0) for place, each in enumerate(cut) if each]
    return tuple(_trimmed(parts) if "{{-" in text or "-}}" in text else parts)


@lru_cache(maxsize=1024)
def _action(text: str) -> Piece:
    (piece,) = pieces(text)
    return piece


def _trimmed(parts: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, with the blanks that `{{-` and `-}}` take from the text beside them gone."""
    for place, part in enumerate(parts):
        text = part.text
        if part.items is None:
            if place and parts[place - 1].text.endswith("-}}"):
                text = text.lstrip(" \t\r\n")
            if place + 1 < len(parts) and _TRIMS_BEFORE(parts[place + 1].text):
                text = text.rstrip(" \t\r\n")
        yield part if text == part.text else part._replace(text=text)


# -- values ------------------------------------------------------------------------------------------------------------


def _constant(text: str) -> Known:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        raise _UnknownError from None


def _true(given: Known) -> bool:
    return bool(given)


def _text(given: Known) -> str:
    match given:
        case bool():
            return "true" if given else "false"
        case float():
            return printed(given)
        case int() | str():
            return str(given)
    raise _UnknownError


def _number(given: Known) -> float:
    if isinstance(given, (bool, Mapping)):
        raise _UnknownError
    try:
        return float(given)
    except ValueError:
        raise _UnknownError from None


def _str(given: Known) -> str:
    if not isinstance(given, str):
        raise _UnknownError
    return given


def _printf(arguments: list[Known]) -> str:
    form, rest = _str(arguments[0]), list(arguments[1:])

    def one(match: re.Match[str]) -> str:
        if match[0] == "%%":
            return "%"
        if not rest:
            raise _UnknownError
        given, verb = rest.pop(0), match[0][-1]
        if verb in "feg" and isinstance(given, float):
            return match[0] % given
        if verb == "s" and isinstance(given, str):
            return match[0] % given
        if verb == "d" and isinstance(given, int):
            return match[0] % given
        if match[0] == "%v":
            return _text(given)
        raise _UnknownError

    made = re.sub(r"%(?:%|[-+0]?\d*(?:\.\d+)?[a-zA-Z])", one, form)
    if rest:
        raise _UnknownError
    return made


def _compare(name: str, left: Known, right: Known) -> bool:
    order: int
    if isinstance(left, str) and isinstance(right, str):
        order = (left > right) - (left < right)
    elif isinstance(left, float) == isinstance(right, float):  # Go refuses to compare a float with an integer
        first, second = _number(left), _number(right)
        order = (first > second) - (first < second)
    else:
        raise _UnknownError
    return {"eq": order == 0, "ne": order != 0, "lt": order < 0, "le": order <= 0, "gt": order > 0, "ge": order >= 0}[
        name
    ]


def _reduced(name: str, arguments: list[Known]) -> Known:
    wanted = name == "or"
    return next((each for each in arguments if _true(each) is wanted), arguments[-1])


def _strip_port(address: str) -> str:
    host, colon, port = address.rpartition(":")
    return host.strip("[]") if colon and port.isdigit() else address


_ONE: Mapping[str, Callable[[Known], Known]] = {
    "humanize": lambda given: humanize(_number(given)),
    "humanize1024": lambda given: humanize1024(_number(given)),
    "humanizeDuration": lambda given: humanize_duration(_number(given)),
    "humanizePercentage": lambda given: humanize_percentage(_number(given)),
    "toUpper": lambda given: _str(given).upper(),
    "toLower": lambda given: _str(given).lower(),
    "stripPort": lambda given: _strip_port(_str(given)),
    "not": lambda given: not _true(given),
    "len": lambda given: len(_str(given).encode()),
    "print": _text,
    "safeHtml": _str,
}
_TWO = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})


def _called(name: str, arguments: list[Known]) -> Known:
    if name in _ONE and len(arguments) == 1:
        return _ONE[name](arguments[0])
    if name in _TWO and len(arguments) == 2:
        return _compare(name, *arguments)
    if name in {"and", "or"} and arguments:
        return _reduced(name, arguments)
    if name == "printf" and arguments:
        return _printf(arguments)
    if name == "index" and len(arguments) == 2 and isinstance(arguments[0], Mapping):
        return arguments[0].get(_str(arguments[1]), "")
    if name == "match" and len(arguments) == 2:
        return _matches(_str(arguments[0]), _str(arguments[1]))
    raise _UnknownError


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern, text) is not None
    except re.error:
        raise _UnknownError from None
