"""What a system knows of metrics, while it grows and afterwards."""

from __future__ import annotations

from decimal import Decimal

from monitorgen.link.surroundings import Exposed
from monitorgen.link.world import World
from monitorgen.promql.types import LabelSchema, Metric
from monitorgen.units import Duration

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


def _exposing(unit: str, *metrics: Metric) -> Exposed:
    return Exposed(
        unit=unit,
        job=unit,
        targets=(),
        static=False,
        metrics={each.name: each for each in metrics},
        measures={},
        main=None,
        inventory=lambda _: None,
        scrape_interval=Duration(15_000),
        target_labels=frozenset({"job"}),
    )


def test_what_was_looked_for_is_known_anew_once_a_unit_exposes_it() -> None:
    world = World()
    assert world.metric("depth") is None
    world.learn(_exposing("api", Metric("depth", "gauge", "", LABELS)), ("service",))
    first = world.metric("depth")
    assert first is not None
    assert first.labels.always == {"job"}
    more = LabelSchema(frozenset({"job", "queue"}))
    world.learn(_exposing("db", Metric("depth", "gauge", "", more)), ("service",))
    both = world.metric("depth")
    assert both is not None
    assert both.labels == LABELS.union(more)
    assert both.labels != first.labels


def test_what_was_looked_for_in_vain_is_known_once_a_unit_has_a_type_that_brings_it() -> None:
    world = World()
    assert world.metric("pg_up") is None
    world.learn(_exposing("db"), ("infrastructure", "postgres"))
    found = world.metric("pg_up")
    assert found is not None
    assert found.type == "gauge"
