"""Expressions of PromQL as trees.

Nodes compare by meaning: where they stood in the text (`span`: start and end offset) does not count.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from msgspec import Struct
from msgspec.structs import replace

from monitorgen.promql.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from monitorgen.promql.types import Matcher
    from monitorgen.units import Duration

Kind = Literal["scalar", "instant", "range", "string"]
Span = tuple[int, int]
At: TypeAlias = "int | Literal['start', 'end']"
"""The time of an `@` modifier: milliseconds since 1970, or an end of the query's range."""

ArithmeticOp = Literal["+", "-", "*", "/", "%", "^", "atan2"]
ComparisonOp = Literal["==", "!=", ">", "<", ">=", "<="]
SetOp = Literal["and", "or", "unless"]
BinaryOp = ArithmeticOp | ComparisonOp | SetOp
Card = Literal["one-to-one", "many-to-one", "one-to-many", "many-to-many"]

COMPARISONS = frozenset({"==", "!=", ">", "<", ">=", "<="})
SET_OPERATORS = frozenset({"and", "or", "unless"})


class _Expression(Struct, frozen=True, eq=False):
    """A node: it equals what means the same."""

    def __eq__(self, other: object) -> bool:
        kind = type(self)
        return kind is type(other) and _MEANING[kind](self) == _MEANING[kind](other)

    def __ne__(self, other: object) -> bool:  # a Struct has one of its own
        return not self == other

    def __hash__(self) -> int:
        return hash(_MEANING[type(self)](self))


class Number(_Expression, frozen=True):
    """A number; `literal` is its shortest decimal text, `NaN`, `+Inf` or `-Inf`. `written` is how it was written."""

    literal: str
    written: str = ""
    span: Span = (0, 0)

    @property
    def value(self) -> float:
        """The number itself."""
        return float(self.literal)


class String(_Expression, frozen=True):
    """A string literal."""

    value: str
    span: Span = (0, 0)


class VectorSelector(_Expression, frozen=True):
    """Series of a metric at one moment.

    `name` is None where the text names the metric by a matcher on `__name__` or not at all. `offset` is in
    milliseconds. `inside` is the offset after the opening brace, None without braces; `named` where the name ends.
    """

    name: str | None
    matchers: tuple[Matcher, ...] = ()
    offset: int = 0
    at: At | None = None
    inside: int | None = None
    named: int = 0
    span: Span = (0, 0)

    @property
    def metric(self) -> str | None:
        """The metric's name however it is said, None if more than one may be meant."""
        if self.name is not None:
            return self.name
        return next((each.value for each in self.matchers if each.label == "__name__" and each.op == "="), None)


class MatrixSelector(_Expression, frozen=True):
    """Series of a metric over a window."""

    vector: VectorSelector
    window: Duration
    span: Span = (0, 0)


class Subquery(_Expression, frozen=True):
    """An expression evaluated again and again over a window; `step` None takes the evaluation interval."""

    expr: Node
    window: Duration
    step: Duration | None = None
    offset: int = 0
    at: At | None = None
    span: Span = (0, 0)


class Call(_Expression, frozen=True):
    """A function applied to arguments."""

    func: str
    args: tuple[Node, ...]
    span: Span = (0, 0)


class Grouping(Struct, frozen=True):
    """`by` (or `without`) some labels."""

    labels: tuple[str, ...]
    without: bool = False


class Aggregation(_Expression, frozen=True):
    """Series put together: `op` is `sum`, `topk`, ...; `param` is what stands before the expression in `topk(3, x)`."""

    op: str
    expr: Node
    param: Node | None = None
    grouping: Grouping | None = None
    span: Span = (0, 0)


class Matching(Struct, frozen=True):
    """How the series of two sides find each other: on labels (or ignoring them), and which side may have several.

    `include` are the labels that `group_left` or `group_right` takes over from the other side.
    """

    labels: tuple[str, ...]
    on: bool
    card: Card = "one-to-one"
    include: tuple[str, ...] = ()


class Binary(_Expression, frozen=True):
    """Two sides and an operator. `matching` is None where the text says nothing of it."""

    op: BinaryOp
    lhs: Node
    rhs: Node
    matching: Matching | None = None
    is_bool: bool = False
    span: Span = (0, 0)


class Negation(_Expression, frozen=True):
    """An expression with a minus before it."""

    expr: Node
    span: Span = (0, 0)


class Paren(_Expression, frozen=True):
    """An expression in parentheses."""

    expr: Node
    span: Span = (0, 0)


Node: TypeAlias = (
    Number | String | VectorSelector | MatrixSelector | Subquery | Call | Aggregation | Binary | Negation | Paren
)

_OF_THE_TEXT = frozenset({"span", "written", "inside", "named"})
"""What a node knows of how it was written."""
_MEANING: dict[type, Callable[[object], object]] = {
    kind: attrgetter(*(name for name in kind.__struct_fields__ if name not in _OF_THE_TEXT)) for kind in get_args(Node)
}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node, in the order of the text."""
    match node:
        case Number() | String() | VectorSelector():
            return ()
        case MatrixSelector(vector=vector):
            return (vector,)
        case Call(args=args):
            return args
        case Aggregation(expr=expr, param=param):
            return (expr,) if param is None else (param, expr)
        case Binary(lhs=lhs, rhs=rhs):
            return (lhs, rhs)
        case Subquery(expr=expr) | Negation(expr=expr) | Paren(expr=expr):
            return (expr,)


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it, each before what it is made of, in the order of the text."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting.extend(reversed(children(each)))


def selectors(node: Node) -> Iterator[VectorSelector]:
    """The selectors of an expression in the order of the text."""
    return (each for each in walk(node) if isinstance(each, VectorSelector))


def bare(node: Node) -> Node:
    """A node without the parentheses around it."""
    while isinstance(node, Paren):
        node = node.expr
    return node


def kind_of(node: Node) -> Kind:
    """What an expression that has passed the parser gives."""
    match bare(node):
        case Number():
            return "scalar"
        case String():
            return "string"
        case VectorSelector() | Aggregation():
            return "instant"
        case MatrixSelector() | Subquery():
            return "range"
        case Call(func=func):
            return FUNCTIONS[func].returns
        case Binary(lhs=lhs, rhs=rhs):
            return "scalar" if kind_of(lhs) == kind_of(rhs) == "scalar" else "instant"
        case Negation(expr=expr):
            return kind_of(expr)
    raise AssertionError(node)


def map_selectors(node: Node, change: Callable[[VectorSelector], VectorSelector]) -> Node:
    """The same expression with each selector changed."""
    match node:
        case Number() | String():
            return node
        case VectorSelector():
            return change(node)
        case MatrixSelector(vector=vector):
            return replace(node, vector=change(vector))
        case Call(args=args):
            return replace(node, args=tuple(map_selectors(each, change) for each in args))
        case Aggregation(expr=expr, param=param):
            changed = None if param is None else map_selectors(param, change)
            return replace(node, expr=map_selectors(expr, change), param=changed)
        case Binary(lhs=lhs, rhs=rhs):
            return replace(node, lhs=map_selectors(lhs, change), rhs=map_selectors(rhs, change))
        case Subquery(expr=expr) | Negation(expr=expr) | Paren(expr=expr):
            return replace(node, expr=map_selectors(expr, change))
