"""What operators give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.promql import ranges, units
from monitorgen.promql.infer import Inferred
from monitorgen.promql.matching import joined, restricted
from monitorgen.promql.nodes import COMPARISONS, SET_OPERATORS, Number, bare
from monitorgen.promql.parts import is_part_of
from monitorgen.promql.types import NOTHING

if TYPE_CHECKING:
    from monitorgen.promql.infer import Inference
    from monitorgen.promql.nodes import Binary, Kind, Node
    from monitorgen.promql.types import LabelSchema

_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def infer_binary(node: Binary, inference: Inference) -> Inferred:
    """What an operator gives."""
    left, right = inference.of(node.lhs), inference.of(node.rhs)
    if node.op in SET_OPERATORS:
        return _set(node, left, right)
    if node.op in COMPARISONS:
        return _comparison(node, left, right)
    low, high = ranges.arithmetic(node.op, left.bounds, right.bounds)
    unit = _unit(node, left.unit, right.unit)
    if node.op == "/" and left.low >= 0 and is_part_of(node.lhs, node.rhs):
        low, high, unit = 0.0, 1.0, "ratio"
    return Inferred(
        "scalar" if left.kind == right.kind == "scalar" else "instant",
        _labels(node, left, right),
        unit,
        is_counter=left.is_counter or right.is_counter,
        aggregated=True,
        is_histogram=left.is_histogram or right.is_histogram,
        low=low,
        high=high,
        always_present=_meet_always(left, right),
    )


def _meet_always(left: Inferred, right: Inferred) -> bool:
    """Whether both sides always have a result, and the two belong together."""
    if not (left.always_present and right.always_present):
        return False
    return "scalar" in {left.kind, right.kind} or left.labels == right.labels == NOTHING


def _labels(node: Binary, left: Inferred, right: Inferred) -> LabelSchema:
    if left.kind == "scalar":
        return right.labels
    if right.kind == "scalar":
        return left.labels
    return joined(left.labels, right.labels, node.matching)


def _set(node: Binary, left: Inferred, right: Inferred) -> Inferred:
    if node.op == "and":
        labels = restricted(left.labels, right.labels, node.matching)
        return replace(left, labels=labels, always_present=_meet_always(left, right))
    if node.op == "unless":
        return replace(left, always_present=False)
    low, high = ranges.hull(left.bounds, right.bounds)
    return Inferred(
        "instant",
        left.labels.union(right.labels),
        left.unit if right.unit in {"", left.unit} else "",
        is_counter=left.is_counter or right.is_counter,
        aggregated=left.aggregated or right.aggregated,
        is_histogram=left.is_histogram or right.is_histogram,
        buckets=left.buckets if left.buckets == right.buckets else (),
        low=low,
        high=high,
        always_present=left.always_present or right.always_present,
    )


def _comparison(node: Binary, left: Inferred, right: Inferred) -> Inferred:
    labels = _labels(node, left, right)
    if node.is_bool:
        kind: Kind = "scalar" if left.kind == right.kind == "scalar" else "instant"
        return Inferred(kind, labels, low=0.0, high=1.0, always_present=_meet_always(left, right))
    op: str = node.op
    kept, other = left, right
    if left.kind == "scalar":
        # A number keeps nothing: what passes are the series that it is compared with.
        kept, other, op = right, left, _FLIPPED.get(op, op)
    low, high = ranges.compared(op, kept.bounds, other.bounds)
    return replace(kept, kind="instant", labels=labels, low=low, high=high, always_present=False)


def _unit(node: Binary, left: str, right: str) -> str:
    by, of = _number(node.rhs), _number(node.lhs)
    factor = of if by is None else by
    match node.op:
        case "+" | "-":
            return units.added(left, right) if factor is None else left or right
        case "*":
            return units.multiplied(left, right) if factor is None else units.scaled(left or right, factor)
        case "/" if by is None:
            return units.divided(left, right)
        case "/":
            return units.scaled(left, 1 / by) if by else ""
        case "%":
            return left
    return ""


def _number(node: Node) -> float | None:
    inner = bare(node)
    return inner.value if isinstance(inner, Number) else None
