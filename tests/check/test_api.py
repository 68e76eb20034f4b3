"""The proof of the aggregate finds what is said otherwise, and what validators pass over."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

import pytest
from msgspec.structs import replace

from monitorgen.check.api import check_api
from monitorgen.plan.api import Api
from tests.openapi.pages import lookup, pages

if TYPE_CHECKING:
    from collections.abc import Callable

    from monitorgen.document import Json
    from tests.openapi.pages import Page

PAGES = pages()
RICH = next(page for page in PAGES if page.title == "security of one service is not that of the other")
CHOSEN = next(
    page for page in PAGES if "discriminator" in str(page.files.trees) and "mapping" in str(page.merged().document)
)


def api(page: Page) -> Api:
    return Api(page.merged(), page.sources, page.files)


def spoilt(page: Page, spoil: Callable[[Any], None]) -> list[str]:
    """The codes of what is found in an aggregate after something in it was changed."""
    made = api(page)
    document: Json = copy.deepcopy(made.aggregate.document)
    spoil(document)
    changed = replace(made.aggregate, document=cast("dict[str, Json]", document))
    return sorted({each.code for each in check_api(replace(made, aggregate=changed))})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_an_aggregate_is_what_its_sources_are(page: Page) -> None:
    assert list(check_api(api(page))) == []


def test_a_changed_operation_is_found() -> None:
    def spoil(document: Any) -> None:
        document["paths"]["/auth/a"]["post"]["deprecated"] = True

    assert spoilt(RICH, spoil) == ["MG840"]
    (found,) = (each for each in [*_told(RICH, spoil)] if each)
    assert found == "the aggregate is another API: auth POST /auth/a /deprecated: only one side has it"


def test_an_operation_too_few_and_one_too_many_are_found() -> None:
    def drop(document: Any) -> None:
        del document["paths"]["/shop/a"]

    def add(document: Any) -> None:
        document["paths"]["/more"] = document["paths"]["/shop/a"]

    assert spoilt(RICH, drop) == ["MG840"]
    assert spoilt(RICH, add) == ["MG840"]


def test_a_scheme_that_is_asked_for_and_not_defined_is_found() -> None:
    def spoil(document: Any) -> None:
        del document["components"]["securitySchemes"]["key"]

    assert spoilt(RICH, spoil) == ["MG840", "MG841"]


def test_a_discriminator_that_selects_nothing_is_found() -> None:
    def spoil(document: Any) -> None:
        for schema in document["components"]["schemas"].values():
            if isinstance(schema, dict) and "mapping" in schema.get("discriminator", {}):
                schema["discriminator"]["mapping"]["nobody"] = "#/components/schemas/Nobody"

    assert "MG841" in spoilt(CHOSEN, spoil)
    assert lookup(CHOSEN.merged().document, "/components/schemas")


def _told(page: Page, spoil: Callable[[Any], None]) -> list[str]:
    made = api(page)
    document: Any = copy.deepcopy(made.aggregate.document)
    spoil(document)
    return [each.message for each in check_api(replace(made, aggregate=replace(made.aggregate, document=document)))]
