"""Grafana's variables in expressions: taken out so that what is left is PromQL, their places kept.

A variable is replaced before the query is sent, so PromQL itself knows none. What may stand in its place follows from
where it is: a window between brackets, a label in a list of labels, a part of a name, else a number. Inside of quotes
it is left as `$name`, so that a matcher shows which variable chooses its value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.patterns import Pattern
from monitorgen.promql.quoting import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from monitorgen.promql.nodes import MatrixSelector

Stand = Literal["text", "window", "label", "name", "number"]

_VARIABLE = Pattern(
    r"\$\{(?P<braced>[A-Za-z_]\w*)(?:\.[^}:]*)?(?::[^}]*)?\}"
    r"|\[\[(?P<double>[A-Za-z_]\w*)(?::[^\]]*)?\]\]"
    r"|\$(?P<plain>[A-Za-z_]\w*)"
)
_TOKEN = Pattern(r"""\\.|["'`\[\](){}]""", re.DOTALL)
_LITERAL = Pattern(r"""\"(?:[^"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`[^`]*`""", re.DOTALL)
_LABELS = Pattern(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\($", re.IGNORECASE)
_AS: dict[Stand, str] = {"window": "5m", "label": "variable", "name": "v", "number": "1"}


class Use(Struct, frozen=True):
    """A variable that was there: what stands for it is at `start` to `end` of the new text."""

    name: str
    stand: Stand
    start: int
    end: int


class Settled(Struct, frozen=True):
    """An expression without variables, and where they were."""

    text: str
    uses: tuple[Use, ...]

    def window_of(self, node: MatrixSelector) -> str | None:
        """The variable that is the window of a selector, None if it is written out."""
        _, start = node.vector.span
        _, end = node.span
        return next((each.name for each in self.uses if each.stand == "window" and start <= each.start <= end), None)


def settled(text: str) -> Settled:
    """The expression with something in the place of each variable."""
    parts: list[str] = []
    uses: list[Use] = []
    scene = _Scene()
    done = length = 0
    for match in _VARIABLE.finditer(text):
        before = text[done : match.start()]
        scene.read(before)
        name = _name(match)
        stand = scene.stand(text, match)
        new = f"${name}" if stand == "text" else _AS[stand]
        length += len(before)
        uses.append(Use(name, stand, length, length + len(new)))
        parts += (before, new)
        length += len(new)
        done = match.end()
    return Settled("".join([*parts, text[done:]]), tuple(uses))


def variables_in(text: str) -> Iterator[str]:
    """The variables that a text of any kind names, Grafana's own (`__interval`) among them."""
    for match in _VARIABLE.finditer(text):
        yield _name(match)


def _name(match: re.Match[str]) -> str:
    return match["braced"] or match["double"] or match["plain"]


def spelled_out(text: str, known: Container[str]) -> str:
    r"""PromQL in whose literals Grafana finds no variables but the known ones: `"5$x"` becomes `"5\x24x"`.

    Grafana has no sign that would keep it from looking, but PromQL reads escapes after Grafana is done. Today it leaves
    what it does not know as it is; a variable of that name, added later, would change the query.
    """

    def sign(match: re.Match[str]) -> str:
        return match[0] if _name(match) in known else f"\\x{ord(match[0][0]):02x}{match[0][1:]}"

    def literal(match: re.Match[str]) -> str:
        if all(name in known for name in variables_in(match[0])):
            return match[0]
        # Between backquotes there are no escapes.
        return _VARIABLE.sub(sign, quote(unquote(match[0])) if match[0][0] == "`" else match[0])

    return _LITERAL.sub(literal, text)


class _Scene:
    """What is open at a place of the text: a quote, brackets, a list of labels."""

    def __init__(self) -> None:
        self._quote = ""
        self._open: list[str] = []
        self._read = ""

    def read(self, text: str) -> None:
        """Go on over a part without variables."""
        start = len(self._read)
        self._read += text
        for match in _TOKEN.finditer(self._read, start):
            mark = match[0]
            if self._quote:
                self._quote = "" if mark == self._quote else self._quote
            elif mark in "\"'`":
                self._quote = mark
            elif mark in "([{":
                is_labels = mark == "(" and _LABELS.search(self._read[: match.end()])
                self._open.append("labels" if is_labels else mark)
            elif mark in ")]}" and self._open:
                self._open.pop()

    def stand(self, text: str, match: re.Match[str]) -> Stand:
        """What the variable that comes next stands for."""
        if self._quote:
            return "text"
        inside = self._open[-1] if self._open else ""
        if inside == "[" or re.search(r"\boffset\s+-?$", text[: match.start()], re.IGNORECASE):
            return "window"
        if inside in {"labels", "{"}:
            return "label"
        beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
        return "name" if re.search(r"[\w:{]", beside) else "number"
