"""Matchers as they stand between braces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.literals import text_of_string
from monitorgen.promql.regex import regex_fault
from monitorgen.promql.types import Matcher, MatchOp

if TYPE_CHECKING:
    from monitorgen.promql.lexer import Token
    from monitorgen.promql.stream import Stream

_OPS: dict[str, MatchOp] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}
_MANY = 200
_PLACEHOLDER = re.compile(r"\$\{\w+\}|\$__\w+|\{\{.*?\}\}")


def read_braces(stream: Stream) -> tuple[list[str], tuple[Matcher, ...], Token]:
    """What stands between `{` (the next token) and `}`: quoted metric names, matchers, and the closing token."""
    stream.next()
    names, matchers = read_matchers(stream, "}")
    return names, matchers, stream.next()


def read_matchers(stream: Stream, closing: str) -> tuple[list[str], tuple[Matcher, ...]]:
    """Quoted names and matchers up to the closing mark (or the end, if that is empty), which stays."""
    names: list[str] = []
    matchers: list[Matcher] = []
    while stream.peek.text != closing:
        label = stream.next()
        if label.kind not in {"name", "string"} or (label.kind == "name" and ":" in label.text):
            raise _no_label(label)
        text = text_of_string(label) if label.kind == "string" else label.text
        if label.kind == "string" and stream.peek.text in {",", closing}:
            names.append(text)
        else:
            matchers.append(_matcher(text, label, stream))
        if stream.take_mark(",") is None and stream.peek.text != closing:
            raise _no_comma(stream.peek)
        if len(matchers) + len(names) > _MANY:
            raise PromqlError(f"there are more than {_MANY} matchers", "use one regular expression", label.start)
    return names, tuple(matchers)


def _matcher(label: str, at: Token, stream: Stream) -> Matcher:
    op = stream.next()
    if op.kind != "mark" or op.text not in _OPS:
        raise _no_operator(label, op)
    value = stream.next()
    if value.kind != "string":
        raise _no_value(label, op, value)
    text = text_of_string(value)
    if op.text in {"=~", "!~"} and (fault := regex_fault(text)):
        hint = f'write `{label}="..."` for plain text; regular expressions are RE2, anchored at both ends'
        raise PromqlError(f"{value.text} is no regular expression: {fault}", hint, value.start)
    if (placeholder := _PLACEHOLDER.search(text)) is not None:
        hint = "Prometheus puts in nothing: write the value itself"
        raise PromqlError(f"`{placeholder[0]}` is taken literally", hint, value.start)
    if not label:
        raise PromqlError("a label has no name", 'write label="value"', at.start)
    return Matcher(label, _OPS[op.text], text)


def _no_label(token: Token) -> PromqlError:
    if token.text == ",":
        return PromqlError("there is a comma with no matcher before it", "remove it", token.start)
    if token.text == "{":
        return PromqlError("the matchers stand in braces", "leave out the braces", token.start)
    shown = f"`{token.text}`" if token.text else "the end"
    return PromqlError(f"{shown} stands where a label is expected", 'write label="value"', token.start)


def _no_comma(token: Token) -> PromqlError:
    if token.word in {"and", "or"}:
        hint = 'all matchers must hold: separate them by commas; for alternatives of one label write =~"a|b"'
        return PromqlError(f"`{token.text}` can't join matchers", hint, token.start)
    shown = f"`{token.text}`" if token.text else "the end"
    return PromqlError(f"{shown} stands where a comma is expected", "separate matchers by commas", token.start)


def _no_operator(label: str, op: Token) -> PromqlError:
    if op.text == "==":
        return PromqlError("`==` compares values; matchers have a single `=`", f'write {label}="..."', op.start)
    if op.text in {">", "<", ">=", "<="}:
        hint = "labels are text; compare the value outside the braces"
        return PromqlError(f"a label can't be compared with `{op.text}`", hint, op.start)
    shown = f"`{op.text}`" if op.text else "the end"
    return PromqlError(f"{shown} stands where =, !=, =~ or !~ is expected", f'write {label}="value"', op.start)


def _no_value(label: str, op: Token, value: Token) -> PromqlError:
    if op.text == "=" and value.text in {"=", "~"}:
        return PromqlError(f"`={value.text}` is no operator of matchers", "write = or =~ without spaces", op.start)
    if value.kind in {"name", "number", "duration"}:
        message = f"the value of `{label}` stands without quotes"
        return PromqlError(message, f'write {label}{op.text}"{value.text}"', value.start)
    shown = f"`{value.text}`" if value.text else "the end"
    return PromqlError(
        f"{shown} stands where a quoted value is expected", f'write {label}{op.text}"value"', value.start
    )
