"""The functions of conditions: the words that owners write, that the Plan keeps as intent, and that proofs play."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

FunctionName = Literal[
    "value", "rate", "increase", "sum", "avg", "min", "max", "count",
    "p50", "p75", "p90", "p95", "p99", "p999",
    "error_ratio", "ratio", "usage", "change", "forecast", "age", "until",
    "down", "absent", "expr",
]  # fmt: skip

QUANTILES: Mapping[FunctionName, str] = {
    "p50": "0.5",
    "p75": "0.75",
    "p90": "0.9",
    "p95": "0.95",
    "p99": "0.99",
    "p999": "0.999",
}
"""The functions that are quantiles, each with its share as PromQL writes it."""
