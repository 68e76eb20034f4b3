"""The catalogue against running exporters: names, types and labels of metrics are what is really exposed.

`python -m tests.catalog.running.seen` writes the inventories anew from what runs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from monitorgen.catalog import inventory
from monitorgen.load.builtin import builtin
from monitorgen.spec.service import Type
from tests.catalog.running.seen import families

if TYPE_CHECKING:
    from monitorgen.spec.metric import Metric
    from tests.catalog.running.seen import Watched

pytestmark = [pytest.mark.live, pytest.mark.slow]

# What there is to see depends on the kernel and its devices, on the linked libraries and on the server's own version.
_DEPENDS = re.compile(
    r"node_.*|pg_settings_.*|mysql_(global|info_schema)_.*|erlang_.*|go_.*|process_.*|net_conntrack_.*|prometheus_sd_.*"
)


def declared(name: str) -> dict[str, Metric]:
    """The metrics that a type's file declares."""
    written = builtin(name)
    assert written is not None
    return Type.model_validate(written.node).metrics or {}


def test_each_metric_of_a_type_is_exposed_with_its_type_and_labels(watched: Watched) -> None:
    exposed = families(watched)
    wrong = []
    for metric, said in declared(watched.type).items():
        found = exposed.get(metric)
        if found is None:
            wrong.append(f"{metric} is not exposed")
            continue
        # Where the exporter names no type, the catalogue knows better.
        if found.type not in {said.type, "unknown"}:
            wrong.append(f"{metric} is a {found.type}, not a {said.type}")
        if set(said.labels or ()) != set(found.labels):
            wrong.append(f"{metric} has the labels {sorted(found.labels)}, not {sorted(said.labels or ())}")
    assert wrong == []


def test_an_inventory_lists_what_is_exposed(watched: Watched) -> None:
    exposed, listed = families(watched), inventory(watched.type)
    differing = {
        metric: (listed.get(metric), exposed.get(metric))
        for metric in listed.keys() | exposed.keys()
        if listed.get(metric) != exposed.get(metric)
        and not (_DEPENDS.fullmatch(metric) and (metric not in listed or metric not in exposed))
    }
    assert differing == {}
