"""What a template of an alert shows for given labels and a given value, as Prometheus's own engine would.

A good part of Go's text/template is known: text, trimming, `$labels`, `$value`, variables, `if`, `with`, pipelines
and the functions that stand in annotations. What is not (`range`, `query`, templates of their own, times) is told
by None, never guessed.

An action is read once, into steps that give its value for whichever alert is shown: every unit has its own name in its
texts, but the actions between them are the same few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.quoting import unquote
from monitorgen.promql.template_functions import Known, UnknownError, called, constant, shown, true
from monitorgen.promql.template_lexer import LONGEST, pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitorgen.promql.template_lexer import Item, Piece

_OF_ALERT = frozenset({"Labels", "Value", "ExternalLabels"})


def rendered(
    text: str, labels: Mapping[str, str], value: float, external_labels: Mapping[str, str] | None = None
) -> str | None:
    """The text that an alert with these labels and this value gets; None if the template does more than is known."""
    if "{{" not in text:
        return text
    external = external_labels or {}
    scope = _Scope(
        {"$labels": labels, "$value": value, "$externalLabels": external},
        {"Labels": labels, "Value": value, "ExternalLabels": external},
    )
    try:
        parts = _parts(text)
        made, end = _block(parts, 0, scope)
    except (PromqlError, UnknownError):
        return None
    return made if end == len(parts) else None


class _Scope(Struct):
    """What can be named in a template; `dot` is None where it is the alert itself."""

    variables: dict[str, Known]
    alert: Mapping[str, Known]
    dot: Known | None = None


Step = Callable[[_Scope], Known]
"""What gives a value."""


class _Part(NamedTuple):
    """Text as it is, or an action: the word that it begins with, the variable that it sets, what gives its value."""

    text: str
    word: str = ""
    variable: str = ""
    step: Step | None = None


# -- shown -------------------------------------------------------------------------------------------------------------


def _block(parts: Sequence[_Part], place: int, scope: _Scope) -> tuple[str, int]:
    """What stands up to the `else` or `end` of this block, or to the end of the text; and where that is."""
    made = ""
    while place < len(parts):
        part = parts[place]
        if part.word in {"end", "else"}:
            return made, place
        if part.word:
            chosen, place = _choice(parts, place, scope)
            made += chosen
            continue
        if part.step is None:
            made += part.text
        else:
            given = _given(part, part.step, scope)
            made += "" if part.variable else shown(given)
        place += 1
    return made, place


def _given(part: _Part, step: Step, scope: _Scope) -> Known:
    given = step(scope)
    if part.variable:
        scope.variables[part.variable] = given
    return given


def _choice(parts: Sequence[_Part], place: int, scope: _Scope) -> tuple[str, int]:
    """What an `if` or a `with` shows, and where it ends. What is not chosen has to be known as well."""
    part = parts[place]
    assert part.step is not None
    outer, variables = scope.dot, dict(scope.variables)
    given = _given(part, part.step, scope)
    if part.word == "with":
        scope.dot = given
    then, place = _block(parts, place + 1, scope)
    scope.dot = outer
    otherwise = ""
    if _word(parts, place) == "else":
        otherwise, place = _block(parts, place + 1, scope)
    scope.variables = variables
    if _word(parts, place) != "end":
        raise UnknownError
    return then if true(given) else otherwise, place + 1


def _word(parts: Sequence[_Part], place: int) -> str:
    return parts[place].word if place < len(parts) else ""


# -- read --------------------------------------------------------------------------------------------------------------

_ACTION = re.compile(r"""(?<!\{)(\{\{(?!-|\s*/\*)(?:[^"'`{}]|"(?:[^"\\\n]|\\.)*+"|`[^`]*+`)*+(?<!-)\}\})""")
"""A whole action without comments, trimming and constants in single quotes, which are left to the lexer.

It must cut a text as `template_lexer.pieces` does, or leave a `{{` that tells that it could not:
`test_templates_are_cut_up_as_the_lexer_does_it` holds that.
"""


@lru_cache(maxsize=256)
def _parts(text: str) -> tuple[_Part, ...]:
    cut = _ACTION.split(text)
    if len(text) > LONGEST or any("{{" in each for each in cut[::2]):
        return tuple([_read(each) for each in pieces(text)])
    return tuple([_action(each) if place % 2 else _Part(each) for place, each in enumerate(cut) if each])


@lru_cache(maxsize=1024)
def _action(text: str) -> _Part:
    (piece,) = pieces(text)
    return _read(piece)


def _read(piece: Piece) -> _Part:
    if piece.items is None:
        return _Part(piece.text)
    first = piece.items[0]
    word = first.text if first.kind == "name" else ""
    if word in {"range", "define", "template", "block", "break", "continue"}:
        raise UnknownError
    if word in {"end", "else"}:
        if piece.items[1].kind != "end":
            raise UnknownError
        return _Part(piece.text, word)
    if word not in {"if", "with"}:
        word = ""
    variable, step = _Reader(piece.items, 1 if word else 0).declared()
    return _Part(piece.text, word, variable, step)


class _Reader:
    """Reads the items of an action into a step."""

    def __init__(self, items: Sequence[Item], position: int) -> None:
        self.items, self.position = items, position

    def declared(self) -> tuple[str, Step]:
        """The variable that is set, "" for none, and what gives the value."""
        item, variable = self.item, ""
        if item.kind == "variable" and self.items[self.position + 1].text in {":=", "="}:
            variable = item.text
            self.position += 2
        return variable, self._pipeline()

    @property
    def item(self) -> Item:
        """The item that is next."""
        return self.items[self.position]

    def _pipeline(self) -> Step:
        step = self._command(None)
        while self.item.text == "|":
            self.position += 1
            step = self._command(step)
        return step

    def _command(self, piped: Step | None) -> Step:
        first = self.item
        if first.kind == "name" and first.text not in {"true", "false"}:
            self.position += 1
            arguments = []
            while not self._at_end():
                arguments.append(self._operand())
            return _call(first.text, [*arguments, piped] if piped is not None else arguments)
        step = self._operand()
        if piped is not None or not self._at_end():
            raise UnknownError
        return step

    def _at_end(self) -> bool:
        return self.item.kind == "end" or self.item.text in {"|", ")"}

    def _operand(self) -> Step:
        step = self._first()
        while self.item.kind == "field" and not self.item.spaced:
            step = _part_of(step, self.item.text[1:])
            self.position += 1
        return step

    def _first(self) -> Step:
        item = self.item
        self.position += 1
        match item.kind:
            case "string":
                return _always(unquote(item.text))
            case "constant":
                return _always(constant(item.text))
            case "name" if item.text in {"true", "false"}:
                return _always(item.text == "true")
            case "mark" if item.text == "(":
                return self._in_parentheses()
            case "dot":
                return _dot
            case "variable" if item.text != "$":
                return _variable(item.text)
            case "field":
                return _part_of_alert(item, anywhere=False)
            case "variable":
                self.position += 1
                return _part_of_alert(self.items[self.position - 1], anywhere=True)
        raise UnknownError

    def _in_parentheses(self) -> Step:
        step = self._pipeline()
        if self.item.text != ")":
            raise UnknownError
        self.position += 1
        return step


# -- steps -------------------------------------------------------------------------------------------------------------


def _always(value: Known) -> Step:
    return lambda _: value


def _dot(scope: _Scope) -> Known:
    if scope.dot is None:
        raise UnknownError
    return scope.dot


def _variable(name: str) -> Step:
    def step(scope: _Scope) -> Known:
        if name not in scope.variables:
            raise UnknownError
        return scope.variables[name]

    return step


def _part_of_alert(item: Item, *, anywhere: bool) -> Step:
    """`.Value` where the dot is the alert, `$.Value` anywhere."""
    name = item.text[1:]
    if item.kind != "field" or name not in _OF_ALERT:
        raise UnknownError

    def step(scope: _Scope) -> Known:
        if scope.dot is not None and not anywhere:
            raise UnknownError
        return scope.alert[name]

    return step


def _part_of(of: Step, name: str) -> Step:
    """A label, empty if it is not there."""

    def step(scope: _Scope) -> Known:
        given = of(scope)
        if not isinstance(given, Mapping):
            raise UnknownError
        return given.get(name, "")

    return step


def _call(function: str, arguments: Sequence[Step]) -> Step:
    return lambda scope: called(function, [each(scope) for each in arguments])
