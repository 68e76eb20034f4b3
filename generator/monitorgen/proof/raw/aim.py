"""From the value that an expression should have to what the series behind it have to do.

Each operator and function is turned round, one after the other, down to the selectors. Where a side is free a base is
chosen; where a series has been asked already, the other side gives way.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.promql.nodes import (
    COMPARISONS,
    SET_OPERATORS,
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Negation,
    Node,
    Number,
    Paren,
    Subquery,
    VectorSelector,
    bare,
    selectors,
)
from monitorgen.proof.labels import UnsolvedError
from monitorgen.proof.raw import functions, known, shapes
from monitorgen.proof.raw.courses import Course, Courses, key_of
from monitorgen.proof.raw.thresholds import beyond, short_of

if TYPE_CHECKING:
    from monitorgen.promql.types import MetricLookup
    from monitorgen.proof.raw.choice import Choice

_MOST_SERIES = 60
_FLIPPED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}


class Aim:
    """The courses that make one expression hold, or not. Its methods raise `UnsolvedError`."""

    def __init__(self, choice: Choice, metric: MetricLookup, step: int) -> None:
        self.courses: Courses = {}
        self.choice, self.metric, self.step = choice, metric, step
        self._number, self._varied = 0, ""
        self._kept: frozenset[str] = frozenset()

    # -- conditions ------------------------------------------------------------------------------------------------

    def hold(self, node: Node) -> None:  # noqa: C901, PLR0912 - a case for each kind of node
        """The expression gives something."""
        match node:
            case Paren(expr=inner):
                self.hold(inner)
            case Binary(op="and"):
                for side in sorted((node.lhs, node.rhs), key=shapes.weight):
                    self.hold(side)
            case Binary(op="or"):
                sides = shapes.sides(node, "or")
                self.hold(sides[self.choice.branch % len(sides)])
            case Binary(op="unless"):
                self.hold(node.lhs)
                self.miss(node.rhs, "none")
            case Binary(op=op) if op in COMPARISONS and not node.is_bool:
                self._compare(node, holds=True)
            case Call(func="absent" | "absent_over_time"):
                self._absent(node)
            case VectorSelector() | MatrixSelector():
                self._ask(node, Course(1.0))
            case Aggregation(expr=inner) if shapes.filters(inner):
                self.hold(inner)
            case Call(func="label_replace" | "label_join" | "sort" | "sort_desc"):
                self.hold(node.args[0])
            case Binary() if shapes.filters(node.lhs) or shapes.filters(node.rhs):
                for side in (node.lhs, node.rhs):
                    if known.value(side, self.courses) is None:
                        self.hold(side)
            case _:
                self.push(node, 1.0)

    def miss(self, node: Node, quiet: str | None = None) -> None:  # noqa: C901, PLR0912 - a case for each kind of node
        """The expression gives nothing."""
        quiet = quiet or self.choice.quiet
        match node:
            case Paren(expr=inner):
                self.miss(inner, quiet)
            case Binary(op="and"):
                sides = shapes.sides(node, "and")
                left_out = sides[self.choice.part % len(sides)]
                for side in sorted(sides, key=shapes.weight):
                    if side is not left_out:
                        self.hold(side)
                self.miss(left_out, quiet)
            case Binary(op="or"):
                for side in shapes.sides(node, "or"):
                    self.miss(side, quiet)
            case Binary(op="unless"):
                if self.choice.part % 2:
                    self.hold(node.lhs)
                    self.hold(node.rhs)
                else:
                    self.miss(node.lhs, quiet)
            case Binary(op=op) if op in COMPARISONS and not node.is_bool:
                if quiet != "none":
                    self._compare(node, holds=False, near=quiet == "near")
            case Call(func="absent" | "absent_over_time"):
                self.hold(node.args[0])
            case Aggregation(expr=inner) if shapes.filters(inner):
                self.miss(inner, quiet)
            case Call(func="label_replace" | "label_join" | "sort" | "sort_desc"):
                self.miss(node.args[0], quiet)
            case Binary() if shapes.filters(node.lhs) or shapes.filters(node.rhs):
                for side in (node.lhs, node.rhs):
                    (self.miss if shapes.filters(side) else self.hold)(side)
            case _:
                return

    def _compare(self, node: Binary, *, holds: bool, near: bool = True) -> None:
        left, right, op = node.lhs, node.rhs, str(node.op)
        if known.number(left) is not None or (
            known.value(left, self.courses) is not None and known.number(right) is None
        ):
            left, right, op = right, left, _FLIPPED[op]
        limit = self._limit(right)
        there = known.value(left, self.courses)
        if there is not None and known.holds(op, there, limit) == holds:
            return
        find, margin = (beyond if holds else short_of), (self.choice.margin if holds or near else 0.5)
        self.push(left, find(op, limit, margin, self.choice.base, whole=shapes.counts(left)))

    def _limit(self, right: Node) -> float:
        """The value of the right side, chosen if nothing says it."""
        found = known.value(right, self.courses)
        if found is None:
            found = self.choice.base
            self.push(right, found)
        return found

    def _absent(self, node: Call) -> None:
        """Nothing is asked of the series: they are not there. What is filtered out has to be there, and be filtered."""
        inner = bare(node.args[0])
        if isinstance(inner, Binary):
            self.miss(inner, "none")

    # -- values ----------------------------------------------------------------------------------------------------

    def push(self, node: Node, value: float, slope: float = 0.0) -> None:  # noqa: C901 - a case for each kind of node
        """The expression has this value; `slope` is what it grows by a second from the start of time on."""
        match node:
            case Paren(expr=inner):
                self.push(inner, value, slope)
            case Negation(expr=inner):
                self.push(inner, -value, -slope)
            case Number():
                if not math.isclose(node.value, value):
                    raise UnsolvedError(f"{node.literal} can't be {value:g}")
            case VectorSelector():
                self._ask(node, Course(value, slope, "clock") if slope else Course(value))
            case Aggregation():
                self._aggregation(node, value, slope)
            case Call():
                functions.push(self, node, value, slope)
            case Binary(op=op) if op in SET_OPERATORS:
                self._set(node, value, slope)
            case Binary(op=op) if op in COMPARISONS:
                self._compared(node, value)
            case Binary():
                self._arithmetic(node, value, slope)
            case _:
                raise UnsolvedError("nothing is made up for a part of the expression")

    def _set(self, node: Binary, value: float, slope: float) -> None:
        if node.op == "or":
            sides = [each for each in shapes.sides(node, "or") if any(True for _ in selectors(each))]
            if not sides:
                raise UnsolvedError("no series are looked at")
            self.push(sides[self.choice.branch % len(sides)], value, slope)
        elif node.op == "and":
            self.push(node.lhs, value, slope)
            self.hold(node.rhs)
        else:
            self.push(node.lhs, value, slope)
            self.miss(node.rhs, "none")

    def _compared(self, node: Binary, value: float) -> None:
        if not node.is_bool:
            self.push(node.rhs if known.number(node.lhs) is not None else node.lhs, value)
        elif value > 0:
            self._compare(node, holds=True)
        else:
            self._compare(node, holds=False)

    def _aggregation(self, node: Aggregation, value: float, slope: float) -> None:
        inner = bare(node.expr)
        match node.op:
            case "count" if value == 1:
                self.hold(inner)
            case "count":
                self._kept = shapes.by(node)
                self._several(inner, round(value), hold=True)
            case "sum" if isinstance(inner, Binary) and inner.is_bool and value != 1:
                self._several(inner, round(value), hold=False)
            case "sum" | "avg" | "min" | "max" | "quantile" | "topk" | "bottomk" | "limitk":
                self.push(inner, value, slope)
            case "group" | "count_values":
                self.hold(inner)
            case "stddev" | "stdvar":
                spread = value if node.op == "stddev" else math.sqrt(value)
                for number, level in enumerate((self.choice.base, self.choice.base + 2 * spread)):
                    self._number = number
                    self.push(inner, level)
                self._number = 0
            case _:
                raise UnsolvedError(f"nothing is made up for `{node.op}`")

    def _several(self, node: Node, count: int, *, hold: bool) -> None:
        if count > _MOST_SERIES:
            raise UnsolvedError(f"it takes {count} series")
        varied = min(shapes.by(node) - self._kept, default="")
        for number in reversed(range(count)):
            self._number, self._varied = number, varied
            if hold:
                self.hold(node)
            else:
                self.push(node, 1.0)
        self._number, self._varied = 0, ""

    def _arithmetic(self, node: Binary, value: float, slope: float) -> None:
        left, right = known.value(node.lhs, self.courses), known.value(node.rhs, self.courses)
        window = shapes.spread(node)
        if window is not None:
            return self.ask_counter(window, value / (window.window.ms - self.step) * 1000)
        if right is None and left is None:
            if shapes.is_time(node.lhs) and node.op == "-":
                return self.push(node.rhs, -value, 1.0 - slope)
            if shapes.is_time(node.rhs) and node.op == "-":
                return self.push(node.lhs, value, 1.0 + slope)
            return self._free(node, value)
        if right is not None:
            return self.push(node.lhs, *known.inverse_left(node.op, value, slope, right))
        assert left is not None
        return self.push(node.rhs, *known.inverse_right(node.op, value, slope, left))

    def _free(self, node: Binary, value: float) -> None:
        """Neither side is known: one is chosen, the other follows."""
        base = self.choice.base
        lefts, rights = ({replace(each, offset=0) for each in selectors(side)} for side in (node.lhs, node.rhs))
        if node.op == "*":
            base = 1.0
        elif node.op in "+-":
            base = max(abs(value), 1.0) * (0.5 if node.op == "+" else 1.0)
        if lefts < rights and node.op == "/":
            self.push(node.lhs, value * base)
            self.push(node.rhs, base)
            return
        first, second = (node.rhs, node.lhs) if not rights > lefts else (node.lhs, node.rhs)
        self.push(first, base)
        if known.value(first, self.courses) is None:
            inverse = known.inverse_left if first is node.rhs else known.inverse_right
            self.push(second, *inverse(node.op, value, 0.0, base))
        else:
            self._arithmetic(node, value, 0.0)

    # -- series ----------------------------------------------------------------------------------------------------

    def ask_counter(self, node: Node, slope: float) -> None:
        """The series in a window grow by this much a second."""
        self._ask(shapes.innermost(node), Course(None, slope))

    def ask_line(self, node: Node, course: Course) -> None:
        """The series in a window, or below a subquery, follow this line."""
        self._ask(shapes.innermost(node), course)

    def ask_within(self, node: Node, course: Course) -> None:
        """The series in a window do this; a subquery's expression has the value."""
        inner = bare(node)
        if not isinstance(inner, Subquery):
            self._ask(inner, course)
        elif course.value is not None:
            self.push(inner.expr, course.value)
        else:
            self.hold(inner.expr)

    def ask_bucket(self, node: Node, le: str, course: Course) -> None:
        """One bucket of a histogram does this."""
        self._ask(node, course, (("le", le),))

    def _ask(self, node: Node, course: Course, pinned: tuple[tuple[str, str], ...] = ()) -> None:
        selector = node.vector if isinstance(node, MatrixSelector) else node
        assert isinstance(selector, VectorSelector)
        key = key_of(selector, self._number, self._varied)
        if key is None:
            raise UnsolvedError("a selector names no metric")
        key = replace(key, pinned=pinned)
        self.courses[key] = _both(self.courses.get(key), course)


def _both(there: Course | None, asked: Course) -> Course:
    """A line through a value with a slope, if one was asked first and the other now."""
    if there is None or asked.shape != "line" or there.shape != "line":
        return asked
    value = there.value if asked.value is None else asked.value
    slope = there.slope if asked.slope is None else asked.slope
    return Course(value, slope)
