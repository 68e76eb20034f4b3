"""What a system knows of metrics, while it grows and afterwards."""

from __future__ import annotations

from decimal import Decimal

from monitorgen.link.world import World
from monitorgen.promql.types import LabelSchema, Metric

LABELS = LabelSchema(frozenset({"job"}))


def test_what_was_looked_for_in_vain_is_known_once_it_is_there() -> None:
    world = World()
    assert world.metric("depth") is None
    world.add(Metric("depth", "gauge", "", LABELS))
    found = world.metric("depth")
    assert found is not None
    assert found.type == "gauge"


def test_a_series_of_a_metric_is_known_with_it() -> None:
    world = World()
    assert world.metric("wait_seconds_bucket") is None
    world.add(Metric("wait_seconds", "histogram", "seconds", LABELS, (Decimal(1),)))
    found = world.metric("wait_seconds_bucket")
    assert found is not None
    assert found.labels.values["le"] == {"1", "1.0", "+Inf"}
