"""Divisions: by something that may be 0, and of errors that may not be counted yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitorgen.promql.nodes import COMPARISONS, Aggregation, Binary, Negation, Number, Paren, bare, children, selectors
from monitorgen.promql.parts import is_part_of, unguarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import Node

_UNLIMITED = frozenset({"limit", "limits", "quota", "quotas", "maxmemory"})
_CAPACITY = frozenset({"total", "size", "capacity", "cores", "cpus"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FLIPPED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}


def divisor_of_zero(analysis: Analysis) -> Iterator[Problem]:
    """MG317: a divisor that may be 0 makes the quotient infinite, which is above every threshold."""
    if analysis.context.use != "alert":
        return
    for node in _fired_by_infinity(analysis.root):
        if _is_zero_number(node.rhs):
            yield analysis.problem(
                "MG317", node, "this divides by 0: the quotient is infinite", "divide by something else"
            )
            continue
        why = _may_be_zero(node, analysis)
        if why:
            message = (
                f"`{analysis.shown(node.rhs)}` may be 0 ({why}): the quotient is then infinite, and the alert fires"
            )
            hint = f"leave those out: / ({analysis.shown(node.rhs)} > 0)"
            yield analysis.problem("MG317", node, message, hint, level="warning")


def _fired_by_infinity(root: Node) -> Iterator[Binary]:
    """The divisions whose quotient passes its comparison when it is +Inf."""
    waiting: list[tuple[Node, int]] = [(root, 0)]
    while waiting:
        node, sign = waiting.pop()
        if isinstance(node, Binary) and node.op in COMPARISONS:
            op = node.op
            waiting.append((node.lhs, _sign_of(op)))
            waiting.append((node.rhs, _sign_of(_FLIPPED.get(op, op))))
        elif isinstance(node, Binary) and node.op == "/":
            if sign > 0:
                yield node
            waiting.append((node.lhs, sign))
            waiting.append((node.rhs, 0))
        elif isinstance(node, Binary) and node.op == "-":
            waiting += ((node.lhs, sign), (node.rhs, -sign))
        elif isinstance(node, Negation):
            waiting.append((node.expr, -sign))
        elif isinstance(node, Binary) and node.op in {"and", "unless"}:
            waiting += ((node.lhs, sign), (node.rhs, 0))
        else:
            keeps = isinstance(node, Paren | Aggregation | Binary) or not sign
            waiting += ((child, sign if keeps else 0) for child in children(node))


def _sign_of(op: str) -> int:
    """1 if +Inf passes, -1 if -Inf does."""
    return 1 if op in {">", ">=", "!="} else -1 if op in {"<", "<="} else 0


def _may_be_zero(node: Binary, analysis: Analysis) -> str:
    divisor = bare(node.rhs)
    given = analysis.of(node.rhs)
    if unguarded(node.rhs) is not divisor or given.low > 0 or given.high < 0 or is_part_of(node.lhs, node.rhs):
        return ""
    names = {each.metric for each in selectors(divisor)}
    if {_family(each.metric) for each in selectors(node.lhs)} <= {_family(name) for name in names}:
        # Nothing of the same nothing is no number, and no number passes a comparison.
        return ""
    return _zero_by_name(divisor, analysis)


def _zero_by_name(divisor: Node, analysis: Analysis) -> str:
    """What the types and names of a divisor's metrics tell; nothing if one of them is not known."""
    series = [analysis.series(each) for each in selectors(divisor)]
    if not series or any(each is None or each.type == "unknown" for each in series):
        return ""
    words = [{word.lower() for word in _WORD.findall(each.name)} for each in series if each is not None]
    if any(each & _UNLIMITED for each in words):
        return "0 often stands for no limit"
    if any(each is not None and each.type == "gauge" for each in series):
        fixed = all(each & _CAPACITY or any(word.startswith("max") for word in each) for each in words)
        return "" if fixed else "it is a gauge"
    return "nothing was counted"


def _is_zero_number(node: Node) -> bool:
    inner = bare(node)
    return isinstance(inner, Number) and inner.value == 0


def _family(name: str | None) -> str | None:
    return re.sub(r"_(?:sum|count|bucket)\Z", "", name) if name is not None else None


def share_without_zero(analysis: Analysis) -> Iterator[Problem]:
    """MG325: a recorded share of errors is missing, not 0, as long as there has been no error."""
    if analysis.context.use != "recording":
        return
    for node in analysis.nodes:
        if not isinstance(node, Binary) or node.op != "/" or not is_part_of(node.lhs, node.rhs):
            continue
        top = bare(node.lhs)
        if (isinstance(top, Binary) and top.op == "or") or _same_series(node.lhs, node.rhs):
            continue
        message = "the share is missing, not 0, as long as no series of its upper part exists"
        whole = analysis.shown(unguarded(node.rhs))
        hint = f"add the zero: ({analysis.shown(node.lhs)} or 0 * {whole}) / ..."
        yield analysis.problem("MG325", node, message, hint, level="warning")


def _same_series(part: Node, whole: Node) -> bool:
    ours = [{*each.matchers} for each in selectors(part)]
    theirs = [{*each.matchers} for each in selectors(whole)]
    return ours == theirs
