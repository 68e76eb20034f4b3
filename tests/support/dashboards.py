"""Dashboards of the Plan to test with: one that has a panel of every kind, and small parts to build others of."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from msgspec.structs import replace

from monitorgen.diagnostics import Origin
from monitorgen.plan.dashboards import (
    Annotation,
    Dashboard,
    Link,
    Panel,
    PanelKind,
    Query,
    Row,
    Step,
    Tone,
    Variable,
)
from monitorgen.plan.ids import dashboard_uid

ORIGIN = Origin("system.yaml", ("dashboards", "shop"))
KINDS: tuple[PanelKind, ...] = get_args(PanelKind)
RATE = 'sum by(route) (rate(http_requests_total{job=~"$service"}[$__rate_interval]))'
BUCKETS = 'sum by(le) (rate(http_request_duration_seconds_bucket{job=~"$service"}[$__rate_interval]))'
LATENCY = f"histogram_quantile(0.95, {BUCKETS})"
ERRORS = (
    'sum(rate(http_requests_total{job=~"$service",code=~"5.."}[$__rate_interval])) / '
    'sum(rate(http_requests_total{job=~"$service"}[$__rate_interval]))'
)
CODES = 'sum by(code) (rate(http_requests_total{job=~"$service"}[$__rate_interval]))'
UP = 'up{job=~"$service"}'

SERVICE = Variable("service", "Service", metric="up", label="job")
INSTANCE = Variable("instance", "Instance", metric='up{job=~"$service"}', label="instance")
ALERT_STEPS = (Step("ok", None), Step("warning", Decimal("0.02")), Step("critical", Decimal("0.05")))


def panel(key: str = "Requests", kind: PanelKind = "timeseries") -> Panel:
    """A panel that is complete for its kind."""
    return replace(_COMPLETE[kind], key=key, title=key, help=f"What {key} shows.", origin=ORIGIN.at("panels", key))


def dashboard(*rows: Row) -> Dashboard:
    """A dashboard of these rows with one variable, which its panels use."""
    return Dashboard(
        name="shop",
        uid=dashboard_uid("acme", "shop"),
        title="Shop",
        folder="Acme services",
        origin=ORIGIN,
        description="Whether the shop is well.",
        tags=("acme", "service"),
        variables=(SERVICE,),
        rows=rows or (Row(None, (panel(),)),),
    )


def every_kind() -> Dashboard:
    """A dashboard with a panel of every kind, rows open and collapsed, an alert's lines, links and an annotation."""
    uid = dashboard_uid("acme", "shop")
    link = Link("Routes", uid=uid, variables={"service": "${service}"})
    latency = (Query(LATENCY, "p95"), Query(f"sum({RATE})", "requests", axis="right"))
    numbers = (
        panel("Up", "stat"),
        panel("Saturation", "gauge"),
        panel("Busiest routes", "bargauge"),
        panel("By status", "piechart"),
    )
    graphs = (
        replace(panel("Requests"), links=(link,)),
        errors(),
        replace(panel("Latency"), queries=latency, unit="seconds"),
        panel("Latency distribution", "heatmap"),
        panel("State", "state-timeline"),
    )
    more = (panel("Targets", "table"), panel("Spread", "histogram"), panel("Lines", "logs"))
    rows = (
        Row(None, (panel("About", "text"), *numbers)),
        Row("Traffic", graphs),
        Row("Firing", (panel("Alerts", "alertlist"),)),
        Row("Details", more, collapsed=True),
    )
    return replace(
        dashboard(*rows),
        variables=(SERVICE, INSTANCE, Variable("size", "Size", values=("1", "5"), multi=False, everything=False)),
        annotations=(Annotation("Firing alerts", 'ALERTS{job=~"$service",alertstate="firing"}', "{{alertname}}"),),
        links=(Link("Runbooks", url="https://docs.example.com"), Link("Services", tags=("service",))),
    )


def errors() -> Panel:
    """A panel that draws the lines of an alert."""
    return replace(
        panel("Errors"), queries=(Query(ERRORS),), unit="ratio", steps=ALERT_STEPS, alert="shop.HighErrorRate"
    )


def _kind(kind: PanelKind, *queries: Query) -> Panel:
    return Panel(kind, kind, kind, kind, queries)


_UP: dict[str, tuple[str, Tone]] = {"0": ("down", "critical"), "1": ("up", "ok")}
_BY_ROUTE = Query(RATE, "{{route}}", ("route",))
_BY_INSTANCE = Query('up{job=~"$service",instance=~"$instance"}', "{{instance}}", ("instance",))
_COMPLETE: dict[PanelKind, Panel] = {
    "timeseries": replace(_kind("timeseries", _BY_ROUTE), unit="per_second", minimum=Decimal(0)),
    "stat": replace(_kind("stat", Query(UP, "{{instance}}", ("instance",))), mappings=_UP),
    "gauge": replace(_kind("gauge", Query(ERRORS)), unit="ratio", steps=ALERT_STEPS),
    "bargauge": replace(_kind("bargauge", replace(_BY_ROUTE, expr=f"topk(5, {RATE})")), unit="per_second"),
    "table": replace(_kind("table", Query(UP, "Up", ("job", "instance"), instant=True)), mappings=_UP),
    "heatmap": replace(_kind("heatmap", Query(BUCKETS, labels=("le",), format="heatmap")), unit="seconds"),
    "histogram": replace(_kind("histogram", Query(LATENCY)), unit="seconds"),
    "state-timeline": replace(_kind("state-timeline", _BY_INSTANCE), mappings=_UP),
    "piechart": replace(_kind("piechart", Query(CODES, "{{code}}", ("code",))), unit="per_second"),
    "logs": _kind("logs", Query('{job="shop"} |= "error"')),
    "text": replace(_kind("text"), text="**The shop** sells.\n\nTop $size routes."),
    "alertlist": replace(_kind("alertlist"), matchers='severity=~"critical|warning"'),
}
