"""Queries of panels: whether they are PromQL, and whether they show what the reader chose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from monitorgen.check.dashboards.board import text, texts
from monitorgen.promql.errors import PromqlError
from monitorgen.promql.outline import outline
from monitorgen.promql.variables import variables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.check.dashboards.board import Board, Object, Shown
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.promql.outline import Aggregated, Outline

_RATES = frozenset({"rate", "irate", "increase"})
_OF_THE_DASHBOARD = frozenset({"__rate_interval", "__range", "__range_s", "__range_ms"})
_ALERTS = frozenset({"ALERTS", "ALERTS_FOR_STATE"})
_ON_EVERY_TARGET = frozenset({"job", "instance"})
_LABEL_VALUES = re.compile(r"^label_values\((?:.*,)?\s*(\w+)\s*\)$", re.DOTALL)


class _Query(Struct, frozen=True):
    """A query that parses: `number` counts the panel's from 0."""

    panel: Shown
    target: Object
    number: int
    asks: Outline


def queries(board: Board) -> Iterator[Diagnostic]:
    """All that is found in queries."""
    followed, several = _followed(board.variables), _several(board.variables)
    for panel in board.panels:
        for number, target in enumerate(panel.targets):
            if "expr" not in target or panel.kind == "logs" or _is_other(target):
                continue
            try:
                asks = outline(text(target.get("expr")))
            except PromqlError as error:
                letter = target.get("refId")
                yield board.told("MG734", f"query {letter} is no PromQL: {error}", panel, hint=error.hint, fatal=True)
                continue
            query = _Query(panel, target, number, asks)
            if followed:
                yield from ignored_choice(board, query, followed)
            yield from fixed_window(board, query)
            yield from lost_buckets(board, query)
            if several:
                yield from matched_with_equals(board, query, several)


def _is_other(target: Object) -> bool:
    source = target.get("datasource")
    # No set: an owner's JSON may hold a list here.
    return isinstance(source, dict) and source.get("type") not in ("prometheus", None)


def ignored_choice(board: Board, query: _Query, followed: set[str]) -> Iterator[Diagnostic]:
    """MG735: what is chosen at the top does not change the panel, although every scraped series has that label."""
    for series in query.asks.series:
        name = series.metric
        if name is None or ":" in name or name in _ALERTS:
            continue
        pinned = any(each.label == "job" for each in series.narrowed)
        if not pinned and all(followed.isdisjoint(each.variables) for each in series.narrowed):
            hint = "narrow it by a variable, or pin its `job`"
            yield board.told("MG735", f"{name} is shown whatever is chosen at the top", query.panel, hint=hint)


def _followed(variables: tuple[Object, ...]) -> set[str]:
    """The variables that choose by a label of every scraped series, and those that their values are chosen by.

    A container has no `job`, but its service has one.
    """
    queries = {text(each.get("name")): " ".join(texts(each.get("query"))) for each in variables}
    found: set[str] = set()
    left = [text(each.get("name")) for each in variables if _label_of(each) in _ON_EVERY_TARGET]
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
    for call in query.asks.calls:
        window = call.args[0].window if call.func in _RATES else None
        if window is not None and window.variable not in _OF_THE_DASHBOARD:
            message = f"`{call.func}` is taken over {window.length}, whatever the graph's range"
            hint = "write `$__rate_interval` for the window"
            yield board.told("MG736", message, query.panel, hint=hint)


def lost_buckets(board: Board, query: _Query) -> Iterator[Diagnostic]:
    """MG737: a quantile whose buckets were added up, or a heatmap that is asked for as lines."""
    for call in query.asks.calls:
        if call.func == "histogram_quantile":
            asked = call.args[1]
            buckets = any((each.metric or "").endswith("_bucket") for each in asked.series)
            if buckets and any(_drops_le(each) for each in asked.aggregations):
                hint = "keep `le`: sum by (le) (...)"
                yield board.told("MG737", "the quantile is taken of buckets without `le`", query.panel, hint=hint)
    if query.panel.kind == "heatmap" and query.target.get("format") != "heatmap":
        options = query.panel.json.get("options")
        if not isinstance(options, dict) or options.get("calculate") is not True:
            message = "a heatmap of buckets is asked for as lines"
            yield board.told("MG737", message, query.panel, hint="set format: heatmap")


def _drops_le(aggregated: Aggregated) -> bool:
    if aggregated.op in {"topk", "bottomk"}:
        return False
    grouping = aggregated.grouping
    return grouping is None or ("le" in grouping.labels) is grouping.without


def _several(variables: tuple[Object, ...]) -> set[str]:
    """The variables that may stand for several values."""
    return {text(each.get("name")) for each in variables if each.get("multi") is True or each.get("includeAll") is True}


def matched_with_equals(board: Board, query: _Query, several: set[str]) -> Iterator[Diagnostic]:
    """MG733: a variable of several values, compared as if it had one."""
    for series in query.asks.series:
        for each in series.narrowed:
            if each.op in {"=", "!="} and (named := several.intersection(each.variables)):
                wanted = "=~" if each.op == "=" else "!~"
                message = f"{each.label}{each.op} is compared with ${min(named)}, which may be several values"
                yield board.told("MG733", message, query.panel, hint=f"write {each.label}{wanted}")
