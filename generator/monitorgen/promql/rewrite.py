"""Matchers added to an expression, the rest of which stays as it was written: spaces, comments, quotes.

A text is cut once at the places where matchers may go and then only put together, so that ten thousand services with
the same text cost ten thousand joins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.grammar import read_expression
from monitorgen.promql.nodes import VectorSelector, map_selectors, selectors
from monitorgen.promql.parse import parse
from monitorgen.promql.series import family_names
from monitorgen.promql.types import Matcher, joined

Scopes = Callable[[str], tuple[Matcher, ...] | None]


class RewriteError(RuntimeError):
    """A rewritten expression is not what it should be: a fault of monitorgen, never of the text."""


class _Slot(Struct, frozen=True):
    """A place for matchers: the selector there, what comes before the first and after the last of them.

    `names` are those under which its metric may have been declared, `labels` the ones that it names itself.
    """

    selector: VectorSelector
    before: str
    after: str
    names: tuple[str, ...]
    labels: frozenset[str]

    @classmethod
    def at(cls, selector: VectorSelector, before: str, after: str) -> _Slot:
        """The place in a selector."""
        names = family_names(selector.metric) if selector.metric is not None else ()
        return cls(selector, before, after, names, frozenset(each.label for each in selector.matchers))


def confine(text: str, scopes: Scopes) -> str:
    """The text with matchers added to each selector of a metric that `scopes` knows.

    `scopes` is asked for the name in the expression, then, for `x_bucket` and the like, for the name of the family. A
    selector that names `job` chooses for itself and is left alone; another label that it names is not added either.
    Raises `PromqlError` if the text does not parse.
    """

    def added(slot: _Slot) -> Iterable[Matcher]:
        if "job" in slot.labels:
            return ()
        return [each for each in _scope_of(slot.names, scopes) if each.label not in slot.labels]

    return _filled(text, added)


def add_matchers(text: str, matchers: Iterable[Matcher]) -> str:
    """The text with matchers added to every selector that does not have them; raises `PromqlError`."""
    wanted = tuple(dict.fromkeys(matchers))
    return _filled(text, lambda slot: [each for each in wanted if each not in slot.selector.matchers])


def _scope_of(names: tuple[str, ...], scopes: Scopes) -> tuple[Matcher, ...]:
    for name in names:
        if (scope := scopes(name)) is not None:
            return scope
    return ()


def _filled(text: str, added: Callable[[_Slot], Iterable[Matcher]]) -> str:
    parts: list[str] = []
    for piece in _pieces(text):
        if isinstance(piece, str):
            parts.append(piece)
        elif inner := joined(added(piece)):
            parts += (piece.before, inner, piece.after)
    return "".join(parts)


@lru_cache(maxsize=4096)
def _pieces(text: str) -> tuple[str | _Slot, ...]:
    pieces: list[str | _Slot] = []
    done = 0
    for selector in selectors(parse(text)):
        if selector.inside is None:
            at, slot = selector.named, _Slot.at(selector, "{", "}")
        else:
            # What follows the brace may be a quoted name, which `matchers` does not hold.
            quoted = selector.name is not None and not selector.named
            at, slot = selector.inside, _Slot.at(selector, "", "," if selector.matchers or quoted else "")
        pieces += (text[done:at], slot)
        done = at
    pieces.append(text[done:])
    made = tuple(pieces)
    _verify(text, made)
    return made


_PROBE = Matcher("monitorgen_probe", "=", "x")


def _verify(text: str, pieces: tuple[str | _Slot, ...]) -> None:
    """Filled with a probe, the text must read as the same expression whose selectors all have that matcher."""
    filled = "".join(each if isinstance(each, str) else f"{each.before}{_PROBE}{each.after}" for each in pieces)
    expected = map_selectors(parse(text), lambda each: replace(each, matchers=(_PROBE, *each.matchers)))
    try:
        found = read_expression(filled, longest=len(filled))
    except PromqlError as error:
        raise RewriteError(f"{text!r} with a matcher added does not parse: {error}") from error
    if found != expected:
        raise RewriteError(f"{text!r} with a matcher added reads differently: {filled!r}")
