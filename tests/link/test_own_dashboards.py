"""What gives an entry a dashboard of its own: that it says something itself, its types do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.diagnostics import Origin
from monitorgen.link.layers import Layer, named

if TYPE_CHECKING:
    from monitorgen.raw import Raw
    from tests.link.made import Linked

SYSTEM = """\
environments: {production: {}, staging: {}}
types:
  queue:
    metrics: {depth: gauge}
    panels: {Depth: {value: depth}}
    alerts: {Deep: {value: depth, above: 10, for: 5m, severity: warning}}
services:
  plain: {type: queue, port: 1}
  other: {type: queue, port: 2, SAYS}
"""
steps = st.sampled_from(["a", "b", "c"])
paths = st.lists(steps, max_size=4).map(tuple)
nodes: st.SearchStrategy[Raw] = st.recursive(steps, lambda inner: st.dictionaries(steps, inner, max_size=3))


@given(nodes, paths, paths)
def test_what_says_something_of_a_part_says_something_of_all_that_holds_it(
    node: Raw, at: tuple[str, ...], path: tuple[str, ...]
) -> None:
    layer = Layer(node, Origin("a.yaml", ()), at)
    said = [layer.find(path[:length]) is not None for length in range(len(path) + 1)]
    assert said == sorted(said, reverse=True)


@given(nodes, paths, steps)
def test_the_names_of_a_field_are_those_of_which_something_is_said(node: Raw, at: tuple[str, ...], field: str) -> None:
    layer = Layer(node, Origin("a.yaml", ()), at)
    assert named((layer,), field) == {name for name in "abc" if layer.says((field, name))}


@pytest.mark.parametrize(
    ("says", "own"),
    [
        ("description: The other one", False),
        ("alerts: {Deep: none}", False),
        ("alerts: {Deep: {for: 10m, severity: critical}}", False),
        ("alerts: {Deep: {above: 20}}", True),
        ("alerts: {Deeper: {extends: Deep, for: 1h}}", True),
        ("alerts: {Empty: {value: depth, equals: 0, for: 5m, severity: warning}}", True),
        ("metrics: {done_total: counter}", True),
        ("panels: {Least: {min: depth}}", True),
        ("environments: {production: {alerts: {Deep: {above: 20}}}}", True),
        ("environments: {staging: {alerts: {Deep: {above: 20}}}}", False),
    ],
)
def test_an_entry_has_a_dashboard_of_its_own_where_it_shows_something_of_its_own(
    linked: Linked, says: str, own: bool
) -> None:
    found = linked(SYSTEM.replace("SAYS", says))
    assert found.errors == []
    units = found.scopes["production"]
    assert list(units["other"].dashboards) == (["other"] if own else [])
    assert list(units["plain"].dashboards) == []


@pytest.mark.parametrize(
    ("shown", "own"),
    [
        ("panels: {Done: {rate: done_total}}", ["made"]),
        ("panels: {Done: {expr: 'sum(rate(done_total[5m]))'}}", ["made"]),
        ("panels: {Done: {expr: time() - done_created}}", ["made"]),
        ("panels: {Done: {expr: 'rate({\"d\\x6fne_total\"}[5m])'}}", ["made"]),
        ("panels: {Done: {expr: 'rate(undone_total[5m])'}}", ["done_total", "made"]),
    ],
)
def test_a_metric_has_a_panel_of_its_own_where_no_other_shows_it(linked: Linked, shown: str, own: list[str]) -> None:
    metrics = "metrics: {done_total: counter, made: gauge, undone_total: counter}"
    found = linked(f"services: {{other: {{port: 2, {metrics}, {shown}}}}}\n")
    rows = {row.title: [panel.key for panel in row.panels] for row in found["other"].dashboards["other"].rows}
    assert [name for name in rows["Metrics of its own"] if name != "undone_total"] == own
