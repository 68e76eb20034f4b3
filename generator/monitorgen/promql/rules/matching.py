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
    from monitorgen.promql.types import LabelSchema


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
    shared = [label for label in sorted(left.always & right.always) if _may_be_equal(label, left, right)]
    names = ", ".join(shared)
    sets = node.op in SET_OPERATORS
    if not left.open and not right.open and not (left.known and right.known):
        group = "" if sets else " group_right" if not left.known else " group_left"
        return f"one side has no labels: {node.op} on (){group}, or aggregate the other side too"
    if not shared:
        return "their series share no label: is one of the two the wrong metric?"
    if sets:
        return f"match on the labels that both have: {node.op} on ({names})"
    for few, many, word in ((right, left, "group_left"), (left, right, "group_right")):
        if few.always == frozenset(shared) and few.always < many.always and not few.open:
            return f"match on the labels that both have: {node.op} on ({names}) {word} ..."
    return (
        f"aggregate both sides to the labels that they share: sum by ({names}) (...) {node.op} sum by ({names}) (...)"
    )


def _may_be_equal(label: str, left: LabelSchema, right: LabelSchema) -> bool:
    ours, theirs = left.values.get(label), right.values.get(label)
    return not (ours and theirs) or bool(ours & theirs)


def several_in_a_match(analysis: Analysis) -> Iterator[Problem]:
    """MG307: a side that may hold only one series for each match may hold several, which ends the evaluation."""
    for node in _between_series(analysis):
        if node.op in SET_OPERATORS or node.matching is None:
            continue
        sides = {"left": node.lhs, "right": node.rhs}
        sides.pop({"many-to-one": "left", "one-to-many": "right"}.get(node.matching.card, ""), None)
        found = {
            name: labels
            for name, side in sides.items()
            if (labels := told_apart(analysis.of(side).labels, node.matching)) and not _is_info(side)
        }
        if not found:
            continue
        which = "either side" if len(found) == 2 else f"the {next(iter(found))} side"
        labels = sorted({label for each in found.values() for label in each})
        message = f"several series of {which} may match at once, as they differ in {listed(labels)}: that fails"
        hint = "aggregate first: sum "
        hint += f"by ({', '.join(node.matching.labels)})" if node.matching.on else f"without ({', '.join(labels)})"
        if len(found) == 1 and len(sides) == 2:
            hint += f" (...), or let it have several: group_{next(iter(found))}"
        else:
            hint += " (...)"
        yield analysis.problem("MG307", node, message, hint, level="warning")


def _is_info(side: Node) -> bool:
    """Whether the side is an info metric, one series for each thing by convention."""
    inner = bare(side)
    return isinstance(inner, VectorSelector) and (inner.metric or "").endswith("_info")
