"""JSON that an owner brings may hold anything anywhere: it is judged, never a fault of ours."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.check.dashboards import check_dashboard
from monitorgen.check.dashboards.board import Board
from monitorgen.check.dashboards.bundle import card
from monitorgen.emit.json import dump
from monitorgen.targets.grafana.compiled import made
from monitorgen.units import Duration
from tests.support.dashboards import dashboard, every_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json

    Way = tuple[str | int, ...]

GOOD: Json = dict(made(every_kind()).json)
ANYTHING: list[Json] = [
    None, True, 0, -1, 2**40, Decimal("0.5"), "", "$x", "[[y]]", "sum(", "row", "heatmap", "-- Mixed --",
    [], [[]], [None], [{}], {}, {"type": []}, {"type": {}, "uid": []}, {"list": [{}]}, ["a", 1],
]  # fmt: skip


def ways(value: Json, at: Way = ()) -> Iterator[Way]:
    """The way to each value of a document."""
    yield at
    if isinstance(value, dict):
        for key, each in value.items():
            yield from ways(each, (*at, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from ways(each, (*at, index))


WAYS = sorted(ways(GOOD), key=lambda way: [str(step) for step in way])[1:]


def changed(value: Json, way: Way, to: Json) -> Json:
    """The document with something else at one place, if it still has that place."""
    if not way:
        return to
    if isinstance(value, dict) and way[0] in value:
        return {**value, str(way[0]): changed(value[str(way[0])], way[1:], to)}
    if isinstance(value, list) and isinstance(way[0], int) and way[0] < len(value):
        return [changed(each, way[1:], to) if index == way[0] else each for index, each in enumerate(value)]
    return value


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(ANYTHING)), min_size=1, max_size=6))
def test_whatever_an_owner_brings_is_adopted_and_judged(changes: list[tuple[Way, Json]]) -> None:
    brought = GOOD
    for way, to in changes:
        brought = changed(brought, way, to)
    before = copy.deepcopy(brought)
    whole = made(replace(dashboard(), json=brought))
    assert brought == before
    dump(whole.json)
    board = Board(whole.dashboard, whole.json, whole.panels, Duration(15_000))
    assert all(each.code.startswith("MG7") for each in check_dashboard(board))
    card(board, whole.path)
