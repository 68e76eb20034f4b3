"""The merge book, written by chance: documents with references in random places, of two services that disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitorgen.openapi.checks import problems
from monitorgen.openapi.equality import differences
from monitorgen.openapi.tree import Source
from tests.openapi.pages import Known, Page, whole

if TYPE_CHECKING:
    from monitorgen.document import Json

NAMES = ("A", "B", "C", "auth_A")
SCHEMES = ("key", "token")

to_schema = st.sampled_from(NAMES).map(lambda name: {"$ref": f"#/components/schemas/{name}"})
files = st.sampled_from(("x.yaml", "y.yaml#/Part", "y.yaml")).map(lambda file: {"$ref": file})
typed: st.SearchStrategy[Json] = st.builds(
    lambda kind, null: {"type": [kind, "null"] if null else kind}, st.sampled_from(("string", "integer")), st.booleans()
)
leaves: st.SearchStrategy[Json] = st.one_of(
    to_schema, files, typed, st.booleans(), st.just({"const": {"$ref": "data"}})
)


def _around(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    one = st.sampled_from(("items", "not", "additionalProperties", "contains", "if"))
    many = st.sampled_from(("allOf", "oneOf", "anyOf", "prefixItems"))
    named = st.sampled_from(("properties", "patternProperties", "dependentSchemas"))
    return st.one_of(
        st.builds(lambda word, schema: {word: schema}, one, inner),
        st.builds(lambda word, schemas: {word: schemas}, many, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda word, key, schema: {word: {key: schema}}, named, st.sampled_from(("a", "$ref", "x-b")), inner),
        st.builds(lambda ref, schema: {**ref, "not": schema}, to_schema, inner),
    )


schemas = st.recursive(leaves, _around, max_leaves=6)
deep = schemas.map(lambda schema: {"type": "object", "properties": {"in": schema}})
responses: st.SearchStrategy[Json] = st.builds(
    lambda schema, link: {
        "description": "ok",
        "content": {"application/json": {"schema": schema}},
        **({"links": {"next": {"operationId": "one"}}} if link else {}),
    },
    schemas, st.booleans(),
)  # fmt: skip
to_response: st.SearchStrategy[Json] = st.just({"$ref": "#/components/responses/R"})
scopes: st.SearchStrategy[Json] = st.just([])
security = st.lists(st.dictionaries(st.sampled_from(SCHEMES), scopes, max_size=2), max_size=2)


letters = st.sampled_from(("a", "b"))


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Json]:
    operation: dict[str, Json] = {
        "operationId": "one",
        "parameters": cast("Json", [{"name": "q", "in": "query", "schema": draw(schemas)}]),
        "responses": {"200": draw(st.one_of(responses, to_response))},
    }
    other: dict[str, Json] = {"responses": {"default": draw(responses)}}
    if draw(st.booleans()):
        other["security"] = cast("Json", draw(security))
    if draw(st.booleans()):
        other["tags"] = ["t"]
    made: dict[str, Json] = {
        "paths": {"/a": {"get": operation, "put": other}},
        "components": {
            "schemas": {name: draw(deep) for name in NAMES},
            "responses": {"R": draw(responses)},
            "securitySchemes": {name: {"type": "http", "scheme": draw(letters)} for name in SCHEMES},
        },
    }
    if draw(st.booleans()):
        made["security"] = cast("Json", draw(security))
    if draw(st.booleans()):
        made["servers"] = [{"url": draw(st.sampled_from(("/v1", "/v2")))}]
    return whole(made, "random")


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents(), documents(), deep, deep)
def test_whatever_two_services_say_the_aggregate_is_the_same_api(
    auth: dict[str, Json], shop: dict[str, Json], one: Json, two: Json
) -> None:
    known = Known({"api/auth.yaml": auth, "api/shop.yaml": shop, "api/x.yaml": one, "api/y.yaml": {"Part": two}})
    for tree in (one, two):
        _inside(tree, "auth.yaml")
    sources = (Source("auth", "api/auth.yaml", "/auth"), Source("shop", "api/shop.yaml", "/shop"))
    page = Page("random", known, sources, {})
    made = page.merged()
    assert [str(each) for each in differences(sources, known, made.document)] == []
    assert [(found.code, found.message) for found in problems(made.document, "aggregate.json")] == []


def _inside(node: Json, file: str) -> None:
    """Let references in a file that is no document lead into one."""
    if isinstance(node, dict):
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith("#"):
            node["$ref"] = file + ref
        for value in node.values():
            _inside(value, file)
    elif isinstance(node, list):
        for value in node:
            _inside(value, file)
