"""Dashboards: what is shown, in which order and against which lines, before any field of Grafana's.

Panels say queries and meaning; where they stand on the grid, ids and the schema of a version are the target's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from monitorgen.diagnostics import Origin
    from monitorgen.document import Json
    from monitorgen.units import Duration

PanelKind = Literal[
    "timeseries", "stat", "gauge", "bargauge", "table", "heatmap", "histogram", "state-timeline", "piechart", "logs",
    "text", "alertlist",
]  # fmt: skip
Tone = Literal["ok", "info", "warning", "critical"]
"""What a value means; the target gives it a colour."""


class Query(Struct, frozen=True):
    """One query of a panel: PromQL that may hold the dashboard's variables and `$__rate_interval`.

    `legend` is a template such as `{{route}}`, "" where one series needs no name. `labels` are those that its series
    keep apart. `instant`: only the last value is wanted. `interval` is how often its series get a value, where that is
    not the global scrape interval: `$__rate_interval` follows from it. `unit`: its own, where that is not its panel's.
    `fixed`: its windows are written out, because its owner wants those.
    """

    expr: str
    legend: str = ""
    labels: tuple[str, ...] = ()
    instant: bool = False
    format: Literal["series", "heatmap", "table"] = "series"
    axis: Literal["left", "right"] = "left"
    interval: Duration | None = None
    unit: str | None = None
    fixed: bool = False


class Step(Struct, frozen=True):
    """From `value` on (in the panel's base unit; None: from the start) a value has this tone."""

    tone: Tone
    value: Decimal | None


class Link(Struct, frozen=True):
    """A link; one to another dashboard of the bundle says its `uid`, any other one its `url`.

    One that says `tags` is a list of all dashboards that have them, whatever there are. `variables` are values that
    another dashboard opens with, by variable.
    """

    title: str
    url: str | None = None
    uid: str | None = None
    tags: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    keep_variables: bool = True
    keep_time: bool = True


class Panel(Struct, frozen=True):
    """A panel. `key` is stable and unique in its dashboard: ids and links are made from it.

    `unit` is ours ("seconds", "bytes", "ratio", "per_second", "bytes_per_second", ...; "" for plain numbers), `minimum`
    and `maximum` bound the axis in it. `mappings` name values (`{"0": ("down", "critical")}`). `alert` is
    `unit.AlertName` where it draws the lines of one. `text` is Markdown of text panels, `matchers` are what an alert
    list shows. `width` is of 24 columns, `height` in rows of the grid; None: as the kind wants. `raw` is merged into
    its JSON.
    """

    key: str
    kind: PanelKind
    title: str
    help: str
    queries: tuple[Query, ...] = ()
    unit: str = ""
    steps: tuple[Step, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int | None = None
    mappings: Mapping[str, tuple[str, Tone]] = field(default_factory=dict)
    stack: Literal["normal", "percent"] | None = None
    width: int | None = None
    height: int | None = None
    links: tuple[Link, ...] = ()
    alert: str | None = None
    text: str | None = None
    matchers: str | None = None
    raw: Json = None
    origin: Origin | None = None


class Row(Struct, frozen=True):
    """Panels under a heading; without a title they stand at the top."""

    title: str | None
    panels: tuple[Panel, ...]
    collapsed: bool = False
    repeat: str | None = None


class Variable(Struct, frozen=True):
    """A variable of a dashboard, chosen from the values of a label of a metric, or of `values`.

    `metric` is a selector, which may speak of variables that stand before it. `listed`: "all" stands for the values
    that are listed, not for anything, because they are a choice from more.
    """

    name: str
    title: str
    metric: str | None = None
    label: str | None = None
    values: tuple[str, ...] = ()
    multi: bool = True
    everything: bool = True
    listed: bool = False
    hidden: bool = False


class Annotation(Struct, frozen=True):
    """What is marked on the time axis: where `expr` has a value above 0."""

    name: str
    expr: str
    title: str
    text: str = ""
    tone: Tone = "critical"
    enabled: bool = True


class Dashboard(Struct, frozen=True):
    """A dashboard. `name` is its file's, unique in its scope, and the stable key of its `uid`; `folder` is Grafana's.

    `json` holds a whole dashboard that an owner brings, instead of rows. `range` and `refresh` are Grafana's (`now-6h`,
    `1m`). `team` owns it, if somebody does.
    """

    name: str
    uid: str
    title: str
    folder: str
    origin: Origin
    description: str = ""
    team: str | None = None
    tags: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    rows: tuple[Row, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    links: tuple[Link, ...] = ()
    range: str = "now-6h"
    refresh: str = "1m"
    json: Json = None
