"""Conditions: one function, optional narrowing, one comparison, flat in the alert that they belong to.

The table `FUNCTIONS` says for each function what it needs, allows and means; the models, the JSON Schema, the reference
pages and the errors are made from it.
"""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from msgspec import Struct
from pydantic import Field, Tag

from monitorgen.functions import QUANTILES, FunctionName
from monitorgen.spec.base import BY_SHAPE, Form, Node, Whole
from monitorgen.spec.scalars import (
    BOOLEAN,
    INTEGER,
    INTERVAL,
    LABEL_NAME,
    MATCHERS,
    NAME,
    PROMQL,
    QUANTITY,
    SELECTOR,
    one_of,
)
from monitorgen.units import Duration, Quantity

Operand = Literal["any", "gauge", "counter", "histogram", "timestamp", "indicator", "resource", "targets", "promql"]
Over = Literal["default", "required", "optional", "refused"]

DEFAULT_WINDOW = Duration(5 * 60_000)


class Function(Struct, frozen=True):
    """What a function of a condition works on and which companions it takes.

    `operand` is what its value names; `over` tells how it treats the window, `by` what it does when `by` is left out
    (`each` series, `entry`: one per entry, `instance`, `required`). `compared`: it wants above, below or equals.
    """

    operand: Operand
    meaning: str
    over: Over = "refused"
    by: Literal["each", "entry", "instance", "required", "refused"] = "each"
    companions: frozenset[str] = frozenset()
    compared: bool = True


_AGGREGATE = "over series (`by`), over time (`over`), or both"

FUNCTIONS: Mapping[FunctionName, Function] = {
    "value": Function("any", "each series; with `over` its average over that time", over="optional"),
    "rate": Function("counter", "per second", over="default", by="entry"),
    "increase": Function("counter", "count within `over`", over="default", by="entry"),
    "sum": Function("any", f"sum {_AGGREGATE}", over="optional", by="entry"),
    "avg": Function("any", f"average {_AGGREGATE}", over="optional", by="entry"),
    "min": Function("any", f"smallest {_AGGREGATE}", over="optional", by="entry"),
    "max": Function("any", f"largest {_AGGREGATE}", over="optional", by="entry"),
    "count": Function("any", f"number {_AGGREGATE}", over="optional", by="entry"),
    **{
        name: Function("histogram", f"{share} quantile of a histogram or an indicator", over="default", by="entry")
        for name, share in QUANTILES.items()
    },
    "error_ratio": Function("indicator", "failed share; 0 without errors", over="default", by="entry"),
    "ratio": Function("any", "A/B, or 1 - A/B", over="optional", by="entry", companions=frozenset({"of", "invert"})),
    "usage": Function("resource", "used share of a limit", by="instance"),
    "change": Function("any", "now against then", over="required", by="entry"),
    "forecast": Function("gauge", "linear prediction", over="required", companions=frozenset({"ahead"})),
    "age": Function("timestamp", "now - T", by="entry"),
    "until": Function("timestamp", "T - now", by="entry"),
    "down": Function("targets", "targets down or vanished", by="refused", compared=False),
    "absent": Function("any", "the series is gone", by="refused", compared=False),
    "expr": Function("promql", "anything else", by="refused", compared=False),
}
"""The functions of a condition, in the order in which the reference shows them."""

COMPARISONS: tuple[Literal["above", "below", "equals"], ...] = ("above", "below", "equals")
NARROWING = ("of", "invert", "over", "ahead", "by", "where", "only_if", "min_events", "missing")

Threshold = Annotated[
    Annotated[Quantity, QUANTITY, Tag("text")]
    | Annotated[dict[Annotated[str, NAME], Annotated[Quantity, QUANTITY]], Whole, Tag("map")],
    BY_SHAPE,
]

_S = Annotated[str | None, SELECTOR]


class Measurement(Node):
    """One function and what narrows it: what an alert compares and what a panel shows."""

    FORMS: ClassVar[tuple[Form, ...]] = (Form(frozenset(FUNCTIONS), frozenset(NARROWING)),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "query": "write a function such as `rate:`, or `expr:` for PromQL",
        "metric": "name it by a function: `value:` for a gauge, `rate:` or `increase:` for a counter",
        "window": "`over` is what a function looks back on",
        "interval": "`over` is what a function looks back on",
        "quantile": "write `p95: http` and the like",
        "errors": "write `error_ratio: <indicator>`",
    }

    value: _S = Field(None, description="Each series of a metric.")
    rate: _S = Field(None, description="Per second rate of a counter or of an indicator's events.")
    increase: _S = Field(None, description="How much a counter grew within `over`.")
    sum: _S = Field(None, description="Sum over series, over time, or both.")
    avg: _S = Field(None, description="Average over series, over time, or both.")
    min: _S = Field(None, description="Smallest over series, over time, or both.")
    max: _S = Field(None, description="Largest over series, over time, or both.")
    count: _S = Field(None, description="Number of series, or of samples over time.")
    p50: _S = Field(None, description="Median of a histogram or an indicator's duration.")
    p75: _S = Field(None, description="75th percentile of a histogram or an indicator's duration.")
    p90: _S = Field(None, description="90th percentile of a histogram or an indicator's duration.")
    p95: _S = Field(None, description="95th percentile of a histogram or an indicator's duration.")
    p99: _S = Field(None, description="99th percentile of a histogram or an indicator's duration.")
    p999: _S = Field(None, description="99.9th percentile of a histogram or an indicator's duration.")
    error_ratio: _S = Field(None, description="Failed share of an indicator's events.")
    ratio: _S = Field(None, description="This divided by `of`; with `invert`, one minus that.")
    usage: _S = Field(None, description="Used share of a resource indicator's limit.")
    change: _S = Field(None, description="Now against `over` ago; a counter by its rate.")
    forecast: _S = Field(None, description="Linear prediction from `over`, `ahead` of now.")
    age: _S = Field(None, description="Seconds since a timestamp.")
    until: _S = Field(None, description="Seconds until a timestamp.")
    down: Annotated[Literal["any", "all"] | None, one_of("a kind of down", "any", "all")] = Field(
        None, description="Targets that are down or vanished: `any` of them, or `all`."
    )
    absent: _S = Field(None, description="The series is gone.")
    expr: Annotated[str | None, PROMQL] = Field(None, description="PromQL, for what no function says.")

    of: _S = Field(None, description="What `ratio` is divided by.")
    invert: Annotated[bool | None, BOOLEAN] = Field(None, description="One minus the ratio.")
    over: Annotated[Duration | None, INTERVAL] = Field(None, description="What the function looks back on.")
    ahead: Annotated[Duration | None, INTERVAL] = Field(None, description="How far `forecast` looks.")
    by: list[Annotated[str, LABEL_NAME]] | None = Field(None, description="Labels that are kept apart.")
    where: Annotated[str | None, MATCHERS] = Field(None, description="Matchers added to every selector.")


class Condition(Measurement):
    """One function and what narrows it; `above`, `below` or `equals` make it a condition."""

    FORMS = (
        Form(frozenset(FUNCTIONS), frozenset({*NARROWING, *COMPARISONS})),
        Form(frozenset(COMPARISONS)),
    )
    HINTS: ClassVar[Mapping[str, str]] = {
        **Measurement.HINTS,
        "threshold": "write `above:` or `below:` in the alert itself",
        "condition": "write the function and `above:` or `below:` in the alert itself",
        "when": "write the function and `above:` or `below:` in the alert itself",
    }

    only_if: "Condition | None" = Field(None, description="Must hold too.")
    min_events: Annotated[int | None, INTEGER] = Field(None, description="Quiet with fewer events within `over`.")
    missing: Annotated[
        Literal["zero", "quiet", "fire"] | None, one_of("a way to treat missing series", "zero", "quiet", "fire")
    ] = Field(None, description="What missing series mean.")

    above: Threshold | None = Field(None, description="Fires above this; or one quantity per severity.")
    below: Threshold | None = Field(None, description="Fires below this; or one quantity per severity.")
    equals: Threshold | None = Field(None, description="Fires at exactly this; or one quantity per severity.")
