"""What is wrong with an expression where it stands, beyond what Prometheus's own check would say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitorgen.promql.errors import PromqlError
from monitorgen.promql.finding import Analysis, Context, Problem
from monitorgen.promql.parse import parse
from monitorgen.promql.rules import (
    comparisons,
    conditions,
    counters,
    division,
    features,
    grouping,
    histograms,
    matching,
    series,
    windows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["RULES", "Context", "Problem", "problems"]

RULES: tuple[Callable[[Analysis], Iterator[Problem]], ...] = (
    series.unknown_metric,
    series.impossible_matcher,
    series.whole_bound,
    grouping.impossible_grouping,
    matching.never_matches,
    matching.several_in_a_match,
    counters.rate_of_sum,
    counters.rate_of_gauge,
    counters.gauge_function_of_counter,
    counters.raw_counter,
    counters.irate_in_alert,
    histograms.quantile_without_le,
    histograms.quantile_of_no_rate,
    histograms.quantile_of_each_series,
    histograms.quantile_out_of_range,
    windows.short_window,
    windows.beyond_retention,
    conditions.no_series,
    conditions.no_condition,
    conditions.vague_absent,
    division.divisor_of_zero,
    division.share_without_zero,
    comparisons.outcome_known,
    features.unsupported,
)


def problems(text: str, context: Context) -> list[Problem]:
    """All that the rules find in an expression, or the one reason why it is none."""
    try:
        root = parse(text)
    except PromqlError as error:
        at = None if error.position is None else (error.position, min(error.position + 1, len(text)))
        return [Problem("MG300", f"this is no PromQL: {error}", text, error.hint, at=at)]
    analysis = Analysis(text, root, context)
    return list(dict.fromkeys(problem for rule in RULES for problem in rule(analysis)))
