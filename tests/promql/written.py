"""Strategies: expressions of PromQL that people might write, with blanks and comments anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from monitorgen.promql.lexer import tokens
from monitorgen.promql.nodes import (
    COMPARISONS,
    SET_OPERATORS,
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
from monitorgen.promql.printer import text_of
from monitorgen.promql.types import Matcher
from monitorgen.units import Duration

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from monitorgen.promql.nodes import At, BinaryOp, Card
    from monitorgen.promql.types import MatchOp

METRICS = ("a_total", "b_total", "g", "s", "h_bucket", "h_count", "h_sum")
LABELS = ("job", "instance", "kind", "zone")
VALUES = ("x", "y", "j", "1", "", 'q"\\', "é\n")
NUMBERS = ("0", "1", "2", "0.5", "100", "-1", "1e-09", "+Inf", "NaN")
_ON_SERIES = ("abs", "ceil", "floor", "exp", "sqrt", "sgn", "sort", "timestamp", "absent", "round", "hour", "ln")
_ON_WINDOWS = (
    *("rate", "increase", "irate", "delta", "deriv", "changes", "resets", "avg_over_time", "max_over_time"),
    *("min_over_time", "sum_over_time", "count_over_time", "last_over_time", "present_over_time", "absent_over_time"),
    *("stddev_over_time", "idelta"),
)

durations = st.sampled_from((60_000, 300_000, 3_600_000, 90_000, 86_400_000, 500)).map(Duration)
values = st.sampled_from(VALUES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
label_sets = st.lists(st.sampled_from(LABELS), max_size=3, unique=True).map(tuple)


def matchers(labels: Sequence[str] = LABELS, texts: SearchStrategy[str] = values) -> SearchStrategy[Matcher]:
    """Matchers, regular expressions among them."""
    name = st.sampled_from(labels)
    equal: tuple[MatchOp, ...] = ("=", "!=")
    like: tuple[MatchOp, ...] = ("=~", "!~")
    plain = st.builds(Matcher, name, st.sampled_from(equal), texts)
    pattern = st.sampled_from(("x|y", "x.*", ".+", ".*", "j", "(x|1)", "[^y]+"))
    return plain | st.builds(Matcher, name, st.sampled_from(like), pattern)


offsets = st.sampled_from((0, 0, 0, 300_000, -60_000))
moments = st.sampled_from((None, None, None, "start", "end", 123_500, -1_000))


def _selector(name: str, given: tuple[Matcher, ...], offset: int, at: At | None) -> VectorSelector:
    return VectorSelector(name, given, offset, at)


def selectors(
    metrics: Sequence[str] = METRICS, texts: SearchStrategy[str] = values, *, moved: bool = True
) -> SearchStrategy[VectorSelector]:
    """Series of a metric, moved in time if that is wanted."""
    given = st.lists(matchers(texts=texts), max_size=2).map(tuple)
    when = (offsets, moments) if moved else (st.just(0), st.none())
    return st.builds(_selector, st.sampled_from(metrics), given, *when)


OPERATORS: tuple[BinaryOp, ...] = (
    *("+", "-", "*", "/", "%", "^", "atan2"),
    *("==", ">", "<=", "!="),
    *("and", "or", "unless"),
)
CARDS: tuple[Card, ...] = ("one-to-one", "many-to-one", "one-to-many")


plain_selectors = selectors(texts=st.sampled_from(("x", "y", "j", "1", "", "0.5")), moved=False)
"""Selectors that often find something among `known.ORACLE_SERIES`."""


@st.composite
def _binary(draw: DrawFn, inner: SearchStrategy[Node]) -> Node:
    op = draw(st.sampled_from(OPERATORS))
    left, right = draw(inner), draw(inner)
    is_bool = op in COMPARISONS and draw(st.booleans())
    if op not in SET_OPERATORS and draw(st.integers(0, 2)) == 0:
        number: Node = Number(draw(st.sampled_from(NUMBERS)))
        left, right = (left, number) if draw(st.booleans()) else (number, right)
        return Binary(op, left, right, is_bool=is_bool)
    matching = None
    if draw(st.booleans()):
        on, labels = draw(st.booleans()), draw(label_sets)
        card = draw(st.sampled_from(CARDS[:1] if op in SET_OPERATORS else CARDS))
        grouped = card != "one-to-one"
        include = tuple(each for each in draw(label_sets) if not (on and each in labels)) if grouped else ()
        matching = Matching(labels, on, card, include)
    return Binary(op, left, right, matching, is_bool)


def _groupings() -> SearchStrategy[Grouping | None]:
    return st.none() | st.builds(Grouping, label_sets, st.booleans())


def _deeper(inner: SearchStrategy[Node], selector: SearchStrategy[VectorSelector]) -> SearchStrategy[Node]:
    windows = st.tuples(selector, durations).map(lambda said: MatrixSelector(*said))
    steps = st.tuples(inner, durations, st.none() | durations).map(lambda said: Subquery(*said))
    plain_numbers = st.sampled_from(("0", "1", "2", "0.5")).map(Number)
    return st.one_of(
        _binary(inner),
        st.builds(lambda func, arg: Call(func, (arg,)), st.sampled_from(_ON_SERIES), inner),
        st.builds(lambda func, arg: Call(func, (arg,)), st.sampled_from(_ON_WINDOWS), windows | steps),
        st.builds(lambda q, arg: Call("histogram_quantile", (q, arg)), plain_numbers, inner),
        st.builds(lambda arg, s: Call("predict_linear", (arg, s)), windows, plain_numbers),
        st.builds(lambda arg, n: Call("clamp_max", (arg, n)), inner, plain_numbers),
        st.builds(_replace, inner, st.sampled_from(LABELS), st.sampled_from(("", "v", "$1")), st.sampled_from(LABELS)),
        st.builds(_join, inner, st.sampled_from(LABELS), st.sampled_from(LABELS)),
        st.builds(
            Aggregation, st.sampled_from(("sum", "avg", "min", "max", "count", "group")), inner, st.none(), _groupings()
        ),
        st.builds(Aggregation, st.sampled_from(("topk", "bottomk", "quantile")), inner, plain_numbers, _groupings()),
        st.builds(Aggregation, st.just("count_values"), inner, st.just(String("kind")), _groupings()),
        st.builds(Negation, inner.filter(lambda node: not isinstance(node, Number))),
        st.builds(Paren, inner),
        st.builds(lambda n: Call("vector", (n,)), plain_numbers),
    )


def _replace(arg: Node, target: str, template: str, source: str) -> Node:
    return Call("label_replace", (arg, String(target), String(template), String(source), String("(.*)")))


def _join(arg: Node, target: str, source: str) -> Node:
    return Call("label_join", (arg, String(target), String("-"), String(source), String("job")))


def expressions(selector: SearchStrategy[VectorSelector] | None = None, leaves: int = 8) -> SearchStrategy[Node]:
    """Expressions that give series."""
    chosen = selector if selector is not None else selectors()
    base: SearchStrategy[Node] = chosen.map(lambda node: node)
    deeper: Callable[[SearchStrategy[Node]], SearchStrategy[Node]] = lambda inner: _deeper(inner, chosen)  # noqa: E731
    return st.recursive(base, deeper, max_leaves=leaves)


@dataclass(frozen=True, slots=True)
class Batch:
    """Many expressions for one run of a tool."""

    nodes: tuple[Node, ...]

    @property
    def texts(self) -> list[str]:
        """The expressions as text."""
        return list(map(text_of, self.nodes))


def batches(selector: SearchStrategy[VectorSelector] | None = None, size: int = 200) -> SearchStrategy[Batch]:
    """Batches of expressions."""
    each = expressions(selector, leaves=6)
    return st.lists(each, min_size=size, max_size=size).map(lambda nodes: Batch(tuple(nodes)))


@st.composite
def spread(draw: DrawFn, text: str) -> str:
    """The text with other blanks and comments between its tokens."""
    made = ""
    for token in tokens(text):
        gap = draw(st.sampled_from(("", " ", "\n", " \t", " # note {x}\n", "  ")))
        joins = made[-1:].isalnum() or made[-1:] in {"_", ":", "."}
        if joins and not gap and (token.text[:1].isalnum() or token.text[:1] in {"_", ":", "."}):
            gap = " "
        made += gap + token.text
    return made


def without_parentheses(node: Node) -> Node:
    """The tree as it is meant, whatever parentheses say so."""
    match node:
        case Paren(expr=expr):
            return without_parentheses(expr)
        case Binary(lhs=lhs, rhs=rhs):
            left, right = without_parentheses(lhs), without_parentheses(rhs)
            return Binary(node.op, left, right, node.matching, node.is_bool)
        case Call(args=args):
            return Call(node.func, tuple(map(without_parentheses, args)))
        case Aggregation(expr=expr, param=param):
            inner = None if param is None else without_parentheses(param)
            return Aggregation(node.op, without_parentheses(expr), inner, node.grouping)
        case Subquery(expr=expr):
            return Subquery(without_parentheses(expr), node.window, node.step, node.offset, node.at)
        case Negation(expr=expr):
            return Negation(without_parentheses(expr))
    return node
