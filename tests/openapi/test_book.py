"""The merge book: whatever stands in a document, the aggregate is the same API, valid, and nothing in it dangles."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, cast

import pytest

from monitorgen.openapi.checks import problems
from monitorgen.openapi.equality import differences
from tests.openapi.pages import lookup, pages
from tests.openapi.valid import assert_valid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitorgen.document import Json
    from tests.openapi.pages import Page

PAGES = pages()
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.title for page in PAGES])


def test_the_book_has_at_least_sixty_pages() -> None:
    assert len({page.title for page in PAGES}) >= 60


@each_page
def test_the_aggregate_is_the_same_api_as_its_sources(page: Page) -> None:
    made = page.merged()
    assert [str(each) for each in differences(page.sources, page.files, made.document)] == []


@each_page
def test_the_aggregate_is_valid_and_nothing_in_it_dangles(page: Page) -> None:
    made = page.merged()
    assert_valid(made.document)
    assert [(found.code, found.message) for found in problems(made.document, "aggregate.json")] == []


@each_page
def test_the_aggregate_says_what_the_page_expects(page: Page) -> None:
    made = page.merged()
    assert {pointer: lookup(made.document, pointer) for pointer in page.expect} == page.expect


@each_page
def test_the_order_of_the_sources_makes_no_difference(page: Page) -> None:
    made = page.merged()
    page = type(page)(page.title, page.files, page.sources[::-1], page.expect)
    assert json.dumps(page.merged().document, default=str) == json.dumps(made.document, default=str)


@each_page
def test_a_reference_that_leads_to_the_other_service_is_found(page: Page) -> None:
    document = page.merged().document
    for steps, other in _exchanges(document):
        broken = _changed(document, steps, other)
        assert differences(page.sources, page.files, broken) != [], steps


def _exchanges(document: Mapping[str, Json]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each reference that an operation leads to, and the component of the same name of the other service."""
    components = cast("Mapping[str, Mapping[str, Json]]", document.get("components", {}))
    names = {f"#/components/{section}/{name}" for section, entries in components.items() for name in entries}
    seen: set[str] = set()
    todo: list[tuple[str | int, ...]] = [("paths",), *([("webhooks",)] if "webhooks" in document else [])]
    while todo:
        top = todo.pop()
        for steps, text in _texts(_at(document, top), top):
            if text in names and text not in seen:
                seen.add(text)
                todo.append(tuple(text.split("/")[1:]))
            for one, two in (("auth_", "shop_"), ("shop_", "auth_")):
                other = text.replace(f"/{one}", f"/{two}")
                if text in names and other in names and text != other:
                    yield steps, other


def _at(node: Json, steps: tuple[str | int, ...]) -> Json:
    for step in steps:
        node = (
            node[step]
            if isinstance(node, list) and isinstance(step, int)
            else cast("dict[str | int, Json]", node)[step]
        )
    return node


def _texts(node: Json, steps: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _texts(value, (*steps, key))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _texts(value, (*steps, number))
    elif isinstance(node, str):
        yield steps, node


def _changed(document: dict[str, Json], steps: tuple[str | int, ...], value: str) -> dict[str, Json]:
    made = copy.deepcopy(document)
    cast("dict[str | int, Json]", _at(made, steps[:-1]))[steps[-1]] = value
    return made
