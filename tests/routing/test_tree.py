"""The walk through a tree of routes. A real Alertmanager judges it in `tests/targets/alertmanager/test_live.py`."""

from __future__ import annotations

from typing import Literal, TypeAlias

import pytest

from monitorgen.plan.routing import Matcher, Route, Timing
from monitorgen.routing.matching import matches
from monitorgen.routing.tree import Tree
from monitorgen.units import duration

Op: TypeAlias = Literal["=", "!=", "=~", "!~"]


def route(receiver: str, *matchers: str, cont: bool = False, children: tuple[Route, ...] = (), wait: str = "") -> Route:
    made = []
    for text in matchers:
        ops: tuple[Op, ...] = ("!~", "=~", "!=", "=")
        op = next(each for each in ops if each in text)
        label, _, value = text.partition(op)
        made.append(Matcher(label, op, value))
    timing = Timing(group_wait=duration(wait)) if wait else Timing()
    return Route(receiver, tuple(made), cont=cont, timing=timing, children=children)


def ends(root: Route, **labels: str) -> list[str]:
    return [each.route.receiver for each in Tree(root).deliveries(labels)]


def test_the_first_child_that_matches_takes_the_alert() -> None:
    root = route("root", children=(route("a", "x=1"), route("b", "x=~1|2"), route("c")))
    assert [ends(root, x=value) for value in ("1", "2", "3")] == [["a"], ["b"], ["c"]]


def test_continue_goes_on_to_the_next_siblings() -> None:
    root = route("root", children=(route("a", "x=1", cont=True), route("b", "y=1", cont=True), route("c", "x=1")))
    assert ends(root, x="1") == ["a", "c"]
    assert ends(root, x="1", y="1") == ["a", "b", "c"]


def test_what_no_child_takes_ends_at_the_node() -> None:
    root = route("root", children=(route("a", "x=1", children=(route("b", "y=1"),)),))
    assert [ends(root), ends(root, x="1"), ends(root, x="1", y="1")] == [["root"], ["a"], ["b"]]


def test_timing_is_inherited_field_by_field_and_intervals_are_not() -> None:
    child = route("b")
    parent = Route("a", timing=Timing(("x",), duration("10s")), mute=("nights",), children=(child,))
    root = Route("root", timing=Timing(("y",), duration("1s"), duration("5m"), duration("4h")), children=(parent,))
    (one,) = Tree(root).deliveries({})
    assert one.timing == Timing(("x",), duration("10s"), duration("5m"), duration("4h"))
    assert one.route.mute == ()


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("x=", {}, True),
        ("x=", {"x": "1"}, False),
        ("x!=", {}, False),
        ("x!=1", {}, True),
        ("x=~1", {"x": "12"}, False),
        ("x=~.*", {}, True),
        ("x!~1|2", {"x": "2"}, False),
    ],
)
def test_a_missing_label_is_empty_and_expressions_are_anchored(
    text: str, labels: dict[str, str], expected: bool
) -> None:
    assert matches(route("a", text).matchers, labels) == expected


def test_a_node_with_many_children_takes_the_same_way() -> None:
    teams = tuple(route(f"t{number}", f"team=t{number}", "sev=a", cont=number == 3) for number in range(50))
    root = route("root", children=(route("first", "odd=1"), *teams, route("last", "sev=~a|b")))
    tree = Tree(root)
    for labels, expected in (
        ({"team": "t7", "sev": "a"}, ["t7"]),
        ({"team": "t3", "sev": "a"}, ["t3", "last"]),
        ({"team": "t7", "sev": "b"}, ["last"]),
        ({"team": "t7", "sev": "a", "odd": "1"}, ["first"]),
        ({"team": "zz"}, ["root"]),
        ({}, ["root"]),
    ):
        assert [each.route.receiver for each in tree.deliveries(labels)] == expected
