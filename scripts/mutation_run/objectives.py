"""Changes of what belongs to an objective: windows swapped, windows of another length, a wrong budget, no guard.

They are made where somebody could slip who writes burn rates by hand: a pair's windows are taken for each other or for
those of another pair, a budget for that of another objective, a window for another one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from monitorgen.plan.rules import Alert
from monitorgen.plan.slos import Burn
from monitorgen.promql.nodes import (
    COMPARISONS,
    Binary,
    Call,
    MatrixSelector,
    Node,
    Number,
    Paren,
    VectorSelector,
    bare,
)
from monitorgen.promql.parse import parse
from monitorgen.units import Duration
from mutation_run.expressions import SHARES, Changed, children, everywhere, is_stand_in, scaled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.plan.rules import Recording
    from monitorgen.plan.slos import Slo

_BUDGETS = (0.5, 2)


def changes(rule: Alert | Recording) -> Iterator[Changed]:
    """All changes of a rule of an objective, one at a time; none of other rules."""
    node = parse(rule.expr)
    if isinstance(rule, Alert):
        if isinstance(rule.slo, Burn):
            yield from _of_burn(node, rule.slo.slo)
    elif "slo" in rule.labels:
        yield from _of_recording(node)


# -- alerts ------------------------------------------------------------------------------------------------------------


def _of_burn(node: Node, slo: Slo) -> Iterator[Changed]:
    series = {slo.ratio(window) for window in slo.windows}
    for share in _BUDGETS:
        changed = _with_budget(node, share)
        yield Changed("wrong budget", f"{share:g} times of it", changed)

    def swapped(found: Node) -> Iterator[Changed]:
        if isinstance(found, Binary) and found.op == "and":
            one, other = _ratio(found.lhs, series), _ratio(found.rhs, series)
            if one is not None and other is not None:
                lhs, rhs = _renamed(found.lhs, other), _renamed(found.rhs, one)
                yield Changed("windows swapped", f"{one} and {other}", replace(found, lhs=lhs, rhs=rhs))
        if isinstance(found, VectorSelector) and found.metric in series:
            for other in sorted(series - {found.metric}):
                yield Changed("window of another", f"{found.metric} -> {other}", replace(found, name=other))

    yield from everywhere(node, swapped)


def _ratio(node: Node, series: set[str]) -> str | None:
    """The ratio that a side of a pair compares with its line."""
    inner = bare(node)
    if isinstance(inner, Binary) and inner.op in COMPARISONS:
        inner = bare(inner.lhs)
    return inner.metric if isinstance(inner, VectorSelector) and inner.metric in series else None


def _renamed(node: Node, metric: str) -> Node:
    if isinstance(node, Paren):
        return replace(node, expr=_renamed(node.expr, metric))
    if isinstance(node, Binary):
        return replace(node, lhs=_renamed(node.lhs, metric))
    assert isinstance(node, VectorSelector)
    return replace(node, name=metric)


def _with_budget(node: Node, share: float) -> Node:
    """All lines of all pairs as they would be with another budget."""
    match node:
        case Paren(expr=inner):
            return replace(node, expr=_with_budget(inner, share))
        case Binary(op=op, rhs=rhs) if op in {">", "<"} and isinstance(bare(rhs), Number):
            return replace(node, rhs=scaled(rhs, share))
        case Binary(lhs=lhs, rhs=rhs):
            return replace(node, lhs=_with_budget(lhs, share), rhs=_with_budget(rhs, share))
    return node


# -- recordings --------------------------------------------------------------------------------------------------------


def _of_recording(node: Node) -> Iterator[Changed]:
    for share in _BUDGETS:
        changed = _with_windows(node, share)
        if changed != node:
            yield Changed("windows changed", f"all {share:g} times as long", changed)
        yield from everywhere(node, partial(_one_window, share=share), below=_not_a_stand_in)
    yield from everywhere(node, _unguarded)
    if isinstance(node, Call) and node.func == "vector":
        for share in SHARES:
            yield Changed("constant", f"{share:g} times it", replace(node, args=(scaled(node.args[0], share),)))


def _one_window(node: Node, share: float) -> Iterator[Changed]:
    if isinstance(node, MatrixSelector):
        yield Changed("window changed", f"[{node.window}] {share:g} times as long", _longer(node, share))


def _not_a_stand_in(node: Node) -> bool:
    """What stands for missing series is 0 however long it looks back: there all windows are changed together."""
    return not is_stand_in(node)


def _with_windows(node: Node, share: float) -> Node:
    """The same with all its windows longer or shorter."""
    if isinstance(node, MatrixSelector):
        return _longer(node, share)
    for number, (child, _) in enumerate(children(node)):
        _, put = list(children(node))[number]
        node = put(_with_windows(child, share))
    return node


def _longer(node: MatrixSelector, share: float) -> MatrixSelector:
    return replace(node, window=Duration(int(node.window.ms * share)))


def _unguarded(node: Node) -> Iterator[Changed]:
    """`X / (Y > 0)` without the question whether there is anything to divide by."""
    if isinstance(node, Binary) and node.op == "/":
        below = bare(node.rhs)
        if isinstance(below, Binary) and below.op == ">" and bare(below.rhs) == Number("0"):
            yield Changed("guard dropped", "no traffic is divided by", replace(node, rhs=Paren(below.lhs)))
