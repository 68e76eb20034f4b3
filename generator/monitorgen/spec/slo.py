"""Service level objectives: which share of what has to be good, over which time, and when its budget burns too fast."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, Tag

from monitorgen import units
from monitorgen.raw import Nothing
from monitorgen.spec.base import BY_SHAPE, Entry, Form, Node, Whole
from monitorgen.spec.condition import Condition
from monitorgen.spec.scalars import (
    ALERT_NAME,
    BOOLEAN,
    DURATION,
    INTEGER,
    INTERVAL,
    LABEL_NAME,
    MATCHERS,
    NAME,
    PERCENT,
    QUANTITY,
    REFERENCE,
    RUNBOOK,
    SELECTOR,
    TEXT,
    Scalar,
    one_of,
)
from monitorgen.units import Duration, Quantity

_CALENDAR = frozenset({"month", "quarter", "year", "week", "day", "calendar", "monthly", "quarterly", "yearly", "1M"})


def _period(text: str) -> Duration:
    if text.lower() in _CALENDAR or text == "1M":
        hint = "Prometheus looks back over a fixed time: write one such as 28d, 30d or 90d"
        raise units.UnitError(f"{text!r} is a calendar period, which no recording rule can follow", hint)
    period = units.duration(text)
    if period.ms < 3_600_000:
        raise units.UnitError(
            f"a period of {period} is too short to spend a budget in", "write at least 1h, such as 30d"
        )
    return period


PERIOD = Scalar("a period", _period, "30d", DURATION.pattern)
PROFILE = one_of("a profile", "native", "sloth")
Profile = Literal["native", "sloth"]

SLIS = (
    "indicator",
    "total",
    "error_ratio_query",
    "success_ratio_query",
    "good_when",
    "all_of",
)
"""The fields of which one says what is measured."""


class BurnAlert(Node):
    """A pair of windows: it fires when both have burnt their budget faster than `burn_rate`."""

    FORMS = (Form(frozenset({"budget", "burn_rate"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "factor": "write `burn_rate:`",
        "rate": "write `burn_rate:`",
        "window": "write `long:`; `short:` is a twelfth of it",
        "short_window": "write `short:`",
        "long_window": "write `long:`",
        "consumed": "write `budget:`, the share of it that is gone when this fires",
    }

    long: Annotated[Duration | None, INTERVAL] = Field(None, description="The window that tells that it matters.")
    short: Annotated[Duration | None, INTERVAL] = Field(
        None, description="The window that tells that it still goes on; a twelfth of `long` by default."
    )
    budget: Annotated[Decimal | None, PERCENT] = Field(
        None, description="Share of the period's budget that is gone within `long` when this fires."
    )
    burn_rate: Annotated[Quantity | None, QUANTITY] = Field(
        None, description="How many times faster than the budget allows; instead of `budget`."
    )
    for_: Annotated[Duration | None, DURATION] = Field(
        None, alias="for", description="How long it must hold before it fires; at once by default."
    )
    severity: Annotated[str | None, NAME] = Field(None, description="One of `severities`. Required.")


class TimeSlices(Node):
    """Time in slices, each of which is good or bad as a whole."""

    SHORT = "objective"

    objective: Annotated[Decimal | None, PERCENT] = Field(
        None, description="A slice is good if at least this share of it is; one without traffic is good."
    )
    length: Annotated[Duration | None, INTERVAL] = Field(None, description="How long a slice is; `1m` by default.")


BurnAlerts = Annotated[Annotated[list[BurnAlert], Tag("list")] | Annotated[Nothing, Tag("none")], BY_SHAPE]
NoData = Annotated[Annotated[str, NAME, Tag("text")] | Annotated[Nothing, Tag("none")], BY_SHAPE]


class Slo(Entry):
    """A service level objective; its rules, alerts and dashboard follow from it."""

    SHORT = "objective"
    FORMS = (
        Form(frozenset(SLIS), frozenset({"threshold", "where", "errors", "good", "time_slices"})),
        Form(frozenset({"errors", "good"})),
    )
    HINTS: ClassVar[Mapping[str, str]] = {
        "target": "write `objective: 99.9%`",
        "goal": "write `objective: 99.9%`",
        "window": "write `period: 30d`",
        "time_window": "write `period: 30d`",
        "timeWindow": "write `period: 30d`",
        "sli": "say what is measured: `indicator:`, `total:` with `errors:`, `good_when:` or `all_of:`",
        "latency": "write `threshold: 500ms`: the share of requests that take at most so long",
        "below": "write `threshold: 500ms`: the share of requests that take at most so long",
        "alerting": "`burn_alerts` says when its budget burns too fast, `none` that nobody is told",
        "page_alert": "`burn_alerts` lists pairs of windows, each with its severity",
        "ticket_alert": "`burn_alerts` lists pairs of windows, each with its severity",
        "pageAlert": "`burn_alerts` lists pairs of windows, each with its severity",
        "ticketAlert": "`burn_alerts` lists pairs of windows, each with its severity",
        "severity": "each pair of `burn_alerts` says its own, as do `budget_alerts`",
        "error_query": "write `errors:`, with `$window` where a window stands",
        "total_query": "write `total:`, with `$window` where a window stands",
        "bad": "write `errors:`",
        "group_by": "write `by:`",
        "grouping": "write `by:`",
        "owner": "write `team:`",
        "sloth": "write `profile: sloth`",
        "exclude": "write `maintenance:` with a gauge that is above 0 while nothing is to be counted",
        "time_intervals": "write `maintenance:` with a gauge, which may be a recording rule over hours in UTC",
        "query": "write `error_ratio_query:`, with `$window` where a window stands",
    }

    objective: Annotated[Decimal | None, PERCENT] = Field(None, description="Which share has to be good. Required.")
    period: Annotated[Duration | None, PERIOD] = Field(
        None, description="The time that the objective holds over; `30d` by default."
    )
    indicator: Annotated[str | None, REFERENCE] = Field(
        None, description="An indicator: its errors of its total. `main` by default."
    )
    threshold: Annotated[Quantity | None, QUANTITY] = Field(
        None, description="Share of the indicator's `duration` that is at most this, instead of its errors."
    )
    total: Annotated[str | None, SELECTOR] = Field(
        None, description="A counter of all events, or PromQL with `$window`; `errors` or `good` stands beside it."
    )
    errors: Annotated[str | None, SELECTOR] = Field(None, description="A counter of bad events, or such PromQL.")
    good: Annotated[str | None, SELECTOR] = Field(None, description="A counter of good events, or such PromQL.")
    error_ratio_query: Annotated[str | None, TEXT] = Field(
        None, description="PromQL with `$window` that gives the failed share itself; each moment weighs the same."
    )
    success_ratio_query: Annotated[str | None, TEXT] = Field(
        None, description="PromQL with `$window` that gives the share that is good."
    )
    good_when: Condition | None = Field(None, description="Share of the time that this condition holds.")
    all_of: list[Annotated[str, REFERENCE]] | None = Field(
        None, description="Other SLOs, `entry.slo`: bad when any of them is, the worst part decides."
    )
    time_slices: TimeSlices | None = Field(
        None, description="Counts slices of time, good or bad as a whole, instead of events."
    )
    where: Annotated[str | None, MATCHERS] = Field(None, description="Matchers added to every selector.")
    by: list[Annotated[str, LABEL_NAME]] | None = Field(
        None, description="Labels of which each value has a budget of its own; one budget by default."
    )
    min_events: Annotated[int | None, INTEGER] = Field(
        None, description="A pair is quiet when its long window saw fewer events."
    )
    maintenance: Annotated[str | None, SELECTOR] = Field(
        None, description="A gauge; while it is above 0, nothing is counted and nobody is told of missing data."
    )
    burn_alerts: BurnAlerts | None = Field(
        None, description="Pairs of windows; burn rates 14.4 and 6 critical, 3 and 1 warning by default; or `none`."
    )
    alert_name: Annotated[str | None, ALERT_NAME] = Field(
        None, description="The name of the alerts of `burn_alerts`; `<Slo>BudgetBurn` by default."
    )
    budget_alerts: Annotated[dict[Annotated[Decimal, PERCENT], Annotated[str, NAME]], Whole] | None = Field(
        None, description="Share of the period's budget that is gone: severity."
    )
    forecast_alerts: Annotated[dict[Annotated[Duration, INTERVAL], Annotated[str, NAME]], Whole] | None = Field(
        None, description="How far ahead the budget is seen to end, at the pace of the last day: severity."
    )
    no_data: NoData | None = Field(
        None, description="Severity of the alert that nothing is measured any more; `warning` by default; or `none`."
    )
    other_periods: Annotated[dict[Annotated[Duration, PERIOD], Annotated[Decimal, PERCENT]], Whole] | None = Field(
        None, description="Period: objective; recorded and shown, never alerting."
    )
    exact: Annotated[bool | None, BOOLEAN] = Field(
        None, description="Long windows are read from the counters themselves, which costs more."
    )
    profile: Annotated[Profile | None, PROFILE] = Field(
        None, description="Whose names its series have: `native` or `sloth`; the system's `slo_profile` by default."
    )
    team: Annotated[str | None, NAME] = Field(None, description="The team that is told; else the entry's.")
    runbook: Annotated[str | None, RUNBOOK] = Field(
        None, description="What to do: the name of a file in `runbooks/`, its path, a URL or Markdown."
    )
    labels: dict[Annotated[str, LABEL_NAME], Annotated[str, TEXT]] | None = Field(
        None, description="Labels of its alerts and its info series, never of what is recorded."
    )


Slos = dict[Annotated[str, NAME], Slo]
