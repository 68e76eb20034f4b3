"""Common slips in PromQL, each with what to write instead."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.functions import AGGREGATIONS, FUNCTIONS, LATER
from monitorgen.promql.nodes import Aggregation, Call, MatrixSelector, Node, Number, VectorSelector

if TYPE_CHECKING:
    from monitorgen.promql.lexer import Token
    from monitorgen.promql.nodes import Kind, Span
    from monitorgen.promql.stream import Stream

KIND_NAMES: dict[Kind, str] = {
    "scalar": "a number",
    "instant": "series at one moment",
    "range": "series over a window",
    "string": "a text",
}
_ALIASES = {
    "average": "avg",
    "mean": "avg",
    "total": "sum",
    "len": "count",
    "median": "quantile",
    "percentile": "quantile",
}


def _shown(token: Token) -> str:
    return f"`{token.text}`" if token.text else "the end of the expression"


def left_over(stream: Stream, before: Node) -> PromqlError:
    """What stands after a whole expression."""
    return _unexpected(stream, before)


def not_closed(stream: Stream, before: Node | None, opened: Token | None) -> PromqlError:
    """Something else where `)` (or a comma between arguments) must come."""
    token = stream.peek
    if before is None:
        return PromqlError(f"{_shown(token)} stands where `)` is expected", "write start() or end()", token.start)
    if token.text == "," and opened is None:
        hint = "parentheses hold one expression; a function's name stands right before them"
        return PromqlError("there is a comma between parentheses", hint, token.start)
    return _unexpected(stream, before)


_AFTER_ALL: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("on", "ignoring", "group_left", "group_right"),
        ("`{}` follows no operator", "write it right after the operator: a / on (job) group_left b"),
    ),
    "bool": ("`bool` follows no comparison", "write it right after: a > bool b"),
    "=": ("`=` does not compare", "write `==` (a single `=` stands in braces only)"),
    **dict.fromkeys(("=~", "!~"), ("`{}` compares labels, inside braces", 'select by labels: x{{label=~"a.*"}}')),
    "{": ("braces follow no metric", "write the matchers behind the metric's name"),
    ",": ("there is a comma outside a function", "remove it"),
    "": ("the expression ends too early", "close what is open"),
}


_NO_PROMQL = {
    "for": ("`for` is no part of the expression", "write `for: 5m` beside it"),
    "not": ("PromQL has no `not`", "write x unless y for series of x that y does not have"),
    "if": ("PromQL has no `if`", "an expression gives what passes its comparison: x > 5"),
    "when": ("PromQL has no `when`", "an expression gives what passes its comparison: x > 5"),
    "in": ("PromQL has no `in`", 'list values in a matcher: x{label=~"a|b"}'),
    "expr:": ("`expr:` is no part of the expression", "remove it"),
}


def _unexpected(stream: Stream, before: Node) -> PromqlError:
    token = stream.peek
    text = stream.text[slice(*before.span)]
    if token.word in {"by", "without"}:
        return _misplaced_grouping(token, before, text)
    if token.text == "{" and isinstance(before, VectorSelector):
        return PromqlError("there is a second pair of braces", "put all matchers into one pair", token.start)
    if (said := _AFTER_ALL.get(token.word or token.text)) is not None:
        return PromqlError(said[0].format(token.text), said[1].format(), token.start)
    for word in (token, stream.last):
        if (said := _NO_PROMQL.get(word.word)) is not None:
            return PromqlError(said[0], said[1], word.start)
    hint = "write one, such as + or and"
    if token.kind == "name" and isinstance(before, Number) and token.text in {"ms", *"smhdwy"}:
        hint = f"write {before.written}{token.text}"
    return PromqlError(f"there is no operator between `{_short(text)}` and `{token.text}`", hint, token.start)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"...{text[-36:]}"


def _misplaced_grouping(token: Token, before: Node, text: str) -> PromqlError:
    word = token.word
    if isinstance(before, Call):
        inner = "x" if before.func != "histogram_quantile" else "rate(x_bucket[5m])"
        label = "le, job" if before.func == "histogram_quantile" else "job"
        hint = f"aggregate inside: {before.func}(..., sum by ({label}) ({inner}))"
        if len(before.args) == 1:
            hint = f"aggregate around it: sum {word} (job) ({_short(text)})"
        message = f"`{before.func}` is a function, and functions take no `{word}`"
        return PromqlError(message, hint, token.start)
    if isinstance(before, Aggregation):
        hint = f"name all labels in one: {before.op} by (a, b) (...)"
        return PromqlError(f"`{before.op}` is grouped twice", hint, token.start)
    hint = f"write {word} behind the name of an aggregation: sum {word} (job) ({_short(text)})"
    return PromqlError(f"`{token.text}` belongs to no aggregation", hint, token.start)


def no_operand(stream: Stream) -> PromqlError:
    """Something else where an operand must come."""
    token = stream.peek
    last = stream.last if token.start else token
    if token.text == "=" or (last.text == "=" and token.text in {">", "<"}):
        return PromqlError("`=` does not begin an operand", "comparisons are == != > < >= <=", token.start)
    if last.text == "<" and token.text == ">":
        return PromqlError("`<>` is no operator", "write !=", last.start)
    if token.kind == "end":
        return PromqlError(f"the expression ends after `{last.text}`", "write what comes next", token.start)
    if token.text == ")" and last.text == "(":
        return PromqlError(
            "there is nothing between the parentheses", "write an expression, or remove them", last.start
        )
    if token.text in {"[", "@"}:
        shown, example = ("a window", "x[5m]") if token.text == "[" else ("`@`", "x @ end()")
        return PromqlError(f"{shown} follows no metric", f"write it behind the metric: {example}", token.start)
    return PromqlError(f"{_shown(token)} stands where a value is expected", "write a metric or a number", token.start)


def misplaced_word(name: Token) -> PromqlError:
    """A keyword where a metric or a function must come."""
    match name.word:
        case "bool":
            hint = "write it right behind the comparison: a > bool on (job) b"
        case "group_left" | "group_right":
            hint = f"write it behind on (...) or ignoring (...): a / on (job) {name.word} b"
        case _:
            hint = "it stands behind an operator, and no metric can be called so"
    return PromqlError(f"`{name.text}` stands where a metric is expected", hint, name.start)


def no_label(token: Token, word: Token) -> PromqlError:
    """Something else where a label's name must come."""
    return PromqlError(f"{_shown(token)} is no label", f"write {word.word} (label, label)", token.start)


def no_label_end(token: Token, word: Token) -> PromqlError:
    """Something else behind a label's name."""
    if token.text in {"=", "=~", "!=", "!~"}:
        hint = 'narrow the series in the braces of the metric: x{label="value"}'
        return PromqlError(f"`{word.text}` takes names of labels, not matchers", hint, token.start)
    if word.word in {"group_left", "group_right"}:
        hint = f"write an empty list before the parenthesis: {word.word} () (...)"
        return PromqlError(f"what stands in parentheses after `{word.text}` are labels", hint, token.start)
    return PromqlError(f"{_shown(token)} stands where a comma is expected", "separate labels by commas", token.start)


def no_duration(token: Token, before: Token) -> PromqlError:
    """Something else where a duration must come."""
    if before.text == "[" and token.text == "]":
        return PromqlError("the window is empty", "write a duration such as [5m]", token.start)
    shown = _shown(token)
    where = "a window" if before.text == "[" else f"`{before.text}`"
    return PromqlError(f"{shown} stands where {where} needs a duration", "write one such as 5m or 1h30m", token.start)


def window_on_expression(node: Node, text: str, span: Span) -> PromqlError:
    """A window behind something that is no metric."""
    if isinstance(node, MatrixSelector):
        return PromqlError("there are two windows", "write one: x[5m]", span[0])
    inner = text[slice(*node.span)]
    hint = f"write a colon for a subquery, {_short(inner)}[1h:], or move the window behind the metric"
    return PromqlError(f"`{_short(inner)}` is no metric, so it has no window", hint, span[0])


def wrong_count(name: Token, takes: int, given: int) -> PromqlError:
    """An aggregation with too few or too many arguments."""
    wanted = {1: "one expression", 2: "a parameter and an expression"}[takes]
    example = {"count_values": '"label", x', "quantile": "0.9, x"}.get(name.word, "5, x" if takes == 2 else "x")
    return PromqlError(f"`{name.text}` takes {wanted}, not {given}", f"write {name.word}({example})", name.start)


def no_function(name: str, position: int) -> PromqlError:
    """A function that does not exist."""
    if name in LATER:
        hint = "write it with functions of Prometheus 3.5"
        return PromqlError(f"`{name}` is a function of later releases than monitorgen writes for", hint, position)
    if name == "holt_winters":
        hint = "it is called double_exponential_smoothing, and is experimental"
        return PromqlError("`holt_winters` is gone since Prometheus 3.0", hint, position)
    if name.lower() in FUNCTIONS:
        return PromqlError(f"there is no function `{name}`", f"write {name.lower()}", position)
    near = _ALIASES.get(name.lower()) or next(
        iter(get_close_matches(name.lower(), [*FUNCTIONS, *AGGREGATIONS], 1)), None
    )
    return PromqlError(f"there is no function `{name}`", f"did you mean {near}?" if near else "", position)


def wrong_argument(func: str, wanted: Kind, got: Kind, text: str, position: int) -> PromqlError:
    """An argument of another kind than the function takes."""
    if wanted == "range" and got == "instant":
        hint = "put the window behind the metric: x[5m]"
        if len(text) <= 60:
            is_selector = re.fullmatch(r"[\w:]+(?:\{.*\})?", text, re.DOTALL) is not None
            hint = (
                f"write {func}({text}[5m])" if is_selector else f"{hint}, or ask again and again: {func}(({text})[1h:])"
            )
        return PromqlError(f"`{func}` needs a window: it looks at series over time", hint, position)
    if wanted == "instant" and got == "range":
        hint = f"{func}_over_time looks at a window" if f"{func}_over_time" in FUNCTIONS else "drop the window"
        return PromqlError(f"`{func}` takes no window", hint, position)
    message = f"`{func}` takes {KIND_NAMES[wanted]} here, not {KIND_NAMES[got]}"
    alone = func in FUNCTIONS and len(FUNCTIONS[func].args) == 1
    hint = "" if alone else "is the order of the arguments right?"
    if wanted == "instant" and got == "scalar":
        hint = "vector(...) makes a series of a number"
    elif wanted == "scalar" and alone:
        hint = "scalar(...) makes a number of one series"
    return PromqlError(message, hint, position)
