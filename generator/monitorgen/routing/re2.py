r"""Regular expressions as Alertmanager reads them: Go's RE2 syntax, matched against a whole text in linear time.

Python's `re` reads the same text otherwise in places that matter (`\d` and `\w` take any script's digits and letters,
`$` stops before a last line break, lookarounds exist, some expressions take for ever), so this is its own small engine:
the expression becomes a program (Thompson's construction) that is run on all its ways at once. Whether a text matches
as a whole does not depend on which way comes first, so that greediness and captures mean nothing here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.routing.re2_syntax import Assertion, Node, UnreadableError, parsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.routing.re2_chars import Chars

_MOST_STEPS = 50_000
"""Steps of a program: Go refuses expressions that repeat themselves into something about as large."""


class _Step(Struct, frozen=True):
    """One step of a program: takes a character, or goes on for nothing to `next`, if its assertion holds."""

    chars: Chars | None = None
    assertion: Assertion | None = None
    next: tuple[int, ...] = ()


class Expression(Struct):
    """A compiled expression. `literals` are the texts that it stands for if it is only a list of them."""

    literals: frozenset[str] | None
    steps: list[_Step] = field(default_factory=list)
    start: int = 0
    end: int = 0

    def fullmatch(self, text: str) -> bool:
        """Whether it matches the whole text."""
        if self.literals is not None:
            return text in self.literals
        here = self._reached((self.start,), text, 0)
        for position, char in enumerate(text):
            if not here:
                return False
            taken = [
                following
                for number in here
                if (step := self.steps[number]).chars is not None and char in step.chars
                for following in step.next
            ]
            here = self._reached(taken, text, position + 1)
        return self.end in here

    def _reached(self, numbers: Iterable[int], text: str, position: int) -> set[int]:
        """All steps that are reached from these without taking a character."""
        reached: set[int] = set()
        waiting = list(numbers)
        while waiting:
            number = waiting.pop()
            if number in reached:
                continue
            reached.add(number)
            step = self.steps[number]
            if step.chars is None and (step.assertion is None or step.assertion.holds(text, position)):
                waiting += step.next
        return reached


@lru_cache(maxsize=2048)
def compiled(pattern: str) -> Expression:
    """The expression of a matcher. Raises `UnreadableError` for one that Go refuses or that is not known here."""
    node = parsed(pattern)
    literals = node.texts()
    if literals is not None:
        return Expression(frozenset(literals))
    made = Expression(None)
    made.end = _added(made, _Step())
    made.start = _compiled(made, node, made.end)
    return made


def _added(made: Expression, step: _Step) -> int:
    if len(made.steps) >= _MOST_STEPS:
        raise UnreadableError("the expression is too large")
    made.steps.append(step)
    return len(made.steps) - 1


def _compiled(made: Expression, node: Node, following: int) -> int:
    """Add the steps of a node, back to front; gives the first of them. They lead to the step `following`."""
    match node.kind:
        case "chars":
            return _added(made, _Step(chars=node.chars, next=(following,)))
        case "assert":
            return _added(made, _Step(assertion=node.assertion, next=(following,)))
        case "sequence":
            for part in reversed(node.parts):
                following = _compiled(made, part, following)
            return following
        case "choice":
            return _added(made, _Step(next=tuple(_compiled(made, part, following) for part in node.parts)))
        case "repeat":
            return _repeated(made, node, following)


def _repeated(made: Expression, node: Node, following: int) -> int:
    (part,) = node.parts
    first = following
    if node.most is None:
        loop = _added(made, _Step())
        body = _compiled(made, part, loop)
        made.steps[loop] = _Step(next=(body, following))
        first = loop
    else:
        for _ in range(node.most - node.least):
            first = _added(made, _Step(next=(_compiled(made, part, first), following)))
    for _ in range(node.least):
        first = _compiled(made, part, first)
    return first
