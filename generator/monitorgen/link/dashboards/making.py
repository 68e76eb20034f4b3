"""Small makers of panels: the words that dashboards made without asking are written in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from msgspec import Struct, field

from monitorgen.plan.dashboards import Panel, Query, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.plan.dashboards import PanelKind, Tone
    from monitorgen.units import Duration

OK = Step("ok", None)
ANY_IS_BAD = (OK, Step("critical", Decimal(1)))
"""From one on it is bad."""
ALL_OR_BAD = (Step("critical", None), Step("ok", Decimal(1)))
"""Less than all is bad."""


class Style(Struct, frozen=True):
    """How a panel is drawn, apart from what it shows."""

    unit: str = ""
    steps: tuple[Step, ...] = ()
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    decimals: int | None = None
    mappings: Mapping[str, tuple[str, Tone]] = field(default_factory=dict)
    width: int | None = None
    height: int | None = None


_PLAIN = Style()


def graph(title: str, help_text: str, queries: Sequence[Query], style: Style = _PLAIN) -> Panel:
    """Values over time."""
    return _panel("timeseries", title, help_text, queries, style)


def states(title: str, help_text: str, queries: Sequence[Query], style: Style) -> Panel:
    """States over time, one line a series."""
    return _panel("state-timeline", title, help_text, queries, style)


def stat(title: str, help_text: str, expr: str, style: Style = _PLAIN) -> Panel:
    """One large number."""
    return _panel("stat", title, help_text, (Query(expr, instant=True),), style)


def bars(title: str, help_text: str, query: Query, style: Style = _PLAIN) -> Panel:
    """A bar for each series, as it is now."""
    return _panel("bargauge", title, help_text, (query,), style)


def table(title: str, help_text: str, query: Query, style: Style = _PLAIN) -> Panel:
    """A row for each series, as it is now."""
    return _panel("table", title, help_text, (query,), style)


def alert_list(
    title: str, help_text: str, matchers: str, *, width: int | None = None, height: int | None = None
) -> Panel:
    """The alerts that are pending or firing."""
    return Panel(title, "alertlist", title, help_text, matchers=matchers, width=width, height=height)


def series(expr: str, *labels: str, name: str = "", interval: Duration | None = None) -> Query:
    """A query over time whose series are told apart by labels."""
    apart = " ".join(f"{{{{{label}}}}}" for label in labels)
    return Query(expr, f"{name} {apart}".strip(), labels, interval=interval)


def now(expr: str, *labels: str) -> Query:
    """A query of the present, a bar for each series."""
    return Query(expr, " ".join(f"{{{{{label}}}}}" for label in labels), labels, instant=True)


def rows_of(expr: str, *labels: str, name: str = "") -> Query:
    """A query of the present, a row of a table for each series; `name` is the column of its values."""
    return Query(expr, name, labels, instant=True, format="table")


def _panel(kind: PanelKind, title: str, help_text: str, queries: Sequence[Query], style: Style) -> Panel:
    return Panel(
        key=title,
        kind=kind,
        title=title,
        help=help_text,
        queries=tuple(queries),
        unit=style.unit,
        steps=style.steps,
        minimum=style.minimum,
        maximum=style.maximum,
        decimals=style.decimals,
        mappings=style.mappings,
        width=style.width,
        height=style.height,
    )
