"""Two sides of an operator: can their series find each other, and one each?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.finding import listed
from monitorgen.promql.matching import mismatch, told_apart
from monitorgen.promql.nodes import SET_OPERATORS, Binary, VectorSelector, bare, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.matching import Mismatch
    from monitorgen.promql.nodes import Node


def never_matches(analysis: Analysis) -> Iterator[Problem]:
    """MG306: no series of one side can have the same labels as one of the other."""
    for node in _between_series(analysis):
        if node.op == "or":
            continue
        found = mismatch(analysis.of(node.lhs).labels, analysis.of(node.rhs).labels, node.matching)
        if found is not None:
            quiet = node.op == "unless"
            effect = "excludes nothing" if quiet else "never gives anything"
            message = f"`{node.op}` {effect}: {_reason(found)}"
            yield analysis.problem(
                "MG306", node, message, _way_out(node, analysis), level="warning" if quiet else "error"
            )


def _between_series(analysis: Analysis) -> Iterator[Binary]:
    for node in analysis.nodes:
        if isinstance(node, Binary) and kind_of(node.lhs) == kind_of(node.rhs) == "instant":
            yield node


def _reason(found: Mismatch) -> str:
    if found.only is None:
        return f"the values of `{found.label}` on its two sides are never equal"
    other = "right" if found.only == "left" else "left"
    return f"only its {found.only} side has the label `{found.label}`, no series of the {other} side does"


def _way_out(node: Binary, analysis: Analysis) -> str:
    left, right = analysis.of(node.lhs).labels, analysis.of(node.rhs).labels
    shared = sorted(
        label
        for label in left.always & right.always
        if not (left.values.get(label) and right.values.get(label)) or left.values[label] & right.values[label]
    )
    if not shared:
        return "their series share no label: is one of the two the wrong metric?"
    names = ", ".join(shared)
    if node.op in SET_OPERATORS:
        return f"match on the labels that both have: {node.op} on ({names})"
    return (
        f"aggregate both sides to the labels that they share: sum by ({names}) (...) {node.op} sum by ({names}) (...)"
    )


def several_in_a_match(analysis: Analysis) -> Iterator[Problem]:
    """MG307: a side that may hold only one series for each match may hold several, which ends the evaluation."""
    for node in _between_series(analysis):
        if node.op in SET_OPERATORS or node.matching is None:
            continue
        many = {"many-to-one": node.lhs, "one-to-many": node.rhs}.get(node.matching.card)
        for side, name in ((node.lhs, "left"), (node.rhs, "right")):
            labels = told_apart(analysis.of(side).labels, node.matching)
            if side is many or not labels or _is_info(side):
                continue
            message = f"several series of the {name} side may match at once: they differ in {listed(labels)}"
            kept = ", ".join(node.matching.labels) if node.matching.on else "..."
            hint = f"aggregate that side first: sum by ({kept}) (...)"
            if many is None:
                hint += f", or let it have several: group_{name}"
            yield analysis.problem("MG307", node, f"{message}, and then the evaluation fails", hint, level="warning")


def _is_info(side: Node) -> bool:
    """Whether the side is an info metric, one series for each thing by convention."""
    inner = bare(side)
    return isinstance(inner, VectorSelector) and (inner.metric or "").endswith("_info")
