"""What an alert means, in words that need no PromQL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from monitorgen.diagnostics import Origin
from monitorgen.plan.documents import in_words
from monitorgen.plan.rules import Alert, Condition, Series
from monitorgen.plan.slos import Burn, BurnPair, Forecast, NoData, Slo, Spent
from monitorgen.promql.types import LabelSchema, Matcher
from monitorgen.targets.portal import words
from monitorgen.targets.portal.blocks import Code
from monitorgen.units import Duration

MINUTE = 60_000
ALERT = Alert(
    name="HighCPUUsage",
    expr="x > 1",
    condition=None,
    hold=Duration(5 * MINUTE),
    keep=Duration(0),
    severity="warning",
    team=None,
    labels={},
    result=LabelSchema(),
    annotations={},
    tests=(),
    unproven=None,
    origin=Origin("a.yaml", ()),
)


def series(metric: str, **matchers: str) -> Series:
    return Series(metric, tuple(Matcher(label, "=", value) for label, value in matchers.items()))


def said(line: object) -> str:
    """A line as people read it."""
    parts = line if isinstance(line, tuple) else (line,)
    return "".join(part.text if isinstance(part, Code) else str(part) for part in parts)


CONDITIONS = [
    (
        Condition("value", {"of": series("queue_depth", job="api")}, None, comparison="above", threshold=Decimal(100)),
        "queue_depth",
        "above 100, for 5m",
    ),
    (
        Condition(
            "error_ratio",
            {"errors": series("http_total", job="api", code="500"), "total": series("http_total")},
            ("job",),
            Duration(5 * MINUTE),
            comparison="above",
            threshold=Decimal("0.05"),
            unit="ratio",
            min_events=20,
        ),
        'The failed share: http_total{code="500"} of http_total',
        "above 5% over 5m with at least 20 events, for 5m",
    ),
    (
        Condition(
            "p95",
            {"of": series("http_seconds")},
            ("job", "route"),
            Duration(5 * MINUTE),
            comparison="above",
            threshold=Decimal("1.5"),
            unit="seconds",
        ),
        "p95 of http_seconds, for each route",
        "above 1s500ms over 5m, for 5m",
    ),
    (
        Condition(
            "usage",
            {"free": series("mem_free_bytes"), "limit": series("mem_bytes")},
            ("instance",),
            comparison="above",
            threshold=Decimal("0.9"),
            unit="ratio",
        ),
        "The used share: all of mem_bytes but mem_free_bytes, for each instance",
        "above 90%, for 5m",
    ),
    (
        Condition(
            "forecast",
            {"of": series("disk_free_bytes")},
            None,
            Duration(360 * MINUTE),
            Duration(1440 * MINUTE),
            comparison="below",
            threshold=Decimal(10 * 1024**3),
            unit="bytes",
        ),
        "the forecast of disk_free_bytes in 1d",
        "below 10GiB over 6h, for 5m",
    ),
    (
        Condition(
            "ratio",
            {"of": series("hits_total"), "total": series("asked_total")},
            None,
            Duration(5 * MINUTE),
            invert=True,
            comparison="below",
            threshold=Decimal("0.5"),
            unit="ratio",
        ),
        "1 - hits_total of asked_total",
        "below 50% over 5m, for 5m",
    ),
    (
        Condition(
            "change",
            {"of": series("workers")},
            ("job",),
            Duration(30 * MINUTE),
            comparison="below",
            threshold=Decimal("-0.3"),
            unit="ratio",
        ),
        "the relative change of workers",
        "below -30% over 30m, for 5m",
    ),
    (
        Condition("down", {"of": series("up")}, ("job", "instance")),
        "A target answers no scrape, or has vanished, for each instance",
        "for 5m",
    ),
    (
        Condition("absent", {"of": series("backup_time_seconds")}, None),
        "There is no series of backup_time_seconds",
        "for 5m",
    ),
    (
        Condition(
            "rate",
            {"of": series("bytes_total")},
            None,
            Duration(5 * MINUTE),
            comparison="equals",
            threshold=Decimal(0),
            unit="bytes_per_second",
            only_if=Condition("value", {"of": series("busy")}, None, comparison="above", threshold=Decimal(1)),
        ),
        "the rate of bytes_total; only if busy is above 1",
        "exactly 0B/s over 5m, for 5m",
    ),
]


@pytest.mark.parametrize(("condition", "meaning", "threshold"), CONDITIONS, ids=lambda each: str(each)[:30])
def test_a_condition_in_words(condition: Condition, meaning: str, threshold: str) -> None:
    alert = replace(ALERT, condition=condition)
    assert said(words.meaning(alert)) == meaning
    assert words.threshold(alert) == threshold


def test_what_fires_at_once_says_so_and_an_expression_speaks_for_itself() -> None:
    annotations = {"description": "{{ $labels.instance }} has {{ $value | humanize }}{{ if true }} or{{ end }} more."}
    alert = replace(ALERT, hold=Duration(0), annotations=annotations)
    assert words.meaning(alert) == "<instance> has <value> or more."
    assert words.threshold(alert) == "as its expression says, at once"
    assert words.meaning(ALERT) == "What its expression says."


SLO = Slo(
    unit="api",
    service="api",
    name="availability",
    kind="events",
    objective=Decimal("0.999"),
    period=Duration(30 * 1440 * MINUTE),
    other_periods=(),
    pairs=(),
    by=(),
    min_events=0,
    labels={},
    alert="Burn",
)
PAIRS = (BurnPair(Duration(60 * MINUTE), Duration(5 * MINUTE), Decimal("14.4"), Duration(0), "critical"),)


@pytest.mark.parametrize(
    ("intent", "meaning", "threshold"),
    [
        (
            Burn(SLO, PAIRS),
            "The error budget of availability burns too fast",
            "budget burns 14.4x over 1h and 5m, for 5m",
        ),
        (Spent(SLO, Decimal("0.9")), "90% of the error budget of availability is gone", "for 5m"),
        (
            Forecast(SLO, Duration(3 * 1440 * MINUTE)),
            "At the pace of the last day the error budget of availability ends within 3d",
            "for 5m",
        ),
        (
            NoData(SLO),
            "Nothing is measured of availability any more, though something was within the last day",
            "for 5m",
        ),
    ],
    ids=["burn", "spent", "forecast", "no data"],
)
def test_an_alert_of_an_objective_in_words(
    intent: Burn | Spent | Forecast | NoData, meaning: str, threshold: str
) -> None:
    alert = replace(ALERT, slo=intent)
    assert (said(words.meaning(alert)), words.threshold(alert)) == (meaning, threshold)


@pytest.mark.parametrize(
    ("objective", "days", "budget"), [("0.999", 30, "43.2 min"), ("0.99", 1, "14.4 min"), ("0.99999", 1, "0.014 min")]
)
def test_a_budget_in_minutes(objective: str, days: int, budget: str) -> None:
    slo = replace(SLO, objective=Decimal(objective), period=Duration(days * 1440 * MINUTE))
    assert words.budget_minutes(slo) == budget


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        ("0.05", "ratio", "5%"),
        ("2", "seconds", "2s"),
        ("0.25", "seconds", "250ms"),
        ("-5", "seconds", "-5s"),
        ("1536", "bytes", "1536B"),
        ("1048576", "bytes", "1MiB"),
        ("1024", "bytes_per_second", "1KiB/s"),
        ("5", "per_second", "5/s"),
        ("80", "percent", "80%"),
        ("3", "", "3"),
        ("60", "celsius", "60 celsius"),
    ],
)
def test_an_amount_with_its_unit(number: str, unit: str, text: str) -> None:
    assert words.amount(Decimal(number), unit) == text


def test_an_alert_by_its_name_in_words() -> None:
    assert in_words(ALERT.name) == "High CPU usage"
