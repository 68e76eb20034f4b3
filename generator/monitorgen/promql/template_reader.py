"""Go templates of alerts read: which labels they show, how they show the value, what is wrong with them.

The grammar is that of Go's text/template with the functions that Prometheus adds. The dot is the alert at the top,
and something else inside `range`, `with` and `define`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.quoting import unquote
from monitorgen.promql.template_lexer import pieces

if TYPE_CHECKING:
    from monitorgen.promql.template_lexer import Item, Piece

GO = ("and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print", "printf")
FUNCTIONS = frozenset(
    {
        *GO,
        *("println", "slice", "urlquery"),
        *("query", "first", "label", "value", "strvalue", "sortByLabel", "args", "reReplaceAll", "match", "title"),
        *("toUpper", "toLower", "safeHtml", "graphLink", "tableLink", "stripPort", "stripDomain", "parseDuration"),
        *("humanize", "humanize1024", "humanizeDuration", "humanizePercentage", "humanizeTimestamp", "toTime"),
        *("pathPrefix", "externalURL"),
    }
)
"""What templates of Prometheus 3.5 can call."""

_LATER = frozenset({"now", "toDuration", "urlQueryEscape"})
_WORDS = frozenset({"if", "else", "end", "range", "with", "define", "template", "block", "break", "continue"})
_GIVEN = ("$labels", "$value", "$externalLabels", "$externalURL")
_ROOT = frozenset({"Labels", "Value", "ExternalLabels", "ExternalURL"})
_DEEPEST = 50
_EMPTY = {
    "command": ("the action is empty", "write what to show"),
    "(": ("there is nothing in the parentheses", "remove them"),
}


class Shown(Struct, frozen=True):
    """A value that is shown: the function it first goes through, a format, the text that follows."""

    function: str
    form: str
    after: str
    at: int


class Found(Struct):
    """What a template refers to: labels and external labels with their places, and values shown."""

    labels: dict[str, int] = field(default_factory=dict)
    external_labels: dict[str, int] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    uses_value: bool = False
    errors: list[PromqlError] = field(default_factory=list)


class _Block(Struct):
    word: str
    start: int
    variables: int
    outer_dot: bool
    has_else: bool = False
    outer_variables: list[str] = field(default_factory=list)


def read(text: str) -> Found:
    """What a template refers to; what keeps it from being read is among `errors`."""
    found = Found()
    try:
        Reader(found).template(pieces(text))
    except PromqlError as error:
        found.errors.append(error)
    return found


class Reader:
    """Reads the pieces of one template, with what an alert of Prometheus offers; raises `PromqlError`."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.blocks: list[_Block] = []
        self.variables = ["$", *_GIVEN]
        self.dot_is_alert = True
        self.items: list[Item] = []
        self.position = 0
        self.depth = 0
        self.after = ""

    # Structure: actions that open, part and close blocks.

    def template(self, parts: list[Piece]) -> None:
        """Read the pieces of a template in turn."""
        for place, part in enumerate(parts):
            if part.items is None:
                self._check_text(part)
                continue
            following = parts[place + 1] if place + 1 < len(parts) else None
            self.after = following.text if following is not None and following.items is None else ""
            self.items, self.position = part.items, 0
            self._action(part.start)
        if self.blocks:
            last = self.blocks[-1]
            raise PromqlError(f"`{last.word}` is never ended", "add {{ end }}", last.start)

    def _check_text(self, part: Piece) -> None:
        match = re.search(r"\$(?:labels|value|externalLabels)\b(?:\.\w+)?", part.text)
        if match is not None:
            error = PromqlError(
                f"`{match[0]}` stands outside of an action and is shown as it is",
                f"write {{{{ {match[0]} }}}}",
                part.start + match.start(),
            )
            self.found.errors.append(error)

    def _action(self, start: int) -> None:
        first = self._peek()
        word = first.text if first.kind == "name" and first.text in _WORDS else ""
        if word:
            self._next()
        match word:
            case "":
                self._pipeline("command", shows=True)
            case "if" | "with" | "range":
                self._open(word, start)
            case "else":
                self._else(start)
            case "end":
                self._end(start)
            case "define" | "block" | "template":
                self._named(word, start)
            case _:
                if not any(block.word == "range" for block in self.blocks):
                    raise PromqlError(f"`{word}` stands outside of `range`", "remove it", start)
        if (rest := self._peek()).kind != "end":
            raise PromqlError(f"`{rest.text}` can't stand here", "join commands by |", rest.start)

    def _open(self, word: str, start: int) -> None:
        if len(self.blocks) >= _DEEPEST:
            raise PromqlError(f"blocks nest deeper than {_DEEPEST} levels", "say it simpler", start)
        self.blocks.append(_Block(word, start, len(self.variables), self.dot_is_alert))
        self._pipeline(word, declares=2 if word == "range" else 1)
        if word != "if":
            self.dot_is_alert = False

    def _else(self, start: int) -> None:
        block = self.blocks[-1] if self.blocks else None
        if block is None or block.has_else or block.word in {"define", "block"}:
            raise PromqlError("`else` belongs to no `if`", "remove it", start)
        follows = self._peek()
        if follows.kind == "name" and follows.text == block.word and block.word in {"if", "with"}:
            self._next()
            self._pipeline(follows.text)
            return
        block.has_else = True
        self.dot_is_alert = block.outer_dot

    def _end(self, start: int) -> None:
        if not self.blocks:
            raise PromqlError("`end` ends nothing", "remove it", start)
        block = self.blocks.pop()
        if block.word in {"define", "block"}:
            self.variables = block.outer_variables
        del self.variables[block.variables :]
        self.dot_is_alert = block.outer_dot

    def _named(self, word: str, start: int) -> None:
        name = self._next()
        if name.kind != "string":
            raise PromqlError(f"`{word}` needs a name in quotes", f'write {word} "name"', name.start)
        if word == "block" or (word == "template" and self._peek().kind != "end"):
            self._pipeline(word)
        if word == "template":
            return
        if word == "define" and self.blocks:
            raise PromqlError("`define` stands inside a block", "move it to the top", start)
        outer = self.variables
        self.blocks.append(_Block(word, start, len(outer), self.dot_is_alert, outer_variables=outer))
        # What is given stands at the top only; a template of its own starts with nothing but the dot.
        self.variables, self.dot_is_alert = ["$"], False

    # Pipelines: commands joined by |, each a function with arguments or a single operand.

    def _pipeline(self, context: str, *, declares: int = 1, shows: bool = False) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise PromqlError(f"parentheses nest deeper than {_DEEPEST} levels", "say it simpler", self._peek().start)
        new = self._declarations(declares)
        functions: list[tuple[str, str]] = []
        value_at: int | None = None
        while True:
            operands = self._command(context)
            function = operands[0].text if operands[0].kind == "name" else ""
            given = [each for each in operands[1:] if self._is_value(each)] if function else []
            if not functions and value_at is None and len(operands) == 1 and self._is_value(operands[0]):
                value_at = operands[0].start
            else:
                if given and value_at is None:
                    value_at = given[0].start
                form = next((unquote(each.text) for each in operands[1:] if each.kind == "string"), "")
                functions.append((function, form))
            if not self._take("|"):
                break
            if self._peek().kind == "end":
                break
        if shows and value_at is not None and not new:
            function, form = functions[0] if functions else ("", "")
            self.found.shown.append(Shown(function, form, self.after, value_at))
        self.variables += new
        self.depth -= 1

    def _declarations(self, most: int) -> list[str]:
        """Variables that the pipeline sets; those that are declared are there only after it."""
        names: list[Item] = []
        while self.items[self.position].kind == "variable":
            follows = self.items[self.position + 1]
            if follows.text not in {":=", "=", ","}:
                return []
            names.append(self._next())
            mark = self._next()
            if mark.text == ",":
                continue
            if len(names) > most:
                raise PromqlError("too many variables are set at once", "set one in each action", names[-1].start)
            if mark.text == ":=":
                return [each.text for each in names]
            for each in names:
                self._check_variable(each)
            return []
        if names:
            raise PromqlError("a list of variables is set to nothing", "write $i, $x := ...", names[0].start)
        return []

    def _command(self, context: str) -> list[Item]:
        operands: list[Item] = []
        while (item := self._peek()).kind != "end" and item.text not in {"|", ")"}:
            if operands and not item.spaced and item.text != "(" and operands[-1].text != ")":
                raise PromqlError(
                    f"`{item.text}` stands right behind what is before it", "put a blank between", item.start
                )
            operands.append(self._operand(first=not operands))
        if not operands:
            message, hint = _EMPTY.get(context, (f"`{context}` says nothing", f"write what {context} is about"))
            raise PromqlError(message, hint, item.start)
        self._check_index(operands)
        return operands

    def _operand(self, *, first: bool) -> Item:
        item = self._next()
        fields: list[Item] = []
        if item.text == "(" and item.kind == "mark":
            self._pipeline("(")
            if not self._take(")"):
                raise PromqlError("`(` is never closed", "add )", item.start)
        elif item.kind == "mark":
            raise PromqlError(f"`{item.text}` can't stand here", "remove it", item.start)
        elif item.kind == "name":
            self._check_name(item, first=first)
        elif item.kind == "variable":
            self._check_variable(item)
        elif item.kind == "string":
            unquote(item.text)
        while (follows := self._peek()).kind in {"field", "dot"} and not follows.spaced:
            if follows.kind == "dot":
                raise PromqlError("a name is missing after the dot", "write $labels.name", follows.start)
            if item.kind in {"string", "constant"} or item.text in {"true", "false", "nil"}:
                raise PromqlError(f"`{item.text}` has no parts", "put a blank before the dot", follows.start)
            fields.append(self._next())
        self._refer(item, fields)
        path = item.text + "".join(each.text for each in fields)
        return item._replace(text=path) if fields and item.kind != "name" else item

    # Meaning: which labels, which value.

    def _refer(self, item: Item, fields: list[Item]) -> None:
        path = [each.text[1:] for each in fields]
        if item.kind == "variable" and item.text == "$labels":
            self._refer_labels(self.found.labels, path, item)
        elif item.kind == "variable" and item.text == "$externalLabels":
            self._refer_labels(self.found.external_labels, path, item)
        elif item.kind == "variable" and item.text == "$value":
            self.found.uses_value = True
        elif (item.kind == "field" and self.dot_is_alert) or (item.text == "$" and path and item.kind == "variable"):
            self._refer_root([item.text[1:], *path] if item.kind == "field" else path, item)

    def _refer_root(self, path: list[str], item: Item) -> None:
        name, rest = path[0], path[1:]
        if name not in _ROOT:
            near = next((each for each in sorted(_ROOT) if each.lower() == name.lower()), None)
            hint = f"write .{near}" if near else "the alert has .Labels, .Value, .ExternalLabels and .ExternalURL"
            raise PromqlError(f"an alert has no `.{name}`", hint, item.start)
        if name == "Labels":
            self._refer_labels(self.found.labels, rest, item)
        elif name == "ExternalLabels":
            self._refer_labels(self.found.external_labels, rest, item)
        elif name == "Value":
            self.found.uses_value = True

    def _refer_labels(self, labels: dict[str, int], path: list[str], item: Item) -> None:
        if len(path) > 1:
            hint = f'write index $labels "{".".join(path)}" for a label with dots'
            raise PromqlError(f"the label `{path[0]}` is a text and has no `.{path[1]}`", hint, item.start)
        if path:
            labels.setdefault(path[0], item.start)

    def _is_value(self, item: Item) -> bool:
        return item.text in {"$value", "$.Value"} or (item.text == ".Value" and self.dot_is_alert)

    def _check_index(self, operands: list[Item]) -> None:
        """`index $labels "x"` is a reference too; `query` holds PromQL."""
        if len(operands) < 2 or operands[0].kind != "name":
            return
        function, given = operands[0].text, operands[1]
        if function == "index" and len(operands) == 3 and operands[2].kind == "string":
            if given.text in {"$labels", "$.Labels"} or (given.text == ".Labels" and self.dot_is_alert):
                self.found.labels.setdefault(unquote(operands[2].text), given.start)
            elif given.text in {"$externalLabels", "$.ExternalLabels"}:
                self.found.external_labels.setdefault(unquote(operands[2].text), given.start)
        elif function == "query" and given.kind == "string":
            self._check_query(given)

    def _check_query(self, item: Item) -> None:
        from monitorgen.promql.parse import parse

        try:
            parse(unquote(item.text))
        except PromqlError as error:
            message = f"the query {item.text} is no PromQL: {error}"
            self.found.errors.append(PromqlError(message, error.hint, item.start))

    def _check_name(self, item: Item, *, first: bool) -> None:
        name = item.text
        if name in FUNCTIONS or (name in {"true", "false", "nil"} and not (first and name == "nil")):
            return
        if name == "nil":
            raise PromqlError("`nil` can't be shown", "it is for comparisons: eq nil ...", item.start)
        if name in _WORDS:
            raise PromqlError(f"`{name}` must stand first in its action", "give it an action of its own", item.start)
        if name in _LATER:
            hint = "write it with functions of Prometheus 3.5"
            raise PromqlError(f"`{name}` is a function of later releases", hint, item.start)
        if f"${name}".lower() in (each.lower() for each in _GIVEN):
            given = next(each for each in _GIVEN if each.lower() == f"${name}".lower())
            raise PromqlError(f"there is no function `{name}`", f"write {given}", item.start)
        known = sorted(FUNCTIONS)
        near = next((each for each in known if each.lower() == name.lower()), None)
        near = near or next(iter(get_close_matches(name, known, 1)), None)
        raise PromqlError(f"there is no function `{name}`", f"did you mean {near}?" if near else "", item.start)

    def _check_variable(self, item: Item) -> None:
        if item.text in _GIVEN and item.text not in self.variables:
            hint = f'pass it: {{{{ template "name" {item.text} }}}}, and show it as the dot'
            raise PromqlError(f"`{item.text}` is not there in templates of their own", hint, item.start)
        if item.text not in self.variables:
            near = next((each for each in _GIVEN if each.lower() == item.text.lower()), None)
            near = near or next(iter(get_close_matches(item.text, self.variables[1:], 1)), None)
            hint = f"did you mean {near}?" if near else "there are $labels, $value, $externalLabels and $externalURL"
            raise PromqlError(f"there is no variable `{item.text}`", hint, item.start)

    # Items.

    def _peek(self) -> Item:
        return self.items[self.position]

    def _next(self) -> Item:
        item = self.items[self.position]
        if item.kind == "end":
            raise PromqlError("the action ends too early", "write what comes next", item.start)
        self.position += 1
        return item

    def _take(self, mark: str) -> bool:
        item = self._peek()
        if item.kind == "mark" and item.text == mark:
            self.position += 1
            return True
        return False
