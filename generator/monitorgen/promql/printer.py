"""Trees written as text in one form: one line, modifiers before what they modify, parentheses where needed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.promql.nodes import (
    Aggregation,
    At,
    Binary,
    Call,
    Grouping,
    Matching,
    MatrixSelector,
    Negation,
    Node,
    Number,
    Paren,
    String,
    Subquery,
    VectorSelector,
)
from monitorgen.promql.quoting import is_metric, quote, quoted_name
from monitorgen.promql.types import joined
from monitorgen.units import Duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.promql.types import Matcher

PRECEDENCE: dict[str, int] = {
    "or": 1,
    "and": 2,
    "unless": 2,
    **dict.fromkeys(("==", "!=", ">", "<", ">=", "<="), 3),
    "+": 4,
    "-": 4,
    **dict.fromkeys(("*", "/", "%", "atan2"), 5),
    "^": 6,
}
"""How tightly each operator binds; powers group from the right, the others from the left."""

SIGN = 5
"""A sign binds like a product: `-x ^ 2` is `-(x ^ 2)`."""

ATOM = 7
"""What needs no parentheses anywhere."""


def text_of(node: Node) -> str:  # noqa: C901, PLR0911 - a case for each kind of node
    """The expression as text; `parse` of it gives the same tree, parentheses aside."""
    match node:
        case Number(literal=literal):
            return literal
        case String(value=value):
            return quote(value)
        case VectorSelector():
            return _selector(node) + _moved(node.at, node.offset)
        case MatrixSelector(vector=vector, window=window):
            return f"{_selector(vector)}[{window}]{_moved(vector.at, vector.offset)}"
        case Subquery(expr=expr, window=window, step=step):
            inner = _within(expr, ATOM)
            return f"{inner}[{window}:{'' if step is None else step}]{_moved(node.at, node.offset)}"
        case Call(func=func, args=args):
            return f"{func}({', '.join(text_of(each) for each in args)})"
        case Aggregation():
            return _aggregation(node)
        case Negation(expr=expr):
            return f"-{_within(expr, SIGN + 1)}"
        case Paren(expr=expr):
            return f"({text_of(expr)})"
        case Binary():
            return _binary(node)


def _within(node: Node, lowest: int) -> str:
    text = text_of(node)
    return f"({text})" if _binding(node) < lowest else text


def _binding(node: Node) -> int:
    match node:
        case Binary(op=op):
            return PRECEDENCE[op]
        case Negation():
            return SIGN
        case Number(literal=literal) if literal.startswith(("-", "+")):
            return SIGN
        case _:
            return ATOM


def _binary(node: Binary) -> str:
    binding = PRECEDENCE[node.op]
    right_first = node.op == "^"
    left = _within(node.lhs, binding + right_first)
    # A sign is read before any operator comes, so it needs no parentheses on the right.
    signed = isinstance(node.rhs, Negation) or (isinstance(node.rhs, Number) and _binding(node.rhs) == SIGN)
    right = text_of(node.rhs) if signed else _within(node.rhs, binding + (not right_first))
    return f"{left} {node.op} {modifiers(node.matching, is_bool=node.is_bool)}{right}"


def modifiers(matching: Matching | None, *, is_bool: bool = False) -> str:
    """What stands between an operator and its right side, with a space after it if there is any."""
    words = ["bool"] if is_bool else []
    if matching is not None:
        words.append(f"{'on' if matching.on else 'ignoring'} ({names(matching.labels)})")
        if matching.card in {"many-to-one", "one-to-many"}:
            side = "group_left" if matching.card == "many-to-one" else "group_right"
            words.append(f"{side} ({names(matching.include)})")
    return "".join(f"{word} " for word in words)


def names(labels: Iterable[str]) -> str:
    """Label names separated by commas."""
    return ", ".join(quoted_name(each) for each in labels)


def _aggregation(node: Aggregation) -> str:
    inner = ", ".join(text_of(each) for each in (node.param, node.expr) if each is not None)
    return f"{node.op}{grouping_text(node.grouping)}({inner})"


def grouping_text(grouping: Grouping | None) -> str:
    """` by (job) `, nothing without a grouping."""
    if grouping is None:
        return ""
    return f" {'without' if grouping.without else 'by'} ({names(grouping.labels)}) "


def selector_text(name: str | None, matchers: Iterable[Matcher]) -> str:
    """A selector without window, offset and moment; a name that Prometheus 2 can't read goes into the braces."""
    return selector_with(name, joined(matchers))


def selector_with(name: str | None, inner: str) -> str:
    """The same, of matchers that are text already."""
    if name is None or is_metric(name):
        return f"{name or ''}{{{inner}}}" if inner or name is None else name
    return f"{{{quote(name)}{',' if inner else ''}{inner}}}"


def _selector(node: VectorSelector) -> str:
    return selector_text(node.name, node.matchers)


def _moved(at: At | None, offset: int) -> str:
    text = ""
    if isinstance(at, int):
        text += f" @ {plain(Decimal(at) / 1000)}"
    elif at is not None:
        text += f" @ {at}()"
    if offset:
        text += f" offset {offset_text(offset)}"
    return text


def offset_text(milliseconds: int) -> str:
    """An offset as Prometheus writes it: `5m`, `-1h`."""
    return f"{'-' if milliseconds < 0 else ''}{Duration(abs(milliseconds))}"
