"""PromQL put together from parts: `sum by (job) (rate(x_total{a="b"}[5m]))`, one line, the same text every time."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.promql.functions import AGGREGATIONS
from monitorgen.promql.lexer import tokens
from monitorgen.promql.literals import number_text
from monitorgen.promql.nodes import BinaryOp, Card, Matching
from monitorgen.promql.printer import ATOM, PRECEDENCE, SIGN, modifiers, names, selector_text
from monitorgen.units import Duration, duration, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from monitorgen.promql.types import Matcher


HOLE = "\0"
"""Stands for what is put into a text later, when it is known. No PromQL has it: strings spell it `\\x00`."""


def selector(
    name: str, matchers: Iterable[Matcher] = (), window: Duration | None = None, offset: Duration | str | None = None
) -> str:
    """Series of a metric: `x{a="b"}[5m] offset 1h`."""
    text = selector_text(name, matchers)
    if window is not None:
        text += f"[{window}]"
    if offset is not None:
        text += f" offset {duration(offset) if isinstance(offset, str) else offset}"
    return text


def aggregate(op: str, by: Iterable[str] | None, inner: str, *, without: bool = False, param: str | None = None) -> str:
    """An aggregation: `sum by (job) (x)`. `by` None keeps no label and writes no modifier, as in `sum(x)`."""
    assert op in AGGREGATIONS
    given = inner if param is None else f"{param}, {inner}"
    if by is None:
        return f"{op}({given})"
    return f"{op} {'without' if without else 'by'} ({names(by)}) ({given})"


def call(func: str, *args: str) -> str:
    """A function: `histogram_quantile(0.95, x)`."""
    return f"{func}({', '.join(args)})"


def binary(
    op: BinaryOp,
    left: str,
    right: str,
    *,
    on: Iterable[str] | None = None,
    ignoring: Iterable[str] | None = None,
    card: Card = "one-to-one",
    include: Iterable[str] = (),
    is_bool: bool = False,
) -> str:
    """Two sides and an operator; a side that binds less tightly is put in parentheses."""
    binding = PRECEDENCE[op]
    right_first = op == "^"
    matching = None
    if on is not None or ignoring is not None:
        assert on is None or ignoring is None
        matching = Matching(tuple(on if on is not None else ignoring or ()), on is not None, card, tuple(include))
    left = inside(left, binding + right_first)
    right = inside(right, binding + (not right_first))
    return f"{left} {op} {modifiers(matching, is_bool=is_bool)}{right}"


def inside(text: str, lowest: int) -> str:
    """The text, in parentheses if one of its operators binds less tightly than `lowest`."""
    return f"({text})" if binding_of(text) < lowest else text


@lru_cache(maxsize=4096)
def binding_of(text: str) -> int:
    """How tightly the loosest operator of a text binds, as in `PRECEDENCE`; `ATOM` if it needs no parentheses."""
    depth, loosest, operand_expected = 0, ATOM, True
    for token in tokens(text):
        if token.text in {"(", "[", "{"} and token.kind == "mark":
            depth += 1
        elif token.text in {")", "]", "}"} and token.kind == "mark":
            depth -= 1
            operand_expected = False
        elif depth == 0 and token.kind != "end":
            word = token.word or token.text
            if operand_expected and token.text in {"-", "+"} and token.kind == "mark":
                loosest = min(loosest, SIGN)
            elif not operand_expected and token.kind in {"mark", "name"} and word in PRECEDENCE:
                loosest, operand_expected = min(loosest, PRECEDENCE[word]), True
            else:
                operand_expected = token.kind == "mark" or word in {"bool", "on", "ignoring", "offset"}
    return loosest


_SMALL, _LARGE = Decimal("1e-6"), Decimal("1e21")
"""Numbers from the one to below the other are written without an exponent."""


def number(value: Decimal | float) -> str:
    """A number: `0.05`, `1e-09`, `+Inf`."""
    if isinstance(value, Decimal) and value.is_finite() and (value == 0 or _SMALL <= abs(value) < _LARGE):
        return plain(value)
    return number_text(float(value))


def window(length: Duration) -> str:
    """A duration as it stands in brackets: `5m`."""
    return str(length)
