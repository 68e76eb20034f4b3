"""Panels: ids, places, types, where their data come from, and whether a reader can tell what they show."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from monitorgen import resources
from monitorgen.check.dashboards.board import objects, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitorgen.check.dashboards.board import Board, Object, Shown
    from monitorgen.diagnostics import Diagnostic
    from monitorgen.document import Json

COLUMNS = 24
MADE = frozenset(
    {
        *("timeseries", "stat", "gauge", "bargauge", "table", "heatmap", "histogram", "state-timeline", "piechart"),
        *("logs", "text", "alertlist"),
    }
)
"""The types that monitorgen makes."""
CORE = MADE | {
    *("annolist", "barchart", "candlestick", "canvas", "dashlist", "flamegraph", "geomap", "news", "nodeGraph"),
    *("status-history", "traces", "trend", "xychart"),
}
"""The types that every Grafana of today has."""
GONE = frozenset({"graph", "singlestat", "table-old", "grafana-piechart-panel", "grafana-worldmap-panel"})
"""Types that were made with Angular, which Grafana 12 has no more."""
_WITHOUT_VALUES = frozenset({"text", "alertlist", "logs", "row"})
_ONE_VALUE = frozenset({"stat", "gauge", "bargauge", "table"})
_BUILT_IN = frozenset({"-- Mixed --", "-- Dashboard --", "-- Grafana --", "grafana", "__expr__"})


def told_apart(board: Board) -> Iterator[Diagnostic]:
    """MG726: two panels with one id, or two queries of a panel with one letter."""
    ids = Counter(
        str(each.json.get("id")) for each in {id(each): each for each in (*board.top, *board.panels)}.values()
    )
    for each in board.panels:
        number = each.json.get("id")
        if not isinstance(number, int) or not 0 < number < 2**31:
            yield board.told("MG726", f"{number!r} is no id of a panel", each)
        elif ids[str(number)] > 1:
            hint = "name one of them otherwise: ids are made of what panels are called"
            yield board.told("MG726", f"another panel has the id {number}, too", each, hint=hint)
        letters = {text(target.get("refId")) for target in each.targets}
        if len(letters) < len(each.targets) or "" in letters:
            yield board.told("MG726", "its queries are not told apart by their `refId`", each)


def on_the_grid(board: Board) -> Iterator[Diagnostic]:
    """MG727: panels beside the grid, or over each other; a collapsed row without its panels."""
    yield from _level(board, board.top)
    for index, row in enumerate(board.top):
        if row.kind != "row":
            continue
        inside = objects(row.json.get("panels"))
        within = {id(each) for each in inside}
        yield from _level(board, [each for each in board.panels if id(each.json) in within])
        following = board.top[index + 1 : index + 2]
        if row.json.get("collapsed") and not inside and any(each.kind != "row" for each in following):
            hint = "the panels of a collapsed row are kept inside of it"
            yield board.told("MG727", "the row is collapsed and holds no panels", row, hint=hint)
        if inside and not row.json.get("collapsed"):
            yield board.told("MG727", "the row is open and holds panels: they would not be shown", row)


def _level(board: Board, panels: Sequence[Shown]) -> Iterator[Diagnostic]:
    placed: list[tuple[Shown, tuple[int, int, int, int]]] = []
    for each in panels:
        place = _place(each.json)
        if place is None:
            yield board.told("MG727", f"it has no place on the grid of {COLUMNS} columns", each)
            continue
        x, y, w, h = place
        for other, (left, top, width, height) in placed:
            if x < left + width and left < x + w and y < top + height and top < y + h:
                yield board.told("MG727", f"it lies over {other.title!r}", each)
                break
        placed.append((each, place))


def _place(panel: Object) -> tuple[int, int, int, int] | None:
    grid = panel.get("gridPos")
    found = [grid.get(name) for name in "xywh"] if isinstance(grid, dict) else []
    numbers = [each for each in found if isinstance(each, int) and not isinstance(each, bool)]
    if len(numbers) != 4:
        return None
    x, y, w, h = numbers
    return (x, y, w, h) if x >= 0 and y >= 0 and w >= 1 and 1 <= h <= 100 and x + w <= COLUMNS else None


def allowed_types(board: Board) -> Iterator[Diagnostic]:
    """MG728: a panel type that Grafana has no more, or that may not be installed."""
    for each in board.panels:
        if each.kind in GONE:
            message = f"the type {each.kind} is gone since Grafana 12: it was made with Angular"
            yield board.told("MG728", message, each, hint="migrate it in Grafana 11 and export it again", fatal=True)
        elif each.kind not in (CORE if board.owned else MADE):
            yield board.told("MG728", f"the type {each.kind} is none of Grafana's own", each)


def chosen_sources(board: Board) -> Iterator[Diagnostic]:
    """MG729: data that come from elsewhere than from the datasource that the dashboard lets choose."""
    for each in board.panels:
        for part in (each.json, *each.targets):
            if not _is_chosen(part.get("datasource")) and not (part is each.json and each.kind in _WITHOUT_VALUES):
                yield board.told("MG729", f"its datasource is {part.get('datasource')!r}", each, hint=_SOURCE)
                break
    for annotation in board.annotations:
        if not _is_chosen(annotation.get("datasource")):
            yield board.told("MG729", f"the annotation {annotation.get('name')!r} has a fixed datasource", hint=_SOURCE)
    for variable in board.variables:
        if variable.get("type") == "query" and not _is_chosen(variable.get("datasource")):
            yield board.told("MG729", f"the variable {variable.get('name')!r} has a fixed datasource", hint=_SOURCE)


_SOURCE = "a uid is another one in each Grafana: {type: prometheus, uid: ${datasource}}"


def _is_chosen(source: Json) -> bool:
    if not isinstance(source, dict):
        return text(source) in _BUILT_IN
    uid = text(source.get("uid"))
    return bool(source.get("type")) and (uid.startswith("$") or uid in _BUILT_IN)


def last_values(board: Board) -> Iterator[Diagnostic]:
    """MG738: a panel that shows one value and asks for hundreds, from the beginning of the range."""
    for each in board.panels:
        asks = [target for target in each.targets if "expr" in target and not target.get("instant")]
        if each.kind in _ONE_VALUE and asks:
            hint = "set `instant`: the last of many is then the last there is"
            yield board.told(
                "MG738", f"a {each.kind} shows the last value, and its query asks for a range", each, hint=hint
            )


def told_to_readers(board: Board) -> Iterator[Diagnostic]:
    """MG739: no title, no description, a unit that Grafana does not know, thresholds out of order."""
    for each in board.panels:
        if not each.json.get("title") and each.kind != "text":
            yield board.told("MG739", "it has no title", each)
        if not each.json.get("description"):
            yield board.told(
                "MG739", "it has no description", each, hint="say what it shows, and what is wrong when it moves"
            )
        config = each.json.get("fieldConfig")
        defaults = config.get("defaults") if isinstance(config, dict) else None
        if isinstance(defaults, dict) and each.kind not in _WITHOUT_VALUES:
            yield from _values_told(board, each, defaults)


def _values_told(board: Board, panel: Shown, defaults: Object) -> Iterator[Diagnostic]:
    unit = text(defaults.get("unit"))
    # `suffix:jobs` and the like are spelled out by whoever writes them.
    if unit not in _units() and ":" not in unit:
        message = f"Grafana knows no unit {unit!r}" if unit else "it has no unit"
        yield board.told("MG739", message, panel, hint="`short` is a plain number")
    thresholds = defaults.get("thresholds")
    steps = objects(thresholds.get("steps")) if isinstance(thresholds, dict) else []
    values = [step.get("value") for step in steps]
    numbers = [each for each in values[1:] if each is not None and not isinstance(each, (str, list, dict, bool))]
    rising = all(float(str(low)) < float(str(high)) for low, high in pairwise(numbers))
    if values and (values[0] is not None or len(numbers) != len(values) - 1 or not rising):
        hint = "the first step is the lowest and has no value, each of the others a larger one"
        yield board.told("MG739", "its thresholds are not in ascending order", panel, hint=hint)


@lru_cache
def _units() -> frozenset[str]:
    return frozenset(json.loads((resources.grafana_schemas() / "units.json").read_bytes()))
