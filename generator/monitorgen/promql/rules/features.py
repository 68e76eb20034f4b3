"""What the Prometheus that will read the expression can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.functions import EXPERIMENTAL_AGGREGATIONS, FUNCTIONS
from monitorgen.promql.nodes import Aggregation, Binary, Call, VectorSelector
from monitorgen.promql.quoting import is_label, is_metric

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.promql.finding import Analysis, Problem
    from monitorgen.promql.nodes import Node

_UTF8 = (3, 0)


def unsupported(analysis: Analysis) -> Iterator[Problem]:
    """MG323: a function or a name that the declared version refuses, or takes only if it is told to."""
    context = analysis.context
    for node in analysis.nodes:
        name, since, experimental = "", (2, 0), False
        if isinstance(node, Call):
            function = FUNCTIONS[node.func]
            name, since, experimental = node.func, function.since, function.experimental
        elif isinstance(node, Aggregation) and node.op in EXPERIMENTAL_AGGREGATIONS:
            name, since, experimental = node.op, EXPERIMENTAL_AGGREGATIONS[node.op], True
        if name and context.version < since:
            message = f"`{name}` came with Prometheus {since[0]}.{since[1]}, the spec says {_version(context.version)}"
            yield analysis.problem("MG323", node, message, "write it otherwise, or raise the version")
        elif experimental and not context.experimental:
            message = f"`{name}` is experimental: Prometheus refuses the file unless it is started with a flag"
            hint = "write it otherwise, or set --enable-feature=promql-experimental-functions"
            yield analysis.problem("MG323", node, message, hint)
        elif context.version < _UTF8 and (quoted := _quoted_name(node)):
            message = f"the name `{quoted}` needs Prometheus 3.0, the spec says {_version(context.version)}"
            yield analysis.problem("MG323", node, message, "raise the version, or have the exporter write `_` for it")


def _version(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"


def _quoted_name(node: Node) -> str:
    """A name in the node that has to be quoted."""
    labels: tuple[str, ...] = ()
    match node:
        case VectorSelector(name=name, matchers=matchers):
            if name is not None and not is_metric(name):
                return name
            labels = tuple(each.label for each in matchers)
        case Aggregation(grouping=grouping) if grouping is not None:
            labels = grouping.labels
        case Binary(matching=matching) if matching is not None:
            labels = (*matching.labels, *matching.include)
    return next((each for each in labels if not is_label(each)), "")
