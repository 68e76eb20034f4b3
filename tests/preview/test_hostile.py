"""Dashboards whose texts mean harm, and JSON that nobody would write: harmless pictures, never an exception."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from monitorgen.emit.json import dump
from monitorgen.pictures.plain import shown
from monitorgen.plan.dashboards import Link, Query, Row
from monitorgen.preview import theme
from monitorgen.preview.board import picture
from monitorgen.preview.page import dashboard_page, index_page
from monitorgen.preview.sample import Sample
from monitorgen.targets.grafana.compiled import made
from tests.support.dashboards import KINDS, dashboard, every_kind, panel

if TYPE_CHECKING:
    from monitorgen.document import Json
    from monitorgen.plan.dashboards import PanelKind

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></svg><script>alert(1)</script>",
    "]]><script>alert(1)</script><![CDATA[",
    "' onmouseover='alert(1)",
    "&lt;b&gt; &#60;script&#62; &nbsp;",
    "{{ template }} {{.}} {% if x %} ${jndi:ldap://x} $datasource",
    "javascript:alert(1)",
    "\u202egnp.exe\u2066 turned \u061c around\u2069",
    "a\x00b\x08c\x1bd\x7f",
    "\ud800 alone",
    "\ufeff\u2028\u2029\uffff",
    "x" * 5000,
)
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


class Tags(HTMLParser):
    """The tags of a page, each with its attributes; text apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.opened: list[tuple[str, dict[str, str | None]]] = []
        self.depth: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))
        if tag not in {"meta", "img", "br"}:
            self.depth.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.opened.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.depth.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.depth == []
    return tags


def check_harmless(tags: Tags) -> None:
    names = [tag for tag, _ in tags.opened]
    assert names.count("script") == 1, "our own"
    assert not {"img", "iframe", "object", "foreignobject", "base", "form"} & set(names)
    for _, attributes in tags.opened:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("href", "src", "xlink:href"):
            assert not (attributes.get(name) or "").startswith(("javascript:", "data:", "//", "http"))
    assert not set(TURNING) & set("".join(tags.words))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_texts_are_shown_as_text(text: str, kind: PanelKind) -> None:
    one = replace(
        panel("one", kind), title=text, help=text, text=text, links=(Link(text, url="https://example.org"),),
        mappings={"0": (text, "critical"), "1": (text, "ok")},
        queries=tuple(replace(each, legend=f"{text} {{{{route}}}}") for each in panel("p", kind).queries),
    )  # fmt: skip
    nasty = replace(dashboard(Row("More", (one,))), title=text, description=text, links=(Link(text, url="/d/x"),))
    feed = Sample(text, {"route": (text,)}, {text: (text,)}, ({"alertname": text, "severity": text},))
    data = dict(made(nasty).json)
    ET.fromstring(picture(data, text, feed, "dark").encode())
    inside = picture(data, text, feed, alone=False)
    check_harmless(read(dashboard_page(text, inside, text)))
    check_harmless(read(index_page(text, [(text, text, text, "services/x.html", inside)], text)))


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_as_it_is_shown_turns_nothing_around_and_can_be_written(text: str) -> None:
    said = shown(text)
    assert len(said) == len(text)
    assert not set(TURNING) & set(said)
    said.encode()
    ET.fromstring(f"<a>{said.replace('&', '').replace('<', '').replace(']]>', '')}</a>")


def places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in inner for found in places(each, (*path, key)))]


WHOLE = json.loads(dump(made(every_kind()).json))
PLACES = places(WHOLE)[1:]


def changed(value: Json, path: tuple[str | int, ...], new: Json) -> Json:
    if not path:
        return new
    if isinstance(value, dict):
        return {key: changed(each, path[1:], new) if key == path[0] else each for key, each in value.items()}
    assert isinstance(value, list)
    return [changed(each, path[1:], new) if index == path[0] else each for index, each in enumerate(value)]


@pytest.mark.slow
@given(path=st.sampled_from(PLACES), new=JSON)
def test_whatever_stands_in_the_json_a_picture_is_drawn(path: tuple[str | int, ...], new: Json) -> None:
    document = changed(WHOLE, path, new)
    assert isinstance(document, dict)
    ET.fromstring(picture(document, "Acme", Sample("any"), "dark").encode())


@given(document=st.dictionaries(st.sampled_from(["title", "panels", "templating", "time", "links"]), JSON))
def test_whatever_the_json_is_a_picture_is_drawn(document: dict[str, Json]) -> None:
    ET.fromstring(picture(document, "Acme", Sample("any"), "light").encode())


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("#D2123C", "#d2123c"), ("#abc", "#aabbcc"), ("#11223344", "#112233"), ("rgba(1, 2, 300, 0.5)", "#0102ff"),
        ("dark-red", "#f2495c"), ("super-light-blue", "#5794f2"), ("text", None), ("transparent", None),
        ("url(https://example.org/x)", None), ("red;background:url(//x)", None), (None, None), (5, None),
    ],
)  # fmt: skip
def test_a_colour_is_one_or_it_is_none(written: object, seen: str | None) -> None:
    assert theme.colour(written) == seen


def test_a_query_of_nobody_does_not_name_files_or_run_anything() -> None:
    query = Query("../../etc/passwd {{ evil }}", "{{../../x}}")
    svg = picture(dict(made(dashboard(Row(None, (replace(panel(), queries=(query,)),)))).json), "..", Sample("x"))
    ET.fromstring(svg)
    assert "xlink" not in svg
    assert "<image" not in svg
