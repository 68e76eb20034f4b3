"""What is grammatical but makes no sense to Prometheus: wrong kinds of operands and arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql import slips
from monitorgen.promql.errors import PromqlError
from monitorgen.promql.functions import AGGREGATIONS, FUNCTIONS
from monitorgen.promql.nodes import (
    COMPARISONS,
    SET_OPERATORS,
    Aggregation,
    Binary,
    Call,
    Kind,
    MatrixSelector,
    Negation,
    Node,
    Number,
    Paren,
    String,
    Subquery,
    VectorSelector,
)
from monitorgen.promql.regex import matches

if TYPE_CHECKING:
    from monitorgen.promql.types import Matcher


def check(node: Node, text: str) -> Kind:  # noqa: C901, PLR0911 - a case for each kind of node
    """The kind of an expression; raises `PromqlError` where Prometheus would refuse it."""
    match node:
        case Number():
            return "scalar"
        case String():
            return "string"
        case VectorSelector():
            _check_selector(node)
            return "instant"
        case MatrixSelector(vector=vector):
            _check_selector(vector)
            return "range"
        case Paren(expr=expr):
            return check(expr, text)
        case Negation(expr=expr):
            kind = check(expr, text)
            if kind not in {"scalar", "instant"}:
                message = f"a sign can't stand before {slips.KIND_NAMES[kind]}"
                raise PromqlError(message, "move it to where there is a number", node.span[0])
            return kind
        case Subquery(expr=expr):
            kind = check(expr, text)
            if kind != "instant":
                message = f"a subquery asks for series at one moment, not {slips.KIND_NAMES[kind]}"
                hint = "put a function in between: max_over_time(rate(x[5m])[1h:])" if kind == "range" else ""
                raise PromqlError(message, hint, node.span[0])
            return "range"
        case Aggregation():
            _check_aggregation(node, text)
            return "instant"
        case Call():
            return _check_call(node, text)
        case Binary():
            return _check_binary(node, text)


def _check_selector(node: VectorSelector) -> None:
    if not node.name and not any(_selects(each) for each in node.matchers):
        hint = 'name the metric, or give a matcher that an empty value does not pass: {job="api"}'
        raise PromqlError("the selector would select every series there is", hint, node.span[0])


def _selects(matcher: Matcher) -> bool:
    match matcher.op:
        case "=":
            return matcher.value != ""
        case "!=":
            return matcher.value == ""
        case "=~":
            return matches(matcher.value, "") is not True
        case "!~":
            return matches(matcher.value, "") is not False


def _check_aggregation(node: Aggregation, text: str) -> None:
    wanted = AGGREGATIONS[node.op]
    if wanted is not None and node.param is not None and (got := check(node.param, text)) != wanted:
        raise slips.wrong_argument(node.op, wanted, got, _text(node.param, text), node.param.span[0])
    if (got := check(node.expr, text)) != "instant":
        raise slips.wrong_argument(node.op, "instant", got, _text(node.expr, text), node.expr.span[0])


def _text(node: Node, text: str) -> str:
    return text[slice(*node.span)]


def _check_call(node: Call, text: str) -> Kind:
    function = FUNCTIONS.get(node.func)
    if function is None:
        raise slips.no_function(node.func, node.span[0])
    count, most = len(node.args), len(function.args)
    if count < most - function.optional or (count > most and not function.more):
        wanted = f"{most - function.optional}"
        wanted += f" to {most}" if function.optional and not function.more else " or more" if function.more else ""
        plural = "" if wanted == "1" else "s"
        message = f"`{node.func}` takes {wanted if wanted != '0' else 'no'} argument{plural}, not {count}"
        raise PromqlError(message, f"it takes {_signature(node.func)}", node.span[0])
    for place, arg in enumerate(node.args):
        wanted_kind = function.args[min(place, most - 1)]
        if (got := check(arg, text)) != wanted_kind:
            raise slips.wrong_argument(node.func, wanted_kind, got, _text(arg, text), arg.span[0])
    return function.returns


def _signature(name: str) -> str:
    kinds = {"scalar": "number", "instant": "series", "range": "series[window]", "string": '"text"'}
    function = FUNCTIONS[name]
    return f"{name}({', '.join(kinds[each] for each in function.args)}{', ...' if function.more else ''})"


def _check_binary(node: Binary, text: str) -> Kind:
    kinds = check(node.lhs, text), check(node.rhs, text)
    for side, kind in zip((node.lhs, node.rhs), kinds, strict=True):
        if kind not in {"scalar", "instant"}:
            message = f"`{node.op}` can't work on {slips.KIND_NAMES[kind]}"
            hint = 'labels are compared in braces: x{label="value"}' if kind == "string" else "put a function around it"
            raise PromqlError(message, hint, side.span[0])
    if node.is_bool and node.op not in COMPARISONS:
        raise PromqlError(f"`bool` can't follow `{node.op}`", "it belongs to comparisons: a > bool b", node.span[0])
    if "scalar" in kinds:
        _check_number(node, both=kinds == ("scalar", "scalar"))
    elif node.op in SET_OPERATORS and node.matching is not None and node.matching.card != "one-to-one":
        word = "group_left" if node.matching.card == "many-to-one" else "group_right"
        raise PromqlError(f"`{node.op}` takes no `{word}`", "it may match many on both sides anyway", node.span[0])
    return "scalar" if kinds == ("scalar", "scalar") else "instant"


def _check_number(node: Binary, *, both: bool) -> None:
    """An operator with a number on one side, or on both."""
    if node.op in SET_OPERATORS:
        raise PromqlError(f"`{node.op}` joins series, not numbers", "write vector(1) for a number", node.span[0])
    if node.matching is not None:
        word = "on" if node.matching.on else "ignoring"
        raise PromqlError(f"`{word}` needs series on both sides", "drop it", node.span[0])
    if both and node.op in COMPARISONS and not node.is_bool:
        hint = "compare series, or write vector(...) around one side; `bool` gives 0 or 1"
        raise PromqlError(f"`{node.op}` compares two numbers", hint, node.span[0])
