"""Queries of panels: whether they are PromQL, and whether they show what the reader chose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitorgen.check.dashboards.board import text, texts
from monitorgen.promql.errors import PromqlError
from monitorgen.promql.nodes import Aggregation, Call, MatrixSelector, selectors, walk
from monitorgen.promql.parse import parse
from monitorgen.promql.variables import settled, variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.check.dashboards.board import Board, Object, Shown
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.promql.nodes import Node
    from monitorgen.promql.variables import Settled

_RATES = frozenset({"rate", "irate", "increase"})
_OF_THE_DASHBOARD = frozenset({"__rate_interval", "__range", "__range_s", "__range_ms"})
_ALERTS = frozenset({"ALERTS", "ALERTS_FOR_STATE"})
_ON_EVERY_TARGET = frozenset({"job", "instance"})
_LABEL_VALUES = re.compile(r"^label_values\((?:.*,)?\s*(\w+)\s*\)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Query:
    """A query that parses: `number` counts the panel's from 0."""

    panel: Shown
    target: Object
    number: int
    settled: Settled
    tree: Node


def queries(board: Board) -> Iterator[Diagnostic]:
    """All that is found in queries, each read once."""
    for panel in board.panels:
        for number, target in enumerate(panel.targets):
            if "expr" not in target or panel.kind == "logs" or _is_other(target):
                continue
            plain = settled(text(target.get("expr")))
            try:
                tree = parse(plain.text)
            except PromqlError as error:
                letter = target.get("refId")
                yield board.told("MG734", f"query {letter} is no PromQL: {error}", panel, hint=error.hint, fatal=True)
                continue
            query = _Query(panel, target, number, plain, tree)
            yield from ignored_choice(board, query)
            yield from fixed_window(board, query)
            yield from lost_buckets(board, query)
            yield from matched_with_equals(board, query)


def _is_other(target: Object) -> bool:
    source = target.get("datasource")
    return isinstance(source, dict) and source.get("type") not in {"prometheus", None}


def ignored_choice(board: Board, query: _Query) -> Iterator[Diagnostic]:
    """MG735: what is chosen at the top does not change the panel, although every scraped series has that label."""
    followed = _with_what_leads_to_them(
        board.variables, {text(each.get("name")) for each in board.variables if _label_of(each) in _ON_EVERY_TARGET}
    )
    if not followed:
        return
    for selector in selectors(query.tree):
        name = selector.metric
        if name is None or ":" in name or name in _ALERTS:
            continue
        pinned = any(matcher.label == "job" for matcher in selector.matchers)
        if not pinned and not any(followed & set(variables_in(matcher.value)) for matcher in selector.matchers):
            hint = "narrow it by a variable, or pin its `job`"
            yield board.told("MG735", f"{name} is shown whatever is chosen at the top", query.panel, hint=hint)


def _with_what_leads_to_them(variables: tuple[Object, ...], names: set[str]) -> set[str]:
    """These variables and those that their values are chosen by: a container has no `job`, but its service has one."""
    queries = {text(each.get("name")): " ".join(texts(each.get("query"))) for each in variables}
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left.extend(variables_in(queries.get(name, "")))
    return found


def _label_of(variable: Object) -> str:
    """The label whose values a variable offers, empty if that is not how it is made."""
    found = (_LABEL_VALUES.search(each) for each in texts(variable.get("query")))
    return next((match[1] for match in found if match), "") if variable.get("type") == "query" else ""


def fixed_window(board: Board, query: _Query) -> Iterator[Diagnostic]:
    """MG736: a rate over a fixed window, which leaves out most samples once the graph shows a week."""
    plan = query.panel.plan
    meant = plan is not None and (
        plan.alert is not None or (query.number < len(plan.queries) and plan.queries[query.number].fixed)
    )
    if meant or query.target.get("instant"):
        return
    for node in walk(query.tree):
        if isinstance(node, Call) and node.func in _RATES and isinstance(node.args[0], MatrixSelector):
            window = node.args[0]
            if query.settled.window_of(window) not in _OF_THE_DASHBOARD:
                message = f"`{node.func}` is taken over {window.window}, whatever the graph's range"
                hint = "write `$__rate_interval` for the window"
                yield board.told("MG736", message, query.panel, hint=hint)


def lost_buckets(board: Board, query: _Query) -> Iterator[Diagnostic]:
    """MG737: a quantile whose buckets were added up, or a heatmap that is asked for as lines."""
    for node in walk(query.tree):
        if isinstance(node, Call) and node.func == "histogram_quantile":
            buckets = any((each.metric or "").endswith("_bucket") for each in selectors(node.args[1]))
            if buckets and any(_drops_le(each) for each in walk(node.args[1])):
                hint = "keep `le`: sum by (le) (...)"
                yield board.told("MG737", "the quantile is taken of buckets without `le`", query.panel, hint=hint)
    options = query.panel.json.get("options")
    calculated = isinstance(options, dict) and options.get("calculate") is True
    if query.panel.kind == "heatmap" and not calculated and query.target.get("format") != "heatmap":
        yield board.told("MG737", "a heatmap of buckets is asked for as lines", query.panel, hint="set format: heatmap")


def _drops_le(node: Node) -> bool:
    if not isinstance(node, Aggregation) or node.op in {"topk", "bottomk"}:
        return False
    if node.grouping is None:
        return True
    return ("le" in node.grouping.labels) is node.grouping.without


def matched_with_equals(board: Board, query: _Query) -> Iterator[Diagnostic]:
    """MG733: a variable of several values, compared as if it had one."""
    several = {
        text(each.get("name"))
        for each in board.variables
        if each.get("multi") is True or each.get("includeAll") is True
    }
    for selector in selectors(query.tree):
        for matcher in selector.matchers:
            named = several & set(variables_in(matcher.value))
            if named and matcher.op in {"=", "!="}:
                wanted = "=~" if matcher.op == "=" else "!~"
                message = f"{matcher.label}{matcher.op} is compared with ${min(named)}, which may be several values"
                yield board.told("MG733", message, query.panel, hint=f"write {matcher.label}{wanted}")
