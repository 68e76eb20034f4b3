"""The grammar of PromQL: what Prometheus takes is taken, what it refuses is refused with a place and a hint.

Recursive descent, with precedence climbing for operators. The text's length, its nesting and its operators are
bounded, so that no text can exhaust the stack, here or in whatever walks the tree. What is grammatical is judged by
`typecheck`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from msgspec.structs import replace

from monitorgen.promql import slips
from monitorgen.promql.errors import PromqlError
from monitorgen.promql.functions import AGGREGATIONS
from monitorgen.promql.lexer import Token, tokens
from monitorgen.promql.literals import duration_of, number_of, text_of_string
from monitorgen.promql.matchers import read_braces
from monitorgen.promql.nodes import (
    Aggregation,
    At,
    Binary,
    BinaryOp,
    Call,
    Card,
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
from monitorgen.promql.printer import PRECEDENCE, SIGN
from monitorgen.promql.stream import Stream
from monitorgen.promql.typecheck import check

if TYPE_CHECKING:
    from monitorgen.units import Duration

LONGEST = 10_000
DEEPEST = 50
MOST_OPERATORS = 150

_NO_NAMES = frozenset({"bool", "on", "ignoring", "group_left", "group_right", "atan2"})
_NUMBER_WORDS = frozenset({"inf", "nan"})


def read_expression(text: str, longest: int = LONGEST) -> Node:
    """The tree of an expression, checked; raises `PromqlError`."""
    if len(text) > longest:
        hint = "record parts of it by rules of their own"
        raise PromqlError(f"the expression is longer than {longest:,} characters", hint)
    stream = Stream(text, tokens(text))
    if stream.peek.kind == "end":
        raise PromqlError("there is no expression", "write one, such as up == 0", 0)
    parser = _Parser(stream)
    node = parser.expression(0)
    if stream.peek is not stream.final:
        raise slips.left_over(stream, node)
    check(node, text)
    return node


class _Parser:
    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.depth = 0
        self.operators = 0

    def expression(self, lowest: int) -> Node:
        """Operands joined by operators that bind at least as tightly as `lowest`."""
        self._deeper()
        node = self._operand()
        while (op := self._operator(self.stream.peek)) is not None and PRECEDENCE[op] >= lowest:
            self._count_operator()
            self.stream.next()
            is_bool = self.stream.take_word("bool") is not None
            matching = self._matching()
            # Powers group from the right, everything else from the left.
            right = self.expression(PRECEDENCE[op] + (op != "^"))
            node = Binary(op, node, right, matching, is_bool, (node.span[0], right.span[1]))
        self.depth -= 1
        return node

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            hint = "record the inner parts by rules of their own"
            raise PromqlError(f"the expression nests deeper than {DEEPEST} levels", hint, self.stream.peek.start)

    def _count_operator(self) -> None:
        self.operators += 1
        if self.operators > MOST_OPERATORS:
            hint = 'select several series with one regular expression: x{kind=~"a|b"}'
            message = f"the expression has more than {MOST_OPERATORS} operators"
            raise PromqlError(message, hint, self.stream.peek.start)

    def _operator(self, token: Token) -> BinaryOp | None:
        word = token.word or (token.text if token.kind == "mark" else "")
        return word if _is_operator(word) else None

    def _operand(self) -> Node:
        sign = self.stream.take_mark("-", "+")
        if sign is None:
            return self._suffixes(self._primary())
        self._count_operator()
        node = self.expression(SIGN + 1)
        span = (sign.start, node.span[1])
        if isinstance(node, Number):
            literal = node.literal if sign.text == "+" else _negated(node.literal)
            return Number(literal, sign.text + node.written, span)
        return Negation(node, span) if sign.text == "-" else node

    def _primary(self) -> Node:
        token = self.stream.peek
        if token.kind in {"number", "duration"}:
            self.stream.next()
            return Number(number_of(token), token.text, (token.start, token.end))
        if token.kind == "string":
            self.stream.next()
            return String(text_of_string(token), (token.start, token.end))
        if token.kind == "mark" and token.text == "(":
            return self._parenthesis()
        if token.kind == "mark" and token.text == "{":
            return self._selector(None)
        if token.kind == "name":
            return self._named()
        raise slips.no_operand(self.stream)

    def _parenthesis(self) -> Paren:
        opened = self.stream.next()
        inner = self.expression(0)
        closed = self.stream.expect(")", inner)
        return Paren(inner, (opened.start, closed.end))

    def _named(self) -> Node:
        name = self.stream.next()
        after = self.stream.peek
        if name.word in _NUMBER_WORDS:
            return Number(number_of(name), name.text, (name.start, name.end))
        if name.word in AGGREGATIONS and (after.text == "(" or after.word in {"by", "without"}):
            return self._aggregation(name)
        if name.word in _NO_NAMES:
            raise slips.misplaced_word(name)
        if after.text == "(":
            return self._call(name)
        return self._selector(name)

    def _call(self, name: Token) -> Call:
        if ":" in name.text:
            raise PromqlError(f"`{name.text}` is the name of a metric, not of a function", "drop the `(`", name.start)
        args, closed = self._arguments()
        return Call(name.text, args, (name.start, closed.end))

    def _arguments(self) -> tuple[tuple[Node, ...], Token]:
        opened = self.stream.next()
        args: list[Node] = []
        if (closed := self.stream.take_mark(")")) is not None:
            return (), closed
        while True:
            args.append(self.expression(0))
            if self.stream.take_mark(",") is None:
                return tuple(args), self.stream.expect(")", args[-1], opened)
            if self.stream.peek.text == ")":
                raise PromqlError("there is a comma after the last argument", "remove it", self.stream.peek.start)

    def _aggregation(self, name: Token) -> Aggregation:
        grouping = self._grouping()
        if self.stream.peek.text != "(":
            hint = f"write {name.word} by (label) (expression)"
            raise PromqlError(f"`{name.text}` is given nothing to aggregate", hint, self.stream.peek.start)
        args, closed = self._arguments()
        end = closed.end
        if grouping is None and (grouping := self._grouping()) is not None:
            end = self.stream.last.end
        takes = 1 if AGGREGATIONS[name.word] is None else 2
        if len(args) != takes:
            raise slips.wrong_count(name, takes, len(args))
        param = args[0] if takes == 2 else None
        return Aggregation(name.word, args[-1], param, grouping, (name.start, end))

    def _grouping(self) -> Grouping | None:
        word = self.stream.take_word("by", "without")
        return None if word is None else Grouping(self._labels(word), word.word == "without")

    def _labels(self, word: Token) -> tuple[str, ...]:
        """Label names in parentheses."""
        if self.stream.take_mark("(") is None:
            found = self.stream.peek
            hint = f"write {word.word} ({found.text if found.kind == 'name' else 'label, label'})"
            raise PromqlError(f"`{word.text}` needs label names in parentheses", hint, self.stream.peek.start)
        labels: list[str] = []
        while self.stream.take_mark(")") is None:
            token = self.stream.next()
            if token.kind == "string" and (name := text_of_string(token)):
                labels.append(name)
            elif token.kind == "name" and token.word not in _NUMBER_WORDS:
                labels.append(token.text)
            else:
                raise slips.no_label(token, word)
            if self.stream.take_mark(",") is None and self.stream.peek.text != ")":
                raise slips.no_label_end(self.stream.peek, word)
        return tuple(labels)

    def _matching(self) -> Matching | None:
        word = self.stream.take_word("on", "ignoring")
        if word is None:
            return None
        labels = self._labels(word)
        card: Card = "one-to-one"
        include: tuple[str, ...] = ()
        if (group := self.stream.take_word("group_left", "group_right")) is not None:
            card = "many-to-one" if group.word == "group_left" else "one-to-many"
            include = self._labels(group) if self.stream.peek.text == "(" else ()
            clash = next((label for label in include if word.word == "on" and label in labels), None)
            if clash is not None:
                message = f"`{clash}` stands in both on and {group.word}"
                raise PromqlError(message, "labels of `on` are kept anyway: name it once", group.start)
        return Matching(labels, word.word == "on", card, include)

    def _selector(self, name: Token | None) -> VectorSelector:
        token = self.stream.peek
        if token.text != "{":
            assert name is not None
            return VectorSelector(name.text, named=name.end, span=(name.start, name.end))
        quoted, matchers, closed = read_braces(self.stream)
        said = [*([name.text] if name else []), *quoted, *(each.value for each in matchers if each.label == "__name__")]
        if len(said) > 1 and (name is not None or quoted):
            hint = "name the metric once, before the braces or inside"
            raise PromqlError(f"the metric is named twice: {said[0]} and {said[1]}", hint, token.start)
        metric, start = (name.text, name.start) if name is not None else (next(iter(quoted), None), token.start)
        return VectorSelector(
            metric, matchers, inside=token.end, named=name.end if name else 0, span=(start, closed.end)
        )

    def _suffixes(self, node: Node) -> Node:
        while True:
            if self.stream.peek.text == "[":
                node = self._window(node)
            elif (word := self.stream.take_word("offset")) is not None:
                node = self._moved(node, word, offset=self._signed_duration(word))
            elif (mark := self.stream.take_mark("@")) is not None:
                node = self._moved(node, mark, at=self._moment(mark))
            else:
                return node

    def _window(self, node: Node) -> Node:
        opened = self.stream.next()
        self._count_operator()
        window = self._duration(opened)
        if self.stream.take_mark(":") is not None:
            step = None if self.stream.peek.text == "]" else self._duration(opened)
            closed = self.stream.expect_bracket()
            return Subquery(node, window, step, span=(node.span[0], closed.end))
        closed = self.stream.expect_bracket()
        span = (node.span[0], closed.end)
        if not isinstance(node, VectorSelector):
            raise slips.window_on_expression(node, self.stream.text, span)
        if node.offset or node.at is not None:
            raise PromqlError("the window stands after `offset` or `@`", "write x[5m] offset 1h", opened.start)
        return MatrixSelector(node, window, span)

    def _duration(self, opened: Token) -> Duration:
        self.stream.take_mark("+")
        token = self.stream.next()
        if token.kind not in {"duration", "number"}:
            raise slips.no_duration(token, opened)
        duration = duration_of(token)
        if duration.ms <= 0:
            raise PromqlError("a window must be longer than 0", "write a window such as [5m]", token.start)
        return duration

    def _signed_duration(self, word: Token) -> int:
        sign = self.stream.take_mark("-", "+")
        token = self.stream.next()
        if token.kind not in {"duration", "number"}:
            raise slips.no_duration(token, word)
        return duration_of(token).ms * (-1 if sign is not None and sign.text == "-" else 1)

    def _moment(self, mark: Token) -> At:
        sign = self.stream.take_mark("-", "+")
        token = self.stream.next()
        if sign is None and token.word in {"start", "end"} and self.stream.take_mark("(") is not None:
            self.stream.expect(")", None)
            return "start" if token.word == "start" else "end"
        if token.kind not in {"number", "duration"}:
            raise PromqlError("`@` needs a time", "write a Unix time, or start() or end()", mark.start)
        milliseconds = float(number_of(token)) * 1000
        if not abs(milliseconds) < 2**63:
            raise PromqlError(f"`{token.text}` is no time", "write a Unix time in seconds", token.start)
        return round(milliseconds) * (-1 if sign is not None and sign.text == "-" else 1)

    def _moved(self, node: Node, word: Token, offset: int | None = None, at: At | None = None) -> Node:
        target = node.vector if isinstance(node, MatrixSelector) else node
        if not isinstance(target, VectorSelector | Subquery):
            hint = "move it behind the selector inside: sum(x offset 1h)"
            raise PromqlError(f"`{word.text}` belongs to a selector or a subquery", hint, word.start)
        if (offset is not None and target.offset) or (at is not None and target.at is not None):
            raise PromqlError(f"`{word.text}` stands there twice", "write it once", word.start)
        span = (node.span[0], self.stream.last.end)
        moved = replace(target, offset=target.offset if offset is None else offset, at=target.at if at is None else at)
        if isinstance(node, MatrixSelector):
            assert isinstance(moved, VectorSelector)
            return replace(node, vector=moved, span=span)
        return replace(moved, span=span)


def _is_operator(word: str) -> TypeGuard[BinaryOp]:
    return word in PRECEDENCE


def _negated(literal: str) -> str:
    if literal == "NaN":
        return literal
    return literal[1:] if literal.startswith("-") else f"-{literal.removeprefix('+')}"
