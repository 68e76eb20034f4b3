"""Labels of metrics: what they are, and that equal ones are one set."""

from __future__ import annotations

from monitorgen.link.measures import label_schema

TARGET = frozenset({"job", "instance"})


def test_a_metric_has_the_labels_of_its_target_its_own_and_those_that_come_with_it() -> None:
    made = label_schema(["route"], TARGET, ("le",))
    assert (made.always, made.maybe, made.open) == (frozenset({"job", "instance", "route", "le"}), frozenset(), False)
    assert label_schema({"outcome": ["good", "bad"]}, TARGET).values == {"outcome": frozenset({"good", "bad"})}
    assert label_schema("open", TARGET).open


def test_metrics_with_the_same_labels_share_one_set() -> None:
    one, other = label_schema(["route", "code"], TARGET), label_schema(["code", "route"], TARGET)
    assert one.always is other.always
