"""Labels named by `by`, `without`, `on`, `ignoring`, `group_left`: do the series have them?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.nodes import Aggregation, Binary
from monitorgen.promql.rules.series import has

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.types import LabelSchema


def impossible_grouping(analysis: Analysis) -> Iterator[Problem]:
    """MG304: a label that no series can have where one is named."""
    for node in analysis.nodes:
        if isinstance(node, Aggregation) and node.grouping is not None:
            inner = analysis.of(node.expr).labels
            word = "without" if node.grouping.without else "by"
            for label in _lacking(node.grouping.labels, (inner,)):
                yield _problem(analysis, node, label, word, inner)
        elif isinstance(node, Binary) and node.matching is not None:
            yield from _of_matching(node, analysis)


def _of_matching(node: Binary, analysis: Analysis) -> Iterator[Problem]:
    assert node.matching is not None
    left, right = analysis.of(node.lhs).labels, analysis.of(node.rhs).labels
    word = "on" if node.matching.on else "ignoring"
    for label in _lacking(node.matching.labels, (left, right)):
        yield _problem(analysis, node, label, word, left.union(right))
    many_left = node.matching.card == "many-to-one"
    for label in _lacking(node.matching.include, (right if many_left else left,)):
        word = "group_left" if many_left else "group_right"
        yield _problem(analysis, node, label, word, right if many_left else left)


def _lacking(labels: Iterable[str], schemas: tuple[LabelSchema, ...]) -> Iterator[str]:
    return (each for each in labels if each != "__name__" and not any(schema.can_have(each) for schema in schemas))


def _problem(analysis: Analysis, node: Aggregation | Binary, label: str, word: str, schema: LabelSchema) -> Problem:
    message = f"`{word}` names the label `{label}`, which no series here has"
    if label in analysis.context.external_labels:
        message = f"`{word}` names `{label}`, an external label: no stored series has it"
        return analysis.problem("MG318", node, message, "drop it")
    harmless = word in {"without", "ignoring"}
    hint = has(label, schema).replace("it has", "there are" if len(schema.known) > 1 else "there is")
    return analysis.problem("MG304", node, message, hint, level="warning" if harmless else "error")
