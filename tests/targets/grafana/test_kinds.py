"""What panels of a kind share: made and projected once, and still each panel's own."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest
from msgspec.structs import replace

from monitorgen.diagnostics import Origin
from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Dashboard, Panel, PanelKind, Query, Row, Step
from monitorgen.targets.grafana import kinds
from monitorgen.targets.grafana.compiled import made
from monitorgen.targets.grafana.kinds import settings
from monitorgen.targets.grafana.shape import projected, shape_of
from monitorgen.targets.grafana.variables import DATASOURCE, LOGS

if TYPE_CHECKING:
    from monitorgen.document import Json


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
    source, options, defaults = settings(panel(kind))
    assert options
    assert source == (LOGS if kind == "logs" else DATASOURCE)
    shown: Json = {"defaults": dict(defaults), "overrides": []} if defaults is not None else None
    plain = {"options": {**options}, "fieldConfig": shown}
    found = projected({**plain, "datasource": {**source}, "targets": [{"datasource": {**source}}]}, shape_of(kind))
    assert isinstance(found, dict)
    assert found["options"] == options
    assert found.get("fieldConfig") == shown
    assert found["datasource"] == source
    assert found["targets"] == [{"datasource": source}]


@pytest.mark.parametrize("kind", get_args(PanelKind))
def test_settings_stand_in_every_panel_as_they_are(kind: PanelKind) -> None:
    source, options, defaults = settings(panel(kind))
    whole = {"datasource": source, "options": options, "fieldConfig": {"defaults": defaults}, "targets": []}
    found = projected({**whole, "targets": [{"refId": "A", "expr": "up", "datasource": source}]}, shape_of(kind))
    assert isinstance(found, dict)
    assert found["datasource"] is source
    assert found["options"] is options
    assert found["targets"][0]["datasource"] is source
    assert defaults is None or found["fieldConfig"]["defaults"] is defaults


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
    alike = settings(panel(key="a"))
    assert settings(replace(panel(key="b"), help="Another.", origin=Origin("shop.yaml", ()))) is alike
    assert settings(replace(panel(), decimals=2)) is not alike


LIKE = panel(key="b")
UNLIKE = [
    replace(LIKE, unit="seconds"),
    replace(LIKE, decimals=0),
    replace(LIKE, minimum=Decimal(0)),
    replace(LIKE, maximum=Decimal("1.0")),
    replace(LIKE, steps=(Step("warning", Decimal(3)),)),
    replace(LIKE, steps=(Step("ok", None), Step("critical", Decimal(2))), alert="shop.Down"),
    replace(LIKE, mappings={"0": ("down", "critical")}),
    replace(LIKE, stack="percent"),
    replace(LIKE, queries=(Query("up"),)),
]


@pytest.mark.parametrize("own", UNLIKE)
@pytest.mark.parametrize("kind", get_args(PanelKind))
def test_a_panel_of_its_own_looks_the_same_beside_any_other(kind: PanelKind, own: Panel) -> None:
    own = replace(own, kind=kind)
    kinds._settings.cache_clear()
    [alone] = written(own)
    kinds._settings.cache_clear()
    assert written(panel(kind), own)[1] == alone


def test_what_is_counted_is_told_by_the_queries_of_that_unit() -> None:
    queries = (
        Query("sum(rate(http_requests_total[5m]))"),
        Query("a / b", unit="ratio"),
        Query("histogram_quantile(0.95, x)", unit="seconds"),
    )
    assert '"unit": "reqps"' in written(replace(panel(), queries=queries, unit="per_second"))[0]
