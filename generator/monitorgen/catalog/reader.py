"""Reading the catalogue's files: types and inventories by name, tables.

A type's file is handed out as it is: loading expands it like any spec. Everything is read once.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

from msgspec import Struct

from monitorgen import resources

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitorgen.promql.types import MetricType


class Family(Struct, frozen=True):
    """A metric of an inventory. `labels` leaves out `le` and `quantile`; `when` says what it takes to appear.

    Its type is `unknown` where the exporter names none. `open`: what labels it has was never seen, there may be any.
    """

    type: MetricType
    labels: tuple[str, ...] = ()
    when: str = ""
    help: str = ""
    open: bool = False


class _Listed(TypedDict):
    """A metric family as the inventories write it."""

    type: MetricType
    labels: NotRequired[list[str] | Literal["open"]]
    when: NotRequired[str]


@cache
def types() -> tuple[str, ...]:
    """The names of the built-in types, sorted; only the folder is looked at."""
    return tuple(sorted(path.stem for path in resources.catalog().glob("*.yaml")))


@cache
def source(name: str) -> bytes | None:
    """The file of a built-in type, None if there is no such type."""
    return (resources.catalog() / f"{name}.yaml").read_bytes() if name in types() else None


@cache
def inventory(name: str) -> Mapping[str, Family]:
    """All metric families of a type's exporter by name; empty for a type without an exporter."""
    path = resources.catalog() / "metrics" / f"{name}.json"
    if name not in types() or not path.is_file():
        return {}
    listed: dict[str, _Listed] = json.loads(path.read_bytes())
    return {name: _family(each) for name, each in listed.items()}


def _family(listed: _Listed) -> Family:
    labels = listed.get("labels", [])
    if labels == "open":
        return Family(listed["type"], open=True)
    return Family(listed["type"], tuple(labels), listed.get("when", ""))


def table(name: str) -> dict[str, object]:
    """A table of facts, every scalar as its text: the model that reads it decides what it is."""
    import yaml

    text = (resources.catalog() / "tables" / f"{name}.yaml").read_bytes()
    read: dict[str, object] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - makes strings, lists and maps only
    return read
