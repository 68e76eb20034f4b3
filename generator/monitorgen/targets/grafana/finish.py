"""The finishing pass: from what a builder says to what Grafana reads, in an order that people can follow."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from monitorgen.emit.merge import merged
from monitorgen.targets.grafana.shape import projected, shape_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from monitorgen.document import Json

    Object = dict[str, Json]

# Who a thing is, then where it stands, then what it shows, its parts last.
_FIRST = (
    "uid",
    "id",
    "type",
    "title",
    "description",
    "tags",
    "editable",
    "repeat",
    "gridPos",
    "collapsed",
    "datasource",
)
_LAST = ("links", "templating", "annotations", "panels")
# What Grafana keeps in its database; a file that says it is never the same twice.
_STORED = frozenset({"id", "version", "iteration", "revision", "gnetId", "snapshot"})


def finished_panel(data: Mapping[str, object], kind: str, raw: Json) -> Object:
    """A panel as Grafana reads it, with its owner's own JSON over it. `data` may hold objects of the builder."""
    clean = projected({key: value for key, value in data.items() if value is not False}, shape_of(kind))
    whole = merged(clean, raw)
    assert isinstance(whole, dict)
    return _ordered(whole)


def finished_row(data: Mapping[str, object], inside: Sequence[Json]) -> Object:
    """The heading of a row with the panels inside, which are finished."""
    clean = projected({**data, "panels": None}, shape_of("row"))
    assert isinstance(clean, dict)
    return _ordered({**clean, "panels": list(inside)})


def finished_dashboard(data: Mapping[str, object], panels: Sequence[Json]) -> Object:
    """A dashboard as Grafana reads it with its panels, which are finished."""
    own = {key: value for key, value in data.items() if key not in _STORED}
    clean = projected({**own, "panels": None}, shape_of("dashboard"))
    assert isinstance(clean, dict)
    return _ordered({**clean, "panels": list(panels)})


def without_stored(data: Object) -> Object:
    """A dashboard less what belongs to the database of the Grafana that it was exported from."""
    return {key: value for key, value in data.items() if key not in _STORED and not key.startswith("__")}


def _ordered(data: Object) -> Object:
    return {key: data[key] for key in _order(tuple(data))}


@lru_cache(maxsize=1024)
def _order(keys: tuple[str, ...]) -> tuple[str, ...]:
    known = {*_FIRST, *_LAST}
    return (
        *(key for key in _FIRST if key in keys),
        *(key for key in keys if key not in known),
        *(key for key in _LAST if key in keys),
    )
