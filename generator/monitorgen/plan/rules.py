"""Recording and alerting rules, each with the intent that it was lowered from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from monitorgen.plan.documents import UNSAID, Guide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from monitorgen.diagnostics import Origin
    from monitorgen.functions import FunctionName
    from monitorgen.plan.indicators import Measured
    from monitorgen.plan.slos import SloIntent
    from monitorgen.plan.values import Labels
    from monitorgen.promql.types import LabelSchema, Matcher
    from monitorgen.units import Duration

Comparison = Literal["above", "below", "equals"]
Missing = Literal["zero", "quiet", "fire"]


class Series(Struct, frozen=True):
    """A metric and the matchers that pick its series, confinement included."""

    metric: str
    matchers: tuple[Matcher, ...] = ()


class Condition(Struct, frozen=True):
    """What an owner meant: a function of series, compared with a threshold.

    `function` is a word of the language (`rate`, `p95`, `error_ratio`, ...). `series` are named by their part in it:
    `of` is what the function works on, `total`, `errors`, `good`, `limit`, `free`, `by_what` the others.
    `threshold` is in base units (seconds, bytes, ratio, 1/s); None for `down` and `absent`. `by` are the labels that
    the result keeps apart, None if every series stands for itself.
    """

    function: FunctionName | Literal["heartbeat"]
    series: Mapping[str, Series]
    by: tuple[str, ...] | None
    over: Duration | None = None
    ahead: Duration | None = None
    invert: bool = False
    comparison: Comparison | None = None
    threshold: Decimal | None = None
    unit: str = ""
    missing: Missing = "quiet"
    min_events: int = 0
    only_if: Condition | None = None
    targets: tuple[str, ...] = ()


class Recording(Struct, frozen=True):
    """A recording rule."""

    name: str
    expr: str
    labels: Labels
    origin: Origin


class UserTest(Struct, frozen=True):
    """A test that the owner of a raw expression wrote."""

    sentence: str
    series: Mapping[str, str]
    interval: Duration
    at: Duration
    fires: bool | tuple[Labels, ...]


class Alert(Struct, frozen=True):
    """An alerting rule. `condition` is None where the owner wrote PromQL, which states no intent.

    `slo` is what it means of an objective, and `condition` is None then, too. `recorded` are the rules that its
    expression reads; they stand before it in its group. `guide` is what is said of it in words.
    """

    name: str
    expr: str
    condition: Condition | None
    hold: Duration
    keep: Duration
    severity: str
    team: str | None
    labels: Labels
    result: LabelSchema
    annotations: Mapping[str, str]
    tests: tuple[UserTest, ...]
    unproven: str | None
    origin: Origin
    recorded: tuple[Recording, ...] = ()
    slo: SloIntent | None = None
    guide: Guide = UNSAID


class RuleGroup(Struct, frozen=True):
    """Rules that are evaluated together, in order. `measured` is the objective that they are about, if any."""

    name: str
    interval: Duration | None
    rules: tuple[Recording | Alert, ...]
    measured: Measured | None = None
