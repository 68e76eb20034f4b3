"""An expression at one moment."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeAlias

from monitorgen.promql.evaluate import binary, calls, windows
from monitorgen.promql.evaluate.aggregations import aggregate
from monitorgen.promql.evaluate.binary import nameless
from monitorgen.promql.evaluate.store import LOOKBACK, NotEvaluatedError
from monitorgen.promql.nodes import (
    Aggregation,
    Binary,
    Call,
    MatrixSelector,
    Negation,
    Number,
    Paren,
    String,
    Subquery,
    VectorSelector,
    bare,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.evaluate.binary import Vector
    from monitorgen.promql.evaluate.store import Key, Sample, Store
    from monitorgen.promql.nodes import At, Node

Value: TypeAlias = "Vector | float | str"


class Evaluator:
    """Evaluates expressions over a store. `step` is the evaluation interval, in milliseconds, for subqueries."""

    def __init__(self, store: Store, step: int) -> None:
        self._store, self._step = store, step

    def vector(self, node: Node, moment: int) -> Vector:
        """The vector that the expression gives at a moment; a number is one series without labels.

        Raises `NotEvaluatedError` for what is not evaluated here.
        """
        found = self._value(node, moment)
        if isinstance(found, str):
            raise NotEvaluatedError("a text")
        return {(): found} if isinstance(found, float) else found

    def _value(self, node: Node, moment: int) -> Value:
        match node:
            case Number():
                return node.value
            case String(value=text):
                return text
            case Paren(expr=inner):
                return self._value(inner, moment)
            case Negation(expr=inner):
                found = self._value(inner, moment)
                return -found if isinstance(found, float) else calls.on_each(self._of(found), lambda value: -value)
            case VectorSelector():
                return dict(self._store.at(node, _moved(moment, node.offset, node.at)))
            case Aggregation():
                return self._aggregation(node, moment)
            case Binary():
                return self._binary(node, moment)
            case Call():
                return self._call(node, moment)
        raise NotEvaluatedError("a window where a moment is wanted")

    @staticmethod
    def _of(found: Value) -> Vector:
        assert isinstance(found, dict)  # the parser has seen to it
        return found

    def _number(self, node: Node, moment: int) -> float:
        found = self._value(node, moment)
        assert isinstance(found, float)
        return found

    def _text(self, node: Node, moment: int) -> str:
        found = self._value(node, moment)
        assert isinstance(found, str)
        return found

    def _aggregation(self, node: Aggregation, moment: int) -> Vector:
        param = None if node.param is None else self._value(node.param, moment)
        assert not isinstance(param, dict)
        return aggregate(node.op, self._of(self._value(node.expr, moment)), param, node.grouping)

    def _binary(self, node: Binary, moment: int) -> Value:
        left, right = self._value(node.lhs, moment), self._value(node.rhs, moment)
        if isinstance(left, float) and isinstance(right, float):
            return binary.scalars(node.op, left, right)
        if isinstance(right, float):
            return binary.with_number(node, self._of(left), right, number_left=False)
        if isinstance(left, float):
            return binary.with_number(node, self._of(right), left, number_left=True)
        return binary.vectors(node, self._of(left), self._of(right))

    # -- windows ---------------------------------------------------------------------------------------------------

    def _windows(self, node: Node, moment: int) -> tuple[Iterator[tuple[Key, list[Sample]]], int, int]:
        """The samples of each series in the window, and its start and end."""
        inner = bare(node)
        if isinstance(inner, MatrixSelector):
            end = _moved(moment, inner.vector.offset, inner.vector.at)
            return self._store.within(inner.vector, end, inner.window.ms), end - inner.window.ms, end
        assert isinstance(inner, Subquery)
        end = _moved(moment, inner.offset, inner.at)
        return iter(self._subquery(inner, end).items()), end - inner.window.ms, end

    def _subquery(self, node: Subquery, end: int) -> dict[Key, list[Sample]]:
        step = node.step.ms if node.step is not None else self._step
        before = end - node.window.ms - self._store.closed
        first = (before // step + 1) * step  # steps are aligned to zero
        found: dict[Key, list[Sample]] = {}
        for time in range(first, end + 1, step):
            for key, value in self.vector(node.expr, time).items():
                found.setdefault(key, []).append((time, value))
        return found

    def _over_window(self, node: Call, moment: int) -> Vector:
        series, start, end = self._windows(node.args[1 if node.func == "quantile_over_time" else 0], moment)
        made: Vector = {}
        for key, samples in series:
            found: float | None
            match node.func:
                case "rate" | "increase" | "delta" as func:
                    found = windows.extrapolated(
                        samples, start, end, counter=func != "delta", per_second=func == "rate"
                    )
                case "irate" | "idelta" as func:
                    found = windows.instant(samples, counter=func == "irate", per_second=func == "irate")
                case "deriv":
                    line = windows.regression(samples, samples[0][0])
                    found = None if line is None else line[0]
                case "predict_linear":
                    line = windows.regression(samples, moment)
                    found = None if line is None else line[0] * self._number(node.args[1], moment) + line[1]
                case "quantile_over_time":
                    rank = self._number(node.args[0], moment)
                    found = windows.quantile_of([value for _, value in samples], rank)
                case func:
                    found = windows.OVER_TIME[func]([value for _, value in samples])
            if found is not None:
                made[key if node.func in windows.KEEPS_NAME else nameless(key)] = found
        return made

    # -- functions -------------------------------------------------------------------------------------------------

    def _call(self, node: Call, moment: int) -> Value:  # noqa: C901, PLR0911, PLR0912 - a case for each function
        args = node.args
        match node.func:
            case func if func in windows.OVER_TIME or func in _OF_WINDOWS:
                return self._over_window(node, moment)
            case func if func in calls.EACH:
                return calls.on_each(self._argument(node, 0, moment), calls.EACH[func])
            case func if func in calls.DATES:
                now: Vector = {(): moment / 1000}
                return calls.dated(self._argument(node, 0, moment) if args else now, calls.DATES[func])
            case "time":
                return moment / 1000
            case "pi":
                return math.pi
            case "vector":
                return {(): self._number(args[0], moment)}
            case "scalar":
                found = list(self._argument(node, 0, moment).values())
                return found[0] if len(found) == 1 else math.nan
            case "timestamp":
                return self._timestamps(args[0], moment)
            case "absent":
                inner = bare(args[0])
                there = self._argument(node, 0, moment)
                selector = inner if isinstance(inner, VectorSelector) else None
                return {} if there else {calls.labels_of_absent(selector): 1.0}
            case "absent_over_time":
                matrix = bare(args[0])
                series, _, _ = self._windows(args[0], moment)
                picked = matrix.vector if isinstance(matrix, MatrixSelector) else None
                return {} if any(True for _ in series) else {calls.labels_of_absent(picked): 1.0}
            case "clamp":
                low, high = self._number(args[1], moment), self._number(args[2], moment)
                given = self._argument(node, 0, moment)
                return calls.on_each(given, lambda value: calls.clamped(value, low, high)) if low <= high else {}
            case "clamp_min" | "clamp_max" as func:
                bound = self._number(args[1], moment)
                low, high = (bound, math.inf) if func == "clamp_min" else (-math.inf, bound)
                return calls.on_each(self._argument(node, 0, moment), lambda value: calls.clamped(value, low, high))
            case "round":
                to = self._number(args[1], moment) if len(args) > 1 else 1.0
                return calls.on_each(self._argument(node, 0, moment), lambda value: calls.rounded(value, to))
            case "sort" | "sort_desc":
                return self._argument(node, 0, moment)
            case "histogram_quantile":
                return calls.histogram_quantile(self._number(args[0], moment), self._argument(node, 1, moment))
            case "label_replace":
                texts = [self._text(each, moment) for each in args[1:]]
                return calls.label_replace(self._argument(node, 0, moment), *texts)
            case "label_join":
                target, separator, *sources = (self._text(each, moment) for each in args[1:])
                return calls.label_join(self._argument(node, 0, moment), target, separator, sources)
        raise NotEvaluatedError(f"the function {node.func}")

    def _argument(self, node: Call, index: int, moment: int) -> Vector:
        return self._of(self._value(node.args[index], moment))

    def _timestamps(self, node: Node, moment: int) -> Vector:
        inner = bare(node)
        if not isinstance(inner, VectorSelector):
            return {nameless(key): moment / 1000 for key in self.vector(inner, moment)}
        at = _moved(moment, inner.offset, inner.at)
        newest = self._store.within(inner, at, LOOKBACK)
        there = dict(self._store.at(inner, at))
        return {nameless(key): samples[-1][0] / 1000 for key, samples in newest if key in there}


_OF_WINDOWS = frozenset(
    {"rate", "increase", "delta", "irate", "idelta", "deriv", "predict_linear", "quantile_over_time"}
)


def _moved(moment: int, offset: int, at: At | None) -> int:
    if isinstance(at, str):
        raise NotEvaluatedError("the ends of a query's range")
    return (moment if at is None else at) - offset
