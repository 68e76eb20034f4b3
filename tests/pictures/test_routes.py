"""The drawn tree of routes: each route is there with whom it tells, when, and whether the next one is asked too."""

from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.pictures.frame import link
from monitorgen.pictures.routes import RouteNode, routing_tree
from tests.pictures.test_systems import HOSTILE, SVG, lines, overlaps, points, rects, title

TEXTS = st.text(max_size=12) | st.sampled_from(HOSTILE)
TREES = st.recursive(
    st.builds(RouteNode, TEXTS, st.tuples(TEXTS, TEXTS) | st.just(()), st.booleans(), st.tuples(TEXTS), href=TEXTS),
    lambda below: st.builds(RouteNode, TEXTS, children=st.lists(below, max_size=4).map(tuple)),
    max_leaves=12,
)


def routes(svg: ET.Element) -> list[ET.Element]:
    return [each for each in svg.iter() if each.get("class") == "route"]


def every(node: RouteNode) -> list[RouteNode]:
    return [node, *(found for child in node.children for found in every(child))]


@given(TREES)
def test_whatever_the_tree_every_route_is_drawn_and_nothing_overlaps(root: RouteNode) -> None:
    drawn = routing_tree(root)
    drawn.encode()
    svg = ET.fromstring(drawn)
    boxes = rects(svg, "box")
    assert len(boxes) == len(routes(svg)) == len(every(root))
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]
    assert len(lines(svg)) == len(boxes) - 1
    assert all(box[2] <= float(svg.get("width", "0")) and box[3] <= float(svg.get("height", "0")) for box in boxes)
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} <= {
        "svg", "title", "desc", "defs", "marker", "path", "a", "g", "rect", "text",
    }  # fmt: skip
    assert routing_tree(root) == drawn


def test_a_route_says_what_it_matches_whom_it_tells_and_when() -> None:
    night = RouteNode("on-call", ('severity="critical"',), continues=True, timings=("muted in night",), href="#on-call")
    svg = ET.fromstring(routing_tree(RouteNode("default", timings=("repeats every 4h",), children=(night,))))
    first, second = routes(svg)
    assert title(first).splitlines() == ["every alert", "→ default", "repeats every 4h"]
    assert title(second).splitlines() == [
        'severity="critical"', "→ on-call", "muted in night", "continue: the next route is asked too",
    ]  # fmt: skip
    assert second.get("href") == "#on-call"
    assert first.get("href") is None


def test_children_stand_right_of_their_parent_in_the_order_in_which_they_are_asked() -> None:
    first = RouteNode("a", children=(RouteNode("x"),))
    svg = ET.fromstring(routing_tree(RouteNode("r", children=(first, RouteNode("b")))))
    root, a, x, b = rects(svg, "box")
    assert root[2] < a[0] == b[0]
    assert a[2] < x[0]
    assert a[1] == root[1]
    assert max(a[3], x[3]) < b[1]
    for path, (start, end) in zip(lines(svg), ((root, a), (root, b), (a, x)), strict=True):
        assert points(path)[0][0] == start[2]
        assert f"H{end[0]:g}" in (path.get("d") or "")


def test_a_tree_of_a_thousand_routes_is_its_first_level_and_says_what_is_left_out() -> None:
    teams = tuple(RouteNode(f"team-{n}", children=(RouteNode("day"), RouteNode("night"))) for n in range(100))
    svg = ET.fromstring(routing_tree(RouteNode("default", children=teams)))
    assert len(routes(svg)) == 101
    assert title(routes(svg)[1]).endswith("and 2 routes that are not drawn")
    assert (svg.findtext(f"{SVG}desc") or "").startswith("301 routes.")
    wide = ET.fromstring(routing_tree(RouteNode("default", children=teams * 10)))
    assert len(routes(wide)) == 150
    assert "and 2,553 routes that are not drawn" in title(routes(wide)[0])


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("services/a.html", True), ("../a.html#b", True), ("#x", True), ("https://example.org/", True),
        ("mailto:a@example.org", True), ("?a=b:c", True), ("a/b:c", True), ("", False), ("  ", False),
        ("javascript:alert(1)", False), ("JavaScript:alert(1)", False), (" java\tscript:alert(1)", False),
        ("data:text/html,x", False), ("vbscript:x", False), ("//example.org", False), ("\\\\example.org", False),
        ("/\\example.org", False), ("\x01javascript:x", False), ("file:///etc/passwd", False),
    ],
)  # fmt: skip
def test_only_what_a_reader_may_follow_is_a_link(href: str, kept: bool) -> None:
    assert link(href) == (href if kept else None)
