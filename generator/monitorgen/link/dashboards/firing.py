"""Alerts & SLA: when which alert fired, for how long, how soon it was over, and how much was there meanwhile."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from monitorgen.link.dashboards import making
from monitorgen.link.dashboards.frame import ALERTS, SYSTEM_FOLDER, SYSTEM_TAG
from monitorgen.link.dashboards.info import INFO
from monitorgen.link.dashboards.making import Style
from monitorgen.link.dashboards.overview import notifications, seconds_fired, times_fired
from monitorgen.link.dashboards.templated import ANY_JOB, ANY_SERVICE, JOB, SERVICE
from monitorgen.link.dashboards.variables import RATE_INTERVAL
from monitorgen.plan.dashboards import Panel, Row, Step, Variable
from monitorgen.promql import build
from monitorgen.promql.types import Matcher

if TYPE_CHECKING:
    from monitorgen.link.dashboards.boards import Boards
    from monitorgen.plan.dashboards import Dashboard

RANGE = "$__range"
ANY_SEVERITY = Matcher("severity", "=~", "$severity")
_CHOSEN = (ANY_SERVICE, ANY_SEVERITY)
_GOOD = (Step("critical", None), Step("warning", Decimal("0.99")), Step("ok", Decimal("0.999")))


def alerts(boards: Boards) -> Dashboard:
    """What the on-call of the week looks back on."""
    rows = [
        Row("Now", tuple(_now())),
        Row("History", tuple(_history())),
        Row("Over the chosen time", tuple(_over())),
        Row("Service levels", tuple(_levels())),
        Row("Notifications", tuple(_notifications(boards))),
    ]
    return boards.frame.around(
        ALERTS,
        "Alerts & SLA",
        SYSTEM_FOLDER,
        SYSTEM_TAG,
        rows,
        boards.linked.spec.origin,
        description="Which alerts fired, for how long and how often, and how much was there meanwhile.",
        variables=(
            Variable(SERVICE, "Service", INFO, SERVICE),
            Variable(JOB, "Job", build.selector(INFO, (ANY_SERVICE,)), JOB, listed=True, hidden=True),
            Variable("severity", "Severity", values=tuple(boards.linked.severities.names), listed=True),
        ),
        marks=_CHOSEN,
        range_="now-7d",
    )


def _now() -> list[Panel]:
    state = build.selector("ALERTS_FOR_STATE", _CHOSEN)
    by = ("severity", "service", "alertname")
    since = f"time() - {build.aggregate('min', by, state)}"
    return [
        making.alert_list("Alerts", "Alerts that are pending or firing.", ",".join(map(str, _CHOSEN)), width=12),
        making.table(
            "Since", "How long each alert has been pending or firing.", making.rows_of(since, *by),
            Style("seconds", width=12),
        ),
    ]  # fmt: skip


def _history() -> list[Panel]:
    firing, pending = (
        build.selector("ALERTS", (Matcher("alertstate", "=", state), *_CHOSEN)) for state in ("firing", "pending")
    )
    by = ("service", "alertname")
    states = f"2 * {build.aggregate('max', by, firing)} or {build.aggregate('max', by, pending)}"
    return [
        making.states(
            "Alerts over time", "When which alert was pending and when it fired.", (making.series(states, *by),),
            Style(mappings={"1": ("pending", "warning"), "2": ("firing", "critical")}, width=24, height=12),
        ),
        making.graph(
            "Firing by service", "How many alerts of each service fire at the same time.",
            (making.series(build.aggregate("count", ("service",), firing), "service"),), Style(width=24),
        ),
    ]  # fmt: skip


def _over() -> list[Panel]:
    by = ("service", "alertname")
    fired, times = seconds_fired(by, RANGE, _CHOSEN), times_fired(by, RANGE, _CHOSEN)
    seconds = Style("seconds", width=8)
    return [
        making.bars(
            "How often", "How often each alert began to fire in the chosen time, the twenty most frequent.",
            making.now(f"topk(20, {times})", *by), Style(decimals=0, width=8),
        ),
        making.bars(
            "How long", "How long each alert fired in the chosen time, all together, the twenty longest.",
            making.now(f"topk(20, {fired})", *by), seconds,
        ),
        making.bars(
            "How soon over", "How long an alert fired on average until it was over: close to the time to repair.",
            making.now(f"topk(20, {fired} / {times})", *by), seconds,
        ),
    ]  # fmt: skip


def _levels() -> list[Panel]:
    up = build.selector("up", (ANY_JOB,))
    there = build.aggregate("avg", (JOB,), f"avg_over_time({up}[{RANGE}])")
    style = Style("ratio", _GOOD, maximum=Decimal(1), decimals=3)
    return [
        making.bars(
            "Answered scrapes", "Share of the scrapes that targets answered in the chosen time.",
            making.now(f"sort({there})", JOB), style,
        ),
        making.graph(
            "Answered scrapes over time", "Share of the targets that answer.",
            (making.series(build.aggregate("avg", (JOB,), up), JOB),), Style("ratio", maximum=Decimal(1)),
        ),
    ]  # fmt: skip


def _notifications(boards: Boards) -> list[Panel]:
    panels = []
    for metric, title, told in (
        ("alertmanager_notifications_total", "Sent", "Notifications that Alertmanager sent, or tried to."),
        ("alertmanager_notifications_failed_total", "Failed", "Notifications that nobody got, after all retries."),
    ):
        if (text := notifications(boards, metric, str(RATE_INTERVAL))) is not None:
            panels.append(making.graph(title, told, (making.series(text, "integration"),)))
    return panels
