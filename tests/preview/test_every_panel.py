"""Every type of panel drawn: well-formed pictures, the same ones every time, of what the JSON says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from msgspec.structs import replace

from monitorgen.emit.json import dump
from monitorgen.plan.dashboards import Query, Row, Step
from monitorgen.preview.board import WIDTH, picture
from monitorgen.preview.panels import DRAWN
from monitorgen.preview.sample import Sample
from monitorgen.preview.theme import THEMES
from monitorgen.targets.grafana.compiled import made
from tests.support.dashboards import KINDS, dashboard, errors, every_kind, panel

if TYPE_CHECKING:
    from monitorgen.plan.dashboards import Dashboard, PanelKind
    from monitorgen.preview.feed import Firing, Object, Series
    from monitorgen.preview.theme import Theme

SVG = "{http://www.w3.org/2000/svg}"
NAMES = {"route": ("/", "/pay"), "instance": ("shop:8080",), "job": ("shop",), "service": ("shop",)}
ALERTED = (
    {"alertname": "ShopSlow", "severity": "warning", "service": "shop"},
    {"alertname": "ShopDown", "severity": "critical", "service": "shop"},
)


@dataclass(frozen=True)
class Nothing:
    """A Prometheus that knows nothing."""

    end: float = 1_767_787_200.0

    def series(self, panel: Object, target: Object) -> list[Series]:
        return []

    def alerts(self, panel: Object) -> list[Firing]:
        return []


def sample(key: str = "shop") -> Sample:
    return Sample(key, NAMES, {"shop": ("shop:8080",)}, ALERTED)


def drawn(made_for: Dashboard, theme: Theme | None = "dark", *, alone: bool = True) -> str:
    return picture(json.loads(dump(made(made_for).json)), "Acme", sample(), theme, alone=alone)


def root(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def words(svg: str) -> list[str]:
    """All texts of a picture, in the order in which they are painted."""
    return ["".join(each.itertext()) for each in root(svg).iter(f"{SVG}text")]


def test_each_kind_of_panel_has_a_picture() -> None:
    assert set(DRAWN) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theme", [*THEMES, None])
def test_a_panel_of_each_kind_is_drawn_into_a_well_formed_picture(kind: PanelKind, theme: Theme | None) -> None:
    svg = drawn(dashboard(Row(None, (panel("Its title", kind),))), theme)
    empty = drawn(dashboard(Row(None, (replace(panel("Its title", "text"), text=""),))), theme)
    assert root(svg).tag == f"{SVG}svg"
    assert "Its title" in words(svg)
    assert not any("no picture" in each for each in words(svg))
    assert len(list(root(svg).iter())) > len(list(root(empty).iter())), "something is in the panel"


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_data_says_so_and_stays_well_formed(kind: PanelKind) -> None:
    document = json.loads(dump(made(dashboard(Row(None, (panel("P", kind),)))).json))
    assert root(picture(document, "Acme", Nothing(), "dark")).tag == f"{SVG}svg"


def test_each_query_is_shown_in_its_own_unit_on_an_axis_of_its_own() -> None:
    queries = (
        Query("sum by (route) (rate(requests_total[$__rate_interval]))", "requests", labels=("route",)),
        Query("a / b", "failed", labels=("route",), axis="right", unit="ratio"),
        Query("histogram_quantile(0.95, x)", "p95", labels=("route",), axis="right", unit="seconds"),
    )
    both = replace(panel("Both"), queries=queries, unit="per_second", steps=(), alert=None)
    said = words(drawn(dashboard(Row(None, (both,)))))
    rows = {each: said[said.index(each) + 1] for each in ("requests", "failed", "p95")}
    assert rows["requests"].endswith(" req/s")
    assert rows["failed"].endswith("%")
    assert rows["p95"].endswith("s")
    axes = said[said.index("Both") : said.index("Name")]
    for unit in (" req/s", "%", "s"):
        assert sum(each.endswith(unit) and each[0].isdigit() for each in axes) >= 3


def test_numbers_of_two_units_are_shown_in_each() -> None:
    queries = (Query("up", "up", instant=True), Query("time() - x", "age", instant=True, unit="seconds"))
    both = replace(panel("Two", "stat"), queries=queries, unit="ratio", steps=(), mappings={})
    said = words(drawn(dashboard(Row(None, (both,)))))
    shown = said[said.index("Two") + 1 :]
    assert sum(each.endswith("%") for each in shown) == 1
    assert sum(each[0].isdigit() and not each.endswith("%") for each in shown) == 1


def test_the_same_dashboard_is_the_same_bytes() -> None:
    assert drawn(every_kind()) == drawn(every_kind())


def test_everything_is_within_the_picture() -> None:
    svg = root(drawn(every_kind()))
    height = float(svg.attrib["height"])
    assert float(svg.attrib["width"]) == WIDTH
    for group in svg.iter(f"{SVG}g"):
        x, y = (float(each) for each in group.attrib["transform"][len("translate(") : -1].split())
        assert -1 <= x <= WIDTH
        assert -1 <= y <= height


def test_the_bar_shows_where_it_is_what_is_chosen_and_where_to_go() -> None:
    said = words(drawn(every_kind()))
    for each in ("Acme  /", "Shop", "Service", "All  ▾", "Size", "1  ▾", "☰ Services", "Last 6h   ⟳ 1m"):
        assert each in said
    assert any("Runbooks" in each for each in said)


def test_rows_are_drawn_open_and_say_that_they_are_closed() -> None:
    said = words(drawn(every_kind()))
    assert "closed until it is opened" in said
    for title in ("Traffic", "Details", "Targets", "Spread", "Lines"):
        assert title in said


def test_a_description_is_what_the_pointer_shows() -> None:
    titles = [each.text for each in root(drawn(dashboard())).iter(f"{SVG}title")]
    assert "What Requests shows." in titles


def test_the_lines_of_an_alert_are_drawn_in_their_colours() -> None:
    svg = root(drawn(dashboard(Row(None, (errors(),)))))
    lines = {each.get("stroke") for each in svg.iter(f"{SVG}line")}
    assert {"#d78000", "#d2123c"} <= lines


def test_without_thresholds_no_line_is_drawn() -> None:
    svg = root(drawn(dashboard(Row(None, (replace(errors(), steps=(), alert=None),)))))
    assert {each.get("stroke") for each in svg.iter(f"{SVG}line")} == {None}


def test_values_are_in_the_unit_of_the_panel() -> None:
    said = words(drawn(dashboard(Row(None, (errors(),)))))
    assert any(each.endswith("%") for each in said)
    slow = replace(panel("Slow"), unit="seconds", steps=(Step("ok", None), Step("critical", Decimal("0.4"))))
    assert any(each.endswith(" ms") for each in words(drawn(dashboard(Row(None, (slow,))))))


def test_made_data_carry_the_systems_own_names() -> None:
    said = words(drawn(every_kind()))
    assert {"/", "/pay"} <= set(said)
    assert {"ShopDown", "ShopSlow"} <= set(said)


def test_in_a_page_a_picture_leaves_the_colours_to_the_page() -> None:
    assert "<style>" not in drawn(dashboard(), None, alone=False)
    assert "<style>" in drawn(dashboard(), None)
    assert drawn(dashboard(), "dark") != drawn(dashboard(), "light")
