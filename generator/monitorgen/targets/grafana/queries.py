"""A panel's queries as Grafana's targets, and what a table makes of their columns."""

from __future__ import annotations

from itertools import count
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitorgen.document import Json
    from monitorgen.plan.dashboards import Panel, Query

# Labels that say nothing to whoever reads a table.
_UNSHOWN = ("Time", "__name__")


def ref_ids() -> Iterator[str]:
    """A, B, ..., Z, A1, B1, ...: as many as a panel needs."""
    for turn in count():
        for letter in ascii_uppercase:
            yield f"{letter}{turn}" if turn else letter


def legend_of(query: Query, panel: Panel) -> str:
    """What a series is called: its template, else its labels, else what the panel shows."""
    if query.legend:
        return query.legend
    return " ".join(f"{{{{{label}}}}}" for label in query.labels) or panel.title


def columns(panel: Panel) -> tuple[str, ...]:
    """The names of a table's columns of values."""
    if len(panel.queries) == 1:
        return (panel.queries[0].legend or panel.title,)
    return tuple(query.legend or f"Value {ref}" for ref, query in zip(ref_ids(), panel.queries, strict=False))


def transformations(panel: Panel) -> list[Json]:
    """One row for each set of labels, the labels first, then a column for each query."""
    if panel.kind != "table":
        return []
    several = len(panel.queries) > 1
    fields = [f"Value #{ref}" for ref, _ in zip(ref_ids(), panel.queries, strict=False)] if several else ["Value"]
    labels = dict.fromkeys(label for query in panel.queries for label in query.labels)
    organize: dict[str, Json] = {
        "excludeByName": dict.fromkeys(_UNSHOWN, True),
        "indexByName": {name: index for index, name in enumerate([*labels, *fields])},
        "renameByName": dict(zip(fields, columns(panel), strict=True)),
    }
    made: list[Json] = [{"id": "merge", "options": {}}] if several else []
    return [*made, {"id": "organize", "options": organize}]
