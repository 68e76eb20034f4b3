"""Trees of promql-parser, another reader of PromQL, in our own form."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, cast

import promql_parser as other

from monitorgen.promql.literals import number_text
from monitorgen.promql.nodes import (
    Aggregation,
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
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration

if TYPE_CHECKING:
    from monitorgen.promql.nodes import At, BinaryOp, Card
    from monitorgen.promql.types import MatchOp

_OPS: dict[str, MatchOp] = {"Equal": "=", "NotEqual": "!=", "Re": "=~", "NotRe": "!~"}
_CARDS: dict[str, Card] = {
    "OneToOne": "one-to-one",
    "ManyToOne": "many-to-one",
    "OneToMany": "one-to-many",
    "ManyToMany": "one-to-one",
}


def read(text: str) -> Node:
    """The tree of an expression as promql-parser reads it; raises `ValueError`."""
    return _node(other.parse(text))


def _node(node: object) -> Node:  # noqa: C901 - a case for each kind of node
    match node:
        case other.NumberLiteral():
            return Number(number_text(node.val))
        case other.StringLiteral():
            return String(node.val)
        case other.VectorSelector():
            return _selector(node)
        case other.MatrixSelector():
            return MatrixSelector(_selector(node.vector_selector), _duration(node.range))
        case other.SubqueryExpr():
            assert node.range is not None
            step = None if node.step is None else _duration(node.step)
            return Subquery(_node(node.expr), _duration(node.range), step, _offset(node.offset), _at(node.at))
        case other.Call():
            return Call(node.func.name, tuple(map(_node, node.args)))
        case other.AggregateExpr():
            grouping = None
            if node.modifier is not None:
                without = node.modifier.type == other.AggModifierType.Without
                grouping = Grouping(tuple(node.modifier.labels), without)
            param = None if node.param is None else _node(node.param)
            return Aggregation(str(node.op), _node(node.expr), param, grouping)
        case other.UnaryExpr():
            return Negation(_node(node.expr))
        case other.ParenExpr():
            return Paren(_node(node.expr))
        case other.BinaryExpr():
            return _binary(node)
    raise AssertionError(node)


def _binary(node: other.BinaryExpr) -> Binary:
    matching = None
    modifier = node.modifier
    if modifier is not None and modifier.matching is not None:
        on = modifier.matching.type == other.LabelModifierType.Include
        card = _CARDS[str(modifier.card).rpartition(".")[2].partition("(")[0]]
        include = tuple(modifier.group_labels or ())
        matching = Matching(tuple(modifier.matching.labels), on, card, include)
    op = cast("BinaryOp", str(node.op).strip())
    is_bool = modifier is not None and modifier.return_bool
    return Binary(op, _node(node.lhs), _node(node.rhs), matching, is_bool)


def _selector(node: other.VectorSelector) -> VectorSelector:
    matchers = tuple(
        Matcher(each.name, _OPS[str(each.op).rpartition(".")[2]], each.value) for each in node.matchers.matchers
    )
    return VectorSelector(node.name, matchers, _offset(node.offset), _at(node.at))


def _duration(delta: timedelta) -> Duration:
    return Duration(_offset(delta))


def _offset(delta: timedelta | None) -> int:
    return 0 if delta is None else round(delta / timedelta(milliseconds=1))


def _at(at: other.AtModifier | None) -> At | None:
    if at is None:
        return None
    kind = str(at.type).rpartition(".")[2]
    if kind != "At":
        return "start" if kind == "Start" else "end"
    assert at.at is not None
    return round((at.at - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
