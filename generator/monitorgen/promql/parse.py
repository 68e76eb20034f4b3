"""PromQL read: expressions into trees, selectors and lists of matchers into theirs. Readings are remembered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.grammar import LONGEST, read_expression
from monitorgen.promql.lexer import tokens
from monitorgen.promql.matchers import read_matchers
from monitorgen.promql.nodes import Aggregation, Binary, Call, MatrixSelector, Node, VectorSelector, selectors
from monitorgen.promql.stream import Stream

if TYPE_CHECKING:
    from monitorgen.promql.types import Matcher

__all__ = ["PromqlError", "Selector", "parse", "parse_matchers", "parse_selector", "selectors"]


class Selector(Struct, frozen=True):
    """Series of one metric: its name as it stands in PromQL, and matchers."""

    name: str
    matchers: tuple[Matcher, ...] = ()


@lru_cache(maxsize=4096)
def parse(text: str) -> Node:
    """The tree of an expression; raises `PromqlError`.

    What is not PromQL of Prometheus 3.5 is refused; experimental functions are read, `problems` speaks of them.
    """
    return read_expression(text)


@lru_cache(maxsize=4096)
def parse_matchers(text: str) -> tuple[Matcher, ...]:
    """Matchers without braces, `mountpoint="/data",fstype!="tmpfs"`; raises `PromqlError`."""
    if len(text) > LONGEST:
        raise PromqlError(f"the matchers are longer than {LONGEST:,} characters", "use a regular expression")
    stream = Stream(text, tokens(text))
    if stream.peek.text == "{":
        raise PromqlError("the matchers stand in braces", "leave out the braces", stream.peek.start)
    names, matchers = read_matchers(stream, "")
    if names:
        raise PromqlError(f'"{names[0]}" is no matcher', f'write label="{names[0]}"', 0)
    if not matchers:
        raise PromqlError("there is no matcher", 'write label="value"', 0)
    return matchers


@lru_cache(maxsize=4096)
def parse_selector(text: str) -> Selector:
    """One selector, `x_total{kind="a"}`, without a function or a window; raises `PromqlError`."""
    node = parse(text)
    problem = _beyond_selector(node, text)
    if problem is not None:
        raise problem
    assert isinstance(node, VectorSelector)
    name = node.metric
    if name is None:
        raise PromqlError("the selector names no metric", 'write the name before the braces: x_total{kind="a"}', 0)
    rest = tuple(each for each in node.matchers if each.label != "__name__")
    return Selector(name, rest)


def _beyond_selector(node: Node, text: str) -> PromqlError | None:
    match node:
        case VectorSelector(offset=0, at=None):
            return None
        case VectorSelector():
            return PromqlError("a selector here takes no `offset` and no `@`", "drop it", node.span[0])
        case MatrixSelector(vector=vector):
            return PromqlError("a selector here takes no window", f"write {_cut(vector, text)}", node.span[0])
        case Call(func=name) | Aggregation(op=name):
            inner = next(selectors(node), None)
            hint = f"write {_cut(inner, text)}" if inner is not None else 'write x_total{kind="a"}'
            return PromqlError(f"a selector here takes no function such as `{name}`", hint, node.span[0])
        case Binary(op="-", lhs=VectorSelector(matchers=()), rhs=VectorSelector()) if " " not in text:
            hint = "names of metrics have letters, digits, `_` and `:`"
            return PromqlError(f"`{text}` is read as a difference", hint, node.lhs.span[1])
        case _:
            return PromqlError("this is an expression, not one selector", 'write x_total{kind="a"}', node.span[0])


def _cut(node: VectorSelector, text: str) -> str:
    braces = text.find("}", node.inside) + 1 if node.inside is not None else node.named
    return text[node.span[0] : max(braces, node.named)]
