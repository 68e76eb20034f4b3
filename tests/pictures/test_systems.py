"""The map of a system: every part is there, boxes don't overlap, no line runs through one, whatever the graph."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitorgen.pictures.crowd import BOXES, LINES
from monitorgen.pictures.graph import Edge, Node
from monitorgen.pictures.systems import systems_map

if TYPE_CHECKING:
    from collections.abc import Collection

    from monitorgen.pictures.graph import Kind

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></title></svg><script>alert(1)</script>",
    "{{ template }} ${x} &lt;b&gt;",
    "\u202eturned\u2066",
    "a\x00\x1b\x7f",
    "\ud800",
    "x" * 500,
    "",
)
KINDS: tuple[Kind, ...] = ("service", "infrastructure", "component", "external")
TEXTS = st.text(max_size=12) | st.sampled_from(HOSTILE)
NODES = st.lists(
    st.builds(
        Node,
        name=TEXTS,
        kind=st.sampled_from(KINDS),
        title=TEXTS,
        team=st.sampled_from(("", "payments", "orders", *HOSTILE)),
        note=TEXTS,
        href=TEXTS | st.sampled_from(("services/a.html", "javascript:alert(1)", "java\nscript:alert(1)", "//x.org")),
    ),
    max_size=25,
    unique_by=lambda node: node.name,
)
Box = tuple[float, float, float, float]


def box_of(rect: ET.Element) -> Box:
    x, y, w, h = (float(rect.get(name, "0")) for name in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def rects(svg: ET.Element, css: str) -> list[Box]:
    return [box_of(rect) for rect in svg.iter(f"{SVG}rect") if css in (rect.get("class") or "").split()]


def nodes_of(svg: ET.Element) -> list[ET.Element]:
    return [each for each in svg.iter() if each.get("class") == "node"]


def lines(svg: ET.Element) -> list[ET.Element]:
    return [each for each in svg.iter(f"{SVG}path") if "edge" in (each.get("class") or "").split()]


def title(element: ET.Element) -> str:
    return element.findtext(f"{SVG}title") or ""


def points(path: ET.Element) -> list[tuple[float, float]]:
    """The points that a line passes; round corners are cut short by less than a box's margin."""
    found = re.findall(r"[MLQC ]\s*(-?[\d.]+) (-?[\d.]+)", path.get("d") or "")
    return [(float(x), float(y)) for x, y in found]


def overlaps(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def runs_through(path: ET.Element, box: Box) -> bool:
    corners = points(path)
    left, top, right, bottom = box[0] + 0.5, box[1] + 0.5, box[2] - 0.5, box[3] - 0.5
    return any(
        overlaps((min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)), (left, top, right, bottom))
        for (x1, y1), (x2, y2) in pairwise(corners)
    )


def check_drawn(svg: ET.Element, count: int, pairs: Collection[tuple[str, str]]) -> None:
    boxes = rects(svg, "box")
    assert len(boxes) == len(nodes_of(svg)) == count
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]
    bands = rects(svg, "band")
    assert not [pair for pair in combinations(bands, 2) if overlaps(*pair)]
    width, height = float(svg.get("width", "0")), float(svg.get("height", "0"))
    for box in boxes:
        assert [band for band in bands if overlaps(band, box)], "it stands in a band"
        assert box[0] >= 0
        assert box[1] >= 0
        assert box[2] <= width
        assert box[3] <= height
    drawn = lines(svg)
    assert len(drawn) == len(pairs)
    for path in drawn:
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points(path))
        if "itself" not in title(path):
            assert not [box for box in boxes if runs_through(path, box)]


@pytest.mark.slow
@given(st.data())
def test_whatever_the_graph_all_of_it_is_drawn_and_nothing_overlaps(data: st.DataObject) -> None:
    nodes = data.draw(NODES)
    names = st.sampled_from([node.name for node in nodes]) if nodes else st.nothing()
    edges = data.draw(st.lists(st.builds(Edge, names, names), max_size=40)) if nodes else []
    drawn = systems_map(nodes, edges)
    drawn.encode()
    check_drawn(ET.fromstring(drawn), len(nodes), {(edge.source, edge.target) for edge in edges})
    assert systems_map(reversed(nodes), reversed(edges)) == drawn, "no order of the caller's gets out"


@given(st.data())
def test_whatever_names_say_they_are_text(data: st.DataObject) -> None:
    nodes = data.draw(NODES)
    svg = ET.fromstring(systems_map(nodes, ()))
    assert {each.tag.removeprefix(SVG) for each in svg.iter()} <= {
        "svg", "title", "desc", "defs", "marker", "path", "a", "g", "rect", "text",
    }  # fmt: skip
    for each in svg.iter():
        assert not [name for name in each.keys() if name.lower().startswith("on")]  # noqa: SIM118 - an element is no map
        address = re.sub(r"[\x00-\x20]", "", each.get("href") or "")
        assert not address.lower().startswith(("javascript:", "data:", "//"))


def test_what_needs_something_is_left_of_it_and_the_line_ends_at_its_box() -> None:
    nodes = [Node("shop", "service"), Node("orders", "service"), Node("postgres", "infrastructure")]
    edges = [Edge("shop", "orders"), Edge("orders", "postgres"), Edge("shop", "postgres")]
    svg = ET.fromstring(systems_map(nodes, edges))
    lefts = {title(each).splitlines()[0].split(":")[0]: box_of(rect) for each in nodes_of(svg) for rect in [each[1]]}
    assert lefts["shop"][0] < lefts["orders"][0] < lefts["postgres"][0]
    for path in lines(svg):
        source, target = title(path).split(" needs ")
        (x1, y1), *_, (x2, y2) = points(path)
        assert x1 == lefts[source][2]
        assert lefts[source][1] < y1 < lefts[source][3]
        assert x2 == lefts[target][0]
        assert lefts[target][1] < y2 < lefts[target][3]


def test_infrastructure_that_leads_to_services_stands_in_front_of_them() -> None:
    nodes = [Node("nginx", "infrastructure"), Node("api", "service"), Node("postgres", "infrastructure")]
    svg = ET.fromstring(systems_map(nodes, [Edge("nginx", "api"), Edge("api", "postgres")]))
    placed = {title(each).split(":")[0]: float(each[1].get("x", "0")) for each in nodes_of(svg)}
    assert placed["nginx"] < placed["api"] < placed["postgres"]


def test_services_of_a_team_stand_in_a_band_with_its_name() -> None:
    nodes = [Node(name, "service", team=team) for name, team in (("a", "one"), ("b", "two"), ("c", "one"), ("d", ""))]
    svg = ET.fromstring(systems_map(nodes, [Edge("a", "b"), Edge("b", "c")]))
    band_of = {
        name: next(number for number, band in enumerate(rects(svg, "band")) if overlaps(band, box_of(each[1])))
        for each in nodes_of(svg)
        for name in [title(each)[0]]
    }
    assert band_of["a"] == band_of["c"]
    assert len(set(band_of.values())) == 3
    titles = [text.text for text in svg.iter(f"{SVG}text") if text.get("font-weight")]
    assert sorted(each or "" for each in titles) == ["No team", "one", "two"]


def test_a_box_leads_to_its_page_and_says_what_it_needs() -> None:
    nodes = [Node("api", "service", "Public API", "web", href="services/api.html"), Node("db", "infrastructure")]
    svg = ET.fromstring(systems_map(nodes, [Edge("api", "db")]))
    (link,) = svg.iter(f"{SVG}a")
    assert link.get("href") == "services/api.html"
    assert title(link) == "Public API: service of web\nneeds db"


def test_a_picture_of_its_own_has_its_colours_and_no_links() -> None:
    nodes = [Node("api", "service", href="services/api.html")]
    inside, alone = systems_map(nodes, ()), systems_map(nodes, (), alone=True)
    assert "<style>" not in inside
    assert "prefers-color-scheme: dark" in alone
    assert "href" not in alone


def test_it_is_named_and_described_for_whoever_does_not_see_it() -> None:
    svg = ET.fromstring(systems_map([Node("api", "service"), Node("db", "infrastructure")], ()))
    named = {each.get("id"): each.text for each in svg}
    assert named[svg.get("aria-labelledby")] == "Systems map"
    assert (named[svg.get("aria-describedby")] or "").startswith("1 service, 1 infrastructure entry.")


def test_an_edge_to_what_is_not_on_the_map_is_not_drawn() -> None:
    check_drawn(ET.fromstring(systems_map([Node("api", "service")], [Edge("api", "gone"), Edge("gone", "api")])), 1, ())


def crowd(services: int, teams: int, infrastructure: int) -> tuple[list[Node], list[Edge]]:
    nodes = [Node(f"s{number}", "service", team=f"t{number % teams}") for number in range(services)]
    nodes += [Node(f"i{number}", "infrastructure", note=f"product {number % 3}") for number in range(infrastructure)]
    numbers = range(services)
    pairs = [(number, number + step) for number in numbers for step in (1, 2) if number + step < services]
    edges = [Edge(f"s{a}", f"s{b}") for a, b in pairs]
    return nodes, edges + [Edge(f"s{number}", f"i{number % infrastructure}") for number in numbers]


def test_a_thousand_services_are_a_map_of_their_teams_with_counts() -> None:
    nodes, edges = crowd(1000, 20, 200)
    drawn = systems_map(nodes, edges, teams={"t3": "#team-t3"})
    svg = ET.fromstring(drawn)
    words = [text.text for text in svg.iter(f"{SVG}text")]
    assert words.count("50 services") == 20
    assert words.count("67 entries") == 2
    assert "50 dependencies" in drawn
    assert [each.get("href") for each in svg.iter(f"{SVG}a")] == ["#team-t3"]
    between = {(f"t{a}", f"t{(a + step) % 20}") for a in range(20) for step in (1, 2)}
    check_drawn(svg, 23, between | {(f"t{a}", f"product {product}") for a in range(20) for product in range(3)})
    assert len(drawn) < 60_000


@pytest.mark.parametrize(("services", "teams"), [(1000, 400), (BOXES + 1, 1), (1, 1), (LINES, 7)])
def test_too_many_of_anything_is_still_a_picture(services: int, teams: int) -> None:
    nodes, edges = crowd(services, teams, 2)
    svg = ET.fromstring(systems_map(nodes, edges))
    boxes = rects(svg, "box")
    assert not [pair for pair in combinations(boxes, 2) if overlaps(*pair)]
    assert len(boxes) == (teams if services > BOXES - 2 else services) + 2
    assert f"{services:,} service" in (svg.findtext(f"{SVG}desc") or "")


def test_lines_that_are_too_many_are_left_out_and_that_is_said() -> None:
    nodes = [Node(f"s{number}", "service", team=f"t{number % 40}") for number in range(400)]
    few = [Edge(f"s{number}", f"s{number + 1}") for number in range(399)]
    every = [Edge(f"s{a}", f"s{b}") for a in range(40) for b in range(40)]
    drawn, crowded = systems_map(nodes, few), systems_map(nodes, every)
    assert "Lines lead from" in drawn
    assert lines(ET.fromstring(drawn))
    assert "What needs what is too much to be drawn." in crowded
    assert not lines(ET.fromstring(crowded))
