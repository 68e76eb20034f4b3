"""Projection onto what Grafana knows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.emit.json import Shared
from monitorgen.targets.grafana.shape import Projected, Shape, projected, shape_of

TEXT = Shape()
SHAPE = Shape(
    {
        "name": TEXT,
        "value": Shape(null=True),
        "steps": Shape(items=Shape({"colour": TEXT})),
        "calcs": Shape(items=TEXT),
        "map": Shape(rest=TEXT),
        "any": Shape(free=True),
    },
    required=frozenset({"calcs"}),
)


def test_what_nobody_reads_falls_away() -> None:
    data = {"name": "a", "span": 6, "steps": [{"colour": "red", "op": "gt"}], "map": {"x": "1"}, "any": {"x": [{}]}}
    assert projected(data, SHAPE) == {
        "name": "a", "steps": [{"colour": "red"}], "map": {"x": "1"}, "any": {"x": [{}]},
    }  # fmt: skip


def test_nothing_is_said_only_where_nothing_means_something() -> None:
    assert projected({"name": None, "value": None}, SHAPE) == {"value": None}


def test_empties_stay_where_they_are_needed() -> None:
    assert projected({"name": "", "steps": [], "calcs": []}, SHAPE) == {"calcs": []}
    assert projected({"name": False, "value": 0}, SHAPE) == {"name": False, "value": 0}
    assert projected({"value": Decimal(0)}, SHAPE) == {"value": Decimal(0)}


def test_objects_are_asked_what_they_look_like() -> None:
    class Built:
        def to_json_data(self) -> dict[str, object]:
            return {"name": "a", "old": 1}

    assert projected(Built(), SHAPE) == {"name": "a"}
    with pytest.raises(TypeError, match="a document can't hold a float"):
        projected({"name": 0.5}, SHAPE)


def test_what_many_share_is_projected_when_it_is_made_and_not_again() -> None:
    shared = Projected({"name": "a", "span": 6, "steps": ({"colour": "red", "op": "gt"},)}, SHAPE)
    assert shared == {"name": "a", "steps": [{"colour": "red"}]}
    assert projected(shared, SHAPE) is shared
    assert projected({"any": shared, "map": {}, "steps": []}, SHAPE) == {"any": shared}
    alike = Shape({**SHAPE.keys}, required=SHAPE.required)
    assert projected(shared, alike) is shared


def test_what_many_share_is_projected_where_there_is_room_for_less() -> None:
    assert projected(Projected({"name": "a", "value": 1}, SHAPE), Shape({"value": TEXT})) == {"value": 1}
    assert projected(Shared({"name": "a", "span": 6}), SHAPE) == {"name": "a"}


def test_a_panel_keeps_what_all_versions_know() -> None:
    options = {"options": {"shape": "circle", "sizing": "auto", "minVizHeight": 1}}
    # `shape` came with Grafana 12.
    assert projected(options, shape_of("gauge")) == {"options": {"sizing": "auto", "minVizHeight": 1}}


def test_an_unknown_kind_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        shape_of("graph")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*SHAPE.keys, "x"]), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_projecting_twice_changes_nothing(value: object) -> None:
    once = projected(value, SHAPE)
    assert projected(once, SHAPE) == once
