"""What an expression of a dashboard asks for, but for the values of its matchers: services of a type have one outline.

Their dashboards differ in such values alone, and reading them takes long. So the plain ones are made alike in the text,
and each text that is left is read once. What makes them alike stands for the parser, which it must not contradict:
`outline` gives what `read`, the long way, gives. `tests/promql/test_outline.py` holds it to that. An outline tells of a
matcher only what cannot have been changed on the way, so that nobody takes a stand-in for what goes out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.nodes import Aggregation, Call, MatrixSelector, VectorSelector, children
from monitorgen.promql.parse import parse
from monitorgen.promql.variables import settled, variables_in

if TYPE_CHECKING:
    from monitorgen.promql.nodes import Grouping, Node
    from monitorgen.promql.types import Matcher, MatchOp
    from monitorgen.promql.variables import Settled
    from monitorgen.units import Duration

# The value of a matcher that names no variable, and as a regular expression takes itself alone, or signs in its place.
_PLAIN_VALUE = re.compile(r'(=~|!=|!~|=)\s*"[A-Za-z0-9_./:-]+"')
_UNSURE = frozenset("'`\\")
_LONG = 2000


class Narrowing(Struct, frozen=True):
    """A matcher but for its value, of which only the variables are told that it names."""

    label: str
    op: MatchOp
    variables: tuple[str, ...]


class Series(Struct, frozen=True):
    """What a selector asks for: `metric` is None if more than one may be meant."""

    metric: str | None
    narrowed: tuple[Narrowing, ...]


class Window(Struct, frozen=True):
    """How far a selector looks back; where a variable says it, `length` only stands for it."""

    length: Duration
    variable: str | None


class Aggregated(Struct, frozen=True):
    """Series put together."""

    op: str
    grouping: Grouping | None


class Applied(Struct, frozen=True):
    """A function with its arguments."""

    func: str
    args: tuple[Outline, ...]


class Outline(Struct, frozen=True):
    """All of an expression's selectors, calls and aggregations, in the order of the text.

    `window` is that of an expression which is a selector over one, such as `x[5m]`.
    """

    series: tuple[Series, ...]
    calls: tuple[Applied, ...]
    aggregations: tuple[Aggregated, ...]
    window: Window | None


def outline(expr: str) -> Outline:
    """The outline of an expression that may name variables; raises `PromqlError`."""
    try:
        return _read_once(alike(expr))
    except PromqlError:
        # What is wrong is told of the expression as it is.
        return read(expr)


def read(expr: str) -> Outline:
    """The same, the long way: the expression is read as it is."""
    plain = settled(expr)
    return _outline(parse(plain.text), plain)


_read_once = lru_cache(maxsize=4096)(read)


def alike(expr: str) -> str:
    """The expression with one value in all matchers whose own is plain: no variable, no pattern.

    Left as it is where a value may be a metric's name, where other quotes and escapes make it unsure what is a value,
    and near the length that is refused.
    """
    if len(expr) > _LONG or "__name__" in expr or not _UNSURE.isdisjoint(expr):
        return expr
    return _PLAIN_VALUE.sub(r'\1"x"', expr)


def _outline(node: Node, plain: Settled) -> Outline:
    inside = [_outline(each, plain) for each in children(node)]
    series = [one for each in inside for one in each.series]
    calls = [one for each in inside for one in each.calls]
    aggregations = [one for each in inside for one in each.aggregations]
    window: Window | None = None
    match node:
        case VectorSelector(metric=metric, matchers=matchers):
            series.insert(0, Series(metric, tuple([_narrowing(each) for each in matchers])))
        case Call(func=func):
            calls.insert(0, Applied(func, tuple(inside)))
        case Aggregation(op=op, grouping=grouping):
            aggregations.insert(0, Aggregated(op, grouping))
        case MatrixSelector(window=length):
            window = Window(length, plain.window_of(node))
        case _:
            pass
    return Outline(tuple(series), tuple(calls), tuple(aggregations), window)


def _narrowing(matcher: Matcher) -> Narrowing:
    return Narrowing(matcher.label, matcher.op, tuple(variables_in(matcher.value)))
