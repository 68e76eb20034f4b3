"""Comparisons whose outcome is known beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.patterns import Pattern
from monitorgen.promql import ranges
from monitorgen.promql.nodes import (
    COMPARISONS,
    Aggregation,
    Binary,
    Call,
    Number,
    VectorSelector,
    bare,
    selectors,
    walk,
)
from monitorgen.promql.parts import unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import Node

_WHOLE = Pattern(r"(?:\A|_)(?:[a-z]*[Tt]otal|size|capacity|limits?|quota|max[a-z]*)(?:_|\Z)|[A-Z]\w*Total|Max[A-Z]")
_COUNTS = frozenset({"count", "group"})
_PRESENT = frozenset({"absent", "absent_over_time", "present_over_time", "count_over_time"})


def outcome_known(analysis: Analysis) -> Iterator[Problem]:
    """MG314, MG319, MG321, MG322: a comparison that is never, or always, true."""
    for node in analysis.nodes:
        if not isinstance(node, Binary) or node.op not in COMPARISONS or node.is_bool:
            continue
        if next(selectors(node), None) is None:
            continue
        yield from _judged(node, analysis)


def _judged(node: Binary, analysis: Analysis) -> Iterator[Problem]:
    left, right = analysis.of(node.lhs), analysis.of(node.rhs)
    never = ranges.never(node.op, left.bounds, right.bounds)
    always = ranges.always(node.op, left.bounds, right.bounds)
    mixed_up = _percent_mixed_up(node, analysis)
    if mixed_up:
        yield analysis.problem("MG319", node, *mixed_up, level="error" if never or always else "warning")
    elif never and (call := _quantile(node.lhs) or _quantile(node.rhs)) is not None:
        high = analysis.of(call).high
        message = f"can never hold: the last bucket ends at {high:g}, and no quantile is above it"
        hint = "lower the threshold, or declare (and add to the program) buckets above it"
        yield analysis.problem("MG314", node, message, hint)
    elif never:
        message = f"`{analysis.shown(node)}` can never hold: {_bounds(node, analysis)}"
        yield analysis.problem("MG321", node, message, "is it the right operator, the right threshold?")
    elif always and not _asks_for_presence(node):
        message = f"`{analysis.shown(node)}` always holds: {_bounds(node, analysis)}"
        yield analysis.problem(
            "MG322", node, message, "is it the right operator, the right threshold?", level="warning"
        )


def _bounds(node: Binary, analysis: Analysis) -> str:
    side = node.rhs if isinstance(bare(node.lhs), Number) else node.lhs
    low, high = analysis.of(side).bounds
    shown = analysis.shown(side)
    if low == high:
        return f"`{shown}` is {low:g}"
    if high == float("inf"):
        return f"`{shown}` is never below {low:g}"
    if low == float("-inf"):
        return f"`{shown}` is never above {high:g}"
    return f"`{shown}` lies between {low:g} and {high:g}"


def _quantile(node: Node) -> Call | None:
    inner = bare(node)
    while isinstance(inner, Aggregation) and inner.op in {"max", "min", "avg"}:
        inner = bare(inner.expr)
    return inner if isinstance(inner, Call) and inner.func == "histogram_quantile" else None


def _asks_for_presence(node: Binary) -> bool:
    """`count(x) > 0`: whether there are series at all, which is a question of its own."""
    inner = bare(node.rhs if isinstance(bare(node.lhs), Number) else node.lhs)
    if isinstance(inner, Aggregation):
        return inner.op in _COUNTS
    return isinstance(inner, Call) and inner.func in _PRESENT


def _percent_mixed_up(node: Binary, analysis: Analysis) -> tuple[str, str] | None:
    """A share compared with a percentage, or a percentage with a share: what to say of it and what to write."""
    left, right = bare(node.lhs), bare(node.rhs)
    number, side = (left, right) if isinstance(left, Number) else (right, left)
    if not isinstance(number, Number):
        return None
    value, given = number.value, analysis.of(side)
    sure = given.unit == "ratio" and given.low >= 0 and given.high <= 1
    if (sure and 1 < value <= 100) or (2 <= value <= 100 and _is_share(side, analysis)):
        message = f"a share is compared with {number.written}: shares lie between 0 and 1"
        return message, f"write {value / 100:g} for {value:g} %"
    if given.unit == "percent" and 0 < value < 1 and isinstance(side, VectorSelector):
        return f"a percentage is compared with {number.written}", f"write {value * 100:g}"
    return None


def _is_share(node: Node, analysis: Analysis) -> bool:
    inner = bare(node)
    while True:
        if isinstance(inner, Aggregation) and inner.op in {"avg", "max", "min"}:
            inner = bare(inner.expr)
        elif isinstance(inner, Binary) and inner.op == "-" and _is_one(inner.lhs):
            inner = bare(inner.rhs)
        else:
            break
    if isinstance(inner, VectorSelector):
        return analysis.of(inner).unit == "ratio"
    if not isinstance(inner, Binary) or inner.op != "/":
        return False
    if any(isinstance(each, VectorSelector) and each.offset for each in walk(inner)):
        return False
    top, bottom = analysis.of(inner.lhs), analysis.of(inner.rhs)
    names = [each.metric or "" for each in selectors(unguarded(inner.rhs))]
    gauges = not top.is_counter and not bottom.is_counter and not any(name.endswith("_total") for name in names)
    return gauges and top.unit == bottom.unit and bool(names) and all(_WHOLE.search(name) for name in names)


def _is_one(node: Node) -> bool:
    inner = bare(node)
    return isinstance(inner, Number) and inner.value == 1
