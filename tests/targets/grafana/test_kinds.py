"""What panels of a kind share: made and projected once, and still each panel's own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from monitorgen.diagnostics import Origin
from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Dashboard, Panel, PanelKind, Query, Row, Step
from monitorgen.targets.grafana.compiled import made
from monitorgen.targets.grafana.kinds import settings
from monitorgen.targets.grafana.shape import projected, shape_of


def panel(kind: PanelKind = "timeseries", key: str = "a", step: str | None = None) -> Panel:
    steps = (Step("critical", Decimal(step)),) if step else ()
    return Panel(key, kind, key, "What it shows.", (Query("up", labels=("job",)),), steps=steps)


def written(*panels: Panel) -> list[str]:
    """The JSON of each panel, on one dashboard."""
    board = made(Dashboard("b", "b", "B", "Services", Origin("system.yaml", ()), rows=(Row(None, panels),))).json
    found = board["panels"]
    assert isinstance(found, list)
    return [dump({**each, "id": 0, "title": "", "gridPos": {}}) for each in found]


@pytest.mark.parametrize("kind", get_args(PanelKind))
def test_settings_hold_nothing_that_a_version_does_not_read(kind: PanelKind) -> None:
    options, custom = settings(panel(kind))
    assert options
    shape = shape_of(kind)
    whole = {"options": {**options}, "fieldConfig": {"defaults": {"custom": {**custom} if custom else None}}}
    found = projected(whole, shape)
    assert isinstance(found, dict)
    assert found["options"] == options
    if custom is not None:
        assert found["fieldConfig"] == {"defaults": {"custom": custom}}


def test_numbers_that_are_equal_stay_as_they_are_written() -> None:
    short, long = panel(step="0.5"), panel(step="0.50")
    assert written(short, long) == [*written(short), *written(long)]
    assert '"axisSoftMax": 0.5,' in written(short)[0]
    assert '"axisSoftMax": 0.50,' in written(short, long)[1]


def test_what_an_owner_says_of_one_panel_is_not_said_of_the_next() -> None:
    alone = written(panel(key="b"))
    own = replace(panel(), raw={"options": {"legend": {"placement": "right"}}})
    first, second = written(own, panel(key="b"))
    assert '"placement": "right"' in first
    assert [second] == alone
    assert written(panel(key="b")) == alone


def test_panels_that_are_alike_share_their_settings() -> None:
    assert settings(panel(key="a"))[0] is settings(panel(key="b"))[0]


def test_what_is_counted_is_told_by_the_queries_of_that_unit() -> None:
    queries = (
        Query("sum(rate(http_requests_total[5m]))"),
        Query("a / b", unit="ratio"),
        Query("histogram_quantile(0.95, x)", unit="seconds"),
    )
    assert '"unit": "reqps"' in written(replace(panel(), queries=queries, unit="per_second"))[0]
