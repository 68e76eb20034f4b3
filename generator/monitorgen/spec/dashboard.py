"""Dashboards: panels that show a function, an alert, a list of alerts or a text, and the pages that hold them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from monitorgen.raw import Raw
from monitorgen.spec.base import Entry, Form, Json, Whole
from monitorgen.spec.condition import COMPARISONS, FUNCTIONS, NARROWING, Measurement
from monitorgen.spec.scalars import (
    BOOLEAN,
    CONTENT,
    DASHBOARD_FILE,
    DURATION,
    INTEGER,
    LABEL_NAME,
    LINE,
    MATCHERS,
    NAME,
    QUANTITY,
    SELECTOR,
    TEXT,
    UID,
    VARIABLE,
    one_of,
)
from monitorgen.units import Duration, Quantity

PANEL_TYPES = (
    "timeseries", "stat", "gauge", "bargauge", "table", "heatmap", "histogram", "state-timeline", "piechart", "text",
    "alertlist",
)  # fmt: skip
PanelType = Literal[
    "timeseries", "stat", "gauge", "bargauge", "table", "heatmap", "histogram", "state-timeline", "piechart", "text",
    "alertlist",
]  # fmt: skip
UNITS = (
    "none", "ratio", "percent", "seconds", "milliseconds", "microseconds", "nanoseconds", "bytes", "per_second",
    "bytes_per_second", "celsius", "hertz", "volts", "amperes", "joules", "grams", "meters",
)  # fmt: skip
"""Units that a panel may say; `none` is a plain number."""
Tone = Literal["ok", "info", "warning", "critical"]
SOURCES = ("queries", "alert", "slo", "alerts", "text")
"""What a panel shows, other than one function."""

_LINES = "a panel shows the value; lines are drawn by `thresholds:`, or by `alert: <entry>.<Alert>`"
_NO_COMPARISON: Mapping[str, str] = dict.fromkeys(COMPARISONS, _LINES)


class Query(Measurement):
    """One of several queries of a panel; its key is the legend."""

    HINTS: ClassVar[Mapping[str, str]] = {**Measurement.HINTS, **_NO_COMPARISON, "legend": "the key is the legend"}
    FORMS = (Form(frozenset({*FUNCTIONS, "alert"}), frozenset(NARROWING)),)

    alert: Annotated[str | None, LINE] = Field(None, description="What an alert compares: `entry.Alert`.")
    axis: Annotated[Literal["left", "right"] | None, one_of("an axis", "left", "right")] = Field(
        None, description="The axis that it is drawn against; `left` by default."
    )


class Panel(Entry, Measurement):
    """One panel; its key is the title unless `title:` says another. It shows one thing."""

    HINTS: ClassVar[Mapping[str, str]] = {
        **Measurement.HINTS,
        **_NO_COMPARISON,
        "only_if": "a panel shows the value whatever else holds",
        "min_events": "a panel shows the value however few events there are",
        "query": "write the function into the panel itself, or several of them into `queries:`",
        "targets": "write a function into the panel itself, or several of them into `queries:`",
        "expression": "write `expr:`",
        "kind": "write `type:`",
        "name": "the key of a panel is its name",
        "threshold": "write `thresholds: {warning: 70%, critical: 90%}`",
        "color": "colours follow from `thresholds:`; for more write Grafana's own fields into `grafana:`",
        "options": "write Grafana's own fields into `grafana:`",
        "fieldConfig": "write Grafana's own fields into `grafana:`",
        "gridPos": "panels flow from left to right; say `width:` of 24 columns and `height:`",
        "w": "write `width:`",
        "h": "write `height:`",
        "markdown": "write `text:`",
        "alertlist": 'write `alerts:` with matchers, such as `severity="critical"`',
    }
    FORMS = (Form(frozenset({*FUNCTIONS, *SOURCES}), frozenset(NARROWING)),)
    NOT_YET = frozenset({"logs"})

    queries: dict[Annotated[str, LINE], Query] | None = Field(
        None, description="Several in one panel: legend, function."
    )
    alert: Annotated[str | None, LINE] = Field(
        None, description="What an alert compares, with its thresholds as lines: `entry.Alert`."
    )
    slo: Annotated[str | None, LINE] = Field(
        None, description="What is left of the budget of an objective, `entry.slo`, or of `all`, the least first."
    )
    alerts: Annotated[str | None, MATCHERS] = Field(None, description="A list of the alerts that match.")
    text: Annotated[str | None, CONTENT] = Field(None, description="A file, a URL or Markdown.")
    type: Annotated[PanelType | None, one_of("a type of panel", *PANEL_TYPES)] = Field(
        None, description="How it is drawn; follows from what it shows."
    )
    unit: Annotated[str | None, one_of("a unit", *UNITS)] = Field(
        None, description="The unit of its values; follows from the metric."
    )
    legend: Annotated[str | None, LINE] = Field(None, description="`{{route}}`; follows from `by`.")
    thresholds: (
        Annotated[
            dict[Annotated[Tone, one_of("a tone", "ok", "info", "warning", "critical")], Annotated[Quantity, QUANTITY]],
            Whole,
        ]
        | None
    ) = Field(None, description="From which value on it is `ok`, `info`, `warning` or `critical`.")
    stack: Annotated[Literal["normal", "percent"] | None, one_of("a way to stack", "normal", "percent")] = Field(
        None, description="Areas on top of each other, or as shares of the whole."
    )
    top: Annotated[int | None, INTEGER] = Field(None, description="Only this many series, the largest.")
    width: Annotated[int | None, INTEGER] = Field(None, description="Of 24 columns.")
    height: Annotated[int | None, INTEGER] = Field(None, description="In rows of the grid; 8 is usual.")
    row: Annotated[str | None, LINE] = Field(
        None, description="The heading that it stands under, for panels of an entry."
    )
    grafana: Annotated[object | None, Json] = Field(None, description="Merged into the panel's JSON.")


Panels = dict[Annotated[str, LINE], Panel]


class Row(Entry):
    """Panels under a heading; its key is the title."""

    HINTS: ClassVar[Mapping[str, str]] = {"collapse": "write `collapsed: true`"}

    collapsed: Annotated[bool | None, BOOLEAN] = Field(None, description="Closed until somebody opens it.")
    panels: Panels | None = Field(None, description="Its panels, in this order.")


class Variable(Entry):
    """A choice at the top of a dashboard. It narrows every panel whose series have its label."""

    SHORT = "of"
    FORMS = (Form(frozenset({"of", "values"})),)
    HINTS: ClassVar[Mapping[str, str]] = {
        "query": "write `of:` with a metric or an indicator, and `label:` if it is not the variable's name",
        "metric": "write `of:`",
        "regex": "narrow `of:` by matchers",
        "includeAll": "write `multi: false` for a choice of exactly one",
        "options": "write `values:`",
    }

    of: Annotated[str | None, SELECTOR] = Field(None, description="The metric or indicator that has the label.")
    values: list[Annotated[str, TEXT]] | None = Field(None, description="The values to choose from, if they are fixed.")
    label: Annotated[str | None, LABEL_NAME] = Field(None, description="The label; the variable's name by default.")
    multi: Annotated[bool | None, BOOLEAN] = Field(
        None, description="Whether several, or all, may be chosen; true by default."
    )


class Dashboard(Entry):
    """A dashboard of your own; or, by the name of one that is made without asking, what is different about that."""

    HINTS: ClassVar[Mapping[str, str]] = {
        "name": "the key of a dashboard is its name",
        "time": "write `range: 6h`",
        "timeRange": "write `range: 6h`",
        "templating": "write `variables:`",
        "file": "write `json:`",
        "enabled": "`<name>: none` switches a dashboard off that is made without asking",
        "service": "name it in the functions: `rate: api.http`",
        "queries": "queries stand in a panel: `panels: {Requests: {rate: api.http}}`",
    }

    FORMS = (Form(frozenset({"json", "panels"})), Form(frozenset({"json", "rows"})))

    uid: Annotated[str | None, UID] = Field(None, description="Its uid in Grafana; made from its name by default.")
    folder: Annotated[str | None, LINE] = Field(None, description="Grafana's folder; its team's by default.")
    team: Annotated[str | None, NAME] = Field(None, description="Whose it is; else from the file's owner.")
    tags: list[Annotated[str, LINE]] | None = Field(None, description="More tags.")
    range: Annotated[Duration | None, DURATION] = Field(None, description="What it looks back on; 6h by default.")
    refresh: Annotated[Duration | None, DURATION] = Field(None, description="How often it asks anew; 1m by default.")
    variables: dict[Annotated[str, VARIABLE], Variable] | None = Field(None, description="Choices at the top.")
    links: dict[Annotated[str, TEXT], Annotated[str, LINE]] | None = Field(
        None, description="Title: URL, or the name of a dashboard."
    )
    panels: Panels | None = Field(None, description="Panels at the top, in this order.")
    rows: dict[Annotated[str, LINE], Row] | None = Field(None, description="Headings with their panels, in this order.")
    json_: Annotated[str | None, DASHBOARD_FILE] = Field(
        None, alias="json", description="A dashboard that Grafana wrote, instead of panels."
    )

    @classmethod
    def displaced(cls, layer: Mapping[str, Raw]) -> frozenset[str]:
        """Panels and a file of Grafana's displace each other; panels and rows stand together and merge."""
        if "json" in layer:
            return frozenset({"panels", "rows", "variables"})
        return frozenset({"json"}) if {"panels", "rows"} & layer.keys() else frozenset()
