"""Where panels stand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.plan.dashboards import Panel, Row
from monitorgen.plan.ids import dashboard_uid, panel_id
from monitorgen.targets.grafana.compiled import made
from monitorgen.targets.grafana.grid import COLUMNS, Place, bottom, placed
from tests.support.dashboards import KINDS, dashboard, panel


def places(*kinds: str) -> list[tuple[int, int, int, int]]:
    """The places of panels of these kinds; a number behind one is its width, `timeseries:6`."""
    panels = []
    for index, each in enumerate(kinds):
        kind, _, width = each.partition(":")
        found = next(known for known in KINDS if known == kind)
        panels.append(replace(panel(str(index), found), width=int(width) if width else None))
    return [(each.x, each.y, each.w, each.h) for each in placed(panels, 0)]


@st.composite
def some_panels(draw: st.DrawFn) -> list[Panel]:
    count = draw(st.integers(0, 14))
    return [
        replace(
            panel(f"P{index}", draw(st.sampled_from(KINDS))),
            width=draw(st.none() | st.integers(1, COLUMNS)),
            height=draw(st.none() | st.integers(1, 20)),
            text=draw(st.none() | st.text("ab\n", max_size=40)),
        )
        for index in range(count)
    ]


@given(some_panels(), st.integers(0, 50))
def test_panels_never_overlap_and_stay_within_the_columns(panels: list[Panel], top: int) -> None:
    found = placed(panels, top)
    assert len(found) == len(panels)
    for each, of in zip(found, panels, strict=True):
        assert each.y >= top
        assert each.x >= 0
        assert each.x + each.w <= COLUMNS
        assert each.w >= 1
        assert each.h >= 1
        assert of.width in {None, each.w}
        assert of.height in {None, each.h}
    for one, other in combinations(found, 2):
        apart = one.x + one.w <= other.x or other.x + other.w <= one.x
        assert apart or one.y + one.h <= other.y or other.y + other.h <= one.y
    assert bottom(found, top) == max([top, *(each.y + each.h for each in found)])


@given(some_panels())
def test_panels_are_read_in_the_order_in_which_they_are_written(panels: list[Panel]) -> None:
    plain = [replace(each, width=None, height=None) for each in panels]
    found = [(each.y, each.x) for each in placed(plain, 0)]
    assert found == sorted(found)


@given(some_panels())
def test_what_is_left_to_us_leaves_no_hole(panels: list[Panel]) -> None:
    found = placed([replace(each, width=None, height=None) for each in panels], 0)
    cells = sum(each.w * each.h for each in found)
    assert cells == COLUMNS * bottom(found, 0)


def test_graphs_share_a_line_evenly() -> None:
    assert places("timeseries") == [(0, 0, 24, 8)]
    assert places("timeseries", "timeseries") == [(0, 0, 12, 8), (12, 0, 12, 8)]
    assert places(*["timeseries"] * 3) == [(0, 0, 8, 8), (8, 0, 8, 8), (16, 0, 8, 8)]
    assert [each[2] for each in places(*["timeseries"] * 4)] == [12, 12, 12, 12]
    assert [each[2] for each in places(*["timeseries"] * 5)] == [8, 8, 8, 12, 12]


def test_numbers_stand_in_one_line_above_the_graphs() -> None:
    found = places(*["stat"] * 5, "timeseries", "timeseries")
    assert {each[1] for each in found[:5]} == {0}
    assert sum(each[2] for each in found[:5]) == COLUMNS
    assert [each[1] for each in found[5:]] == [4, 4]


def test_two_numbers_beside_a_graph_are_as_high_as_it() -> None:
    assert places("stat", "stat", "timeseries") == [(0, 0, 6, 8), (6, 0, 5, 8), (11, 0, 13, 8)]


def test_a_width_that_is_said_is_kept_and_the_rest_of_the_line_is_filled() -> None:
    assert places("timeseries:6", "timeseries") == [(0, 0, 6, 8), (6, 0, 18, 8)]
    assert [each[2] for each in places("stat:12", "stat:12", "stat:12")] == [12, 12, 12]
    assert [each[1] for each in places("stat:12", "stat:12", "stat:12")] == [0, 0, 4]


def test_a_collapsed_row_takes_one_line_and_keeps_its_panels() -> None:
    rows = (Row("Open", (panel("A"),)), Row("Closed", (panel("B"),), collapsed=True), Row("Last", (panel("C"),)))
    document = made(dashboard(*rows)).json
    panels = document["panels"]
    assert isinstance(panels, list)
    shown = []
    for each in panels:
        assert isinstance(each, dict)
        grid = each["gridPos"]
        assert isinstance(grid, dict)
        shown.append((each["title"], grid["y"], grid["h"]))
    assert shown == [("Open", 0, 1), ("A", 1, 8), ("Closed", 9, 1), ("Last", 10, 1), ("C", 11, 8)]
    closed = panels[2]
    assert isinstance(closed, dict)
    inside = closed["panels"]
    assert isinstance(inside, list)
    assert [each["title"] for each in inside if isinstance(each, dict)] == ["B"]


@given(st.text(max_size=60))
def test_ids_of_panels_are_stable_and_fit_into_31_bits(key: str) -> None:
    assert panel_id(key) == panel_id(key)
    assert 1 <= panel_id(key) < 2**31


@given(st.text(max_size=80), st.text(max_size=80))
def test_uids_fit_and_keep_systems_apart(system: str, key: str) -> None:
    uid = dashboard_uid(system, key)
    assert len(uid) <= 40
    assert set(uid) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-")
    assert uid != dashboard_uid(f"{system}x", key)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_place_by_itself(kind: str) -> None:
    ((x, y, w, h),) = places(kind)
    assert (x, y) == (0, 0)
    assert w >= 8
    assert h >= 2
    assert Place(x, y, w, h).w <= COLUMNS
